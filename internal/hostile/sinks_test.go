package hostile

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

// TestOnlyTrustpilotsPagesAreOpened asks for each address of the corpus.
func TestOnlyTrustpilotsPagesAreOpened(t *testing.T) {
	n := 0
	for _, l := range corpus(t) {
		if l.Expect != "open" && l.Expect != "refuse" {
			continue
		}
		n++
		if err := link.Openable(l.text(0), ""); (err == nil) != (l.Expect == "open") {
			t.Errorf("%s: %s: %v, want %s", l.ID, l.text(0), err, l.Expect)
		}
	}
	if n < 10 {
		t.Errorf("the corpus has %d addresses", n)
	}
	for _, l := range corpus(t) { // whatever stands in an ID, the address stays Trustpilot's and is written out
		for _, address := range []string{link.Review(l.text(100)), link.Reviewer(l.text(100)), link.WebApp(l.text(100)), link.Company(l.text(100))} {
			if err := link.Openable(address, ""); err != nil {
				t.Errorf("%s: %v", l.ID, err)
			}
			harmless(t, l.ID+" in an address", address, append(never(), "LF", "TAB")...)
		}
	}
}

// TestDraftsOfHostileTextActNeither keeps the input as a draft, as an agent who pastes it would, and lists and shows it.
func TestDraftsOfHostileTextActNeither(t *testing.T) {
	lines := corpus(t)
	c := serve(t, all(lines, line.inItsField))
	c.env["TPDESK_STORE"], c.env["TPDESK_PASSPHRASE"] = "file", "open sesame"
	for i, l := range lines {
		if text := strings.ReplaceAll(l.text(500), "\x00", ""); (torture() || i%24 == 0) && strings.TrimSpace(text) != "" {
			c.run("reply", reviewID(i), "--draft", "--text", text) // a text that cannot be sent is refused
		}
	}
	for _, args := range [][]string{{"draft", "list"}, {"draft", "list", "--json"}, {"draft", "show", reviewID(0)}, {"show", reviewID(0)}} {
		r := c.on(80).run(args...)
		if r.code != 0 {
			t.Errorf("tpdesk %s ends with %d: %s", args, r.code, r.err)
		}
		names := never()
		if strings.Contains(strings.Join(args, " "), "json") {
			names = names[:len(names)-2] // marks are carried exactly
		}
		harmless(t, strings.Join(args, " "), ours.ReplaceAllString(r.out+r.err, ""), names...)
	}
	if out := c.must("draft", "list"); !strings.Contains(out, "Kettle was fine.") {
		t.Errorf("the draft is not listed: %s", quoted(out))
	}
}

// seeds gives a fuzz target the corpus.
func seeds(f *testing.F) {
	for _, l := range corpus(f) {
		if s := l.text(300); len(s) < 2000 {
			f.Add(s)
		}
	}
	for _, s := range []string{"\u0e33", "ทำ", "\u0eb3"} { // what the fuzzer found
		f.Add(s)
	}
}

// readable is the letters and digits of a text, in their order.
func readable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, s)
}

// FuzzTerminalSinks wants of Line and Block: nothing that acts, valid UTF-8, the same when done twice, nothing readable
// lost, and a width that stands whatever is printed before and after.
func FuzzTerminalSinks(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		for name, sink := range map[string]func(review.Text) string{"Line": review.Text.Line, "Block": review.Text.Block} {
			got := sink(review.NewText(s))
			harmless(t, name, got, never()...)
			if again := sink(review.NewText(got)); again != got {
				t.Fatalf("%s of %+q is %+q, and then %+q", name, s, got, again)
			}
			if utf8.ValidString(s) && !strings.Contains(readable(got), readable(s)) {
				t.Fatalf("%s of %+q loses readable text: %+q", name, s, got)
			}
			for one := range strings.SplitSeq(got, "\n") {
				standsAlone(t, one)
			}
		}
	})
}

// standsAlone wants a line to join neither what stands before it nor what follows.
func standsAlone(t *testing.T, s string) {
	t.Helper()
	if w := ansi.StringWidth(s); ansi.StringWidth("| "+s+" |") != w+4 {
		t.Fatalf("%+q takes %d columns, and between two blanks %d", s, w, ansi.StringWidth("| "+s+" |")-4)
	}
}

// TestNoCharacterJoinsWhatStandsBesideIt shows every character that is assigned, alone.
func TestNoCharacterJoinsWhatStandsBesideIt(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if r >= 0x3a000 && r < 0xe0000 || r >= 0xf0000 || !utf8.ValidRune(r) {
			continue // nothing is assigned there, or all of it is private
		}
		standsAlone(t, review.NewText(string(r)).Line())
	}
}

// FuzzCells wants of every cell of CSV and TSV: nothing that acts or that a spreadsheet would run, and nothing readable lost.
func FuzzCells(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		r := review.Review{ID: "1", Title: review.NewText(s), Text: review.NewText(s), Consumer: &review.Consumer{DisplayName: review.NewText(s)}, Tags: review.List[review.Tag]{{Value: review.NewText(s)}}}
		var b strings.Builder
		rows := export.NewCSV(&b, export.CSVOptions{Personal: true})
		if err := rows.Write(r); err != nil {
			t.Fatal(err)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		table, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil || len(table) != 2 {
			t.Fatalf("%d rows, %v", len(table), err)
		}
		var tabbed strings.Builder
		if err := export.NewTSV(&tabbed, false).Write(r); err != nil {
			t.Fatal(err)
		}
		cells := append(table[1], splitTSV(tabbed.String())[0]...)
		if n := len(export.TSVColumns()); len(cells) != len(table[0])+n {
			t.Fatalf("%d cells, not %d", len(cells), len(table[0])+n)
		}
		for _, cell := range cells {
			harmless(t, "a cell", cell, append(never(), "FORMULA")...)
		}
		if all := readable(strings.Join(cells, "")); utf8.ValidString(s) && !strings.Contains(all, readable(s)) {
			t.Fatalf("%+q loses readable text: %+q", s, cells)
		}
	})
}

// TestATextIsDataInATemplate prints texts that look like templates, formats and programs of jq: they come out to the letter,
// whatever is in them, in a pipe, and what a terminal gets of them still reads the same.
func TestATextIsDataInATemplate(t *testing.T) {
	var lines []line
	for _, l := range inReviews(corpus(t)) {
		if l.Class == "template" {
			lines = append(lines, l)
		}
	}
	lines = append(lines, line{ID: "jq", Field: "text", Input: `\(1+1) | error, input_filename, $ENV.HOME, env`}, line{ID: "again", Field: "text", Input: `{{"{{.title}}"}}{{template "x"}}`})
	if len(lines) < 6 {
		t.Fatalf("the corpus has %d lines for templates", len(lines))
	}
	for i := range lines {
		lines[i].Field = "text"
	}
	c := serve(t, all(lines, line.inItsField))
	for i, l := range lines {
		for _, args := range [][]string{{"--template", "{{range .}}{{.text}}{{end}}"}, {"--template", "{{.text}}"}, {"--jq", ".[].text"}, {"--jq", `.[]|"\(.text)"`}} {
			args = append([]string{"show", "--fresh", reviewID(i)}, args...)
			if got := strings.TrimSuffix(c.must(args...), "\n"); got != l.text(0) {
				t.Errorf("%s: %v prints %s", l.ID, args[3:], quoted(got))
			}
			if got := c.on(80).must(args...); !shows(got, review.NewText(l.text(0)).Block()) {
				t.Errorf("%s: %v prints %s at a terminal", l.ID, args[3:], quoted(got))
			}
		}
	}
}

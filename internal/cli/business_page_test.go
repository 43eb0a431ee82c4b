package cli

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// evil are texts that try to be markup, or to act.
func evil() []string {
	return []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</text></svg><script/>`, `]]><x/>`, `&lt;b&gt; &amp; &#60;`, `{{.Unit.ID}} {{template "x"}}`,
		"[click](javascript:alert(1))", "![x](http://evil.example/pixel)", "http://evil.example www.evil.example", "`code` ```\nblock\n```", "# head\n===\n---\n***", "1. one\n- two\n+ three\n> four",
		"| a | b |\n|---|---|", "<http://evil.example>", "[ref]: http://evil.example", "line\\", "    indented", "a\rb\r\nc", "\x1b[2J\x1b]52;c;QUFB\x07", "\u202eabc\u2066", "\u009b2J", "a\x00b\x0bc\x7f",
		"\ufffe\uffff", "\xff\xfe", strings.Repeat("word ", 500), strings.Repeat("あ", 300), strings.Repeat("x", 900), "~~gone~~ ==mark== ^up^ $x$ :smile: @someone #12",
	}
}

func evilCase(text string) showcase {
	t := review.NewText(text)
	return showcase{Source: attribution, Unit: showcaseUnit{DisplayName: t, ProfileURL: "https://www.trustpilot.com/review/x.example"},
		Reviews: []showcaseReview{{ID: "1", Stars: 4, Title: t, Text: t, Language: t, Consumer: showcaseConsumer{t}, URL: "https://www.trustpilot.com/reviews/1"}}}
}

func TestAShowcaseHasNoMarkupThatACustomerWrote(t *testing.T) {
	for _, text := range evil() {
		for name, write := range showcaseFormats() {
			var b bytes.Buffer
			if err := write(&b, evilCase(text)); err != nil {
				t.Fatalf("%s of %q: %v", name, text, err)
			}
			for _, bad := range []string{"<script", "<img", "\x1b", "\u202e", "\u009b", "\x00", "\r", "onerror=alert(1)\""} {
				if strings.Contains(strings.ReplaceAll(b.String(), `\<`, ""), bad) {
					t.Errorf("%s of %q contains %q:\n%s", name, text, bad, b.String())
				}
			}
		}
	}
}

func TestAPictureIsXMLWithTheTextInIt(t *testing.T) {
	for _, text := range evil() {
		var b bytes.Buffer
		if err := writeSVG(&b, evilCase(text)); err != nil {
			t.Fatal(err)
		}
		elements := map[string]int{}
		var said strings.Builder
		for d := xml.NewDecoder(&b); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("of %q: %v", text, err)
			}
			switch token := token.(type) {
			case xml.StartElement:
				elements[token.Name.Local]++
			case xml.CharData:
				said.Write(token)
			}
		}
		for name := range elements {
			if !strings.Contains(" svg title rect text a ", " "+name+" ") {
				t.Errorf("of %q: an element %s", text, name)
			}
		}
		if elements["a"] != 2 || !strings.Contains(said.String(), "Read on Trustpilot") {
			t.Errorf("of %q: %v", text, elements)
		}
	}
}

// TestMarkdownReadsBackAsTheText takes the backslashes away again: what is left is the text, and before that no sign that
// could be markup stands bare.
func TestMarkdownReadsBackAsTheText(t *testing.T) {
	for _, text := range evil() {
		line := review.NewText(text).Line()
		escaped := markdown(line)
		var back strings.Builder
		for i := 0; i < len(escaped); i++ {
			if escaped[i] == '\\' {
				i++
			} else if strings.IndexByte("!#$&()*+-./:<=>@[]^_`{|}~", escaped[i]) >= 0 {
				t.Errorf("%q: %q stands bare in %q", text, escaped[i], escaped)
			}
			back.WriteByte(escaped[i])
		}
		if back.String() != line {
			t.Errorf("%q reads back as %q", line, back.String())
		}
	}
}

func TestEachLineOfMarkdownStaysInItsQuotation(t *testing.T) {
	for _, text := range evil() {
		var b bytes.Buffer
		if err := writeMarkdown(&b, evilCase(text)); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
		for i, line := range lines {
			frame := i < 4 || i >= len(lines)-2 // the head, the link to all reviews
			if !frame && !strings.HasPrefix(line, ">") {
				t.Errorf("%q: line %d %q left the quotation", text, i, line)
			}
		}
	}
}

package cli

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/review"
)

func joinDiscard(err error, out target) error { return errors.Join(err, out.Discard()) }

// writeMarkdown writes CommonMark in which nothing that a customer wrote is markup.
func writeMarkdown(w io.Writer, s showcase) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## What customers say about %s\n\n%s\n", markdown(s.Company()), markdown(s.Score()))
	for _, r := range s.Reviews {
		fmt.Fprintf(&b, "\n> %s", stars(r.Stars))
		if r.Title.Visible() {
			fmt.Fprintf(&b, " **%s**", markdown(r.Title.Line()))
		}
		b.WriteString("\n>\n")
		for _, line := range markdownLines(r.Text) {
			b.WriteString(strings.TrimRight("> "+line, " ") + "\n")
		}
		fmt.Fprintf(&b, ">\n> — %s · [Read on Trustpilot](<%s>)\n", markdown(joined(r.Author(), r.Day())), r.URL)
	}
	fmt.Fprintf(&b, "\n[%s](<%s>)\n", s.Source, s.Unit.ProfileURL)
	_, err := w.Write(b.Bytes())
	return err
}

// markdownLines are the lines of a text, each ended so that the next begins below it.
func markdownLines(t review.Text) []string {
	if !t.Visible() {
		return nil
	}
	lines := strings.Split(strings.TrimSpace(t.Block()), "\n")
	for i, line := range lines {
		lines[i] = markdown(strings.TrimSpace(line))
		if i+1 < len(lines) && lines[i] != "" && strings.TrimSpace(lines[i+1]) != "" {
			lines[i] += `\`
		}
	}
	return lines
}

// markdown puts a backslash before every sign that Markdown may read as markup, so that it stands for itself.
func markdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("!#$&()*+-./:<=>@[\\]^_`{|}~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

const showcaseHTML = `<section class="trustpilot-reviews">
<style>
.trustpilot-reviews{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:auto;color:#1b1b21}
.trustpilot-reviews article{border:1px solid #d8d8e0;border-radius:8px;padding:1rem;margin:1rem 0}
.trustpilot-reviews h3{margin:.25rem 0;font-size:1rem}
.trustpilot-reviews p{margin:.5rem 0;white-space:pre-line;overflow-wrap:anywhere}
.trustpilot-reviews .stars{color:#00794f;letter-spacing:.1em}
.trustpilot-reviews footer{color:#5a5a66;font-size:.875rem}
</style>
<h2 dir="auto">{{.Company}}</h2>
<p>{{.Score}}</p>
{{range .Reviews}}<article{{with .Lang}} lang="{{.}}"{{end}}>
<span class="stars" role="img" aria-label="{{.Stars}} of 5 stars">{{.Row}}</span>
{{with .Headline}}<h3 dir="auto">{{.}}</h3>
{{end}}{{with .Words}}<p dir="auto">{{.}}</p>
{{end}}<footer><bdi>{{.Author}}</bdi>{{with .Day}} · {{.}}{{end}} · <a href="{{.URL}}" rel="noopener nofollow">Read on Trustpilot</a></footer>
</article>
{{end}}<p><a href="{{.Unit.ProfileURL}}" rel="noopener">{{.Source}}</a></p>
</section>
`

// writeHTML writes a section that can stand in any page.
func writeHTML(w io.Writer, s showcase) error {
	t, err := template.New("showcase").Parse(showcaseHTML)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, s); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Row is the stars as five signs.
func (r showcaseReview) Row() string { return stars(r.Stars) }

// Headline is the title on one line; "" when there is nothing to see.
func (r showcaseReview) Headline() string { return seen(r.Title, review.Text.Line) }

// Words are the text in lines; "" when there is nothing to see.
func (r showcaseReview) Words() string {
	return strings.TrimSpace(seen(r.Text, review.Text.Block))
}

// Lang is the language where it is a plain code.
func (r showcaseReview) Lang() string {
	if code := r.Language.Raw(); letters(code, 'a') {
		return code
	}
	return ""
}

func seen(t review.Text, how func(review.Text) string) string {
	if !t.Visible() {
		return ""
	}
	return how(t)
}

// The measures of the picture, in its own units.
const (
	svgWidth   = 720
	svgCells   = 84 // of a line of text
	svgLine    = 20
	svgMargin  = 24
	svgPadding = 16
	svgLines   = 8 // of a review's text at most: the rest is behind the link
)

// writeSVG writes a picture of the reviews below each other.
func writeSVG(w io.Writer, s showcase) error {
	p := &picture{y: svgMargin}
	p.text(svgMargin, 20, "bold", ansi.Truncate(s.Company(), svgCells/2, "…"))
	p.text(svgMargin, 14, "normal", s.Score())
	for _, r := range s.Reviews {
		p.card(r)
	}
	p.link(s.Unit.ProfileURL, func() { p.text(svgMargin, 14, "normal", s.Source) })
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="system-ui,sans-serif">
<title>%s</title>
<rect width="100%%" height="100%%" fill="#ffffff"/>
%s</svg>
`, svgWidth, p.y+svgMargin, svgWidth, p.y+svgMargin, escapeXML(s.Company()+": "+s.Source), p.b.String())
	return err
}

// picture is a drawing from the top to the bottom.
type picture struct {
	b bytes.Buffer
	y int
}

// card draws one review.
func (p *picture) card(r showcaseReview) {
	lines := wrapped(r.Words(), svgCells)
	height := 2*svgPadding + svgLine*(2+len(lines))
	if r.Headline() != "" {
		height += svgLine
	}
	p.y += svgPadding
	fmt.Fprintf(&p.b, `<rect x="%d" y="%d" width="%d" height="%d" rx="8" fill="none" stroke="#d8d8e0"/>`+"\n", svgMargin, p.y, svgWidth-2*svgMargin, height)
	p.y += svgPadding
	x := svgMargin + svgPadding
	p.coloured(x, 16, "normal", "#00794f", r.Row())
	if title := r.Headline(); title != "" {
		p.text(x, 15, "bold", ansi.Truncate(title, svgCells-10, "…"))
	}
	for _, line := range lines {
		p.text(x, 14, "normal", line)
	}
	p.link(r.URL, func() {
		p.coloured(x, 13, "normal", "#5a5a66", joined(ansi.Truncate(r.Author(), svgCells/2, "…"), r.Day(), "Read on Trustpilot"))
	})
	p.y += svgPadding
}

func (p *picture) text(x, size int, weight, s string) { p.coloured(x, size, weight, "#1b1b21", s) }

func (p *picture) coloured(x, size int, weight, colour, s string) {
	p.y += svgLine
	fmt.Fprintf(&p.b, `<text x="%d" y="%d" font-size="%d" font-weight="%s" fill="%s" xml:space="preserve">%s</text>`+"\n", x, p.y-5, size, weight, colour, escapeXML(s))
}

func (p *picture) link(address string, draw func()) {
	fmt.Fprintf(&p.b, `<a href="%s">`+"\n", escapeXML(address))
	draw()
	p.b.WriteString("</a>\n")
}

// wrapped are the first lines of a text, so wide at most.
func wrapped(s string, width int) []string {
	if s == "" {
		return nil
	}
	lines := strings.Split(ansi.Wrap(s, width, ""), "\n")
	if len(lines) > svgLines {
		lines = append(lines[:svgLines-1], ansi.Truncate(lines[svgLines-1], width-1, "")+"…")
	}
	return lines
}

func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

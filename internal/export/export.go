// Package export writes reviews as CSV and TSV; which reviews, and into which file, is left to others.
package export

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Rows writes reviews one by one. Close writes what is buffered and tells the first error.
type Rows interface {
	Write(r review.Review) error
	Close() error
}

// column is one column: its name in the head and its cell for a review.
type column struct {
	name string
	cell func(r review.Review) string
}

// csvColumns carry the names of Trustpilot's own export, as importers of it know them. E-mail and reference number are
// left out: they are a customer's own.
var csvColumns = []column{
	{"Review Id", func(r review.Review) string { return string(r.ID) }},
	{"Review Created (UTC)", func(r review.Review) string { return stamp(r.CreatedAt) }},
	{"Review Consumer User Id", func(r review.Review) string { return consumer(r).ID.Raw() }},
	{"Review Username", func(r review.Review) string { return consumer(r).DisplayName.Raw() }},
	{"Review Title", func(r review.Review) string { return r.Title.Raw() }},
	{"Review Content", func(r review.Review) string { return r.Text.Raw() }},
	{"Review Stars", func(r review.Review) string { return number(r.Stars) }},
	{"Source Of Review", func(r review.Review) string { return r.Source.Raw() }},
	{"Review Language", func(r review.Review) string { return r.Language.Raw() }},
	{"Location Name", func(r review.Review) string { return location(r).Name.Raw() }},
	{"Tags", tags},
	{"Company Response", func(r review.Review) string { return reply(r).Text.Raw() }},
	{"Company Reply Date (UTC)", func(r review.Review) string { return stamp(reply(r).CreatedAt) }},
	{"Business Unit Id", func(r review.Review) string { return unit(r).ID.Raw() }},
	{"Domain Url", func(r review.Review) string { return unit(r).IdentifyingName.Raw() }},
	{"Webshop Name", func(r review.Review) string { return unit(r).DisplayName.Raw() }},
}

// tsvColumns are what a pipe gets; they may grow at the end, never change.
var tsvColumns = []column{
	{"id", func(r review.Review) string { return string(r.ID) }},
	{"stars", func(r review.Review) string { return number(r.Stars) }},
	{"createdAt", func(r review.Review) string { return instant(r.CreatedAt) }},
	{"replied", func(r review.Review) string { return yesNo(r.CompanyReply != nil) }},
	{"reported", func(r review.Review) string { return yesNo(r.ReportData != nil) }},
	{"source", func(r review.Review) string { return r.Source.Raw() }},
	{"language", func(r review.Review) string { return r.Language.Raw() }},
	{"reviewer", func(r review.Review) string { return consumer(r).DisplayName.Raw() }},
	{"title", func(r review.Review) string { return r.Title.Raw() }},
	{"text", func(r review.Review) string { return r.Text.Raw() }},
	{"tags", tags},
}

// TSVColumns names the columns of TSV, which has no head line.
func TSVColumns() []string { return heads(tsvColumns) }

func heads(cs []column) []string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.name
	}
	return out
}

type csvRows struct {
	w    *csv.Writer
	raw  bool
	head bool
}

// NewCSV writes CSV with the column names of Trustpilot's own export. A cell that a spreadsheet would run begins with
// an apostrophe, and a character that could act on a terminal is shown as a mark, unless raw is set.
func NewCSV(w io.Writer, raw bool) Rows { return &csvRows{w: csv.NewWriter(w), raw: raw} }

func (c *csvRows) Write(r review.Review) error {
	if err := c.writeHead(); err != nil {
		return err
	}
	cells := make([]string, len(csvColumns))
	for i, col := range csvColumns {
		if cells[i] = col.cell(r); !c.raw {
			cells[i] = Cell(cells[i])
		}
	}
	return c.w.Write(cells)
}

func (c *csvRows) writeHead() error {
	if c.head {
		return nil
	}
	c.head = true
	return c.w.Write(heads(csvColumns))
}

func (c *csvRows) Close() error {
	if err := c.writeHead(); err != nil {
		return err
	}
	c.w.Flush()
	return c.w.Error()
}

type tsvRows struct {
	w   io.Writer
	raw bool
}

// NewTSV writes one line a review with a tab between cells and no head; line breaks and tabs within a cell are blanks.
func NewTSV(w io.Writer, raw bool) Rows { return tsvRows{w: w, raw: raw} }

var oneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ", "\u2028", " ", "\u2029", " ", "\u0085", " ", "\v", " ", "\f", " ")

func (t tsvRows) Write(r review.Review) error {
	cells := make([]string, len(tsvColumns))
	for i, col := range tsvColumns {
		if cells[i] = oneLine.Replace(col.cell(r)); !t.raw {
			cells[i] = Cell(cells[i])
		}
	}
	_, err := io.WriteString(t.w, strings.Join(cells, "\t")+"\n")
	return err
}

func (t tsvRows) Close() error { return nil }

// Cell is text for a spreadsheet's cell: nothing in it acts on a terminal, and where a spreadsheet would run it as a
// formula it begins with an apostrophe.
func Cell(s string) string {
	if formula(s) {
		return "'" + harmless(s)
	}
	return harmless(s)
}

// harmless is s with nothing in it that acts on a terminal; line breaks and tabs stay, since a cell may hold them.
func harmless(s string) string {
	parts := strings.Split(s, "\t")
	for i := range parts {
		parts[i] = review.NewText(parts[i]).Block()
	}
	return strings.Join(parts, "\t")
}

// formula reports whether a spreadsheet would run the cell: it starts with TAB, CR, LF or NUL, or its first character
// after blanks, NUL, zero-width and bidi characters is = + - @ or the full-width form of one.
func formula(s string) bool {
	for i, r := range s {
		switch {
		case i == 0 && strings.ContainsRune("\t\r\n\x00", r):
			return true
		case strings.ContainsRune("=+-@＝＋－＠", r):
			return true
		case unicode.IsSpace(r), r == 0, unicode.Is(unicode.Cf, r):
		default:
			return false
		}
	}
	return false
}

func stamp(t review.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05")
}

func instant(t review.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func tags(r review.Review) string {
	out := make([]string, len(r.Tags))
	for i, t := range r.Tags {
		out[i] = t.Value.Raw()
		if !t.Group.Is(review.GenericGroup) && t.Group.Known() {
			out[i] = t.Group.Raw() + ":" + t.Value.Raw()
		}
	}
	return strings.Join(out, "; ")
}

func consumer(r review.Review) review.Consumer { return orZero(r.Consumer) }
func location(r review.Review) review.Location { return orZero(r.Location) }
func reply(r review.Review) review.Reply       { return orZero(r.CompanyReply) }
func unit(r review.Review) review.Unit         { return orZero(r.BusinessUnit) }

func orZero[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

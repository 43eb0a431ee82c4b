package cli

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/rows"
)

// orderTable says what is read of an order, in the order in which it is written (commands.md, Links).
func orderTable() rows.Table[link.Payload] {
	return rows.Table[link.Payload]{Fields: []rows.Field[link.Payload]{
		{Name: "email", Needed: true, Text: func(p *link.Payload) *string { return &p.Email }},
		{Name: "name", Needed: true, Text: func(p *link.Payload) *string { return &p.Name }},
		{Name: "ref", Needed: true, Text: func(p *link.Payload) *string { return &p.Ref }},
		{Name: "skus", List: func(p *link.Payload) *[]string { return &p.SKUs }},
		{Name: "tags", List: func(p *link.Payload) *[]string { return &p.Tags }},
	}}
}

// linkColumns are the columns of a list of links.
func linkColumns() []string { return append(orderTable().FieldNames(), "link") }

// linkRows writes orders with their links.
type linkRows interface {
	write(p link.Payload, url string) error
	// close ends a complete list of n links.
	close(n int) error
}

func newLinkRows(w io.Writer, o batchOptions) linkRows {
	if o.format == export.JSONL {
		return linkLines{w}
	}
	rows := &linkCells{w: csv.NewWriter(w), raw: o.raw}
	rows.row = linkColumns()
	rows.err = rows.w.Write(rows.row)
	return rows
}

// linkCells writes CSV.
type linkCells struct {
	w   *csv.Writer
	raw bool
	row []string
	err error
}

func (c *linkCells) write(p link.Payload, url string) error {
	c.row = append(c.row[:0], p.Email, p.Name, p.Ref, strings.Join(p.SKUs, ";"), strings.Join(p.Tags, ";"), url)
	for i := range c.row {
		if !c.raw {
			c.row[i] = export.Cell(c.row[i])
		}
	}
	if c.err == nil {
		c.err = c.w.Write(c.row)
	}
	return c.err
}

func (c *linkCells) close(int) error {
	c.w.Flush()
	return c.w.Error()
}

// linkJSON is an order and its link.
type linkJSON struct {
	payloadJSON
	Link string `json:"link"`
}

// linkLines writes JSONL.
type linkLines struct{ w io.Writer }

func (l linkLines) write(p link.Payload, url string) error {
	b, err := marshal(linkJSON{payloadJSON{p.Email, p.Name, p.Ref, p.SKUs, p.Tags}, url}, "")
	if err == nil {
		_, err = l.w.Write(append(b, '\n'))
	}
	return err
}

func (l linkLines) close(n int) error {
	_, err := io.WriteString(l.w, export.End(n))
	return err
}

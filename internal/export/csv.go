package export

import (
	"encoding/csv"
	"io"
	"slices"

	"github.com/tpdesk/tpdesk/internal/review"
)

// column is one column: its name in the head and its cell for a review.
type column struct {
	name string
	cell func(r *review.Review) string
	ours bool // the cell is made here, so nothing in it can act
}

// csvColumns carry the names of Trustpilot's own export, as importers of it know them (agents-work §1).
var csvColumns = []column{
	{"Review Id", func(r *review.Review) string { return string(r.ID) }, false},
	{"Review Created (UTC)", func(r *review.Review) string { return stamp(r.CreatedAt) }, true},
	{"Review Consumer User Id", func(r *review.Review) string { return consumer(r).ID.Raw() }, false},
	{"Review Username", func(r *review.Review) string { return consumer(r).DisplayName.Raw() }, false},
	{"Review Title", func(r *review.Review) string { return r.Title.Raw() }, false},
	{"Review Content", func(r *review.Review) string { return r.Text.Raw() }, false},
	{"Review Stars", func(r *review.Review) string { return number(r.Stars) }, true},
	{"Source Of Review", func(r *review.Review) string { return r.Source.Raw() }, false},
	{"Review Language", func(r *review.Review) string { return r.Language.Raw() }, false},
	{"Location Name", func(r *review.Review) string { return location(r).Name.Raw() }, false},
	{"Tags", tags, false},
	{"Company Response", func(r *review.Review) string { return reply(r).Text.Raw() }, false},
	{"Company Reply Date (UTC)", func(r *review.Review) string { return stamp(reply(r).CreatedAt) }, true},
	{"Business Unit Id", func(r *review.Review) string { return unit(r).ID.Raw() }, false},
	{"Domain Url", func(r *review.Review) string { return unit(r).IdentifyingName.Raw() }, false},
	{"Webshop Name", func(r *review.Review) string { return unit(r).DisplayName.Raw() }, false},
}

// personalColumns are a customer's own, so they are written only when asked for.
var personalColumns = []column{
	{"Review User Email", func(r *review.Review) string { return r.ReferralEmail.Raw() }, false},
	{"Reference Id", func(r *review.Review) string { return r.ReferenceID.Raw() }, false},
}

func heads(cs []column) []string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.name
	}
	return out
}

// CSVOptions say what CSV holds.
type CSVOptions struct {
	Personal bool // e-mail and reference number too
	Raw      bool // cells as they are, also those that a spreadsheet would run
}

type csvRows struct {
	w       *csv.Writer
	columns []column
	row     review.Review // at hand; kept here so that no row is allocated
	cells   []string      // of that row
	raw     bool
	head    bool
}

// NewCSV writes CSV with the column names of Trustpilot's own export. A cell that a spreadsheet would run begins with
// an apostrophe, and a character that could act on a terminal is shown as a mark, unless it is to be raw.
func NewCSV(w io.Writer, o CSVOptions) Rows {
	columns := csvColumns
	if o.Personal {
		columns = slices.Concat(csvColumns, personalColumns)
	}
	return &csvRows{w: csv.NewWriter(w), columns: columns, cells: make([]string, len(columns)), raw: o.Raw}
}

func (c *csvRows) Write(r review.Review) error {
	if err := c.writeHead(); err != nil {
		return err
	}
	c.row = r
	for i, col := range c.columns {
		if c.cells[i] = col.cell(&c.row); !c.raw && !col.ours {
			c.cells[i] = Cell(c.cells[i])
		}
	}
	return c.w.Write(c.cells)
}

func (c *csvRows) writeHead() error {
	if c.head {
		return nil
	}
	c.head = true
	return c.w.Write(heads(c.columns))
}

func (c *csvRows) Flush() error {
	c.w.Flush()
	return c.w.Error()
}

func (c *csvRows) Close() error {
	if err := c.writeHead(); err != nil {
		return err
	}
	return c.Flush()
}

package export

import (
	"encoding/csv"
	"io"
	"slices"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Column is one column: its name in the head and its cell for a T.
type Column[T any] struct {
	Name string
	Cell func(r *T) string
	Ours bool // the cell is made here, so nothing in it can act
}

type column = Column[review.Review]

// csvColumns carry the names of Trustpilot's own export, as importers of it know them (agents-work §1).
var csvColumns = []column{
	{"Review Id", func(r *review.Review) string { return string(r.ID) }, false},
	{"Review Created (UTC)", func(r *review.Review) string { return Stamp(r.CreatedAt) }, true},
	{"Review Consumer User Id", func(r *review.Review) string { return consumer(r).ID.Raw() }, false},
	{"Review Username", func(r *review.Review) string { return consumer(r).DisplayName.Raw() }, false},
	{"Review Title", func(r *review.Review) string { return r.Title.Raw() }, false},
	{"Review Content", func(r *review.Review) string { return r.Text.Raw() }, false},
	{"Review Stars", func(r *review.Review) string { return Number(r.Stars) }, true},
	{"Source Of Review", func(r *review.Review) string { return r.Source.Raw() }, false},
	{"Review Language", func(r *review.Review) string { return r.Language.Raw() }, false},
	{"Location Name", func(r *review.Review) string { return location(r).Name.Raw() }, false},
	{"Tags", tags, false},
	{"Company Response", func(r *review.Review) string { return reply(r).Text.Raw() }, false},
	{"Company Reply Date (UTC)", func(r *review.Review) string { return Stamp(reply(r).CreatedAt) }, true},
	{"Business Unit Id", func(r *review.Review) string { return unit(r).ID.Raw() }, false},
	{"Domain Url", func(r *review.Review) string { return unit(r).IdentifyingName.Raw() }, false},
	{"Webshop Name", func(r *review.Review) string { return unit(r).DisplayName.Raw() }, false},
}

// personalColumns are a customer's own, so they are written only when asked for.
var personalColumns = []column{
	{"Review User Email", func(r *review.Review) string { return r.ReferralEmail.Raw() }, false},
	{"Reference Id", func(r *review.Review) string { return r.ReferenceID.Raw() }, false},
}

func heads[T any](cs []Column[T]) []string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.Name
	}
	return out
}

// CSVOptions say what CSV holds.
type CSVOptions struct {
	Personal bool // e-mail and reference number too
	Raw      bool // cells as they are, also those that a spreadsheet would run
}

// Table writes rows of one kind as CSV.
type Table[T any] struct {
	w       *csv.Writer
	columns []Column[T]
	row     T        // at hand; kept here so that no row is allocated
	cells   []string // of that row
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
	return NewTable(w, columns, o.Raw)
}

// NewTable writes CSV with these columns; its cells are guarded as those of NewCSV are.
func NewTable[T any](w io.Writer, columns []Column[T], raw bool) *Table[T] {
	return &Table[T]{w: csv.NewWriter(w), columns: columns, cells: make([]string, len(columns)), raw: raw}
}

// Write writes a row, and the head before the first.
func (c *Table[T]) Write(r T) error {
	if err := c.writeHead(); err != nil {
		return err
	}
	c.row = r
	for i, col := range c.columns {
		if c.cells[i] = col.Cell(&c.row); !c.raw && !col.Ours {
			c.cells[i] = Cell(c.cells[i])
		}
	}
	return c.w.Write(c.cells)
}

func (c *Table[T]) writeHead() error {
	if c.head {
		return nil
	}
	c.head = true
	return c.w.Write(heads(c.columns))
}

// Flush writes what is buffered.
func (c *Table[T]) Flush() error {
	c.w.Flush()
	return c.w.Error()
}

// Close ends a complete list, which has a head though it has no row.
func (c *Table[T]) Close() error {
	if err := c.writeHead(); err != nil {
		return err
	}
	return c.Flush()
}

package export

import (
	"io"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// tsvColumns are what a pipe gets; they may grow at the end, never change.
var tsvColumns = []column{
	{"id", func(r *review.Review) string { return string(r.ID) }, false},
	{"stars", func(r *review.Review) string { return Number(r.Stars) }, false},
	{"createdAt", func(r *review.Review) string { return instant(r.CreatedAt) }, false},
	{"replied", func(r *review.Review) string { return yesNo(r.CompanyReply != nil) }, false},
	{"reported", func(r *review.Review) string { return yesNo(r.ReportData != nil) }, false},
	{"source", func(r *review.Review) string { return r.Source.Raw() }, false},
	{"language", func(r *review.Review) string { return r.Language.Raw() }, false},
	{"reviewer", func(r *review.Review) string { return consumer(r).DisplayName.Raw() }, false},
	{"title", func(r *review.Review) string { return r.Title.Raw() }, false},
	{"text", func(r *review.Review) string { return r.Text.Raw() }, false},
	{"tags", tags, false},
}

// TSVColumns names the columns of TSV, which has no head line.
func TSVColumns() []string { return heads(tsvColumns) }

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
		if cells[i] = oneLine.Replace(col.Cell(&r)); !t.raw {
			cells[i] = Cell(cells[i])
		}
	}
	_, err := io.WriteString(t.w, strings.Join(cells, "\t")+"\n")
	return err
}

func (t tsvRows) Flush() error { return nil }

func (t tsvRows) Close() error { return nil }

package rows

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// CSV reads rows from CSV with a head line. The delimiter is the comma, or the semicolon or tab where the head has no comma.
// A row with another number of cells or a quotation mark that belongs nowhere cannot be used; a quoted cell that never ends
// is the end, since nobody can tell where the next row begins.
func (t Table[T]) CSV(r io.Reader) iter.Seq2[Row[T], error] {
	return func(yield func(Row[T], error) bool) {
		in, head, err := openCSV(r)
		var at []int
		if err == nil {
			at, err = t.find(head)
		}
		if err != nil {
			yield(Row[T]{}, err)
			return
		}
		for {
			row, err := t.record(in, len(head), at)
			if errors.Is(err, io.EOF) || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// openCSV reads the head line.
func openCSV(r io.Reader) (*csv.Reader, []string, error) {
	buffered, start := open(r)
	in := csv.NewReader(buffered)
	in.FieldsPerRecord, in.ReuseRecord = -1, true
	first, _, _ := bytes.Cut(start, []byte("\n"))
	for _, other := range []rune{';', '\t'} {
		if !bytes.ContainsRune(first, ',') && bytes.ContainsRune(first, other) {
			in.Comma = other
		}
	}
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil, &PlaceError{1, errors.New("the file is empty: a head line with the names of the columns is needed")}
	}
	if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
		err = &PlaceError{parse.StartLine, parse.Err}
	}
	return in, slices.Clone(head), err
}

// find gives the place of each field in the head, -1 for none.
func (t Table[T]) find(head []string) ([]int, error) {
	var at []int
	for _, f := range t.Fields {
		i, err := t.place(f, head)
		if err != nil {
			return nil, &PlaceError{1, err}
		}
		at = append(at, i)
	}
	var ignored []string
	for i, cell := range head {
		if !slices.Contains(at, i) {
			ignored = append(ignored, review.NewText(cell).Line())
		}
	}
	if t.Ignored != nil && len(ignored) > 0 {
		t.Ignored(ignored)
	}
	return at, nil
}

// place is where a field stands in the head, -1 for nowhere.
func (t Table[T]) place(f Field[T], head []string) (int, error) {
	names, at := t.columns(f), -1
	for i, cell := range head {
		is := func(name string) bool { return strings.EqualFold(strings.TrimSpace(cell), name) }
		switch {
		case f.Value != nil || !slices.ContainsFunc(names, is):
		case at >= 0:
			return at, fmt.Errorf("two columns are named %s", review.NewText(names[0]).Line())
		default:
			at = i
		}
	}
	if _, mapped := t.Names[f.Name]; at < 0 && (f.Needed || mapped) {
		return at, fmt.Errorf("there is no column %s; there are %s; --column %s=NAME names another",
			review.NewText(names[0]).Line(), review.NewText(strings.Join(head, ", ")).Line(), f.Name)
	}
	return at, nil
}

// record reads one row of so many cells.
func (t Table[T]) record(in *csv.Reader, cells int, at []int) (row Row[T], err error) {
	record, err := in.Read()
	parse := (*csv.ParseError)(nil)
	switch {
	case errors.As(err, &parse) && errors.Is(err, csv.ErrBareQuote):
		row.Line, row.Err = parse.StartLine, errors.New("a quotation mark stands within a cell that does not begin with one")
		return row, nil
	case errors.As(err, &parse):
		return row, &PlaceError{parse.StartLine, errors.New("a quoted cell does not end where it should")}
	case err != nil:
		return row, err
	}
	row.Line, _ = in.FieldPos(0)
	if len(record) != cells {
		row.Err = fmt.Errorf("it has %d %s, the head has %d", len(record), noun(len(record)), cells)
		return row, nil
	}
	for i, f := range t.Fields {
		switch {
		case at[i] < 0:
		case f.List != nil:
			*f.List(&row.Of) = several(record[at[i]])
		default:
			*f.Text(&row.Of) = record[at[i]]
		}
	}
	return row, nil
}

func noun(cells int) string {
	if cells == 1 {
		return "cell"
	}
	return "cells"
}

// several are the values of a cell, parted by semicolons.
func several(cell string) []string {
	var out []string
	for v := range strings.SplitSeq(cell, ";") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

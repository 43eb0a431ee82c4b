// Package rows reads files of rows, CSV with a head line or JSON Lines, a row at a time, and says of a row that cannot be
// used why; what its fields mean is left to others.
package rows

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Table says what is read of each row of a file into a T.
type Table[T any] struct {
	Fields  []Field[T]
	Names   Names                  // of the columns that have another name than their field
	Ignored func(columns []string) // told of the columns of a CSV that are no field; nil for nobody
}

// Field is one thing that is read of a row, under a name that files and messages give it: a text, a list or, of JSONL alone,
// a value that reads itself. One of the three is set.
type Field[T any] struct {
	Name   string
	Also   string // another name of the column, where Names has none; "" for none
	Needed bool   // a CSV without the column is refused
	Text   func(*T) *string
	List   func(*T) *[]string // in a cell parted by semicolons
	Value  func(to *T, json []byte) error
}

// Row is one row of a file.
type Row[T any] struct {
	Line int // of its beginning, from 1
	Of   T
	Err  error // why it cannot be used
}

// PlaceError ends a file that cannot be read on: what follows the line cannot be told apart.
type PlaceError struct {
	Line int // from 1
	Err  error
}

// Error names the line.
func (e *PlaceError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Err) }

// Unwrap is what is wrong there.
func (e *PlaceError) Unwrap() error { return e.Err }

// Names say under which name a field stands in a file.
type Names map[string]string

// ParseNames reads FIELD=NAME, once for each field that has another name.
func (t Table[T]) ParseNames(mapped []string) (Names, error) {
	out := Names{}
	for _, m := range mapped {
		field, column, ok := strings.Cut(m, "=")
		column = strings.TrimSpace(column)
		if !ok || !slices.Contains(t.FieldNames(), field) || column == "" {
			return nil, fmt.Errorf("%q: it takes FIELD=NAME, and FIELD is one of %s", review.NewText(m).Line(), strings.Join(t.FieldNames(), ", "))
		}
		out[field] = column
	}
	return out, nil
}

// FieldNames lists the fields in their order.
func (t Table[T]) FieldNames() []string {
	var out []string
	for _, f := range t.Fields {
		out = append(out, f.Name)
	}
	return out
}

// columns are the names under which a field is looked for, the first before the second.
func (t Table[T]) columns(f Field[T]) []string {
	if name, ok := t.Names[f.Name]; ok {
		return []string{name}
	}
	if f.Also != "" {
		return []string{f.Name, f.Also}
	}
	return []string{f.Name}
}

// open leaves a byte order mark aside, and shows the first bytes.
func open(r io.Reader) (in *bufio.Reader, start []byte) {
	const mark = "\ufeff"
	in = bufio.NewReaderSize(r, 64<<10)
	start, _ = in.Peek(4096) // an error comes again with the first read
	if bytes.HasPrefix(start, []byte(mark)) {
		_, _ = in.Discard(len(mark))
		start = start[len(mark):]
	}
	return in, start
}

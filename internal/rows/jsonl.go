package rows

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"
)

// longestLine is how many bytes a line of JSONL may have.
const longestLine = 1 << 20

// JSONL reads rows from JSON Lines, one object a line. A line that is none cannot be used; blank ones, and the end line of
// tpdesk's own JSONL, are left aside.
func (t Table[T]) JSONL(r io.Reader) iter.Seq2[Row[T], error] {
	return func(yield func(Row[T], error) bool) {
		in, _ := open(r)
		lines := bufio.NewScanner(in)
		lines.Buffer(make([]byte, 64<<10), longestLine)
		n := 0
		for lines.Scan() {
			n++
			text := bytes.TrimSpace(lines.Bytes())
			if len(text) == 0 || bytes.HasPrefix(text, []byte(`{"type":"end"`)) {
				continue
			}
			row := Row[T]{Line: n}
			row.Err = t.object(text, &row.Of)
			if !yield(row, nil) {
				return
			}
		}
		if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(Row[T]{}, &PlaceError{n + 1, errors.New("the line is over 1 MiB")})
		} else if err != nil {
			yield(Row[T]{}, err)
		}
	}
}

// object reads the fields of one object.
func (t Table[T]) object(text []byte, to *T) error {
	if !utf8.Valid(text) {
		return errors.New("it is no UTF-8") // encoding/json would put U+FFFD in its place
	}
	var all map[string]json.RawMessage
	if json.Unmarshal(text, &all) != nil || all == nil {
		return errors.New("it is no JSON object")
	}
	for _, f := range t.Fields {
		for _, name := range t.columns(f) {
			value, there := all[name]
			if !there {
				continue
			}
			if err := f.set(to, value); err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
			break
		}
	}
	return nil
}

// set takes a value of JSON; null is as if it were not there.
func (f Field[T]) set(to *T, value []byte) (err error) {
	switch {
	case f.List != nil:
		*f.List(to), err = list(value)
	case f.Text != nil:
		*f.Text(to), err = text(value)
	case string(value) != "null":
		err = f.Value(to, value)
	}
	return err
}

// text takes a number as it is written, since shops have numbers for references.
func text(value []byte) (string, error) {
	var s string
	var n json.Number
	switch {
	case json.Unmarshal(value, &s) == nil:
		return s, nil
	case json.Unmarshal(value, &n) == nil:
		return n.String(), nil
	}
	return "", errors.New("it is no text")
}

// list takes a list of texts, or one text as a cell of CSV.
func list(value []byte) ([]string, error) {
	var items []json.RawMessage
	if json.Unmarshal(value, &items) != nil {
		s, err := text(value)
		return several(s), err
	}
	var out []string
	for _, item := range items {
		s, err := text(item)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

package cli

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

// order is one row of a file of orders; err says why it cannot be used.
type order struct {
	line    int // of its beginning, from 1
	payload link.Payload
	err     error
}

// orderError ends a file of orders that cannot be read on: what follows the place cannot be told apart.
type orderError struct {
	line int
	err  error
}

func (e orderError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.err) }
func (e orderError) Unwrap() error { return e.err }

// orderFields are what is read of an order, in the order in which it is written (commands.md, Links).
func orderFields() []string { return []string{"email", "name", "ref", "skus", "tags"} }

// orderNames say under which name each field stands in the file.
type orderNames map[string]string

// parseOrderNames reads FIELD=NAME.
func parseOrderNames(mapped []string) (orderNames, error) {
	out := orderNames{}
	for _, field := range orderFields() {
		out[field] = field
	}
	for _, m := range mapped {
		field, name, ok := strings.Cut(m, "=")
		if _, known := out[field]; !ok || !known || strings.TrimSpace(name) == "" {
			return nil, usagef("--column %q: it takes FIELD=NAME, and FIELD is one of %s", m, joinNames(orderFields()))
		}
		out[field] = name
	}
	return out, nil
}

func needed(field string) bool { return field == "email" || field == "name" || field == "ref" }

// csvOrders reads orders from CSV with a head line. The delimiter is the comma, or the semicolon or tab where the head
// has no comma. A row with another number of cells or a quotation mark that belongs nowhere is refused; a quoted cell that
// never ends is the end, since nobody can tell where the next row begins.
func csvOrders(r io.Reader, names orderNames) iter.Seq2[order, error] {
	return func(yield func(order, error) bool) {
		in, head, err := openCSV(r)
		var at map[string]int
		if err == nil {
			at, err = findColumns(head, names)
		}
		if err != nil {
			yield(order{}, err)
			return
		}
		for {
			row, err := readOrder(in, len(head), at)
			if errors.Is(err, io.EOF) || !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// openCSV reads the head line.
func openCSV(r io.Reader) (*csv.Reader, []string, error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	start, _ := buffered.Peek(4096) // an error comes again with the first read
	if bytes.HasPrefix(start, []byte("\ufeff")) {
		_, _ = buffered.Discard(3)
		start = start[3:]
	}
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
		return nil, nil, orderError{1, errors.New("the file is empty: a head line with the names of the columns is needed")}
	}
	if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
		err = orderError{parse.StartLine, parse.Err}
	}
	return in, slices.Clone(head), err
}

// findColumns finds the place of each field in the head.
func findColumns(head []string, names orderNames) (map[string]int, error) {
	at := map[string]int{}
	for _, field := range orderFields() {
		for i, cell := range head {
			if !strings.EqualFold(strings.TrimSpace(cell), strings.TrimSpace(names[field])) {
				continue
			}
			if _, twice := at[field]; twice {
				return nil, orderError{1, fmt.Errorf("two columns are named %s", review.NewText(names[field]).Line())}
			}
			at[field] = i
		}
		if _, found := at[field]; !found && (needed(field) || names[field] != field) {
			return nil, orderError{1, fmt.Errorf("there is no column %s; there are %s; --column %s=NAME names another",
				review.NewText(names[field]).Line(), review.NewText(joinNames(head)).Line(), field)}
		}
	}
	return at, nil
}

func readOrder(in *csv.Reader, cells int, at map[string]int) (order, error) {
	record, err := in.Read()
	parse := (*csv.ParseError)(nil)
	switch {
	case errors.As(err, &parse) && errors.Is(err, csv.ErrBareQuote):
		return order{line: parse.StartLine, err: errors.New("a quotation mark stands within a cell that does not begin with one")}, nil
	case errors.As(err, &parse):
		return order{}, orderError{parse.StartLine, errors.New("a quoted cell does not end where it should")}
	case err != nil:
		return order{}, err
	}
	row := order{}
	row.line, _ = in.FieldPos(0)
	if len(record) != cells {
		row.err = fmt.Errorf("it has %s, the head has %d", plural(len(record), "cell"), cells)
		return row, nil
	}
	cell := func(field string) string {
		if i, ok := at[field]; ok {
			return record[i]
		}
		return ""
	}
	row.payload = link.Payload{Email: cell("email"), Name: cell("name"), Ref: cell("ref"), SKUs: several(cell("skus")), Tags: several(cell("tags"))}
	return row, nil
}

// several are the values of a cell, parted by semicolons.
func several(cell string) []string {
	var out []string
	for _, v := range strings.Split(cell, ";") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// maxOrder is the longest line of JSONL in bytes.
const maxOrder = 1 << 20

// jsonlOrders reads orders from JSONL. A line that is no order is refused; blank ones, and the end line of tpdesk's own
// JSONL, are left aside.
func jsonlOrders(r io.Reader, names orderNames) iter.Seq2[order, error] {
	return func(yield func(order, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 64<<10), maxOrder)
		n := 0
		for lines.Scan() {
			n++
			text := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
			if len(text) == 0 || bytes.HasPrefix(text, []byte(`{"type":"end"`)) {
				continue
			}
			row := order{line: n}
			row.payload, row.err = orderOf(text, names)
			if !yield(row, nil) {
				return
			}
		}
		if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(order{}, orderError{n + 1, errors.New("the line is over 1 MiB")})
		} else if err != nil {
			yield(order{}, err)
		}
	}
}

// orderOf reads one object.
func orderOf(text []byte, names orderNames) (p link.Payload, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var all map[string]any
	if d.Decode(&all) != nil || all == nil || d.More() {
		return p, errors.New("it is no JSON object")
	}
	for _, f := range []struct {
		name string
		to   *string
	}{{"email", &p.Email}, {"name", &p.Name}, {"ref", &p.Ref}} {
		if *f.to, err = jsonText(all[names[f.name]]); err != nil {
			return p, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	if p.SKUs, err = jsonList(all[names["skus"]]); err != nil {
		return p, fmt.Errorf("skus: %w", err)
	}
	if p.Tags, err = jsonList(all[names["tags"]]); err != nil {
		return p, fmt.Errorf("tags: %w", err)
	}
	return p, nil
}

// jsonText takes a number as it is written, since shops have numbers for references.
func jsonText(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	}
	return "", errors.New("it is no text")
}

func jsonList(v any) ([]string, error) {
	items, ok := v.([]any)
	if !ok {
		text, err := jsonText(v)
		return several(text), err
	}
	var out []string
	for _, item := range items {
		text, err := jsonText(item)
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

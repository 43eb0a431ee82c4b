package invite

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Bad is a row that cannot be used.
type Bad struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// PlaceError ends a file that cannot be read on: what follows the line cannot be told apart.
type PlaceError struct {
	Line int
	Err  error
}

// Error names the line.
func (e *PlaceError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Err) }

// Unwrap is what is wrong there.
func (e *PlaceError) Unwrap() error { return e.Err }

// Names say under which name each field stands in a file; a field that is not in it has its own.
type Names map[string]string

// ParseNames reads FIELD=NAME.
func ParseNames(mapped []string) (Names, error) {
	out := Names{}
	for _, m := range mapped {
		name, column, ok := strings.Cut(m, "=")
		if !ok || !slices.Contains(Fields(), name) || strings.TrimSpace(column) == "" {
			return nil, fmt.Errorf("%q: it is FIELD=NAME, and FIELD is one of %s", review.NewText(m).Line(), strings.Join(Fields(), ", "))
		}
		out[name] = strings.TrimSpace(column)
	}
	return out, nil
}

// of is the name under which a field stands.
func (n Names) of(name string) string {
	if column, ok := n[name]; ok {
		return column
	}
	return name
}

// ReadCSV reads rows from CSV with a head line. The delimiter is the comma, or the semicolon or tab where the head has no
// comma; several tags or SKUs in a cell are parted by semicolons. Rows that cannot be used come as bad ones; columns that
// mean nothing here are named in ignored.
func ReadCSV(file []byte, names Names) (rows []Row, bad []Bad, ignored []string, err error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	in := csv.NewReader(bytes.NewReader(file))
	in.FieldsPerRecord, in.ReuseRecord = -1, true
	first, _, _ := bytes.Cut(file, []byte("\n"))
	for _, other := range []byte{';', '\t'} {
		if !bytes.ContainsRune(first, ',') && bytes.IndexByte(first, other) >= 0 {
			in.Comma = rune(other)
		}
	}
	head, err := in.Read()
	if err != nil {
		return nil, nil, nil, &PlaceError{1, errors.New("a head line with the names of the columns is needed")}
	}
	columns, ignored, err := findColumns(slices.Clone(head), names)
	if err != nil {
		return nil, nil, nil, err
	}
	for {
		row, wrong, err := readRecord(in, columns)
		switch {
		case errors.Is(err, io.EOF):
			return rows, bad, ignored, nil
		case err != nil:
			return nil, nil, nil, err
		case wrong != "":
			bad = append(bad, Bad{row.Line, wrong})
		default:
			rows = append(rows, row)
		}
	}
}

// findColumns says for each column which field it holds, "" for none.
func findColumns(head []string, names Names) (columns, ignored []string, err error) {
	columns = make([]string, len(head))
	for i, cell := range head {
		cell = strings.TrimSpace(cell)
		for _, name := range Fields() {
			alias := name == "reference" && names[name] == "" && strings.EqualFold(cell, "ref")
			if name != "products" && (strings.EqualFold(cell, names.of(name)) || alias) {
				columns[i] = name
			}
		}
		if columns[i] == "" {
			ignored = append(ignored, review.NewText(cell).Line())
		} else if slices.Contains(columns[:i], columns[i]) {
			return nil, nil, &PlaceError{1, fmt.Errorf("two columns are named %s", columns[i])}
		}
	}
	for _, name := range append(mapKeys(names), "email") {
		if !slices.Contains(columns, name) {
			return nil, nil, &PlaceError{1, fmt.Errorf("there is no column %s; there are %s", review.NewText(names.of(name)).Line(),
				review.NewText(strings.Join(head, ", ")).Line())}
		}
	}
	return columns, ignored, nil
}

func mapKeys(names Names) []string {
	var out []string
	for name := range names {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// readRecord reads one row; wrong says why it cannot be used.
func readRecord(in *csv.Reader, columns []string) (row Row, wrong string, err error) {
	record, err := in.Read()
	parse := (*csv.ParseError)(nil)
	switch {
	case errors.As(err, &parse) && errors.Is(err, csv.ErrBareQuote):
		return Row{Line: parse.StartLine}, "a quotation mark stands within a cell that does not begin with one", nil
	case errors.As(err, &parse):
		return row, "", &PlaceError{parse.StartLine, errors.New("a quoted cell does not end where it should")}
	case err != nil:
		return row, "", err
	}
	row.Line, _ = in.FieldPos(0)
	if len(record) != len(columns) {
		return row, fmt.Sprintf("it has %d cells, the head has %d", len(record), len(columns)), nil
	}
	for i, name := range columns {
		row.set(name, strings.Clone(record[i]))
	}
	return row, "", nil
}

// set puts a text into a field.
func (r *Row) set(name, text string) {
	text = strings.TrimSpace(text)
	switch name {
	case "tags":
		r.Tags = several(text)
	case "skus":
		r.SKUs = several(text)
	}
	for _, f := range fields() {
		if f.name == name {
			*f.text(r) = text
		}
	}
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

// ReadJSONL reads rows from JSONL: one object a line with the names of Fields. Blank lines, and the end line of tpdesk's own
// JSONL, are left aside.
func ReadJSONL(file []byte, names Names) (rows []Row, bad []Bad) {
	line := 0
	for text := range bytes.Lines(bytes.TrimPrefix(file, []byte("\ufeff"))) {
		line++
		if text = bytes.TrimSpace(text); len(text) == 0 || bytes.HasPrefix(text, []byte(`{"type":"end"`)) {
			continue
		}
		row, err := rowOf(text, names)
		if row.Line = line; err != nil {
			bad = append(bad, Bad{line, err.Error()})
			continue
		}
		rows = append(rows, row)
	}
	return rows, bad
}

func rowOf(text []byte, names Names) (Row, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var all map[string]any
	if d.Decode(&all) != nil || all == nil || d.More() {
		return Row{}, errors.New("it is no JSON object")
	}
	row := Row{}
	for _, name := range Fields() {
		value, there := all[names.of(name)]
		if name == "reference" && !there {
			value = all["ref"]
		}
		if err := row.setJSON(name, value); err != nil {
			return Row{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	return row, nil
}

// setJSON puts a value of JSON into a field. A number is taken as it is written, since shops have numbers for references.
func (r *Row) setJSON(name string, value any) error {
	items, isList := value.([]any)
	switch {
	case value == nil:
		return nil
	case name == "products":
		raw, err := json.Marshal(value)
		if err == nil {
			r.Products, err = ParseProducts(raw)
		}
		return err
	case !isList:
		text, ok := plainText(value)
		if !ok {
			return errors.New("it is no text")
		}
		r.set(name, text)
		return nil
	case name != "tags" && name != "skus":
		return errors.New("it is no text")
	}
	var out []string
	for _, item := range items {
		text, ok := plainText(item)
		if !ok {
			return errors.New("it is no list of texts")
		}
		out = append(out, strings.TrimSpace(text))
	}
	if name == "tags" {
		r.Tags = out
	} else {
		r.SKUs = out
	}
	return nil
}

func plainText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return "", false
}

// ParseProducts reads a list of products, or one; unknown names in it are refused, since they would be lost.
func ParseProducts(raw []byte) ([]Product, error) {
	raw = bytes.TrimSpace(raw)
	if bytes.HasPrefix(raw, []byte("{")) {
		raw = slices.Concat([]byte("["), raw, []byte("]"))
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var out []Product
	if err := d.Decode(&out); err != nil || d.More() {
		return nil, errors.New("it is no list of products with productUrl, imageUrl, name, sku, gtin, mpn, brand, productCategoryGoogleId")
	}
	return out, nil
}

package invite

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/rows"
)

// Bad is a row that cannot be used.
type Bad struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// Table says what is read of a file of rows: texts, and then tags, skus and, of JSONL alone, products.
func Table() rows.Table[Row] {
	return rows.Table[Row]{Fields: append(texts(),
		rows.Field[Row]{Name: "tags", List: func(r *Row) *[]string { return &r.Tags }},
		rows.Field[Row]{Name: "skus", List: func(r *Row) *[]string { return &r.SKUs }},
		rows.Field[Row]{Name: "products", Value: func(r *Row, raw []byte) (err error) {
			r.Products, err = ParseProducts(raw)
			return err
		}})}
}

// Read reads a whole file, CSV or JSONL, since no row is sent before all are checked.
func Read(file []byte, jsonl bool, t rows.Table[Row]) (good []Row, bad []Bad, err error) {
	read := t.CSV
	if jsonl {
		read = t.JSONL
	}
	for r, err := range read(bytes.NewReader(file)) {
		if err != nil {
			return nil, nil, err
		}
		if r.Err != nil {
			bad = append(bad, Bad{r.Line, r.Err.Error()})
			continue
		}
		r.Of.Line = r.Line
		good = append(good, r.Of.trimmed())
	}
	return good, bad, nil
}

// trimmed is the row without the blanks around its texts.
func (r Row) trimmed() Row {
	for _, f := range texts() {
		*f.Text(&r) = strings.TrimSpace(*f.Text(&r))
	}
	for _, list := range [][]string{r.Tags, r.SKUs} {
		for i := range list {
			list[i] = strings.TrimSpace(list[i])
		}
	}
	return r
}

// ParseProducts reads a list of products, or one; unknown names in it are refused, since they would be lost.
func ParseProducts(raw []byte) ([]Product, error) {
	if !utf8.Valid(raw) {
		return nil, errors.New("it is no UTF-8")
	}
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

package cli

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// fieldNames lists the names that a struct, or each struct of a list, has in JSON; none for other types.
func fieldNames(t reflect.Type) []string {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var out []string
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			out = append(out, name)
		}
	}
	return out
}

// choose keeps the named fields of an object, or of each object of a list. What is neither stays whole.
func choose(v any, fields []string) (any, error) {
	if len(fields) == 0 {
		return v, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	one := bytes.HasPrefix(b, []byte("{"))
	if one {
		b = slices.Concat([]byte("["), b, []byte("]"))
	}
	rows, ok := objects(b)
	if !ok {
		return v, nil
	}
	if names := namesIn(v, rows); len(names) > 0 {
		if err := checkFields(fields, names); err != nil {
			return nil, err
		}
	}
	out := []picked{}
	for _, row := range rows {
		out = append(out, picked{row, fields})
	}
	if one {
		return out[0], nil
	}
	return out, nil
}

// objects reads a list of objects; false where it is another list or value.
func objects(list []byte) (rows []map[string]json.RawMessage, ok bool) {
	ok = json.Unmarshal(list, &rows) == nil
	return rows, ok
}

// namesIn lists the fields that v can have, as its type says, else those that its objects have.
func namesIn(v any, rows []map[string]json.RawMessage) []string {
	if names := fieldNames(reflect.TypeOf(v)); len(names) > 0 {
		return names
	}
	all := map[string]bool{}
	for _, row := range rows {
		for name := range row {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// picked is an object of which the named fields are written, in the order asked for.
type picked struct {
	all    map[string]json.RawMessage
	fields []string
}

func (p picked) MarshalJSON() ([]byte, error) {
	out := []byte("{")
	for i, name := range p.fields {
		if i > 0 {
			out = append(out, ',')
		}
		key, _ := json.Marshal(name)
		value := p.all[name]
		if value == nil {
			value = json.RawMessage("null")
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	return append(out, '}'), nil
}

// checkFields refuses names that the objects do not have, and lists those they have.
func checkFields(asked, have []string) error {
	for _, name := range asked {
		if !slices.Contains(have, name) {
			return usagef("--json=%s: there is no such field; there are %s", name, strings.Join(have, ", "))
		}
	}
	return nil
}

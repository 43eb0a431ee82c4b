package sandbox

import (
	"bytes"
	"encoding/json"
	"slices"
)

// field is one key of a JSON object with its value as written.
type field struct {
	key   string
	value json.RawMessage
}

// object is a JSON object that keeps the order of its keys and the exact text
// of its values.
type object []field

// parseObject reads an object; what is not one gives the empty object.
func parseObject(b []byte) object {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	var o object
	for d.More() {
		t, err := d.Token()
		key, isKey := t.(string)
		var v json.RawMessage
		if err != nil || !isKey || d.Decode(&v) != nil {
			return o
		}
		o = append(o, field{key, v})
	}
	return o
}

// get returns the last value of key, which is the one that counts, or nil.
func (o object) get(key string) json.RawMessage {
	for i := len(o) - 1; i >= 0; i-- {
		if o[i].key == key {
			return o[i].value
		}
	}
	return nil
}

// set replaces the value of key, or adds it at the end.
func (o object) set(key string, v json.RawMessage) object {
	o = append(object(nil), o...)
	for i := len(o) - 1; i >= 0; i-- {
		if o[i].key == key {
			o[i].value = v
			return o
		}
	}
	return append(o, field{key, v})
}

// without leaves keys out.
func (o object) without(keys ...string) object {
	var left object
	for _, f := range o {
		if !slices.Contains(keys, f.key) {
			left = append(left, f)
		}
	}
	return left
}

// bytes writes the object out.
func (o object) bytes() []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(encode(f.key))
		b.WriteByte(':')
		b.Write(f.value)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// MarshalJSON writes the object out as it is.
func (o object) MarshalJSON() ([]byte, error) { return o.bytes(), nil }

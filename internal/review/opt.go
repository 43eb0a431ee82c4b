package review

import "encoding/json"

// Opt is a value the server may have left out. The zero Opt is unknown.
type Opt[T any] struct {
	V     T
	Known bool
}

// Some is a known value.
func Some[T any](v T) Opt[T] { return Opt[T]{V: v, Known: true} }

// Or is the value, or instead when it is unknown.
func (o Opt[T]) Or(instead T) T {
	if o.Known {
		return o.V
	}
	return instead
}

// MarshalJSON writes the value, null when it is unknown.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.Known {
		return []byte("null"), nil
	}
	return json.Marshal(o.V)
}

// UnmarshalJSON reads the value; null is unknown.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	*o = Opt[T]{}
	if string(b) == "null" {
		return nil
	}
	o.Known = true
	return json.Unmarshal(b, &o.V)
}

// List is a list the server may have left out; its JSON is then [], so that a reader can always walk it.
type List[T any] []T

// MarshalJSON writes the list, [] when there is none.
func (l List[T]) MarshalJSON() ([]byte, error) {
	if l == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]T(l))
}

package client

import (
	"encoding/json"
)

// splitPage takes a page apart without reading what is in it: the members of its object, and for the list called name
// its elements. encoding/json would refuse the whole page for one element that is no JSON or nests too deep.
func splitPage(raw []byte, name string) (page object, elements []json.RawMessage, ok bool) {
	s := splitter{raw: raw}
	page = object{}
	if !s.take('{') {
		return nil, nil, false
	}
	for !s.take('}') {
		key := s.value()
		var member string
		if json.Unmarshal(key, &member) != nil || !s.take(':') {
			return nil, nil, false
		}
		page[member] = s.value()
		if !s.take(',') && s.peek() != '}' {
			return nil, nil, false
		}
	}
	elements, ok = splitList(page[name])
	return page, elements, ok
}

// splitList takes a list apart; a missing one or null has no elements.
func splitList(raw []byte) ([]json.RawMessage, bool) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, true
	}
	s := splitter{raw: raw}
	if !s.take('[') {
		return nil, false
	}
	out := []json.RawMessage{}
	for !s.take(']') {
		element := s.value()
		if len(element) == 0 {
			return nil, false
		}
		out = append(out, element)
		if !s.take(',') && s.peek() != ']' {
			return nil, false
		}
	}
	return out, true
}

// splitter walks JSON by its brackets, strings and commas alone, without recursion.
type splitter struct {
	raw []byte
	at  int
}

func (s *splitter) peek() byte {
	for s.at < len(s.raw) {
		switch s.raw[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return s.raw[s.at]
		}
	}
	return 0
}

func (s *splitter) take(c byte) bool {
	if s.peek() != c || s.at == len(s.raw) {
		return false
	}
	s.at++
	return true
}

// value is the next value, as it is written; empty when there is none.
func (s *splitter) value() json.RawMessage {
	s.peek()
	start, depth := s.at, 0
	for s.at < len(s.raw) {
		switch c := s.raw[s.at]; c {
		case '"':
			s.at = stringEnd(s.raw, s.at)
			continue
		case '{', '[':
			depth++
		case '}', ']', ',', ':', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return s.raw[start:s.at]
			}
			if c == '}' || c == ']' {
				depth--
			}
		}
		s.at++
		if depth == 0 && (s.raw[s.at-1] == '}' || s.raw[s.at-1] == ']') {
			break
		}
	}
	return s.raw[start:s.at]
}

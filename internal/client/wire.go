package client

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// object is a JSON object as it came, its members unread. Names are compared with case, so that "Stars" is not
// "stars". Every reader takes what it can and calls the rest unknown: a field of a type that nobody expected never
// costs the review it stands in.
type object map[string]json.RawMessage

// deepest is how far JSON may nest; honest reviews nest five deep.
const deepest = 64

// longestText is how many bytes of one text are kept.
const longestText = 1 << 20

// parseObject reads an object; false when raw is none, or nests too deep.
func parseObject(raw []byte) (object, bool) {
	if len(raw) == 0 || tooDeep(raw) {
		return nil, false
	}
	var o object
	if err := json.Unmarshal(raw, &o); err != nil {
		return nil, false
	}
	return o, o != nil
}

// has reports whether the member is there, if only as null.
func (o object) has(name string) bool {
	_, there := o[name]
	return there
}

// given reports whether the member is there and not null.
func (o object) given(name string) bool {
	raw := bytes.TrimSpace(o[name])
	return len(raw) > 0 && !bytes.Equal(raw, []byte("null"))
}

// object is the member as an object; nil when it is none, which reads as an object without members.
func (o object) object(name string) object {
	inner, _ := parseObject(o[name])
	return inner
}

// list is the member's elements; nil when it is no list.
func (o object) list(name string) []json.RawMessage {
	var out []json.RawMessage
	if json.Unmarshal(o[name], &out) != nil {
		return nil
	}
	return out
}

// text is a string, or a number as it is written.
func (o object) text(name string) review.Text { return textOf(o[name]) }

func textOf(raw json.RawMessage) review.Text {
	var s *string
	if json.Unmarshal(raw, &s) == nil && s != nil {
		return review.NewText(shorten(*s))
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil && n != "" {
		return review.NewText(n.String())
	}
	return review.Text{}
}

func shorten(s string) string {
	if len(s) <= longestText {
		return s
	}
	end := longestText
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// time is a date-time in any form of trustpilot-api §5.4.
func (o object) time(name string) review.Time {
	t, _ := review.ParseTime(o.text(name).Raw())
	return t
}

// number is a number, or a string that holds one.
func (o object) number(name string) review.Opt[float64] {
	n, err := strconv.ParseFloat(strings.TrimSpace(o.text(name).Raw()), 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return review.Opt[float64]{}
	}
	return review.Some(n)
}

// whole is a whole number between 0 and 2^31.
func (o object) whole(name string) review.Opt[int] {
	n := o.number(name)
	if !n.Known || n.V != math.Trunc(n.V) || n.V < 0 || n.V > math.MaxInt32 {
		return review.Opt[int]{}
	}
	return review.Some(int(n.V))
}

// yes is a truth value, or the words for it.
func (o object) yes(name string) review.Opt[bool] {
	switch strings.Trim(string(o[name]), " \t\r\n\"") {
	case "true":
		return review.Some(true)
	case "false":
		return review.Some(false)
	}
	return review.Opt[bool]{}
}

// tooDeep reports whether the brackets of raw nest deeper than deepest, whatever else raw is.
func tooDeep(raw []byte) bool {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			i = stringEnd(raw, i) - 1
		case '{', '[':
			if depth++; depth > deepest {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}

// stringEnd is the index after the string that begins at i, or the end of raw.
func stringEnd(raw []byte, i int) int {
	for i++; i < len(raw); i++ {
		switch raw[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(raw)
}

package ui

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// offers are the ways to complete the last word of a query line. Tab goes through them.
type offers struct {
	head  string // the line before the word
	words []string
	at    int
	used  string // the line that the last Tab made
	begun bool   // the word may become the name of a term: it is not searched for yet
}

// next is the line with the next offer in it.
func (o *offers) next(line string) string {
	if len(o.words) == 0 {
		return line
	}
	if line == o.used {
		o.at = (o.at + 1) % len(o.words)
	}
	o.used = o.head + o.words[o.at]
	return o.used
}

func (o offers) text() string {
	return strings.TrimSpace(strings.Join(o.words, "  "))
}

// offer finds what may stand in place of the word at the end of the line.
func (m *app) offer(line string) offers {
	cut := wordStart(line)
	word := line[cut:]
	minus := ""
	if strings.HasPrefix(word, "-") {
		minus, word = "-", word[1:]
	}
	o := offers{head: line[:cut]}
	name, value, isTerm := strings.Cut(word, ":")
	if !isTerm {
		o.words = begin(termNames(), minus, word)
		o.begun = word != "" && len(o.words) > 0
		return o
	}
	for _, v := range m.valuesOf(name) {
		if text := termText(name, v); startsWith(text, word) || startsWith(v, value) {
			o.words = append(o.words, minus+text+" ")
		}
	}
	if len(o.words) > 30 {
		o.words = o.words[:30]
	}
	return o
}

// wordStart is where the last word begins: behind the last blank that no quotation mark holds.
func wordStart(line string) int {
	start, quoted := 0, false
	for i, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			start = i + 1
		}
	}
	return start
}

func termNames() []string {
	var out []string
	for _, f := range review.Fields() {
		if f != review.FieldSearch {
			out = append(out, string(f)+":")
		}
	}
	return append(out, "sort:", "limit:", "view:", "kind:")
}

func begin(words []string, minus, with string) []string {
	var out []string
	for _, w := range words {
		if strings.HasPrefix(w, with) {
			out = append(out, minus+w)
		}
	}
	return out
}

func termText(name, value string) string {
	if strings.ContainsAny(value, " \"\\") {
		return name + ":" + strconv.Quote(value)
	}
	return name + ":" + value
}

// valuesOf are values that a term may have: the fixed ones, or those seen in the list.
func (m *app) valuesOf(name string) []string {
	switch review.Field(name) {
	case review.FieldStars:
		return []string{"1-2", "1", "2", "3", "4", "5", "4-5"}
	case review.FieldReplied, review.FieldReported, review.FieldContacted, review.FieldOutdated:
		return []string{"no", "yes"}
	case review.FieldSince, review.FieldUntil:
		return []string{"24h", "7d", "30d", "90d"}
	case review.FieldSource:
		return names(review.Methods(), func(x review.Method) string { return string(x) })
	case "sort":
		return names(review.Sorts(), func(x review.Sort) string { return string(x) })
	case review.FieldLocation:
		return m.placeNames()
	case "kind":
		return []string{string(review.Product), string(review.Service)}
	case "view":
		var out []string
		for _, v := range m.Views {
			out = append(out, v.Name)
		}
		return out
	}
	return m.seen(review.Field(name))
}

// names is what name makes of each.
func names[T, N any](of []T, name func(T) N) []N {
	var out []N
	for _, v := range of {
		out = append(out, name(v))
	}
	return out
}

// offerMost is how many bytes a value may have to be offered.
const offerMost = 80

// seen are the values that the reviews of the list have, sorted.
func (m *app) seen(f review.Field) []string {
	values := map[string]bool{}
	for _, r := range m.inbox.rows {
		for _, t := range termValues(r, f) {
			if s, ok := offered(t); ok {
				values[s] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(values))
}

// offered is a value as a term takes it; false where it cannot be shown as it is.
func offered(t review.Text) (string, bool) {
	s := t.Raw()
	return s, len(s) <= offerMost && t.Visible() && t.Line() == s
}

// startsWith compares without case.
func startsWith(s, with string) bool {
	return len(s) >= len(with) && strings.EqualFold(s[:len(with)], with)
}

// termValues are the values by which a term would find the review.
func termValues(r review.Review, f review.Field) []review.Text {
	switch f {
	case review.FieldLanguage:
		return []review.Text{r.Language}
	case review.FieldTag:
		return names(r.Tags, tagValue)
	}
	return nil
}

// tagValue is a tag as a term names it.
func tagValue(t review.Tag) review.Text {
	if t.Group.Is(review.GenericGroup) || !t.Group.Known() {
		return t.Value
	}
	return review.NewText(t.Group.Raw() + ":" + t.Value.Raw())
}

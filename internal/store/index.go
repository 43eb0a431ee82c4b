package store

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// The text of an index is tokens parted by blanks, one for each word of a search (review.SearchWords), so that a phrase is
// a phrase of tokens. A Chinese, Japanese or Korean character is a word, and common: its token is the character with the
// one that follows it, which parts many more reviews. Behind all that stands each such character by itself, once. Between
// two fields, and in every text, is the gap; no phrase leads across it.
const (
	gap      = "_"
	maxToken = 1000 // bytes; what is longer is cut, where FTS5 would cut at 32,768
)

// indexText is what an index has of the fields; "" when they hold no word.
func indexText(fields [][]string) string {
	var b strings.Builder
	alone := map[string]bool{}
	for _, words := range fields {
		if len(words) == 0 {
			continue
		}
		b.WriteString(gap)
		for i := range words {
			b.WriteByte(' ')
			b.WriteString(tokenAt(words, i))
			if review.Ideographic(words[i]) {
				alone[words[i]] = true
			}
		}
		b.WriteByte(' ')
	}
	for _, word := range slices.Sorted(maps.Keys(alone)) {
		b.WriteString(aloneToken(word) + " ")
	}
	return b.String()
}

// tokenAt is the token of the word at i.
func tokenAt(words []string, i int) string {
	if pairs(words, i) {
		return words[i] + words[i+1]
	}
	return cut(words[i])
}

// pairs reports whether the word at i and the next one are characters that make one token.
func pairs(words []string, i int) bool {
	return i >= 0 && i+1 < len(words) && review.Ideographic(words[i]) && review.Ideographic(words[i+1])
}

func aloneToken(word string) string { return gap + word }

func cut(word string) string {
	if len(word) <= maxToken {
		return word
	}
	end := maxToken
	for !utf8.RuneStart(word[end]) {
		end--
	}
	return word[:end]
}

// matching is an expression of FTS5; "" where the index cannot narrow.
type matching struct {
	expr  string
	exact bool // it lets nothing more through than what it was made of
}

const maxWords = 64 // of a phrase, alternatives of a clause, and clauses: the rest is left to the filter

// ofPhrase is the expression of a phrase.
func ofPhrase(p review.Phrase) matching {
	words, exact := p.Words, true
	if p.Prefix && len(words[len(words)-1]) == 1 { // nearly all reviews have one, and no list of them is kept
		words, exact, p.Prefix = words[:len(words)-1], false, false
	}
	if len(words) > maxWords {
		words, exact, p.Prefix = words[:maxWords], false, false
	}
	if len(words) == 0 {
		return matching{}
	}
	if len(words) == 1 && review.Ideographic(words[0]) {
		return matching{expr: `"` + aloneToken(words[0]) + `"`, exact: exact}
	}
	return matching{expr: tokensOf(words, p.Prefix), exact: exact && !slices.ContainsFunc(words, tooLong)}
}

func tooLong(word string) bool { return len(word) > maxToken }

// tokensOf is the phrase of the words' tokens. The last character's token goes on with what follows it in the text, unless
// the pair before tells it already.
func tokensOf(words []string, prefix bool) string {
	last := len(words) - 1
	tokens := make([]string, 0, len(words))
	for i := range words {
		tokens = append(tokens, tokenAt(words, i))
	}
	switch {
	case pairs(words, last-1):
		return `"` + strings.Join(tokens[:last], " ") + `"`
	case prefix || review.Ideographic(words[last]):
		return `"` + strings.Join(tokens, " ") + `" *`
	}
	return `"` + strings.Join(tokens, " ") + `"`
}

// ofAny is the expression of alternatives.
func ofAny(phrases []review.Phrase) matching {
	if len(phrases) > maxWords {
		return matching{}
	}
	m := matching{exact: true}
	var parts []string
	for _, p := range phrases {
		one := ofPhrase(p)
		if one.expr == "" {
			return matching{}
		}
		parts, m.exact = append(parts, one.expr), m.exact && one.exact
	}
	m.expr = "(" + strings.Join(parts, " OR ") + ")"
	return m
}

// ofAll is the expression of clauses that must all hold.
func ofAll(clauses []review.Clause) matching {
	m := matching{exact: len(clauses) <= maxWords}
	var with, without []string
	for _, c := range clauses[:min(len(clauses), maxWords)] {
		one := ofClause(c)
		m.exact = m.exact && one.exact
		switch {
		case c.Not && one.exact:
			without = append(without, one.expr)
		case !c.Not && one.expr != "":
			with = append(with, one.expr)
		}
	}
	m.expr = strings.Join(with, " AND ")
	if len(without) == 0 {
		return m
	}
	if m.expr == "" {
		m.expr = `"` + gap + `"`
	}
	m.expr = "(" + m.expr + ") NOT (" + strings.Join(without, " OR ") + ")"
	return m
}

// ofClause is the expression of a clause, as if it were not turned.
func ofClause(c review.Clause) matching {
	if len(c.Any) > 0 {
		return ofAny(c.Any)
	}
	m := ofAll(c.All)
	if m.expr == "" {
		return matching{}
	}
	m.expr = "(" + m.expr + ")"
	return m
}

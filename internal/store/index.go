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

const maxWords = 64 // of a phrase, alternatives of a clause, and clauses: the rest is left to the filter

func tooLong(word string) bool { return len(word) > maxToken }

package review

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// searchable lists what a search looks through, field by field, as folded words: text, title, reviewer, reference and
// e-mail (issue-wide promise of commands.md, --search).
func searchable(r Review) [][]string {
	out := [][]string{words(r.Text.Raw()), words(r.Title.Raw()), words(r.ReferenceID.Raw()), words(r.ReferralEmail.Raw())}
	if r.Consumer != nil {
		out = append(out, words(r.Consumer.DisplayName.Raw()))
	}
	return out
}

// words splits text into what a search compares: runs of letters and digits, without case and without the marks on
// Latin letters; each Chinese or Japanese character and each Korean syllable is a word of its own.
func words(s string) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			flush()
			out = append(out, string(r))
		case unicode.IsLetter(r), unicode.IsNumber(r):
			word.WriteString(fold(r))
		case r == ringAbove && strings.HasSuffix(word.String(), "a"):
			word.WriteByte('a') // å written as two characters
		case unicode.Is(unicode.M, r) || r == zwj || r == zwnj || r == softHyphen:
		default:
			flush()
		}
	}
	flush()
	return out
}

const ringAbove = 0x030a

// foldFrom and foldTo are the Latin letters with marks and the letters they are found by.
const (
	foldFrom = "àáâãäāăąçćĉċčďđðèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöōŏőøŕŗřśŝşšșţťŧțùúûüũūŭůűųŵýÿŷźżž"
	foldTo   = "aaaaaaaacccccdddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssssttttuuuuuuuuuuwyyyzzz"
)

var foldRunes = []rune(foldFrom)

func fold(r rune) string {
	r = unicode.ToLower(r)
	if r < 0x80 {
		return string(r)
	}
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'å':
		return "aa"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	}
	if i := slices.Index(foldRunes, r); i >= 0 {
		return foldTo[i : i+1]
	}
	return string(r)
}

// phrase is one thing searched for: words that follow each other in one field, the last one perhaps only begun.
type phrase struct {
	words  []string
	prefix bool
}

func (p phrase) in(field []string) bool {
	for i := 0; i+len(p.words) <= len(field); i++ {
		if p.at(field[i:]) {
			return true
		}
	}
	return false
}

func (p phrase) at(field []string) bool {
	last := len(p.words) - 1
	if !slices.Equal(p.words[:last], field[:last]) {
		return false
	}
	if p.prefix {
		return strings.HasPrefix(field[last], p.words[last])
	}
	return field[last] == p.words[last]
}

// searchTerm finds reviews in which one of the phrases stands.
func searchTerm(value string, not bool, alternatives []phrase) Term {
	return Term{Field: FieldSearch, Value: value, Not: not, match: func(d *document, _ time.Time) bool {
		return slices.ContainsFunc(alternatives, func(p phrase) bool {
			return slices.ContainsFunc(d.fields(), p.in)
		})
	}}
}

// newSearch makes one term of --search WORDS, in which every word must hold.
func newSearch(value string) (Term, error) {
	terms, err := Search(value)
	if bad, ok := err.(*SyntaxError); ok {
		return Term{}, &ValueError{Field: FieldSearch, Value: value, At: bad.Col - 1, Msg: bad.Msg}
	}
	return allOf(terms), err
}

// allOf is the search that holds where all of the terms do.
func allOf(terms []Term) Term {
	var shown []string
	for _, t := range terms {
		shown = append(shown, t.String())
	}
	return Term{Field: FieldSearch, Value: strings.Join(shown, " "), match: func(d *document, now time.Time) bool {
		return !slices.ContainsFunc(terms, func(t Term) bool { return t.match(d, now) == t.Not })
	}}
}

// severalWords reports whether "-" before the text would turn its first word only.
func severalWords(text string) bool {
	terms, err := parseSearch(text)
	return err == nil && (len(terms) > 1 || len(terms) == 1 && terms[0].Not)
}

// newPhrase reads one word (with * at its end: a beginning) or one quoted phrase.
func newPhrase(text string, quoted bool) (phrase, error) {
	body, prefix := text, false
	if !quoted {
		body, prefix = strings.CutSuffix(text, "*")
	}
	w := words(body)
	if len(w) == 0 {
		return phrase{}, fmt.Errorf("%q holds no word to search for", text)
	}
	return phrase{words: w, prefix: prefix}, nil
}

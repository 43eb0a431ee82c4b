package review

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// SearchTexts lists what a search looks through, field by field: what the public sees (text, title, reviewer), and what only
// the company may know (reference and e-mail).
func (r Review) SearchTexts() (open, personal []Text) {
	open = []Text{r.Text, r.Title}
	if r.Consumer != nil {
		open = append(open, r.Consumer.DisplayName)
	}
	return open, []Text{r.ReferenceID, r.ReferralEmail}
}

// SearchWords are texts as the words that a search compares.
func SearchWords(texts []Text) [][]string {
	out := make([][]string, len(texts))
	for i, t := range texts {
		out[i] = words(t.Raw())
	}
	return out
}

func searchable(r Review) [][]string {
	open, personal := r.SearchTexts()
	return SearchWords(append(open, personal...))
}

// words splits text into what a search compares: runs of letters and digits, without case and without the marks on Latin
// and Greek letters; each Chinese or Japanese character and each Korean syllable is a word of its own. A doubled a counts
// as one: å is written aa where the keyboard lacks it, and a by who does not know that, so Århus, Aarhus and Arhus are one
// word.
func words(s string) []string {
	w := wordWriter{out: make([]string, 0, len(s)/6+1)}
	for _, r := range s {
		w.rune(r)
	}
	w.flush()
	return w.out
}

type wordWriter struct {
	out  []string
	word []byte
}

func (w *wordWriter) rune(r rune) {
	switch {
	case r < 0x80:
		w.ascii(byte(r))
	case ideographic(r):
		w.flush()
		w.out = append(w.out, string(r))
	case unicode.IsLetter(r), unicode.IsNumber(r):
		for _, c := range []byte(fold(r)) {
			w.add(c)
		}
	case unicode.Is(unicode.M, r) || r == zwj || r == zwnj || r == softHyphen:
	default:
		w.flush()
	}
}

func (w *wordWriter) ascii(c byte) {
	switch {
	case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		w.add(c)
	case c >= 'A' && c <= 'Z':
		w.add(c + 'a' - 'A')
	default:
		w.flush()
	}
}

func (w *wordWriter) add(c byte) {
	if c != 'a' || len(w.word) == 0 || w.word[len(w.word)-1] != 'a' {
		w.word = append(w.word, c)
	}
}

func (w *wordWriter) flush() {
	if len(w.word) > 0 {
		w.out = append(w.out, string(w.word))
		w.word = w.word[:0]
	}
}

func ideographic(r rune) bool {
	return r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// Ideographic reports whether a word of a search is a single Chinese or Japanese character or Korean syllable.
func Ideographic(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return n == len(word) && ideographic(r)
}

// Phrase is one thing searched for: words that follow each other in one field, as SearchWords has them; with Prefix the
// last one is only begun.
type Phrase struct {
	Words  []string
	Prefix bool
}

func (p Phrase) in(field []string) bool {
	for i := 0; i+len(p.Words) <= len(field); i++ {
		if p.at(field[i:]) {
			return true
		}
	}
	return false
}

func (p Phrase) at(field []string) bool {
	last := len(p.Words) - 1
	if !slices.Equal(p.Words[:last], field[:last]) {
		return false
	}
	if p.Prefix {
		return strings.HasPrefix(field[last], p.Words[last])
	}
	return field[last] == p.Words[last]
}

// Clause is one condition of a search: one of the phrases of Any stands in one of the fields, or, where there are none, all
// of All hold. With Not it holds where it otherwise would not.
type Clause struct {
	Any []Phrase
	All []Clause
	Not bool
}

func (c Clause) matches(d *document) bool { return c.found(d) != c.Not }

func (c Clause) found(d *document) bool {
	if len(c.Any) == 0 {
		return !slices.ContainsFunc(c.All, func(part Clause) bool { return !part.matches(d) })
	}
	return slices.ContainsFunc(c.Any, func(p Phrase) bool { return slices.ContainsFunc(d.fields(), p.in) })
}

// Searches lists the conditions of the filter's search terms, which must all hold.
func (f Filter) Searches() []Clause {
	var out []Clause
	for _, t := range f.Terms {
		if t.Field == FieldSearch {
			out = append(out, t.searched())
		}
	}
	return out
}

// searched is the term's clause, turned where the term is.
func (t Term) searched() Clause {
	c := t.search
	c.Not = t.Not
	return c
}

// searchTerm finds reviews in which one of the phrases stands.
func searchTerm(value string, not bool, alternatives []Phrase) Term {
	return clauseTerm(value, not, Clause{Any: alternatives})
}

func clauseTerm(value string, not bool, c Clause) Term {
	return Term{Field: FieldSearch, Value: value, Not: not, search: c, match: func(d *document, _ time.Time) bool { return c.found(d) }}
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
	var all []Clause
	for _, t := range terms {
		shown, all = append(shown, t.String()), append(all, t.searched())
	}
	return clauseTerm(strings.Join(shown, " "), false, Clause{All: all})
}

// severalWords reports whether "-" before the text would turn its first word only.
func severalWords(text string) bool {
	terms, err := parseSearch(text)
	return err == nil && (len(terms) > 1 || len(terms) == 1 && terms[0].Not)
}

// newPhrase reads one word (with * at its end: a beginning) or one quoted phrase.
func newPhrase(text string, quoted bool) (Phrase, error) {
	body, prefix := text, false
	if !quoted {
		body, prefix = strings.CutSuffix(text, "*")
	}
	w := words(body)
	if len(w) == 0 {
		return Phrase{}, fmt.Errorf("%q holds no word to search for", text)
	}
	return Phrase{Words: w, Prefix: prefix}, nil
}

package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// SyntaxError says where a query line is wrong. Col is the 1-based character.
type SyntaxError struct {
	Col int
	Msg string
}

// Error names the column and what is allowed there.
func (e *SyntaxError) Error() string { return fmt.Sprintf("query, column %d: %s", e.Col, e.Msg) }

// Unwrap is ErrInvalid.
func (e *SyntaxError) Unwrap() error { return ErrInvalid }

// Parse reads a query line such as
//
//	stars:1-2 replied:no tag:shipping -language:da since:7d sort:oldest "never arrived"
//
// The error is a *SyntaxError.
func Parse(line string) (Filter, error) {
	var f Filter
	tokens, err := lex(line)
	if err != nil {
		return Filter{}, err
	}
	for i := 0; i < len(tokens); i++ {
		n := 1
		if tokens[i].isWord() {
			n, err = f.addSearch(tokens[i:])
		} else {
			err = f.addField(tokens[i])
		}
		if err != nil {
			return Filter{}, err
		}
		i += n - 1
	}
	return f, nil
}

// parseSearch reads the words of --search: there are no fields in it, so a colon is part of a word.
func parseSearch(text string) ([]Term, error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	for i := range tokens {
		if tokens[i].field != "" {
			tokens[i].text, tokens[i].field = tokens[i].field+":"+tokens[i].text, ""
		}
	}
	var f Filter
	for i := 0; i < len(tokens); {
		n, err := f.addSearch(tokens[i:])
		if err != nil {
			return nil, err
		}
		i += n
	}
	return f.Terms, nil
}

// Search makes the terms of --search WORDS: words, "phrases", prefix*, -without, OR.
func Search(text string) ([]Term, error) {
	terms, err := parseSearch(text)
	if err == nil && len(terms) == 0 {
		err = &SyntaxError{Col: 1, Msg: "there is nothing to search for"}
	}
	return terms, err
}

// addSearch reads a word and what OR joins to it, and returns how many tokens that was.
func (f *Filter) addSearch(tokens []token) (int, error) {
	not, n := tokens[0].not, 0
	var alternatives []Phrase
	var shown []string
	for {
		t := tokens[n]
		p, err := newPhrase(t.text, t.quoted)
		if err != nil || t.isOr() {
			return 0, &SyntaxError{Col: t.col, Msg: orMessage(t, err)}
		}
		alternatives, shown = append(alternatives, p), append(shown, t.shown(p))
		if n++; n+1 >= len(tokens) || !tokens[n].isOr() {
			break
		}
		if n++; !tokens[n].isWord() || tokens[n].not {
			return 0, &SyntaxError{Col: tokens[n].col, Msg: "OR joins words and phrases only"}
		}
	}
	f.Terms = append(f.Terms, searchTerm(strings.Join(shown, " OR "), not, alternatives))
	return n, nil
}

func orMessage(t token, err error) string {
	if t.isOr() {
		return "OR stands between two words"
	}
	return err.Error()
}

func (f *Filter) addField(t token) error {
	switch t.field {
	case "sort", "limit", "view", "kind":
		return f.addSetting(t)
	}
	if t.field == string(FieldSearch) {
		return f.addSearchField(t)
	}
	if !slices.Contains(fields, Field(t.field)) {
		return &SyntaxError{Col: t.col, Msg: fmt.Sprintf("unknown term %q; allowed: %s, sort, limit, view, kind, or words to search for", t.field, joinFields())}
	}
	term, err := NewTerm(Field(t.field), t.text)
	if bad, ok := err.(*ValueError); ok {
		return &SyntaxError{Col: t.valueCol + bad.At, Msg: fmt.Sprintf("%s: %s; allowed: %s", bad.Field, bad.Msg, bad.Field.Allowed())}
	}
	term.Not = t.not
	f.Terms = append(f.Terms, term)
	return err
}

func (f *Filter) addSearchField(t token) error {
	terms, err := Search(t.text)
	if bad, ok := err.(*SyntaxError); ok {
		return &SyntaxError{Col: t.valueCol + bad.Col - 1, Msg: bad.Msg}
	}
	if t.not && len(terms) > 1 { // what has not all of the words
		terms = []Term{allOf(terms)}
	}
	for _, term := range terms {
		term.Not = term.Not != t.not
		f.Terms = append(f.Terms, term)
	}
	return err
}

func joinFields() string {
	return strings.Join(names(fields, func(f Field) string { return string(f) }), ", ")
}

// addSetting reads the words that do not select but order, limit or name.
func (f *Filter) addSetting(t token) error {
	fail := func(format string, args ...any) error {
		return &SyntaxError{Col: t.valueCol, Msg: fmt.Sprintf(format, args...)}
	}
	if t.not {
		return &SyntaxError{Col: t.col, Msg: fmt.Sprintf("%s cannot be turned round with -", t.field)}
	}
	switch t.field {
	case "sort":
		by, ok := ParseSort(t.text)
		if !ok {
			return fail("unknown order %q; allowed: newest, oldest, stars, waiting", t.text)
		}
		f.Sort = by
	case "limit":
		n, err := strconv.Atoi(t.text)
		if err != nil || n < 0 {
			return fail("%q is no number; allowed: 0 (all) and up", t.text)
		}
		f.Limit = n
	case "view":
		if strings.TrimSpace(t.text) == "" {
			return fail("a value is missing; allowed: the name of a saved view")
		}
		f.View = t.text
	case "kind":
		if t.text != string(Service) && t.text != string(Product) {
			return fail("unknown kind %q; allowed: service, product", t.text)
		}
		f.Kind = Kind(t.text)
	}
	return nil
}

// token is one word of a query line: -field:value, -word or -"phrase".
type token struct {
	col, valueCol int // 1-based characters
	not, quoted   bool
	field, text   string
}

func (t token) isWord() bool { return t.field == "" }
func (t token) isOr() bool   { return t.field == "" && t.text == "OR" && !t.quoted && !t.not }

// shown is the word as it is written so that it is read as the same word again.
func (t token) shown(p Phrase) string {
	switch {
	case !t.quoted && t.bare():
		return t.text
	case p.Prefix:
		return strings.Join(p.Words, ".") + "*"
	}
	return quoted(t.text)
}

// bare reports whether the text, as it stands, is one plain word of a query line.
func (t token) bare() bool {
	again, err := lex(t.text)
	return err == nil && len(again) == 1 && again[0].isWord() && !again[0].isOr() && !again[0].not && !again[0].quoted
}

func lex(line string) ([]token, error) {
	l := &lexer{rest: []rune(line)}
	var out []token
	for l.skipSpace(); l.pos < len(l.rest); l.skipSpace() {
		t, err := l.token()
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

type lexer struct {
	rest []rune
	pos  int
}

func (l *lexer) skipSpace() {
	for l.pos < len(l.rest) && unicode.IsSpace(l.rest[l.pos]) {
		l.pos++
	}
}

func (l *lexer) token() (token, error) {
	t := token{col: l.pos + 1}
	if l.rest[l.pos] == '-' && l.pos+1 < len(l.rest) && !unicode.IsSpace(l.rest[l.pos+1]) {
		t.not = true
		l.pos++
	}
	t.field = l.field()
	t.valueCol = l.pos + 1
	var err error
	if t.text, t.quoted, err = l.value(); t.quoted {
		t.valueCol++
	}
	return t, err
}

// field reads "name:" where a name of small letters stands directly before a colon, else nothing.
func (l *lexer) field() string {
	end := l.pos
	for end < len(l.rest) && l.rest[end] >= 'a' && l.rest[end] <= 'z' {
		end++
	}
	if end == l.pos || end == len(l.rest) || l.rest[end] != ':' {
		return ""
	}
	name := string(l.rest[l.pos:end])
	l.pos = end + 1
	return name
}

// value reads a bare word or a quoted one, in which \ keeps the next character.
func (l *lexer) value() (text string, quoted bool, err error) {
	if l.pos >= len(l.rest) || l.rest[l.pos] != '"' {
		start := l.pos
		for l.pos < len(l.rest) && !unicode.IsSpace(l.rest[l.pos]) {
			l.pos++
		}
		return string(l.rest[start:l.pos]), false, nil
	}
	open := l.pos
	var b strings.Builder
	for l.pos++; l.pos < len(l.rest); l.pos++ {
		switch r := l.rest[l.pos]; {
		case r == '"':
			l.pos++
			return b.String(), true, nil
		case r == '\\' && l.pos+1 < len(l.rest):
			l.pos++
			b.WriteRune(l.rest[l.pos])
		default:
			b.WriteRune(r)
		}
	}
	return "", true, &SyntaxError{Col: open + 1, Msg: "the quotation mark is never closed"}
}

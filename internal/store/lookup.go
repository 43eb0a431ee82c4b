package store

import (
	"slices"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// lookedUp reports whether the indexes tell all about a clause.
func lookedUp(c review.Clause) bool {
	if len(c.Any) > 0 {
		return len(c.Any) <= maxWords && !slices.ContainsFunc(c.Any, func(p review.Phrase) bool { return !phraseLookedUp(p) })
	}
	return len(c.All) <= maxWords && !slices.ContainsFunc(c.All, func(c review.Clause) bool { return !lookedUp(c) })
}

// phraseLookedUp reports whether a phrase can be looked up.
func phraseLookedUp(p review.Phrase) bool {
	return len(p.Words) <= maxWords && !slices.ContainsFunc(p.Words, tooLong)
}

// lookups are the tokens of a phrase, the last of which is only begun or not.
func lookups(p review.Phrase) (tokens []string, begun bool) {
	last := len(p.Words) - 1
	if last == 0 && review.Ideographic(p.Words[0]) {
		return []string{aloneToken(p.Words[0])}, false
	}
	for i := range p.Words {
		tokens = append(tokens, tokenAt(p.Words, i))
	}
	if pairs(p.Words, last-1) {
		return tokens[:last], false
	}
	return tokens, p.Prefix || review.Ideographic(p.Words[last])
}

// listKept reports whether the index has a list of what begins so.
func listKept(prefix string) bool {
	n := utf8.RuneCountInString(prefix)
	return n >= 2 && n <= 4
}

// opening looks up what is searched for in the indexes.
type opening []*wordIndex

// all are the lists that the clauses share, the narrowing ones first.
func (o opening) all(clauses []review.Clause) (shared, error) {
	var with shared
	var not []keys
	for _, c := range clauses {
		list, err := o.clause(c)
		if err != nil {
			return nil, err
		}
		if c.Not {
			not = append(not, list)
		} else {
			with = append(with, list)
		}
	}
	if len(not) == 0 {
		return with, nil
	}
	if len(with) == 0 { // all reviews have the gap
		list, err := o.any([]review.Phrase{{Words: []string{gap}}})
		if err != nil {
			return nil, err
		}
		with = append(with, list)
	}
	return shared{without{with, anyOfKeys(not...)}}, nil
}

// clause is the list of a clause as if it were not turned.
func (o opening) clause(c review.Clause) (keys, error) {
	if len(c.Any) == 0 {
		return o.all(c.All)
	}
	return o.any(c.Any)
}

// any are the keys that have one of the phrases, by either index.
func (o opening) any(phrases []review.Phrase) (keys, error) {
	var lists []keys
	for _, p := range phrases {
		for _, x := range o {
			list, err := x.phrase(p)
			if err != nil {
				return nil, err
			}
			if list != nil {
				lists = append(lists, list)
			}
		}
	}
	return anyOfKeys(lists...), nil
}

// phrase are the keys that have a phrase; nil for none.
func (x *wordIndex) phrase(p review.Phrase) (keys, error) {
	tokens, begun := lookups(p)
	out := &phrased{}
	for i, token := range tokens {
		found, err := x.token(token, begun && i == len(tokens)-1)
		if err != nil || len(found) == 0 {
			return nil, err
		}
		t := newTokenKeys(found)
		out.tokens, out.shared = append(out.tokens, t), append(out.shared, t)
	}
	return out, nil
}

// token is the lists of a token, or of what begins so.
func (x *wordIndex) token(token string, begun bool) (out []*posting, err error) {
	for _, s := range x.segments {
		var more []*posting
		if begun && !listKept(token) {
			more, err = s.begins(token)
		} else {
			more, err = s.find(term(token, begun))
		}
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// term is how FTS5 calls a token: by the number of its list of beginnings in front, 0 for whole words.
func term(token string, begun bool) []byte {
	if begun {
		return append([]byte{byte('0' + utf8.RuneCountInString(token) - 1)}, token...)
	}
	return append([]byte{'0'}, token...)
}

// begins are the lists of what begins so where none is kept of it: of all words that do, or, of one letter, of all
// beginnings of two and of the letter as a word.
func (s *segmentOfWords) begins(prefix string) ([]*posting, error) {
	if utf8.RuneCountInString(prefix) > 1 {
		return s.begun(term(prefix, false))
	}
	alone, err := s.find(term(prefix, false))
	if err != nil {
		return nil, err
	}
	found, err := s.begun(append([]byte{'1'}, prefix...))
	return append(alone, found...), err
}

package store

import (
	"math"
	"slices"
)

// listed are keys of which each stands in one of the lists.
type listed struct {
	lists []keys
	at    []int64 // of each list, the key it was last found at
}

func anyOfKeys(lists ...keys) keys {
	if len(lists) == 1 {
		return lists[0]
	}
	l := &listed{}
	for _, list := range lists {
		l.add(list)
	}
	return l
}

func (l *listed) add(list keys) { l.lists, l.at = append(l.lists, list), append(l.at, math.MinInt64) }

func (l *listed) seek(from int64) (int64, error) {
	first := int64(noKey)
	for i, list := range l.lists {
		if l.at[i] < from {
			var err error
			if l.at[i], err = list.seek(from); err != nil {
				return 0, err
			}
		}
		first = min(first, l.at[i])
	}
	return first, nil
}

// shared are keys that stand in each of the lists.
type shared []keys

func (s shared) seek(from int64) (int64, error) {
	for agreed := 0; agreed < len(s); {
		for _, list := range s {
			key, err := list.seek(from)
			if err != nil || key == noKey {
				return noKey, err
			}
			if key > from {
				from, agreed = key, 0
			}
			if agreed++; agreed == len(s) {
				break
			}
		}
	}
	return from, nil
}

// without are keys of one list that do not stand in another.
type without struct{ with, not keys }

func (w without) seek(from int64) (int64, error) {
	for {
		key, err := w.with.seek(from)
		if err != nil || key == noKey {
			return key, err
		}
		if other, err := w.not.seek(key); err != nil || other != key {
			return key, err
		}
		from = key + 1
	}
}

// tokenKeys are the keys that have a token, by its postings.
type tokenKeys struct {
	listed
	postings []*posting
	here     []*posting // kept for the next time
}

func newTokenKeys(postings []*posting) *tokenKeys {
	t := &tokenKeys{postings: postings}
	for _, p := range postings {
		t.add(p)
	}
	return t
}

// living are the postings that have the key that was found last, of those whose segment still has the review.
func (t *tokenKeys) living(key int64) (out []*posting, err error) {
	out = t.here[:0]
	for i, p := range t.postings {
		if t.at[i] != key || p.next == p.places {
			continue
		}
		gone, err := p.segment.gone(key)
		if err != nil {
			return nil, err
		}
		if !gone {
			out = append(out, p)
		}
	}
	t.here = out
	return out, nil
}

// places are where the token stands in the review of a key by its postings, behind what is in to.
func places(postings []*posting, to []int64) (_ []int64, err error) {
	for _, p := range postings {
		if to, err = p.positions(to); err != nil {
			return nil, err
		}
	}
	if len(postings) > 1 {
		slices.Sort(to)
	}
	return to, nil
}

// phrased are keys where the places of the tokens follow each other.
type phrased struct {
	shared shared // the tokens'
	tokens []*tokenKeys
	before []int64 // places, kept for the next time
	here   []int64
}

func (p *phrased) seek(from int64) (int64, error) {
	for {
		key, err := p.shared.seek(from)
		if err != nil || key == noKey {
			return key, err
		}
		if follow, err := p.follow(key); err != nil || follow {
			return key, err
		}
		from = key + 1
	}
}

// follow reports whether a place of each token comes just behind one of that before.
func (p *phrased) follow(key int64) (bool, error) {
	for i, token := range p.tokens {
		living, err := token.living(key)
		if err != nil || len(living) == 0 || len(p.tokens) == 1 {
			return len(living) > 0, err
		}
		if p.here, err = places(living, p.here[:0]); err != nil {
			return false, err
		}
		if i > 0 {
			p.here = behind(p.before, p.here)
		}
		if len(p.here) == 0 {
			return false, nil
		}
		p.before, p.here = p.here, p.before
	}
	return true, nil
}

// behind keeps of the places those that come just behind one of others. Both ascend.
func behind(others, places []int64) []int64 {
	kept := places[:0]
	for _, at := range places {
		for len(others) > 0 && others[0] < at-1 {
			others = others[1:]
		}
		if len(others) > 0 && others[0] == at-1 {
			kept = append(kept, at)
		}
	}
	return kept
}

package store

import (
	"context"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// search is how the indexes narrow what a filter searches for. It may let more through than the filter, never less.
type search struct {
	asked    bool   // the filter searches for something
	words    string // the expression for the index of what the public sees; "" when nothing is narrowed
	personal string // that for the other index, of reviews that count too; "" for none
	exact    bool   // nothing more is let through
}

// fewHits is how many hits are so few that reading them all costs next to nothing.
const fewHits = 2000

// searching finds out how to narrow by the clauses. Seldom does anything that is searched for stand in an order number or
// an e-mail; then one index answers it all.
func (d *database) searching(ctx context.Context, clauses []review.Clause) (search, error) {
	clauses = flat(clauses)
	if len(clauses) == 0 {
		return search{exact: true}, nil
	}
	mixed, pure, err := d.apart(ctx, clauses)
	if err != nil {
		return search{}, err
	}
	m := ofAll(pure)
	s := search{asked: true, words: m.expr, exact: m.exact && len(mixed) == 0}
	for _, c := range mixed {
		if c.Not {
			continue
		}
		hits, err := d.hits(ctx, "personal", ofAny(c.Any).expr)
		if err != nil {
			return search{}, err
		}
		if hits < fewHits || s.words == "" {
			return either(c, pure, len(mixed) == 1), nil
		}
	}
	return s, nil
}

// either is the search for a clause that holds by one index or by the other. What must hold beside it narrows the first.
func either(c review.Clause, pure []review.Clause, alone bool) search {
	any := ofAny(c.Any)
	return search{asked: true, words: ofAll(append(pure[:len(pure):len(pure)], c)).expr, personal: any.expr, exact: alone && len(pure) == 0 && any.exact}
}

// flat takes what must all hold apart.
func flat(clauses []review.Clause) (out []review.Clause) {
	for _, c := range clauses {
		if len(c.Any) == 0 && !c.Not {
			out = append(out, flat(c.All)...)
		} else {
			out = append(out, c)
		}
	}
	return out
}

// apart parts the clauses of which a phrase stands in the personal index, or may, from those that only the other index
// answers.
func (d *database) apart(ctx context.Context, clauses []review.Clause) (mixed, pure []review.Clause, err error) {
	all := ofAny(phrases(clauses))
	if all.expr != "" {
		if hits, err := d.hits(ctx, "personal", all.expr); hits == 0 || err != nil {
			return nil, clauses, err
		}
	}
	for _, c := range clauses {
		m, hits := ofAny(phrases([]review.Clause{c})), 1
		if m.expr != "" {
			if hits, err = d.hits(ctx, "personal", m.expr); err != nil {
				return nil, nil, err
			}
		}
		switch {
		case hits == 0:
			pure = append(pure, c)
		case m.expr != "":
			mixed = append(mixed, c)
		default: // nothing narrows it
			mixed = append(mixed, review.Clause{Not: true})
		}
	}
	return mixed, pure, nil
}

func phrases(clauses []review.Clause) (out []review.Phrase) {
	for _, c := range clauses {
		out = append(append(out, c.Any...), phrases(c.All)...)
	}
	return out
}

// hits counts what an index has of an expression, and stops when that is no longer few.
func (d *database) hits(ctx context.Context, index, expr string) (n int, err error) {
	query := "SELECT count(*) FROM (SELECT 1 FROM " + index + " WHERE " + index + " MATCH ? LIMIT ?)"
	err = d.one(ctx, query, []any{expr, fewHits}, &n)
	return n, err
}

// from is the FROM clause that yields the keys between two, in a direction, with the review's row; key is how the key is
// called, and order what puts it in the direction. Two indexes are merged as they are read: SQLite would sort that again.
func (s search) from(direction string) (from, key, order string, where []string) {
	switch {
	case s.words == "":
		return "review", "review.key", " ORDER BY review.key " + direction, []string{"review.key BETWEEN ? AND ?"}
	case s.personal == "":
		return "words CROSS JOIN review ON review.key = words.rowid", "words.rowid", " ORDER BY words.rowid " + direction,
			[]string{"words MATCH ?", "words.rowid BETWEEN ? AND ?"}
	}
	both := []string{}
	for _, index := range []string{"words", "personal"} {
		both = append(both, "SELECT rowid AS key FROM "+index+" WHERE "+index+" MATCH ? AND rowid BETWEEN ? AND ?")
	}
	hit := "(" + strings.Join(both, " UNION ") + " ORDER BY key " + direction + " LIMIT -1) AS hit" // without a limit SQLite drops the order
	return hit + " CROSS JOIN review ON review.key = hit.key", "hit.key", "", nil
}

// args are the arguments of from and where.
func (s search) args(from, to int64) []any {
	switch {
	case s.words == "":
		return []any{from, to}
	case s.personal == "":
		return []any{s.words, from, to}
	}
	return []any{s.words, from, to, s.personal, from, to}
}

// searchAside is the search where other rows are so few that all of them are read.
func searchAside(s search) search { return search{asked: s.asked} }

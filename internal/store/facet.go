package store

import (
	"context"
	"slices"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// facetsOf are the names under which the table facet has a review with these columns (columnNames), sorted.
func facetsOf(columns []any) (out []string) {
	for i, name := range columnNames() {
		switch v := columns[i].(type) {
		case string:
			if letter := facetLetter(name); letter != "" {
				out = append(out, letter+v)
			}
		case []byte:
			if name == "tags" {
				for tag := range strings.SplitSeq(string(v), separator) {
					out = append(out, "t"+tag)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(s string) bool { return s == "t" })
}

// facetLetter is what the facets of a column with one value begin with; "" when it has none.
func facetLetter(column string) string {
	switch column {
	case "language":
		return "l"
	case "source":
		return "s"
	case "location_id", "location_name", "location_external":
		return "p"
	}
	return ""
}

// setFacets brings the facets of a row from what they were to what they shall be.
func (t *transaction) setFacets(key int64, had, have []string) error {
	for _, name := range had {
		if !slices.Contains(have, name) {
			if _, err := t.exec("DELETE FROM facet WHERE name=? AND key=?", name, key); err != nil {
				return err
			}
		}
	}
	for _, name := range have {
		if !slices.Contains(had, name) {
			if _, err := t.exec("INSERT OR IGNORE INTO facet (name, key) VALUES (?,?)", name, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// sweepFacets takes out the facets of the reviews that were last seen before a time.
func (t *transaction) sweepFacets(before int64) error {
	s, err := t.statement("SELECT key, " + strings.Join(columnNames(), ", ") + " FROM review WHERE seen < ?")
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(t.ctx, before)
	if err != nil {
		return err
	}
	defer rows.Close()
	gone := map[int64][]string{}
	for rows.Next() {
		var key int64
		columns := make([]any, len(columnNames()))
		to := []any{&key}
		for i := range columns {
			to = append(to, &columns[i])
		}
		if err := rows.Scan(to...); err != nil {
			return err
		}
		gone[key] = facetsOf(columns)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for key, names := range gone {
		if err := t.setFacets(key, names, nil); err != nil {
			return err
		}
	}
	return nil
}

// facet is a value that all reviews of a list have; without a name there is none.
type facet struct {
	name string
	few  bool // so few reviews have it that all of them can be looked at, whatever else is asked
}

// fewFacets is how many reviews that is.
const fewFacets = 300

// rarest is the facet of the filter that the fewest reviews have, as far as that is told apart.
func (d *database) rarest(ctx context.Context, f review.Filter) (best facet, err error) {
	least := fewFacets + 1
	for _, name := range facetsAsked(f) {
		var n int
		query := "SELECT count(*) FROM (SELECT 1 FROM facet WHERE name=? LIMIT ?)"
		if err := d.one(ctx, query, []any{name, fewFacets}, &n); err != nil {
			return facet{}, err
		}
		if n < least {
			best, least = facet{name: name, few: n < fewFacets}, n
		}
	}
	return best, nil
}

// facetsAsked are the facets that each review of the list has, those that are rare most often first.
func facetsAsked(f review.Filter) (out []string) {
	for _, t := range f.Terms {
		if t.Field == review.FieldTag && !t.Not {
			out = append(out, "t"+t.Value)
		}
	}
	for _, one := range []struct {
		letter string
		values []string
	}{
		{"p", f.Values(review.FieldLocation)}, {"l", trimmed(f.Values(review.FieldLanguage), false)}, {"s", trimmed(f.Values(review.FieldSource), true)},
	} {
		if len(one.values) == 1 {
			out = append(out, one.letter+one.values[0])
		}
	}
	return out
}

// byFacet reports whether the segment is read by the list's facet.
func (w *walk) byFacet(s segment) bool {
	return w.facet.few || w.facet.name != "" && !w.search.asked && s.where == ""
}

// facetStatement is the query that reads the segment by the list's facet. What is searched for is left to the filter.
func (w *walk) facetStatement(s segment) (query string, args []any) {
	from, to := w.keys(s)
	query = "SELECT facet.key, digest, pack FROM facet CROSS JOIN review ON review.key = facet.key CROSS JOIN body ON body.key = review.key WHERE facet.name = ? AND facet.key BETWEEN ? AND ?"
	if s.where != "" {
		query += " AND +" + s.where
	}
	if w.where.sql != "" {
		query += " AND " + w.where.sql
	}
	return query + " ORDER BY facet.key " + s.direction, append([]any{w.facet.name, from, to}, w.where.args...)
}

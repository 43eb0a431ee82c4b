package cli

import (
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// filterFlags are the flags that select reviews; each is a term of the query grammar.
type filterFlags struct {
	terms         map[review.Field]*[]string
	query         string
	kind          string
	view          string
	sort          string
	limit         int
	fresh, cached bool
	changed       func(name string) bool // whether a flag was given; nil: none was
	products      bool                   // the command knows product reviews too
}

// flagHelp says what each filter flag takes, and in what form.
var flagHelp = []struct {
	field review.Field
	help  string
}{
	{review.FieldStars, "stars, as `1,2` or 1-2"},
	{review.FieldReplied, "has a reply: `yes|no`"},
	{review.FieldReported, "is reported: `yes|no`"},
	{review.FieldContacted, "the reviewer was asked for details: `yes|no`"},
	{review.FieldSource, "collection `method` (automatic, manual, generated, basic, embedded, organic) or raw source; repeat or comma"},
	{review.FieldTag, "carries the tag `VALUE|GROUP:VALUE`; repeat: all of them"},
	{review.FieldLanguage, "language `codes`, as da,en"},
	{review.FieldLocation, "location `id|name`"},
	{review.FieldSince, "written at or after `7d|24h|2026-01-31|RFC 3339`"},
	{review.FieldUntil, "written before; a bare date includes that day: `7d|24h|2026-01-31|RFC 3339`"},
	{review.FieldReviewer, "`part` of the reviewer's name"},
	{review.FieldReference, "reference number `R`, exactly"},
	{review.FieldEmail, "the invited `E`-mail address"},
	{review.FieldSearch, "`words`, \"phrases\", prefix*, -without, OR in text, title, reviewer, reference, e-mail"},
}

// addFilterFlags puts the filter flags on a command.
func addFilterFlags(cmd *cobra.Command) *filterFlags {
	f := &filterFlags{terms: map[review.Field]*[]string{}, changed: cmd.Flags().Changed}
	for _, h := range flagHelp {
		values := new([]string)
		f.terms[h.field] = values
		textsVar(cmd.Flags(), values, string(h.field), h.help)
	}
	cmd.Flags().StringVar(&f.query, "query", "", "a whole query `line`: 'stars:1-2 replied:no -language:da since:7d \"never arrived\"'")
	cmd.Flags().StringVar(&f.kind, "kind", "", "`service|product` reviews")
	cmd.Flags().StringVar(&f.view, "view", "", "a saved view's `name`")
	cmd.Flags().StringVar(&f.sort, "sort", "", "`newest|oldest|stars|waiting`")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "at most `N` reviews, 0 for all")
	cmd.Flags().BoolVar(&f.fresh, "fresh", false, "ask the server, whatever the copy has")
	cmd.Flags().BoolVar(&f.cached, "cached", false, "ask the local copy alone")
	return f
}

// filter is what the flags select. Its errors are usage errors that name the flag and what is allowed.
func (f *filterFlags) filter(views []desk.View) (review.Filter, error) {
	out, err := review.Parse(f.query)
	if err != nil {
		return out, usagef("--query: %w", err)
	}
	for _, h := range flagHelp {
		for _, value := range *f.terms[h.field] {
			terms, err := flagTerms(h.field, value)
			if err != nil {
				return out, err
			}
			out.Terms = append(out.Terms, terms...)
		}
	}
	if err := f.settings(&out); err != nil {
		return out, err
	}
	out, err = desk.Expand(out, views)
	if err == nil && out.Kind == review.Product && !f.products {
		err = usagef("--kind product: this is about service reviews; tpdesk list, show and reply know product reviews")
	}
	return out, err
}

func flagTerms(field review.Field, value string) ([]review.Term, error) {
	if field == review.FieldSearch {
		terms, err := review.Search(value)
		if err != nil {
			return nil, usagef("--search %s: %w", strconv.Quote(value), err)
		}
		return terms, nil
	}
	term, err := review.NewTerm(field, value)
	if err != nil {
		return nil, usagef("--%s %s: %w", field, strconv.Quote(value), err)
	}
	return []review.Term{term}, nil
}

// settings lays the flags that order, limit and name over what the query line says.
func (f *filterFlags) settings(out *review.Filter) error {
	if f.has("sort") {
		by, ok := review.ParseSort(f.sort)
		if !ok {
			return usagef("--sort %q: allowed are newest, oldest, stars, waiting", f.sort)
		}
		out.Sort = by
	}
	if f.has("kind") {
		if f.kind != string(review.Service) && f.kind != string(review.Product) {
			return usagef("--kind %q: allowed are service, product", f.kind)
		}
		out.Kind = review.Kind(f.kind)
	}
	if f.limit < 0 {
		return usagef("--limit %d: allowed are 0 (all) and up", f.limit)
	}
	if f.has("limit") {
		out.Limit = f.limit
	}
	if f.has("view") {
		if strings.TrimSpace(f.view) == "" {
			return usagef("--view is empty: it takes the name of a saved view")
		}
		out.View = f.view
	}
	if f.fresh && f.cached {
		return usagef("--fresh and --cached exclude each other: take one")
	}
	return nil
}

// has reports whether a flag was given, be it with nothing.
func (f *filterFlags) has(name string) bool { return f.changed != nil && f.changed(name) }

func (f *filterFlags) freshness() desk.Freshness {
	switch {
	case f.fresh:
		return desk.Fresh
	case f.cached:
		return desk.Cached
	}
	return desk.Auto
}

// given reports whether any filter was named, so that "all reviews" is never a slip of the pen in a write.
func (f *filterFlags) given() bool {
	for _, values := range f.terms {
		if len(*values) > 0 {
			return true
		}
	}
	return strings.TrimSpace(f.query+f.view) != ""
}

var errNoID = errors.New("a review's ID is needed; tpdesk list shows them")

// reviewIDs checks IDs from the command line.
func reviewIDs(args []string) ([]review.ID, error) {
	if len(args) == 0 {
		return nil, usageError{errNoID}
	}
	ids := make([]review.ID, len(args))
	for i, a := range args {
		if !review.ValidID(a) {
			return nil, usagef("%q is no review ID: letters and digits only, as tpdesk list shows them", review.NewText(a).Line())
		}
		ids[i] = review.ID(a)
	}
	return ids, nil
}

package cli

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"slices"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/review"
)

// productFields lists the top-level names of a product review's JSON.
func productFields() []string {
	return append(fieldNames(reflect.TypeFor[client.ProductReview]()), "desk")
}

// checkProductFilter refuses the filters that product reviews have no data for.
func checkProductFilter(f review.Filter) error {
	if field, why := desk.ProductLacks(f); field != "" {
		return usagef("--%s does not go with --kind product: %s", field, why)
	}
	return nil
}

// listProducts prints the product reviews that the filters select.
func (a *App) listProducts(ctx context.Context, o *listOptions, f review.Filter) error {
	err := a.out.check(o.jsonl, o.csv, o.tsv, o.count)
	if err == nil {
		err = checkFields(a.out.fields(), productFields())
	}
	if err == nil {
		err = checkProductFilter(f)
	}
	switch {
	case err != nil:
		return err
	case o.filters.cached:
		return usagef("--cached does not go with --kind product: the local copy holds service reviews alone")
	}
	p, err := a.products(ctx, true)
	if err != nil {
		return err
	}
	defer p.s.Close()
	found, err := p.list(ctx, f)
	if err != nil {
		return err
	}
	return a.printProducts(ctx, o, found, asksForReplies(f))
}

// list reads the product reviews that the filter selects, in its order. Conversations are read only where it asks about
// replies: each is a call.
func (p *products) list(ctx context.Context, f review.Filter) ([]talked, error) {
	asks := asksForReplies(f)
	now, found, order := p.a.Now(), []talked{}, inOrder{}
	for r, err := range p.api.ProductReviews(ctx, client.OnlyLanguage(f)) {
		if err != nil {
			return nil, err
		}
		if order.seen(r); f.Limit > 0 && len(found) >= f.Limit && order.newest(f) {
			break
		}
		t := talked{ProductReview: r}
		if asks {
			if t.talk, err = p.talk(ctx, r); err != nil {
				return nil, err
			}
			t.read = true
		}
		if f.Match(t.asReview(), now) {
			found = append(found, t)
		}
	}
	slices.SortStableFunc(found, func(x, y talked) int { return f.Sort.Compare(x.asReview(), y.asReview()) })
	if f.Limit > 0 {
		found = found[:min(f.Limit, len(found))]
	}
	return found, nil
}

// asksForReplies reports whether a filter cannot do without the conversations.
func asksForReplies(f review.Filter) bool {
	_, asks := f.YesNo(review.FieldReplied)
	return asks || f.Sort == review.LongestWait
}

// inOrder looks whether a list comes newest first: no order is documented, and only in that one may reading stop early.
type inOrder struct {
	last   review.Time
	n      int
	rising bool
}

func (o *inOrder) seen(r client.ProductReview) {
	o.n++
	o.rising = o.rising || o.n > 1 && (r.CreatedAt.IsZero() || r.CreatedAt.After(o.last.Time))
	o.last = r.CreatedAt
}

// newest reports whether nothing that is still to come can be wanted, as far as a page tells.
func (o *inOrder) newest(f review.Filter) bool {
	return o.n > 100 && !o.rising && (f.Sort == "" || f.Sort == review.Newest)
}

func (a *App) printProducts(ctx context.Context, o *listOptions, found []talked, read bool) error {
	switch {
	case o.count:
		_, err := fmt.Fprintln(a.Out, len(found))
		return err
	case o.csv:
		return a.printProductTable(o, found, read)
	case o.tsv, !a.OutTTY && !o.jsonl && !a.out.asked():
		return printRows(asReviews(found), export.NewTSV(a.Out, o.raw && !a.OutTTY))
	case o.jsonl:
		return a.printProductLines(found)
	case a.out.asked():
		return a.printProductsJSON(ctx, found)
	}
	return a.printTable(asReviews(found))
}

func asReviews(found []talked) iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		for _, t := range found {
			if !yield(t.asReview(), nil) {
				return
			}
		}
	}
}

func (a *App) printProductLines(found []talked) error {
	for _, t := range found {
		b, err := marshal(t.json(a), "")
		if err == nil {
			_, err = a.Out.Write(append(b, '\n'))
		}
		if err != nil {
			return err
		}
	}
	_, err := fmt.Fprint(a.Out, export.End(len(found)))
	return err
}

func (a *App) printProductsJSON(ctx context.Context, found []talked) error {
	all := []productJSON{}
	for _, t := range found {
		all = append(all, t.json(a))
	}
	return a.printJSON(ctx, all)
}

package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/review"
)

// showProducts prints product reviews whole, with what was said under them.
func (a *App) showProducts(ctx context.Context, args []string, cached bool) error {
	ids, err := reviewIDs(args)
	if err == nil {
		err = checkFields(a.out.fields(), productFields())
	}
	switch {
	case err != nil:
		return err
	case cached:
		return usagef("--cached does not go with --kind product: the local copy holds service reviews alone")
	}
	p, err := a.products(ctx, true)
	if err != nil {
		return err
	}
	defer p.s.Close()
	found := []talked{}
	for _, id := range ids {
		t := talked{read: true}
		if t.ProductReview, err = p.read(ctx, id); err == nil {
			t.talk, err = p.talk(ctx, t.ProductReview)
		}
		if err != nil {
			return withNext(err, id, nextForProduct(err))
		}
		found = append(found, t)
	}
	if a.out.asked() {
		return a.printProductsJSON(ctx, found)
	}
	return a.printProductsWhole(found)
}

func nextForProduct(err error) string {
	if errors.Is(err, review.ErrNotFound) {
		return "tpdesk list --kind product shows the IDs that there are"
	}
	return ""
}

func (a *App) printProductsWhole(found []talked) error {
	w := a.outLines()
	for i, t := range found {
		if i > 0 {
			w.blank()
		}
		a.printProduct(w, t)
	}
	return w.err
}

func (a *App) printProduct(w *lines, t talked) {
	r := t.asReview()
	w.line(a.paint(starColour(t.Stars), stars(t.Stars)) + "  " + a.paint(bold, orDash(r.Title.Line())))
	w.line(indent(who(r)))
	order := ""
	if t.ReferenceID.Visible() {
		order = "Reference " + t.ReferenceID.Line()
	}
	w.line(indent(orDash(joined(order, r.ReferralEmail.Line(), t.State.Line()))))
	w.line(indent(times(r)))
	w.blank()
	w.line(indent(orDash(strings.TrimRight(t.Content.Block(), "\n"))))
	w.blank()
	if p := t.Product; p != nil {
		w.line("Product: " + orDash(joined(p.Brand.Line(), p.Name.Line(), p.SKU.Line(), p.URL.Line())))
	}
	a.printTalk(w, t.talk)
	w.line(a.paint(dim, "ID "+string(t.ID)))
}

func (a *App) printTalk(w *lines, c *client.Conversation) {
	if c == nil || len(c.Comments) == 0 {
		w.line("No reply yet")
		return
	}
	if !c.State.Is("public") {
		w.line("The conversation is " + orDash(c.State.Line()) + ": not everybody sees it")
	}
	for _, k := range c.Comments {
		by := "Reviewer"
		if k.Company() {
			by = "Company"
		}
		w.line(joined(by, day(k.CreatedAt), "SHA "+review.Digest(k.Content.Raw())))
		w.line(indent(k.Content.Block()))
	}
}

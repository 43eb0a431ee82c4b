package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// products are the product reviews, which no copy on disk has: they are read from the server when they are first looked
// at, and on R. The filter's kind is the switch between them and the service reviews.
type products struct {
	shelf   *desk.Shelf
	on      bool // they are being read
	n       int  // that were read so far
	at      time.Time
	err     error
	talking map[review.ID]bool // conversations that are being read
	heard   map[review.ID]bool // conversations that were read since R
	compose review.ID          // the review that is to be answered once its conversation was read
	wanted  review.ID          // the review that is to be selected once they were read
	before  string             // the line that was shown before product reviews were
}

// forProducts reports whether the list shows product reviews.
func (m *app) forProducts() bool { return m.inbox.filter.Kind == review.Product }

// shelf is what the list shows from: the copy, or the product reviews.
func (m *app) shelf() desk.Copy {
	if m.forProducts() {
		return m.productShelf()
	}
	return m.Desk.Copy
}

func (m *app) productShelf() *desk.Shelf {
	if m.products.shelf == nil {
		m.products.shelf, m.products.talking, m.products.heard = desk.NewShelf(m.Now), map[review.ID]bool{}, map[review.ID]bool{}
	}
	return m.products.shelf
}

// switchKind is p: product reviews, and back to what was shown before.
func (m *app) switchKind() tea.Cmd {
	if m.forProducts() {
		return m.showService()
	}
	return m.showProducts()
}

func (m *app) showProducts() tea.Cmd {
	if m.forProducts() {
		return nil
	}
	m.products.before, m.onText = m.inbox.line, false
	return m.filterBy("kind:" + string(review.Product))
}

func (m *app) showService() tea.Cmd {
	if !m.forProducts() {
		return nil
	}
	m.onText = false
	return m.filterBy(m.products.before)
}

// productsNeeded asks for the product reviews where they are looked at for the first time.
func (m *app) productsNeeded() tea.Cmd {
	if p := &m.products; !m.forProducts() || p.on || !p.at.IsZero() || p.err != nil {
		return nil
	}
	return m.readProducts()
}

// productsReadMsg tells how many product reviews are there: as they come, and at the end.
type productsReadMsg struct {
	n    int
	done bool
	err  error
}

func (m *app) readProducts() tea.Cmd {
	p := &m.products
	if p.on {
		return nil
	}
	p.on, p.err, p.n = true, nil, 0
	d, s, send := m.Desk, m.productShelf(), m.send
	clear(p.heard)
	return m.ask(syncLimit, func(ctx context.Context) tea.Msg {
		n, err := d.ReadProducts(ctx, s, func(n int) { send(productsReadMsg{n: n}) })
		return productsReadMsg{n: n, done: true, err: err}
	})
}

func (msg productsReadMsg) land(m *app) tea.Cmd {
	p := &m.products
	p.n = msg.n
	if msg.done {
		p.on, p.err = false, msg.err
		m.signedOut(msg.err)
		if msg.err == nil {
			p.at = m.Now()
		} else if m.forProducts() {
			m.status.show(m.failed("read the product reviews", msg.err))
		}
	}
	if !m.forProducts() || m.inbox.asking && !msg.done {
		return nil
	}
	if p.wanted != "" && msg.done {
		return m.revealWanted()
	}
	how := inPlace
	if b := &m.inbox; len(b.rows) == 0 || b.rows[0].Item == nil { // none of them is in sight yet
		how = fromTop
	}
	return tea.Batch(m.load(how), m.countCalls())
}

// revealProduct selects a product review, whatever the list shows now.
type revealProduct struct{ id review.ID }

func (e revealProduct) on(m *app) tea.Cmd {
	m.products.wanted = e.id
	if cmd := m.showProducts(); m.products.at.IsZero() {
		return cmd // the reading of them goes on from there
	}
	return m.revealWanted()
}

func (m *app) revealWanted() tea.Cmd {
	id := m.products.wanted
	m.products.wanted = ""
	return m.reveal(id)
}

// age is how fresh the product reviews are, in words.
func (p products) age(now time.Time) string {
	switch {
	case p.on && p.n > 0:
		return "reading product reviews " + thousands(p.n)
	case p.on:
		return "reading product reviews"
	case errors.Is(p.err, review.ErrTemporary):
		return "offline · product reviews not read"
	case p.err != nil:
		return "product reviews not read"
	case p.at.IsZero():
		return "product reviews"
	}
	return "product reviews read " + ago(now.Sub(p.at))
}

// noProducts stands where the list of product reviews has no row.
func (m *app) noProducts(p *prose) {
	s := m.products
	switch {
	case s.on:
		p.para("", "Reading the product reviews from Trustpilot …")
	case m.Desk.API == nil:
		p.para(m.theme.Title, "Not signed in")
		p.para("", "Product reviews are in no copy: "+m.signInStep()+".")
	case s.err != nil:
		p.para(m.theme.Title, "Nothing could be read from Trustpilot")
		p.para("", m.own(s.err.Error()))
		p.para(m.theme.Faint, m.keys.keyOf("sync")+" tries again")
	default:
		p.para(m.theme.Title, "No product reviews yet")
		p.para(m.theme.Faint, fmt.Sprintf("%s goes back to the reviews of your company", m.keys.keyOf("product")))
	}
}

// productLacks says why an action does not go with product reviews; "" where it does.
func productLacks(action string) string {
	switch action {
	case "tag":
		return "product reviews have no tags"
	case "reviewer":
		return "what Trustpilot tells of who wrote a product review stands beside it"
	case "report":
		return "a product review is reported in Trustpilot's web app alone"
	case "share", "open", "copy-link":
		return "product reviews have no public page of their own"
	case "web-app":
		return "the address of a product review in the web app is not known"
	case "history":
		return "of product reviews no revisions are kept"
	case "delete-reply":
		return "Trustpilot deletes no comment: r changes the last one"
	case "export":
		return "product reviews are saved by tpdesk list --kind product --csv"
	case "stats":
		return "figures are kept of service reviews alone"
	}
	return ""
}

// whyNot says why an action cannot be done now; "" where it can.
func (m *app) whyNot(a action) string {
	if m.forProducts() {
		if why := productLacks(a.name); why != "" {
			return why
		}
	}
	if a.why == nil {
		return ""
	}
	return a.why(m)
}

// checkKind refuses a filter that product reviews have no data for.
func checkKind(f review.Filter) error {
	if f.Kind != review.Product {
		return nil
	}
	if field, why := desk.ProductLacks(f); field != "" {
		return fmt.Errorf("%s: does not go with kind:product: %w: %s", field, review.ErrInvalid, why)
	}
	return nil
}

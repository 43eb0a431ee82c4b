package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// talkReadMsg brings what was said under a product review.
type talkReadMsg struct {
	review review.Review
	err    error
}

// unread reports whether there is a conversation under r that was not read.
func unread(r review.Review) bool {
	return r.Item != nil && r.Talk == nil && r.Item.Conversation.Visible()
}

// readTalk reads the conversation of the review that is in sight: the list comes without.
func (m *app) readTalk() tea.Cmd {
	if !m.layout.wide && !m.onText {
		return nil
	}
	r, ok := m.find(m.reader.id)
	if !ok {
		return nil
	}
	return m.askTalk(r)
}

// askTalk reads a conversation, once until R.
func (m *app) askTalk(r review.Review) tea.Cmd {
	p := &m.products
	if r.Item == nil || !r.Item.Conversation.Visible() || p.talking[r.ID] || r.Talk != nil && p.heard[r.ID] {
		return nil
	}
	m.productShelf()
	p.talking[r.ID] = true
	d := m.Desk
	return m.ask(networkLimit, func(ctx context.Context) tea.Msg {
		got, err := d.ReadTalk(ctx, r)
		return talkReadMsg{review: got, err: err}
	})
}

func (msg talkReadMsg) land(m *app) tea.Cmd {
	id := msg.review.ID
	delete(m.products.talking, id)
	if msg.err != nil {
		m.signedOut(msg.err)
		if id == m.reader.id {
			m.status.show(m.failed("read the conversation", msg.err))
		}
		return nil
	}
	m.products.heard[id] = true
	cmd := m.keepProduct(msg.review)
	if m.products.compose == id && m.inbox.sel == id && m.top() == nil && !m.bar.open {
		m.products.compose = ""
		m.status.clearNotice()
		return tea.Batch(cmd, m.openReply())
	}
	return cmd
}

// keepProduct takes in a product review as the server showed it last.
func (m *app) keepProduct(r review.Review) tea.Cmd {
	if r.Item == nil {
		return nil
	}
	m.inbox.put(r)
	m.changed(r.ID)
	s, now := m.productShelf(), m.Now()
	return m.ask(localLimit, func(ctx context.Context) tea.Msg {
		_ = s.Put(ctx, []review.Review{r}, now) // never fails
		return nil
	})
}

// answerLater reads a conversation before it is answered: what was said in it decides what the composer begins with.
func (m *app) answerLater(r review.Review) tea.Cmd {
	m.products.compose = r.ID
	m.status.show(note{text: "reading what was said …"})
	return m.askTalk(r)
}

// answerTo is what the composer begins with: the company's last comment where it has the last word, else another one.
func answerTo(r review.Review) (base string, adds bool) {
	said := r.Talk.OfCompany()
	if len(said) == 0 {
		return "", false
	}
	if last := r.Talk.Comments[len(r.Talk.Comments)-1]; !last.Company {
		return "", true
	}
	return typeable(said[len(said)-1].Text.Raw()), false
}

// articleItem is what a product review is about.
func (m *app) articleItem(p *prose, i review.Item) {
	p.para(m.theme.Faint, joined(" · ", visible(i.Brand), visible(i.Name), visible(i.SKU), visible(i.URL)))
}

// articleTalk is what was said under a product review, and what will be.
func (m *app) articleTalk(p *prose, r, confirmed review.Review) {
	p.gap()
	switch {
	case unread(r):
		p.para(m.theme.Faint, "reading what was said …")
	case r.Talk == nil || len(r.Talk.Comments) == 0:
		p.para(m.target(r))
	case !r.Talk.Public():
		p.para(m.theme.Warn, "The conversation is "+visible(r.Talk.State)+": not everybody sees it. tpdesk reply --kind product --publish shows it.")
	}
	if r.Talk != nil {
		for _, k := range r.Talk.Comments {
			m.articleComment(p, k, confirmed)
		}
	}
	if m.keeper.has(r.ID) && m.acts.of(r.ID) == nil {
		p.para(m.theme.Accent, "✎ a draft is kept: r opens it")
	}
}

func (m *app) articleComment(p *prose, k review.Comment, confirmed review.Review) {
	p.gap()
	switch {
	case !stands(confirmed, k) && m.acts.of(confirmed.ID) != nil:
		p.para(m.theme.Warn, "This will be PUBLIC as "+m.own(m.companyName())+" · z takes it back")
	case !stands(confirmed, k):
		p.para(m.theme.Warn, "Sent to Trustpilot, which does not show it yet")
	case k.Company:
		p.para(m.theme.Good, joined(" · ", "✓ You", m.when(k)))
	default:
		p.para(m.theme.Title, joined(" · ", "Reviewer", m.when(k)))
	}
	p.block(k.Text, 2)
}

// stands reports whether the server shows the comment as it is.
func stands(r review.Review, k review.Comment) bool {
	if r.Talk == nil {
		return false
	}
	for _, there := range r.Talk.Comments {
		if there.ID == k.ID && there.Text == k.Text {
			return true
		}
	}
	return false
}

func (m *app) when(k review.Comment) string {
	t := k.CreatedAt
	if k.UpdatedAt.After(t.Time) {
		t = k.UpdatedAt
	}
	if t.IsZero() {
		return ""
	}
	return clockText(t.Time, m.Now().Location())
}

package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

func whyNoPage(m *app) string {
	if m.ReviewURL == nil {
		return "no address of the public page is known here"
	}
	return whyNoReview(m)
}

func whyNoWebApp(m *app) string {
	if m.WebAppURL == nil {
		return "no address in the web app is known here"
	}
	return whyNoReview(m)
}

// openPage is w.
func (m *app) openPage() tea.Cmd {
	r, _ := m.current()
	return m.browse(m.ReviewURL(r.ID), "the review's page")
}

// openWebApp is W.
func (m *app) openWebApp() tea.Cmd {
	r, _ := m.current()
	return m.browse(m.WebAppURL(r.ID), "the web app")
}

// copyLink is y; copyID is Y.
func (m *app) copyLink() tea.Cmd {
	r, _ := m.current()
	return m.copyOut(m.ReviewURL(r.ID), "the link")
}

func (m *app) copyID() tea.Cmd {
	r, _ := m.current()
	return m.copyOut(string(r.ID), "the ID "+m.own(string(r.ID)))
}

func whyNoShare(m *app) string {
	if m.ShareURL == nil {
		return "no share links are known here"
	}
	return whyNoReview(m)
}

// openShare is s: the networks that Trustpilot's page names.
func (m *app) openShare() tea.Cmd {
	r, _ := m.current()
	return m.open(&share{env: m.env, id: r.ID, who: m.rules.Clean(r.Name())})
}

// share offers the networks; google-plus says that it is gone.
type share struct {
	*env
	id  review.ID
	who string
}

// networks are the keys of the dialog, the words of the link and the names.
func networks() [][3]string {
	return [][3]string{{"f", "facebook", "Facebook"}, {"x", "x", "X (formerly Twitter)"}, {"l", "linkedin", "LinkedIn"}, {"g", "google-plus", "Google+"}}
}

func (s *share) title() string       { return "Share the review of " + s.who }
func (s *share) rows(w, _ int) int   { return len(s.view(w, 0)) }
func (s *share) cursor() *tea.Cursor { return nil }
func (s *share) hints() []hint       { return []hint{{"f x l g", "network"}, {"Esc", "back"}} }

func (s *share) view(w, _ int) []string {
	p := &prose{e: s.env, w: w}
	for _, n := range networks() {
		p.lines = append(p.lines, s.theme.Accent.On(n[0])+"  "+n[2])
	}
	p.gap()
	p.para(s.theme.Faint, "the browser opens the network's own page; nothing is posted before you say so there")
	return p.lines
}

func (s *share) update(msg tea.Msg) (effects, tea.Cmd) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	name := keyName(key.Key())
	if name == "esc" || name == "q" {
		return effects{leave{}}, nil
	}
	for _, n := range networks() {
		if n[0] == name {
			return s.choose(n[1], n[2]), nil
		}
	}
	return nil, nil
}

func (s *share) choose(network, label string) effects {
	if network == "google-plus" {
		return effects{leave{}, say{note{text: "Google+ closed in 2019: there is nothing to share on", tone: warn}}}
	}
	url, err := s.ShareURL(network, s.id)
	if err != nil {
		return effects{leave{}, say{note{text: "share on " + label + ": " + s.own(err.Error()), tone: bad}}}
	}
	return effects{leave{}, browse{url, "the share page of " + label}}
}

// similar finds reviews of the same reviewer in the copy, others than r.
func similar(ctx context.Context, c desk.Copy, r review.Review) []review.Review {
	if r.Consumer == nil {
		return nil
	}
	term, err := review.NewTerm(review.FieldReviewer, r.Consumer.DisplayName.Raw())
	if err != nil {
		return nil
	}
	rs, _, err := c.Page(ctx, review.Filter{Terms: []review.Term{term}}, review.Review{}, firstRows)
	var out []review.Review
	for _, o := range rs {
		if err == nil && o.ID != r.ID && o.Consumer.ID == r.Consumer.ID && o.Consumer.ID.Known() {
			out = append(out, o)
		}
	}
	return out
}

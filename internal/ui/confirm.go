package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
)

// confirm asks one question; y does it.
type confirm struct {
	*env
	head  string
	lines []string
	yes   string // what y does
	then  effects
}

func (c *confirm) title() string       { return c.head }
func (c *confirm) cursor() *tea.Cursor { return nil }
func (c *confirm) hints() []hint       { return []hint{{"y", c.yes}, {"Esc", "no"}} }
func (c *confirm) rows(w, _ int) int   { return len(c.view(w, 0)) }

func (c *confirm) view(w, _ int) []string {
	p := &prose{e: c.env, w: w}
	for _, l := range c.lines {
		p.para("", l)
	}
	p.gap()
	p.para(c.theme.Accent, "y  "+c.yes)
	p.para("", "Esc  no")
	return p.lines
}

func (c *confirm) update(msg tea.Msg) (effects, tea.Cmd) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	switch keyName(key.Key()) {
	case "y":
		return append(effects{leave{}}, c.then...), nil
	case "n", "esc", "q":
		return effects{leave{}}, nil
	}
	return nil, nil
}

// openDelete asks before the public reply is deleted.
func (m *app) openDelete() tea.Cmd {
	r, _ := m.current()
	a := newAct(desk.DeleteReply{ID: r.ID, Seen: r.CompanyReply.Digest()}, r, "deletion of the reply to")
	return m.open(&confirm{env: m.env, head: "Delete your reply", yes: "delete the public reply", then: effects{arm{a}},
		lines: []string{"Your public reply to " + m.rules.Clean(r.Name()) + " will be gone from Trustpilot."}})
}

func whyNoDelete(m *app) string {
	if why := whyNoReply(m); why != "" {
		return why
	}
	if r, ok := m.inbox.selected(); ok && r.CompanyReply == nil {
		return "there is no reply to delete"
	}
	return ""
}

package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// overtakenReadMsg brings the replies of this desk that the copy no longer shows as they were sent.
type overtakenReadMsg struct {
	all  []desk.Overtaken
	err  error
	open bool // somebody wants to see them
}

// readOvertaken looks for them; a sync may have brought some.
func (m *app) readOvertaken(open bool) tea.Cmd {
	d := m.Desk
	return m.ask(localLimit, func(ctx context.Context) tea.Msg {
		all, err := d.ChangedSince(ctx)
		return overtakenReadMsg{all: all, err: err, open: open}
	})
}

func (m *app) openOvertaken() tea.Cmd { return m.readOvertaken(true) }

func (msg overtakenReadMsg) land(m *app) tea.Cmd {
	switch {
	case msg.err != nil && msg.open:
		m.status.show(m.failed("read what was sent", msg.err))
	case msg.open:
		return m.listOvertaken(msg.all)
	case m.syncing.tell(msg.all):
		m.status.show(note{text: plural(len(msg.all), "review", "reviews") + " changed since your reply · :changed-replies lists them", tone: warn, stays: true})
	}
	return nil
}

// tell reports whether there are some that were not told of yet.
func (s *syncing) tell(all []desk.Overtaken) (news bool) {
	told := map[review.ID]bool{}
	for _, o := range all {
		told[o.Intent.ReviewID] = true
		news = news || !s.overtaken[o.Intent.ReviewID]
	}
	s.overtaken = told
	return news
}

// listOvertaken lists them; Enter goes to the review.
func (m *app) listOvertaken(all []desk.Overtaken) tea.Cmd {
	find := func(typed string) []choice {
		var out []choice
		for _, o := range all {
			if label := m.overtakenLabel(o); strings.Contains(strings.ToLower(label), strings.ToLower(typed)) {
				out = append(out, choice{label: label, note: ago(m.Now().Sub(o.Intent.At)), do: effects{reveal{o.Intent.ReviewID}}})
			}
		}
		return out
	}
	return m.open(newChooser(m.env, "Changed since your reply", "every reply stands as it was sent from here", find))
}

func (m *app) overtakenLabel(o desk.Overtaken) string {
	if o.Now.CompanyReply == nil {
		return joined(" · ", o.Now.Name(), "your reply was deleted")
	}
	return joined(" · ", o.Now.Name(), "now: "+m.own(beginning(o.Now.CompanyReply.Text.Line(), 200)))
}

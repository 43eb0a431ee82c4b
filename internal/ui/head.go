package ui

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// countMost is where a count on the screen stops: "1000+".
const countMost = 1000

// head is what the two upper lines know.
type head struct {
	unit   review.UnitProfile
	counts []int // of each view; -1 while unknown
	calls  string
	gen    int
}

// askUnit asks for the company's public figures.
func (m *app) askUnit() tea.Cmd {
	if m.Unit == nil {
		return nil
	}
	unit := m.Unit
	return m.ask(networkLimit, func(ctx context.Context) tea.Msg {
		u, err := unit(ctx)
		return unitReadMsg{unit: u, err: err}
	})
}

type unitReadMsg struct {
	unit review.UnitProfile
	err  error
}

func (msg unitReadMsg) land(m *app) tea.Cmd {
	if msg.err == nil {
		m.head.unit = msg.unit
	}
	return nil
}

// countViews counts what each view selects, and what the filter does.
func (m *app) countViews() tea.Cmd {
	m.head.gen++
	gen, views, c := m.head.gen, m.Views, m.Desk.Copy
	if len(m.head.counts) != len(views) {
		m.head.counts = unknownCounts(len(views))
	}
	return tea.Batch(m.countMatches(), m.countCalls(), m.ask(localLimit, func(ctx context.Context) tea.Msg {
		counts := unknownCounts(len(views))
		for i, v := range views {
			if f, err := review.Parse(v.Query); err == nil {
				if n, err := c.Count(ctx, f, countMost+1); err == nil {
					counts[i] = n
				}
			}
		}
		return viewsCountedMsg{gen: gen, counts: counts}
	}))
}

func unknownCounts(n int) []int {
	counts := make([]int, n)
	for i := range counts {
		counts[i] = -1
	}
	return counts
}

type viewsCountedMsg struct {
	gen    int
	counts []int
}

func (msg viewsCountedMsg) land(m *app) tea.Cmd {
	if msg.gen == m.head.gen {
		m.head.counts = msg.counts
	}
	return nil
}

// capped is a count as it is shown; "" while it is unknown.
func capped(n int) string {
	switch {
	case n < 0:
		return ""
	case n > countMost:
		return strconv.Itoa(countMost) + "+"
	}
	return strconv.Itoa(n)
}

// thousands is n with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// companyLine is the first line: who, how good, how fresh, how many calls, and whose desk.
func (m *app) companyLine() string {
	w := m.layout.w
	left := m.line(review.NewText(m.companyName()))
	right := fitting(w-cell.Width(left)-4-cell.Width(m.score()), " · ", m.freshness()...)
	left, used := m.rules.Cut(left, max(0, w-2-cell.Width(right)))
	out := " " + m.theme.Title.On(left)
	if s := m.score(); used+cell.Width(s)+cell.Width(right)+4 <= w {
		out += "  " + m.theme.Stars[4].On(s[:len("★")]) + s[len("★"):]
		used += cell.Width(s) + 2
		if s == "" {
			used -= 2
		}
	}
	return out + cell.Blank(w-2-used-cell.Width(right)) + m.theme.Faint.On(right)
}

// companyName is the name the public knows, else the one in the settings.
func (m *app) companyName() string {
	if m.head.unit.DisplayName.Visible() {
		return m.head.unit.DisplayName.Raw()
	}
	if m.Company != "" {
		return m.Company
	}
	return "tpdesk"
}

// score is "★ 4.2  12,481 reviews".
func (m *app) score() string {
	s := "★"
	if u := m.head.unit; u.TrustScore.Known {
		s += fmt.Sprintf(" %.1f", u.TrustScore.V)
		if u.NumberOfReviews.Known {
			s += "  " + thousands(u.NumberOfReviews.V) + " reviews"
		}
		return s
	}
	return "★ –"
}

// freshness is what the right end tells, the most important first.
func (m *app) freshness() []string {
	out := []string{m.syncing.age(m.Now())}
	switch {
	case m.Desk.API == nil, errors.Is(m.syncing.err, review.ErrSignIn):
		out[0] = "not signed in (L) · " + out[0]
	case errors.Is(m.syncing.err, errAllowance):
		out[0] = "sync paused · " + out[0]
	case errors.Is(m.syncing.err, review.ErrTemporary):
		out[0] = "offline · " + out[0]
	case m.syncing.err != nil:
		out[0] = "sync failed · " + out[0]
	}
	if n := m.syncing.arrived; n > 0 {
		out = append([]string{fmt.Sprintf("%s new · R", thousands(n))}, out...)
	}
	if m.head.calls != "" {
		out = append(out, m.head.calls)
	}
	if m.Agent != "" {
		out = append(out, m.own(m.Agent))
	} else if m.Profile != "" {
		out = append(out, m.own(m.Profile))
	}
	return out
}

// countCalls asks how many calls were made today; other processes make calls too.
func (m *app) countCalls() tea.Cmd {
	if m.Calls == nil {
		return nil
	}
	calls := m.Calls
	return m.ask(localLimit, func(context.Context) tea.Msg { return callsCountedMsg{callsText(calls())} })
}

type callsCountedMsg struct{ text string }

func (msg callsCountedMsg) land(m *app) tea.Cmd {
	m.head.calls = msg.text
	return nil
}

func callsText(made, allowed int) string {
	if allowed > 0 {
		return fmt.Sprintf("%s of %s calls today", thousands(made), thousands(allowed))
	}
	return fmt.Sprintf("%s calls today", thousands(made))
}

// fitting joins as many parts as stand in w columns.
func fitting(w int, sep string, parts ...string) string {
	out := ""
	for _, p := range parts {
		next := p
		if out != "" {
			next = out + sep + p
		}
		if cell.Width(next) > w {
			return out
		}
		out = next
	}
	return out
}

// viewsLine is the second line: the views with their counts, the one that is shown marked. It begins further right where
// that one would not fit.
func (m *app) viewsLine() string {
	for from := range m.Views {
		if line, whole := m.viewsFrom(from); whole {
			return line
		}
	}
	return ""
}

func (m *app) viewsFrom(from int) (line string, whole bool) {
	var b strings.Builder
	used, current := 0, m.currentView()
	for i := from; i < len(m.Views) && i < 9; i++ {
		label := fmt.Sprintf("%d %s", i+1, m.own(m.Views[i].Name))
		if i < len(m.head.counts) && m.head.counts[i] >= 0 {
			label += " " + capped(m.head.counts[i])
		}
		gap := 3
		if i == from {
			gap = 1
		}
		if used += gap + cell.Width(label); used > m.layout.w {
			return b.String(), current < i || from >= current
		}
		b.WriteString(cell.Blank(gap))
		if i == current {
			b.WriteString(m.theme.Accent.On(label))
		} else {
			b.WriteString(m.theme.Faint.On(label[:1]) + label[1:])
		}
	}
	return b.String(), true
}

// currentView is the view whose line the filter is; -1 for none.
func (m *app) currentView() int {
	for i, v := range m.Views {
		if v.Query == m.inbox.line {
			return i
		}
	}
	return -1
}

// showView is a digit: the view fills the filter bar.
func (m *app) showView(i int) tea.Cmd {
	if i >= len(m.Views) {
		return nil
	}
	return m.filterBy(m.Views[i].Query)
}

// countMatches counts what the filter selects; where that is nothing, it looks for the term that excludes the most.
func (m *app) countMatches() tea.Cmd {
	gen, f, c := m.inbox.gen, m.inbox.filter, m.Desk.Copy
	return m.ask(localLimit, func(ctx context.Context) tea.Msg {
		n, err := c.Count(ctx, f, countMost+1)
		msg := matchesCountedMsg{gen: gen, count: n, err: err}
		if err == nil && n == 0 {
			msg.all, _ = c.Count(ctx, review.Filter{}, 1)
			msg.best = mostExcluding(ctx, c, f)
		}
		return msg
	})
}

type matchesCountedMsg struct {
	gen, count, all int
	best            *excluding
	err             error
}

func (msg matchesCountedMsg) land(m *app) tea.Cmd {
	b := &m.inbox
	if msg.gen != b.gen || msg.err != nil {
		return nil
	}
	b.total, b.best = msg.count, msg.best
	if b.best == nil && msg.count == 0 {
		b.best = &excluding{none: msg.all == 0}
	}
	return nil
}

// excluding is the term without which the most reviews match.
type excluding struct {
	term  string
	count int
	none  bool // there is no review at all
}

func mostExcluding(ctx context.Context, c desk.Copy, f review.Filter) *excluding {
	var best *excluding
	for i, t := range f.Terms {
		n, err := c.Count(ctx, f.Without(i), countMost+1)
		if err == nil && n > 0 && (best == nil || n > best.count) {
			best = &excluding{term: t.String(), count: n}
		}
	}
	return best
}

// clockText is a moment on the agent's clock.
func clockText(t time.Time, loc *time.Location) string { return t.In(loc).Format("2 Jan 2006 15:04") }

func dayText(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

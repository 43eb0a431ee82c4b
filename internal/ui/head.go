package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

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

// companyLine is the first line: who, how good, how fresh, how many calls, and whose desk.
func (m *app) companyLine() string {
	w := m.layout.w
	left, whose := m.line(review.NewText(m.companyName())), m.whose()
	right := m.headRight(left, whose)
	left, used := m.rules.Cut(left, max(0, w-2-cell.Width(right)-cell.Width(whose)))
	out, used := " "+m.theme.Title.On(left)+whose, used+cell.Width(whose)
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
		out = append([]string{m.notSignedIn()}, out...)
	case errors.Is(m.syncing.err, errAllowance):
		out[0] = "sync paused · " + out[0]
	case errors.Is(m.syncing.err, review.ErrTemporary):
		out[0] = "offline · " + out[0]
	case m.syncing.err != nil:
		out[0] = "sync failed · " + out[0]
	}
	if m.forProducts() {
		out[len(out)-1] = m.products.age(m.Now())
	} else if n := m.syncing.arrived; n > 0 {
		out = append([]string{fmt.Sprintf("%s new · R", thousands(n))}, out...)
	}
	if m.head.calls != "" {
		out = append(out, m.head.calls)
	}
	return append(out, m.mine()...)
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
// that one would not fit, and says by ‹ and › that there are more.
func (m *app) viewsLine() string {
	line, _ := m.viewsFrom(m.firstView())
	return line
}

// firstView is the view that the second line begins with.
func (m *app) firstView() int {
	for from := range m.Views {
		if _, whole := m.viewsFrom(from); whole {
			return from
		}
	}
	return 0
}

// viewAt is the view whose label has column x of the second line; -1 for none.
func (m *app) viewAt(x int) int {
	from := m.firstView()
	at := 1 + min(from, 1) // ‹ stands before the first one
	for i := from; i < min(len(m.Views), 9); i++ {
		n := cell.Width(m.viewLabel(i))
		if x >= at && x < at+n && at+n <= m.layout.w {
			return i
		}
		at += n + 3
	}
	return -1
}

// viewsFrom is the line with the views from one on; whole: the one that is shown is on it, or cannot be brought onto it.
func (m *app) viewsFrom(from int) (line string, whole bool) {
	var b strings.Builder
	gap, current := " ", m.currentView()
	if from > 0 {
		gap = m.theme.Faint.On("‹ ")
	}
	used := 0
	for i := from; i < min(len(m.Views), 9); i++ {
		label := m.viewLabel(i)
		before := used
		if used += cell.Width(gap + label); used > m.layout.w {
			if before+2 <= m.layout.w {
				b.WriteString(m.theme.Faint.On(" ›"))
			}
			return b.String(), current < i || from >= current
		}
		b.WriteString(gap)
		if i == current {
			b.WriteString(m.theme.Accent.On(label))
		} else {
			b.WriteString(m.theme.Faint.On(label[:1]) + label[1:])
		}
		gap = "   "
	}
	return b.String(), true
}

// viewLabel is the key of a view, its name, and how many reviews are in it once they are counted.
func (m *app) viewLabel(i int) string {
	label := fmt.Sprintf("%d %s", i+1, m.own(m.Views[i].Name))
	if i < len(m.head.counts) && m.head.counts[i] >= 0 {
		label += " " + capped(m.head.counts[i])
	}
	return label
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
	if i < 0 || i >= len(m.Views) {
		return nil
	}
	m.onText = false
	return m.filterBy(m.Views[i].Query)
}

// clockText is a moment on the agent's clock.
func clockText(t time.Time, loc *time.Location) string { return t.In(loc).Format("2 Jan 2006 15:04") }

func dayText(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
)

// A sync that nobody asked for.
const (
	leastCalls = 2  // the newest reviews, and a page of what is read again in turns
	mostCalls  = 20 // as many as a copy of 2,000 reviews takes whole
	awayTimes  = 5  // how much longer the pause is while the window has not the focus
)

// rhythm is when the desk syncs by itself.
type rhythm struct {
	began time.Time     // when the last sync did, whoever asked for it
	need  time.Duration // the pause that the allowance asks for
	away  bool          // the window has not the focus
	timer int           // the timer that counts: an earlier one has been overtaken
	timed bool          // the next sync has its timer
}

// every is how often the desk syncs where calls are not scarce.
func (m *app) every() time.Duration {
	if m.syncing.rhythm.away {
		return awayTimes * m.SyncEvery
	}
	return m.SyncEvery
}

// pause is how long after a sync the next one is due.
func (m *app) pause() time.Duration { return max(m.every(), m.syncing.rhythm.need) }

// again asks for the next sync.
func (m *app) again() tea.Cmd {
	r := &m.syncing.rhythm
	if m.SyncEvery <= 0 || r.timed {
		return nil
	}
	r.timed = true
	r.timer++
	return m.after(m.pause(), syncDueMsg{r.timer})
}

type syncDueMsg struct{ timer int }

func (msg syncDueMsg) land(m *app) tea.Cmd {
	s := &m.syncing
	if msg.timer != s.rhythm.timer {
		return nil
	}
	if s.rhythm.timed = false; s.on || !s.known || m.Desk.API == nil {
		return m.startSync(false)
	}
	return m.sync(false)
}

// focused hears that the window has the focus again: what is due by the shorter pause is done at once.
func (m *app) focused() tea.Cmd {
	r := &m.syncing.rhythm
	if !r.away {
		return nil
	}
	r.away, r.timed = false, false
	if since := m.Now().Sub(r.began); m.SyncEvery > 0 && m.syncing.known && m.Desk.API != nil && !m.syncing.on && (since >= m.pause() || since < 0) {
		return m.sync(false)
	}
	return m.again()
}

// ration spreads the calls that are left over what is left of the day: how many the next sync may make, and how long to
// wait after it at least.
func ration(left int, day, every time.Duration) (calls int, need time.Duration) {
	if calls = int(float64(left) * float64(every) / float64(day)); calls >= leastCalls {
		return min(calls, mostCalls), 0
	}
	return leastCalls, time.Duration(float64(day) * leastCalls / float64(left))
}

// untilMidnight is how much is left of the day in UTC, by which calls are counted.
func untilMidnight(now time.Time) time.Duration {
	now = now.UTC()
	return now.Truncate(24 * time.Hour).Add(24 * time.Hour).Sub(now)
}

// rationed asks how much a sync may read: one that was asked for as much as the API lets it, any other no more than leaves a
// tenth of the day's calls for the agent's own work.
func (m *app) rationed(asked bool) func() (desk.SyncOptions, time.Duration, error) {
	calls, filling, every, day := m.Calls, m.syncing.mark.Complete.IsZero(), m.every(), untilMidnight(m.Now())
	if asked || m.Free || calls == nil {
		return func() (desk.SyncOptions, time.Duration, error) { return desk.SyncOptions{}, 0, nil }
	}
	return func() (desk.SyncOptions, time.Duration, error) {
		made, allowed := calls()
		spare := allowed - allowed/10 - made
		switch {
		case allowed <= 0:
			return desk.SyncOptions{}, 0, nil
		case spare <= 0:
			return desk.SyncOptions{}, 0, errAllowance
		case filling:
			return desk.SyncOptions{Left: spare}, 0, nil
		}
		n, need := ration(spare, day, every)
		return desk.SyncOptions{Left: n}, need, nil
	}
}

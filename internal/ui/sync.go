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

const (
	firstFrame = 20 * time.Millisecond // after which the network may be asked
	minute     = time.Minute
)

// syncing is how the copy stands to the server.
type syncing struct {
	on      bool
	mark    review.SyncMark
	known   bool // the mark was read
	arrived int  // new or changed reviews in the copy that the list does not show
	base    int  // of arrived, when the running sync began
	err     error
	told    desk.Progress
	filling bool // the copy is being filled for the first time
	wanted  bool // a sync was wanted before the mark was known
	rhythm  rhythm
	// overtaken are the reviews of which was told that they changed since our reply.
	overtaken map[review.ID]bool
	redo      bool // the running sync has another sign-in than the desk: it is followed by one with the desk's
}

// readMark asks the copy how complete it is.
func (m *app) readMark() tea.Cmd {
	c := m.Desk.Copy
	return m.ask(localLimit, func(ctx context.Context) tea.Msg {
		mark, err := c.Mark(ctx)
		return markReadMsg{mark: mark, err: err}
	})
}

type markReadMsg struct {
	mark review.SyncMark
	err  error
}

func (msg markReadMsg) land(m *app) tea.Cmd {
	m.syncing.known = true
	if msg.err == nil {
		m.syncing.mark = msg.mark
	}
	if m.syncing.wanted {
		m.syncing.wanted = false
		return m.startSync(false)
	}
	return nil
}

// startSync brings the copy up to date in the background. Unless it was asked for, a copy that is fresh is left alone.
func (m *app) startSync(asked bool) tea.Cmd {
	s := &m.syncing
	if s.on {
		return nil
	}
	if m.Desk.API == nil {
		s.err = review.ErrSignIn
		return m.again()
	}
	if !s.known && !asked {
		s.wanted = true
		return nil
	}
	if !asked && s.mark.Fresh(m.Now(), desk.FreshFor) {
		return m.again()
	}
	return m.sync(asked)
}

// sync asks the server for what is new, and a part of what is known.
func (m *app) sync(asked bool) tea.Cmd {
	s := &m.syncing
	s.rhythm.began = m.Now()
	s.on, s.err, s.base, s.told, s.filling = true, nil, s.arrived, desk.Progress{}, s.mark.Complete.IsZero()
	d, send, rationed, unless := m.Desk, m.send, m.rationed(asked), m.doneElsewhere(asked)
	return m.ask(syncLimit, func(ctx context.Context) tea.Msg {
		o, need, err := rationed()
		if err != nil {
			return syncDoneMsg{err: err}
		}
		o.Unless = unless
		o.Waits = func(by review.Holder, stuck bool) { send(syncWaitsMsg{by, stuck}) }
		p, err := d.SyncWith(ctx, o, func(p desk.Progress) { send(syncToldMsg{p}) })
		return syncDoneMsg{progress: p, need: need, err: err}
	})
}

// doneElsewhere spares a sync that nobody asked for where another tpdesk on this copy has done it since this one's last:
// desks beside each other take turns.
func (m *app) doneElsewhere(asked bool) func(review.SyncMark) bool {
	if asked {
		return nil
	}
	known, now, every := m.syncing.mark.Latest(), m.Now(), m.every()
	return func(mark review.SyncMark) bool { return mark.Latest().After(known) && mark.Fresh(now, every) }
}

// errAllowance keeps a sync that nobody asked for from using up the day's calls.
var errAllowance = errors.New("the rest of today's calls is kept for your work")

// syncWaitsMsg tells that another tpdesk syncs, which is waited for without a word, or that it does not move.
type syncWaitsMsg struct {
	by    review.Holder
	stuck bool
}

func (msg syncWaitsMsg) land(m *app) tea.Cmd {
	if msg.stuck {
		m.status.show(note{text: fmt.Sprintf("%s and does not move, so this one syncs; if it was stopped, fg goes on with it", msg.by.Doing("syncs", m.Now())), tone: warn})
	}
	return nil
}

// syncToldMsg tells that a page is in the copy.
type syncToldMsg struct{ progress desk.Progress }

func (msg syncToldMsg) land(m *app) tea.Cmd {
	s := &m.syncing
	if !s.on {
		return nil
	}
	s.told = msg.progress
	s.arrived = s.base + msg.progress.New + msg.progress.Changed
	return m.merge()
}

// merge shows what arrived where that moves nothing under the cursor: while the copy is being filled for the first time.
// Else it is only announced.
func (m *app) merge() tea.Cmd {
	s := &m.syncing
	if !s.filling || s.arrived <= 0 || m.inbox.asking {
		return nil
	}
	s.arrived, s.base, s.filling = 0, -s.told.New-s.told.Changed, s.on
	return m.load(inPlace)
}

type syncDoneMsg struct {
	progress desk.Progress
	need     time.Duration // the pause that the allowance asks for
	err      error
}

func (msg syncDoneMsg) land(m *app) tea.Cmd {
	s := &m.syncing
	s.on, s.err, s.told, s.rhythm.need = false, msg.err, msg.progress, msg.need
	if s.arrived = s.base + msg.progress.New + msg.progress.Changed; msg.err == nil {
		s.arrived += msg.progress.Gone + msg.progress.Deleted + msg.progress.Anonymised
	}
	cmd := m.merge()
	if s.redo {
		s.redo = false
		return tea.Batch(cmd, m.startSync(true))
	}
	if msg.err != nil {
		m.status.show(m.failed("sync", msg.err))
		return tea.Batch(cmd, m.again())
	}
	return tea.Batch(cmd, m.readMark(), m.countViews(), m.again(), m.sendHeld(), m.readOvertaken(false))
}

// syncNow is R: what arrived comes into the list, and the server is asked again.
func (m *app) syncNow() tea.Cmd {
	if m.forProducts() {
		return m.readProducts()
	}
	m.syncing.arrived, m.syncing.base = 0, 0
	m.syncing.err = nil
	if m.Desk.API == nil {
		return tea.Batch(m.load(inPlace), m.signIn())
	}
	return tea.Batch(m.load(inPlace), m.startSync(true))
}

// age is how long ago the copy was brought up to date, in words.
func (s *syncing) age(now time.Time) string {
	switch {
	case s.on:
		return s.progress()
	case s.mark.Complete.IsZero() && !s.mark.Head.IsZero():
		return "not complete yet"
	case s.mark.Complete.IsZero():
		return "never synced"
	}
	return "synced " + ago(now.Sub(s.mark.Latest()))
}

// progress is as "syncing 1,200 of 5,000, 40 s left", without what is not known.
func (s *syncing) progress() string {
	p := s.told
	switch {
	case p.Reviews == 0:
		return "syncing"
	case p.Done == 0 || p.Expected < p.Done || p.Left == 0:
		return "syncing " + thousands(p.Reviews)
	}
	return fmt.Sprintf("syncing %s of %s, %s left", thousands(p.Done), thousands(p.Expected), short(p.Left))
}

// short is a span in its largest unit.
func short(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(1, int(d/time.Second)))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d/time.Minute))
	}
	return fmt.Sprintf("%d h", int(d/time.Hour))
}

// ago is a time past in words.
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d/time.Minute))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d/time.Hour))
	}
	return fmt.Sprintf("%d days ago", int(d/(24*time.Hour)))
}

// minuteMsg comes each minute: ages are drawn again.
type minuteMsg struct{}

func (minuteMsg) land(m *app) tea.Cmd {
	m.inbox.forgetLines()
	m.reader.forget()
	return tea.Batch(m.countCalls(), m.after(minute, minuteMsg{}))
}

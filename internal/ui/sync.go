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
	timed   bool // the next sync has its timer
	redo    bool // the running sync has another sign-in than the desk: it is followed by one with the desk's
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
	if !asked && !s.mark.Complete.IsZero() && m.Now().Sub(s.mark.Complete) < desk.FreshFor {
		return m.again()
	}
	s.on, s.err, s.base, s.told, s.filling = true, nil, s.arrived, desk.Progress{}, s.mark.Complete.IsZero()
	d, send, spare := m.Desk, m.send, m.spare(asked)
	return m.ask(syncLimit, func(ctx context.Context) tea.Msg {
		if !spare() {
			return syncDoneMsg{err: errAllowance}
		}
		p, err := d.Sync(ctx, func(p desk.Progress) { send(syncToldMsg{p}) })
		return syncDoneMsg{progress: p, err: err}
	})
}

// errAllowance keeps a sync that nobody asked for from using up the day's calls.
var errAllowance = errors.New("the rest of today's calls is kept for your work")

// spare tells whether another pass, which takes as many calls as the last one, leaves a tenth of the day's calls.
func (m *app) spare(asked bool) func() bool {
	calls, cost := m.Calls, m.syncing.mark.Calls
	return func() bool {
		if asked || calls == nil {
			return true
		}
		made, allowed := calls()
		return allowed <= 0 || made+cost <= allowed-allowed/10
	}
}

// again asks for the next sync.
func (m *app) again() tea.Cmd {
	if m.SyncEvery <= 0 || m.syncing.timed {
		return nil
	}
	m.syncing.timed = true
	return m.after(m.SyncEvery, syncDueMsg{})
}

type syncDueMsg struct{}

func (syncDueMsg) land(m *app) tea.Cmd {
	m.syncing.timed = false
	return m.startSync(false)
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
	err      error
}

func (msg syncDoneMsg) land(m *app) tea.Cmd {
	s := &m.syncing
	s.on, s.err, s.told = false, msg.err, msg.progress
	if s.arrived = s.base + msg.progress.New + msg.progress.Changed; msg.err == nil {
		s.arrived += msg.progress.Gone
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
	return tea.Batch(cmd, m.readMark(), m.countViews(), m.again())
}

// syncNow is R: what arrived comes into the list, and the server is asked again.
func (m *app) syncNow() tea.Cmd {
	m.syncing.arrived, m.syncing.base = 0, 0
	m.syncing.err = nil
	if m.Desk.API == nil {
		return tea.Batch(m.load(inPlace), m.signIn())
	}
	return tea.Batch(m.load(inPlace), m.startSync(true))
}

// age is how long ago the copy was complete, in words.
func (s syncing) age(now time.Time) string {
	switch {
	case s.on && s.told.Reviews > 0:
		return fmt.Sprintf("syncing %s", thousands(s.told.Reviews))
	case s.on:
		return "syncing"
	case s.mark.Complete.IsZero():
		return "never synced"
	}
	return "synced " + ago(now.Sub(s.mark.Complete))
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

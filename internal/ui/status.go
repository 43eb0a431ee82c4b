package ui

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/theme"
)

// tone is how a line in the status bar is meant.
type tone int

const (
	plain tone = iota
	good
	warn
	bad
)

// note is one line in the status bar. It is made of tpdesk's own words and of text that was made safe.
type note struct {
	text  string
	tone  tone
	stays bool // until the next act; else until the next key
}

// saidMsg is a line that somebody behind the screen has to say, such as that a call waits.
type saidMsg struct{ line string }

func (msg saidMsg) land(m *app) tea.Cmd {
	m.status.show(note{text: m.own(msg.line), tone: warn})
	return nil
}

// status is the status bar: what became of the last act stays beneath whatever is said in passing.
type status struct {
	outcome, notice note
	read            bool // a key was pressed since the outcome came
}

func (s *status) show(n note) {
	if n.stays {
		s.outcome, s.notice, s.read = n, note{}, false
		return
	}
	s.notice = n
}

// clearNotice is what a key does: what was said in passing goes, and what stays counts as read.
func (s *status) clearNotice() { s.notice, s.read = note{}, true }

// needsRoom reports whether what is said may take the line of the keys too: until a key was pressed. On a wide screen that
// is for failures alone; on a narrow one a failure keeps it as long as it stands.
func (s *status) needsRoom(wide bool) bool {
	unread := !s.read || s.notice.text != ""
	if wide {
		return unread && s.now().tone == bad
	}
	return unread || s.outcome.tone == bad
}

// drop forgets an outcome that is true no more, by how it begins.
func (s *status) drop(prefix string) {
	if strings.HasPrefix(s.outcome.text, prefix) {
		s.outcome = note{}
	}
}

// now is the line that is shown.
func (s *status) now() note {
	if s.notice.text != "" {
		return s.notice
	}
	return s.outcome
}

func (t tone) style(th theme.Theme) theme.Style {
	return map[tone]theme.Style{good: th.Good, warn: th.Warn, bad: th.Bad}[t]
}

// nextStep is what a person can do about an error, "" where nothing is known.
func nextStep(err error) string {
	switch {
	case errors.Is(err, review.ErrSignIn):
		return "run tpdesk auth login"
	case errors.Is(err, review.ErrTemporary), errors.Is(err, errAllowance):
		return "R tries again"
	case errors.Is(err, review.ErrIO):
		return "is the disk full, or closed to you?"
	case isRefusedList(err):
		return "tpdesk sync --full --yes takes it all the same"
	}
	return ""
}

// reason is why an act may not be done, less the review's ID, which stands beside it, and the flags of the commands.
func reason(err error) string {
	why := err.Error()
	for _, kind := range []error{review.ErrRefused, review.ErrInvalid} {
		if _, after, ok := strings.Cut(why, ": "+kind.Error()+": "); ok {
			why = after
		}
	}
	why, _, _ = strings.Cut(why, " (--")
	return why
}

// isRefusedList tells of a server's list that cannot be right.
func isRefusedList(err error) bool {
	var short *desk.ShortError
	var foreign *desk.UnitError
	return errors.As(err, &short) || errors.As(err, &foreign)
}

// failed is the line for an error: what was tried, the next step, and why it failed.
func (m *app) failed(what string, err error) note {
	step := nextStep(err)
	if errors.Is(err, review.ErrSignIn) {
		step = m.signInStep()
	}
	return note{text: joined(" · ", "not done: "+what, step, m.own(err.Error())), tone: bad}
}

package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// signInLimit is how long a sign-in may take in all; Trustpilot's page has a limit of its own.
const signInLimit = 30 * time.Minute

// signStage is how far a sign-in is.
type signStage int

const (
	signWorks  signStage = iota // tpdesk does something
	signAsks                    // the person types
	signAtPage                  // the person is at Trustpilot's page, and may paste
	signDone
	signFailed
)

// signing is a sign-in that is under way, or that has just ended. Whoever signs in runs beside the screen; what it shows
// and how it ends come as messages, also while its dialog is put aside.
type signing struct {
	*env
	shown
	person  *Person
	ctx     context.Context
	cancel  context.CancelFunc
	over    chan signEndedMsg // the end, once
	hearing bool              // a command waits for the next screen
	stopped bool
	field   field
	lines   []string // of signDone
	err     error    // of signFailed
}

// signInWaits is said while a question waits that nobody sees.
const signInWaits = "signing in waits for you: L"

// signIn is L. Who is signed in is asked first; a sign-in that was put aside comes back.
func (m *app) signIn() tea.Cmd {
	switch {
	case m.SignIn == nil && m.signedIn():
		m.status.show(note{text: "you are signed in; to sign in elsewhere leave this desk and run tpdesk auth login", tone: plain})
		return nil
	case m.SignIn == nil:
		m.status.show(note{text: "not signed in: run tpdesk auth login, then start again · what was saved stays usable", tone: warn})
		return nil
	case m.signing != nil:
		m.status.drop(signInWaits)
		return m.open(&signDialog{signing: m.signing})
	case m.signedIn():
		return m.open(&confirm{env: m.env, head: "Sign in again", yes: "sign in again", then: effects{beginSignIn{}},
			lines: []string{m.own("You are signed in"+m.ofProfile()) + ". Signing in again replaces that."}})
	}
	return m.beginSignIn()
}

// signedIn tells whether the server takes us, as far as is known.
func (m *app) signedIn() bool {
	return m.Desk.API != nil && !errors.Is(m.syncing.err, review.ErrSignIn)
}

// notSignedIn is what the first line says of it.
func (m *app) notSignedIn() string {
	if m.signing != nil && m.signing.stage != signFailed {
		return "signing in (L)"
	}
	return "not signed in (L)"
}

// signedOut remembers that the server does not take us any more.
func (m *app) signedOut(err error) {
	if errors.Is(err, review.ErrSignIn) && !m.syncing.on {
		m.syncing.err = err
	}
}

// signInStep is the next step of somebody who is not signed in.
func (m *app) signInStep() string {
	if m.SignIn == nil {
		return nextStep(review.ErrSignIn)
	}
	return "L signs in"
}

// beginSignIn and stopSignIn are what the dialogs of signing in want.
type (
	beginSignIn struct{}
	stopSignIn  struct{}
)

func (beginSignIn) on(m *app) tea.Cmd { return m.beginSignIn() }

func (m *app) beginSignIn() tea.Cmd {
	ctx, cancel := context.WithTimeout(m.ctx, signInLimit)
	s := &signing{env: m.env, person: newPerson(), ctx: ctx, cancel: cancel, over: make(chan signEndedMsg, 1), field: newField(m.env, "")}
	s.doing = "beginning"
	m.signing = s
	return tea.Batch(m.open(&signDialog{signing: s}), s.launch())
}

// launch runs the sign-in. It counts as under way until it has ended: half a sign-in would be none.
func (s *signing) launch() tea.Cmd {
	do := s.SignIn
	s.hearing = true
	return func() tea.Msg {
		end := s.under.begin()
		go func() {
			defer end()
			defer s.cancel()
			defer s.giveBack()
			got, err := do(s.ctx, s.person)
			s.over <- signEndedMsg{signing: s, got: got, err: err}
		}()
		return s.hear()
	}
}

// next waits for the next screen, unless a command does already.
func (s *signing) next() tea.Cmd {
	if s.hearing {
		return nil
	}
	s.hearing = true
	return s.hear
}

func (s *signing) hear() tea.Msg {
	select {
	case next := <-s.person.shown:
		return signShownMsg{signing: s, shown: next}
	case end := <-s.over:
		return end
	case <-s.env.ctx.Done():
		return nil
	}
}

// signShownMsg is a screen of a sign-in.
type signShownMsg struct {
	signing *signing
	shown   shown
}

func (msg signShownMsg) land(m *app) tea.Cmd {
	s := msg.signing
	s.hearing = false
	if s.stopped {
		return s.next()
	}
	if s.stage != msg.shown.stage || msg.shown.stage == signAsks {
		s.field.set("")
	}
	s.shown = msg.shown
	if s.stage != signAsks {
		return s.next()
	}
	if !m.showsSignIn() {
		m.status.show(note{text: signInWaits, tone: warn, stays: true})
	}
	return nil
}

// say answers the question, or hands over what was pasted.
func (s *signing) say() tea.Cmd {
	line := s.field.value()
	if line == "" {
		return nil
	}
	s.field.set("")
	s.person.say(line)
	if s.stage == signAsks {
		s.shown = shown{stage: signWorks, doing: "one moment"}
	}
	return s.next()
}

func (stopSignIn) on(m *app) tea.Cmd {
	s := m.signing
	if s == nil {
		return nil
	}
	s.stopped = true
	s.cancel()
	m.signing = nil
	m.status.show(note{text: "the sign-in was stopped: what was kept before is as it was · L begins again", tone: warn})
	return s.next()
}

// signEndedMsg tells how a sign-in ended.
type signEndedMsg struct {
	signing *signing
	got     SignedIn
	err     error
}

// land applies the end of a sign-in. One that was stopped a moment too late counts: its tokens are kept.
func (msg signEndedMsg) land(m *app) tea.Cmd {
	s := msg.signing
	s.hearing = false
	s.field.set("")
	if msg.err == nil {
		return m.carryOn(s, msg.got)
	}
	if s.stopped {
		return nil
	}
	s.shown, s.err = shown{stage: signFailed}, msg.err
	if m.signing == s && !m.showsSignIn() {
		m.signing = nil
		m.status.show(m.failed("sign in", msg.err))
	}
	return nil
}

// carryOn gives the desk the API that somebody has signed in to; commands that are under way keep the one they have.
func (m *app) carryOn(s *signing, got SignedIn) tea.Cmd {
	m.reach(got.Options)
	s.shown, s.lines = shown{stage: signDone}, got.Lines
	if m.signing == s && !m.showsSignIn() {
		m.signing = nil
	}
	m.status.show(note{text: m.own("signed in" + m.ofProfile()), tone: good, stays: true})
	m.syncing.err, m.products.err = nil, nil
	cmd := tea.Batch(m.askUnit(), m.countCalls(), m.productsNeeded())
	if m.syncing.on { // by the old sign-in, and may be refused
		m.syncing.redo = true
		return cmd
	}
	return tea.Batch(cmd, m.startSync(true))
}

// showsSignIn reports whether the sign-in's dialog is open.
func (m *app) showsSignIn() bool {
	for _, d := range m.dialogs {
		if s, ok := d.(*signDialog); ok && s.signing == m.signing {
			return true
		}
	}
	return false
}

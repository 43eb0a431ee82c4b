package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// parting knows which acts are being sent and how they ended, also once the screen is gone and nobody takes their answers.
type parting struct {
	mu    sync.Mutex
	sent  []*act       // no answer yet
	ended []actDoneMsg // answered, and not shown on the screen
}

func (p *parting) begin(a *act) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, a)
}

func (p *parting) end(msg actDoneMsg) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = slices.DeleteFunc(p.sent, func(a *act) bool { return a == msg.act })
	p.ended = append(p.ended, msg)
}

// shown forgets an act whose outcome is on the screen.
func (p *parting) shown(a *act) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = slices.DeleteFunc(p.ended, func(msg actDoneMsg) bool { return msg.act == a })
}

func (p *parting) left() (sent []*act, ended []actDoneMsg) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.sent), slices.Clone(p.ended)
}

// part lets what is under way end, but not longer than quitting may take, and tells what became of it. The error wraps
// review.ErrUnknown where the answer to a public act has not come.
func (m *app) part() error {
	m.parted = true
	for _, a := range m.acts.waiting() {
		m.late("NOT SENT: " + a.name() + m.keptDraft(a))
	}
	wait := leavePause
	if began := m.leaving.began; !began.IsZero() {
		wait = max(0, wait-m.Now().Sub(began))
	}
	if sent, _ := m.parting.left(); len(sent) > 0 && wait > 0 {
		m.late(fmt.Sprintf("%s on the way: waiting for Trustpilot's answer, %d s at most", namesOf(sent), int((wait+time.Second-1)/time.Second)))
	}
	m.under.wait(wait)
	sent, ended := m.parting.left()
	for _, msg := range ended {
		m.late(m.outcome(msg).text)
		switch {
		case msg.err == nil:
			m.keeper.end(draftKey{msg.act.id, msg.act.draft})
		case errors.Is(msg.err, review.ErrUnknown):
			sent = append(sent, msg.act)
		}
	}
	if len(sent) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %w: tpdesk outbox settle looks what became of it, and nothing is sent again", namesOf(sent), review.ErrUnknown)
}

// keptDraft says that the text of an act is there for another time, where it is.
func (m *app) keptDraft(a *act) string {
	if a.draft == "" || m.Fleeting {
		return ""
	}
	return " · the text is kept as a draft"
}

// late tells what is to be said once the screen is gone.
func (m *app) late(line string) {
	if m.Late != nil {
		m.Late(line)
	}
}

func namesOf(acts []*act) string {
	var names []string
	for _, a := range acts {
		names = append(names, a.name())
	}
	return strings.Join(names, ", ")
}

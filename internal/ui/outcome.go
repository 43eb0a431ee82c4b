package ui

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// outcome is the line that tells what became of an act: what is certain at Trustpilot's side, where the text is, and the
// next step. It stays until the next act.
func (m *app) outcome(msg actDoneMsg) note {
	a := msg.act
	if msg.err != nil {
		return note{text: m.unhappy(a, msg.err), tone: bad, stays: true}
	}
	switch {
	case msg.out.Unseen != "":
		return note{text: joined(" · ", doneWord(a.change)+": "+a.name(), m.own(msg.out.Unseen), m.inDesk(":outbox shows both")), tone: warn, stays: true}
	case !msg.out.Changed:
		return note{text: a.name() + ": it was so already, nothing was sent", tone: good, stays: true}
	case msg.out.State == review.Sent:
		return note{text: "sent: " + a.name() + " · Trustpilot took it and does not show it yet; " + m.inDesk("R looks again"), tone: warn, stays: true}
	}
	return note{text: doneWord(a.change) + ": " + a.name() + m.turnRound(a), tone: good, stays: true}
}

// doneWord is the word for an act once the server shows it.
func doneWord(c desk.Change) string {
	switch c.(type) {
	case desk.Reply, desk.Comment:
		return "published"
	case desk.FindReviewer:
		return "asked"
	}
	return "done"
}

func (m *app) turnRound(a *act) string {
	if a.undo != nil && !m.parted {
		return " · z turns it round"
	}
	return ""
}

func (m *app) unhappy(a *act, err error) string {
	kept := ""
	if a.draft != "" && !(m.parted && m.Fleeting) {
		kept = "your text is kept as a draft"
	}
	head, step, why := "NOT SENT", "", err.Error()
	var conflict *desk.ConflictError
	var taken *desk.OvertakenError
	switch {
	case errors.As(err, &taken):
		head, step, why = "SENT AND ACCEPTED, and "+m.own(taken.What), ":outbox shows both, h what was seen", ""
	case isTaken(err):
		head, step, why = "NOT SENT, another tpdesk has taken this draft over", "look there before you write again", ""
	case errors.As(err, &conflict):
		head, step, why = "NOT SENT, "+m.own(conflict.What), a.again(), ""
	case errors.Is(err, review.ErrUnknown):
		head, step = "OUTCOME UNKNOWN, it may be public", a.look()
	case errors.Is(err, review.ErrSignIn):
		step = m.signInStep()
	case errors.Is(err, review.ErrTemporary):
		head, step = "NOT SENT, nothing was changed", a.again()
	case errors.Is(err, review.ErrRefused):
		head = "REFUSED by Trustpilot"
	}
	return joined(" · ", head+": "+a.name(), kept, m.inDesk(step), m.own(why))
}

// inDesk is a step that names keys, with the place where they are once the screen is gone.
func (m *app) inDesk(step string) string {
	if !m.parted || step == "" || strings.HasPrefix(step, "run ") {
		return step
	}
	return "in the desk " + step
}

// look is how a person finds out whether the act was done.
func (a *act) look() string {
	if _, comment := a.change.(desk.Comment); comment {
		return "R reads what was said again: look before you repeat it"
	}
	return "w shows the page: look before you repeat it"
}

// again names the key that tries the act again.
func (a *act) again() string {
	switch a.change.(type) {
	case desk.Reply, desk.Comment:
		return "r shows both and tries again"
	case desk.DeleteReply:
		return "D tries again"
	case desk.SetTags:
		return "t tries again"
	case desk.FindReviewer:
		return "f and F try again"
	}
	return "try again"
}

// countdown is what waits, for the right end of the footer.
func (m *app) countdown() string {
	waiting := m.acts.waiting()
	if len(waiting) == 0 {
		if n := len(m.acts.open); n > 0 {
			return "sending …"
		}
		return ""
	}
	waiting = slices.DeleteFunc(waiting, func(a *act) bool { return a.held })
	if len(waiting) == 0 {
		return "waiting for the network · z undo"
	}
	first := waiting[0]
	for _, a := range waiting {
		if a.due.Before(first.due) {
			first = a
		}
	}
	left := int(math.Ceil(first.due.Sub(m.Now()).Seconds()))
	if len(waiting) > 1 {
		return fmt.Sprintf("%d wait, next sent in %d s · z undo", len(waiting), max(left, 0))
	}
	return fmt.Sprintf("sending in %d s · z undo", max(left, 0))
}

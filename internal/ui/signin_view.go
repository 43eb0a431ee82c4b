package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// signDialog shows a sign-in: a screen for each state. Esc ends the sign-in, Tab puts it aside, so that the copy can be
// read while the browser is open.
type signDialog struct {
	*signing
	at  *tea.Cursor
	top int  // the first line in sight
	cut bool // there are more lines than were in sight last
}

func (d *signDialog) title() string { return d.own("Sign in" + d.ofProfile()) }

// wholeScreen is true where the address must be taken from the screen.
func (d *signDialog) wholeScreen() bool   { return d.stage == signAtPage && !d.page.Opened }
func (d *signDialog) rows(w, _ int) int   { return len(d.made(w)) }
func (d *signDialog) cursor() *tea.Cursor { return d.at }

func (d *signDialog) hints() []hint {
	stop, aside := hint{"Esc", "stop"}, hint{"Tab", "read on"}
	switch d.stage {
	case signAsks:
		return d.more(hint{"Enter", "go on"}, stop, aside)
	case signAtPage:
		return []hint{{"Enter", "go on"}, stop, aside, {"Ctrl+Y", "copy the address"}, {"Ctrl+O", "open it again"}}
	case signDone:
		return []hint{{"Enter", "go on"}}
	case signFailed:
		return d.more(hint{"Enter", "try again"}, hint{"Esc", "back"})
	}
	return []hint{stop, aside}
}

// more adds the key that shows the rest, where there is one.
func (d *signDialog) more(hints ...hint) []hint {
	if d.cut {
		hints = append(hints, hint{"PgDn", "more"})
	}
	return hints
}

func (d *signDialog) view(w, h int) []string {
	lines := d.made(w)
	d.cut = len(lines) > h
	d.top = max(0, min(d.top, len(lines)-h))
	if d.at != nil {
		if d.at.Y -= d.top; d.at.Y < 0 {
			d.at = nil
		}
	}
	return lines[d.top:]
}

// made are all lines, what must be seen first: a small window cuts the rest.
func (d *signDialog) made(w int) []string {
	d.at = nil
	p := &prose{e: d.env, w: w}
	switch d.stage {
	case signAsks:
		d.asks(p)
	case signAtPage:
		d.atPage(p)
	case signDone:
		p.para(d.theme.Good, "You are signed in.")
		d.each(p, d.lines...)
	case signFailed:
		p.para(d.theme.Bad, "You are not signed in.")
		d.each(p, strings.Split(d.err.Error(), "\n")...)
		p.gap()
		p.para(d.theme.Faint, "What was kept before is as it was.")
	default:
		p.para("", d.own(d.doing)+" …")
		p.gap()
		p.para(d.theme.Faint, "What was saved stays usable.")
	}
	return p.lines
}

func (d *signDialog) each(p *prose, lines ...string) {
	for _, l := range lines {
		p.para("", d.own(l))
	}
}

func (d *signDialog) asks(p *prose) {
	p.para("", d.own(d.question.Label)+":")
	d.typing(p, d.question.Secret)
	p.para(d.theme.Warn, d.own(d.question.Problem))
	if d.question.Secret {
		p.para(d.theme.Faint, "What you type or paste is not shown.")
	}
	p.para(d.theme.Faint, d.own(d.question.Help))
}

// narrowSignIn is the width under which the page is told of in few words.
const narrowSignIn = 45

func (d *signDialog) atPage(p *prose) {
	p.para("", d.pageWords(p.w))
	d.typing(p, true)
	p.para(d.theme.Warn, d.own(d.page.Problem))
	p.para(d.theme.Faint, "The address that it is sent to begins with "+d.own(d.page.Redirect))
	p.gap()
	p.para("", d.own(d.page.URL))
}

func (d *signDialog) pageWords(w int) string {
	narrow := w < narrowSignIn
	switch {
	case d.page.Opened && d.page.Listens && narrow:
		return "Sign in in the browser. Waiting for it; or paste the address it was sent to:"
	case d.page.Opened && d.page.Listens:
		return "Sign in on Trustpilot's page in your browser. Waiting for its answer; where the browser is on another machine, paste the address that it was sent to:"
	case narrow && d.page.Opened:
		return "Sign in in the browser, then paste the address it was sent to:"
	case narrow:
		return "Open the address below, sign in, paste the address it leads to:"
	case d.page.Opened:
		return "Sign in on Trustpilot's page in your browser. Then paste the code, or the whole address that the browser was sent to:"
	}
	return "Open the address below in a browser and sign in there. Then paste the code, or the whole address that the browser was sent to:"
}

// typing is the line to type in. Of a secret it says only that something stands there: a code is one too.
func (d *signDialog) typing(p *prose, secret bool) {
	y := len(p.lines)
	if !secret {
		p.lines = append(p.lines, d.theme.Accent.On("›")+" "+d.field.view(p.w-3))
		d.at = d.field.cursor(2, y)
		return
	}
	text := ""
	if d.field.value() != "" {
		text = "(hidden) "
	}
	p.lines = append(p.lines, d.theme.Accent.On("›")+" "+d.theme.Faint.On(text))
	d.at = tea.NewCursor(2+len(text), y)
}

func (d *signDialog) update(msg tea.Msg) (effects, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		d.typed(msg)
	case tea.KeyPressMsg:
		return d.pressed(msg, keyName(msg.Key()))
	}
	return nil, nil
}

func (d *signDialog) typed(msg tea.Msg) {
	if d.stage == signAsks || d.stage == signAtPage {
		d.field.update(msg)
	}
}

func (d *signDialog) pressed(msg tea.KeyPressMsg, name string) (effects, tea.Cmd) {
	switch name {
	case "pgdown":
		d.top += signScroll
		return nil, nil
	case "pgup":
		d.top -= signScroll
		return nil, nil
	}
	d.top = 0
	switch d.stage {
	case signDone, signFailed:
		return d.pressedAtEnd(name), nil
	case signAtPage:
		if es := d.pressedAtPage(name); es != nil {
			return es, nil
		}
	}
	switch name {
	case "esc":
		return effects{leave{}, stopSignIn{}}, nil
	case "tab":
		return effects{leave{}, say{note{text: "signing in goes on: L comes back to it", tone: warn}}}, nil
	case "enter":
		return nil, d.say()
	}
	d.typed(msg)
	return nil, nil
}

func (d *signDialog) pressedAtPage(name string) effects {
	switch name {
	case "ctrl+y":
		return effects{yank{d.page.URL, "the address of the sign-in page"}}
	case "ctrl+o":
		return effects{browse{d.page.URL, "the sign-in page"}}
	}
	return nil
}

func (d *signDialog) pressedAtEnd(name string) effects {
	switch name {
	case "enter":
		if d.stage == signFailed {
			return effects{leave{}, beginSignIn{}}
		}
		return effects{leave{}, forgetSignIn{}}
	case "esc", "q":
		return effects{leave{}, forgetSignIn{}}
	}
	return nil
}

// signScroll is how many lines a page key moves.
const signScroll = 3

// forgetSignIn puts away a sign-in that has ended.
type forgetSignIn struct{}

func (forgetSignIn) on(m *app) tea.Cmd {
	m.signing = nil
	return nil
}

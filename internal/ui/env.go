package ui

import (
	"context"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/cell"
	"github.com/tpdesk/tpdesk/internal/ui/theme"
)

// env is what every part of the screen may use. There is one, shared, so that a change of theme reaches all.
type env struct {
	Options
	ctx   context.Context
	theme theme.Theme
	rules cell.Rules
	under flight // commands under way
	tools
}

// tools are the ways out of the screen, which tests replace.
type tools struct {
	after func(d time.Duration, msg tea.Msg) tea.Cmd // msg, once, when d is over
	clip  func(text string) tea.Cmd                  // text to the clipboard, by OSC 52
	send  func(tea.Msg)                              // a message from inside a running command

	background tea.Cmd                                      // asks the terminal for its background
	outside    func(*exec.Cmd, func(error) tea.Msg) tea.Cmd // a command that has the terminal for itself
	stepAside  func()                                       // gives the terminal back before a panic is told; nil: nobody has it
	edit       func(path string, done func(error) tea.Msg) tea.Cmd
}

// Time limits of what a command may take. Copy and work file are local; the network is slow.
const (
	localLimit   = 10 * time.Second
	networkLimit = 30 * time.Second
	actLimit     = 90 * time.Second // an act with its read-backs
	syncLimit    = 2 * time.Hour
)

// ask makes a command of a slow question: it has a deadline, and ends when the screen does.
func (e *env) ask(limit time.Duration, question func(ctx context.Context) tea.Msg) tea.Cmd {
	return e.limited(e.ctx, limit, question)
}

// limited is a question with a deadline; it counts as under way from when it begins to run.
func (e *env) limited(parent context.Context, limit time.Duration, question func(ctx context.Context) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		defer e.under.begin()()
		defer e.giveBack()
		ctx, cancel := context.WithTimeout(parent, limit)
		defer cancel()
		return question(ctx)
	}
}

// giveBack gives the terminal back where a command panics, so that what is said of it can be read.
func (e *env) giveBack() {
	if r := recover(); r != nil {
		if e.stepAside != nil {
			e.stepAside()
		}
		panic(r)
	}
}

// must is ask for what quitting may not cut in half: a public act, a draft.
func (e *env) must(limit time.Duration, question func(ctx context.Context) tea.Msg) tea.Cmd {
	return e.limited(context.WithoutCancel(e.ctx), limit, question)
}

// line is customers' text for one line of the screen.
func (e *env) line(t review.Text) string { return e.rules.Clean(t.Line()) }

// own is text that was typed or pasted here, for the screen: nothing in it may act either.
func (e *env) own(s string) string { return e.rules.Clean(review.NewText(s).Line()) }

// block wraps customers' text to w columns.
func (e *env) block(t review.Text, w int) []string { return e.rules.Wrap(t.Block(), w) }

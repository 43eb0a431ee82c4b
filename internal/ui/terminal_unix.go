//go:build unix

package ui

import (
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"
)

// rawTerminal is how a terminal is taken over and given back; nil where Bubble Tea must do that.
func rawTerminal(in *os.File) func() (cooked func(), err error) {
	return func() (func(), error) {
		was, err := term.MakeRaw(int(in.Fd()))
		return func() { _ = term.Restore(int(in.Fd()), was) }, err
	}
}

// watchSize tells the size of the terminal whenever it changes. After stop it does not touch the terminal any more.
func watchSize(out *os.File, send func(tea.Msg)) (stop func()) {
	changed, done, ended := make(chan os.Signal, 1), make(chan struct{}), make(chan struct{})
	signal.Notify(changed, syscall.SIGWINCH)
	go func() {
		defer close(ended)
		for {
			select {
			case <-changed:
				if w, h, err := term.GetSize(int(out.Fd())); err == nil {
					send(tea.WindowSizeMsg{Width: w, Height: h})
				}
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(changed)
		close(done)
		<-ended
	}
}

//go:build !unix

package ui

import (
	"os"

	tea "charm.land/bubbletea/v2"
)

// rawTerminal is how a terminal is taken over and given back; nil where Bubble Tea must do that.
func rawTerminal(*os.File) func() (cooked func(), err error) { return nil }

// watchSize is nobody's task here: Bubble Tea watches.
func watchSize(*os.File, func(tea.Msg)) (stop func()) { return func() {} }

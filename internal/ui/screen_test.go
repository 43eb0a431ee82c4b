package ui

import (
	"testing"

	"github.com/charmbracelet/colorprofile"

	"github.com/tpdesk/tpdesk/internal/ui/theme"
)

func TestTheColoursMeanTheSameOnATerminalOfSixteen(t *testing.T) {
	for _, dark := range []bool{true, false} {
		th, down := theme.New(dark), downTo(colorprofile.ANSI)
		seen := map[string]string{}
		for name, st := range map[string]theme.Style{"red stars": th.Stars[1], "amber stars": th.Stars[3], "green stars": th.Stars[5], "accent": th.Accent} {
			got := down(string(st))
			if other, twice := seen[got]; twice || got == "" {
				t.Errorf("dark %v: %s is %q, as is %s", dark, name, got, other)
			}
			seen[got] = name
		}
		if th.Warn == th.Bad || down(string(th.Warn)) == down(string(th.Stars[1])) {
			t.Errorf("dark %v: a warning has the colour of a failure", dark)
		}
	}
}

package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// clickOn clicks the middle of a text on the screen.
func (d *driver) clickOn(text string) {
	d.t.Helper()
	for y, line := range strings.Split(d.frame(), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			d.send(tea.MouseClickMsg{X: len([]rune(before)) + len(text)/2, Y: y, Button: tea.MouseLeft})
			return
		}
	}
	d.t.Fatalf("the screen does not show %q", text)
}

func TestAClickOnAViewShowsIt(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.clickOn("Waiting 1")
	d.wants("/ contacted:yes replied:no")
	d.clickOn("Urgent 5")
	d.wants("/ stars:1-2 replied:no")
	d.send(tea.MouseClickMsg{X: 119, Y: 1, Button: tea.MouseLeft})
	d.wants("/ stars:1-2 replied:no")
}

func TestAClickOnAViewFindsItWhereTheLineBeginsFurtherRight(t *testing.T) {
	d := start(t, 80, 24, sample())
	if d.press("6"); !strings.Contains(d.frame(), "\n‹ ") {
		t.Fatalf("every view fits:\n%s", d.frame())
	}
	d.clickOn("Reported 1")
	d.wants("/ reported:yes")
}

func TestTheWheelScrollsAPageThatCoversTheReview(t *testing.T) {
	d := start(t, 80, 24, sample())
	d.press("S")
	before := d.frame()
	d.send(tea.MouseWheelMsg{X: 10, Y: 10, Button: tea.MouseWheelDown})
	if d.frame() == before {
		t.Error("the figures stay where they were")
	}
	d.send(tea.MouseWheelMsg{X: 10, Y: 10, Button: tea.MouseWheelUp})
	if d.frame() != before {
		t.Error("they do not come back")
	}
	d.press("esc ?")
	d.wants("▌r ")
	d.send(tea.MouseWheelMsg{X: 10, Y: 10, Button: tea.MouseWheelDown})
	d.wants("▌! ")
	d.send(tea.MouseWheelMsg{X: 10, Y: 10, Button: tea.MouseWheelUp})
	d.send(tea.MouseWheelMsg{X: 10, Y: 10, Button: tea.MouseWheelUp})
	d.wants("▌r ")
}

package ui

import (
	"fmt"
	"strings"
	"testing"
)

func TestTheFirstRowIsSelectedAtTheStartAndReadBesideTheList(t *testing.T) {
	d := start(t, 120, 36, sample())
	if d.selected() != sample()[0].ID {
		t.Fatalf("selected is %s", d.selected())
	}
	d.wants("▌★☆☆☆☆", "Maria Sørensen", "Jeg bestilte en jakke", "21 h left of your 24 h", "Order DK-48213", "Automatic invitation")
}

func TestTheInboxLooksAsItDidAtEverySize(t *testing.T) {
	for _, size := range [][2]int{{200, 50}, {120, 36}, {80, 24}, {40, 12}, {20, 5}} {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			d := start(t, size[0], size[1], sample())
			d.golden("inbox-" + name)
			if size[0] < wideFrom && size[0] >= leastWidth {
				d.press("enter")
				d.golden("reader-" + name)
			}
		})
	}
}

func TestTheReaderFollowsWhenTheCursorRests(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press("j")
	d.lacks("Ordered M, got L.")
	d.wait(readerPause)
	d.wants("Ordered M, got L.")
}

func TestTheReaderWaitsAsLongAsTheCursorMovesOn(t *testing.T) {
	d := start(t, 120, 36, sample())
	for range 3 {
		d.press("j")
		d.wait(readerPause / 2)
		d.wants("Jeg bestilte en jakke")
	}
	d.wait(readerPause)
	d.wants("Seit vier Wochen")
	if len(d.timers) > 2 {
		t.Fatalf("%d timers wait", len(d.timers))
	}
}

func TestTheRowTellsInSignsWhatTheReaderTellsInWords(t *testing.T) {
	d := start(t, 120, 36, sample())
	for i, words := range [][]string{3: {"≠", "changed after this reply"}, 7: {"!", "Reported: wait for the outcome"}, 9: {"?", "Reviewer asked"}} {
		if words == nil {
			continue
		}
		d.m.moveTo(i)
		d.m.follow()
		d.wants(words...)
	}
}

func TestWhatWasScrolledJustAfterEnterStays(t *testing.T) {
	rs := sample()
	rs[1].Text = text(strings.Repeat("line\n", 80))
	d := start(t, 120, 36, rs)
	d.press("j enter ctrl+d")
	scrolled := d.frame()
	d.wait(readerPause)
	if got := d.frame(); got != scrolled {
		t.Errorf("the reader went back to the top:\n%s", differing(got, scrolled))
	}
}

package theme

import "testing"

func TestAStyleIsWrittenBeforeTheTextAndEndedBehindIt(t *testing.T) {
	if got := New(true).Title.On("x"); got != "\x1b[1mx\x1b[m" {
		t.Errorf("got %q", got)
	}
	if got := New(true).Stars[1].On("★"); got != "\x1b[38;5;203m★\x1b[m" {
		t.Errorf("got %q", got)
	}
}

func TestLightAndDarkDiffer(t *testing.T) {
	if New(true).Accent == New(false).Accent || New(true).Faint == New(false).Faint {
		t.Error("the two themes have the same colours")
	}
}

func TestTheZeroStyleLeavesTextAsItIs(t *testing.T) {
	if got := Style("").On("x"); got != "x" {
		t.Errorf("got %q", got)
	}
}

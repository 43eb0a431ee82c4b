package cell

import (
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// TestWhatTheDeskItselfDrawsNeedsNoCloseLook keeps the table of widths, 2 MB, out of a desk that shows no rare characters.
func TestWhatTheDeskItselfDrawsNeedsNoCloseLook(t *testing.T) {
	for _, r := range "·…★☆▌─›‹✓✎→≠“”é" {
		if simple(r) != 1 {
			t.Errorf("%c is looked at closely", r)
		}
	}
}

func TestASimpleCharacterIsCountedAlikeEverywhere(t *testing.T) {
	for r := rune(0x80); r <= utf8.MaxRune; r++ {
		if s := string(r); simple(r) > 0 && (!alike(s) || ansi.StringWidth(s) != simple(r)) {
			t.Errorf("%U: %d columns, not %d", r, ansi.StringWidth(s), simple(r))
		}
	}
}

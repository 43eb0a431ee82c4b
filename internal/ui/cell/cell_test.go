package cell_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

func TestFitAlwaysFillsTheColumnsExactly(t *testing.T) {
	for _, s := range []string{"", "abc", "田中 結衣", "a田b中c", "👩‍👩‍👧‍👦 family", "❤️ heart", "👍🏽", "שלום", "नमस्ते", "e\u0301tude", "🇩🇰 flag"} {
		for w := range 14 {
			for _, r := range []cell.Rules{{}, {Clusters: true}} {
				if got := r.Fit(s, w); cell.Width(got) != w {
					t.Errorf("Fit(%q, %d) = %q, %d columns", s, w, got, cell.Width(got))
				}
				if got := r.FitRight(s, w); cell.Width(got) != w {
					t.Errorf("FitRight(%q, %d) = %q, %d columns", s, w, got, cell.Width(got))
				}
			}
		}
	}
}

func TestAClusterThatTerminalsCountDifferentlyIsDrawnByItsFirstRune(t *testing.T) {
	for in, want := range map[string]string{
		"👩‍👩‍👧‍👦": "👩", "👍🏽 ok": "👍 ok", "❤️": "❤", "plain": "plain", "æøå": "æøå", "e\u0301": "e\u0301", "田": "田",
	} {
		if got := (cell.Rules{}).Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
		if got := (cell.Rules{Clusters: true}).Clean(in); got != in {
			t.Errorf("a terminal that counts clusters gets %q for %q", got, in)
		}
	}
}

func TestWrapKeepsEveryWordAndNoLineIsTooWide(t *testing.T) {
	text := "Jeg bestilte en jakke den 3. november, og den er stadig ikke kommet.\n\n届きません。まだ待っています。 Donaudampfschifffahrtsgesellschaft"
	for w := 2; w < 40; w++ {
		lines := (cell.Rules{}).Wrap(text, w)
		for _, l := range lines {
			if cell.Width(l) > w {
				t.Fatalf("at %d: %q has %d columns", w, l, cell.Width(l))
			}
		}
		squeeze := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
		if got := squeeze(strings.Join(lines, "")); got != squeeze(text) {
			t.Fatalf("at %d the text became %q", w, got)
		}
	}
}

func FuzzFitAndWrapHoldTheirWidth(f *testing.F) {
	f.Add("👩‍👩‍👧‍👦 ❤️ 田中\nabc", 7)
	f.Fuzz(func(t *testing.T, s string, w int) {
		if w %= 60; w < 2 || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 }) {
			return
		}
		for _, l := range (cell.Rules{}).Wrap(s, w) {
			if cell.Width(l) > w {
				t.Fatalf("line %q is wider than %d", l, w)
			}
		}
		if got := (cell.Rules{}).Fit(strings.ReplaceAll(s, "\n", " "), w); cell.Width(got) != w {
			t.Fatalf("Fit gives %q: %d columns, not %d", got, cell.Width(got), w)
		}
	})
}

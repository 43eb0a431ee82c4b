package cell_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

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

func TestWhatTerminalsCountDifferentlyIsSpelledOtherwiseWhereItCanBe(t *testing.T) {
	for in, want := range map[string]string{
		"\u1112\u1161\u11ab\u1100\u1173\u11af": "한글", "\u1112\u1161": "하", "ｶﾞｷﾟ": "ｶ゛ｷ゜", "\u1100\u1100\u1161x": "\ufffdx",
		"ทำ": "ทํา", "น้ำ": "นํ้า", "ຄຳ": "ຄໍາ", "ที่นี่": "ที่นี่", // Thai and Lao, whole
		"\u0600123": "\ufffd123", "12\u0600": "12\ufffd", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": "🏴",
	} {
		if got := (cell.Rules{}).Clean(in); got != want {
			t.Errorf("Clean(%+q) = %+q, want %+q", in, got, want)
		}
	}
}

// TestAMarkWithoutAColumnOfItsOwnStaysOnItsLetter draws words of scripts whose vowels and tones are marks. Only where a vowel
// takes a column on some terminals and none on others is it left out: कि has 1 column by clusters, and 2 in tmux and wcwidth.
func TestAMarkWithoutAColumnOfItsOwnStaysOnItsLetter(t *testing.T) {
	for _, s := range []string{"ที่นี่ดีมาก", "ກິນເຂົ້າ", "में", "हुकूमत", "ನ್ನ", "བོད་སྐད", "عَرَبِيّ", "שָׁלוֹם", "Việt", "e\u0301\u0302"} {
		if got := (cell.Rules{}).Clean(s); got != s || ansi.StringWidth(s) != ansi.StringWidthWc(s) {
			t.Errorf("%s is drawn as %s; it takes %d and %d columns", s, got, ansi.StringWidth(s), ansi.StringWidthWc(s))
		}
	}
	for in, want := range map[string]string{"कि": "क", "மொழி": "மழ"} {
		if got := (cell.Rules{}).Clean(in); got != want || ansi.StringWidth(in) == ansi.StringWidthWc(in) {
			t.Errorf("%s is drawn as %s, want %s", in, got, want)
		}
		if got := (cell.Rules{Clusters: true}).Clean(in); got != in {
			t.Errorf("on a terminal that counts clusters %s is drawn as %s", in, got)
		}
	}
}

// TestEveryTerminalCountsAnyCharacterAsItIsDrawn draws every character there is, alone, between two letters and behind one
// that is drawn as the mark.
func TestEveryTerminalCountsAnyCharacterAsItIsDrawn(t *testing.T) {
	for r := rune(0xa0); r <= utf8.MaxRune; r++ {
		if r >= 0x3a000 && r < 0xe0000 || r >= 0xf0000 || !utf8.ValidRune(r) {
			continue // nothing is assigned there, or all of it is private
		}
		for _, s := range []string{string(r), "a" + string(r) + "b", "\u0600" + string(r)} {
			got := (cell.Rules{}).Clean(s)
			if a, b := ansi.StringWidth(got), ansi.StringWidthWc(got); a != b || a != cell.Width(got) {
				t.Fatalf("%U is drawn as %+q, which takes %d, %d and %d columns", r, got, a, b, cell.Width(got))
			}
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
	f.Add("\u0600", 5)
	f.Add("\U000113d1 x", 5)
	f.Add("\u1112\u1161\u11ab\u1100\u1173\u11af", 3)
	f.Add("🇩🇰🇸\u200d🇪", 3)
	f.Add("\u0600\U00011440", 23)
	f.Add("\u0600\uff9e", 4)
	f.Add("\u062a\uff9e", 2)
	f.Fuzz(func(t *testing.T, s string, w int) {
		if w %= 60; w < 2 || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 }) {
			return
		}
		for _, rules := range []cell.Rules{{}, {Clusters: true}} {
			holdsItsWidth(t, rules, s, w)
		}
	})
}

// holdsItsWidth counts as terminals do: all of them must count the same unless the terminal is known to count clusters.
func holdsItsWidth(t *testing.T, rules cell.Rules, s string, w int) {
	t.Helper()
	for _, l := range rules.Wrap(s, w) {
		if cell.Width(l) > w || !rules.Clusters && ansi.StringWidthWc(l) > w {
			t.Fatalf("line %+q is wider than %d", l, w)
		}
	}
	got := rules.Fit(strings.ReplaceAll(s, "\n", " "), w)
	if cell.Width(got) != w || !rules.Clusters && ansi.StringWidthWc(got) != w {
		t.Fatalf("Fit gives %+q: %d and %d columns, not %d", got, cell.Width(got), ansi.StringWidthWc(got), w)
	}
	if again := rules.Clean(rules.Clean(s)); again != rules.Clean(s) {
		t.Fatalf("Clean gives %+q, and then %+q", rules.Clean(s), again)
	}
}

package ui

import (
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// modelines are texts by which an editor would take orders from the file.
func modelines() []string {
	return []string{
		"vim: set modelines=99 nowrap :", "ex: set ts=3 :", "/* vi: set foldexpr=system('id') foldmethod=expr : */", "-*- mode: sh; eval: (shell-command \"id\") -*-",
		"one\ntwo\nthree\nfour\nfive\nsix\nvim: set ts=3 :", "# Local Variables:\n# eval: (shell-command \"id\")\n# End:", "kate: indent-width 8;", "# vim: set ts=3 :\n\n\n",
	}
}

// corpusTexts are the inputs of the corpus, and none at all.
func corpusTexts(t *testing.T) []string {
	out := []string{""}
	for _, r := range hostileReviews(t) {
		out = append(out, r.Title.Raw())
	}
	return out
}

// sheetOf lays out a reply to a review, both with the text in them.
func sheetOf(t testing.TB, s string) (sheet, string) {
	t.Helper()
	r := sample()[0]
	r.Title, r.Text, r.Consumer.DisplayName = text(s), text(s), text(s)
	c := &composer{review: r, kind: review.ReplyDraft}
	return newSheet(c, s), strings.Trim(typeable(s), "\n")
}

// TestTheFirstAndLastLinesForAnEditorAreOurs lays out each line of the corpus and each order to an editor, as the draft and as
// the review.
func TestTheFirstAndLastLinesForAnEditorAreOurs(t *testing.T) {
	plain, _ := sheetOf(t, "harmless")
	harmless := ends(plain)
	for _, in := range append(corpusTexts(t), modelines()...) {
		s, want := sheetOf(t, in)
		if got := ends(s); got != harmless {
			t.Errorf("%.40q: the first and last lines are\n%s", in, got)
		}
		if got := s.text(s.body); got != want {
			t.Errorf("%.40q comes back as %.60q, want %.60q", in, got, want)
		}
		if strings.Count(s.body, "\f") != 1 || !strings.Contains(s.body, "\n\f"+s.sign) {
			t.Errorf("%.40q: the last page does not begin where ours does", in)
		}
		if i := strings.IndexFunc(s.body, func(r rune) bool { return r != '\n' && r != '\f' && !review.Plain(r) }); i >= 0 {
			t.Errorf("%.40q: the file holds %+q", in, s.body[max(0, i-10):min(len(s.body), i+10)])
		}
	}
}

// ends are the first and the last five lines, whatever their sign is.
func ends(s sheet) string {
	lines := strings.Split(strings.TrimSuffix(s.body, "\n"), "\n")
	return strings.ReplaceAll(strings.Join(append(lines[:5:5], lines[len(lines)-5:]...), "\n"), s.sign, "#sign")
}

// TestTheTextComesBackWhateverBecameOfOurLines takes each of our lines away, all of them, and moves text above and below.
func TestTheTextComesBackWhateverBecameOfOurLines(t *testing.T) {
	s, want := sheetOf(t, "Dear Anna,\n\n# not a heading\n  set in\nyours")
	lines := strings.Split(s.body, "\n")
	for i, l := range lines {
		if !strings.HasPrefix(strings.TrimLeft(l, "\f"), s.sign) {
			continue
		}
		less := strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "\n")
		if got := s.text(less); got != want {
			t.Errorf("without %q: %q", l, got)
		}
	}
	for edited, want := range map[string]string{
		"":                                       "",
		"all new":                                "all new",
		"above\n" + s.body + "below":             "above\n" + want + "\nbelow",
		strings.ReplaceAll(s.body, "\n", "\r\n"): want,
		"\ufeff" + s.body:                        want,
		strings.ReplaceAll(s.body, s.sign, "  "+s.sign): want,
	} {
		if got := s.text(edited); got != want {
			t.Errorf("%.60q gives %q, want %q", edited, got, want)
		}
	}
}

// TestNobodyCanWriteALineThatPassesForOurs types the sign that would be taken otherwise.
func TestNobodyCanWriteALineThatPassesForOurs(t *testing.T) {
	var every strings.Builder // a text with a good part of all signs in it
	for _, a := range "abcdefghijklmnop" {
		for _, b := range "abcdefghijklmnopqrstuvwxyz234567" {
			for _, c := range "abcdefghijklmnopqrstuvwxyz234567" {
				every.WriteString("#" + string([]rune{a, b, c}))
				every.WriteString("x\n")
			}
		}
	}
	if s, want := sheetOf(t, every.String()); strings.Contains(want, s.sign) || s.text(s.body) != want {
		t.Errorf("the sign %s stands in the text", s.sign)
	}
}

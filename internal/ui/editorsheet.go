package ui

import (
	"crypto/rand"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// sheet is the file that an editor gets: the text that is being written, and below it the review to look at. Its first and
// last five lines are tpdesk's own, since editors take orders from there: no text of a draft or a review stands in them.
type sheet struct {
	sign string // what each line of tpdesk's own begins with; it stands nowhere in the text
	body string
}

// newSheet lays out a text over the review that it is about.
func newSheet(c *composer, text string) sheet {
	s := sheet{sign: newSign(text)}
	text = typeable(text)
	s.body = strings.Join([]string{s.own(sheetHead(c.kind)...), text, s.own(sheetReview(c.review)...), s.own(sheetFoot()...)}, "\n") + "\n"
	return s
}

// newSign is a word by which tpdesk knows its lines again. Nobody can have written it before.
func newSign(text string) string {
	for {
		sign := "#" + strings.ToLower(rand.Text()[:4])
		if !strings.Contains(text, sign) {
			return sign
		}
	}
}

// sheetHead is what stands above the text. The fourth line is for vim and neovim: they take no orders from the lines after it,
// however many they are set to look at.
func sheetHead(kind review.DraftKind) []string {
	what := "Your public reply stands below, the review under it."
	if kind == review.RequestDraft {
		what = "Your question to the reviewer stands below, the review under it."
	}
	return []string{
		what,
		"Lines that begin with the sign on the left are left out.",
		"Save and leave the editor to go back. Nothing is sent by that.",
		"vim: set nomodeline :",
		"---- text ----",
	}
}

// sheetFoot is what the file ends with. It begins with a form feed: Emacs looks for orders on the last page alone.
func sheetFoot() []string {
	return []string{"\f---- end of the review ----", "", "Back in tpdesk you see the text as it will be sent,", "and Ctrl+S sends it.", "tpdesk"}
}

// quotedMost is how many bytes of a review are laid out, and quotedCols how wide.
const (
	quotedMost = 8000
	quotedCols = 90
)

// sheetReview is the review, which may be public as it is; names and orders are left out, since editors keep copies.
func sheetReview(r review.Review) []string {
	text := r.Text
	if raw := text.Raw(); len(raw) > quotedMost {
		text = review.NewText(beginning(raw, quotedMost) + "…")
	}
	out := []string{"---- end of the text, the review: ----", "| " + starText(max(0, min(5, r.Stars))) + " " + headOf(r)}
	for _, l := range (cell.Rules{Clusters: true}).Wrap(text.Block(), quotedCols) {
		out = append(out, "| "+l)
	}
	return out
}

func headOf(r review.Review) string {
	if r.Title.Visible() {
		return r.Title.Start(quotedCols)
	}
	return "(no title)"
}

// own makes lines tpdesk's own. A form feed stays what the line begins with.
func (s sheet) own(lines ...string) string {
	var out []string
	for _, l := range lines {
		rest, page := strings.CutPrefix(l, "\f")
		if l = strings.TrimRight(s.sign+" "+rest, " "); page {
			l = "\f" + l
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}

// text is what the file holds without the lines of tpdesk's own, wherever they are by now and whichever are left.
func (s sheet) text(file string) string {
	var kept []string
	for l := range strings.SplitSeq(strings.ReplaceAll(file, "\r\n", "\n"), "\n") {
		if !strings.HasPrefix(strings.TrimLeft(l, "\f\t \ufeff"), s.sign) {
			kept = append(kept, l)
		}
	}
	return strings.Trim(strings.Join(kept, "\n"), "\n")
}

package desk

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/tpdesk/tpdesk/internal/review"
)

// DiffOp says what became of a piece of text.
type DiffOp string

// What may become of a piece.
const (
	Same    DiffOp = "same"
	Added   DiffOp = "added"
	Removed DiffOp = "removed"
)

// Piece is a run of words of a diff, blanks included: the pieces that are not Removed make the new text, those that are
// not Added the old one.
type Piece struct {
	Op   DiffOp
	Text string
}

// Words is what a revision tells, as one text: stars, title on a line of its own, text and reply.
func Words(r review.Review) string {
	title := strings.NewReplacer("\r\n", " ", "\n", " ").Replace(r.Title.Raw())
	out := strconv.Itoa(r.Stars) + " stars\n" + title + "\n" + r.Text.Raw()
	if r.CompanyReply != nil {
		out += "\n\nReply: " + r.CompanyReply.Text.Raw()
	}
	return out
}

// maxDiff is how many words of each side are compared one by one; of longer texts the middle is one piece.
const maxDiff = 2000

// Diff compares two texts word by word.
func Diff(before, after string) []Piece {
	a, b := splitWords(before), splitWords(after)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out pieces
	out.add(Same, a[:head]...)
	out.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	out.add(Same, a[len(a)-tail:]...)
	return out
}

type pieces []Piece

func (p *pieces) add(op DiffOp, words ...string) {
	text := strings.Join(words, "")
	if text == "" {
		return
	}
	if n := len(*p); n > 0 && (*p)[n-1].Op == op {
		(*p)[n-1].Text += text
		return
	}
	*p = append(*p, Piece{op, text})
}

// middle walks the longest common run of words of both sides.
func (p *pieces) middle(a, b []string) {
	if len(a) > maxDiff || len(b) > maxDiff {
		p.add(Removed, a...)
		p.add(Added, b...)
		return
	}
	common := commonRuns(a, b)
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			p.add(Same, a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			p.add(Removed, a[i])
			i++
		default:
			p.add(Added, b[j])
			j++
		}
	}
}

// commonRuns[i][j] is how many words a[i:] and b[j:] have in common, in order.
func commonRuns(a, b []string) [][]int16 {
	out := make([][]int16, len(a)+1)
	for i := range out {
		out[i] = make([]int16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				out[i][j] = out[i+1][j+1] + 1
			} else {
				out[i][j] = max(out[i+1][j], out[i][j+1])
			}
		}
	}
	return out
}

// splitWords parts a text into words and the blanks between them; a Chinese or Japanese character is a word.
func splitWords(s string) []string {
	var out []string
	start, kind := 0, 0
	for i, r := range s {
		k := wordKind(r)
		if i > start && (k != kind || k == single) {
			out = append(out, s[start:i])
			start = i
		}
		kind = k
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

const single = 3

func wordKind(r rune) int {
	switch {
	case unicode.IsSpace(r):
		return 1
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return single
	}
	return 2
}

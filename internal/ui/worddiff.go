package ui

import "strings"

// part is a run of words that both texts have, or only one.
type part struct {
	kind partKind
	text string
}

type partKind int

const (
	same partKind = iota
	come
	gone
)

// diffMost is how many words of each text are compared: beyond them a text counts as changed whole, so that two long
// texts cost little.
const diffMost = 1500

// wordDiff tells what changed from was to is, word by word, by the longest common subsequence.
func wordDiff(was, is string) []part {
	a, b := strings.Fields(was), strings.Fields(is)
	if len(a) > diffMost || len(b) > diffMost {
		return []part{{gone, was}, {come, is}}
	}
	long := commonLengths(a, b)
	var out []part
	add := func(k partKind, word string) {
		if n := len(out); n > 0 && out[n-1].kind == k {
			out[n-1].text += " " + word
			return
		}
		out = append(out, part{k, word})
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			add(same, a[i])
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || long[i+1][j] >= long[i][j+1]):
			add(gone, a[i])
			i++
		default:
			add(come, b[j])
			j++
		}
	}
	return out
}

// commonLengths[i][j] is how long the longest common subsequence of a[i:] and b[j:] is.
func commonLengths(a, b []string) [][]int32 {
	long := make([][]int32, len(a)+1)
	for i := range long {
		long[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				long[i][j] = long[i+1][j+1] + 1
			} else {
				long[i][j] = max(long[i+1][j], long[i][j+1])
			}
		}
	}
	return long
}

package hostile

import (
	"slices"
	"strings"
	"testing"
)

// TestARawPrintWouldBeCaught prints inputs raw between two harmless words: the terminal or the comparison with harmless text
// must notice each that the corpus forbids to come out.
func TestARawPrintWouldBeCaught(t *testing.T) {
	n := 0
	for _, l := range corpus(t) {
		if l.Class == "csv" || l.Class == "filename" || l.Class == "template" || l.RawJSON != "" || len(l.MustNotEmit) == 0 || l.Class == "url" {
			continue
		}
		if strings.HasPrefix(l.ID, "mk-") || l.Field == "error" && l.Class == "newline" || slices.Equal(l.MustNotEmit, []string{"TAB"}) || slices.Equal(l.MustNotEmit, []string{"LF"}) {
			continue // their bytes are harmless on a screen: they are checked as text
		}
		n++
		if !noticed(l) {
			t.Errorf("%s could be printed raw, and nobody would notice", l.ID)
		}
	}
	if n < 80 {
		t.Errorf("only %d lines were planted", n)
	}
}

func noticed(l line) bool {
	input := l.text(200)
	raw, twin := newTerminal(80, 24), newTerminal(80, 24)
	_, _ = raw.Write([]byte("before " + input + " after"))
	_, _ = twin.Write([]byte("before " + asWide(input) + " after"))
	if len(raw.leaks) > 0 || len(raw.rest) > 0 || raw.differs(twin) != "" {
		return true
	}
	names, _ := l.forbidden()
	return slices.ContainsFunc(names, func(name string) bool { return name != "LF" && name != "TAB" && emitted(name, input) })
}

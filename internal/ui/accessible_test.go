package ui

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/desk"
)

// lines runs the accessible desk on typed lines.
func lines(t *testing.T, typed string, change ...func(*memory)) (string, *server, *memory) {
	t.Helper()
	mem, srv := newMemory(testNow, sample()...), newServer(testNow, sample()...)
	for _, c := range change {
		c(mem)
	}
	var out bytes.Buffer
	d := &desk.Desk{API: srv, Copy: mem, Work: mem, Now: testNow, Wait: (&driver{}).skip}
	err := Run(t.Context(), Options{Desk: d, Views: desk.DefaultViews(), Company: "Acme Outdoor", Accessible: true, Now: testNow, In: strings.NewReader(typed), Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), srv, mem
}

func TestTheAccessibleDeskSpeaksInLinesWithoutSequencesOrGlyphs(t *testing.T) {
	got, _, _ := lines(t, "1\nn\n/ stars:5\n/ stars:9\nv 5\n?\nq\n")
	for _, want := range []string{"1. 1 of 5 stars, 2 h ago, Maria Sørensen", "Order", "This is the last page.", "star 9 does not exist", "reported", "number: read that review"} {
		if !strings.Contains(strings.ToLower(got), strings.ToLower(want)) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
	if strings.ContainsAny(got, "\x1b★☆▌│─") {
		t.Errorf("it holds glyphs or sequences:\n%s", got)
	}
}

func TestAReplyIsDictatedAndPublishedInLines(t *testing.T) {
	got, srv, mem := lines(t, "1\nr\nHej Maria\nden er sendt\n.\nq\n")
	if len(srv.writes) != 1 || srv.writes[0] != "reply Hej Maria\nden er sendt" || len(mem.drafts) != 0 {
		t.Fatalf("written %q, drafts %d:\n%s", srv.writes, len(mem.drafts), got)
	}
	if !strings.Contains(got, "PUBLIC") || !strings.Contains(got, "published") {
		t.Fatal(got)
	}
}

func TestALineDraftIsKeptWhenTheInputEnds(t *testing.T) {
	_, srv, mem := lines(t, "1\nr\nHej Maria\n")
	if len(srv.writes) != 0 || len(mem.drafts) != 1 {
		t.Fatalf("written %q, drafts %d", srv.writes, len(mem.drafts))
	}
}

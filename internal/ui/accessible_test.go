package ui

import (
	"bytes"
	"errors"
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
	return inLines(t, typed, mem, srv), srv, mem
}

// inLines runs it on what a test has prepared.
func inLines(t *testing.T, typed string, mem *memory, srv *server, change ...func(*Options)) string {
	t.Helper()
	var out bytes.Buffer
	d := &desk.Desk{API: srv, Copy: mem, Work: mem, Now: testNow, Wait: (&driver{}).skip}
	o := Options{Desk: d, Views: desk.DefaultViews(), Company: "Acme Outdoor", Accessible: true, Now: testNow, In: strings.NewReader(typed), Out: &out}
	for _, c := range change {
		c(&o)
	}
	if err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return out.String()
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

func TestLinesEndWhereTheFilterHasItsLimit(t *testing.T) {
	got, _, _ := lines(t, "/ limit:2\nn\nq\n")
	_, got, _ = strings.Cut(got, "filter: limit:2.")
	if !strings.Contains(got, "\n2. ") || strings.Contains(got, "\n3. ") || !strings.Contains(got, "This is the last page.") {
		t.Errorf("limit:2 shows\n%s", got)
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

func TestTheNameThatThePublicKnowsIsSaidFirstAndBeforeAReply(t *testing.T) {
	mem, srv := newMemory(testNow, sample()...), newServer(testNow, sample()...)
	got := inLines(t, "1\nr\n..\nq\n", mem, srv, func(o *Options) { o.Company, o.Unit = "", srv.Unit })
	says(t, got, "Acme Outdoor. Type a number", "PUBLIC reply as Acme Outdoor to Maria")
	srv.readErr = errors.New("no network")
	got = inLines(t, "1\nr\n..\nq\n", mem, srv, func(o *Options) { o.Company, o.Profile, o.Unit = "", "shop", srv.Unit })
	says(t, got, "profile shop. Type a number", "PUBLIC reply as profile shop to Maria")
}

package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// says fails where a text does not stand in what the desk said, in this order.
func says(t *testing.T, got string, texts ...string) {
	t.Helper()
	rest := got
	for _, want := range texts {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("it does not say %q (in this order):\n%s", want, got)
		}
		rest = after
	}
}

func TestInLinesAReviewerIsLookedUpAndAsked(t *testing.T) {
	mem, srv := newMemory(testNow, sample()...), newServer(testNow, sample()...)
	srv.profile = review.Profile{ID: text("c2"), DisplayName: text("J. Okafor"), City: text("Lagos"), NumberOfReviews: review.Some(7)}
	srv.others = []review.Review{one(77, 4, 0, "J. Okafor", "A good tent", "", "en")}
	got := inLines(t, "2\nf\nF\nWhich order was it?\n.\nF\nq\n", mem, srv)
	says(t, got, "J. Okafor, Lagos, 7 reviews", "Their reviews elsewhere:", "4 of 5 stars", "A good tent", "F asks them", "This will be sent to them:\n  Which order was it?",
		"question to J. Okafor: asked", "the reviewer was asked already")
	if !slices.Equal(srv.writes, []string{"find Which order was it?"}) || len(mem.drafts) != 0 {
		t.Errorf("written %q, drafts %d", srv.writes, len(mem.drafts))
	}
}

func TestInLinesAQuestionThatFailsIsKeptAsADraftOfItsOwn(t *testing.T) {
	mem, srv := newMemory(testNow, sample()...), newServer(testNow, sample()...)
	srv.writeErr = review.ErrTemporary
	got := inLines(t, "2\nF\nWhich order?\n.\nr\nHello\n..\nq\n", mem, srv)
	says(t, got, "the text is kept as a draft")
	for kind, want := range map[review.DraftKind]string{review.RequestDraft: "Which order?", review.ReplyDraft: "Hello"} {
		if d, err := mem.Draft(t.Context(), sample()[1].ID, kind); err != nil || d.Text != want {
			t.Errorf("the %s draft is %q, %v", kind, d.Text, err)
		}
	}
}

func TestInLinesAReportIsPreparedAndItsSendingNoted(t *testing.T) {
	mem, srv := newMemory(testNow, sample()...), newServer(testNow, sample()...)
	var opened []string
	browser := func(o *Options) {
		o.WebAppURL = func(id review.ID) string { return "https://web.example/" + string(id) }
		o.Open = func(_ context.Context, url string) error { opened = append(opened, url); return nil }
	}
	got := inLines(t, "1\n!\n5\n2\nstadig ikke\nno order of that name\ny\n!\nn\nn\n8\n!\nq\n", mem, srv, browser)
	says(t, got, "5. About a different business", "2. Another business entirely", "tpdesk has sent nothing", "no order of that name", "Did you send it?", "Noted: you sent the report",
		"was prepared", "Did you send it?", "Not done", "reported already")
	if d := mem.dossiers[sample()[0].ID]; d.Reason != "different-business" || d.Detail != "other-business" || d.Passage != "stadig ikke" || d.SaidSentAt.IsZero() {
		t.Errorf("the dossier is %+v", d)
	}
	if len(opened) != 2 || len(srv.writes) != 0 {
		t.Errorf("opened %q, written %q", opened, srv.writes)
	}
}

func TestInLinesHistoryTellsWhatCameAndWhatWent(t *testing.T) {
	now := sample()[0]
	was := now
	was.Stars, was.Text = 2, text("Jeg bestilte en jakke\nSeen 1 Jan 2026 00:00: 5 of 5 stars.")
	got, _, _ := lines(t, "1\nh\nq\n", func(m *memory) {
		m.revisions[now.ID] = []review.Revision{{SeenAt: testNow().Add(-3600e9), Review: was}, {SeenAt: testNow(), Review: now}}
	})
	says(t, got, ": Seen ", "2 of 5 stars", "\n  Seen 1 Jan", "\nSeen ", "1 of 5 stars", "Text, changed:", "  removed: ", "  added: ")
}

func TestInLinesTheOutboxIsReadOutAndOneIsLookedFor(t *testing.T) {
	mem, srv := newMemory(testNow, sample()...), newServer(testNow, sample()...)
	got := inLines(t, "o\n2\nr\nHello\n.\no\no 1\no 9\nq\n", mem, srv)
	says(t, got, "Nothing was sent", "reply to J. Okafor: published", "1. just now, reply to J. Okafor: published", "  Hello", "reply to J. Okafor: published", `Not done: "9"`)
}

func TestInLinesAReviewIsSharedWhereThereIsAPage(t *testing.T) {
	var opened []string
	mem, srv := newMemory(testNow, sample()...), newServer(testNow, sample()...)
	got := inLines(t, "1\ns facebook\ns google-plus\nw\nq\n", mem, srv, func(o *Options) {
		o.ShareURL = func(network string, id review.ID) (string, error) {
			if network == "google-plus" {
				return "", errors.New("it closed in 2019")
			}
			return "https://" + network + ".example/" + string(id), nil
		}
		o.Open = func(_ context.Context, url string) error { opened = append(opened, url); return nil }
	})
	says(t, got, "Address: https://facebook.example/", "Not done: it closed in 2019", "no address of the public page is known here")
	if len(opened) != 1 {
		t.Errorf("opened %q", opened)
	}
}

func TestInLinesWhatIsFilteredIsExported(t *testing.T) {
	f := &files{there: map[string]int64{"/home/anna/old.csv": 12345}, n: 4}
	mem, srv := newMemory(testNow, sample()...), newServer(testNow, sample()...)
	got := inLines(t, "/ stars:1-2\ne new.csv\nn\ne old.csv\nn\ne old.csv\ny\ny\ne odd.doc\n?\nq\n", mem, srv, func(o *Options) { o.Export = f })
	says(t, got, "Include e-mails", "Done: 4 reviews in /home/anna/new.csv", "12,345 bytes. Replace it?", "Replace it?", "Include e-mails", "Done: 4 reviews in /home/anna/old.csv",
		"the ending .doc is not known", "number: read that review")
	if len(f.jobs) != 2 || f.jobs[0].Personal || !f.jobs[1].Personal || f.jobs[0].Filter.String() != "stars:1-2" {
		t.Errorf("exported %+v", f.jobs)
	}
}

// hanging is a disk that takes nothing before it is told to stop.
type hanging struct{ files }

func (hanging) Export(ctx context.Context, _ ExportJob, told func(n, all int)) (int, error) {
	for n := range 100 {
		told(n, 100)
	}
	<-ctx.Done()
	return 0, ctx.Err()
}

func TestInLinesEnterCancelsAnExport(t *testing.T) {
	mem, srv := newMemory(testNow, sample()...), newServer(testNow, sample()...)
	got := inLines(t, "e new.tsv\n\nq\n", mem, srv, func(o *Options) { o.Export = &hanging{} })
	says(t, got, "Press Enter to cancel", "Cancelled: no file was written")
}

func TestEveryLineCommandHasAWordOfItsOwnAndIsInTheHelp(t *testing.T) {
	help, _, _ := lines(t, "?\nq\n")
	seen := map[string]bool{"q": true, "?": true}
	for _, c := range lineCommands() {
		if seen[c.word] {
			t.Errorf("%q stands for two things", c.word)
		}
		seen[c.word] = true
		says(t, help, c.word, c.does)
	}
	got := inLines(t, "D\nzz\nq\n", newMemory(testNow, sample()...), newServer(testNow))
	says(t, got, "read a review first", `"zz"`, "? lists the commands")
}

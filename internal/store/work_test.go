package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func openWork(t testing.TB, dir string) *Work {
	t.Helper()
	w, err := OpenWork(context.Background(), dir, testKey)
	if err != nil {
		t.Fatal(err)
	}
	w.Now = noon
	t.Cleanup(func() { w.Close() })
	return w
}

func save(t testing.TB, w *Work, d review.Draft) {
	t.Helper()
	if err := w.SaveDraft(context.Background(), d); err != nil {
		t.Fatal(err)
	}
}

func draft(id, text string, minute int) review.Draft {
	return review.Draft{ReviewID: review.ID(id), Kind: review.ReplyDraft, Text: text, SeenReply: "0123456789ab", SeenText: "ba9876543210",
		UpdatedAt: noon().Add(time.Duration(minute) * time.Minute)}
}

func TestADraftComesBackAsItWasSavedInALaterProcess(t *testing.T) {
	ctx := context.Background()
	for _, text := range []string{"", "Thank you", "a\x00b\xff\r\n\t🎉 ü 日本", "2026-11-20T12:00:00Z", strings.Repeat("long ", 5000)} {
		dir := t.TempDir()
		w := openWork(t, dir)
		want := draft("a", text, 0)
		save(t, w, want)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		w = openWork(t, dir)
		if got, err := w.Draft(ctx, "a", review.ReplyDraft); err != nil || got != want {
			t.Errorf("got %+v (%v), want %+v", got, err, want)
		}
		if _, err := w.Draft(ctx, "a", review.RequestDraft); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("a draft of the other kind: %v", err)
		}
	}
}

func TestEveryVersionOfADraftIsKept(t *testing.T) {
	ctx := context.Background()
	w := openWork(t, t.TempDir())
	want := []review.Draft{draft("a", "one", 0), draft("a", "two", 1), draft("a", "one", 2)}
	for _, d := range want {
		save(t, w, d)
	}
	want[2].UpdatedAt, want[2].SeenText = noon().Add(time.Hour), ""
	save(t, w, want[2]) // the same text again is no other version
	if err := w.DiscardDraft(ctx, "a", review.ReplyDraft); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Draft(ctx, "a", review.ReplyDraft); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("a discarded draft is still there: %v", err)
	}
	if err := w.DiscardDraft(ctx, "a", review.ReplyDraft); err != nil {
		t.Errorf("discarding nothing: %v", err)
	}
	want = append(want, draft("a", "three", 9))
	save(t, w, want[3])
	if got, err := w.Versions(ctx, "a", review.ReplyDraft); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v (%v), want %+v", got, err, want)
	}
}

func TestDraftsListsTheLiveOnesTheLastSavedFirst(t *testing.T) {
	w := openWork(t, t.TempDir())
	request := draft("a", "who are you?", 3)
	request.Kind = review.RequestDraft
	for _, d := range []review.Draft{draft("a", "old", 0), draft("b", "two", 1), draft("a", "new", 2), request, draft("c", "gone", 4)} {
		save(t, w, d)
	}
	if err := w.DiscardDraft(context.Background(), "c", review.ReplyDraft); err != nil {
		t.Fatal(err)
	}
	got, err := w.Drafts(context.Background())
	if want := []review.Draft{request, draft("a", "new", 2), draft("b", "two", 1)}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v (%v), want %+v", got, err, want)
	}
}

func TestADraftWithoutATimeGetsTheClocks(t *testing.T) {
	w := openWork(t, t.TempDir())
	save(t, w, review.Draft{ReviewID: "a", Kind: review.ReplyDraft})
	if d, err := w.Draft(context.Background(), "a", review.ReplyDraft); err != nil || !d.UpdatedAt.Equal(noon()) {
		t.Errorf("got %+v (%v)", d, err)
	}
}

func intent(id, text string) review.Intent {
	return review.Intent{ReviewID: review.ID(id), Act: "reply", Digest: strings.Repeat("d", 64), Text: text, SeenReply: "0123456789ab", At: noon()}
}

// stores are the two places that intents may be kept in; each opens them again and again.
func stores(t *testing.T) map[string]func() *Work {
	dir, path := t.TempDir(), filepath.Join(t.TempDir(), "state", "outbox.jsonl")
	return map[string]func() *Work{
		"work.db": func() *Work { return openWork(t, dir) },
		"outbox.jsonl": func() *Work {
			w, err := OpenMemoryWork(context.Background(), path)
			if err != nil {
				t.Fatal(err)
			}
			w.Now = noon
			t.Cleanup(func() { w.Close() })
			return w
		},
	}
}

func TestIntentsAreReadBackInALaterProcess(t *testing.T) {
	for name, open := range stores(t) {
		t.Run(name, func(t *testing.T) {
			w := open()
			a, b := arm(t, w, intent("a", "Thanks")), arm(t, w, intent("b", "Sorry"))
			advance(t, w, a, review.Sent, "")
			advance(t, w, a, review.Unknown, "the answer was lost")
			wantIntents(t, w, intentAs(a, "a", "Thanks", review.Unknown, "the answer was lost"), intentAs(b, "b", "Sorry", review.Armed, ""))
			w.Close()
			w = open()
			c := arm(t, w, intent("c", "Hello"))
			advance(t, w, b, review.Withdrawn, "")
			if c <= b || b <= a || a <= 0 {
				t.Errorf("keys %d, %d, %d do not grow", a, b, c)
			}
			if name == "outbox.jsonl" { // there the text and the note are not kept
				wantIntents(t, w, intentAs(a, "a", "", review.Unknown, ""), intentAs(b, "b", "", review.Withdrawn, ""), intentAs(c, "c", "Hello", review.Armed, ""))
				return
			}
			wantIntents(t, w, intentAs(a, "a", "Thanks", review.Unknown, "the answer was lost"), intentAs(b, "b", "Sorry", review.Withdrawn, ""),
				intentAs(c, "c", "Hello", review.Armed, ""))
		})
	}
}

func intentAs(key int64, id, text string, state review.IntentState, note string) review.Intent {
	in := intent(id, text)
	in.Key, in.State, in.Note = key, state, note
	return in
}

func arm(t *testing.T, w *Work, in review.Intent) int64 {
	t.Helper()
	key, err := w.Arm(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func advance(t *testing.T, w *Work, key int64, state review.IntentState, note string) {
	t.Helper()
	if err := w.Advance(context.Background(), key, state, note); err != nil {
		t.Fatal(err)
	}
}

func wantIntents(t *testing.T, w *Work, want ...review.Intent) {
	t.Helper()
	if got, err := w.Intents(context.Background()); err != nil || !slices.Equal(got, want) {
		t.Errorf("got  %+v (%v)\nwant %+v", got, err, want)
	}
}

func TestOneIntentIsSentOnceHoweverManyTry(t *testing.T) {
	for name, open := range stores(t) {
		t.Run(name, func(t *testing.T) {
			first, second := open(), open()
			key := arm(t, first, intent("a", "Thanks"))
			errs := make(chan error)
			for i := range 8 {
				go func() { errs <- []*Work{first, second}[i%2].Advance(context.Background(), key, review.Sent, "") }()
			}
			sent := 0
			for range 8 {
				switch err := <-errs; {
				case err == nil:
					sent++
				case !errors.Is(err, review.ErrConflict):
					t.Error(err)
				}
			}
			if sent != 1 {
				t.Errorf("%d may send it, want 1", sent)
			}
		})
	}
}

func TestAnUnknownIntentIsNotFound(t *testing.T) {
	for name, open := range stores(t) {
		t.Run(name, func(t *testing.T) {
			if err := open().Advance(context.Background(), 77, review.Sent, ""); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("error %v, want ErrNotFound", err)
			}
		})
	}
}

func TestARevisionIsKeptWhenWhatItTellsDiffers(t *testing.T) {
	ctx := context.Background()
	w := openWork(t, t.TempDir())
	first := newMade(4).review("a")
	first.CompanyReply = nil
	same, edited := first, first
	same.Tags, same.Status = nil, review.NewText("flagged")
	edited.Text = review.NewText("I changed my mind")
	replied := edited
	replied.CompanyReply = &review.Reply{Text: review.NewText("")}
	other := newMade(5).review("b")
	for i, rs := range [][]review.Review{{first, other}, {same, other}, {edited}, {replied, replied}, {edited}} {
		if err := w.See(ctx, rs, noon().Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Revisions(ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	want := []review.Revision{{SeenAt: noon(), Review: public(first)}, {SeenAt: noon().Add(2 * time.Hour), Review: public(edited)},
		{SeenAt: noon().Add(3 * time.Hour), Review: public(replied)}, {SeenAt: noon().Add(4 * time.Hour), Review: public(edited)}}
	if g, w := asJSON(t, got), asJSON(t, want); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

func TestTheWorkFileKnowsWhenItKeptARevisionLast(t *testing.T) {
	ctx, w := context.Background(), openWork(t, t.TempDir())
	if at, err := w.LastSeen(ctx); err != nil || !at.IsZero() {
		t.Errorf("an empty one: %v, %v", at, err)
	}
	for i, text := range []string{"first", "second", "second"} { // the third tells nothing new
		if err := w.See(ctx, []review.Review{{ID: "a", Text: review.NewText(text)}}, noon().Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if at, err := w.LastSeen(ctx); err != nil || !at.Equal(noon().Add(time.Hour)) {
		t.Errorf("%v, %v", at, err)
	}
}

func TestEveryOddReviewHasItsRevision(t *testing.T) {
	ctx := context.Background()
	w := openWork(t, t.TempDir())
	rs := oddReviews(t)
	for range 2 {
		if err := w.See(ctx, rs, noon()); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range rs {
		got, err := w.Revisions(ctx, r.ID)
		if err != nil || len(got) != 1 || !got[0].Review.SameRevision(r) {
			t.Errorf("%s: %d revisions, %v", r.ID, len(got), err)
		}
		if v := got[0].Review; v.ReferralEmail.Known() || v.ReferenceID.Known() || v.FindReviewer != nil {
			t.Errorf("%s: the revision has what is the company's alone", r.ID)
		}
	}
}

func TestTheNewestDossierIsFound(t *testing.T) {
	ctx := context.Background()
	w := openWork(t, t.TempDir())
	if _, err := w.Dossier(ctx, "a"); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
	want := review.Dossier{ReviewID: "a", Reason: "advertising", Passage: "buy here", PreparedAt: noon()}
	sent := want
	sent.SaidSentAt = noon().Add(time.Hour)
	for _, d := range []review.Dossier{want, sent, {ReviewID: "b", PreparedAt: noon().Add(time.Hour)}, {ReviewID: "a", PreparedAt: noon().Add(-time.Hour)}} {
		if err := w.SaveDossier(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := w.Dossier(ctx, "a"); err != nil || got != sent {
		t.Errorf("got %+v (%v), want %+v", got, err, sent)
	}
}

func TestTheOutboxFileHasNoTextAndIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "outbox.jsonl")
	w, err := OpenMemoryWork(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	key := arm(t, w, intent("a", "dear customer"))
	advance(t, w, key, review.Sent, "dear customer was refused")
	save(t, w, draft("a", "dear customer", 0))
	b, err := os.ReadFile(path)
	want := `{"key":1,"reviewId":"a","act":"reply","sha256":"` + strings.Repeat("d", 64) + `","seenReply":"0123456789ab","state":"armed","at":"2026-11-20T12:00:00Z"}` + "\n"
	if err != nil || !strings.HasPrefix(string(b), want) || strings.Count(string(b), "\n") != 2 || strings.Contains(string(b), "customer") {
		t.Errorf("the file has %s (%v)", b, err)
	}
}

func TestAnIntentIsArmedOnlyOnceTheOutboxIsSynced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	w, err := OpenMemoryWork(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	synced := 0
	w.intents.(*outbox).sync = func(f *os.File) error {
		if b, err := os.ReadFile(f.Name()); err != nil || strings.Count(string(b), "\n") != synced+1 {
			t.Errorf("synced with %q in it (%v)", b, err)
		}
		if synced++; synced == 3 {
			return errors.New("no space left")
		}
		return nil
	}
	advance(t, w, arm(t, w, intent("a", "")), review.Sent, "")
	if _, err := w.Arm(context.Background(), intent("b", "")); !errors.Is(err, review.ErrIO) || synced != 3 {
		t.Errorf("error %v after %d syncs, want ErrIO after 3", err, synced)
	}
}

func TestALineOfTheOutboxThatACrashCutOffLosesNoOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	whole := func() *Work {
		w, err := OpenMemoryWork(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	arm(t, whole(), intent("a", ""))
	arm(t, whole(), intent("b", ""))
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first := strings.IndexByte(string(b), '\n') + 1
	for cut := first; cut < len(b)-2; cut++ { // the last line lacks its end
		if err := os.WriteFile(path, b[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		key := arm(t, whole(), intent("c", ""))
		wantIntents(t, whole(), intentAs(1, "a", "", review.Armed, ""), intentAs(key, "c", "", review.Armed, ""))
	}
	if err := os.WriteFile(path, []byte("{\"key\":x}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := whole().Intents(context.Background()); !errors.Is(err, ErrDamaged) {
		t.Errorf("error %v, want ErrDamaged", err)
	}
}

func TestDemoWorkLeavesNothingBehind(t *testing.T) {
	t.Chdir(t.TempDir())
	w, err := OpenMemoryWork(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	key := arm(t, w, intent("a", "Thanks"))
	advance(t, w, key, review.Sent, "")
	save(t, w, draft("a", "x", 0))
	wantIntents(t, w, intentAs(key, "a", "Thanks", review.Sent, ""))
	if files := bytesOf(t, "."); len(files) != 0 {
		t.Errorf("there are files: %v", files)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

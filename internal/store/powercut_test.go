package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"

	"github.com/tpdesk/tpdesk/internal/review"
)

// told is what the work file has acknowledged: the texts of a draft in their order, and the states of an intent.
type told struct {
	texts  []string
	states []review.IntentState
}

// powerCut plays one seed: work goes on until the power is cut at one of its writes, syncs or truncations. It returns what is
// wrong with the files that are left.
func powerCut(t *testing.T, dir string, seed uint64, pragmas func(string) string) (sure told, wrong string) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0x637574))
	disk := newCutDisk(1 + r.IntN(100*(1+r.IntN(10))))
	name := "cut-" + filepath.Base(dir) + "-" + strconv.FormatUint(seed, 10)
	vfs.Register(name, encrypting(disk))
	defer vfs.Unregister(name)
	p := workPlace(filepath.Join(dir, "before"), testKey)
	p.vfs, p.pragmas = name, pragmas(p.pragmas)
	sure, maybe := work(r, p)
	files := disk.after(r)
	if err := os.RemoveAll(filepath.Dir(p.path)); err != nil {
		t.Fatal(err)
	}
	return sure, lacks(t, filepath.Join(dir, "after"), files, sure, maybe)
}

// work writes until the disk is dead; maybe is what was under way then.
func work(r *rand.Rand, p place) (sure, maybe told) {
	ctx := context.Background()
	for {
		w, err := openWorkAt(ctx, p)
		if err != nil {
			return sure, maybe
		}
		w.Now = noon
		for range 1 + r.IntN(12) {
			if maybe, err = sure.next(ctx, w, r); err != nil {
				_ = w.db.Close()
				return sure, maybe
			}
			sure = maybe
		}
		if r.IntN(2) == 0 {
			err = w.Close()
		} else {
			err = w.db.Close() // as a killed process leaves it
		}
		if err != nil {
			return sure, maybe
		}
	}
}

// next does one step of work and returns what must be there once it is done.
func (s told) next(ctx context.Context, w *Work, r *rand.Rand) (told, error) {
	n := told{append([]string{}, s.texts...), append([]review.IntentState{}, s.states...)}
	switch open := len(s.states)%3 != 0; {
	case r.IntN(8) == 0:
		_, err := w.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
		return n, err
	case r.IntN(2) == 0:
		text := fmt.Sprint(len(s.texts), strings.Repeat(" dear customer", r.IntN(1+r.IntN(900))))
		n.texts = append(n.texts, text)
		return n, w.SaveDraft(ctx, draft("a", text, 0))
	case !open:
		n.states = append(n.states, review.Armed)
		_, err := w.Arm(ctx, intent("a", "Thanks"))
		return n, err
	default:
		next := []review.IntentState{review.Sent, review.Published}[len(s.states)%3-1]
		n.states = append(n.states, next)
		return n, w.Advance(ctx, int64(1+(len(s.states)-1)/3), next, "")
	}
}

// lacks opens what the cut left and says what of the work is not there; "" when all of it is, and the rest whole or not
// at all.
func lacks(t *testing.T, dir string, files map[string][]byte, sure, maybe told) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := read(dir)
	if err != nil {
		return fmt.Sprintf("LOST with %d drafts and %d steps: %v", len(sure.texts), len(sure.states), err)
	}
	if g := fmt.Sprint(got); g != fmt.Sprint(sure) && g != fmt.Sprint(maybe) {
		return fmt.Sprintf("LOST: %d drafts and %d steps are there, and %d and %d were acknowledged", len(got.texts), len(got.states), len(sure.texts), len(sure.states))
	}
	return ""
}

// read is what the next tpdesk finds.
func read(dir string) (got told, err error) {
	ctx := context.Background()
	w, err := OpenWork(ctx, dir, testKey)
	if err != nil {
		return got, err
	}
	defer w.Close()
	versions, err := w.Versions(ctx, "a", review.ReplyDraft)
	if err != nil {
		return got, err
	}
	for _, d := range versions {
		got.texts = append(got.texts, d.Text)
	}
	ins, err := w.Intents(ctx)
	for _, in := range ins {
		for _, s := range []review.IntentState{review.Armed, review.Sent, review.Published} {
			got.states = append(got.states, s)
			if s == in.State {
				break
			}
		}
	}
	return got, err
}

// cuts is how many seeds are played: TPDESK_CUTS, else a few.
func cuts(t *testing.T) uint64 {
	t.Helper()
	v := os.Getenv("TPDESK_CUTS")
	if v == "" {
		return 200
	}
	n, err := strconv.ParseUint(v, 10, 32)
	if err != nil {
		t.Fatalf("TPDESK_CUTS is %q: a number is needed", v)
	}
	return n
}

// memoryDir is a folder in memory where the system has one: the disk is made up anyway.
func memoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "tpdesk-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func TestAPowerCutAtAnyWriteLosesNothingThatWasAcknowledged(t *testing.T) {
	dir, failed, acknowledged := memoryDir(t), 0, 0
	for seed := uint64(1); seed <= cuts(t) && failed < 3; seed++ {
		sure, wrong := powerCut(t, dir, seed, func(p string) string { return p })
		acknowledged += len(sure.texts) + len(sure.states)
		if wrong != "" {
			failed++
			t.Errorf("seed %d: %s", seed, wrong)
		}
	}
	t.Logf("%d cuts, %d drafts and steps acknowledged before them", cuts(t), acknowledged)
}

// TestADroppedFsyncIsCaught plants the mistake that the cuts are there for.
func TestADroppedFsyncIsCaught(t *testing.T) {
	dir := memoryDir(t)
	for _, less := range []string{"OFF", "NORMAL"} {
		found := ""
		for seed := uint64(1); seed <= 300 && found == ""; seed++ {
			_, found = powerCut(t, dir, seed, func(p string) string { return strings.Replace(p, "synchronous=FULL", "synchronous="+less, 1) })
		}
		if found == "" {
			t.Errorf("300 cuts did not find synchronous=%s", less)
		}
		t.Logf("synchronous=%s: %s", less, found)
	}
}

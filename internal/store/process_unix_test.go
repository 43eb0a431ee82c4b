//go:build unix

package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

const childEnv = "TPDESK_STORE_TEST_CHILD"

// TestMain runs the test binary as the process that a test starts to kill it or to work beside it.
func TestMain(m *testing.M) {
	children := map[string]func(dir string) error{"write": writeForEver, "beside": writeBeside, "full": writeUntilFull}
	child, ok := children[os.Getenv(childEnv)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := child(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func start(t *testing.T, role, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0], dir)
	cmd.Env = append(os.Environ(), childEnv+"="+role)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd, bufio.NewScanner(out)
}

// writeForEver saves a draft and arms an intent with a growing number, and tells each number once both are on disk.
func writeForEver(dir string) error {
	ctx := context.Background()
	w, err := OpenWork(ctx, dir, testKey)
	if err != nil {
		return err
	}
	first, err := lastNumber(ctx, w)
	for n := first + 1; err == nil; n++ {
		if err = writeNumber(ctx, w, n); err == nil {
			_, err = fmt.Println(n)
		}
	}
	return err
}

func writeNumber(ctx context.Context, w *Work, n int) error {
	d := draft("a", strconv.Itoa(n), 0)
	if err := w.SaveDraft(ctx, d); err != nil {
		return err
	}
	in := intent("a", "")
	in.Note = d.Text
	_, err := w.Arm(ctx, in)
	return err
}

func lastNumber(ctx context.Context, w *Work) (int, error) {
	ds, err := w.Drafts(ctx)
	if err != nil || len(ds) == 0 {
		return 0, err
	}
	return strconv.Atoi(ds[0].Text)
}

func TestNoAcknowledgedDraftIsLostWhenTheProcessIsKilled(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(11, 0))
	var told []string
	for round := range 20 {
		cmd, out := start(t, "write", dir)
		for range 1 + r.IntN(12) {
			if !out.Scan() {
				t.Fatalf("round %d: the writer ended: %v", round, cmd.Wait())
			}
			told = append(told, out.Text())
		}
		if err := cmd.Process.Kill(); err != nil { // the writer is at some later write by now
			t.Fatal(err)
		}
		for out.Scan() {
			told = append(told, out.Text())
		}
		cmd.Wait()
		wantWritten(t, dir, round, told)
	}
}

// wantWritten wants every version there ever was, in order, and an intent for each number that was told.
func wantWritten(t *testing.T, dir string, round int, told []string) {
	t.Helper()
	ctx := context.Background()
	w := openWork(t, dir)
	defer w.Close()
	versions, err := w.Versions(ctx, "a", review.ReplyDraft)
	if last, _ := strconv.Atoi(told[len(told)-1]); err != nil || len(versions) < last || len(versions) > last+1 {
		t.Fatalf("round %d: %d versions (%v), but %d were told to be on disk", round, len(versions), err, last)
	}
	for i, d := range versions {
		if d.Text != strconv.Itoa(i+1) {
			t.Fatalf("round %d: version %d is %q", round, i+1, d.Text)
		}
	}
	intents, err := w.Intents(ctx)
	armed := map[string]bool{}
	for _, in := range intents {
		armed[in.Note] = true
	}
	for _, n := range told {
		if err != nil || !armed[n] {
			t.Fatalf("round %d: intent %s is lost (%v)", round, n, err)
		}
	}
}

const besides = 15

// writeBeside puts reviews and drafts while another process does.
func writeBeside(dir string) error {
	ctx := context.Background()
	who := strconv.Itoa(os.Getpid())
	c, err := OpenCopy(ctx, dir, testKey, func(s string) { fmt.Fprintln(os.Stderr, s) })
	if err != nil {
		return err
	}
	w, err := OpenWork(ctx, dir, testKey)
	if err != nil {
		return err
	}
	shared := newMade(1).reviews(20)
	for i := range besides {
		own := newMade(uint64(os.Getpid() + i)).review(fmt.Sprintf("%s-%d", who, i))
		if err := c.Put(ctx, append(shared, own), noon()); err != nil {
			return err
		}
		if err := w.SaveDraft(ctx, draft("a", fmt.Sprintf("%s-%d", who, i), 0)); err != nil {
			return err
		}
		if err := w.See(ctx, append(shared, own), noon()); err != nil {
			return err
		}
	}
	return nil
}

func TestTwoProcessesWorkOnOneFolder(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	var both []*exec.Cmd
	for range 2 {
		cmd, _ := start(t, "beside", dir)
		both = append(both, cmd)
	}
	for _, cmd := range both {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	wantCount(t, openCopy(t, dir, nil), review.Filter{}, 0, 20+2*besides)
	w := openWork(t, dir)
	versions, err := w.Versions(ctx, "a", review.ReplyDraft)
	if err != nil || len(versions) != 2*besides {
		t.Errorf("%d versions (%v), want %d", len(versions), err, 2*besides)
	}
	for _, r := range newMade(1).reviews(20) {
		if seen, err := w.Revisions(ctx, r.ID); err != nil || len(seen) != 1 {
			t.Errorf("%s has %d revisions (%v), want 1", r.ID, len(seen), err)
		}
	}
}

func TestAFullDiskIsAnErrorAndLosesNothingThatWasSaved(t *testing.T) {
	dir := t.TempDir()
	cmd, out := start(t, "full", dir)
	saved, full := 0, false
	for out.Scan() {
		if n, err := strconv.Atoi(out.Text()); err == nil {
			saved = n
		} else {
			full = out.Text() == "full"
		}
	}
	if err := cmd.Wait(); err != nil || saved == 0 || !full {
		t.Fatalf("saved %d, full %v, %v", saved, full, err)
	}
	w := openWork(t, dir)
	versions, err := w.Versions(context.Background(), "a", review.ReplyDraft)
	if err != nil || len(versions) != saved {
		t.Errorf("%d versions (%v), want %d", len(versions), err, saved)
	}
	save(t, w, draft("a", "there is room again", 0))
}

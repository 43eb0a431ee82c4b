package invite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// post counts what a server took.
type post struct {
	took   map[string]int
	answer func(n int, take func()) error // n counts from 0
	n      int
}

func (p *post) send(_ context.Context, r Row) error {
	n := p.n
	p.n++
	take := func() { p.took[r.Email+"/"+r.Reference]++ }
	if p.answer == nil {
		take()
		return nil
	}
	return p.answer(n, take)
}

func open(t *testing.T, path string, now time.Time) *Ledger {
	t.Helper()
	l, err := OpenLedger(path, "secret", func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// run sends rows with a new process's eyes: the ledger is opened and closed.
func run(t *testing.T, path string, p *post, rows []Row, tune func(*Sender)) (Did, error) {
	t.Helper()
	l := open(t, path, noon)
	defer l.Close()
	s := &Sender{Ledger: l, Send: p.send, Batch: "b1"}
	if tune != nil {
		tune(s)
	}
	return s.Run(context.Background(), rows)
}

func some(n int) []Row {
	rows := make([]Row, n)
	for i := range rows {
		rows[i] = Row{Line: i + 2, Email: fmt.Sprintf("c%d@customer.example", i), Reference: "O"}
	}
	return rows
}

func (p *post) want(t *testing.T, rows []Row, what string) {
	t.Helper()
	for _, r := range rows {
		if n := p.took[r.Email+"/"+r.Reference]; n != 1 {
			t.Errorf("%s: %s was sent %d times", what, r.Email, n)
		}
	}
}

func TestABatchThatIsCutAtAnyRowGoesOnThereAndSendsNothingTwice(t *testing.T) {
	const n = 12
	lost := fmt.Errorf("the answer: %w", review.ErrUnknown)
	for at := range n {
		for name, taken := range map[string]bool{"after it was taken": true, "before it was taken": false} {
			what := fmt.Sprintf("cut at row %d %s", at, name)
			path, rows := filepath.Join(t.TempDir(), "l"), some(n)
			p := &post{took: map[string]int{}, answer: func(i int, take func()) error {
				if i != at {
					take()
					return nil
				}
				if taken {
					take()
				}
				return lost
			}}
			did, err := run(t, path, p, rows, nil)
			if !errors.Is(err, review.ErrUnknown) || did.Sent != at || did.Left != n-at || len(did.Unknown) != 1 || did.Unknown[0] != at+2 {
				t.Fatalf("%s: %+v, %v", what, did, err)
			}
			for range 2 { // a machine repeats as often as it likes
				if did, err = run(t, path, p, rows, nil); !errors.Is(err, review.ErrUnknown) || did.Sent != 0 || did.Skipped != at {
					t.Fatalf("%s, again: %+v, %v", what, did, err)
				}
			}
			doubt := Skip
			if !taken {
				doubt = Again
			}
			if did, err = run(t, path, p, rows, func(s *Sender) { s.Doubt = doubt }); err != nil || did.Left != 0 {
				t.Fatalf("%s, decided: %+v, %v", what, did, err)
			}
			p.want(t, rows, what)
		}
	}
}

func TestATpdeskThatIsKilledAtAnyStepLeavesNothingInDoubtButTheRowUnderWay(t *testing.T) {
	const n = 6
	path, rows := filepath.Join(t.TempDir(), "l"), some(n)
	if _, err := run(t, path, &post{took: map[string]int{}}, rows, nil); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for end := range len(whole) + 1 { // a file that was cut at any byte
		if err := os.WriteFile(path, whole[:end], 0o600); err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(string(whole[:end]), "\n")
		sent, begun := max(0, (lines-1)/2), max(0, lines/2) // two lines a row, after the head
		p := &post{took: map[string]int{}}
		did, err := run(t, path, p, rows, nil)
		if sent == begun && (err != nil || did.Skipped != sent || did.Sent != n-sent) {
			t.Fatalf("cut at byte %d, between rows: %+v, %v", end, did, err)
		}
		if sent < begun && (!errors.Is(err, review.ErrUnknown) || did.Sent != 0) {
			t.Fatalf("cut at byte %d, with row %d under way: %+v, %v", end, begun, did, err)
		}
	}
}

func TestARefusedRowIsNamedAndTheOthersGoOn(t *testing.T) {
	for at := range 5 {
		path, rows := filepath.Join(t.TempDir(), "l"), some(5)
		p := &post{took: map[string]int{}, answer: func(i int, take func()) error {
			if i == at {
				return fmt.Errorf("no: %w", review.ErrRefused)
			}
			take()
			return nil
		}}
		did, err := run(t, path, p, rows, nil)
		if err != nil || did.Sent != 4 || len(did.Refused) != 1 || did.Refused[0].Line != at+2 || did.Left != 0 {
			t.Fatalf("%d: %+v, %v", at, did, err)
		}
		p.answer = nil
		if did, err = run(t, path, p, rows, nil); err != nil || did.Sent != 1 || did.Skipped != 4 {
			t.Fatalf("%d again: %+v, %v", at, did, err)
		}
		p.want(t, rows, "after a refusal")
	}
}

func TestWhatEveryRowWouldMeetEndsTheBatch(t *testing.T) {
	for name, err := range map[string]error{
		"plan": &EndError{fmt.Errorf("403: %w", review.ErrRefused)}, "sign-in": review.ErrSignIn, "too many calls": review.ErrTemporary, "stopped": context.Canceled,
	} {
		path, rows := filepath.Join(t.TempDir(), "l"), some(4)
		p := &post{took: map[string]int{}, answer: func(i int, take func()) error {
			if i == 2 {
				return err
			}
			take()
			return nil
		}}
		did, got := run(t, path, p, rows, nil)
		at := &RowError{}
		if !errors.Is(got, err) || !errors.As(got, &at) || at.Line != 4 || did.Sent != 2 || did.Left != 2 || p.n != 3 {
			t.Fatalf("%s: %+v, %v", name, did, got)
		}
		p.answer = nil
		if did, got = run(t, path, p, rows, nil); got != nil || did.Sent != 2 {
			t.Fatalf("%s, later: %+v, %v", name, did, got)
		}
		p.want(t, rows, name)
	}
}

func TestTheSameInvitationIsSentAgainAfterNinetyDaysOrByForce(t *testing.T) {
	path, rows := filepath.Join(t.TempDir(), "l"), some(1)
	p := &post{took: map[string]int{}}
	for _, step := range []struct {
		day   int
		batch string
		force bool
		want  int
	}{{0, "b1", false, 1}, {89, "b2", false, 1}, {89, "b2", true, 2}, {89, "b2", true, 2}, {178, "b3", false, 2}, {180, "b3", false, 3}, {400, "b1", true, 3}} {
		l := open(t, path, noon.AddDate(0, 0, step.day))
		s := &Sender{Ledger: l, Send: p.send, Batch: step.batch, Force: step.force}
		if _, err := s.Run(context.Background(), rows); err != nil {
			t.Fatal(err)
		}
		if got := p.took["c0@customer.example/O"]; got != step.want {
			t.Errorf("day %d, batch %s, force %v: sent %d times, want %d", step.day, step.batch, step.force, got, step.want)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnotherOrderOrTemplateIsAnotherInvitation(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "l"), noon)
	defer l.Close()
	base := Row{Email: "a@b.example", Reference: "1", Template: "t"}
	if l.Key(base) != l.Key(Row{Email: " A@B.example", Reference: "1 ", Template: "t", Name: "Å", Line: 7}) {
		t.Error("case, blanks or the name make another invitation")
	}
	seen := map[string]bool{l.Key(base): true}
	for _, r := range []Row{{Email: "a@b.example", Reference: "2", Template: "t"}, {Email: "a@b.example", Reference: "1", Template: "u"}, {Email: "c@b.example", Reference: "1", Template: "t"},
		{Email: "a@b.example", Reference: "1", Template: "t", SKUs: []string{"x"}}, {Email: "a@b.example", Reference: "1", Template: "t", OnlyProduct: true}, {Email: "a@b.example1", Template: "t"}} {
		if seen[l.Key(r)] {
			t.Errorf("%+v is the same as another", r)
		}
		seen[l.Key(r)] = true
	}
}

func TestTheLedgerHasNoAddressAndIsForThisAccountAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l")
	if _, err := run(t, path, &post{took: map[string]int{}}, some(3), nil); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(b), "customer") || strings.Contains(string(b), "c0@") {
		t.Errorf("%s, %v", b, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestALedgerUnderAnotherKeyIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l")
	open(t, path, noon).Close()
	for _, secret := range []string{"", "another"} {
		if _, err := OpenLedger(path, secret, time.Now); !errors.Is(err, ErrKey) {
			t.Errorf("%q: %v", secret, err)
		}
	}
	own := filepath.Join(t.TempDir(), "own")
	for _, secret := range []string{"", "", "later a vault"} { // a ledger with a key of its own goes on
		l, err := OpenLedger(own, secret, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
	}
}

func TestALedgerIsHeldByOneAndADamagedOneIsNotUsed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l")
	l := open(t, path, noon)
	if _, err := OpenLedger(path, "secret", time.Now); !errors.Is(err, review.ErrTemporary) {
		t.Errorf("a second one: %v", err)
	}
	l.Close()
	for _, text := range []string{"nonsense\n", `{"v":2}` + "\n", `{"v":1,"salt":"zz"}` + "\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenLedger(path, "secret", time.Now); err == nil {
			t.Errorf("took %q", text)
		}
	}
	good := filepath.Join(t.TempDir(), "g")
	open(t, good, noon).Close()
	b, _ := os.ReadFile(good)
	if err := os.WriteFile(good, append(b, "{\"at\":7}\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenLedger(good, "secret", time.Now); !errors.Is(err, review.ErrIO) {
		t.Errorf("a damaged line: %v", err)
	}
}

func TestNothingLeavesWithoutItsRecord(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "l"), noon)
	p := &post{took: map[string]int{}}
	_ = l.file.Close() // a disk that takes no more
	s := &Sender{Ledger: l, Send: p.send}
	if did, err := s.Run(context.Background(), some(2)); !errors.Is(err, review.ErrIO) || p.n != 0 || did.Sent != 0 {
		t.Errorf("%+v, %v, %d left", did, err, p.n)
	}
}

func TestASignalBetweenTwoRowsEndsTheBatchAndOneInARowLetsItEnd(t *testing.T) {
	path, rows := filepath.Join(t.TempDir(), "l"), some(3)
	l := open(t, path, noon)
	defer l.Close()
	ctx, cancel := context.WithCancel(context.Background())
	p := &post{took: map[string]int{}}
	s := &Sender{Ledger: l, Linger: time.Minute, Send: func(sending context.Context, r Row) error {
		cancel()
		if sending.Err() != nil {
			t.Error("the row under way was cut")
		}
		return p.send(sending, r)
	}}
	did, err := s.Run(ctx, rows)
	if !errors.Is(err, context.Canceled) || did.Sent != 1 || did.Left != 2 {
		t.Errorf("%+v, %v", did, err)
	}
}

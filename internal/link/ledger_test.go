package link

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func ledger(t *testing.T, path string, k Keys) *Ledger {
	t.Helper()
	l, err := OpenLedger(path, k)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAReferenceIsRememberedForItsDomainAndByNobodyElse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := ledger(t, path, testKeys(t))
	if l.Use("a.example", "ORDER-1") || l.Use("b.example", "ORDER-1") || l.Use("a.example", "ORDER-2") || !l.Use("a.example", "ORDER-1") {
		t.Error("a reference is told to be used before when it was not, or the other way round")
	}
	if err := errors.Join(l.Save(), l.Save()); err != nil {
		t.Fatal(err)
	}
	if again := ledger(t, path, testKeys(t)); !again.Use("a.example", "ORDER-2") || again.Use("a.example", "ORDER-3") {
		t.Error("the file does not hold what was saved")
	}
	other := testKeys(t)
	other.Auth[0] ^= 1
	if ledger(t, path, other).Use("a.example", "ORDER-1") {
		t.Error("the ledger can be read with other keys")
	}
	b, err := os.ReadFile(path)
	if err != nil || len(b) != 3*entrySize || bytes.Contains(b, []byte("ORDER")) {
		t.Errorf("%q, %v", b, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestWhatACutWriteLeftHarmsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := ledger(t, path, testKeys(t))
	l.Use("a.example", "1")
	if err := l.Save(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(b, 1, 2, 3), 0o600); err != nil {
		t.Fatal(err)
	}
	l = ledger(t, path, testKeys(t))
	if !l.Use("a.example", "1") || l.Use("a.example", "2") {
		t.Error("the whole entries are not read")
	}
	if err := l.Save(); err != nil {
		t.Fatal(err)
	}
	if l = ledger(t, path, testKeys(t)); !l.Use("a.example", "1") || !l.Use("a.example", "2") {
		t.Error("an entry after the cut one is lost")
	}
}

func TestALedgerThatIsKeptNowhereStillTellsWithinARun(t *testing.T) {
	l := ledger(t, "", testKeys(t))
	if l.Use("a.example", "1") || !l.Use("a.example", "1") || l.Save() != nil {
		t.Error("not remembered")
	}
}

func TestALedgerThatCannotBeReadOrSavedIsAnErrorOfTheDisk(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenLedger(dir, testKeys(t)); !errors.Is(err, review.ErrIO) {
		t.Error(err)
	}
	l := ledger(t, filepath.Join(dir, "missing", "ledger"), testKeys(t))
	l.Use("a.example", "1")
	if err := l.Save(); !errors.Is(err, review.ErrIO) {
		t.Error(err)
	}
}

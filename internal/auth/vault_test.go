package auth

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

func env(pairs ...string) func(string) (string, bool) {
	set := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		set[pairs[i]] = pairs[i+1]
	}
	return func(name string) (string, bool) { v, ok := set[name]; return v, ok }
}

func passphrase(text string) Passphrase {
	return func(context.Context, bool) (string, error) { return text, nil }
}

// fakeRing is a keyring that misbehaves on demand.
type fakeRing struct {
	mu      sync.Mutex
	entries map[string]string
	get     func() error // nil: works
	set     func() error
	deaf    bool // says yes and does nothing
}

func (f *fakeRing) Get(_, account string) (string, error) {
	if f.get != nil {
		if err := f.get(); err != nil {
			return "", err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	value, ok := f.entries[account]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return value, nil
}

func (f *fakeRing) Set(_, account, secret string) error {
	if f.set != nil {
		if err := f.set(); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.deaf {
		f.entries[account] = secret
	}
	return nil
}

func (f *fakeRing) Delete(_, account string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.entries[account]; !ok {
		return keyring.ErrNotFound
	}
	if !f.deaf {
		delete(f.entries, account)
	}
	return nil
}

// testKeyring has the time that a busy machine takes for an answer.
func testKeyring(r ring) *keyringVault {
	k := newKeyring(r, Options{Now: time.Now})
	k.bus = func() error { return nil }
	k.call, k.total, k.dialog, k.askAfter = 20*time.Second, 40*time.Second, 20*time.Second, 10*time.Millisecond
	return k
}

func wantVaultError(t *testing.T, err error, says string) {
	t.Helper()
	var bad *VaultError
	if !errors.Is(err, ErrVault) || !errors.As(err, &bad) || !strings.Contains(err.Error(), says) {
		t.Fatalf("got %v, want a vault error that says %q", err, says)
	}
}

func TestEveryVaultKeepsReadsAndForgets(t *testing.T) {
	keyring.MockInit()
	ring := newKeyring(systemRing{}, Options{Now: time.Now})
	ring.bus = func() error { return nil }
	for _, v := range []Vault{
		NewMemory(), ring, newFile(filepath.Join(t.TempDir(), "deep", "vault.age"), passphrase("correct horse")),
	} {
		t.Run(v.Kind(), func(t *testing.T) { keepReadForget(t, v) })
	}
}

func keepReadForget(t *testing.T, v Vault) {
	t.Helper()
	ctx := t.Context()
	if _, err := v.Get(ctx, "a"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("an empty vault says %v", err)
	}
	for _, pair := range [][2]string{{"a", "one"}, {"b", strings.Repeat("x", maxEntry)}, {"a", "two\nlines ☃"}} {
		if err := v.Set(ctx, pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
		if got, err := v.Get(ctx, pair[0]); err != nil || got != pair[1] {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if err := errors.Join(v.Delete(ctx, "a"), v.Delete(ctx, "a"), Probe(ctx, v)); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Get(ctx, "a"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a removed entry says %v", err)
	}
	if got, err := v.Get(ctx, "b"); err != nil || len(got) != maxEntry {
		t.Errorf("the other entry: %d bytes, %v", len(got), err)
	}
}

func TestOpenKnowsThreeKinds(t *testing.T) {
	for _, kind := range []string{"keyring", "file", "memory"} {
		v, err := Open(kind, Options{})
		if err != nil || v.Kind() != kind {
			t.Errorf("%s: %v, %v", kind, v, err)
		}
	}
	if _, err := Open("plain", Options{}); err == nil {
		t.Error("a plain vault opened")
	}
}

func TestWithoutASessionBusTheKeyringIsNotTouched(t *testing.T) {
	touched := &fakeRing{get: func() error { t.Error("the keyring was called"); return nil }}
	for _, vars := range [][]string{
		{},
		{"DBUS_SESSION_BUS_ADDRESS", ""},
		{"DBUS_SESSION_BUS_ADDRESS", "autolaunch:"},
		{"XDG_RUNTIME_DIR", t.TempDir()},
	} {
		k := newKeyring(touched, Options{Now: time.Now})
		k.bus = func() error { return findBus("linux", env(vars...)) }
		_, err := k.Get(t.Context(), "a")
		wantVaultError(t, err, "no session bus")
	}
}

func TestSystemsWithAKeyringOfTheirOwnNeedNoBus(t *testing.T) {
	for _, system := range []string{"darwin", "windows"} {
		if err := findBus(system, env()); err != nil {
			t.Errorf("%s: %v", system, err)
		}
	}
}

func TestAKeyringThatNeverAnswersEndsEachCallAndAllOfThem(t *testing.T) {
	release := make(chan struct{})
	k := testKeyring(&fakeRing{get: func() error { <-release; return nil }})
	k.call, k.total = time.Second, 1500*time.Millisecond
	start := time.Now()
	for range 10 {
		_, err := k.Get(t.Context(), "a")
		wantVaultError(t, err, "no answer within")
	}
	if took := time.Since(start); took > 8*time.Second {
		t.Errorf("ten calls took %s", took)
	}
	close(release)
}

func TestAKeyringThatWakesUpIsUsedAgain(t *testing.T) {
	release := make(chan struct{})
	k := testKeyring(&fakeRing{entries: map[string]string{"a": "one"}, get: func() error { <-release; return nil }})
	k.call = 40 * time.Millisecond
	_, err := k.Get(t.Context(), "a")
	wantVaultError(t, err, "no answer within")
	close(release)
	k.call = 20 * time.Second
	if got, err := k.Get(t.Context(), "a"); err != nil || got != "one" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestASlowKeyringHasOneLimitForAllCallsOfAMinute(t *testing.T) {
	c := newClock()
	slow := &fakeRing{entries: map[string]string{"a": "one"}, get: func() error { c.advance(2 * time.Second); return nil }}
	k := newKeyring(slow, Options{Now: c.now})
	k.bus = func() error { return nil }
	worked := 0
	for range 5 {
		if _, err := k.Get(t.Context(), "a"); err == nil {
			worked++
		}
	}
	if worked != 3 { // 2 s, 4 s, and one that begins within 5.5 s
		t.Errorf("%d calls of 2 s were allowed", worked)
	}
	c.advance(2 * time.Minute)
	if _, err := k.Get(t.Context(), "a"); err != nil {
		t.Errorf("later: %v", err)
	}
}

func TestWithATerminalTheDialogIsWaitedForAndSaid(t *testing.T) {
	release, said := make(chan struct{}), atomic.Int32{}
	k := testKeyring(&fakeRing{entries: map[string]string{"a": "one"}, get: func() error { <-release; return nil }})
	k.terminal, k.asking = true, func() { said.Add(1); close(release) }
	if got, err := k.Get(t.Context(), "a"); err != nil || got != "one" || said.Load() != 1 {
		t.Errorf("got %q, %v, said %d times", got, err, said.Load())
	}
}

func TestCtrlCEndsTheWaitForTheDialog(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	k := testKeyring(&fakeRing{get: func() error { <-release; return nil }})
	ctx, cancel := context.WithCancel(t.Context())
	k.terminal, k.asking = true, cancel
	_, err := k.Get(ctx, "a")
	if !errors.Is(err, context.Canceled) || errors.Is(err, ErrVault) {
		t.Errorf("got %v", err)
	}
}

func TestAKeyringThatSaysSavedButDidNotIsFoundOut(t *testing.T) {
	k := testKeyring(&fakeRing{entries: map[string]string{"old": "x"}, deaf: true})
	wantVaultError(t, k.Set(t.Context(), "a", "one"), "not kept")
	wantVaultError(t, k.Set(t.Context(), "old", "new"), "not kept")
	wantVaultError(t, k.Delete(t.Context(), "old"), "still there")
}

func TestAnEntryThatIsTooBigIsRefusedBeforeTheVaultIsTouched(t *testing.T) {
	big := strings.Repeat("x", maxEntry+1)
	wantVaultError(t, testKeyring(&fakeRing{set: func() error { t.Error("called"); return nil }}).Set(t.Context(), "a", big), "2048")
	path := filepath.Join(t.TempDir(), "vault.age")
	wantVaultError(t, newFile(path, passphrase("p")).Set(t.Context(), "a", big), "2048")
}

func TestWhatTheKeyringRefusesIsSaidInOneCleanLine(t *testing.T) {
	k := testKeyring(&fakeRing{get: func() error { return errors.New("failed\nto \x1b[31munlock") }})
	_, err := k.Get(t.Context(), "a")
	wantVaultError(t, err, "failed to [31munlock")
	k = testKeyring(&fakeRing{get: func() error { panic("interface conversion") }})
	_, err = k.Get(t.Context(), "a")
	wantVaultError(t, err, "makes no sense")
}

func TestTheFileVaultHoldsNothingReadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.age")
	if err := newFile(path, passphrase("p")).Set(t.Context(), "canary-name", "canary-value"); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(data), "canary") || !strings.HasPrefix(string(data), "age-encryption.org/v1\n-> scrypt") {
		t.Errorf("%v: %q", err, data[:60])
	}
	for _, name := range []string{path, path + ".lock"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if _, err := os.Stat(path + ".new"); !os.IsNotExist(err) {
		t.Error("the temporary file is left")
	}
}

func TestAWrongPassphraseIsSaidAndAskedForAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.age")
	if err := newFile(path, passphrase("right")).Set(t.Context(), "a", "one"); err != nil {
		t.Fatal(err)
	}
	answers := []string{"wrong", "right"}
	v := newFile(path, func(_ context.Context, create bool) (string, error) {
		if create {
			t.Error("asked as for a new vault")
		}
		next := answers[0]
		answers = answers[1:]
		return next, nil
	})
	_, err := v.Get(t.Context(), "a")
	wantVaultError(t, err, "wrong passphrase")
	if !errors.Is(err, ErrPassphrase) {
		t.Errorf("%v is no ErrPassphrase", err)
	}
	if got, err := v.Get(t.Context(), "a"); err != nil || got != "one" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestANewFileVaultAsksAsForANewOneAndReadingNothingAsksNothing(t *testing.T) {
	var asked []bool
	v := newFile(filepath.Join(t.TempDir(), "vault.age"), func(_ context.Context, create bool) (string, error) {
		asked = append(asked, create)
		return "p", nil
	})
	_, _ = v.Get(t.Context(), "a")
	if len(asked) != 0 {
		t.Error("reading nothing asked")
	}
	if err := errors.Join(v.Set(t.Context(), "a", "1"), v.Set(t.Context(), "b", "2")); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(asked) != "[true]" {
		t.Errorf("asked %v", asked)
	}
}

func TestAFileVaultThatCannotBeOpenedSaysWhy(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good.age")
	if err := newFile(good, passphrase("p")).Set(t.Context(), "a", "one"); err != nil {
		t.Fatal(err)
	}
	sealed, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, says string
		data       []byte
		ask        Passphrase
	}{
		{"garbage", "damaged", []byte("hello"), passphrase("p")},
		{"empty", "damaged", nil, passphrase("p")},
		{"cut", "damaged", sealed[:len(sealed)-5], passphrase("p")},
		{"nobody", "TPDESK_PASSPHRASE", sealed, nil},
		{"no passphrase", "empty", sealed, passphrase("")},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "vault.age")
			if err := os.WriteFile(path, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := newFile(path, c.ask).Get(t.Context(), "a")
			wantVaultError(t, err, c.says)
			wantVaultError(t, newFile(path, c.ask).Set(t.Context(), "a", "two"), c.says)
			if got, _ := os.ReadFile(path); string(got) != string(c.data) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestTwoFileVaultsOnOneFileLoseNothingOfEachOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.age")
	var wg sync.WaitGroup
	for who := range 3 {
		wg.Go(func() {
			v := newFile(path, passphrase("p"))
			v.wait = 5 * time.Minute // nobody waits in line: on a busy machine the others may be quicker time and again
			for n := range 3 {
				if err := v.Set(t.Context(), fmt.Sprint(who, "-", n), "x"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	v := newFile(path, passphrase("p"))
	for who := range 3 {
		for n := range 3 {
			if _, err := v.Get(t.Context(), fmt.Sprint(who, "-", n)); err != nil {
				t.Errorf("%d-%d: %v", who, n, err)
			}
		}
	}
}

func TestAFileVaultOnAFullOrForbiddenDiskSaysSo(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantVaultError(t, newFile(filepath.Join(blocked, "vault.age"), passphrase("p")).Set(t.Context(), "a", "1"), "not a directory")
}

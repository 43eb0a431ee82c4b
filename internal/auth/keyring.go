package auth

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/zalando/go-keyring"
)

// service is the name that tpdesk's entries share in the keyring.
const service = "tpdesk"

// How long the keyring may take. Its library waits for ever when a dialog is never answered or a bus is mute (security §0.6).
const (
	callLimit   = 3 * time.Second         // one call, nobody there to answer a dialog
	totalLimit  = 5500 * time.Millisecond // all calls of a minute, nobody there
	dialogLimit = 60 * time.Second        // one call, with somebody at the terminal
	askingAfter = time.Second             // until we say that the keyring asks
)

// ring is the part of go-keyring that the vault uses.
type ring interface {
	Get(service, account string) (string, error)
	Set(service, account, secret string) error
	Delete(service, account string) error
}

type systemRing struct{}

func (systemRing) Get(service, account string) (string, error) { return keyring.Get(service, account) }
func (systemRing) Set(service, account, secret string) error {
	return keyring.Set(service, account, secret)
}
func (systemRing) Delete(service, account string) error { return keyring.Delete(service, account) }

// keyringVault is the operating system's keyring with time limits and read-back.
type keyringVault struct {
	ring     ring
	bus      func() error // nil: there is a bus, or none is needed
	terminal bool
	asking   func()
	now      func() time.Time

	call, total, dialog, askAfter time.Duration

	turn chan struct{} // one call at a time: a stuck one is waited for, never piled upon

	mu    sync.Mutex
	since time.Time     // when the counting of spent began
	spent time.Duration // waited since then
}

func newKeyring(r ring, o Options) *keyringVault {
	return &keyringVault{
		ring: r, terminal: o.Terminal, asking: o.Asking, now: o.Now,
		bus:  func() error { return findBus(runtime.GOOS, o.Env) },
		call: callLimit, total: totalLimit, dialog: dialogLimit, askAfter: askingAfter,
		turn: make(chan struct{}, 1),
	}
}

// Kind is "keyring".
func (k *keyringVault) Kind() string { return "keyring" }

func (k *keyringVault) Get(ctx context.Context, name string) (string, error) {
	return k.do(ctx, "read", func() (string, error) { return k.ring.Get(service, name) })
}

func (k *keyringVault) Set(ctx context.Context, name, value string) error {
	if len(value) > maxEntry {
		return k.fail("save", fmt.Sprintf("the entry has %d bytes, the limit is %d", len(value), maxEntry), nil)
	}
	_, err := k.do(ctx, "save", func() (string, error) { return "", k.ring.Set(service, name, value) })
	if err != nil {
		return err
	}
	switch got, err := k.Get(ctx, name); {
	case errors.Is(err, ErrNotFound) || err == nil && got != value:
		return k.fail("save", "it was not kept: the keyring's dialog may have been dismissed", nil)
	default:
		return err
	}
}

func (k *keyringVault) Delete(ctx context.Context, name string) error {
	_, err := k.do(ctx, "remove", func() (string, error) { return "", k.ring.Delete(service, name) })
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	switch _, err := k.Get(ctx, name); {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	return k.fail("remove", "it is still there: the keyring's dialog may have been dismissed", nil)
}

type ringAnswer struct {
	value string
	err   error
}

// do runs one call of the keyring and stops waiting at its limit. The call itself cannot be stopped: until it ends, the
// next one waits in line, within its own limit.
func (k *keyringVault) do(ctx context.Context, act string, f func() (string, error)) (string, error) {
	if err := k.bus(); err != nil {
		return "", k.fail(act, err.Error(), nil)
	}
	limit := k.patience()
	wait, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer k.spend(k.now())
	if k.terminal && k.asking != nil {
		defer time.AfterFunc(k.askAfter, k.asking).Stop()
	}
	answer := make(chan ringAnswer, 1)
	select {
	case k.turn <- struct{}{}:
		go k.run(f, answer)
	case <-wait.Done():
		return "", k.late(ctx, act, limit)
	}
	select {
	case a := <-answer:
		return k.judge(act, a)
	case <-wait.Done():
		return "", k.late(ctx, act, limit)
	}
}

// run lets a broken answer on the bus, on which the library panics, be an error.
func (k *keyringVault) run(f func() (string, error), answer chan<- ringAnswer) {
	defer func() { <-k.turn }()
	var a ringAnswer
	defer func() {
		if p := recover(); p != nil {
			a = ringAnswer{err: errors.New("the keyring's answer makes no sense")}
		}
		answer <- a
	}()
	a.value, a.err = f()
}

func (k *keyringVault) judge(act string, a ringAnswer) (string, error) {
	switch {
	case a.err == nil:
		return a.value, nil
	case errors.Is(a.err, keyring.ErrNotFound):
		return "", ErrNotFound
	}
	return "", k.fail(act, clean(a.err.Error()), a.err)
}

func (k *keyringVault) late(ctx context.Context, act string, limit time.Duration) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s in the keyring vault: %w", act, err)
	}
	return k.fail(act, fmt.Sprintf("no answer within %s: it may be locked and asking where nobody sees it", limit.Round(10*time.Millisecond)), nil)
}

func (k *keyringVault) fail(act, reason string, cause error) error {
	return &VaultError{Kind: "keyring", Act: act, Reason: reason, Err: cause}
}

// patience is how long the next call may take. Without a terminal all calls of a minute share one limit, so that a
// command ends in time however many entries it wants.
func (k *keyringVault) patience() time.Duration {
	left, limited := k.left()
	if !limited {
		return k.dialog
	}
	return min(k.call, left)
}

// left is what is left of that limit; false with a terminal, where there is none.
func (k *keyringVault) left() (time.Duration, bool) {
	if k.terminal {
		return 0, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := k.now(); now.Sub(k.since) > time.Minute {
		k.since, k.spent = now, 0
	}
	return max(0, k.total-k.spent), true
}

func (k *keyringVault) spend(start time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.spent += k.now().Sub(start)
}

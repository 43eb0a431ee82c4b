// Package auth signs in to Trustpilot, keeps the secrets in a vault and hands out access tokens; which calls they are spent on is left to others.
package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
)

// ErrNotFound says that the vault has no entry of that name.
var ErrNotFound = errors.New("not in the vault")

// ErrVault says that the vault cannot be used; the error that wraps it is a *VaultError with the reason.
var ErrVault = errors.New("the vault cannot be used")

// ErrPassphrase is the cause of a *VaultError when the passphrase of the file vault is wrong, so that a caller may ask again.
var ErrPassphrase = errors.New("wrong passphrase")

// Vault keeps secrets by name. Names are opaque (systems show them), values at most 2,048 bytes. Every call ends in bounded time.
type Vault interface {
	// Get gives the value, ErrNotFound, or a *VaultError.
	Get(ctx context.Context, name string) (string, error)
	// Set stores the value and reads it back: nil means that it is there.
	Set(ctx context.Context, name, value string) error
	// Delete removes the value and checks that it is gone. Nothing to remove is no error.
	Delete(ctx context.Context, name string) error
	// Kind is "keyring", "file" or "memory".
	Kind() string
}

// VaultError says what was tried with a vault and why it failed. It never holds a secret.
type VaultError struct {
	Kind   string // of the vault
	Act    string // "read", "save" or "remove"
	Reason string
	Err    error // the cause, where there is one
}

// Error says what was tried, then why.
func (e *VaultError) Error() string {
	return fmt.Sprintf("%s in the %s vault: %s", e.Act, e.Kind, e.Reason)
}

// Is makes every VaultError an ErrVault.
func (e *VaultError) Is(target error) bool { return target == ErrVault }

// Unwrap is the cause.
func (e *VaultError) Unwrap() error { return e.Err }

// maxEntry is the largest value in bytes: Windows takes 2,560, macOS about 2,900 (security §6).
const maxEntry = 2048

// Options say where a vault is and how it talks to the person at the terminal. Each vault takes what it needs.
type Options struct {
	Env        func(name string) (string, bool) // for the session bus of the keyring
	Path       string                           // of the file vault
	Passphrase Passphrase                       // of the file vault
	Terminal   bool                             // somebody can answer the keyring's dialog
	Asking     func()                           // called when the keyring lets us wait for that
	Now        func() time.Time
}

// Passphrase gives the passphrase of the file vault; create is true when a new vault is about to be made with it.
type Passphrase func(ctx context.Context, create bool) (string, error)

// Open gives the vault of a kind: "keyring", "file" or "memory". It contacts nothing yet.
func Open(kind string, o Options) (Vault, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	switch kind {
	case "keyring":
		return newKeyring(systemRing{}, o), nil
	case "file":
		return newFile(o.Path, o.Passphrase), nil
	case "memory":
		return NewMemory(), nil
	}
	return nil, fmt.Errorf("open vault: %q is none of keyring, file, memory", kind)
}

// Probe stores, reads and removes a throwaway entry, so that a sign-in is not begun whose tokens could not be kept.
func Probe(ctx context.Context, v Vault) error {
	name := opaque("probe", rand.Text())
	if err := v.Set(ctx, name, rand.Text()); err != nil {
		return err
	}
	return v.Delete(ctx, name)
}

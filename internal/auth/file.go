package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"filippo.io/age"
)

const (
	workFactor    = 15               // scrypt 2^15: 63 ms (libraries C)
	maxWorkFactor = 20               // what a file may ask of us
	maxVaultFile  = 1 << 20          // bytes
	vaultLock     = 10 * time.Second // for another process that writes
)

// fileVault is one age file, encrypted with a passphrase, that is replaced whole at each change.
type fileVault struct {
	path string
	ask  Passphrase
	wait time.Duration // for the lock, at most

	mu         sync.Mutex
	passphrase string      // once it is known
	seen       fs.FileInfo // the file that entries were read from
	entries    map[string]string
}

func newFile(path string, ask Passphrase) *fileVault {
	return &fileVault{path: path, ask: ask, wait: vaultLock}
}

// fileContent is what is in the age file.
type fileContent struct {
	Version int               `json:"v"`
	Entries map[string]string `json:"entries"`
}

// Kind is "file".
func (f *fileVault) Kind() string { return "file" }

func (f *fileVault) Get(ctx context.Context, name string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	entries, err := f.read(ctx)
	if err != nil {
		return "", f.fail("read", err)
	}
	value, ok := entries[name]
	if !ok {
		return "", ErrNotFound
	}
	return value, nil
}

func (f *fileVault) Set(ctx context.Context, name, value string) error {
	if len(value) > maxEntry {
		return f.fail("save", fmt.Errorf("the entry has %d bytes, the limit is %d", len(value), maxEntry))
	}
	return f.change(ctx, "save", func(entries map[string]string) bool {
		entries[name] = value
		return true
	})
}

func (f *fileVault) Delete(ctx context.Context, name string) error {
	return f.change(ctx, "remove", func(entries map[string]string) bool {
		_, ok := entries[name]
		delete(entries, name)
		return ok
	})
}

// change reads, edits and replaces the file while no other process does.
func (f *fileVault) change(ctx context.Context, act string, edit func(map[string]string) bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.prepare(ctx); err != nil {
		return f.fail(act, err)
	}
	release, err := lockFile(ctx, f.path+".lock", f.wait)
	if err != nil {
		return f.fail(act, err)
	}
	defer release()
	entries, err := f.read(ctx)
	if err != nil {
		return f.fail(act, err)
	}
	edited := make(map[string]string, len(entries)+1)
	for name, value := range entries {
		edited[name] = value
	}
	if !edit(edited) {
		return nil
	}
	if err := f.write(ctx, edited); err != nil {
		return f.fail(act, err)
	}
	return nil
}

// prepare asks for the passphrase before the lock is taken: a person may think longer than other processes wait.
func (f *fileVault) prepare(ctx context.Context) error {
	_, err := os.Stat(f.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	_, err = f.know(ctx, err != nil)
	return err
}

// read gives the entries; without a file there are none. What was decrypted before is used as long as the file is the same one.
func (f *fileVault) read(ctx context.Context) (map[string]string, error) {
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		f.seen, f.entries = nil, nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if f.seen != nil && os.SameFile(info, f.seen) && info.ModTime().Equal(f.seen.ModTime()) && info.Size() == f.seen.Size() {
		return f.entries, nil
	}
	if !info.Mode().IsRegular() || info.Size() > maxVaultFile {
		return nil, fmt.Errorf("%s is not a vault file", f.path)
	}
	data, err := os.ReadFile(f.path)
	if err != nil {
		return nil, err
	}
	entries, err := f.decrypt(ctx, data)
	if err != nil {
		return nil, err
	}
	f.seen, f.entries = info, entries
	return entries, nil
}

func (f *fileVault) decrypt(ctx context.Context, data []byte) (map[string]string, error) {
	passphrase, err := f.know(ctx, false)
	if err != nil {
		return nil, err
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, ErrPassphrase
	}
	identity.SetMaxWorkFactor(maxWorkFactor)
	plain, err := age.Decrypt(bytes.NewReader(data), identity)
	if wrong := (*age.NoIdentityMatchError)(nil); errors.As(err, &wrong) {
		f.passphrase = ""
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("%s is damaged or not a vault: %w", f.path, err)
	}
	var content fileContent
	if err := json.NewDecoder(io.LimitReader(plain, maxVaultFile)).Decode(&content); err != nil {
		return nil, fmt.Errorf("%s is damaged", f.path) // the cause could quote what it holds
	}
	if content.Version != 1 {
		return nil, fmt.Errorf("%s was written by a newer tpdesk", f.path)
	}
	return content.Entries, nil
}

// write replaces the file with the entries and reads it back.
func (f *fileVault) write(ctx context.Context, entries map[string]string) error {
	passphrase, err := f.know(ctx, f.seen == nil)
	if err != nil {
		return err
	}
	data, err := encrypt(passphrase, fileContent{Version: 1, Entries: entries})
	if err != nil {
		return err
	}
	if err := replaceFile(f.path, data); err != nil {
		return err
	}
	got, err := os.ReadFile(f.path)
	if err != nil || !bytes.Equal(got, data) {
		return fmt.Errorf("%s does not hold what was written", f.path)
	}
	info, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	f.seen, f.entries = info, entries
	return nil
}

func encrypt(passphrase string, content fileContent) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(workFactor)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipient)
	if err != nil {
		return nil, err
	}
	if err := json.NewEncoder(w).Encode(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// know gives the passphrase, asking for it once.
func (f *fileVault) know(ctx context.Context, create bool) (string, error) {
	if f.passphrase != "" {
		return f.passphrase, nil
	}
	if f.ask == nil {
		return "", errors.New("there is nobody to ask for its passphrase: set TPDESK_PASSPHRASE")
	}
	passphrase, err := f.ask(ctx, create)
	if err != nil {
		return "", err
	}
	if passphrase == "" {
		return "", errors.New("the passphrase is empty")
	}
	f.passphrase = passphrase
	return passphrase, nil
}

func (f *fileVault) fail(act string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s in the file vault: %w", act, err)
	}
	return &VaultError{Kind: "file", Act: act, Reason: err.Error(), Err: err}
}

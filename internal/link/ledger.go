package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Ledger remembers for which orders links were made, since Trustpilot takes one review an order. Its file holds eight
// bytes for each, which tell nothing without the authentication key: nobody can try order numbers against them. With new
// keys it begins anew. It only ever warns, so losing it loses a warning.
type Ledger struct {
	path string // "" where nothing is kept
	key  []byte
	used map[uint64]bool
	add  []byte // not in the file yet
}

const entrySize = 8

// OpenLedger reads a ledger; a file that is not there yet is an empty one, and path "" keeps nothing.
func OpenLedger(path string, k Keys) (*Ledger, error) {
	mac := hmac.New(sha256.New, k.Auth[:])
	_, _ = io.WriteString(mac, "tpdesk ledger of references 1")
	l := &Ledger{path: path, key: mac.Sum(nil), used: map[uint64]bool{}}
	if path == "" {
		return l, nil
	}
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the ledger of references: %w", errors.Join(review.ErrIO, err))
	}
	for ; len(b) >= entrySize; b = b[entrySize:] {
		l.used[binary.BigEndian.Uint64(b)] = true
	}
	return l, nil
}

// Use notes that a link is made for a reference of a domain, and reports whether one was made before.
func (l *Ledger) Use(domain, ref string) (before bool) {
	mac := hmac.New(sha256.New, l.key)
	_, _ = io.WriteString(mac, domain+"\x00"+ref)
	entry := mac.Sum(nil)[:entrySize]
	name := binary.BigEndian.Uint64(entry)
	if l.used[name] {
		return true
	}
	l.used[name] = true
	l.add = append(l.add, entry...)
	return false
}

// Save puts what was noted in the file, for this account alone. What a cut write left at its end is overwritten.
func (l *Ledger) Save() error {
	if l.path == "" || len(l.add) == 0 {
		return nil
	}
	if err := l.write(); err != nil {
		return fmt.Errorf("save the ledger of references: %w", errors.Join(review.ErrIO, err))
	}
	l.add = nil
	return nil
}

func (l *Ledger) write() error {
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	end, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.WriteAt(l.add, end-end%entrySize)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

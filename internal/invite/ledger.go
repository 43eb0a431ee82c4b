package invite

import (
	"bufio"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Window is for how long the same invitation counts as sent already.
const Window = 90 * 24 * time.Hour

// State is how far an invitation has come.
type State string

// The states of an invitation. One that is Sending when its tpdesk has ended is Unknown: nothing tells whether it went out,
// since Trustpilot lists no invitations.
const (
	Sending   State = "sending" // its first byte may have left
	Sent      State = "sent"
	Refused   State = "refused"
	Unknown   State = "unknown"
	Withdrawn State = "withdrawn" // nothing left, or a person decided that nothing did
)

// entry is a line of the ledger. It has no address: Key is a keyed hash of e-mail, order and templates.
type entry struct {
	At    time.Time `json:"at"`
	Key   string    `json:"key"`
	State State     `json:"state"`
	Batch string    `json:"batch,omitempty"`
	Line  int       `json:"line,omitempty"`
}

// head is the first line of the ledger.
type head struct {
	Version int    `json:"v"`
	Salt    string `json:"salt,omitempty"`  // the key itself, where no vault keeps one
	Check   string `json:"check,omitempty"` // tells whether the vault's key is the one that the ledger began with
}

// Ledger is the file that remembers what was sent of a kind that Trustpilot must not get twice: one line for each step, on
// disk before it is taken. It is held by one process at a time.
type Ledger struct {
	now  func() time.Time
	key  []byte
	file *os.File
	lock *flock.Flock

	sent map[string]time.Time // by key: when it was sent last
	open map[string]entry     // by key: the outcome is not certain
	rows map[place]bool       // sent rows
}

type place struct {
	batch string
	line  int
}

// ErrKey says that the ledger was begun under a key that is not at hand, so that nothing tells what was sent already.
var ErrKey = errors.New("the ledger of what was sent is under the vault's key, which is another now or cannot be used")

// OpenLedger opens the ledger at path, and begins one where there is none: under the secret, or with "" under a key of its
// own. An error wraps review.ErrTemporary when another process holds it, ErrKey, or review.ErrIO.
func OpenLedger(path, secret string, now func() time.Time) (*Ledger, error) {
	l := &Ledger{now: now, lock: flock.New(path+".lock", flock.SetPermissions(0o600)), sent: map[string]time.Time{}, open: map[string]entry{}, rows: map[place]bool{}}
	held, err := l.lock.TryLock()
	if err != nil {
		return nil, broken("lock", err)
	}
	if !held {
		return nil, fmt.Errorf("another tpdesk is sending right now: %w", review.ErrTemporary)
	}
	if l.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, errors.Join(broken("open", err), l.lock.Unlock())
	}
	if err := l.load(secret); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// MemoryLedger is a ledger that ends with the process, for what must leave nothing behind.
func MemoryLedger(now func() time.Time) *Ledger {
	l := &Ledger{now: now, key: make([]byte, sha256.Size), sent: map[string]time.Time{}, open: map[string]entry{}, rows: map[place]bool{}}
	_, _ = rand.Read(l.key) // never fails
	return l
}

func broken(act string, err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("%s the ledger of what was sent: %w", act, errors.Join(review.ErrIO, err))
}

// Close lets go of the ledger.
func (l *Ledger) Close() error {
	if l.file == nil {
		return nil
	}
	return errors.Join(l.file.Close(), l.lock.Unlock())
}

// load reads what is there. A last line that was cut off is of a step that was not taken; it is cut away.
func (l *Ledger) load(secret string) error {
	in := bufio.NewReader(l.file)
	whole := int64(0)
	for first := true; ; first = false {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return broken("read", err)
		}
		if first {
			err = l.readHead(line, secret)
		} else {
			err = l.read(line)
		}
		if err != nil {
			return err
		}
		whole += int64(len(line))
	}
	if err := l.file.Truncate(whole); err != nil {
		return broken("mend", err)
	}
	if _, err := l.file.Seek(whole, io.SeekStart); err != nil {
		return broken("read", err)
	}
	if whole == 0 {
		return l.begin(secret)
	}
	return nil
}

func (l *Ledger) readHead(line []byte, secret string) error {
	var h head
	if err := json.Unmarshal(line, &h); err != nil || h.Version != 1 {
		return fmt.Errorf("read the ledger of what was sent: %w: it is damaged, or of a newer tpdesk", review.ErrIO)
	}
	if h.Salt != "" {
		salt, err := hex.DecodeString(h.Salt)
		if err != nil || len(salt) != sha256.Size {
			return fmt.Errorf("read the ledger of what was sent: %w: its first line is damaged", review.ErrIO)
		}
		l.key = salt
		return nil
	}
	if l.key = derived(secret); secret == "" || !hmac.Equal([]byte(h.Check), []byte(l.hash("check"))) {
		return ErrKey
	}
	return nil
}

func derived(secret string) []byte {
	sum := sha256.Sum256([]byte("tpdesk ledger of invitations 1\x00" + secret))
	return sum[:]
}

// begin writes the first line.
func (l *Ledger) begin(secret string) error {
	h := head{Version: 1}
	if l.key = derived(secret); secret == "" {
		l.key = make([]byte, sha256.Size)
		_, _ = rand.Read(l.key) // never fails
		h.Salt = hex.EncodeToString(l.key)
	} else {
		h.Check = l.hash("check")
	}
	if err := l.write(h); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(l.file.Name()))
}

// syncFolder puts the name of a new file on disk: without it a power cut could take the whole ledger away. Windows does
// that by itself.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err == nil {
		err = errors.Join(d.Sync(), d.Close())
	}
	if err != nil {
		return broken("write", err)
	}
	return nil
}

func (l *Ledger) read(line []byte) error {
	var e entry
	if err := json.Unmarshal(line, &e); err != nil || e.Key == "" {
		return fmt.Errorf("read the ledger of what was sent: %w: a line in it is damaged", review.ErrIO)
	}
	l.apply(e)
	return nil
}

func (l *Ledger) apply(e entry) {
	switch e.State {
	case Sending, Unknown:
		l.open[e.Key] = e
		return
	case Sent:
		l.sent[e.Key] = e.At
		l.rows[place{e.Batch, e.Line}] = true
	}
	delete(l.open, e.Key)
}

// write appends a line and waits until it is on disk.
func (l *Ledger) write(v any) error {
	if l.file == nil {
		return nil
	}
	b, err := json.Marshal(v)
	if err == nil {
		_, err = l.file.Write(append(b, '\n'))
	}
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		return broken("write", err)
	}
	return nil
}

// Note puts a step of a single act on disk before it returns; key is that of Key or Name.
func (l *Ledger) Note(key string, state State) error { return l.note(key, "", 0, state) }

// Name is the keyed hash of an act that is named by these parts.
func (l *Ledger) Name(parts ...string) string { return l.hash(append([]string{"name"}, parts...)...) }

// note puts a step on disk.
func (l *Ledger) note(key, batch string, line int, state State) error {
	e := entry{At: l.now().UTC().Truncate(time.Second), Key: key, State: state, Batch: batch, Line: line}
	if err := l.write(e); err != nil {
		return err
	}
	l.apply(e)
	return nil
}

func (l *Ledger) hash(parts ...string) string {
	mac := hmac.New(sha256.New, l.key)
	_, _ = io.WriteString(mac, strings.Join(parts, "\x00"))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Key names an invitation: this person, this order, these templates. Nobody can try addresses against it without the key.
func (l *Ledger) Key(r Row) string {
	what := "service"
	if r.OnlyProduct {
		what = "product"
	} else if r.AsksForProduct() {
		what = "both"
	}
	return l.hash(strings.ToLower(strings.TrimSpace(r.Email)), strings.TrimSpace(r.Reference), what, r.Template, r.ProductTemplate)
}

// SentBefore is when the same invitation was sent within the Window; false when it was not.
func (l *Ledger) SentBefore(key string) (time.Time, bool) {
	at, ok := l.sent[key]
	return at, ok && l.now().Sub(at) < Window
}

// Uncertain is when the same invitation was tried without a certain outcome; false when there is none.
func (l *Ledger) Uncertain(key string) (time.Time, bool) {
	e, ok := l.open[key]
	return e.At, ok
}

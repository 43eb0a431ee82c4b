package client

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// Ledger counts the calls of every process that names the same file, and keeps the line in which they wait for their
// turn. Its methods may be called at the same time. A process that is killed loses no count; a power cut may lose some.
//
// The file has a head of 64 bytes, magic, the turn and the pause, then a day's number and its count for each of 512 days,
// all little-endian. Each is written by itself, within eight aligned bytes, so that no kill leaves half of one.
type Ledger struct {
	path   string
	yearly int // calls that the plan allows in a year, 0 for no limit
	now    func() time.Time

	mu   sync.Mutex
	file *os.File // nil until the first use
}

const (
	ledgerMagic = "tpcalls1"
	turnAt      = 8  // unix nanoseconds: when the call after the next burst is due
	heldAt      = 16 // unix nanoseconds: before it no call may be made
	daysAt      = 64
	ledgerDays  = 512
	ledgerSize  = daysAt + 8*ledgerDays
	yearDays    = 365
	lockLimit   = 2 * time.Second // for how long another process may hold the ledger
)

// NewLedger is the ledger at the path, which is made at the first call. Yearly is the plan's allowance, 0 for no limit.
func NewLedger(path string, yearly int, now func() time.Time) *Ledger {
	return &Ledger{path: path, yearly: yearly, now: now}
}

// Today is how many calls were made today, by the calendar of UTC; 0 where the file cannot be read.
func (l *Ledger) Today() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := os.Stat(l.path); err != nil || l.open() != nil {
		return 0
	}
	return l.on(dayOf(l.now()))
}

// Daily is the share of one day in the plan's allowance; 0 for no limit.
func (l *Ledger) Daily() int { return DailyShare(l.yearly) }

// DailyShare is what a day may take of the calls that a plan allows in a year, 0 for no limit.
func DailyShare(yearly int) int {
	if yearly <= 0 {
		return 0
	}
	return max(1, (yearly+yearDays/2)/yearDays)
}

// strictness is how far the limits are kept.
type strictness int

const (
	counted  strictness = iota // calls are only counted
	paced                      // 833 in 5 minutes and 10,000 in an hour, too
	rationed                   // the allowance of the plan, too
)

// take counts a call and tells how long it has to wait for its turn. With an error no call may be made: it is a *tooEarly
// where an allowance is used up, else the file could not be used.
func (l *Ledger) take(ctx context.Context, c cost, keep strictness) (turn time.Duration, err error) {
	err = l.alone(ctx, func() error {
		now := l.now()
		if keep == rationed {
			if err := l.allowance(now, c); err != nil {
				return err
			}
		}
		if c != free {
			if err := l.count(dayOf(now), l.on(dayOf(now))+1); err != nil {
				return err
			}
		}
		if keep == counted {
			return nil
		}
		due, next := turnOf(l.moment(turnAt), now)
		turn = due.Sub(now)
		return l.put(turnAt, uint64(next.UnixNano()))
	})
	return turn, err
}

// giveBack takes back the count of a call that never left.
func (l *Ledger) giveBack(ctx context.Context) error {
	return l.alone(ctx, func() error {
		today := dayOf(l.now())
		if n := l.on(today); n > 0 {
			return l.count(today, n-1)
		}
		return nil
	})
}

// turnOf is when a call may be made where the one after the burst was due at a time, and what is due after it. It is the
// token bucket of burst and perFiveMinutes, kept as one moment.
func turnOf(due, now time.Time) (at, next time.Time) {
	const step = 300 * time.Second / perFiveMinutes
	if due.Before(now) || due.Sub(now) > time.Hour { // an hour's line is a clock that was set back
		due = now
	}
	at = now
	if first := due.Add(-(burst - 1) * step); first.After(now) {
		at = first
	}
	return at, due.Add(step)
}

// allowance refuses a call when the day's share, or the year's whole, is used. What a person does to one review goes on
// while the year has calls left: a day's share only keeps machines from spending them.
func (l *Ledger) allowance(now time.Time, c cost) error {
	if l.yearly <= 0 || c == free {
		return nil
	}
	today := dayOf(now)
	if c != urgent && l.on(today) >= l.Daily() {
		return &tooEarly{left: startOf(today + 1).Sub(now),
			why: fmt.Sprintf("today's %d calls are used, of the %d a year in yearly_calls of config.toml; more from 00:00 UTC", l.Daily(), l.yearly)}
	}
	used, first := l.year(today)
	if used < l.yearly {
		return nil
	}
	return &tooEarly{left: startOf(first + yearDays).Sub(now),
		why: fmt.Sprintf("the %d calls of yearly_calls in config.toml are used, in the last 365 days; more from %s", l.yearly, startOf(first+yearDays).Format(time.DateOnly))}
}

// year is how many calls were made in the 365 days that end with today, and the first of those with any.
func (l *Ledger) year(today int) (used, first int) {
	var days [8 * ledgerDays]byte
	if _, err := l.file.ReadAt(days[:], daysAt); err != nil {
		return 0, today
	}
	first = today
	for at := 0; at < len(days); at += 8 {
		day, n := int(binary.LittleEndian.Uint32(days[at:])), int(binary.LittleEndian.Uint32(days[at+4:]))
		if n > 0 && day <= today && day > today-yearDays {
			used, first = used+n, min(first, day)
		}
	}
	return used, first
}

// hold lets no process make a call for d.
func (l *Ledger) hold(ctx context.Context, d time.Duration) error {
	return l.alone(ctx, func() error {
		until := l.now().Add(d)
		if l.moment(heldAt).After(until) && l.held() > 0 {
			return nil
		}
		return l.put(heldAt, uint64(until.UnixNano()))
	})
}

// left is for how long no call may be made. It takes no lock.
func (l *Ledger) left() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open() != nil {
		return 0
	}
	return l.held()
}

// held is the pause that is left; one that is longer than any that is believed comes from a clock that was set back.
func (l *Ledger) held() time.Duration {
	left := l.moment(heldAt).Sub(l.now())
	if left > mostRetryAfter {
		return 0
	}
	return max(0, left)
}

// alone does something while no other process writes to the file.
func (l *Ledger) alone(ctx context.Context, do func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.open(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, lockLimit)
	defer cancel()
	lock := flock.New(l.path+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, time.Millisecond); err != nil {
		return fmt.Errorf("wait for another tpdesk to count its call: %w", err)
	}
	defer lock.Close()
	return do()
}

// open opens the file, or makes it. One that is no ledger is begun anew: it holds nothing but counts.
func (l *Ledger) open() error {
	if l.file != nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(l.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	var magic [8]byte
	if _, err := f.ReadAt(magic[:], 0); err == nil && string(magic[:]) == ledgerMagic {
		l.file = f
		return nil
	} else if err != nil && !errors.Is(err, io.EOF) {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Truncate(0), f.Truncate(ledgerSize)); err != nil {
		return errors.Join(err, f.Close())
	}
	if _, err := f.WriteAt([]byte(ledgerMagic), 0); err != nil {
		return errors.Join(err, f.Close())
	}
	l.file = f
	return nil
}

// get reads eight bytes; what cannot be read is 0.
func (l *Ledger) get(at int64) uint64 {
	var b [8]byte
	if _, err := l.file.ReadAt(b[:], at); err != nil {
		return 0
	}
	return binary.LittleEndian.Uint64(b[:])
}

func (l *Ledger) put(at int64, v uint64) error {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], v)
	_, err := l.file.WriteAt(b[:], at)
	return err
}

func (l *Ledger) moment(at int64) time.Time { return time.Unix(0, int64(l.get(at))) }

// on is how many calls were made on a day.
func (l *Ledger) on(day int) int {
	v := l.get(dayPlace(day))
	if uint32(v) != uint32(day) {
		return 0
	}
	return int(v >> 32)
}

// count writes how many calls were made on a day.
func (l *Ledger) count(day, calls int) error {
	return l.put(dayPlace(day), uint64(calls)<<32|uint64(uint32(day)))
}

// dayOf numbers the days of UTC since 1970.
func dayOf(t time.Time) int { return int(t.Unix() / 86400) }

func startOf(day int) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

func dayPlace(day int) int64 { return daysAt + 8*int64(day%ledgerDays) }

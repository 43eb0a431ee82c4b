package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Rebuilding is what is told when a damaged copy was set aside.
const Rebuilding = "the copy was damaged and is being rebuilt"

// Copy is the local copy of the reviews. It may be deleted at any time, also while it is open: it is then made anew,
// empty. Its methods may be called at the same time, and by several processes on one folder.
type Copy struct {
	Now func() time.Time // the clock that filters such as "since:7d" count from

	packer packer
	place  place
	notice func(string)
	mu     sync.RWMutex // held for writing while db is replaced
	db     *database
}

// OpenCopy opens dir/reviews.db, or makes it. The key is 32 bytes in hex. A damaged copy, or one that was written with
// another key, is set aside as reviews.db.damaged-TIME and begun anew; notice is told so, then and whenever it happens
// later (nil: nobody is); it must not call the copy. A copy of a newer tpdesk is left alone: the error is ErrNewer.
func OpenCopy(ctx context.Context, dir, key string, notice func(string)) (*Copy, error) {
	const tried = "open the copy"
	if err := checkKey(key); err != nil {
		return nil, explain(ctx, tried, err)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, explain(ctx, tried, err)
	}
	c := newCopy(place{path: filepath.Join(dir, "reviews.db"), key: key, steps: copySteps(), search: true,
		pragmas: "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-2048; PRAGMA secure_delete=FAST"})
	if notice != nil {
		c.notice = notice
	}
	if c.db, err = c.openFile(ctx); err != nil {
		return nil, explain(ctx, tried, err)
	}
	return c, nil
}

// OpenMemoryCopy makes an empty copy that is gone when it is closed.
func OpenMemoryCopy(ctx context.Context) (*Copy, error) {
	c := newCopy(inMemory(copySteps()).searchable())
	var err error
	c.db, err = c.place.open(ctx)
	return c, explain(ctx, "make a copy in memory", err)
}

func newCopy(p place) *Copy { return &Copy{Now: time.Now, place: p, notice: func(string) {}} }

// openFile opens the file, and a new one in its place when it is damaged.
func (c *Copy) openFile(ctx context.Context) (*database, error) {
	unlock, err := c.place.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	db, err := c.place.openWhole(ctx)
	if err == nil || !isDamage(err) || ctx.Err() != nil {
		return db, err
	}
	if err := c.place.setAside(c.Now()); err != nil {
		return nil, err
	}
	c.notice(Rebuilding)
	return c.place.open(ctx)
}

// openWhole opens the database and looks whether it has what a copy has.
func (p place) openWhole(ctx context.Context) (*database, error) {
	db, err := p.open(ctx)
	if err == nil {
		if _, err = db.mark(ctx); err == nil {
			return db, nil
		}
		db.Close()
	}
	if errors.Is(err, sqlite3.ERROR) { // its tables are not ours
		err = fmt.Errorf("%w: %w", errMisfit, err)
	}
	return nil, err
}

// use runs fn on the database. When that finds damage, the file is set aside for a new one, and the call fails.
func (c *Copy) use(ctx context.Context, tried string, fn func(*database) error) error {
	db, err := c.current(ctx)
	if err == nil {
		err = fn(db)
		c.mu.RUnlock()
	}
	if err != nil && isDamage(err) && ctx.Err() == nil && c.place.path != "" {
		err = errors.Join(err, c.replace(ctx, db, true))
	}
	return explain(ctx, tried, err)
}

// current is the database, read-locked unless there is an error; a new one if the file was moved or deleted.
func (c *Copy) current(ctx context.Context) (*database, error) {
	c.mu.RLock()
	db := c.db
	if !db.moved() {
		return db, nil
	}
	c.mu.RUnlock()
	if err := c.replace(ctx, db, false); err != nil {
		return nil, err
	}
	c.mu.RLock()
	return c.db, nil
}

// replace closes the old database and opens the path anew; a damaged one is set aside if nobody else did that.
func (c *Copy) replace(ctx context.Context, old *database, damaged bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db != old {
		return nil
	}
	old.Close()
	if damaged {
		if err := c.setAside(ctx, old); err != nil {
			c.db = old.gone()
			return err
		}
	}
	db, err := c.openFile(ctx)
	if err != nil {
		c.db = old.gone()
		return err
	}
	c.db = db
	return nil
}

func (c *Copy) setAside(ctx context.Context, old *database) error {
	unlock, err := c.place.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if old.moved() {
		return nil
	}
	if err := c.place.setAside(c.Now()); err != nil {
		return err
	}
	c.notice(Rebuilding)
	return nil
}

// Get finds one review; review.ErrNotFound when the copy does not have it.
func (c *Copy) Get(ctx context.Context, id review.ID) (r review.Review, err error) {
	err = c.use(ctx, "find review "+string(id)+" in the copy", func(db *database) error {
		var body []byte
		var digest int64
		query := "SELECT digest, pack FROM review CROSS JOIN body ON body.key = review.key WHERE id=?"
		err := db.one(ctx, query, []any{string(id)}, &digest, &body)
		if err == nil {
			r, err = c.packer.unpack(body, digest)
		}
		return err
	})
	return r, err
}

// Mark tells how complete the copy is; the zero mark for one that nobody filled.
func (c *Copy) Mark(ctx context.Context) (m review.SyncMark, err error) {
	err = c.use(ctx, "read the copy's mark", func(db *database) error {
		m, err = db.mark(ctx)
		return err
	})
	return m, err
}

const syncMark = "sync"

func (d *database) mark(ctx context.Context) (m review.SyncMark, err error) {
	text := "{}"
	err = d.one(ctx, "SELECT json FROM mark WHERE name=?", []any{syncMark}, &text)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return m, err
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return review.SyncMark{}, errMisfit
	}
	err = d.one(ctx, "SELECT EXISTS (SELECT 1 FROM review WHERE forgotten = 1)", nil, &m.Forgotten)
	return m, err
}

// SetMark keeps how complete the copy is.
func (c *Copy) SetMark(ctx context.Context, m review.SyncMark) error {
	text, err := json.Marshal(m)
	if err != nil {
		return explain(ctx, "set the copy's mark", err)
	}
	return c.use(ctx, "set the copy's mark", func(db *database) error {
		return db.write(ctx, func(tx *transaction) error { return tx.setMark(syncMark, text) })
	})
}

// Close closes the copy. Nothing may be asked of it afterwards.
func (c *Copy) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return explain(context.Background(), "close the copy", c.db.close())
}

package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Work is the work nobody may lose: drafts, the intents of public writes, revisions seen, dossiers. What a method has
// returned from without an error is on disk. Its methods may be called at the same time, and by several processes on
// one folder; of two that save the same draft the later wins, and the other's is kept as a version.
type Work struct {
	Now func() time.Time // the clock for what comes without a time

	db      *database
	intents intents
	claims  claims // of what processes claim, "" where no other process can want it
	mu      sync.Mutex
	mine    map[string]*claim // what this one has claimed
}

// intents keeps the records of public writes.
type intents interface {
	arm(ctx context.Context, in review.Intent) (int64, error)
	advance(ctx context.Context, key int64, state review.IntentState, note string, at time.Time) error
	list(ctx context.Context) ([]review.Intent, error)
	open(ctx context.Context) ([]review.Intent, error)
}

// OpenWork opens dir/work.db, or makes it. The key is 32 bytes in hex. A damaged file, or one that was written with
// another key, is never touched: the error is ErrDamaged; that of a newer tpdesk is ErrNewer.
func OpenWork(ctx context.Context, dir, key string) (*Work, error) {
	if err := checkKey(key); err != nil {
		return nil, explain(ctx, "open the work file", err)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, explain(ctx, "open the work file", err)
	}
	return openWorkAt(ctx, workPlace(dir, key))
}

// workPlace is where and how the work of a folder is kept.
func workPlace(dir, key string) place {
	return place{path: filepath.Join(dir, "work.db"), key: key, steps: workSteps(),
		pragmas: "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-2048"}
}

func openWorkAt(ctx context.Context, p place) (*Work, error) {
	db, err := openWorkFile(ctx, p)
	if err != nil {
		return nil, explain(ctx, "open the work file "+p.path, err)
	}
	return &Work{Now: time.Now, db: db, intents: storedIntents{db}, claims: claimsBeside(p.path)}, nil
}

// OpenMemoryWork makes work that is gone when it is closed. With an outbox path the intents are kept in that file
// (commands.md, No vault): without their text, but on disk before Arm and Advance return, and read back later.
func OpenMemoryWork(ctx context.Context, outboxPath string) (*Work, error) {
	db, err := inMemory(workSteps()).open(ctx)
	if err != nil {
		return nil, explain(ctx, "make a place for work in memory", err)
	}
	w := &Work{Now: time.Now, db: db, intents: storedIntents{db}}
	if outboxPath != "" {
		w.intents, w.claims = newOutbox(outboxPath), claimsBeside(outboxPath)
	}
	return w, nil
}

func openWorkFile(ctx context.Context, p place) (*database, error) {
	unlock, err := p.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := p.checkEmptied(); err != nil {
		return nil, err
	}
	db, err := p.open(ctx)
	if err != nil && isDamage(err) {
		return nil, fmt.Errorf("it is left untouched: %w", err)
	}
	return db, err
}

// checkEmptied finds a file that was cut to nothing while its WAL still holds work, which SQLite would throw away.
func (p place) checkEmptied() error {
	file, err := os.Stat(p.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil && file.Size() > 0 {
		return nil
	}
	if wal, err := os.Stat(p.path + "-wal"); err == nil && wal.Size() > 0 {
		return fmt.Errorf("it is left untouched: %w: it is empty though its WAL is not", ErrDamaged)
	}
	return nil
}

// errMoved tells that what is written goes to a file that nobody will find again.
var errMoved = errors.New("the work file was moved or deleted while it was open")

// write commits fn's statements and makes sure that the file they went to is still there.
func (w *Work) write(ctx context.Context, tried string, fn func(*transaction) error) error {
	err := w.db.write(ctx, fn)
	if err == nil && w.db.moved() {
		err = errMoved
	}
	return explain(ctx, tried, err)
}

// SaveDossier keeps a dossier; those of the review before it are kept too.
func (w *Work) SaveDossier(ctx context.Context, d review.Dossier) error {
	body, err := json.Marshal(d)
	if err != nil {
		return explain(ctx, "save the dossier", err)
	}
	return w.write(ctx, "save the dossier of "+string(d.ReviewID), func(tx *transaction) error {
		_, err := tx.exec("INSERT INTO dossier (review, prepared, digest, json) VALUES (?,?,?,?)", string(d.ReviewID), nanos(d.PreparedAt), digestOf(body), body)
		return err
	})
}

// Dossier finds the newest dossier of a review, of two prepared at one time the one saved last; review.ErrNotFound when
// there is none.
func (w *Work) Dossier(ctx context.Context, id review.ID) (d review.Dossier, err error) {
	var body []byte
	var digest int64
	query := "SELECT digest, json FROM dossier WHERE review=? ORDER BY prepared DESC, number DESC LIMIT 1"
	if err = w.db.one(ctx, query, []any{string(id)}, &digest, &body); err == nil {
		err = decode(body, digest, &d)
	}
	return d, explain(ctx, "find the dossier of "+string(id), err)
}

// Close closes the work. Nothing may be asked of it afterwards.
func (w *Work) Close() error {
	return explain(context.Background(), "close the work file", w.db.close())
}

package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"
	"github.com/ncruces/go-sqlite3/vfs/memdb"

	"github.com/tpdesk/tpdesk/internal/review"
)

const (
	busyTimeout   = 5 * time.Second
	maxConns      = 3
	maxStatements = 100 // kept prepared; filters make no end of them
)

// place says where a database is and how it is opened.
type place struct {
	path    string // "" for one that lives in memory
	key     string // 32 bytes, hex
	name    string // in memory: what it is found by
	steps   fs.FS  // the numbered steps of its schema
	pragmas string
	search  bool   // it has search indexes
	vfs     string // the VFS of a file; "" for the one that encrypts onto the disk
}

// database is an open database that keeps its statements prepared.
type database struct {
	*sql.DB
	place    place
	info     os.FileInfo // the file that was opened; nil in memory
	mu       sync.Mutex
	prepared map[string]*sql.Stmt
	gate     sync.RWMutex // held for reading by each write, for writing while nobody may write (still.go)
}

func checkKey(key string) error {
	if b, err := hex.DecodeString(key); err != nil || len(b) != 32 {
		return fmt.Errorf("%w: the key is not 32 bytes in hex", review.ErrInvalid)
	}
	return nil
}

func inMemory(steps fs.FS) place {
	name := "tpdesk-" + rand.Text()
	memdb.Create(name, nil)
	return place{name: name, steps: steps, pragmas: "PRAGMA temp_store=MEMORY"}
}

func (p place) searchable() place {
	p.search = true
	return p
}

// open opens the database and brings its schema up to date. Files are opened under the place's lock.
func (p place) open(ctx context.Context) (*database, error) {
	fresh, err := p.makePrivate()
	if err != nil {
		return nil, err
	}
	registerEncrypted()
	db, err := driver.Open(p.dsn(), p.connect)
	if err != nil {
		return nil, err
	}
	conns := maxConns
	if p.path == "" {
		conns = 1
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	d := &database{DB: db, place: p, prepared: map[string]*sql.Stmt{}}
	if err := d.settle(ctx, fresh); err != nil {
		db.Close()
		return nil, err
	}
	return d, nil
}

// settle migrates the schema; of fresh files it sees to the modes, and that their names are on disk.
func (d *database) settle(ctx context.Context, fresh bool) error {
	err := migrate(ctx, d.DB, d.place.steps)
	if err != nil || d.place.path == "" {
		return err
	}
	if fresh {
		if _, err := d.place.makePrivate(); err != nil {
			return err
		}
		if err := syncFolder(filepath.Dir(d.place.path)); err != nil {
			return err
		}
	}
	d.info, err = os.Stat(d.place.path)
	return err
}

// dsn names the database to the driver. It holds no key: connect sets that.
func (p place) dsn() string {
	if p.path == "" {
		return "file:/" + p.name + "?vfs=memdb&_txlock=immediate"
	}
	path := filepath.ToSlash(p.path)
	mode := strings.ReplaceAll(url.QueryEscape(path), "+", "%20") // SQLite reads a plus as a plus
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: "vfs=" + cmp.Or(p.vfs, encrypted) + "&_txlock=immediate&modeof=" + mode}
	return u.String()
}

// connect sets up a connection. Nothing is written to a file before its version is known to be ours, and closing never
// writes or removes anything either: a WAL that this key cannot read may still hold work.
func (p place) connect(c *sqlite3.Conn) error {
	if p.path != "" {
		if err := c.Exec("PRAGMA hexkey='" + p.key + "'"); err != nil {
			return err
		}
	}
	if _, err := c.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true); err != nil {
		return err
	}
	if err := c.BusyTimeout(busyTimeout); err != nil {
		return err
	}
	version, err := versionOf(c)
	if err != nil {
		return err
	}
	if err := checkVersion(version, p.steps); err != nil {
		return err
	}
	if p.search {
		if err := errors.Join(fts5.Register(c), registerHits(c)); err != nil {
			return err
		}
	}
	return c.Exec(p.pragmas)
}

func versionOf(c *sqlite3.Conn) (int, error) {
	s, _, err := c.Prepare("PRAGMA user_version")
	if err != nil {
		return 0, err
	}
	defer s.Close()
	if !s.Step() {
		return 0, s.Err()
	}
	return s.ColumnInt(0), nil
}

// query runs a statement that is kept prepared.
func (d *database) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := d.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return d.QueryContext(ctx, query, args...)
	}
	return s.QueryContext(ctx, args...)
}

// statement is the prepared statement, nil when there are too many to keep another.
func (d *database) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s := d.prepared[query]; s != nil || len(d.prepared) >= maxStatements {
		return s, nil
	}
	s, err := d.PrepareContext(ctx, query)
	if err == nil {
		d.prepared[query] = s
	}
	return s, err
}

// one scans the only row of a query; sql.ErrNoRows when there is none.
func (d *database) one(ctx context.Context, query string, args []any, dest ...any) error {
	rows, err := d.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return sql.ErrNoRows
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	return rows.Close()
}

// write runs fn in a transaction that is committed when fn returns nil.
func (d *database) write(ctx context.Context, fn func(*transaction) error) error {
	d.gate.RLock()
	defer d.gate.RUnlock()
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	return d.finish(ctx, tx, fn)
}

// overwrite is write where the pages that it frees are overwritten with zeros too.
func (d *database) overwrite(ctx context.Context, fn func(*transaction) error) error {
	d.gate.RLock()
	defer d.gate.RUnlock()
	conn, err := d.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA secure_delete=ON"); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA secure_delete=FAST") }()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	return d.finish(ctx, tx, fn)
}

func (d *database) finish(ctx context.Context, tx *sql.Tx, fn func(*transaction) error) error {
	defer tx.Rollback()
	if err := fn(&transaction{ctx: ctx, tx: tx, db: d}); err != nil {
		return err
	}
	return tx.Commit()
}

// transaction runs prepared statements inside one transaction.
type transaction struct {
	ctx   context.Context
	tx    *sql.Tx
	db    *database
	bound map[string]*sql.Stmt
}

func (t *transaction) statement(query string) (*sql.Stmt, error) {
	if s := t.bound[query]; s != nil {
		return s, nil
	}
	s, err := t.tx.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, err
	}
	if t.bound == nil {
		t.bound = map[string]*sql.Stmt{}
	}
	t.bound[query] = s
	return s, nil
}

func (t *transaction) exec(query string, args ...any) (sql.Result, error) {
	s, err := t.statement(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(t.ctx, args...)
}

// one scans the only row of a query; sql.ErrNoRows when there is none.
func (t *transaction) one(query string, args []any, dest ...any) error {
	s, err := t.statement(query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(t.ctx, args...).Scan(dest...)
}

// close checkpoints what the WAL holds, if no other process is at it, and closes. PRAGMA optimize is left out on
// purpose: without its statistics the plans of the lists stay as they were measured.
func (d *database) close() error {
	if d.place.path == "" {
		memdb.Delete(d.place.name)
		return d.Close()
	}
	_, err := d.ExecContext(context.Background(), "PRAGMA busy_timeout=0; PRAGMA wal_checkpoint(TRUNCATE)")
	if err != nil && isDamage(err) {
		d.Close()
		return err
	}
	return d.Close()
}

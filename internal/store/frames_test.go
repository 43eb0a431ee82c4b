package store

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// memoryFile is a file in memory that counts how often it is written.
type memoryFile struct {
	vfs.File
	bytes   []byte
	written int
}

func (m *memoryFile) WriteAt(p []byte, off int64) (int, error) {
	if grow := int(off) + len(p) - len(m.bytes); grow > 0 {
		m.bytes = append(m.bytes, make([]byte, grow)...)
	}
	m.written++
	return copy(m.bytes[off:], p), nil
}

func (m *memoryFile) ReadAt(p []byte, off int64) (int, error) {
	if off >= int64(len(m.bytes)) {
		return 0, io.EOF
	}
	return copy(p, m.bytes[off:]), nil
}

func (m *memoryFile) Truncate(size int64) error {
	m.bytes = m.bytes[:min(int(size), len(m.bytes))]
	return nil
}

// walWriter writes a WAL as SQLite does: it goes on behind the last frame that was committed, writes pages of its own
// transaction again where they are, then the headers from there on, and begins anew with other salts.
type walWriter struct {
	*rand.Rand
	salts uint64
	ends  int64 // of what was committed
	sum   checksum
}

func (w *walWriter) bytes(n int) []byte {
	b := make([]byte, n)
	for i := 0; i < n; i += 8 {
		binary.LittleEndian.PutUint64(b[i:], w.Uint64())
	}
	return b
}

// header is that of the next frame.
func (w *walWriter) header(page []byte) []byte {
	h := w.bytes(frameHeader)
	binary.BigEndian.PutUint64(h[saltAt:], w.salts)
	w.sum = w.sum.over(h[:saltAt]).over(page)
	binary.BigEndian.PutUint32(h[sumAt:], w.sum[0])
	binary.BigEndian.PutUint32(h[sumAt+4:], w.sum[1])
	return h
}

// transaction writes the same to all files, and commits it more often than not.
func (w *walWriter) transaction(t *testing.T, files ...vfs.File) {
	t.Helper()
	write := func(p []byte, off int64) {
		for _, f := range files {
			if n, err := f.WriteAt(p, off); n != len(p) || err != nil {
				t.Fatal(n, err)
			}
		}
	}
	if w.ends == 0 || w.IntN(6) == 0 {
		w.salts, w.ends, w.sum = w.Uint64(), 32, checksum{w.Uint32(), w.Uint32()}
		write(w.bytes(32), 0)
	}
	before := w.sum
	var pages [][]byte
	again := false
	for range 1 + w.IntN(6) {
		page, at := w.bytes(block), w.ends+int64(len(pages))*frame
		header := make([]byte, frameHeader)
		if !again {
			header = w.header(page)
		}
		write(header, at)
		write(page, at+frameHeader)
		if pages = append(pages, page); w.IntN(5) == 0 { // a page that the cache gave away and that changed again
			again = true
			pages[0] = w.bytes(block)
			write(pages[0], w.ends+frameHeader)
		}
	}
	if w.IntN(3) == 0 {
		w.sum = before // it is rolled back
		return
	}
	if again {
		w.sum = before
		for i, page := range pages {
			at := w.ends + int64(i)*frame
			if _, err := files[len(files)-1].ReadAt(make([]byte, frame), at); err != nil {
				t.Fatal(err)
			}
			write(w.header(page), at)
		}
	}
	w.ends += int64(len(pages)) * frame
}

func TestAWALHoldsWhatWasWrittenOnceATransactionIsOver(t *testing.T) {
	for seed := range uint64(60) {
		w := &walWriter{Rand: rand.New(rand.NewPCG(seed, 1))}
		plain, whole := &memoryFile{}, &memoryFile{}
		processes := []vfs.File{&frames{File: whole}, &frames{File: whole}}
		for range 30 {
			w.transaction(t, plain, processes[w.IntN(w.IntN(2)+1)])
			if !bytes.Equal(whole.bytes[:w.ends], plain.bytes[:w.ends]) {
				t.Fatalf("seed %d: another WAL up to %d", seed, w.ends)
			}
		}
	}
}

func TestAFrameIsWrittenAtOnceAndInWholeBlocks(t *testing.T) {
	w := &walWriter{Rand: rand.New(rand.NewPCG(1, 1)), ends: 32}
	disk := &memoryFile{}
	f := &frames{File: disk}
	for at := int64(32); at < 32+10*frame; at += frame {
		page := w.bytes(block)
		if _, err := f.WriteAt(w.header(page), at); err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt(page, at+frameHeader); err != nil {
			t.Fatal(err)
		}
	}
	if disk.written != 11 || len(disk.bytes)%block != 0 {
		t.Errorf("%d writes, %d bytes", disk.written, len(disk.bytes))
	}
}

// readCount is a disk that counts the reads of WALs.
type readCount struct {
	vfs.VFS
	n *int
}

func (d readCount) Open(_ string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return nil, flags, sqlite3.CANTOPEN
}

func (d readCount) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpenFilename(d.VFS, name, flags)
	if err != nil || flags&vfs.OPEN_WAL == 0 {
		return f, flags, err
	}
	return countedFile{f, d.n}, flags, nil
}

type countedFile struct {
	vfs.File
	n *int
}

func (f countedFile) ReadAt(p []byte, off int64) (int, error) {
	*f.n++
	return f.File.ReadAt(p, off)
}

func TestSQLiteWritesItsWALWithoutReadingIt(t *testing.T) {
	reads := 0
	vfs.Register("counted", encrypting(readCount{vfs.Find(""), &reads}))
	defer vfs.Unregister("counted")
	p := place{path: filepath.Join(t.TempDir(), "reviews.db"), key: testKey, steps: copySteps(), pragmas: "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", search: true, vfs: "counted"}
	db, err := p.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := newCopy(p)
	c.db = db
	defer c.Close()
	rs := newMade(1).reviews(300)
	reads = 0
	put(t, c, rs...)
	if reads > 10 {
		t.Errorf("%d reads of the WAL for one transaction", reads)
	}
}

package store

import (
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"sync"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// cutDisk is a disk that loses its power: a VFS over the real one that knows of every byte whether it was synced. After
// so many operations nothing more reaches it, and each sector that was not synced is as it was, or as any of the writes
// since has left it.
type cutDisk struct {
	vfs.VFS
	mu    sync.Mutex
	left  int // operations until the cut
	files map[string]*platter
}

// platter is one file: what is there for certain, and what may or may not be.
type platter struct {
	sure  []byte
	since []write
}

// write is one write, or with nil data a truncation at the offset.
type write struct {
	at   int64
	data []byte
}

func (s write) size(before int64) int64 {
	if s.data == nil {
		return s.at
	}
	return max(before, s.at+int64(len(s.data)))
}

// apply does the write in full.
func (s write) apply(b []byte) []byte {
	size := s.size(int64(len(b)))
	b = append(b[:min(size, int64(len(b)))], make([]byte, max(0, size-int64(len(b))))...)
	copy(b[s.at:], s.data)
	return b
}

func newCutDisk(operations int) *cutDisk {
	return &cutDisk{VFS: vfs.Find(""), left: operations, files: map[string]*platter{}}
}

// dead counts an operation; it reports whether the power is gone.
func (d *cutDisk) dead() bool {
	d.left--
	return d.left < 0
}

func (d *cutDisk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return nil, flags, sqlite3.CANTOPEN // OpenFilename is called instead
}

func (d *cutDisk) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpenFilename(d.VFS, name, flags)
	if err != nil || flags&(vfs.OPEN_MAIN_DB|vfs.OPEN_WAL|vfs.OPEN_MAIN_JOURNAL) == 0 {
		return f, flags, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	base := filepath.Base(name.String())
	if d.files[base] == nil {
		d.files[base] = &platter{}
	}
	return &cutFile{File: f, disk: d, on: d.files[base]}, flags, nil
}

// Delete is on the disk at once: a rollback journal is only used before the file is in WAL mode, when it holds no work.
func (d *cutDisk) Delete(name string, syncDir bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dead() {
		return sqlite3.IOERR
	}
	delete(d.files, filepath.Base(name))
	return d.VFS.Delete(name, syncDir)
}

// after is what the disk holds when the power is back: how likely a sector is to have what was written last is the
// seed's to say.
func (d *cutDisk) after(r *rand.Rand) map[string][]byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string][]byte{}
	likely := []float64{0, 0.1, 0.5, 0.9, 1}[r.IntN(5)]
	for name, p := range d.files {
		out[name] = p.after(r, likely)
	}
	return out
}

// after has each sector as one of the steps since the last sync has left it, and the size as one of them.
func (p *platter) after(r *rand.Rand, likely float64) []byte {
	states := [][]byte{p.sure}
	for _, s := range p.since {
		states = append(states, s.apply(bytes.Clone(states[len(states)-1])))
	}
	choose := func() []byte {
		i := len(states) - 1
		for i > 0 && r.Float64() >= likely {
			i--
		}
		return states[i]
	}
	out := make([]byte, len(choose()))
	if grown := len(out) - len(p.sure); grown > 0 && r.IntN(2) == 0 {
		out = out[:len(p.sure)+r.IntN(grown)&^(sector-1)]
	}
	for at := 0; at < len(out); at += sector {
		if from := choose(); at < len(from) {
			copy(out[at:min(at+sector, len(out))], from[at:])
		}
	}
	return out
}

// cutFile is an open file on the disk.
type cutFile struct {
	vfs.File
	disk *cutDisk
	on   *platter
}

func (f *cutFile) note(s write) bool {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.dead() {
		return false
	}
	f.on.since = append(f.on.since, s)
	return true
}

func (f *cutFile) WriteAt(p []byte, off int64) (int, error) {
	if !f.note(write{off, append([]byte{}, p...)}) {
		return 0, sqlite3.IOERR_WRITE
	}
	return f.File.WriteAt(p, off)
}

func (f *cutFile) Truncate(size int64) error {
	if !f.note(write{at: size}) {
		return sqlite3.IOERR_TRUNCATE
	}
	return f.File.Truncate(size)
}

func (f *cutFile) Sync(vfs.SyncFlag) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.dead() {
		return sqlite3.IOERR_FSYNC
	}
	for _, s := range f.on.since {
		f.on.sure = s.apply(f.on.sure)
	}
	f.on.since = nil
	return nil
}

// SharedMemory is that of the real file.
func (f *cutFile) SharedMemory() vfs.SharedMemory { return vfsutil.WrapSharedMemory(f.File) }

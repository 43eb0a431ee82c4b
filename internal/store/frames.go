package store

import (
	"bytes"
	"encoding/binary"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// The parts of a WAL, in bytes: https://sqlite.org/fileformat2.html#the_write_ahead_log. A frame is its header and a page.
const (
	frameHeader = 24
	frame       = frameHeader + block
	saltAt      = 8  // of a frame's header; each time a WAL begins anew it has other salts
	sumAt       = 16 // the checksum of all frames up to this one
)

// wholeFrames is an encrypted disk that writes each frame of a WAL at once. SQLite writes its header and its page apart, and
// no frame ends where a block does: three blocks would be read, decrypted, encrypted and written for each.
type wholeFrames struct{ vfs.VFS }

// Open is not called: OpenFilename is there.
func (d wholeFrames) Open(_ string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return nil, flags, sqlite3.CANTOPEN
}

// OpenFilename opens a file.
func (d wholeFrames) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpenFilename(d.VFS, name, flags)
	if err != nil || flags&vfs.OPEN_WAL == 0 {
		return f, flags, err
	}
	return &frames{File: f}, flags, nil
}

// frames is a WAL. What it knows of the last frame holds where the next one goes on from that one's checksum: others may have
// written in its place since.
type frames struct {
	vfs.File
	end    int64  // where the last frame that was written ends; 0 for not known
	last   []byte // that frame
	header []byte // of the next frame, not written yet
	wide   []byte // blocks to be written
}

// WriteAt holds a header that follows the last frame back for its page, which SQLite writes next.
func (f *frames) WriteAt(p []byte, off int64) (int, error) {
	if len(f.header) > 0 && len(p) == block && off == f.end+frameHeader && f.goesOn(f.header, p) {
		return f.add(p)
	}
	if err := f.release(); err != nil {
		return 0, err
	}
	if len(p) == frameHeader && f.follows(p, off) {
		f.header = append(f.header, p...)
		return len(p), nil
	}
	n, err := f.File.WriteAt(p, off)
	f.learn(p[:n], off)
	return n, err
}

func (f *frames) follows(header []byte, off int64) bool {
	return len(f.last) == frame && off == f.end && bytes.Equal(header[saltAt:sumAt], f.last[saltAt:sumAt])
}

// goesOn reports whether a frame's checksum goes on from that of the last one.
func (f *frames) goesOn(header, page []byte) bool {
	s := checksum{binary.BigEndian.Uint32(f.last[sumAt:]), binary.BigEndian.Uint32(f.last[sumAt+4:])}
	s = s.over(header[:saltAt]).over(page)
	return s[0] == binary.BigEndian.Uint32(header[sumAt:]) && s[1] == binary.BigEndian.Uint32(header[sumAt+4:])
}

// checksum is that of a WAL, over words as this SQLite has them.
type checksum [2]uint32

func (s checksum) over(b []byte) checksum {
	for ; len(b) >= 8; b = b[8:] {
		s[0] += binary.LittleEndian.Uint32(b) + s[1]
		s[1] += binary.LittleEndian.Uint32(b[4:]) + s[0]
	}
	return s
}

// add writes the header with its page. Behind a frame that is added there is nothing, so whole blocks can be written.
func (f *frames) add(page []byte) (int, error) {
	begun := int(f.end % block)
	f.wide = append(append(append(f.wide[:0], f.last[frame-begun:]...), f.header...), page...)
	if over := len(f.wide) % block; over > 0 {
		f.wide = append(f.wide, make([]byte, block-over)...)
	}
	_, err := f.File.WriteAt(f.wide, f.end-int64(begun))
	if err != nil {
		f.forget()
		return 0, err
	}
	f.last = append(f.last[:0], f.wide[begun:begun+frame]...)
	f.header, f.end = f.header[:0], f.end+frame
	return len(page), nil
}

// learn takes note of a frame that was written in two.
func (f *frames) learn(p []byte, off int64) {
	switch {
	case len(p) == frameHeader:
		f.end, f.last = off+frameHeader, append(f.last[:0], p...)
		f.header = f.header[:0]
	case len(p) == block && len(f.last) == frameHeader && off == f.end:
		f.end, f.last = off+block, append(f.last, p...)
	default:
		f.forget()
	}
}

func (f *frames) forget() { f.end, f.last, f.header = 0, f.last[:0], f.header[:0] }

// release writes a header that was held back and is not followed by its page after all.
func (f *frames) release() error {
	if len(f.header) == 0 {
		return nil
	}
	_, err := f.File.WriteAt(f.header, f.end)
	f.learn(f.header, f.end)
	if err != nil {
		f.forget()
	}
	return err
}

// ReadAt reads what was written.
func (f *frames) ReadAt(p []byte, off int64) (int, error) {
	if err := f.release(); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, off)
}

// Truncate cuts the file.
func (f *frames) Truncate(size int64) error {
	f.forget()
	return f.File.Truncate(size)
}

// Sync brings the file to the disk.
func (f *frames) Sync(flags vfs.SyncFlag) error {
	if err := f.release(); err != nil {
		return err
	}
	return f.File.Sync(flags)
}

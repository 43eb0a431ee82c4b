package store

import (
	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
	"github.com/ncruces/go-sqlite3/vfs/adiantum"
)

// encrypted is the name of the VFS that keeps files encrypted.
const encrypted = "tpdesk"

// registerEncrypted makes the VFS known; again does no harm.
func registerEncrypted() { vfs.Register(encrypted, encrypting(vfs.Find(""))) }

func encrypting(disk vfs.VFS) vfs.VFS {
	return wholeFrames{adiantum.Wrap(wholeBlocks{disk}, nil)}
}

// block is what is encrypted as one, in bytes.
const block = 4096

// wholeBlocks is a disk whose WALs end where their last whole block does. A full disk or a power cut can leave a part of a
// block there; that can never be read and was never acknowledged, and SQLite, which counts it, could not open the database
// any more.
type wholeBlocks struct{ vfs.VFS }

// Open is not called: OpenFilename is there.
func (d wholeBlocks) Open(_ string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return nil, flags, sqlite3.CANTOPEN
}

// OpenFilename opens a file.
func (d wholeBlocks) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpenFilename(d.VFS, name, flags)
	if err != nil || flags&vfs.OPEN_WAL == 0 {
		return f, flags, err
	}
	return wholeBlocksFile{f}, flags, nil
}

type wholeBlocksFile struct{ vfs.File }

// Size leaves out the part of a block.
func (f wholeBlocksFile) Size() (int64, error) {
	n, err := f.File.Size()
	return n - n%block, err
}

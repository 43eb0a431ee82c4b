package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tpdesk/tpdesk/internal/review"
)

// ErrTarget says that a file cannot be written where it was asked for, since what is there is no file of the kind or is
// not there at all: the name is wrong, not the disk.
var ErrTarget = errors.New("name another file")

// File is a file that is written beside its place, as NAME.part, and takes the place only when it is whole and on disk.
// Its errors name it, and wrap ErrTarget or review.ErrIO.
type File struct {
	path   string // as the user named it
	name   string // within the folder
	folder folder
	part   part
	buffer *bufio.Writer
	done   bool
}

// part is a file under way.
type part interface {
	io.WriteCloser
	Chmod(mode fs.FileMode) error
	Sync() error
}

// folder is where a file is written; a test breaks each of its calls in turn.
type folder interface {
	// begin opens an empty file for writing that no other process can begin while it is open; Close keeps that so.
	begin(name string) (part, error)
	lstat(name string) (fs.FileInfo, error)
	rename(from, to string) error
	remove(name string) error
	sync() error
	// close lets go of the folder, and of what was begun in it.
	close() error
}

// Create begins a file. What is there stays until Commit. A folder, a symbolic link and a pipe are refused; a device,
// as /dev/null, is written to at once.
func Create(path string) (*File, error) {
	if path == "" {
		return nil, fmt.Errorf("write: no file is named: %w", ErrTarget)
	}
	info, err := os.Stat(path)
	if err == nil && info.Mode()&fs.ModeCharDevice != 0 {
		return device(path)
	}
	if name := filepath.Base(path); os.IsPathSeparator(path[len(path)-1]) || name == "." || name == ".." || err == nil && info.IsDir() {
		return nil, fmt.Errorf("write %s: it is a folder: %w", shown(path), ErrTarget)
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("write %s: there is no folder %s: %w", shown(path), shown(filepath.Dir(path)), ErrTarget)
	}
	if err != nil {
		return nil, failed(path, err)
	}
	f := &File{path: path, name: filepath.Base(path), folder: &diskFolder{root: root}}
	return f, f.begin()
}

// device opens what is no file on a disk: there is nothing to write beside or to rename.
func device(path string) (*File, error) {
	d, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, failed(path, err)
	}
	return &File{path: path, part: d, buffer: bufio.NewWriterSize(d, bufferSize)}, nil
}

const bufferSize = 256 << 10

func (f *File) begin() error {
	_, err := f.replaced()
	if err == nil {
		f.part, err = f.folder.begin(f.partName())
	}
	if err != nil {
		f.done = true
		return errors.Join(failed(f.path, err), f.folder.close())
	}
	f.buffer = bufio.NewWriterSize(f.part, bufferSize)
	return nil
}

func (f *File) partName() string { return f.name + ".part" }

// replaced is what stands in the file's place now, nil when nothing does.
func (f *File) replaced() (fs.FileInfo, error) {
	info, err := f.folder.lstat(f.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, fmt.Errorf("it is a symbolic link, name the file that it points to: %w", ErrTarget)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("it is no file, write to - and lead that there: %w", ErrTarget)
	}
	return info, nil
}

// Write writes to the buffer.
func (f *File) Write(b []byte) (int, error) {
	n, err := f.buffer.Write(b)
	return n, failed(f.path, err)
}

// Commit puts the file on disk and in its place. A file that was there keeps its mode; a new one is for this account
// alone, since reviews are personal data. When it fails before that, the place is as it was.
func (f *File) Commit() error {
	if f.folder == nil {
		f.done = true
		return failed(f.path, errors.Join(f.buffer.Flush(), f.part.Close()))
	}
	if err := f.settle(); err != nil {
		return errors.Join(failed(f.path, err), f.Discard())
	}
	f.done = true
	err := f.folder.sync()
	return failed(f.path, errors.Join(err, f.folder.close()))
}

// settle flushes, syncs, closes and renames: each only if what came before went well.
func (f *File) settle() error {
	if err := f.buffer.Flush(); err != nil {
		return err
	}
	before, err := f.replaced()
	if err != nil {
		return err
	}
	if before != nil {
		if err := f.part.Chmod(before.Mode().Perm()); err != nil {
			return err
		}
	}
	if err := f.part.Sync(); err != nil {
		return err
	}
	p := f.part
	f.part = nil
	if err := p.Close(); err != nil {
		return err
	}
	return f.folder.rename(f.partName(), f.name)
}

// Discard gives the file up and leaves its place as it was; after Commit it does nothing.
func (f *File) Discard() error {
	if f.done {
		return nil
	}
	f.done = true
	var closed, removed, left error
	if f.part != nil {
		closed = f.part.Close()
	}
	if f.folder != nil {
		removed = f.folder.remove(f.partName())
		left = f.folder.close()
	}
	return failed(f.path, errors.Join(closed, removed, left))
}

// failed names the file once, whatever name the system gave it.
func failed(path string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, ErrTarget) {
		return fmt.Errorf("write %s: %w", shown(path), err)
	}
	return fmt.Errorf("write %s: %w", shown(path), ioError{reason(err)})
}

// ioError is a failure of the disk, told in the system's own words.
type ioError struct{ err error }

func (e ioError) Error() string   { return e.err.Error() }
func (e ioError) Unwrap() []error { return []error{review.ErrIO, e.err} }

func reason(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	if l := (*os.LinkError)(nil); errors.As(err, &l) {
		return l.Err
	}
	return err
}

func shown(path string) string { return review.NewText(path).Line() }

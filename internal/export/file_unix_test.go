//go:build unix

package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func create(t *testing.T, path, text string) *File {
	t.Helper()
	f, err := Create(path)
	if err == nil {
		_, err = f.Write([]byte(text))
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func wantFile(t *testing.T, path, text string) {
	t.Helper()
	if b, err := os.ReadFile(path); err != nil || string(b) != text {
		t.Errorf("%s holds %q, %v; want %q", filepath.Base(path), b, err, text)
	}
}

// wantNames wants a folder to hold these names and no other.
func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

func TestAFileTakesItsPlaceOnlyWhenItIsWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	if err := os.WriteFile(path, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	f := create(t, path, strings.Repeat("new", 200_000))
	wantFile(t, path, "old")
	wantNames(t, dir, "a.csv", "a.csv.part")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	wantFile(t, path, strings.Repeat("new", 200_000))
	wantNames(t, dir, "a.csv")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v: the mode of the old file is not kept", info.Mode(), err)
	}
	if err := f.Discard(); err != nil {
		t.Error(err)
	}
	wantNames(t, dir, "a.csv")
}

func TestANewFileIsForThisAccountAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := create(t, path, "x").Commit(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestADiscardedFileLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := create(t, filepath.Join(dir, "a.csv"), "half").Discard(); err != nil {
		t.Fatal(err)
	}
	wantNames(t, dir)
}

func TestWhatAKilledProcessLeftIsReplacedNotWrittenTo(t *testing.T) {
	dir := t.TempDir()
	left, other := filepath.Join(dir, "a.csv.part"), filepath.Join(dir, "other")
	if err := errors.Join(os.WriteFile(left, []byte(strings.Repeat("left", 100)), 0o600), os.Link(left, other)); err != nil {
		t.Fatal(err)
	}
	if err := create(t, filepath.Join(dir, "a.csv"), "new").Commit(); err != nil {
		t.Fatal(err)
	}
	wantFile(t, filepath.Join(dir, "a.csv"), "new")
	wantFile(t, other, strings.Repeat("left", 100))
}

func TestTwoAtOnceDoNotWriteOneFile(t *testing.T) {
	dir := t.TempDir()
	first := create(t, filepath.Join(dir, "a.csv"), "first")
	if f, err := Create(filepath.Join(dir, "a.csv")); !errors.Is(err, errBusy) || !errors.Is(err, review.ErrIO) {
		t.Errorf("a second writer got %v, %v", f, err)
	}
	if err := first.Commit(); err != nil {
		t.Fatal(err)
	}
	wantFile(t, filepath.Join(dir, "a.csv"), "first")
	if err := create(t, filepath.Join(dir, "a.csv"), "second").Commit(); err != nil {
		t.Fatal(err)
	}
	wantFile(t, filepath.Join(dir, "a.csv"), "second")
}

func TestAPlaceThatIsNoFileIsRefusedAndStays(t *testing.T) {
	dir := t.TempDir()
	real := filepath.Join(dir, "real")
	if err := errors.Join(os.WriteFile(real, []byte("kept"), 0o600), os.Mkdir(filepath.Join(dir, "folder.csv"), 0o700),
		os.Symlink(real, filepath.Join(dir, "link.csv")), os.Symlink("nowhere", filepath.Join(dir, "dangling.csv")),
		os.Symlink(real, filepath.Join(dir, "planted.csv.part")), syscall.Mkfifo(filepath.Join(dir, "pipe.csv"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"folder.csv", "link.csv", "dangling.csv", "planted.csv", "pipe.csv", "missing/a.csv", "new.csv/", ".", ".."} {
		f, err := Create(dir + "/" + name)
		if !errors.Is(err, ErrTarget) {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
	if _, err := Create(""); !errors.Is(err, ErrTarget) {
		t.Error(err)
	}
	wantFile(t, real, "kept")
	wantNames(t, dir, "dangling.csv", "folder.csv", "link.csv", "pipe.csv", "planted.csv.part", "real")
}

func TestAPlaceThatBecomesALinkMeanwhileIsNotFollowed(t *testing.T) {
	dir := t.TempDir()
	f := create(t, filepath.Join(dir, "a.csv"), "new")
	if err := os.Symlink("elsewhere", filepath.Join(dir, "a.csv")); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); !errors.Is(err, ErrTarget) {
		t.Error(err)
	}
	wantNames(t, dir, "a.csv")
}

// brokenFolder is a real folder whose call number at fails, with everything that is written in it.
type brokenFolder struct {
	folder
	at, calls int
	failed    string
}

var errBroken = errors.New("input/output error")

func (b *brokenFolder) fails(what string) error {
	b.calls++
	if b.calls == b.at {
		b.failed = what
		return fmt.Errorf("%s: %w", what, errBroken)
	}
	return nil
}

func (b *brokenFolder) begin(name string) (part, error) {
	if err := b.fails("begin"); err != nil {
		return nil, err
	}
	p, err := b.folder.begin(name)
	return &brokenPart{p, b}, err
}

func (b *brokenFolder) lstat(name string) (fs.FileInfo, error) {
	if err := b.fails("lstat"); err != nil {
		return nil, err
	}
	return b.folder.lstat(name)
}

func (b *brokenFolder) rename(from, to string) error {
	if err := b.fails("rename"); err != nil {
		return err
	}
	return b.folder.rename(from, to)
}

func (b *brokenFolder) sync() error {
	return errors.Join(b.fails("sync of the folder"), b.folder.sync())
}
func (b *brokenFolder) close() error {
	return errors.Join(b.fails("close of the folder"), b.folder.close())
}

type brokenPart struct {
	part
	b *brokenFolder
}

func (p *brokenPart) Write(text []byte) (int, error) {
	if err := p.b.fails("write"); err != nil {
		n, _ := p.part.Write(text[:len(text)/2])
		return n, err
	}
	return p.part.Write(text)
}

func (p *brokenPart) Chmod(mode fs.FileMode) error {
	return errors.Join(p.b.fails("chmod"), p.part.Chmod(mode))
}
func (p *brokenPart) Sync() error  { return errors.Join(p.b.fails("sync"), p.part.Sync()) }
func (p *brokenPart) Close() error { return errors.Join(p.b.fails("close"), p.part.Close()) }

// writeTo writes a file over an old one in a folder that may break.
func writeTo(dir string, b *brokenFolder) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	b.folder = &diskFolder{root: root}
	f := &File{path: "a.csv", name: "a.csv", folder: b}
	if err := f.begin(); err != nil {
		return err
	}
	for range 3 {
		if _, err := f.Write(make([]byte, bufferSize)); err != nil {
			return errors.Join(err, f.Discard())
		}
	}
	return f.Commit()
}

func TestEveryCallThatFailsIsToldAndLeavesTheOldFileOrTheWholeNewOne(t *testing.T) {
	var broken []string
	for at := 1; ; at++ {
		dir := t.TempDir()
		path := filepath.Join(dir, "a.csv")
		if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
		b := &brokenFolder{at: at}
		err := writeTo(dir, b)
		if b.failed == "" {
			break
		}
		broken = append(broken, b.failed)
		if !errors.Is(err, review.ErrIO) || !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", b.failed, err)
		}
		if b.failed == "sync of the folder" || b.failed == "close of the folder" {
			wantFile(t, path, string(make([]byte, 3*bufferSize)))
		} else {
			wantFile(t, path, "old")
		}
		wantNames(t, dir, "a.csv")
	}
	for _, call := range []string{"begin", "lstat", "write", "chmod", "sync", "close", "rename", "sync of the folder", "close of the folder"} {
		if !slices.Contains(broken, call) {
			t.Errorf("%s never failed: %q", call, broken)
		}
	}
}

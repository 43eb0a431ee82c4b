package export

import (
	"errors"
	"syscall"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestAFullDiskIsTold(t *testing.T) {
	f := create(t, "/dev/full", "x")
	if err := f.Commit(); !errors.Is(err, review.ErrIO) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v", err)
	}
	if err := f.Discard(); err != nil {
		t.Error(err)
	}
	f = create(t, "/dev/full", "x")
	if _, err := f.Write(make([]byte, 2*bufferSize)); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v", err)
	}
	if err := f.Discard(); err != nil {
		t.Error(err)
	}
}

func TestAFolderThatCannotBeWrittenToIsAnErrorOfTheDisk(t *testing.T) {
	if _, err := Create("/proc/self/fdinfo/a.csv"); !errors.Is(err, review.ErrIO) || errors.Is(err, ErrTarget) {
		t.Errorf("got %v", err)
	}
}

package sandbox

import (
	"fmt"
	"os"
)

// journal keeps each committed write as one JSON line. The nil journal keeps nothing.
type journal struct {
	file *os.File
}

// openJournal opens a journal file for appending; no path is no journal.
func openJournal(path string) (*journal, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	return &journal{f}, nil
}

// add writes one line and waits until it is on the disk.
func (j *journal) add(entry any) error {
	if j == nil {
		return nil
	}
	if _, err := j.file.Write(append(encode(entry), '\n')); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return j.file.Sync()
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	return j.file.Close()
}

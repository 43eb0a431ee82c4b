package auth

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A refresh token can be spent once, and between the server's answer and our save the new one exists in memory alone. A
// mark on disk — a fingerprint of the token that is being spent, nothing else — is written before the request and taken
// away after the save. When the server later refuses a token that is marked, we know that a refresh was cut off, and say so.

func (a Account) markPath() string { return filepath.Join(a.Folder, "signin.refreshing") }

func (a Account) mark(refresh string) error {
	if a.Folder == "" {
		return nil
	}
	if err := replaceFile(a.markPath(), []byte(opaque("mark", refresh)+"\n")); err != nil {
		return fmt.Errorf("mark the refresh: %w", err)
	}
	return nil
}

// marked tells whether an earlier refresh with this token never came to its end.
func (a Account) marked(refresh string) bool {
	if a.Folder == "" {
		return false
	}
	data, err := os.ReadFile(a.markPath())
	return err == nil && string(data) == opaque("mark", refresh)+"\n"
}

func (a Account) unmark() error {
	if a.Folder == "" {
		return nil
	}
	if err := os.Remove(a.markPath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("unmark the refresh: %w", err)
	}
	return nil
}

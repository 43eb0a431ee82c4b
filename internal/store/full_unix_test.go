//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"strings"
	"syscall"

	"github.com/tpdesk/tpdesk/internal/review"
)

// writeUntilFull saves drafts until no file may grow any more, and tells how many were saved.
func writeUntilFull(dir string) error {
	ctx := context.Background()
	w, err := OpenWork(ctx, dir, testKey)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 300_000, Max: 300_000}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	for n := 1; ; n++ {
		err := w.SaveDraft(ctx, draft("a", fmt.Sprint(n, strings.Repeat(" dear customer", 300)), 0))
		if errors.Is(err, review.ErrIO) {
			fmt.Println("full")
			return nil
		}
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

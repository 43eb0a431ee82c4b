package cli_test

import (
	"context"
	"os"
	"time"

	"github.com/tpdesk/tpdesk/internal/cli"
)

// mainThatPanics is tpdesk with a bug: once the file that TPDESK_TEST_BROKEN names is there, the first who asks for the time
// panics, and takes the file away.
func mainThatPanics() int {
	now := func() time.Time {
		if os.Remove(os.Getenv("TPDESK_TEST_BROKEN")) == nil {
			panic("a planted bug")
		}
		return time.Now()
	}
	a := &cli.App{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, InTTY: true, OutTTY: true, ErrTTY: true, Width: 120, Env: os.LookupEnv, Now: now}
	return a.Run(context.Background(), os.Args[1:], func() error { return nil })
}

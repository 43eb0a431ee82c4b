//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// stopsBetweenWrites lets Ctrl-Z stop the process only where it writes into none of the files: one that is stopped in the
// middle locks them for every other tpdesk.
func stopsBetweenWrites(files ...stiller) closer {
	asked, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(asked, syscall.SIGTSTP)
	go func() {
		for {
			select {
			case <-asked:
				stopBetween(files)
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(asked)
		close(done)
	}
}

// stopBetween stops the process, and returns when it goes on.
func stopBetween(files []stiller) {
	for _, f := range files {
		defer f.Still()()
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
}

// Package cli is the command line of tpdesk: flags, printers and exit codes, and the wiring of all the other parts; what
// can be done with reviews is the desk's.
package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
)

// App is one run of tpdesk: its streams, its environment and what the global flags said. Data goes to Out, talk to Err.
type App struct {
	In                    io.Reader
	Out                   io.Writer
	Err                   io.Writer
	InTTY, OutTTY, ErrTTY bool
	Width                 int // columns of the terminal on Out
	Env                   config.Env
	Now                   func() time.Time
	Build                 Build

	screen  atomic.Pointer[func(string)] // shows what is said while a full screen has the terminal; nil: Err does
	out     outputFlags
	profile string
	quiet   bool
	debug   bool
	pace    bool
}

// Main runs tpdesk on the process's own streams and gives the exit code.
func Main(args []string, build Build) int {
	log.SetOutput(io.Discard) // net/http tells a server's stray bytes there, which must reach no screen
	ctx, stop := withSignals(context.Background())
	defer stop()
	out := bufio.NewWriterSize(os.Stdout, 64<<10)
	a := &App{
		In: os.Stdin, Out: out, Err: os.Stderr, Env: os.LookupEnv, Now: time.Now, Build: build,
		InTTY: isTTY(os.Stdin), OutTTY: isTTY(os.Stdout), ErrTTY: isTTY(os.Stderr), Width: columns(os.Stdout),
	}
	return a.Run(ctx, args, out.Flush)
}

// Run runs one command line; flush writes what is left of Out. It gives the exit code, and never panics.
func (a *App) Run(ctx context.Context, args []string, flush func() error) (code int) {
	asJSON := wantsJSON(args)
	defer func() {
		if r := recover(); r != nil {
			_, _ = fmt.Fprintf(a.Err, "tpdesk: panic: %s\n%s", review.NewText(fmt.Sprint(r)).Line(), debug.Stack())
			a.tellFailure(failureJSON{Code: bug.code, Exit: bug.exit, Retry: bug.retry, Message: "tpdesk has met a bug in itself", Next: bug.hint}, asJSON)
			code = bug.exit
		}
	}()
	err := a.run(ctx, args)
	if e := flush(); err == nil && e != nil {
		err = fmt.Errorf("write to stdout: %w", e)
	}
	if err == nil {
		return 0
	}
	if cause := context.Cause(ctx); errors.As(cause, new(signalError)) && !errors.Is(err, review.ErrUnknown) {
		err = cause // an act whose outcome is not certain says so whatever ended the wait
	}
	return a.endWith(err, asJSON)
}

func (a *App) run(ctx context.Context, args []string) error {
	if onlyVersion(args) {
		return a.tellVersion()
	}
	root := a.root()
	strictly(root)
	root.SetArgs(args)
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	started := false
	whenRun(root, func() { started = true })
	err := root.ExecuteContext(ctx)
	if err != nil && !started {
		return usageError{err} // flags and arguments that do not go together; nothing was contacted
	}
	return err
}

// whenRun calls started when a command of the tree begins its own work.
func whenRun(cmd *cobra.Command, started func()) {
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			started()
			return run(cmd, args)
		}
	}
	for _, c := range cmd.Commands() {
		whenRun(c, started)
	}
}

// wantsJSON looks for --json before the flags are read, so that a mistake in them is told in JSON too.
func wantsJSON(args []string) bool {
	for _, arg := range args {
		if arg == "--" {
			return false
		}
		if name, _, _ := strings.Cut(arg, "="); name == "--json" || name == "--jsonl" || name == "--jq" {
			return true
		}
	}
	return false
}

// withSignals is a context that ends on the first INT, TERM or HUP, which is its cause. A broken pipe is an error of
// the write, not the end of the process.
func withSignals(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	got := make(chan os.Signal, 1)
	signal.Notify(got, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE)
	go func() {
		select {
		case s := <-got:
			cancel(signalError{s.(syscall.Signal)})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { signal.Stop(got); cancel(nil) }
}

func isTTY(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

func columns(f *os.File) int {
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil || w <= 0 {
		return 80
	}
	return w
}

// say writes a line for a person, unless --quiet.
func (a *App) say(format string, args ...any) {
	if a.quiet {
		return
	}
	line := fmt.Sprintf(format, args...)
	if show := a.screen.Load(); show != nil {
		(*show)(strings.TrimPrefix(line, "tpdesk: "))
		return
	}
	a.errLines().line(line)
}

// sayTo has what is said shown by a full screen, until it is called with nil.
func (a *App) sayTo(show func(string)) {
	if show == nil {
		a.screen.Store(nil)
		return
	}
	a.screen.Store(&show)
}

package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// SignalError says that a signal, or Ctrl+C, ended the desk; its drafts are saved. The exit code is 128 and the number.
type SignalError struct{ Signal syscall.Signal }

// Error names the signal.
func (e *SignalError) Error() string { return "ended by " + e.Signal.String() }

// ErrPanic says that the desk ended by a bug in itself.
var ErrPanic = errors.New("the desk has met a bug in itself")

// fps is how often the screen may be drawn in a second: the most that Bubble Tea allows.
const fps = 120

// Run shows the desk until it is left. It returns nil after q, a *SignalError after Ctrl+C or a signal, and the context's
// error when that ended. Whatever ends it, the terminal is restored and the drafts are on disk first, unless the error
// says otherwise.
func Run(ctx context.Context, o Options) error {
	o, err := o.withDefaults()
	if err != nil {
		return err
	}
	if o.Accessible {
		return runLines(ctx, o)
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	e := &env{Options: o, ctx: inner}
	m, err := newApp(e)
	if err != nil {
		return err
	}
	err = m.runScreen(ctx, o)
	cancel()
	return m.ended(ctx, err)
}

func options(ctx context.Context, o Options) []tea.ProgramOption {
	out := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(fps), tea.WithoutSignalHandler()}
	if o.In != nil {
		out = append(out, tea.WithInput(o.In))
	}
	if o.Out != nil {
		out = append(out, tea.WithOutput(o.Out))
	}
	if o.Environ != nil {
		out = append(out, tea.WithEnvironment(o.Environ))
	}
	if o.NoColor {
		out = append(out, tea.WithColorProfile(colorprofile.ASCII))
	}
	return out
}

func (m *app) realTools(o Options, p *tea.Program) tools {
	return tools{
		after:      func(d time.Duration, msg tea.Msg) tea.Cmd { return tea.Tick(d, func(time.Time) tea.Msg { return msg }) },
		clip:       tea.SetClipboard,
		background: tea.RequestBackgroundColor,
		send:       p.Send,
		outside:    func(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd { return tea.ExecProcess(cmd, done) },
		edit: func(path string, done func(error) tea.Msg) tea.Cmd {
			return m.inTheEditor(editor(m.child, o, path), done)
		},
	}
}

// inTheEditor hands the terminal to the editor.
func (m *app) inTheEditor(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd {
	m.inEditor.Store(true)
	return m.outside(cmd, func(err error) tea.Msg {
		m.inEditor.Store(false)
		if m.ending.Load() == 0 {
			return done(err)
		}
		msg := done(nil) // it was ended together with the desk: what it had saved counts, and nobody takes the answer
		if edited, ok := msg.(editedMsg); ok && edited.err == nil {
			m.keeper.rescue(edited.key, typeable(edited.text))
		}
		return msg
	})
}

// editorPause is how long an editor that is told to end may take before it is killed.
const editorPause = time.Second

// editor is the agent's editor on a file, without tpdesk's variables: some are secrets. It ends with ctx.
func editor(ctx context.Context, o Options, path string) *exec.Cmd {
	args := append(append([]string(nil), o.Editor...), path)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = editorPause
	env := o.Environ
	if env == nil {
		env = os.Environ()
	}
	for _, kv := range env {
		if !strings.HasPrefix(kv, "TPDESK_") {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	return cmd
}

// hear ends the program on a signal, SIGHUP included, of which Bubble Tea knows nothing and which would leave the terminal
// as it is. Ctrl+C in an editor that was started from here is the editor's. The returned func ends the listening.
func (m *app) hear(p *tea.Program) func() {
	signals, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		for {
			select {
			case s := <-signals:
				if s == syscall.SIGINT && m.inEditor.Load() {
					continue
				}
				m.ending.Store(int32(s.(syscall.Signal)))
				m.endChild()
				quitSoon(p, done)
				return
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

// quitPause is how long a program that was told to quit may go on before it is killed: an editor may hold it.
const quitPause = 2 * time.Second

func quitSoon(p *tea.Program, done <-chan struct{}) {
	go p.Quit()
	t := time.NewTimer(quitPause)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
		p.Kill()
	}
}

// ended lets what is under way end, puts the drafts on disk and says how the program ended.
func (m *app) ended(ctx context.Context, err error) error {
	open := m.part()
	flushing, cancel := context.WithTimeout(context.WithoutCancel(ctx), localLimit)
	defer cancel()
	lost := m.keeper.flush(flushing)
	if lost != nil {
		lost = fmt.Errorf("drafts were NOT SAVED: %w", lost)
	}
	return errors.Join(open, m.reason(ctx, err), lost)
}

func (m *app) reason(ctx context.Context, err error) error {
	if errors.Is(err, tea.ErrProgramPanic) {
		return fmt.Errorf("%w; drafts are saved", ErrPanic)
	}
	if s := syscall.Signal(m.ending.Load()); s != 0 {
		return &SignalError{Signal: s}
	}
	if m.leaving.signal != 0 && err == nil {
		return &SignalError{Signal: m.leaving.signal}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("the screen ended: %w", err)
	}
	return nil
}

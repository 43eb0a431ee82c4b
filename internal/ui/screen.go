package ui

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"github.com/tpdesk/tpdesk/internal/ui/theme"
)

// runScreen runs the program on the terminal: with the painter, or where there is no terminal that it could take over with
// Bubble Tea's own renderer.
func (m *app) runScreen(ctx context.Context, o Options) error {
	p, w, h := painterOn(o)
	if p == nil {
		program := tea.NewProgram(m, options(ctx, o)...)
		m.tools = m.realTools(o, program)
		o.listen(program)
		defer m.hear(program)()
		_, err := program.Run()
		return err
	}
	program := tea.NewProgram(&painted{m, p}, append(options(ctx, o), tea.WithoutRenderer(), tea.WithFPS(1), tea.WithWindowSize(w, h),
		tea.WithFilter(p.beforeSuspend))...)
	m.tools = m.paintedTools(o, program, p)
	o.listen(program)
	if err := p.enter(); err != nil {
		return err
	}
	defer p.leave()
	p.say(questions(o.Environ))
	done := make(chan struct{})
	defer close(done)
	go p.run(done)
	defer watchSize(p.out.(*os.File), program.Send)()
	defer m.hear(program)()
	_, err := program.Run()
	return err
}

// listen shows the lines that are said from elsewhere while the program runs.
func (o Options) listen(program *tea.Program) {
	if o.Listen != nil {
		o.Listen(func(line string) { program.Send(saidMsg{line}) })
	}
}

// painterOn makes a painter for the terminal and tells its size; nil where there is none that it could take over.
func painterOn(o Options) (p *painter, w, h int) {
	in, out := file(o.In, os.Stdin), file(o.Out, os.Stdout)
	if in == nil || out == nil || !term.IsTerminal(int(in.Fd())) {
		return nil, 0, 0
	}
	w, h, err := term.GetSize(int(out.Fd()))
	raw := rawTerminal(in)
	if err != nil || raw == nil {
		return nil, 0, 0
	}
	profile := colorprofile.Detect(out, environ(o))
	if o.NoColor {
		profile = min(profile, colorprofile.ASCII)
	}
	p = &painter{out: out, raw: raw, wake: make(chan struct{}, 1)}
	p.screen.Style = downTo(profile)
	return p, w, h
}

func environ(o Options) []string {
	if o.Environ != nil {
		return o.Environ
	}
	return os.Environ()
}

// file is the file behind a stream, the usual one where none is named; nil where it is none.
func file(stream any, usual *os.File) *os.File {
	switch f := stream.(type) {
	case *os.File:
		return f
	case nil:
		return usual
	}
	return nil
}

// downTo turns styles down to what a terminal has.
func downTo(profile colorprofile.Profile) func(string) string {
	known := map[string]string{}
	return func(style string) string {
		have, ok := known[style]
		if !ok {
			var b bytes.Buffer
			w := colorprofile.Writer{Forward: &b, Profile: profile}
			wanted := style
			if profile == colorprofile.ANSI {
				wanted = theme.Sixteen(style)
			}
			_, _ = w.WriteString(wanted)
			have = b.String()
			known[style] = have
		}
		return have
	}
}

// questions ask for modes 2026 and 2027. Over SSH an answer may come late, into the shell, so only terminals that are known to
// give one are asked there; Apple's prints what it does not know.
func questions(env []string) string {
	if env == nil {
		env = os.Environ()
	}
	remote, known, apple := false, false, false
	for _, kv := range env {
		name, value, _ := strings.Cut(kv, "=")
		switch name {
		case "SSH_TTY":
			remote = true
		case "TERM_PROGRAM":
			apple = strings.Contains(value, "Apple")
		case "TERM":
			for _, t := range []string{"ghostty", "wezterm", "alacritty", "kitty", "rio"} {
				known = known || strings.Contains(value, t)
			}
		}
	}
	if (remote || apple) && !known {
		return ""
	}
	return ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore
}

// paintedTools are the ways out of the screen beside the painter, which alone writes to the terminal.
func (m *app) paintedTools(o Options, program *tea.Program, p *painter) tools {
	t := m.realTools(o, program)
	said := func(sequence string) tea.Cmd {
		return func() tea.Msg { p.say(sequence); return nil }
	}
	t.clip = func(text string) tea.Cmd { return said(ansi.SetSystemClipboard(text)) }
	t.background = said(ansi.RequestBackgroundColor)
	t.stepAside = p.leave
	t.outside = func(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd { return tea.Exec(outside{cmd, p}, done) }
	return t
}

package ui

import (
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/ui/paint"
)

// frameTime is the least time between two frames.
const frameTime = time.Second / 120

// painter puts the frames of a program on its terminal, at once after a quiet time. Bubble Tea's own renderer looks for a new
// frame 120 times a second for as long as the program runs, and compares each cell of each (docs/decisions.md). What of the
// terminal it changes it changes back: enter and leave are a pair.
type painter struct {
	out    io.Writer
	raw    func() (cooked func(), err error)
	wake   chan struct{}
	mu     sync.Mutex // of what is to be shown
	next   tea.View
	paint  sync.Mutex // of the terminal, while it is written to
	screen paint.Screen
	shown  tea.View // less its text
	on     bool     // the terminal is ours
	cooked func()
	synced bool // it can show a frame at once (mode 2026)
	buf    []byte
}

// show hands over what the terminal shall show.
func (p *painter) show(v tea.View) {
	p.mu.Lock()
	p.next = v
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// run paints until done is closed.
func (p *painter) run(done <-chan struct{}) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	defer func() {
		if r := recover(); r != nil {
			p.leave()
			panic(r)
		}
	}()
	for {
		select {
		case <-p.wake:
		case <-done:
			return
		}
		p.frame()
		pause.Reset(frameTime)
		select {
		case <-pause.C:
		case <-done:
			return
		}
	}
}

// frame paints what is to be shown.
func (p *painter) frame() {
	p.mu.Lock()
	v := p.next
	p.mu.Unlock()
	p.paint.Lock()
	defer p.paint.Unlock()
	if !p.on || v.Content == "" {
		return
	}
	p.buf = p.screen.Frame(p.buf[:0], v.Content)
	p.write(p.framed(v))
	v.Content = ""
	p.shown = v
}

// framed is the bytes of a frame with modes and cursor around them; nil where nothing changed.
func (p *painter) framed(v tea.View) []byte {
	modes := modesOf(v, p.shown)
	if len(p.buf) == 0 && modes == "" && sameCursor(v.Cursor, p.shown.Cursor) {
		return nil
	}
	var b []byte
	if p.synced {
		b = append(b, ansi.SetModeSynchronizedOutput...)
	}
	if p.shown.Cursor != nil {
		b = append(b, ansi.ResetModeTextCursorEnable...)
	}
	b = append(append(b, modes...), p.buf...)
	if c := v.Cursor; c != nil {
		b = append(b, ansi.CursorPosition(c.X+1, c.Y+1)...)
		b = append(b, ansi.SetCursorStyle(cursorStyle(c))...)
		b = append(b, ansi.SetModeTextCursorEnable...)
	}
	if p.synced {
		b = append(b, ansi.ResetModeSynchronizedOutput...)
	}
	return b
}

func sameCursor(a, b *tea.Cursor) bool { return a == b || a != nil && b != nil && *a == *b }

// cursorStyle is the number of DECSCUSR.
func cursorStyle(c *tea.Cursor) int {
	style := int(c.Shape)*2 + 1
	if !c.Blink {
		style++
	}
	return style
}

// modesOf leads from one view's modes to another's.
func modesOf(v, was tea.View) (out string) {
	if v.MouseMode != was.MouseMode {
		if out += mouseOff; v.MouseMode != tea.MouseModeNone {
			out += ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
		}
	}
	if v.ReportFocus != was.ReportFocus {
		if v.ReportFocus {
			return out + ansi.SetModeFocusEvent
		}
		return out + ansi.ResetModeFocusEvent
	}
	return out
}

const mouseOff = ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr

// enter takes the terminal over. Nothing is known of what stands on it.
func (p *painter) enter() error {
	p.paint.Lock()
	defer p.paint.Unlock()
	if p.on {
		return nil
	}
	cooked, err := p.raw()
	if err != nil {
		return err
	}
	p.on, p.cooked, p.shown = true, cooked, tea.View{}
	p.screen.Forget()
	p.write([]byte(ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable + ansi.SetModeBracketedPaste +
		ansi.SetModifyOtherKeys2 + ansi.PushKittyKeyboard(1) + p.clusters()))
	select {
	case p.wake <- struct{}{}:
	default:
	}
	return nil
}

// clusters turns mode 2027 on, where the terminal knows it.
func (p *painter) clusters() string {
	if p.screen.Rules.Clusters {
		return ansi.SetModeUnicodeCore
	}
	return ""
}

// leave gives the terminal back as it was.
func (p *painter) leave() {
	p.paint.Lock()
	defer p.paint.Unlock()
	if !p.on {
		return
	}
	out := ansi.ResetModifyOtherKeys + ansi.PopKittyKeyboard(1) + modesOf(tea.View{}, p.shown)
	if p.screen.Rules.Clusters {
		out += ansi.ResetModeUnicodeCore
	}
	out += ansi.ResetModeBracketedPaste + ansi.ResetStyle + ansi.ResetModeAltScreenSaveCursor + ansi.SetCursorStyle(0) + ansi.SetModeTextCursorEnable
	p.write([]byte(out))
	p.on = false
	p.cooked()
}

// say sends a control sequence that draws nothing.
func (p *painter) say(sequence string) {
	p.paint.Lock()
	defer p.paint.Unlock()
	if p.on {
		p.write([]byte(sequence))
	}
}

// write sends bytes. A terminal that takes none is gone; the end of its input ends the program.
func (p *painter) write(b []byte) {
	if len(b) > 0 {
		_, _ = p.out.Write(b)
	}
}

// size hears how large the terminal is.
func (p *painter) size(w, h int) {
	p.paint.Lock()
	defer p.paint.Unlock()
	p.screen.Size(w, h)
}

// mode hears what the terminal can.
func (p *painter) mode(msg tea.ModeReportMsg) {
	p.paint.Lock()
	defer p.paint.Unlock()
	switch known := msg.Value == ansi.ModeReset || msg.Value == ansi.ModeSet || msg.Value == ansi.ModePermanentlySet; {
	case msg.Mode == ansi.ModeSynchronizedOutput && msg.Value == ansi.ModeReset:
		p.synced = true
	case msg.Mode == ansi.ModeUnicodeCore && known && !p.screen.Rules.Clusters:
		p.screen.Rules.Clusters = true
		p.screen.Forget()
		if p.on {
			p.write([]byte(p.clusters()))
		}
	}
}

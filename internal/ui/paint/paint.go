// Package paint brings a terminal from one frame to the next with few bytes; what a frame holds and where the bytes go is left
// to others.
package paint

import (
	"strconv"
	"strings"

	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// Screen knows what stands on a terminal. A frame is lines of text with colours and weights (CSI … m) and no other control
// sequence; each frame ends in the default style.
type Screen struct {
	Rules cell.Rules
	// Style turns a style down to what the terminal has; nil: as it is.
	Style func(sequence string) string

	w, h     int
	lines    []string // of the last frame; nil where it is not known what stands there
	old, new []spot
}

// spot is one column of one line. The second column of a wide cluster has no text.
type spot struct{ style, text string }

// Size sets columns and lines. What stands on the terminal is not known afterwards.
func (s *Screen) Size(w, h int) { s.w, s.h, s.lines = max(w, 0), max(h, 0), nil }

// Forget tells that anything may stand on the terminal.
func (s *Screen) Forget() { s.lines = nil }

// Frame appends what brings the terminal to a frame; nothing where it stands there already.
func (s *Screen) Frame(b []byte, frame string) []byte {
	if s.lines == nil {
		b = append(b, "\x1b[m\x1b[2J"...)
		s.lines = make([]string, s.h)
	}
	rest := frame
	for y := range s.lines {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if line != s.lines[y] {
			b = s.line(b, y, s.lines[y], line)
			s.lines[y] = line
		}
	}
	return b
}

// line brings one line to what it shall be.
func (s *Screen) line(b []byte, y int, from, to string) []byte {
	s.old, s.new = s.spots(s.old[:0], from), s.spots(s.new[:0], to)
	p := pen{bytes: b, style: s.Style, y: y, x: -1}
	end := s.w // from there on the line is blank
	for end > 0 && s.new[end-1] == blank {
		end--
	}
	for x := 0; x < end; x++ {
		if s.old[x] == s.new[x] || s.new[x].text == "" {
			continue
		}
		s.bridge(&p, x)
		p.write(x, s.new[x])
		if p.x++; x+1 < end && s.new[x+1].text == "" {
			p.x++
		}
	}
	for x := end; x < s.w; x++ {
		if s.old[x] != blank {
			p.blankFrom(x)
			break
		}
	}
	p.pick("")
	return p.bytes
}

// nearby is how many columns are rather written again than jumped over.
const nearby = 4

// bridge writes what stands between the pen and x again where that is shorter than to move there.
func (s *Screen) bridge(p *pen, x int) {
	if p.x < 0 || x-p.x > nearby {
		return
	}
	for _, c := range s.new[p.x:x] {
		if len(c.text) != 1 || c.style != p.now {
			return
		}
	}
	for ; p.x < x; p.x++ {
		p.bytes = append(p.bytes, s.new[p.x].text...)
	}
}

var blank = spot{text: " "}

// spots takes a line apart into exactly as many spots as the screen has columns.
func (s *Screen) spots(out []spot, line string) []spot {
	style := ""
	for line != "" && len(out) < s.w {
		if line[0] == 0x1b {
			sequence, rest, _ := strings.Cut(line, "m")
			if line = rest; sequence == "\x1b[" || sequence == "\x1b[0" {
				style = ""
			} else {
				style += sequence + "m"
			}
			continue
		}
		text, w := s.Rules.Next(line)
		if line = line[len(text):]; w == 0 {
			continue
		}
		if len(out)+w > s.w {
			break
		}
		out = append(out, spot{style, text})
		for range w - 1 {
			out = append(out, spot{style: style})
		}
	}
	for len(out) < s.w {
		out = append(out, blank)
	}
	return out
}

// pen writes on one line.
type pen struct {
	bytes []byte
	style func(string) string
	now   string // the style that is in force
	y, x  int    // where the next text goes; x is -1 before the first move
}

func (p *pen) write(x int, c spot) {
	p.move(x)
	p.pick(c.style)
	p.bytes = append(p.bytes, c.text...)
}

// move goes to a column: by line and column first, so that nothing depends on what was written before.
func (p *pen) move(x int) {
	switch {
	case p.x == x:
		return
	case p.x >= 0:
		p.bytes = strconv.AppendInt(append(p.bytes, "\x1b["...), int64(x+1), 10)
		p.bytes = append(p.bytes, 'G')
	default:
		p.bytes = strconv.AppendInt(append(p.bytes, "\x1b["...), int64(p.y+1), 10)
		if x > 0 {
			p.bytes = strconv.AppendInt(append(p.bytes, ';'), int64(x+1), 10)
		}
		p.bytes = append(p.bytes, 'H')
	}
	p.x = x
}

// pick takes up a style.
func (p *pen) pick(style string) {
	if style == p.now {
		return
	}
	if p.now != "" {
		p.bytes = append(p.bytes, "\x1b[m"...)
	}
	if p.now = style; style != "" && p.style != nil {
		style = p.style(style)
	}
	p.bytes = append(p.bytes, style...)
}

func (p *pen) blankFrom(x int) {
	p.move(x)
	p.pick("")
	p.bytes = append(p.bytes, "\x1b[K"...)
}

package cell

import "strings"

// Wrap breaks text at its line breaks and at w columns: between words, or between characters where a word is longer than a
// line or the script is written without blanks. Each line is cleaned. A blank at a break is dropped.
func (r Rules) Wrap(text string, w int) []string {
	w = max(w, 2)
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		out = append(out, r.wrapLine(line, w)...)
	}
	return out
}

func (r Rules) wrapLine(s string, w int) []string {
	p := wrapper{rules: r, width: w}
	for s != "" {
		c, n := r.next(s)
		p.add(r.draw(c))
		s = s[n:]
	}
	return append(p.lines, strings.TrimRight(p.line.String(), " "))
}

// wrapper gathers one paragraph.
type wrapper struct {
	rules   Rules
	width   int
	lines   []string
	line    strings.Builder
	used    int // columns of line
	breakAt int // bytes of line that stay when it is broken; 0: nowhere
}

func (p *wrapper) add(c string) {
	n := Width(c)
	if c == " " && p.used == p.width {
		p.flush(p.line.Len())
		return
	}
	for p.used > 0 && p.used+n > p.width {
		p.flush(p.breakAt)
	}
	if c == " " && p.used == 0 && len(p.lines) > 0 {
		return
	}
	if n == 2 {
		p.breakAt = p.line.Len()
	}
	p.line.WriteString(c)
	p.used += n
	if n == 2 || c == " " {
		p.breakAt = p.line.Len()
	}
}

// flush ends the line after its first at bytes and carries the rest over.
func (p *wrapper) flush(at int) {
	s := p.line.String()
	if at == 0 {
		at = len(s)
	}
	p.lines = append(p.lines, strings.TrimRight(s[:at], " "))
	p.line.Reset()
	p.line.WriteString(s[at:])
	p.used, p.breakAt = Width(s[at:]), 0
}

package ui

import (
	tea "charm.land/bubbletea/v2"
)

// pageText is a page to read: lines that scroll. Pages are this with a title and what they ask for.
type pageText struct {
	*env
	head  string
	wide  bool                 // covers the list
	made  func(w int) []string // the lines at a width
	keys  []hint
	on    map[string]effects // further keys
	top   int
	h     int
	count int
	kept  []string // the lines, made for a width and a background
	width int
	style bool
}

func (p *pageText) wholeScreen() bool    { return p.wide }
func (p *pageText) title() string        { return p.head }
func (p *pageText) rows(_, most int) int { return most }
func (p *pageText) cursor() *tea.Cursor  { return nil }
func (p *pageText) hints() []hint {
	return append([]hint{{"Esc", "back"}, {"j k", "scroll"}}, p.keys...)
}

func (p *pageText) view(w, h int) []string {
	if p.kept == nil || p.width != w || p.style != p.theme.Dark {
		p.kept, p.width, p.style = p.made(w), w, p.theme.Dark
	}
	lines := p.kept
	p.h, p.count = h, len(lines)
	p.top = max(0, min(p.top, len(lines)-h))
	return lines[p.top:min(len(lines), p.top+h)]
}

func (p *pageText) wheel(n int) { p.top = max(0, p.top+n) }

// changed has the lines made anew.
func (p *pageText) changed() { p.kept = nil }

func (p *pageText) update(msg tea.Msg) (effects, tea.Cmd) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	name := keyName(key.Key())
	if es, ok := p.on[name]; ok {
		return es, nil
	}
	switch name {
	case "esc", "q":
		return effects{leave{}}, nil
	case "j", "down":
		p.top++
	case "k", "up":
		p.top = max(0, p.top-1)
	case "ctrl+d", "pgdown", "space":
		p.top += max(1, p.h/2)
	case "ctrl+u", "pgup":
		p.top = max(0, p.top-max(1, p.h/2))
	case "g", "home":
		p.top = 0
	case "G", "end":
		p.top = p.count
	}
	return nil, nil
}

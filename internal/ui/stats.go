package ui

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
)

// statsPage is S: figures of the reviews that the filter selects.
type statsPage struct {
	*pageText
	line  string
	stats desk.Stats
	read  bool
	err   error
}

func (m *app) openStats() tea.Cmd {
	p := &statsPage{line: m.inbox.line}
	p.pageText = &pageText{env: m.env, head: "Figures", wide: true, made: p.lines}
	cmd := m.open(p)
	f, d := m.inbox.filter, m.Desk
	return tea.Batch(cmd, m.ask(networkLimit, func(ctx context.Context) tea.Msg {
		s, err := desk.Summarize(d.Cached(ctx, f))
		return statsReadMsg{stats: s, err: err}
	}))
}

type statsReadMsg struct {
	stats desk.Stats
	err   error
}

func (p *statsPage) update(msg tea.Msg) (effects, tea.Cmd) {
	if msg, ok := msg.(statsReadMsg); ok {
		p.stats, p.err, p.read = msg.stats, msg.err, true
		p.changed()
		return nil, nil
	}
	return p.pageText.update(msg)
}

func (p *statsPage) lines(w int) []string {
	out := &prose{e: p.env, w: w}
	line := p.own(p.line)
	if line == "" {
		line = "every review"
	}
	out.para(p.theme.Faint, "of the copy: "+line)
	switch {
	case p.err != nil:
		out.para(p.theme.Bad, p.own(p.err.Error()))
	case p.read:
		p.figures(out)
	}
	return out.lines
}

func (p *statsPage) figures(out *prose) {
	s := p.stats
	out.gap()
	out.para(p.theme.Title, fmt.Sprintf("%s · average %.2f", plural(s.Reviews, "review", "reviews"), s.Average))
	for n := 5; n >= 1; n-- {
		out.lines = append(out.lines, p.theme.Stars[n].On(starText(n))+p.bar(s.Stars[n], s.Reviews, out.w))
	}
	out.gap()
	out.para("", fmt.Sprintf("answered %s (%.0f %%) · reply time: half within %s, nine of ten within %s", thousands(s.Replied), s.ReplyRate*100,
		span(time.Duration(s.ReplySeconds50)*time.Second), span(time.Duration(s.ReplySeconds90)*time.Second)))
	out.para("", fmt.Sprintf("reported %s · reviewers asked %s", thousands(s.Reported), thousands(s.Contacted)))
	p.ranked(out, "Sources", s.Sources)
	p.ranked(out, "Languages", s.Languages)
	p.ranked(out, "Tags", s.Tags)
}

// bar is a count with its share, drawn and told.
func (p *statsPage) bar(n, of, w int) string {
	most := max(0, min(40, w-26))
	share := 0
	if of > 0 {
		share = n * most / of
	}
	percent := 0.0
	if of > 0 {
		percent = float64(n) * 100 / float64(of)
	}
	return fmt.Sprintf(" %9s %4.0f %%  ", thousands(n), percent) + strings.Repeat("■", share)
}

// ranked lists the most frequent first.
func (p *statsPage) ranked(out *prose, head string, counts map[string]int) {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	if len(names) == 0 {
		return
	}
	out.gap()
	out.para(p.theme.Title, head)
	for _, n := range names[:min(len(names), 12)] {
		out.lines = append(out.lines, p.rules.FitRight(thousands(counts[n]), 9)+"  "+p.rules.Fit(n, max(4, out.w-12)))
	}
}

package ui

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// openDrafts lists every draft, newest first; Enter goes to its review.
func (m *app) openDrafts() tea.Cmd {
	drafts := m.keeper.all()
	slices.SortFunc(drafts, func(a, b review.Draft) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	find := func(typed string) []choice {
		var out []choice
		for _, d := range drafts {
			if label := m.draftLabel(d); strings.Contains(strings.ToLower(label), strings.ToLower(typed)) {
				out = append(out, choice{key: "✎", label: label, note: string(d.Kind) + " · " + ago(m.Now().Sub(d.UpdatedAt)), do: effects{reveal{d.ReviewID}}})
			}
		}
		return out
	}
	return m.open(newChooser(m.env, "Drafts", "there is no draft", find))
}

func (m *app) draftLabel(d review.Draft) string {
	who := m.own(string(d.ReviewID))
	if r, ok := m.find(d.ReviewID); ok {
		who = r.Name()
	}
	return who + ": " + m.own(beginning(d.Text, 400))
}

// openSettings shows what is in force; it is changed in config.toml.
func (m *app) openSettings() tea.Cmd {
	made := func(w int) []string {
		out := &prose{e: m.env, w: w}
		for _, s := range m.settings() {
			out.lines = append(out.lines, m.theme.Faint.On(m.rules.Fit(s[0], 18))+" "+m.rules.Fit(s[1], max(4, w-19)))
		}
		out.gap()
		out.para(m.theme.Faint, "tpdesk config path names the file to change them in")
		return out.lines
	}
	return m.open(&pageText{env: m.env, head: "Settings in force", wide: true, made: made})
}

func (m *app) settings() [][2]string {
	background := "light"
	if m.theme.Dark {
		background = "dark"
	}
	set := m.Theme
	if set == "" {
		set = "auto"
	}
	out := [][2]string{
		{"company", m.own(m.companyName())}, {"profile", m.own(m.Profile)},
		{"undo wait", m.UndoWait.String()}, {"sync every", m.SyncEvery.String()}, {"reply target", span(m.ReplyTarget)},
		{"theme", set + " (" + background + ")"}, {"clusters", fmt.Sprintf("drawn whole: %t", m.rules.Clusters)},
		{"editor", m.own(strings.Join(m.Editor, " "))}, {"mouse", fmt.Sprint(m.Mouse)}, {"colour", fmt.Sprint(!m.NoColor)},
	}
	if m.Agent != "" {
		out = slices.Insert(out, 2, [2]string{"agent", m.own(m.Agent)})
	}
	for i, v := range m.Views {
		out = append(out, [2]string{fmt.Sprintf("view %d", i+1), m.own(v.Name) + ": " + m.own(cmp.Or(v.Query, "every review"))})
	}
	for _, name := range slices.Sorted(maps.Keys(m.Keys)) {
		out = append(out, [2]string{"key " + m.own(name), m.own(m.Keys[name])})
	}
	return out
}

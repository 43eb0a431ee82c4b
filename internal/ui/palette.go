package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"
)

// openPalette is : — every command, found by its name, its keys or what it does.
func (m *app) openPalette() tea.Cmd {
	return m.open(newChooser(m.env, "Commands", "no command is called that", m.commands))
}

// openHelp is ? — the keys of this screen, from the same table.
func (m *app) openHelp() tea.Cmd {
	here := m.here()
	find := func(typed string) []choice {
		out := m.found(typed, func(a action) bool { return a.on&here != 0 && a.keys != "" })
		for _, c := range m.found(typed, func(a action) bool { return a.on&here != 0 && a.keys == "" }) {
			c.key = c.called() // by its name, from the palette
			out = append(out, c)
		}
		if typed == "" {
			out = append(out, m.signs()...)
		}
		return out
	}
	head := "Keys of the list"
	if here == onReader {
		head = "Keys of the reader"
	}
	return m.open(newChooser(m.env, head, "no key does that", find))
}

// signs explains the marks of a row.
func (m *app) signs() []choice {
	var out []choice
	for _, s := range [][2]string{{"✎", "a draft is kept"}, {"»", "an act waits or is being sent"}, {"✓", "answered"}, {"“", "comments that were not read yet"}, {"≠", "the review was changed after the reply"},
		{"!", "reported"}, {"?", "the reviewer was asked"}, {"#", "tagged"}} {
		out = append(out, choice{key: s[0], label: "in a row: " + s[1], do: effects{}})
	}
	return out
}

func (m *app) commands(typed string) []choice {
	return m.found(typed, func(a action) bool { return a.name != "palette" && a.on&m.here() != 0 })
}

// found are the actions that match what was typed, the best first; an action that cannot act now says why.
func (m *app) found(typed string, which func(action) bool) []choice {
	list := table{}
	for _, a := range m.keys.actions {
		if which(a) && (a.why == nil || !strings.HasPrefix(a.name, "view-") || a.why(m) == "") {
			list = append(list, a)
		}
	}
	if typed = strings.TrimSpace(typed); typed != "" {
		list = list.ranked(typed)
	}
	var out []choice
	for _, a := range list {
		out = append(out, m.choice(a))
	}
	return out
}

// called is how the palette is asked for a choice that has no key.
func (c choice) called() string {
	for _, e := range c.do {
		if i, ok := e.(invoke); ok {
			return ":" + i.name
		}
	}
	return ""
}

func (m *app) choice(a action) choice {
	note := a.name
	if why := m.whyNot(a); why != "" {
		note = why
	}
	return choice{key: a.keysShown(), label: m.described(a), note: note, do: effects{invoke{a.name}}}
}

// described is what an action does; a view is called by its name.
func (m *app) described(a action) string {
	for i, v := range m.Views {
		if a.name == m.viewAction(i) {
			return "view " + m.own(v.Name) + ": " + m.own(v.Query)
		}
	}
	return a.does
}

func (m *app) viewAction(i int) string { return "view-" + string(rune('1'+i)) }

// table is actions as the fuzzy search walks them.
type table []action

// String is what action i is found by.
func (t table) String(i int) string { return t[i].name + " " + t[i].keysShown() + " " + t[i].does }

// Len is how many there are.
func (t table) Len() int { return len(t) }

// ranked puts an action whose key or name is exactly what was typed first, then those that begin so, then the rest.
func (t table) ranked(typed string) table {
	var exact, rest table
	for _, match := range fuzzy.FindFrom(typed, t) {
		a := t[match.Index]
		if a.name == typed || containsKey(a, typed) || strings.HasPrefix(a.name, typed) {
			exact = append(exact, a)
		} else {
			rest = append(rest, a)
		}
	}
	return append(exact, rest...)
}

func containsKey(a action, key string) bool {
	for _, k := range a.keyList() {
		if k == key || keyLabel(k) == key {
			return true
		}
	}
	return false
}

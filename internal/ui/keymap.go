package ui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// keymap is the table of actions with its keys, as they are after remapping.
type keymap struct {
	actions  []action
	list     map[string]int // key, or pair of keys → index of the action, on the list
	reader   map[string]int
	prefixes map[string]bool // first keys of pairs
}

// newKeymap lays the remaps over the table. An unknown action, or a key that two actions of one screen would take, is an
// error that names them.
func newKeymap(remaps map[string]string) (keymap, error) {
	k := keymap{actions: actions(), list: map[string]int{}, reader: map[string]int{}, prefixes: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(remaps)) {
		i := slices.IndexFunc(k.actions, func(a action) bool { return a.name == name })
		if i < 0 {
			return k, fmt.Errorf("key for %q: %w: there is no such action", name, review.ErrInvalid)
		}
		k.actions[i].keys = remaps[name]
	}
	for i, a := range k.actions {
		if err := k.bind(i, a); err != nil {
			return k, err
		}
	}
	return k, k.clash()
}

func (k *keymap) bind(i int, a action) error {
	for _, key := range a.keyList() {
		for on, keys := range map[screen]map[string]int{onList: k.list, onReader: k.reader} {
			if a.on&on == 0 {
				continue
			}
			if other, taken := keys[key]; taken {
				return fmt.Errorf("key %q: %w: it is asked for by both %s and %s", key, review.ErrInvalid, k.actions[other].name, a.name)
			}
			keys[key] = i
		}
		if first, _, pair := strings.Cut(key, " "); pair {
			k.prefixes[first] = true
		}
	}
	return nil
}

// clash says where a pair could never be typed because its first key acts by itself.
func (k *keymap) clash() error {
	for _, first := range slices.Sorted(maps.Keys(k.prefixes)) {
		for _, keys := range []map[string]int{k.list, k.reader} {
			if i, taken := keys[first]; taken {
				return fmt.Errorf("key %q: %w: it begins a pair and is the key of %s", first, review.ErrInvalid, k.actions[i].name)
			}
		}
	}
	return nil
}

// keyList are the action's keys by name.
func (a action) keyList() []string {
	var out []string
	for key := range strings.SplitSeq(a.keys, ", ") {
		if key = strings.TrimSpace(key); key != "" {
			out = append(out, key)
		}
	}
	return out
}

// keysShown are the action's keys as people read them.
func (a action) keysShown() string {
	var out []string
	for _, key := range a.keyList() {
		parts := strings.Fields(key)
		for i := range parts {
			parts[i] = keyLabel(parts[i])
		}
		out = append(out, strings.Join(parts, " "))
	}
	return strings.Join(out, ", ")
}

// hints are the footer's keys.
func (k keymap) hints(m *app) []hint {
	var out []hint
	if m.onText {
		out = append(out, hint{"Esc", "list"})
	}
	for _, a := range k.actions {
		if a.foot != "" && len(a.keyList()) > 0 && (!m.forProducts() || productLacks(a.name) == "") {
			out = append(out, hint{keyLabel(a.keyList()[0]), a.foot})
		}
	}
	return out
}

// keyOf is the first key of an action, as people read it; "" where it has none.
func (k keymap) keyOf(name string) string {
	for _, a := range k.actions {
		if keys := a.keyList(); a.name == name && len(keys) > 0 {
			return keyLabel(keys[0])
		}
	}
	return ""
}

// here is the screen that has the keys.
func (m *app) here() screen {
	if m.onText {
		return onReader
	}
	return onList
}

// dispatch does what a key stands for.
func (m *app) dispatch(key string) tea.Cmd {
	if m.prefix != "" {
		key, m.prefix = m.prefix+" "+key, ""
	} else if m.keys.prefixes[key] {
		m.prefix = key
		return nil
	}
	keys := m.keys.list
	if m.onText {
		keys = m.keys.reader
	}
	if i, ok := keys[key]; ok {
		return m.do(m.keys.actions[i])
	}
	return nil
}

// do runs an action, or says why it cannot be done.
func (m *app) do(a action) tea.Cmd {
	if why := m.whyNot(a); why != "" {
		m.status.show(note{text: why, tone: warn})
		return nil
	}
	return a.run(m)
}

// invoke runs an action by its name.
func (m *app) invoke(name string) tea.Cmd {
	for _, a := range m.keys.actions {
		if a.name == name {
			return m.do(a)
		}
	}
	return nil
}

package ui

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// keyName is a key as the table of actions writes it: the character it makes ("?", "G", "é"), else its name ("enter",
// "ctrl+s"). Terminals with the newer keyboard protocol may send "shift+/" for "?".
func keyName(k tea.Key) string {
	if k.Text != "" && k.Text != " " {
		return k.Text
	}
	if k.Mod == tea.ModShift && k.Code > ' ' && k.Code < tea.KeyExtended {
		return shifted(k)
	}
	return k.Keystroke()
}

func shifted(k tea.Key) string {
	if k.ShiftedCode != 0 {
		return string(k.ShiftedCode)
	}
	if i := strings.IndexRune("`1234567890-=[]\\;',./", k.Code); i >= 0 {
		return string("~!@#$%^&*()_+{}|:\"<>?"[i])
	}
	if unicode.IsLower(k.Code) {
		return string(unicode.ToUpper(k.Code))
	}
	return k.Keystroke()
}

// keyLabel is how a key is written for people.
func keyLabel(name string) string {
	switch name {
	case "down":
		return "↓"
	case "up":
		return "↑"
	case "enter", "esc", "tab", "space", "home", "end":
		return strings.ToUpper(name[:1]) + name[1:]
	case "pgdown":
		return "PgDn"
	case "pgup":
		return "PgUp"
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		if len(rest) == 1 {
			rest = strings.ToUpper(rest)
		}
		return "Ctrl+" + rest
	}
	return name
}

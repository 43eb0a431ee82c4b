package ui

import "github.com/tpdesk/tpdesk/internal/ui/cell"

// DefaultProfile is the name of the profile that a person who has one company never hears of.
const DefaultProfile = "default"

// tellsProfile reports whether the profile must be in sight: where there are several, or where it is not the default one.
func (o Options) tellsProfile() bool {
	return o.Profile != "" && (o.Several || o.Profile != DefaultProfile)
}

// ofProfile is " · profile north", where that must be told.
func (o Options) ofProfile() string {
	if !o.tellsProfile() {
		return ""
	}
	return " · profile " + o.Profile
}

// whose is the profile beside the company's name in the first line, which no width takes away: " · north".
func (m *app) whose() string {
	if !m.tellsProfile() {
		return ""
	}
	name, _ := m.rules.Cut(m.own(m.Profile), max(1, m.layout.w/2-4))
	return " · " + name
}

// mine is who sits here, for the right end of the first line: the agent, and the profile that whose leaves out.
func (m *app) mine() []string {
	var out []string
	if m.Agent != "" {
		out = append(out, m.own(m.Agent))
	}
	if m.Profile != "" && !m.tellsProfile() && m.Agent == "" {
		out = append(out, m.own(m.Profile))
	}
	return out
}

// leastName is how much of the company's name stays where the line is narrow.
const leastName = 10

// headRight is the right end of the first line. That nobody is signed in goes before the figures and the end of a long name.
func (m *app) headRight(left, whose string) string {
	parts, w := m.freshness(), m.layout.w
	room := w - cell.Width(left) - cell.Width(whose) - 6 - cell.Width(m.score())
	if !m.signedIn() && cell.Width(parts[0]) > room {
		room = w - min(cell.Width(left), leastName) - cell.Width(whose) - 3
		parts = parts[:1]
	}
	return fitting(room, " · ", parts...)
}

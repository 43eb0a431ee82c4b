package ui

import (
	"context"
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// places are the company's locations: those of the reviews that were read, and once the filter bar was opened those that
// Trustpilot lists.
type places struct {
	listed []review.Location
	asked  bool
}

// placesReadMsg brings the company's locations.
type placesReadMsg struct {
	listed []review.Location
	err    error
}

// askPlaces asks for the company's locations, once: only who filters by them needs them.
func (m *app) askPlaces() tea.Cmd {
	if m.Locations == nil || m.places.asked {
		return nil
	}
	m.places.asked = true
	locations := m.Locations
	return m.ask(networkLimit, func(ctx context.Context) tea.Msg {
		all, err := locations(ctx)
		return placesReadMsg{listed: all, err: err}
	})
}

func (msg placesReadMsg) land(m *app) tea.Cmd {
	if msg.err != nil {
		m.places.asked = false // the next time the bar is opened
		return nil
	}
	m.places.listed = msg.listed
	m.reader.forget()
	m.inbox.forgetLines()
	if m.bar.open {
		m.bar.offers = m.offer(m.bar.field.value())
	}
	return nil
}

// placeNames are what location: may be: every name, then the company's own IDs, then Trustpilot's.
func (m *app) placeNames() []string {
	called, own, ids := map[string]bool{}, map[string]bool{}, map[string]bool{}
	add := func(to map[string]bool, t review.Text) {
		if s, ok := offered(t); ok {
			to[s] = true
		}
	}
	for _, l := range m.knownPlaces() {
		add(called, l.Name)
		add(own, l.ExternalID)
		add(ids, l.ID)
	}
	return slices.Concat(slices.Sorted(maps.Keys(called)), slices.Sorted(maps.Keys(own)), slices.Sorted(maps.Keys(ids)))
}

func (m *app) knownPlaces() []review.Location {
	out := slices.Clone(m.places.listed)
	seen := map[string]bool{}
	for _, l := range out {
		seen[l.ID.Raw()] = true
	}
	for _, r := range m.inbox.rows {
		if l := r.Location; l != nil && !seen[l.ID.Raw()] {
			seen[l.ID.Raw()] = true
			out = append(out, *l)
		}
	}
	return out
}

// place is where a review is about, by its name or else its ID, in at most n bytes; "" where it is about no place.
func (m *app) place(r review.Review, n int) string {
	if r.Location == nil {
		return ""
	}
	l := *r.Location
	for i := 0; !l.Name.Visible() && i < len(m.places.listed); i++ {
		if listed := m.places.listed[i]; l.ID.Visible() && listed.ID.Is(l.ID.Raw()) {
			l = listed
		}
	}
	for _, t := range []review.Text{l.Name, l.ExternalID, l.ID} {
		if t.Visible() {
			return t.Start(n)
		}
	}
	return ""
}

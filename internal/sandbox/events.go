package sandbox

import "fmt"

// Edit changes a review as its author would: stars (1 to 5), title and text are
// new, updatedAt is now, createdAt stays, trustpilot-api §2.3.
func (s *Server) Edit(reviewID string, stars int, title, text string) error {
	if stars < 1 || stars > 5 {
		return fmt.Errorf("edit review %s: %d stars", reviewID, stars)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := s.data.lookup(reviewID)
	if !found {
		return fmt.Errorf("edit review %s: there is none", reviewID)
	}
	s.happen(i, func() {
		s.data.change(i, "stars", stars)
		s.data.change(i, "title", title)
		s.data.change(i, "text", text)
		s.data.change(i, "updatedAt", stamp(s.now()))
		s.data.rows[i].stars = uint8(stars)
	})
	return nil
}

// happen changes review i at once, on top of what was written to it; what of that
// lagged shows with it. The lock is held.
func (s *Server) happen(i int, apply func()) {
	_ = s.data.alter(i, s.now(), func() *answer { apply(); return nil }) // it refuses nothing
	s.data.reveal(s.now())
}

// Vanish deletes a review as Trustpilot would: it is 404 from now on, in no
// list, and in the deletions feed, trustpilot-api §4.2.
func (s *Server) Vanish(reviewID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := s.data.lookup(reviewID)
	if !found {
		return fmt.Errorf("delete review %s: there is none", reviewID)
	}
	s.happen(i, func() { s.data.rows[i].marks |= vanished })
	s.data.deleted = append(s.data.deleted, deletion{reviewID, s.now().UTC()})
	return nil
}

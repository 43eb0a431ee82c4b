package sandbox

import "time"

// wind wakes the clockwork, for there is something new to wait for.
func (s *Server) wind() {
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

// tick lets events happen at their time even while nobody calls, so that webhooks
// go out.
func (s *Server) tick() {
	for {
		timer := time.NewTimer(s.untilNext())
		select {
		case <-timer.C:
			s.catchUp()
		case <-s.wake:
		case <-s.done:
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// untilNext is how long to wait for the next event; a clock that stands still is
// looked at ten times a second.
func (s *Server) untilNext() time.Duration {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if len(s.timeline) == 0 {
		return time.Hour
	}
	return max(100*time.Millisecond, s.timeline[0].due.Sub(s.now()))
}

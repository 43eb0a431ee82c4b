package sandbox

// announce tells of an event to whom it may concern.
func (s *Server) announce(event, id string) {}

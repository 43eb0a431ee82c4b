package sandbox

import "errors"

func (s *Server) loadScenario(path string) error { return errors.New("x") }

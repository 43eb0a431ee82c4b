package store

import (
	"errors"

	"github.com/ncruces/go-sqlite3"
)

// statements keeps a connection's statements for the next time.
type statements struct {
	db   *sqlite3.Conn
	idle map[string][]*sqlite3.Stmt
}

// take is a statement for the query that nobody uses.
func (s *statements) take(query string) (*sqlite3.Stmt, error) {
	if idle := s.idle[query]; len(idle) > 0 {
		s.idle[query] = idle[:len(idle)-1]
		return idle[len(idle)-1], nil
	}
	out, _, err := s.db.Prepare(query)
	return out, err
}

// give takes a statement back.
func (s *statements) give(back *sqlite3.Stmt) error {
	if back == nil {
		return nil
	}
	query := back.SQL()
	s.idle[query] = append(s.idle[query], back)
	return back.Reset()
}

// Close ends all of them.
func (s *statements) Close() (err error) {
	for _, idle := range s.idle {
		for _, one := range idle {
			err = errors.Join(err, one.Close())
		}
	}
	s.idle = nil
	return err
}

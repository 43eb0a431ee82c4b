package sandbox

import (
	"slices"
	"time"
)

// state is a review at one time: its row and, once something was written to it,
// its object.
type state struct {
	row     row
	changed object
}

// lagged is a state that is committed and shows only later.
type lagged struct {
	due time.Time
	at  int
	state
}

func (d *dataset) state(i int) state { return state{d.rows[i], d.changed[i]} }

// put makes a state the one that shows.
func (d *dataset) put(i int, st state) {
	d.rows[i] = st.row
	if delete(d.changed, i); st.changed != nil {
		d.changed[i] = st.changed
	}
}

// lastState is the state that the last write left, whether it shows yet or not.
func (d *dataset) lastState(i int) state {
	for _, l := range slices.Backward(d.ahead) {
		if l.at == i {
			return l.state
		}
	}
	return d.state(i)
}

// alter runs act on the newest state of review i and lets what it made of it show
// at a time. What act refuses changes nothing.
func (d *dataset) alter(i int, due time.Time, act func() *answer) *answer {
	seen := d.state(i)
	d.put(i, d.lastState(i))
	refused := act()
	if refused == nil {
		d.ahead = slices.DeleteFunc(d.ahead, func(l lagged) bool { return l.at == i && !l.due.Before(due) })
		d.ahead = append(d.ahead, lagged{due, i, d.state(i)})
	}
	d.put(i, seen)
	return refused
}

// reveal lets show what is due.
func (d *dataset) reveal(now time.Time) {
	d.ahead = slices.DeleteFunc(d.ahead, func(l lagged) bool {
		if l.due.After(now) {
			return false
		}
		d.put(l.at, l.state)
		return true
	})
}

// readLag is how long a write stays unseen.
func (s *Server) readLag() time.Duration {
	return time.Duration(s.switched().ReadLagSeconds) * time.Second
}

// catchUp lets happen what is due by now.
func (s *Server) catchUp() {
	s.mu.RLock()
	idle := len(s.data.ahead) == 0 && len(s.timeline) == 0
	s.mu.RUnlock()
	if idle {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data.reveal(s.now())
	s.due(s.now())
}

package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Event is something that happens at Trustpilot without a call of the client
// under test: a reviewer, a colleague or Trustpilot itself acts. It happens at
// once, after some time, or after the next read of its review.
type Event struct {
	// Event is created, edited, replied, unreplied, tagged, vanished, answered,
	// consumer-deleted, reported, settled, or limited.
	Event string `json:"event"`
	// ReviewID names the review; created and limited have none.
	ReviewID string `json:"reviewId,omitempty"`
	// AfterSeconds is when it happens, counted from when it was planned.
	AfterSeconds float64 `json:"afterSeconds,omitempty"`
	// AfterRead lets it happen after the next GET of the private review.
	AfterRead bool `json:"afterRead,omitempty"`
	// Count and EverySeconds repeat a created event.
	Count        int     `json:"count,omitempty"`
	EverySeconds float64 `json:"everySeconds,omitempty"`
	// Review is the private review object of a created event; without one a review
	// is made up. What it lacks of id and createdAt is added.
	Review json.RawMessage `json:"review,omitempty"`
	// Stars (1 to 5), Title and Text are those of an edited or a made-up review; what
	// is left out stays. Text is the reply of a replied event as well.
	Stars int     `json:"stars,omitempty"`
	Title *string `json:"title,omitempty"`
	Text  *string `json:"text,omitempty"`
	// BusinessUserID is the colleague of a replied event; "" is some colleague.
	BusinessUserID string `json:"businessUserId,omitempty"`
	// Tags is the array of tags of a tagged event.
	Tags json.RawMessage `json:"tags,omitempty"`
	// Status and Response are those of a find-reviewer request that is answered;
	// without them it is Complete, with the reviewer's name and a message.
	Status   string          `json:"status,omitempty"`
	Response json.RawMessage `json:"response,omitempty"`
	// Report is the report data of a reported event; without it the reason is
	// sensitive information.
	Report json.RawMessage `json:"report,omitempty"`
	// Outcome of a settled event: "" or "kept", "hidden", or "removed".
	Outcome string `json:"outcome,omitempty"`
	// Seconds is for how long a limited event refuses every call.
	Seconds int `json:"seconds,omitempty"`
}

// planned is an event that waits for its time.
type planned struct {
	due time.Time
	Event
}

// Schedule lets an event happen, now or when it says. What cannot happen now is
// an error; what turns out to be impossible later does not happen.
func (s *Server) Schedule(e Event) error {
	_, err := s.schedule(e)
	return err
}

// schedule returns the ids of the reviews that an event has made by now.
func (s *Server) schedule(e Event) ([]string, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.AfterRead {
		s.hooks = append(s.hooks, e)
		return nil, nil
	}
	now, made := s.now(), []string{}
	for n := range max(1, e.Count) {
		wait := e.AfterSeconds + float64(n)*e.EverySeconds
		if wait > 0 {
			s.timeline = append(s.timeline, planned{now.Add(time.Duration(wait * float64(time.Second))), e})
			continue
		}
		id, err := s.take(e, now)
		if err != nil {
			return made, err
		}
		made = append(made, id)
	}
	slices.SortStableFunc(s.timeline, func(a, b planned) int { return a.due.Compare(b.due) })
	s.wind()
	return made, nil
}

// check says what is wrong with an event as such.
func (e Event) check() error {
	if _, known := takers()[e.Event]; !known {
		return fmt.Errorf("there is no event %q", e.Event)
	}
	alone := e.Event == "created" || e.Event == "limited"
	return cmp.Or(
		wrong(alone == (e.ReviewID == ""), "event %s: the review is named where there is none, or the other way round", e.Event),
		wrong(!alone || !e.AfterRead, "event %s: there is no review to be read first", e.Event),
		wrong(e.Stars >= 0 && e.Stars <= 5, "event %s: %d stars", e.Event, e.Stars),
		wrong(e.Count >= 0 && e.Count <= 1000 && (e.Count <= 1 || e.Event == "created"), "event %s: it cannot happen %d times", e.Event, e.Count),
		wrong(e.Count <= 1 || parseObject(e.Review).get("id") == nil, "event %s: a review with an id is made once", e.Event),
		wrong(e.AfterSeconds >= 0 && e.EverySeconds >= 0 && e.Seconds >= 0, "event %s: times run forwards", e.Event),
		wrong(e.AfterSeconds+float64(e.Count)*e.EverySeconds <= 1e9 && e.Seconds <= 1e9, "event %s: it ends in more than thirty years", e.Event),
		wrong(slices.Contains([]string{"", "kept", "hidden", "removed"}, e.Outcome), "event %s: there is no outcome %q", e.Event, e.Outcome),
	)
}

// wrong is an error unless something holds.
func wrong(holds bool, format string, args ...any) error {
	if holds {
		return nil
	}
	return fmt.Errorf(format, args...)
}

// takers are what events do, by name.
func takers() map[string]func(*Server, Event, time.Time) (string, error) {
	on := func(act func(*Server, Event, int, time.Time) error) func(*Server, Event, time.Time) (string, error) {
		return func(s *Server, e Event, at time.Time) (string, error) {
			i, found := s.data.lookup(e.ReviewID)
			if !found {
				return "", errors.New("there is no such review")
			}
			return e.ReviewID, act(s, e, i, at)
		}
	}
	return map[string]func(*Server, Event, time.Time) (string, error){
		"created": (*Server).created, "limited": (*Server).closed,
		"edited": on((*Server).edited), "replied": on((*Server).replied), "unreplied": on((*Server).unreplied),
		"tagged": on((*Server).tagged), "vanished": on((*Server).vanish), "answered": on((*Server).answered),
		"consumer-deleted": on((*Server).deleteConsumer),
		"reported":         on((*Server).reportedBy), "settled": on((*Server).settled),
	}
}

// take lets one event happen at a time. The lock is held.
func (s *Server) take(e Event, at time.Time) (string, error) {
	id, err := takers()[e.Event](s, e, at)
	if err != nil {
		return "", fmt.Errorf("event %s of review %q: %w", e.Event, e.ReviewID, err)
	}
	s.announce(e.Event, id)
	return id, nil
}

// due lets happen what was planned for a time up to now. The lock is held.
func (s *Server) due(now time.Time) {
	for len(s.timeline) > 0 && !s.timeline[0].due.After(now) {
		next := s.timeline[0]
		s.timeline = s.timeline[1:]
		_, _ = s.take(next.Event, next.due) // what has become impossible does not happen
	}
}

// afterRead lets happen what waits for a review to be read.
func (s *Server) afterRead(id string) {
	waits := func(e Event) bool { return e.ReviewID == id }
	s.mu.RLock()
	idle := !slices.ContainsFunc(s.hooks, waits)
	s.mu.RUnlock()
	if idle {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.hooks {
		if waits(e) {
			_, _ = s.take(e, s.now()) // what has become impossible does not happen
		}
	}
	s.hooks = slices.DeleteFunc(s.hooks, waits)
}

// addEvents is POST /_sandbox/events: one event, or {"events":[…]}.
func (s *Server) addEvents(c *call) answer {
	var body struct {
		Event
		Events []Event `json:"events"`
	}
	if refused := readJSON(c, &body); refused != nil {
		return *refused
	}
	if body.Events == nil {
		body.Events = []Event{body.Event}
	}
	ids := []string{}
	for _, e := range body.Events {
		made, err := s.schedule(e)
		if err != nil {
			return invalid(err.Error())
		}
		ids = append(ids, made...)
	}
	return asJSON(http.StatusCreated, map[string]any{"reviewIds": ids})
}

// listEvents shows what still waits; clearEvents takes it back.
func (s *Server) listEvents(*call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	waiting := slices.Clone(s.hooks)
	for _, p := range s.timeline {
		waiting = append(waiting, p.Event)
	}
	return ok(map[string]any{"events": orEmpty(waiting)})
}

func (s *Server) clearEvents(*call) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks, s.timeline = nil, nil
	return empty(http.StatusNoContent)
}

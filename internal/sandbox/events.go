package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Edit changes a review as its author would: stars (1 to 5), title and text are
// new, updatedAt is now, createdAt stays, trustpilot-api §2.3.
func (s *Server) Edit(reviewID string, stars int, title, text string) error {
	if stars < 1 || stars > 5 {
		return fmt.Errorf("edit review %s: %d stars", reviewID, stars)
	}
	return s.Schedule(Event{Event: "edited", ReviewID: reviewID, Stars: stars, Title: &title, Text: &text})
}

// Vanish deletes a review as Trustpilot would: it is 404 from now on, in no
// list, and in the deletions feed, trustpilot-api §4.2.
func (s *Server) Vanish(reviewID string) error {
	return s.Schedule(Event{Event: "vanished", ReviewID: reviewID})
}

// happen changes review i at once, on top of what was written to it; what of that
// lagged shows with it. The lock is held.
func (s *Server) happen(i int, apply func()) {
	_ = s.mayHappen(i, func() error { apply(); return nil }) // it refuses nothing
}

// mayHappen is happen for what may turn out to be impossible; then nothing changes.
func (s *Server) mayHappen(i int, apply func() error) (err error) {
	refused := s.data.alter(i, s.now(), func() *answer {
		if err = apply(); err != nil {
			return &answer{}
		}
		return nil
	})
	if refused == nil {
		s.data.reveal(s.now())
	}
	return err
}

// created adds a review: the given one, or one that is made up.
func (s *Server) created(e Event, at time.Time) (string, error) {
	o := parseObject(e.Review)
	if e.Review == nil {
		o = s.madeUp(at)
		e.over(func(key string, v any) { o = o.set(key, encode(v)) })
	}
	if o == nil {
		return "", errors.New("the review is not an object")
	}
	if o.get("id") == nil {
		o = o.set("id", encode(randomID()))
	}
	if o.get("createdAt") == nil {
		o = o.set("createdAt", encode(stamp(at)))
	}
	return asText(o.get("id")), s.data.add(o.bytes(), s.scenarioRow(s.data, o))
}

// madeUp composes a whole review of this moment; the seed of the sandbox and how
// many came before decide it.
func (s *Server) madeUp(at time.Time) object {
	s.made++
	one := generate(s.seed^0xacc0de<<20^s.made, 1, at, s.unit, s.users)
	return parseObject(one.text(0)).set("createdAt", encode(stamp(at))).set("companyReply", json.RawMessage("null"))
}

// over sets what an event says of the words of a review.
func (e Event) over(set func(key string, v any)) {
	if e.Stars > 0 {
		set("stars", e.Stars)
	}
	if e.Title != nil {
		set("title", *e.Title)
	}
	if e.Text != nil {
		set("text", *e.Text)
	}
}

// edited changes a review as its author would; createdAt stays.
func (s *Server) edited(e Event, i int, at time.Time) error {
	s.happen(i, func() {
		e.over(func(key string, v any) { s.data.change(i, key, v) })
		s.data.change(i, "updatedAt", stamp(at))
		if e.Stars > 0 {
			s.data.rows[i].stars = uint8(e.Stars)
		}
	})
	return nil
}

// replied answers a review as a colleague would in the web app.
func (s *Server) replied(e Event, i int, at time.Time) error {
	by := s.users[min(1, len(s.users)-1)]
	if e.BusinessUserID != "" {
		var known bool
		if by, known = s.user(e.BusinessUserID); !known {
			return errors.New("there is no such colleague")
		}
	}
	text := "Thank you for telling us. A colleague of mine is looking into it."
	if e.Text != nil {
		text = *e.Text
	}
	s.happen(i, func() { s.answerReview(i, text, by, at) })
	return nil
}

// unreplied takes the reply away.
func (s *Server) unreplied(_ Event, i int, _ time.Time) error {
	s.happen(i, func() {
		s.data.change(i, "companyReply", nil)
		s.data.rows[i].marks &^= responded
	})
	return nil
}

// tagged gives a review other tags.
func (s *Server) tagged(e Event, i int, _ time.Time) error {
	var tags []tag
	if json.Unmarshal(e.Tags, &tags) != nil {
		return errors.New("tags are an array of group and value")
	}
	s.happen(i, func() { s.data.setTags(i, tags) })
	return nil
}

// vanish deletes a review.
func (s *Server) vanish(e Event, i int, at time.Time) error {
	s.happen(i, func() { s.data.rows[i].marks |= vanished })
	s.data.deleted = append(s.data.deleted, deletion{e.ReviewID, at.UTC()})
	return nil
}

// deleteConsumer ends the account of a review's author. What becomes of their
// reviews is not documented; here they stay.
func (s *Server) deleteConsumer(_ Event, i int, at time.Time) error {
	id := asText(parseObject(parseObject(s.data.private(i)).get("consumer")).get("id"))
	if id == "" {
		return errors.New("its author is not known")
	}
	s.data.deletedConsumers = append(s.data.deletedConsumers, deletion{id, at.UTC()})
	return nil
}

// closed refuses every call for some seconds.
func (s *Server) closed(e Event, at time.Time) (string, error) {
	s.pace.close(at.Add(time.Duration(e.Seconds) * time.Second))
	return "", nil
}

// answered lets the reviewer answer the last find-reviewer request.
func (s *Server) answered(e Event, i int, at time.Time) error {
	return s.mayHappen(i, func() error {
		state := parseObject(parseObject(s.data.private(i)).get("findReviewer"))
		requests := slices.Clone(parseList(state.get("requests")))
		if len(requests) == 0 {
			return errors.New("nobody has asked the reviewer")
		}
		last := &requests[len(requests)-1]
		*last = parseObject(*last).set("status", encode(cmp.Or(e.Status, "Complete"))).set("consumerResponse", s.responseOf(e, i, at)).bytes()
		s.data.change(i, "findReviewer", state.set("requests", encode(requests)))
		return nil
	})
}

// responseOf is what the reviewer writes: what the event says, else a few words, and nothing where they decline.
func (s *Server) responseOf(e Event, i int, at time.Time) json.RawMessage {
	switch {
	case e.Response != nil:
		return e.Response
	case e.Status == "Declined":
		return json.RawMessage("null")
	}
	return encode(responseJSON{Name: ptr(s.data.displayName(i)), Message: ptr("It was me."), SubmittedAt: stamp(at)})
}

// reportedBy reports a review.
func (s *Server) reportedBy(e Event, i int, at time.Time) error {
	report := e.Report
	if report == nil {
		report = encode(reportJSON{
			Source: "Trustpilot", Comment: "The review is being looked into.", CreatedAt: stamp(at),
			Reasons: []string{"sensitiveInformation"}, Reason: "sensitive_information", Visibility: "visible",
		})
	}
	s.happen(i, func() {
		s.data.change(i, "reportData", report)
		s.data.rows[i].marks |= reported
	})
	return nil
}

// settled ends a report: the review stays and is reported no more, or is hidden,
// or is removed.
func (s *Server) settled(e Event, i int, at time.Time) error {
	report := parseObject(parseObject(s.data.private(i)).get("reportData"))
	if report == nil {
		return errors.New("nobody has reported it")
	}
	switch e.Outcome {
	case "removed":
		return s.vanish(e, i, at)
	case "hidden":
		s.happen(i, func() {
			s.data.change(i, "reportData", report.set("reviewVisibility", encode("hidden")))
			s.data.change(i, "countsTowardsTrustScore", false)
		})
	default:
		s.happen(i, func() {
			s.data.change(i, "reportData", nil)
			s.data.change(i, "countsTowardsTrustScore", true)
			s.data.rows[i].marks &^= reported
		})
	}
	return nil
}

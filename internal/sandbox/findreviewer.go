package sandbox

import (
	"cmp"
	"encoding/json"
	"net/http"
)

// findReviewer asks the reviewer who they are, trustpilot-api §3.3. The request
// shows in the review at once; the answer is the reviewer's, later.
func (s *Server) findReviewer(c *call) answer {
	var body struct {
		Message *string `json:"message"`
		Skip    bool    `json:"skipNotificationEmailToBusinessUser"`
	}
	if refused := readJSON(c, &body); refused != nil {
		return *refused
	}
	return s.write(c, http.StatusAccepted, func(i int) (entry, *answer) {
		if !s.data.eligible(i) {
			return entry{}, refusal(invalid("The review is not eligible for Find Reviewer."))
		}
		return entry{Op: "findReviewer", BusinessUserID: s.byline(c), Message: body.Message, SkipMail: &body.Skip}, nil
	}, func(i int) {
		s.data.ask(i, requestJSON{ID: randomID(), Created: stamp(s.now()), Status: cmp.Or(s.switched().PendingStatus, "Pending"), Message: body.Message})
	})
}

// eligible reports whether a request would be taken: Trustpilot marks some
// reviews of four and five stars eligible and then refuses them.
func (d *dataset) eligible(i int) bool {
	state := parseObject(parseObject(d.private(i)).get("findReviewer"))
	return asText(state.get("isEligible")) == "true" && d.rows[i].stars <= 3
}

// ask adds a request to those that the review has.
func (d *dataset) ask(i int, q requestJSON) {
	state := parseObject(parseObject(d.private(i)).get("findReviewer"))
	var requests []json.RawMessage
	_ = json.Unmarshal(state.get("requests"), &requests) // null and nonsense leave none
	state = state.set("isEligible", json.RawMessage("false")).set("requests", encode(append(requests, encode(q))))
	d.change(i, "findReviewer", json.RawMessage(state.bytes()))
	d.rows[i].marks |= contacted
}

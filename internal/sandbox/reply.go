package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// replyBody is the body of a reply, trustpilot-api §3.1. submittedAt and unknown
// keys are ignored.
type replyBody struct {
	Message *string `json:"message"`
	Author  string  `json:"authorBusinessUserId"`
}

// readReply takes the reply as JSON or as a form; both are in use.
func readReply(c *call) (replyBody, *answer) {
	var b replyBody
	if mediaType(c.Request) == formType {
		if refused := readForm(c); refused != nil {
			return b, refused
		}
		if c.PostForm.Has("message") {
			b.Message = ptr(c.PostForm.Get("message"))
		}
		b.Author = c.PostForm.Get("authorBusinessUserId")
	} else if refused := readJSON(c, &b); refused != nil {
		return b, refused
	}
	if b.Message == nil || strings.TrimSpace(*b.Message) == "" {
		return b, refusal(invalid("'Message' must not be empty."))
	}
	return b, nil
}

// postReply answers a review. Unless a switch says otherwise a second reply
// replaces the text, keeps createdAt and sets updatedAt; nothing compares with
// what was there.
func (s *Server) postReply(c *call) answer {
	b, refused := readReply(c)
	if refused != nil {
		return *refused
	}
	by, refused := s.actor(c, b.Author)
	if refused != nil {
		return *refused
	}
	return s.write(c, http.StatusOK, func(i int) (entry, *answer) {
		return entry{Op: "reply", BusinessUserID: by.ID, Message: b.Message}, s.secondReply(i)
	}, func(i int) { s.answerReview(i, *b.Message, by, s.now()) })
}

// answerReview puts a reply onto a review. The lock is held.
func (s *Server) answerReview(i int, text string, by businessUser, at time.Time) {
	s.data.change(i, "companyReply", s.replyOver(i, normal(text, s.switched().ReplyText), by, stamp(at)))
	s.data.rows[i].marks |= responded
}

// secondReply is what a reply to an answered review gets where it does not replace
// the first, by switch.
func (s *Server) secondReply(i int) *answer {
	if !s.data.rows[i].marks.has(responded) {
		return nil
	}
	switch s.switched().SecondReply {
	case "409":
		return refusal(refuse(http.StatusConflict, codeConflict, "The resource already exists", "The review already has a reply."))
	case "400":
		return refusal(invalid("The review already has a reply."))
	case "ignore":
		return refusal(empty(orElse(s.switched().WriteStatus, http.StatusOK)))
	}
	return nil
}

// replyOver is the reply after a post, given what stands there now.
func (s *Server) replyOver(i int, text string, by businessUser, at string) replyJSON {
	r := replyJSON{Text: text, AuthorID: &by.ID, Author: orNull(by.Name), CreatedAt: at}
	if !s.data.rows[i].marks.has(responded) {
		return r
	}
	before := parseObject(parseObject(s.data.private(i)).get("companyReply"))
	if created := asText(before.get("createdAt")); created != "" {
		r.CreatedAt = created
	}
	if !s.switched().NoUpdatedAt {
		r.UpdatedAt = &at
	}
	return r
}

// deleteReply takes the reply away. A content type without a body is refused,
// as Trustpilot does, trustpilot-api §3.1.
func (s *Server) deleteReply(c *call) answer {
	if c.Header.Get("Content-Type") != "" && c.ContentLength == 0 {
		return invalid("A non-empty request body is required.")
	}
	return s.write(c, http.StatusNoContent, func(i int) (entry, *answer) {
		if !s.data.rows[i].marks.has(responded) {
			return entry{}, refusal(notFound("Reply not found"))
		}
		return entry{Op: "deleteReply", BusinessUserID: s.byline(c)}, nil
	}, func(i int) {
		s.data.change(i, "companyReply", nil)
		s.data.rows[i].marks &^= responded
	})
}

// asText reads a JSON string; a number or a boolean gives its own letters,
// everything else "".
func asText(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	if isNull(v) || strings.ContainsAny(string(v[:1]), "{[") {
		return ""
	}
	return string(v)
}

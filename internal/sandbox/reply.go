package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
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

// postReply answers a review. A second reply replaces the text, keeps createdAt
// and sets updatedAt; nothing compares with what was there.
func (s *Server) postReply(c *call) answer {
	b, refused := readReply(c)
	if refused != nil {
		return *refused
	}
	by, refused := s.actor(c, b.Author)
	if refused != nil {
		return *refused
	}
	return s.write(c, http.StatusOK, func(int) (entry, *answer) {
		return entry{Op: "reply", BusinessUserID: by.ID, Message: b.Message}, nil
	}, func(i int) {
		s.data.change(i, "companyReply", s.replyOver(i, *b.Message, by))
		s.data.rows[i].marks |= responded
	})
}

// replyOver is the reply after a post, given what stands there now.
func (s *Server) replyOver(i int, text string, by businessUser) replyJSON {
	at := stamp(s.now())
	r := replyJSON{Text: text, AuthorID: &by.ID, Author: orNull(by.Name), CreatedAt: at}
	if !s.data.rows[i].marks.has(responded) {
		return r
	}
	before := parseObject(parseObject(s.data.private(i)).get("companyReply"))
	if created := asText(before.get("createdAt")); created != "" {
		r.CreatedAt = created
	}
	r.UpdatedAt = &at
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

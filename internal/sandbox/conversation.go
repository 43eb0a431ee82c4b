package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// conversation is the talk under a product review, trustpilot-api §4.6. Comments
// are added, unlike replies to service reviews, which replace each other.
type conversation struct {
	ID         string    `json:"id"`
	UnitID     string    `json:"businessUnitId"`
	ConsumerID string    `json:"consumerId"`
	Source     string    `json:"source"`
	SourceID   string    `json:"sourceId"`
	State      string    `json:"state"`
	Comments   []comment `json:"comments"`
}

type comment struct {
	ID        string     `json:"commentId"`
	CreatedAt string     `json:"createdAt"`
	UpdatedAt *string    `json:"updatedAt,omitempty"`
	Author    authorJSON `json:"author"`
	Content   string     `json:"content"`
}

type authorJSON struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// createConversation gives a product review its conversation; a second call gives
// the same one.
func (s *Server) createConversation(c *call) answer {
	by, refused := s.sender(c)
	if refused != nil {
		return *refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, refused := s.productAt(c)
	if refused != nil {
		return *refused
	}
	if r.Conversation == nil {
		talk := &conversation{randomID(), r.UnitID, r.Consumer.ID, "Product reviews", r.ID, "public", []comment{}}
		if s.switched().PrivateConversations {
			talk.State = "private"
		}
		if refused := s.record(entry{Op: "createConversation", ReviewID: r.ID, ID: talk.ID, BusinessUserID: by.ID}); refused != nil {
			return *refused
		}
		s.shelf.conversations[talk.ID], r.Conversation = talk, &talk.ID
	}
	return ok(map[string]string{"conversationId": *r.Conversation})
}

// talk finds the conversation of the path. The lock is held.
func (s *Server) talk(c *call) (*conversation, *answer) {
	t := s.shelf.conversations[c.PathValue("talk")]
	if t == nil {
		return nil, refusal(notFound("Conversation not found"))
	}
	return t, nil
}

// showConversation is the conversation for its business.
func (s *Server) showConversation(c *call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	t, refused := s.talk(c)
	if refused != nil {
		return *refused
	}
	return ok(t)
}

// showPublicConversation is a conversation that is public; others are not there.
func (s *Server) showPublicConversation(c *call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	t, refused := s.talk(c)
	if refused != nil {
		return *refused
	}
	if t.State != "public" {
		return notFound("Conversation not found")
	}
	return ok(t)
}

// commentBody is the body of a comment.
type commentBody struct {
	Content     string  `json:"content"`
	Integration *string `json:"integrationId"`
}

// changeTalk runs one write on the conversation of the path.
func (s *Server) changeTalk(c *call, body any, op string, apply func(t *conversation, by businessUser, e *entry) (any, *answer)) answer {
	if refused := readJSON(c, body); refused != nil {
		return *refused
	}
	by, refused := s.sender(c)
	if refused != nil {
		return *refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t, refused := s.talk(c)
	if refused != nil {
		return *refused
	}
	work := *t // what a journal that fails leaves as it was
	work.Comments = slices.Clone(t.Comments)
	e := entry{Op: op, ReviewID: t.SourceID, ID: t.ID, BusinessUserID: by.ID, Body: body}
	result, refused := apply(&work, by, &e)
	if refused == nil {
		refused = s.record(e)
	}
	if refused != nil {
		return *refused
	}
	*t = work
	return ok(result)
}

// addComment appends a comment.
func (s *Server) addComment(c *call) answer {
	var b commentBody
	return s.changeTalk(c, &b, "addComment", func(t *conversation, by businessUser, e *entry) (any, *answer) {
		if strings.TrimSpace(b.Content) == "" {
			return nil, refusal(invalid("'Content' must not be empty."))
		}
		k := comment{ID: randomID(), CreatedAt: stamp(s.now()), Author: authorJSON{by.ID, "businessUser"}, Content: b.Content}
		t.Comments, e.ID = append(t.Comments, k), k.ID
		return k, nil
	})
}

// editComment replaces the text of a comment.
func (s *Server) editComment(c *call) answer {
	var b commentBody
	return s.changeTalk(c, &b, "editComment", func(t *conversation, _ businessUser, e *entry) (any, *answer) {
		i := t.comment(c)
		switch {
		case i < 0:
			return nil, refusal(notFound("Comment not found"))
		case strings.TrimSpace(b.Content) == "":
			return nil, refusal(invalid("'Content' must not be empty."))
		}
		k := &t.Comments[i]
		k.Content, k.UpdatedAt, e.ID = b.Content, ptr(stamp(s.now())), k.ID
		return *k, nil
	})
}

// setState makes a conversation public or not.
func (s *Server) setState(c *call) answer {
	var b struct {
		State string `json:"state"`
	}
	a := s.changeTalk(c, &b, "conversationState", func(t *conversation, _ businessUser, _ *entry) (any, *answer) {
		if !slices.Contains([]string{"public", "private"}, b.State) {
			return nil, refusal(invalid("'State' must be public or private."))
		}
		t.State = b.State
		return nil, nil
	})
	if a.status == http.StatusOK {
		return empty(http.StatusOK)
	}
	return a
}

// showComment is one comment.
func (s *Server) showComment(c *call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	t, refused := s.talk(c)
	if refused != nil {
		return *refused
	}
	i := t.comment(c)
	if i < 0 {
		return notFound("Comment not found")
	}
	return ok(t.Comments[i])
}

// comment finds the comment of the path, or gives -1.
func (t *conversation) comment(c *call) int {
	return slices.IndexFunc(t.Comments, func(k comment) bool { return k.ID == c.PathValue("comment") })
}

package sandbox

import (
	"net/http"
	"slices"
)

// tagList is the body of the tag calls, trustpilot-api §3.2.
type tagList struct {
	Tags []tag `json:"tags"`
}

// getTags lists the tags of a review.
func (s *Server) getTags(c *call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, refused := s.ownReview(c)
	if refused != nil {
		return *refused
	}
	return ok(tagList{orEmpty(s.data.tagsOf(i))})
}

// putTags adds tags, postTags replaces them: the reverse of habit, as documented.
func (s *Server) putTags(c *call) answer  { return s.changeTags(c, "addTags") }
func (s *Server) postTags(c *call) answer { return s.changeTags(c, "setTags") }

func (s *Server) changeTags(c *call, op string) answer {
	var body tagList
	if refused := readJSON(c, &body); refused != nil {
		return *refused
	}
	if refused := body.check(); refused != nil {
		return *refused
	}
	return s.write(c, http.StatusOK, func(int) (entry, *answer) {
		return entry{Op: op, BusinessUserID: s.byline(c), Tags: body.Tags}, nil
	}, func(i int) {
		var tags []tag
		if op == "addTags" {
			tags = slices.Clone(s.data.tagsOf(i))
		}
		for _, t := range body.Tags {
			if !slices.Contains(tags, t) {
				tags = append(tags, t)
			}
		}
		s.data.setTags(i, tags)
	})
}

func (l tagList) check() *answer {
	if l.Tags == nil {
		return refusal(invalid("'Tags' must not be empty."))
	}
	for _, t := range l.Tags {
		if t.Group == "" || t.Value == "" {
			return refusal(invalid("A tag needs 'Group' and 'Value'."))
		}
	}
	return nil
}

// deleteTag removes one tag by group and value, both exact.
func (s *Server) deleteTag(c *call) answer {
	t := tag{c.URL.Query().Get("group"), c.URL.Query().Get("value")}
	if t.Group == "" || t.Value == "" {
		return invalid("'group' and 'value' are required")
	}
	return s.write(c, http.StatusNoContent, func(i int) (entry, *answer) {
		if !slices.Contains(s.data.tagsOf(i), t) {
			return entry{}, refusal(notFound("Tag not found"))
		}
		return entry{Op: "deleteTag", BusinessUserID: s.byline(c), Group: t.Group, Value: t.Value}, nil
	}, func(i int) {
		s.data.setTags(i, slices.DeleteFunc(slices.Clone(s.data.tagsOf(i)), func(have tag) bool { return have == t }))
	})
}

func (d *dataset) tagsOf(i int) []tag { return d.tagSets[d.rows[i].tags] }

// setTags gives a review a set of tags of its own.
func (d *dataset) setTags(i int, tags []tag) {
	d.change(i, "tags", orEmpty(tags))
	d.tagSets = append(d.tagSets, tags)
	d.rows[i].tags = uint32(len(d.tagSets) - 1)
}

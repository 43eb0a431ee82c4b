package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// SetTags adds tags to a review and takes others off. Tags are public data.
type SetTags struct {
	ID     review.ID
	Add    []review.Tag
	Remove []string // VALUE removes it in any group, GROUP:VALUE in one
}

// ReviewID names the review.
func (c SetTags) ReviewID() review.ID { return c.ID }

// Name is "tag".
func (c SetTags) Name() string { return "tag" }

// Check refuses an empty tag and an act that names no tag.
func (c SetTags) Check(review.Review) error {
	if len(c.Add)+len(c.Remove) == 0 {
		return fmt.Errorf("tag %s: %w: no tag is named", c.ID, review.ErrInvalid)
	}
	for _, t := range c.Add {
		if strings.TrimSpace(t.Value.Raw()) == "" || strings.TrimSpace(t.Group.Raw()) == "" {
			return fmt.Errorf("tag %s: %w: a tag needs a value", c.ID, review.ErrInvalid)
		}
		if !utf8.ValidString(t.Value.Raw() + t.Group.Raw()) {
			return fmt.Errorf("tag %s: %w: a tag is not valid UTF-8", c.ID, review.ErrInvalid)
		}
	}
	return nil
}

// Apply shows the tags as they will be.
func (c SetTags) Apply(r review.Review) review.Review {
	kept := slices.DeleteFunc(slices.Clone(r.Tags), c.removes)
	r.Tags = append(kept, c.missing(r)...)
	return r
}

// Shown reports whether every tag to add is there and none to remove.
func (c SetTags) Shown(r review.Review) bool {
	return len(c.missing(r)) == 0 && !slices.ContainsFunc(r.Tags, c.removes)
}

// Changes reports whether the act would change anything on r.
func (c SetTags) Changes(r review.Review) bool { return !c.Shown(r) }

func (c SetTags) removes(t review.Tag) bool {
	return !slices.Contains(c.Add, t) && slices.ContainsFunc(c.Remove, t.Named)
}

func (c SetTags) missing(r review.Review) []review.Tag {
	var out []review.Tag
	for _, t := range c.Add {
		if !r.HasTag(t) && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func (c SetTags) text() string { return "" }

// send adds, then removes. Once something was changed a failure is ErrUnknown: the read-back tells what holds.
func (c SetTags) send(ctx context.Context, api Trustpilot, r review.Review) error {
	done := false
	if add := c.missing(r); len(add) > 0 {
		if err := api.AddTags(ctx, c.ID, add); err != nil {
			return err
		}
		done = true
	}
	for _, t := range r.Tags {
		if !c.removes(t) {
			continue
		}
		if err := api.RemoveTag(ctx, c.ID, t); err != nil {
			if done {
				return fmt.Errorf("tag %s: %w: the tags were changed in part: %v", c.ID, review.ErrUnknown, err)
			}
			return err
		}
		done = true
	}
	return nil
}

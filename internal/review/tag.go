package review

import (
	"slices"
	"strings"
)

// GenericGroup is the tag group that Trustpilot's web app shows (trustpilot-api §3.2).
const GenericGroup = "generic"

// Tag is a label on a review; tags are public data. Two tags are the same when group and value are, case counted.
type Tag struct {
	Group Text `json:"group"`
	Value Text `json:"value"`
}

// NewTag makes a tag from what a person typed: VALUE is put in the generic group, GROUP:VALUE in its own.
func NewTag(s string) Tag {
	if group, value, ok := strings.Cut(s, ":"); ok && group != "" && value != "" {
		return Tag{Group: NewText(group), Value: NewText(value)}
	}
	return Tag{Group: NewText(GenericGroup), Value: NewText(s)}
}

// Named reports whether s, a VALUE or GROUP:VALUE, names the tag; a bare VALUE names it in any group.
func (t Tag) Named(s string) bool {
	return t.Value.Is(s) || t.Group.Raw()+":"+t.Value.Raw() == s
}

// String is the tag on one line: its value, with the group where it is not the generic one.
func (t Tag) String() string {
	if t.Group.Is(GenericGroup) || !t.Group.Known() {
		return t.Value.Line()
	}
	return t.Group.Line() + ":" + t.Value.Line()
}

// HasTag reports whether the review carries tag.
func (r Review) HasTag(tag Tag) bool { return slices.Contains(r.Tags, tag) }

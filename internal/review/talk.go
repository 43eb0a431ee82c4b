package review

import (
	"slices"
	"strings"
)

// Item is what a product review is about (trustpilot-api §4.6).
type Item struct {
	Name, SKU, Brand, URL Text
	Conversation          Text // the ID of what was said under the review; unknown where nothing was
}

// Talk is what was said under a product review, oldest first. Only one whose State is public is seen by everybody.
type Talk struct {
	State    Text
	Comments []Comment
}

// Comment is one thing that was said.
type Comment struct {
	ID, AuthorID, Text   Text
	Company              bool // the company said it, else the reviewer
	CreatedAt, UpdatedAt Time
}

// Public reports whether everybody sees it; a talk of which nothing is known does not count as hidden.
func (t *Talk) Public() bool { return t == nil || !t.State.Known() || t.State.Is("public") }

// OfCompany is what the company said, oldest first.
func (t *Talk) OfCompany() []Comment {
	if t == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(t.Comments), func(c Comment) bool { return !c.Company })
}

// Reply is the comment in the words of a service review.
func (c Comment) Reply() *Reply {
	return &Reply{Text: c.Text, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, AuthorID: c.AuthorID}
}

// Answered lets the company's last comment stand as the reply. Where the conversation was not read, it counts as one.
func (r Review) Answered() Review {
	r.CompanyReply = nil
	if all := r.Talk.OfCompany(); len(all) > 0 {
		r.CompanyReply = all[len(all)-1].Reply()
	} else if r.Talk == nil && r.Item != nil && r.Item.Conversation.Visible() {
		r.CompanyReply = &Reply{}
	}
	return r
}

// Title is the product as one line names it.
func (i Item) Title() Text { return NewText(strings.TrimSpace(i.Name.Raw() + " " + i.SKU.Raw())) }

package review

import (
	"fmt"
	"strings"
)

// Reason is why a review may be reported to Trustpilot (trustpilot-api §3.4, business's reasons).
type Reason struct {
	Name    string   // the word on the command line
	Label   string   // the words of Trustpilot's dialog
	Test    string   // one line: when it applies
	Details []Detail // sub-reasons; one is chosen where there are any
	AskOnce bool     // Trustpilot e-mails the reviewer first and waits 3 days before it can be reported
}

// Detail is a sub-reason.
type Detail struct{ Name, Label string }

// Reasons lists the reasons in the order of Trustpilot's dialog.
func Reasons() []Reason {
	return []Reason{
		{Name: "harmful-or-illegal", Label: "Harmful or illegal", Test: "hate, terrorism, threats, obscenity or defamation; the passage is marked and the review is hidden at once",
			Details: []Detail{{"hate", "Hate speech or discrimination"}, {"terrorism", "Terrorism"}, {"violence", "Threats or violence"}, {"obscenity", "Obscenity"}, {"defamation", "Defamation"}}},
		{Name: "personal-information", Label: "Personal information", Test: "names, phone numbers, addresses of somebody else", AskOnce: true},
		{Name: "advertising", Label: "Advertising or promotional", Test: "promotes another product or is spam", AskOnce: true},
		{Name: "not-genuine", Label: "Not based on a genuine experience", Test: "there was no experience with your company"},
		{Name: "different-business", Label: "About a different business", Test: "meant for another company or domain", AskOnce: true,
			Details: []Detail{{"own-domain", "One of my other domains"}, {"other-business", "Another business entirely"}, {"unknown-reviewer", "I do not recognise the reviewer"}}},
	}
}

// FindReason finds a reason and its detail by their names; the error lists what is allowed.
func FindReason(name, detail string) (Reason, Detail, error) {
	for _, r := range Reasons() {
		if r.Name == name {
			d, err := r.detail(detail)
			return r, d, err
		}
	}
	return Reason{}, Detail{}, fmt.Errorf("reason %q: %w: allowed are %s", name, ErrInvalid, strings.Join(names(Reasons(), func(r Reason) string { return r.Name }), ", "))
}

func (r Reason) detail(name string) (Detail, error) {
	if name == "" {
		return Detail{}, nil
	}
	for _, d := range r.Details {
		if d.Name == name {
			return d, nil
		}
	}
	if len(r.Details) == 0 {
		return Detail{}, fmt.Errorf("detail %q: %w: %s takes none", name, ErrInvalid, r.Name)
	}
	return Detail{}, fmt.Errorf("detail %q: %w: %s takes %s", name, ErrInvalid, r.Name, strings.Join(names(r.Details, func(d Detail) string { return d.Name }), ", "))
}

func names[T any](of []T, name func(T) string) []string {
	out := make([]string, len(of))
	for i, v := range of {
		out[i] = name(v)
	}
	return out
}

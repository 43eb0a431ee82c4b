package desk

import (
	"fmt"

	"github.com/tpdesk/tpdesk/internal/review"
)

// View is a saved query line with a name.
type View struct{ Name, Query string }

// DefaultViews are the views of a desk whose owner saved none (desk.md, Look).
func DefaultViews() []View {
	return []View{
		{"Urgent", "stars:1-2 replied:no"},
		{"Unanswered", "replied:no"},
		{"Changed since reply", "outdated:yes"},
		{"Waiting", "contacted:yes replied:no"},
		{"Reported", "reported:yes"},
		{"All", ""},
	}
}

// Expand adds the saved view that the filter names, if it names one.
func Expand(f review.Filter, views []View) (review.Filter, error) {
	if f.View == "" {
		return f, nil
	}
	for _, v := range views {
		if v.Name != f.View {
			continue
		}
		saved, err := review.Parse(v.Query)
		if err != nil {
			return f, fmt.Errorf("view %q: %w", v.Name, err)
		}
		if saved.View != "" {
			return f, fmt.Errorf("view %q: %w: it names the view %q, and a view cannot hold another", v.Name, review.ErrInvalid, saved.View)
		}
		f.View = ""
		return saved.And(f), nil
	}
	return f, fmt.Errorf("view %q: %w: there is no such view", f.View, review.ErrInvalid)
}

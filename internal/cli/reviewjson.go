package cli

import (
	"reflect"
	"time"

	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

// reviewJSON is a review as scripts get it: Trustpilot's own names, and what the desk knows beside them under "desk".
// It only ever gains fields (commands.md, Output).
type reviewJSON struct {
	review.Review
	Desk deskJSON `json:"desk"`
}

// deskJSON is what the desk knows of a review. Assignee, SnoozedUntil, Done and Notes are the desk's own work state.
type deskJSON struct {
	CollectionMethod *string             `json:"collectionMethod"`
	URL              string              `json:"url"`
	WebAppURL        string              `json:"webAppUrl"`
	WaitingSeconds   review.Opt[int]     `json:"waitingSeconds"`
	OutdatedReply    bool                `json:"outdatedReply"`
	Draft            *string             `json:"draft"`
	Assignee         *string             `json:"assignee"`
	SnoozedUntil     *string             `json:"snoozedUntil"`
	Done             bool                `json:"done"`
	Notes            review.List[string] `json:"notes"`
	Report           *review.Dossier     `json:"report,omitempty"`
	SeenAt           review.Time         `json:"seenAt"`
}

// annotator adds what the desk knows to reviews.
type annotator struct {
	now    time.Time
	seen   time.Time
	drafts map[review.ID]string
}

func (a annotator) annotate(r review.Review) reviewJSON {
	d := deskJSON{
		URL: link.Review(string(r.ID)), WebAppURL: link.WebApp(string(r.ID)),
		WaitingSeconds: r.WaitingSeconds(a.now), OutdatedReply: r.Outdated(), SeenAt: review.Time{Time: a.seen},
	}
	if m := review.MethodOf(r.Source); m != "" {
		d.CollectionMethod = new(string(m))
	}
	if text, ok := a.drafts[r.ID]; ok {
		d.Draft = &text
	}
	return reviewJSON{Review: r, Desk: d}
}

// reviewFields lists the top-level names of a review's JSON, for --json=FIELDS and the help.
func reviewFields() []string { return fieldNames(reflect.TypeFor[reviewJSON]()) }

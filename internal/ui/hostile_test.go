package ui

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// evilPost stands behind invitations with a hostile text in all that it says.
type evilPost struct{ said string }

func (p evilPost) Ready(context.Context) ([]InviteTemplate, string, error) {
	return []InviteTemplate{{ID: text(p.said), Name: text(p.said), Locale: text(p.said)}}, p.said, nil
}

func (p evilPost) Prepare(_ context.Context, i Invitation) (PreparedInvitation, error) {
	if i.Name == "" {
		return PreparedInvitation{}, errors.New(p.said)
	}
	return PreparedInvitation{Invitation: i, Request: "POST https://invitations-api.trustpilot.com/… " + p.said}, nil
}

func (p evilPost) Invite(context.Context, PreparedInvitation) error { return errors.New(p.said) }

// evilDesk has the text in every place that somebody else can fill: revisions, drafts, what was sent, locations, templates, a
// view, a notice, errors.
func evilDesk(t *testing.T, w, h int, s string) *driver {
	rs := sample()
	x := text(s)
	r := rs[0]
	changed, answered := r, r
	changed.Title, changed.Text, changed.UpdatedAt = x, x, at(time.Hour)
	answered.Title, answered.Text, answered.CompanyReply = x, text("half of it stayed "+s), &review.Reply{Text: x, AuthorName: x, CreatedAt: at(time.Minute)}
	rs[0] = answered
	d := start(t, w, h, rs, func(d *driver, o *Options) {
		o.Editor, o.Invite, o.Export, o.Notice, o.Agent, o.Company, o.Profile = []string{"ed"}, evilPost{s}, &files{err: errors.New(s)}, s, s, s, s
		o.Locations = func(context.Context) ([]review.Location, error) {
			return []review.Location{{ID: x, Name: x, ExternalID: x}}, nil
		}
		o.Views = []desk.View{{Name: s, Query: "stars:1"}}
		o.Open = func(context.Context, string) error { return errors.New(s) }
		d.edited = func(path string) error { return os.WriteFile(path, []byte(s), 0o600) }
		d.mem.revisions[r.ID] = []review.Revision{{SeenAt: testNow().Add(-3 * time.Hour), Review: r}, {SeenAt: testNow().Add(-2 * time.Hour), Review: changed}, {SeenAt: testNow().Add(-time.Hour), Review: answered}}
		d.mem.drafts[draftKey{rs[1].ID, review.ReplyDraft}] = review.Draft{ReviewID: rs[1].ID, Kind: review.ReplyDraft, Text: s, UpdatedAt: testNow()}
		for i, state := range []review.IntentState{review.Unknown, review.Refused, review.Published, review.Accepted} {
			d.mem.intents = append(d.mem.intents, review.Intent{Key: int64(i + 1), ReviewID: rs[i].ID, Act: "reply", Text: s, Digest: review.Digest(s), State: state, Note: s, At: testNow().Add(-time.Hour)})
		}
	})
	return d
}

// TestNoByteThatSomebodyElseWroteActsOnAnyPage opens every page and dialog of a desk that is hostile all over, at two sizes.
func TestNoByteThatSomebodyElseWroteActsOnAnyPage(t *testing.T) {
	every := 12
	if os.Getenv("TPDESK_TEST_TORTURE") != "" {
		every = 1
	}
	for i, in := range hostileReviews(t) {
		if i%every != 0 {
			continue
		}
		s := beginning(in.Title.Raw(), 3000)
		for _, size := range [][2]int{{120, 36}, {40, 12}} {
			d := evilDesk(t, size[0], size[1], s)
			look := func(what string) {
				t.Helper()
				d.wait(readerPause)
				checkFrame(t, d, size[0], size[1], string(in.ID)+" "+what)
			}
			for _, keys := range []string{"h", "ctrl+d", "esc", "enter", "esc", "r", "ctrl+e", "esc", "w", "D", "esc", "s", "x", "esc", "S", "esc", ",", "esc", "1", "?", "esc", "t", "esc", "!", "enter", "enter", "esc", "f", "F", "esc", "esc", "L", "esc", "R"} {
				d.press(keys)
				look(keys)
			}
			for _, page := range []string{"drafts", "outbox", "changed-replies", "export"} {
				d.press(":")
				d.type_(page)
				d.press("enter")
				look(page)
				d.type_("x.csv")
				d.press("enter")
				look(page + " answered")
				d.press("esc esc")
			}
			for _, line := range []string{"location:", "tag:", "source:", "reviewer:"} {
				d.press("/ ctrl+u")
				d.type_(line)
				look(line)
				d.press("esc")
			}
			d.press("i")
			look("invite")
			d.fill()
			for _, keys := range []string{"down", "enter", "ctrl+s", "y", "esc", "esc"} {
				d.press(keys)
				look("invite " + keys)
			}
		}
	}
}

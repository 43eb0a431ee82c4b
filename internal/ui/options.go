// Package ui is the desk on the screen: list, reader, filter bar, composer and dialogs over a desk.Desk; it leaves the
// network, disks, keyrings and addresses to whoever fills its Options.
package ui

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// Options is all that the screen needs. Desk is needed; a nil func means that what it does cannot be done here.
type Options struct {
	Desk   *desk.Desk
	Views  []desk.View   // keys 1 to 9 in this order
	Filter review.Filter // shown first

	Company string // who speaks in public, until Unit has told the name that the public knows
	Profile string
	Several bool // there are other profiles: this one's name is always in sight
	Agent   string

	// Unit asks for the company's public figures, once after the first frame.
	Unit func(ctx context.Context) (review.UnitProfile, error)
	// Locations lists the company's locations, once the filter bar is opened.
	Locations func(ctx context.Context) ([]review.Location, error)
	// Free tells that calls cost nobody anything, as on a sandbox: syncs need not be sparing.
	Free bool
	// Calls tells today's calls and how many the allowance permits; allowed is 0 where it is not known.
	Calls func() (made, allowed int)
	// SignIn signs the person in, beside the screen, and ends when ctx does; nil: the message names `tpdesk auth login`.
	// Its error says what is certain and the next step.
	SignIn func(ctx context.Context, p *Person) (SignedIn, error)

	// Open hands an address to the browser.
	Open func(ctx context.Context, url string) error
	// ReviewURL, WebAppURL and ReviewerURL make Trustpilot's addresses of a review's public page, of the review in the
	// business web app, and of a consumer's public page. OpenURL is what Open gets in their place; nil: the same address.
	ReviewURL, WebAppURL func(id review.ID) string
	ReviewerURL          func(consumerID string) string
	OpenURL              func(url string) string
	// ShareURL makes the address that shares a review on facebook, x or linkedin; google-plus is an error that says why.
	ShareURL func(network string, id review.ID) (string, error)

	// Export writes files of reviews.
	Export Exporter
	// Invite has Trustpilot invite customers.
	Invite Inviter

	UndoWait    time.Duration // how long a public act can be taken back; 0 sends at once
	SyncEvery   time.Duration // pause between two syncs; 0: only at the start and on R
	ReplyTarget time.Duration // how fast a review should be answered; 24 h when 0

	Editor     []string          // the editor's program and its arguments, without the file
	Keys       map[string]string // action name → its keys: "r", "g g", several parted by a comma and a blank
	Theme      string            // auto, light or dark; auto when ""
	NoColor    bool
	Accessible bool // lines only: no full screen, nothing redrawn, words for glyphs
	Mouse      bool
	Notice     string // one line said at the start
	Fleeting   bool   // copy and drafts live in memory and end with the desk
	// Listen is given, once the screen has the terminal, a func that shows a line in the status bar. It may be called from
	// any goroutine, and after the end too.
	Listen func(show func(line string))
	// Late is told what there is to say once the screen is gone, nil for nobody: that an act is still on its way, and what
	// became of it.
	Late func(line string)

	Now     func() time.Time // time.Now when nil; its location is the one that times are shown in
	In      io.Reader        // the terminal's when nil
	Out     io.Writer        // the terminal's when nil
	Environ []string         // os.Environ() when nil
}

// withDefaults fills what may be left out and says what is wrong.
func (o Options) withDefaults() (Options, error) {
	if o.Desk == nil {
		return o, fmt.Errorf("open the desk: %w: there is no desk", review.ErrInvalid)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.ReplyTarget == 0 {
		o.ReplyTarget = 24 * time.Hour
	}
	switch o.Theme {
	case "", "auto", "light", "dark":
	default:
		return o, fmt.Errorf("theme %q: %w: allowed are auto, light and dark", o.Theme, review.ErrInvalid)
	}
	f, err := desk.Expand(o.Filter, o.Views)
	if o.Filter = f; err != nil {
		return o, err
	}
	if o.Accessible && f.Kind == review.Product {
		return o, fmt.Errorf("kind:product: %w: in lines the desk has service reviews alone; tpdesk list --kind product", review.ErrInvalid)
	}
	return o, checkKind(f)
}

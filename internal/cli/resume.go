package cli

import (
	"context"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// How long looking for the public writes of an earlier tpdesk may take beside a command, and how long it may hold up the
// command's end.
const (
	resumeLimit = 10 * time.Second
	resumeWait  = 2 * time.Second
)

// resume takes up the public writes that an earlier tpdesk left in the middle, whichever command is started next: it says
// which they are, and with ask it looks, beside the command, what became of those that Trustpilot may show by now, but for
// the one on the review that is about to be written to. It sends nothing and stops nothing: what it cannot find out stays
// in the outbox.
func (a *App) resume(ctx context.Context, s *session, ask bool, except review.ID) {
	found, err := s.Recover(ctx)
	if err != nil {
		a.say("tpdesk: the outbox could not be read: %s", oneMessage(err))
		return
	}
	a.tellFound(found)
	if s.API == nil || !ask {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, resumeLimit)
	settled := make(chan []review.Intent, 1)
	go func() {
		all, _ := s.SettleFresh(ctx, found, except) // what fails is made up for by the next start
		settled <- all
	}()
	s.resumed = func() {
		defer cancel()
		stop := time.AfterFunc(resumeWait, cancel)
		defer stop.Stop()
		a.tellPublished(<-settled)
	}
}

func (a *App) tellFound(found []review.Intent) {
	for _, in := range found {
		a.say("tpdesk: %s: %s of %s: %s (%s)", in.ReviewID, in.Act, in.At.UTC().Format("2 Jan 15:04 UTC"), in.Note, in.State)
	}
}

func (a *App) tellPublished(settled []review.Intent) {
	for _, in := range settled {
		if in.State == review.Published {
			a.say("tpdesk: %s: %s of %s: Trustpilot shows it, it is published", in.ReviewID, in.Act, in.At.UTC().Format("2 Jan 15:04 UTC"))
		}
	}
}

// tellChanged names the replies of ours that were replaced or deleted since, as far as the copy knows.
func (a *App) tellChanged(ctx context.Context, s *session) {
	changed, _ := s.ChangedSince(ctx) // an outbox that cannot be read was told by who reads it
	for _, o := range changed {
		a.say("%s; tpdesk history %s", o, o.Intent.ReviewID)
	}
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) syncCommand() *cobra.Command {
	var full, yes bool
	cmd := &cobra.Command{
		Use: "sync [--full]", Short: "Bring the local copy up to date inside the call allowance", Args: cobra.NoArgs,
		Long: `Bring the local copy up to date with few calls: the newest reviews down to what is known, then what changes soonest (answered
negatives, the last two weeks), then a part of everything, which thus comes round. A copy of up to 2,000 reviews is read
whole each time. A sync goes on where the one before was cut, and only when all was read what the server no longer has
leaves the copy.

One tpdesk at a time syncs a profile. Where another one does, this waits, shows how far that is, and does not read again what that has
just read; Ctrl-C ends the wait. Without a terminal it waits a minute and then ends with exit 75.

--full reads everything at once, as far as today's share of the yearly calls goes; the next one goes on. When the server's list lacks more than a fifth of
the copy, or the copy is of another business unit, the copy is left as it is; --full --yes takes what comes all the same.`,
		Example: `  tpdesk sync
  tpdesk sync --full
  tpdesk sync --json --jq .complete`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if yes && !full {
				return usagef("--yes goes with --full: it takes the server's list as it is, however short")
			}
			return a.sync(cmd.Context(), desk.SyncOptions{Full: full, Accept: yes})
		},
	}
	cmd.Flags().BoolVar(&full, "full", false, "read everything, as far as today's calls go")
	cmd.Flags().BoolVar(&yes, "yes", false, "with --full: take the server's list as it is, however short")
	return cmd
}

// syncJSON is what a sync did. It only ever gains fields.
type syncJSON struct {
	Reviews int   `json:"reviews"` // read
	New     int   `json:"new"`
	Changed int   `json:"changed"`
	Gone    int   `json:"gone"`
	Pages   int   `json:"pages"`
	Calls   int   `json:"calls"`
	Millis  int64 `json:"ms"`
	Deleted int   `json:"deleted"` // taken out because Trustpilot deleted them
	// Anonymised is how many reviews lost who wrote them, because Trustpilot deleted that consumer.
	Anonymised int  `json:"anonymised"`
	Complete   bool `json:"complete"` // this sync brought a pass over everything to its end
	// CompleteAt is when the last pass began that came to its end, null for never.
	CompleteAt *time.Time `json:"completeAt"`
	// SyncedBy is the process that brought the copy up to date in place of this one, which read nothing; 0 for none.
	SyncedBy int `json:"syncedBy,omitempty"`
}

func (a *App) sync(ctx context.Context, o desk.SyncOptions) error {
	s, err := a.open(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	began := a.Now()
	o.Waits = a.tellWait
	if !a.ErrTTY {
		o.Patience = scriptPatience
	}
	p, err := s.SyncWith(ctx, s.within(o), a.syncProgress(s))
	if a.ErrTTY && !a.quiet {
		_, _ = fmt.Fprint(a.Err, "\r\x1b[K")
	}
	if err != nil {
		return syncFailed(err)
	}
	took := a.Now().Sub(began)
	a.tellChanged(ctx, s)
	return a.tellSync(ctx, s, p, took)
}

// scriptPatience is how long a command that nobody watches waits for another tpdesk's sync.
const scriptPatience = time.Minute

// tellWait says that another tpdesk syncs, or that it seems to be stopped.
func (a *App) tellWait(by review.Holder, stuck bool) {
	if a.ErrTTY && !a.quiet {
		_, _ = fmt.Fprint(a.Err, "\r\x1b[K")
	}
	if stuck {
		a.say("tpdesk: %s and does not move, so this one syncs in its place%s", by.Doing("syncs", a.Now()), stoppedNext(by))
		return
	}
	limit := "Ctrl-C ends the wait"
	if !a.ErrTTY {
		limit = "for a minute at most"
	}
	a.say("tpdesk: %s: waiting for it; %s", by.Doing("syncs", a.Now()), limit)
}

// syncFailed names the way on where a list was refused.
func syncFailed(err error) error {
	var short *desk.ShortError
	var foreign *desk.UnitError
	if errors.As(err, &short) || errors.As(err, &foreign) {
		return withNext(err, "", "tpdesk sync --full --yes takes what the server gives all the same")
	}
	return err
}

// tellSync tells what a sync did, and whether the copy is complete.
func (a *App) tellSync(ctx context.Context, s *session, p desk.Progress, took time.Duration) error {
	mark, err := s.Copy.Mark(ctx)
	if err != nil {
		return err
	}
	if p.Undeleted != nil {
		a.say("tpdesk: what Trustpilot deleted could not be asked for, which the next sync does again: %s", review.NewText(p.Undeleted.Error()).Line())
	}
	if a.out.asked() {
		row := syncJSON{Calls: s.client.Calls(), Millis: took.Milliseconds(), SyncedBy: p.By.PID}
		if p.By.PID == 0 {
			row.Reviews, row.New, row.Changed, row.Gone = p.Reviews, p.New, p.Changed, p.Gone
			row.Pages, row.Deleted, row.Anonymised, row.Complete = p.Pages, p.Deleted, p.Anonymised, p.Complete
		}
		if at := mark.Complete.UTC(); !mark.Complete.IsZero() {
			row.CompleteAt = &at
		}
		return a.printJSON(ctx, row)
	}
	if p.By.PID != 0 {
		a.say("another tpdesk (process %d) has just brought the copy up to date: %s in it, %d new, %d changed (no call was made here)", p.By.PID, plural(mark.Reviews, "review"), p.New, p.Changed)
		return nil
	}
	if p.Anonymised > 0 {
		a.say("%s lost who wrote them, since Trustpilot deleted those consumers", plural(p.Anonymised, "review"))
	}
	a.say("%s: %d new, %d changed, %d gone (%s, %d ms)%s", a.readWords(p, mark), p.New, p.Changed, p.Gone+p.Deleted,
		plural(s.client.Calls(), "call"), took.Milliseconds(), a.stillOpen(p, mark))
	return nil
}

func (a *App) readWords(p desk.Progress, mark review.SyncMark) string {
	if p.Complete {
		return plural(mark.Reviews, "review") + " in the copy"
	}
	return plural(p.Reviews, "review") + " read"
}

// stillOpen says of a sync that did not read everything how complete the copy is.
func (a *App) stillOpen(p desk.Progress, mark review.SyncMark) string {
	switch {
	case p.Complete:
		return ""
	case mark.Complete.IsZero() && p.Expected > 0:
		return fmt.Sprintf("; the copy is not complete yet: %s of about %s are read, the next sync goes on", grouped(p.Done), grouped(p.Expected))
	case mark.Complete.IsZero():
		return "; the copy is not complete yet: the next sync goes on"
	}
	return "; everything was last read " + a.ago(mark.Complete)
}

// syncProgress shows pages as they arrive, on a terminal and not more often than an eye can follow.
func (a *App) syncProgress(s *session) func(desk.Progress) {
	if !a.ErrTTY || a.quiet {
		return nil
	}
	var last time.Time
	return func(p desk.Progress) {
		if now := a.Now(); now.Sub(last) >= progressEvery {
			last = now
			made, allowed := s.allowance()
			_, _ = fmt.Fprintf(a.Err, "\r%s \x1b[K", syncLine(p, allowed-made, allowed > 0))
		}
	}
}

// syncLine is as "1,200 of 5,000 reviews · 12 pages · 536 calls left today · 40 s left", without what is not known.
func syncLine(p desk.Progress, calls int, counted bool) string {
	parts := []string{grouped(p.Reviews) + " reviews"}
	if p.Done > 0 && p.Expected >= p.Done {
		parts[0] = grouped(p.Done) + " of " + grouped(p.Expected) + " reviews"
	}
	parts = append(parts, plural(p.Pages, "page"))
	if counted {
		parts = append(parts, grouped(max(0, calls))+" calls left today")
	}
	if p.Left > 0 {
		parts = append(parts, left(p.Left)+" left")
	}
	return strings.Join(parts, " · ")
}

package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
)

func (a *App) syncCommand() *cobra.Command {
	var full bool
	cmd := &cobra.Command{
		Use: "sync", Short: "Bring the local copy up to date", Args: cobra.NoArgs,
		Long: `Bring the local copy up to date: every review is read, newest first, a hundred a call, and what the server no longer
has leaves the copy. A sync that is cut leaves the copy as good as before.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.sync(cmd.Context()) },
	}
	cmd.Flags().BoolVar(&full, "full", false, "read everything, which is what every sync does at present")
	return cmd
}

// syncJSON is what a sync did.
type syncJSON struct {
	Reviews int   `json:"reviews"`
	New     int   `json:"new"`
	Changed int   `json:"changed"`
	Gone    int   `json:"gone"`
	Pages   int   `json:"pages"`
	Calls   int   `json:"calls"`
	Millis  int64 `json:"ms"`
}

func (a *App) sync(ctx context.Context) error {
	s, err := a.open(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	began := a.Now()
	p, err := s.Sync(ctx, a.syncProgress())
	if a.ErrTTY && !a.quiet {
		_, _ = fmt.Fprint(a.Err, "\r\x1b[K")
	}
	if err != nil {
		return err
	}
	took := a.Now().Sub(began)
	a.resume(ctx, s, "")
	a.tellChanged(ctx, s)
	if a.out.asked() {
		return a.printJSON(ctx, syncJSON{p.Reviews, p.New, p.Changed, p.Gone, p.Pages, s.client.Calls(), took.Milliseconds()})
	}
	a.say("%s in the copy: %d new, %d changed, %d gone (%s, %d ms)", plural(p.Reviews, "review"), p.New, p.Changed, p.Gone, plural(s.client.Calls(), "call"), took.Milliseconds())
	return nil
}

// syncProgress shows pages as they arrive, on a terminal and not more often than an eye can follow.
func (a *App) syncProgress() func(desk.Progress) {
	if !a.ErrTTY || a.quiet {
		return nil
	}
	var last time.Time
	return func(p desk.Progress) {
		if now := a.Now(); now.Sub(last) > 100*time.Millisecond {
			last = now
			_, _ = fmt.Fprintf(a.Err, "\r%d reviews, %d pages \x1b[K", p.Reviews, p.Pages)
		}
	}
}

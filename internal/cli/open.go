package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) openCommand() *cobra.Command {
	var webApp, print bool
	cmd := &cobra.Command{
		Use: "open ID", Short: "Open a review's public page, or its page in the business web app",
		Example: "  tpdesk open 66a0f1c2d3e4b5a697887766 --web-app",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := oneID(args)
			if err != nil {
				return err
			}
			url := link.Review(string(id))
			if webApp {
				url = link.WebApp(string(id))
			}
			return a.openPage(cmd.Context(), url, print)
		},
	}
	cmd.Flags().BoolVar(&webApp, "web-app", false, "open the page in the business web app")
	cmd.Flags().BoolVar(&print, "print", false, "print the address and open nothing")
	return cmd
}

func oneID(args []string) (review.ID, error) {
	ids, err := reviewIDs(args)
	if err == nil && len(ids) != 1 {
		err = usagef("one ID at a time")
	}
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// addressJSON is an address that was printed, shared or opened: always Trustpilot's real one.
type addressJSON struct {
	URL    string `json:"url"`
	Opened bool   `json:"opened"`
}

// openPage prints an address, and hands it to the browser unless printOnly.
func (a *App) openPage(ctx context.Context, url string, printOnly bool) error {
	if !printOnly {
		s, err := a.settings()
		if err != nil {
			return err
		}
		if err := openBrowser(ctx, a, s.APIURL, s.Loopback(), url); err != nil {
			return withNext(err, "", url)
		}
	}
	if a.out.asked() {
		return a.printJSON(ctx, addressJSON{URL: url, Opened: !printOnly})
	}
	_, err := fmt.Fprintln(a.Out, url)
	return err
}

// browse hands an address to the browser; on a sandbox, its own page instead.
func (a *App) browse(ctx context.Context, s *session, url string) error {
	return openBrowser(ctx, a, s.settings.APIURL, s.settings.Loopback(), url)
}

func (a *App) shareCommand() *cobra.Command {
	var on string
	var print bool
	cmd := &cobra.Command{
		Use: "share ID --on facebook|x|linkedin", Short: "Share a review on a social network",
		Long:    "Share a review: opens the network's own page with the review's address filled in. Google+ closed in 2019.",
		Example: "  tpdesk share 66a0f1c2d3e4b5a697887766 --on x --print",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := oneID(args)
			if err != nil {
				return err
			}
			return a.share(cmd.Context(), id, on, print)
		},
	}
	cmd.Flags().StringVar(&on, "on", "", "the `network`: facebook, x, linkedin")
	cmd.Flags().BoolVar(&print, "print", false, "print the link and open nothing")
	return cmd
}

func (a *App) share(ctx context.Context, id review.ID, network string, printOnly bool) error {
	if network == "" {
		return usagef("--on is needed: facebook, x or linkedin")
	}
	if _, err := link.Share(network, link.Review(string(id)), ""); err != nil {
		return usageError{err}
	}
	s, err := a.open(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	r, _, err := s.Show(ctx, id, desk.Auto)
	if err != nil {
		return withNext(err, id, nextForMissing(err))
	}
	url, err := link.Share(network, link.Review(string(id)), shareText(r))
	if err != nil {
		return usageError{err}
	}
	return a.openPage(ctx, url, printOnly)
}

// shareText is what a share says beside the address: the stars and the title, on one line.
func shareText(r review.Review) string {
	return stars(r.Stars) + " " + headline(r)
}

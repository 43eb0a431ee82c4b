package cli

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/review"
)

// forgetOptions are what tpdesk invite forget was asked for.
type forgetOptions struct {
	writeFlags
	emails  []string
	older   string
	confirm []string
}

func (a *App) inviteForgetCommand() *cobra.Command {
	o := &forgetOptions{}
	cmd := &cobra.Command{
		Use: "forget EMAIL... | forget --older-than DATE", Short: "Have Trustpilot delete what it keeps of invitations; it cannot be undone",
		Long: `Have Trustpilot delete what it keeps of invitations to customers: to these addresses, or all that are older than a date. Nobody
can undo it. What is asked for is typed again: at the prompt, or with --confirm beside --yes, once for each address.

tpdesk itself keeps no address of an invitation. Reviews that were written keep what they have.`,
		Example: `  tpdesk invite forget ase@customer.example
  tpdesk invite forget ase@customer.example --yes --confirm ase@customer.example
  tpdesk invite forget --older-than 2024-01-01`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.emails = args
			return a.inviteForget(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.older, "older-than", "", "all invitations from before this `date`, as 2024-01-01 (its midnight in UTC)")
	textsVar(cmd.Flags(), &o.confirm, "confirm", "the `address`, or the date, again; repeat for more")
	o.writeFlags.add(cmd)
	return cmd
}

// check refuses what cannot be meant, before anything is contacted.
func (o *forgetOptions) check(now time.Time) (before time.Time, err error) {
	switch {
	case o.older != "" && len(o.emails) > 0:
		return before, usagef("take addresses or --older-than, not both")
	case o.older != "":
		if before, err = time.Parse(time.DateOnly, o.older); err != nil || !before.Before(now) {
			return before, usagef("--older-than %q: it takes a day that has passed, as 2024-01-01", review.NewText(o.older).Line())
		}
	case len(o.emails) == 0:
		return before, usagef("name the addresses to forget, or --older-than DATE")
	}
	for i, e := range o.emails {
		if a, err := mail.ParseAddress(e); err != nil || a.Address != e {
			return before, usagef("address %d is no e-mail address", i+1)
		}
	}
	return before, nil
}

// asked is what has to be typed again.
func (o *forgetOptions) asked() []string {
	if o.older != "" {
		return []string{o.older}
	}
	return o.emails
}

// confirmed reports whether the words are all that is asked for, in any order and case.
func (o *forgetOptions) confirmed(words []string) bool {
	same := func(list []string) []string {
		out := make([]string, len(list))
		for i, s := range list {
			out[i] = strings.ToLower(strings.TrimSpace(s))
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return slices.Equal(same(words), same(o.asked()))
}

func (a *App) inviteForget(ctx context.Context, o *forgetOptions) error {
	before, err := o.check(a.Now())
	if err != nil {
		return err
	}
	if !o.dryRun {
		if err := a.confirmForget(ctx, o); err != nil {
			return err
		}
	}
	in, err := a.inviter(ctx)
	if err != nil {
		return err
	}
	forget := func(c *client.Client) error {
		if o.older != "" {
			return c.ForgetInvitedBefore(ctx, before)
		}
		return c.ForgetInvited(ctx, o.emails)
	}
	if o.dryRun {
		return a.rehearseCalls(ctx, in.client, forget)
	}
	if _, err := in.client.Templates(ctx); err != nil { // a write is sent once: a token that has ended is met here
		return fmt.Errorf("nothing was deleted: %w", err)
	}
	if err := forget(in.client); err != nil {
		return withNext(err, "", forgetNext(err))
	}
	if a.out.asked() {
		return a.printDone(ctx, "Trustpilot has taken the deletion", map[string]any{"state": "deleted", "customers": len(o.emails), "olderThan": o.older})
	}
	a.say("Trustpilot has taken the deletion")
	return nil
}

func forgetNext(err error) string {
	if classify(err) == unknown {
		return "the same command again does no harm: what is deleted stays deleted"
	}
	return ""
}

// confirmForget wants what is to be forgotten typed again.
func (a *App) confirmForget(ctx context.Context, o *forgetOptions) error {
	switch {
	case o.yes && o.confirmed(o.confirm):
		return nil
	case o.yes:
		return usagef("it cannot be undone: --yes takes what is to be forgotten again, with --confirm for each")
	case !a.InTTY || !a.ErrTTY:
		return usagef("it cannot be undone, and there is no terminal to ask at: add --yes and --confirm with what is to be forgotten, or --dry-run to see the request")
	}
	what := "that is, " + plural(len(o.emails), "address")
	if len(o.emails) != 1 {
		what = fmt.Sprintf("that is, %d addresses, parted by blanks", len(o.emails))
	}
	if o.older != "" {
		what = "that is, the date"
	}
	line, err := a.ask(ctx, "Trustpilot deletes what it keeps of these invitations, and nobody can undo it.\nType what is to be forgotten again, "+what+": ")
	if err != nil {
		return err
	}
	if !o.confirmed(strings.Fields(line)) {
		return usagef("that is something else: nothing was deleted")
	}
	return nil
}

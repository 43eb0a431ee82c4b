package cli

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// tagOptions are what tpdesk tag was asked for.
type tagOptions struct {
	writeFlags
	filters     *filterFlags
	add, remove []string
}

func (a *App) tagCommand() *cobra.Command {
	o := &tagOptions{}
	cmd := &cobra.Command{
		Use: "tag ID... | tag [filters]", Short: "Add tags to reviews and take tags off",
		Long: `Add tags to reviews and take tags off, by their IDs or by filters. Tags are public data: anyone can filter by them.

--add VALUE means generic:VALUE, the group that Trustpilot's web app shows. --remove VALUE removes it in any group.`,
		Example: `  tpdesk tag 66a0f1c2d3e4b5a697887766 --add shipping --remove refund
  tpdesk tag --query 'courier since:30d' --add courier --dry-run`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.tag(cmd.Context(), args, o) },
	}
	o.filters = addFilterFlags(cmd)
	textsVar(cmd.Flags(), &o.add, "add", "add the tag `VALUE|GROUP:VALUE`; repeat for more")
	textsVar(cmd.Flags(), &o.remove, "remove", "take the tag `VALUE|GROUP:VALUE` off; repeat for more")
	o.writeFlags.add(cmd)
	return cmd
}

// check refuses what is wrong before anything is contacted.
func (o *tagOptions) check(args []string) error {
	if len(o.add)+len(o.remove) == 0 {
		return usagef("name a tag with --add or --remove")
	}
	for _, t := range append(o.add, o.remove...) {
		if t == "" {
			return usagef("a tag needs a value")
		}
		if !utf8.ValidString(t) {
			return usagef("a tag is not valid UTF-8")
		}
	}
	if len(args) > 0 && o.filters.given() {
		return usagef("take IDs or filters, not both")
	}
	if len(args) == 0 && !o.filters.given() {
		return usageError{errNoID}
	}
	return nil
}

func (a *App) tag(ctx context.Context, args []string, o *tagOptions) error {
	err := o.check(args)
	if err == nil {
		err = o.checkFields(a, resultJSON{})
	}
	if err != nil {
		return err
	}
	s, err := a.open(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	ids, err := a.tagTargets(ctx, s, args, o)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		a.say("no review matches")
	}
	var changes []desk.Change
	for _, id := range ids {
		changes = append(changes, o.change(id))
	}
	if o.dryRun {
		return a.rehearse(ctx, s, changes...)
	}
	return a.doAll(ctx, s, changes)
}

func (o *tagOptions) change(id review.ID) desk.SetTags {
	c := desk.SetTags{ID: id, Remove: o.remove}
	for _, t := range o.add {
		c.Add = append(c.Add, review.NewTag(t))
	}
	return c
}

// tagTargets are the reviews named by ID, or those that the filters select.
func (a *App) tagTargets(ctx context.Context, s *session, args []string, o *tagOptions) ([]review.ID, error) {
	if len(args) > 0 {
		return reviewIDs(args)
	}
	views, err := a.views()
	if err != nil {
		return nil, err
	}
	f, err := o.filters.filter(views)
	if err != nil {
		return nil, err
	}
	l, err := s.List(ctx, f, o.filters.freshness())
	if err != nil {
		return nil, err
	}
	var ids []review.ID
	for r, err := range l.Reviews {
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.ID)
	}
	return ids, nil
}

// resultJSON is what became of one act of a batch.
type resultJSON struct {
	outcomeJSON
	Error string `json:"error,omitempty"`
	Code  string `json:"code,omitempty"`
}

// doAll does the acts one after another and tells each outcome. A batch that was done in part is exit 3.
func (a *App) doAll(ctx context.Context, s *session, changes []desk.Change) error {
	results := []resultJSON{}
	var first error
	bad := 0
	for _, c := range changes {
		out, err := s.Do(ctx, c)
		results = append(results, result(c, out, err))
		if err != nil {
			bad++
			if first == nil {
				first = withNext(err, c.ReviewID(), "")
			}
			if stops(err) {
				break
			}
		}
	}
	done := len(results) - bad
	if err := a.printResults(ctx, results, done); err != nil {
		return errors.Join(first, err)
	}
	if first != nil && (done > 0 || len(changes) > 1 && bad < len(changes)) {
		return partialError{fmt.Errorf("%d of %d reviews done; the first that was not: %w", done, len(changes), first)}
	}
	return first
}

// stops reports whether going on with a batch makes no sense after err.
func stops(err error) bool {
	return errors.Is(err, review.ErrSignIn) || errors.Is(err, review.ErrTemporary) || errors.Is(err, context.Canceled)
}

func result(c desk.Change, out desk.Outcome, err error) resultJSON {
	r := resultJSON{outcomeJSON: outcomeJSON{ReviewID: c.ReviewID(), State: out.State, Changed: out.Changed && err == nil, URL: reviewURL(c.ReviewID())}}
	if err != nil {
		r.State, r.Error, r.Code = "", oneMessage(err), classify(err).code
		if errors.Is(err, review.ErrUnknown) {
			r.State = review.Unknown
		}
	}
	return r
}

func (a *App) printResults(ctx context.Context, results []resultJSON, done int) error {
	if a.out.asked() {
		return a.printDone(ctx, fmt.Sprintf("%d of %d reviews done", done, len(results)), results)
	}
	for _, r := range results {
		switch {
		case r.Error != "":
			a.say("%s: %s", r.ReviewID, r.Error)
		case !r.Changed:
			a.say("%s: nothing to change", r.ReviewID)
		default:
			a.say("%s: tags changed", r.ReviewID)
		}
	}
	return nil
}

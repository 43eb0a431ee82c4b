package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/rows"
)

// invitations are the rows of one run and what is wrong with some.
type invitations struct {
	a     *App
	o     *inviteOptions
	name  string // of the file, "" for none
	batch string
	rows  []invite.Row
	bad   []invite.Bad
	told  int  // of the bad ones
	links bool // links are made, no e-mails sent
}

// mostInvitations is the largest file in bytes that is read: some million rows.
const mostInvitations = 256 << 20

// readInvitations makes the rows of the flags, or of the file.
func (a *App) readInvitations(ctx context.Context, o *inviteOptions) (*invitations, error) {
	l := &invitations{a: a, o: o}
	if !o.batch() {
		l.rows = []invite.Row{o.row}
		return l, nil
	}
	l.name = o.csv + o.jsonl
	in, err := a.openOrders(ctx, l.name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	file, err := io.ReadAll(io.LimitReader(in, mostInvitations+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", l.shown(), err)
	}
	if len(file) > mostInvitations {
		return nil, usagef("%s is over %d MiB: part it", l.shown(), mostInvitations>>20)
	}
	return l, l.parse(file)
}

func (l *invitations) parse(file []byte) (err error) {
	l.batch = invite.Batch(file)
	l.o.table.Ignored = func(columns []string) { l.a.say("%s: not read: %s", l.shown(), joinNames(columns)) }
	l.rows, l.bad, err = invite.Read(file, l.o.jsonl != "", l.o.table)
	if wrong := (*rows.PlaceError)(nil); errors.As(err, &wrong) {
		return usagef("%s:%d: %w; nothing was sent", l.shown(), wrong.Line, wrong.Err)
	}
	if err != nil {
		return err
	}
	for i := range l.rows {
		l.rows[i] = l.rows[i].Over(l.o.row)
	}
	if len(l.rows)+len(l.bad) == 0 {
		return usagef("%s has no rows", l.shown())
	}
	return nil
}

func (l *invitations) shown() string {
	if l.name == "-" {
		return "stdin"
	}
	return review.NewText(l.name).Line()
}

// sift keeps the rows that are fine. With bad ones the run ends here, before anything is sent, unless they are to be left out.
func (l *invitations) sift(why func(*invite.Row) error) error {
	kept := l.rows[:0]
	for _, r := range l.rows {
		if err := why(&r); err != nil {
			if l.name == "" {
				return usagef("%w", err)
			}
			l.bad = append(l.bad, invite.Bad{Line: r.Line, Reason: err.Error()})
			continue
		}
		kept = append(kept, r)
	}
	l.rows = kept
	l.tellBad()
	if len(l.bad) > 0 && !l.o.skipBad {
		return withNext(usagef("%s of %s cannot be used, as the lines above say; nothing was sent", plural(len(l.bad), "row"), l.shown()), "",
			"correct them, or leave them out: "+l.o.again("--skip-bad"))
	}
	if len(l.rows) == 0 {
		return usagef("no row of %s can be used; nothing was sent", l.shown())
	}
	return nil
}

// badAtMost is how many bad rows are told one by one.
const badAtMost = 100

func (l *invitations) tellBad() {
	slices.SortStableFunc(l.bad[l.told:], func(a, b invite.Bad) int { return a.Line - b.Line })
	for ; l.told < len(l.bad); l.told++ {
		if l.told < badAtMost {
			l.a.errLines().line(l.at(l.bad[l.told]))
		} else if l.told == badAtMost {
			_, _ = fmt.Fprintf(l.a.Err, "%s: and more\n", l.shown())
		}
	}
}

func (l *invitations) checkRows(now time.Time) error {
	return l.sift(func(r *invite.Row) error { return r.Check(now) })
}

// checkTemplates puts the IDs of templates in place of names, and then finds rows that stand in the file twice.
func (l *invitations) checkTemplates(all []client.Template) error {
	first := map[string]int{}
	return l.sift(func(r *invite.Row) (err error) {
		if r.Template, err = findTemplate(all, r.Template, r.Locale); err != nil {
			return err
		}
		if r.ProductTemplate, err = findTemplate(all, r.ProductTemplate, r.Locale); err != nil {
			return err
		}
		same := strings.ToLower(r.Email) + "\x00" + r.Reference + "\x00" + r.Template + "\x00" + r.ProductTemplate
		if before, twice := first[same]; twice && !l.o.force {
			return fmt.Errorf("the same person, order and template as line %d", before)
		}
		first[same] = r.Line
		return nil
	})
}

// checkBefore refuses a single invitation that was sent before: of a file such rows are skipped.
func (l *invitations) checkBefore(ledger *invite.Ledger) error {
	if l.name != "" {
		return nil
	}
	at, before := ledger.SentBefore(ledger.Key(l.rows[0]))
	if !before || l.o.force {
		return nil
	}
	return withNext(fmt.Errorf("nothing was sent: this person was invited for this order with this template on %s: %w", at.Format("2 Jan 2006"), review.ErrConflict), "",
		"the same command with --force sends it again")
}

// tellInvited prints what was done, and says how to go on where that is not all.
func (a *App) tellInvited(ctx context.Context, l *invitations, did invite.Did, err error, took time.Duration) error {
	out := invited{Batch: l.batch, State: "sent", Sent: did.Sent, Skipped: did.Skipped, Refused: slices.Concat(l.bad, did.Refused), Unknown: did.Unknown, Left: did.Left, Millis: took.Milliseconds()}
	whole := err == nil && len(out.Refused) == 0
	if !whole {
		out.State = "partial"
	}
	for _, b := range did.Refused {
		a.errLines().line(l.at(b))
	}
	if a.out.asked() && (whole || did.Sent+did.Skipped > 0) {
		if told := a.printDone(ctx, l.counted(did.Sent)+" by Trustpilot", out); told != nil && whole {
			return told
		} else if told != nil {
			return errors.Join(l.failure(did, err), told)
		}
	}
	if whole {
		a.tellSent(l, did, took)
		return nil
	}
	return l.failure(did, err)
}

// at is a refused row with its place.
func (l *invitations) at(b invite.Bad) string {
	reason := review.NewText(b.Reason).Line()
	if l.name == "" {
		return reason
	}
	return fmt.Sprintf("%s:%d: %s", l.shown(), b.Line, reason)
}

func (a *App) tellSent(l *invitations, did invite.Did, took time.Duration) {
	done, skipped := l.counted(did.Sent)+" by Trustpilot", ""
	if did.Skipped > 0 {
		skipped = fmt.Sprintf("%s skipped, sent before", plural(did.Skipped, "row"))
	}
	a.say("%s", joined(done, skipped, fmt.Sprintf("%d ms", took.Milliseconds())))
}

// counted says how many were done.
func (l *invitations) counted(n int) string {
	if l.links {
		return plural(n, "link") + " made"
	}
	return plural(n, "invitation") + " taken"
}

// failure is the end of a run that did not do all: 3 with the command that goes on, where a part is done.
func (l *invitations) failure(did invite.Did, err error) error {
	if err == nil {
		if l.name == "" && len(did.Refused) > 0 {
			return fmt.Errorf("nothing was sent: %w: %s", review.ErrRefused, did.Refused[0].Reason)
		}
		if did.Sent+did.Skipped == 0 {
			return fmt.Errorf("nothing was taken, as the lines above say: %w", review.ErrRefused)
		}
		n := len(did.Refused) + len(l.bad)
		return withNext(partialError{fmt.Errorf("%s, %s not", l.counted(did.Sent), plural(n, "row"))}, "",
			"correct those rows and run the same command again: what was sent is skipped")
	}
	next := l.next(did, err)
	if l.name != "" && did.Sent+did.Skipped > 0 {
		return withNext(partialError{fmt.Errorf("%s, %d rows left; %s: %w", l.counted(did.Sent), did.Left, l.shown(), err)}, "", next)
	}
	return withNext(err, "", next)
}

// next is the command that goes on.
func (l *invitations) next(did invite.Did, err error) string {
	switch {
	case errors.Is(err, review.ErrUnknown) && l.name == "":
		return "nothing at Trustpilot tells whether it went out: ask the customer, or wait; --force sends it again"
	case errors.Is(err, review.ErrUnknown):
		return "a person decides about that row: " + l.o.again("--unknown=skip") + " takes it as sent, --unknown=again sends it again; both go on after it"
	case errors.Is(err, review.ErrSignIn):
		return "tpdesk auth login, then " + l.o.again()
	case l.name == "":
		return ""
	}
	return l.o.again() + " goes on where it ended"
}

// commandLine is how the command was called, with more flags.
func commandLine(cmd *cobra.Command, extra ...string) string {
	words := []string{cmd.CommandPath()}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if slices.ContainsFunc(extra, func(e string) bool { return strings.HasPrefix(e, "--"+f.Name) }) || f.Name == "unknown" {
			return
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, v := range values {
			word := "--" + f.Name + "=" + v
			if f.Value.Type() == "bool" && v == "true" || f.NoOptDefVal != "" && v == f.NoOptDefVal {
				word = "--" + f.Name
			}
			words = append(words, shellWord(word))
		}
	})
	return strings.Join(append(words, extra...), " ")
}

// shellWord is a word as a shell reads it back.
func shellWord(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:@%+,") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

package invite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Doubt is what a person says of invitations whose outcome is not certain.
type Doubt string

// Stop is the answer of a machine: it goes no further. Skip takes them as sent, Again sends them.
const (
	Stop  Doubt = ""
	Skip  Doubt = "skip"
	Again Doubt = "again"
)

// Sender sends rows once each.
type Sender struct {
	Ledger *Ledger
	Send   func(ctx context.Context, r Row) error // one call; its error wraps the words of package review
	Batch  string                                 // names the file; "" for a single invitation
	Force  bool                                   // send also what was sent within the Window, but for this batch's own rows
	Doubt  Doubt
	Told   func(d Did) // told after each row, nil for nobody
	Linger time.Duration
}

// Did is what was done so far.
type Did struct {
	Sent    int
	Skipped int // sent before
	Refused []Bad
	Unknown []int // lines whose outcome is not certain
	Left    int   // rows not tried
}

// EndError is an error that ends a batch although it is about one row: the next would meet the same.
type EndError struct{ Err error }

// Error is that of the row.
func (e *EndError) Error() string { return e.Err.Error() }

// Unwrap is the error of the row.
func (e *EndError) Unwrap() error { return e.Err }

// RowError says at which line a batch ended.
type RowError struct {
	Line int
	Err  error
}

// Error names the line, where there is one.
func (e *RowError) Error() string {
	if e.Line == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Err)
}

// Unwrap is what happened there.
func (e *RowError) Unwrap() error { return e.Err }

// Run sends the rows in their order and stops at the first whose outcome is not certain: no machine repeats an invitation.
// Rows that Trustpilot refuses are noted, and the others go on. What was sent stands in the ledger, so that a later run
// goes on where this one ended. While a row is in doubt none is sent, so that a person decides on one at a time.
func (s *Sender) Run(ctx context.Context, rows []Row) (Did, error) {
	did := Did{Left: len(rows)}
	doubtful := s.doubtful(rows)
	for _, r := range rows {
		if ctx.Err() != nil {
			return did, context.Cause(ctx)
		}
		if doubtful != nil && !s.sent(r) {
			r = *doubtful
		}
		if err := s.row(ctx, r, &did); err != nil {
			return did, &RowError{r.Line, err}
		}
		did.Left--
		if s.Told != nil {
			s.Told(did)
		}
	}
	return did, nil
}

// doubtful is the first row whose outcome is not certain and nobody has decided on; nil when there is none.
func (s *Sender) doubtful(rows []Row) *Row {
	for i, r := range rows {
		if _, open := s.Ledger.Uncertain(s.Ledger.Key(r)); open && s.Doubt == Stop {
			return &rows[i]
		}
	}
	return nil
}

// sent reports whether a row was sent before, so that it is not sent now.
func (s *Sender) sent(r Row) bool {
	if s.Batch != "" && s.Ledger.rows[place{s.Batch, r.Line}] {
		return true
	}
	_, before := s.Ledger.SentBefore(s.Ledger.Key(r))
	return before && !s.Force
}

// row takes one row through the ledger.
func (s *Sender) row(ctx context.Context, r Row, did *Did) error {
	key := s.Ledger.Key(r)
	if at, open := s.Ledger.Uncertain(key); open {
		switch s.Doubt {
		case Skip:
			did.Skipped++
			return s.Ledger.note(key, s.Batch, r.Line, Sent)
		case Stop:
			did.Unknown = append(did.Unknown, r.Line)
			return fmt.Errorf("the answer to this invitation was lost on %s: %w, and nothing is sent again", at.Format("2 Jan 2006 15:04 UTC"), review.ErrUnknown)
		}
	}
	if s.sent(r) {
		did.Skipped++
		return nil
	}
	return s.send(ctx, key, r, did)
}

// send sends one row: the intent is on disk first, the outcome after.
func (s *Sender) send(ctx context.Context, key string, r Row, did *Did) error {
	if err := s.Ledger.note(key, s.Batch, r.Line, Sending); err != nil {
		return fmt.Errorf("nothing was sent: %w", err)
	}
	longer, done := lingering(ctx, s.Linger) // from here on it must not be cut in half
	defer done()
	err := s.Send(longer, r)
	if noted := s.Ledger.note(key, s.Batch, r.Line, stateOf(err)); noted != nil && err == nil {
		did.Sent++
		return fmt.Errorf("it was sent, but its record could not be written: %w", noted)
	}
	switch stateOf(err) {
	case Sent:
		did.Sent++
		return nil
	case Refused:
		if !errors.As(err, new(*EndError)) {
			did.Refused = append(did.Refused, Bad{r.Line, err.Error()})
			return nil
		}
	case Unknown:
		did.Unknown = append(did.Unknown, r.Line)
	}
	return err
}

// stateOf is the state that the answer to an invitation leaves it in.
func stateOf(err error) State {
	switch {
	case err == nil:
		return Sent
	case errors.Is(err, review.ErrUnknown):
		return Unknown
	case errors.Is(err, review.ErrTemporary), errors.Is(err, review.ErrSignIn), errors.Is(err, review.ErrIO), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Withdrawn
	}
	return Refused
}

// lingering is a context that outlives ctx by so long.
func lingering(ctx context.Context, by time.Duration) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		t := time.NewTimer(by)
		defer t.Stop()
		select {
		case <-t.C:
			cancel()
		case <-longer.Done():
		}
	})
	return longer, func() { stop(); cancel() }
}

package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// ShortError tells that the server's list came to an end and lacks so many of the copy's reviews that it cannot be right:
// nothing was taken out of the copy. SyncOptions.Accept takes it as it is.
type ShortError struct{ Missing, Had int }

// Error says how much is missing.
func (e *ShortError) Error() string {
	return fmt.Sprintf("the server's list lacks %d of the %d reviews in the copy: nothing was taken out of the copy", e.Missing, e.Had)
}

// UnitError tells that the copy holds another business unit's reviews: nothing was read into it. SyncOptions.Accept puts the
// present one's in their place.
type UnitError struct{ Copied, Now string }

// Error names both.
func (e *UnitError) Error() string {
	return fmt.Sprintf("the copy holds the reviews of business unit %s, and %s is set now: the copy was left as it is",
		review.NewText(e.Copied).Line(), review.NewText(e.Now).Line())
}

// few is how many reviews may always go without being asked about.
const few = 20

// short reports whether a list that lacks so many of what the copy has is to be doubted: more than a fifth of it.
func short(missing, had int) bool { return missing > few && missing*5 > had }

// whole is an error where a pass that came to its end did not see most of what the copy has.
func (s *syncing) whole(ctx context.Context) error {
	k, ok := s.d.Copy.(keeper)
	if !ok || s.sure {
		return nil
	}
	missing, had, err := k.Unseen(ctx, s.state.Pass.Started)
	if err == nil && short(missing, had) {
		err = &ShortError{Missing: missing, Had: had}
	}
	return err
}

// ofUnit is an API that knows for which business unit it asks.
type ofUnit interface{ UnitID() string }

// foreign is the unit that the API asks for where the copy is of another one, else "".
func (d *Desk) foreign(m review.SyncMark) string {
	if u, ok := d.API.(ofUnit); ok && m.Unit != "" && u.UnitID() != m.Unit {
		return u.UnitID()
	}
	return ""
}

// ofThisUnit keeps one unit's reviews from mixing with another's. Where the change is accepted the copy begins anew: what is
// there leaves at the end of the first pass.
func (s *syncing) ofThisUnit(ctx context.Context, o SyncOptions) error {
	u, ok := s.d.API.(ofUnit)
	if !ok || u.UnitID() == s.mark.Unit {
		return nil
	}
	if s.mark.Unit != "" {
		if !o.Accept {
			return &UnitError{Copied: s.mark.Unit, Now: u.UnitID()}
		}
		s.mark, s.state = review.SyncMark{}, syncState{}
		if err := s.keep(ctx); err != nil {
			return err
		}
	}
	s.mark.Unit = u.UnitID()
	return s.d.Copy.SetMark(ctx, s.mark)
}

// doubt drops what a clock that was far ahead has left behind: it would hold for years.
func (s *syncing) doubt() {
	limit := s.began.Add(daily)
	if p := s.state.Pass; p != nil && p.Started.After(limit) {
		s.state.Pass = nil
	}
	if s.mark.Head.After(limit) {
		s.mark.Head = time.Time{}
	}
}

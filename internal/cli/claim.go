package cli

import (
	"fmt"

	"github.com/tpdesk/tpdesk/internal/review"
)

// claimDraft makes this command the one writer of a draft until its session is closed. Where another tpdesk is, nothing is
// saved or sent: two people would answer one review. A disk that cannot lock keeps nobody from writing.
func (a *App) claimDraft(s *session, id review.ID, kind review.DraftKind) error {
	release, by, err := s.ClaimDraft(id, kind)
	switch {
	case err != nil:
		a.say("tpdesk: whether another tpdesk writes the draft of %s too is not known: %s", id, oneMessage(err))
		return nil
	case release == nil:
		err := fmt.Errorf("the %s draft of %s is open elsewhere, so nothing was saved or sent: %w: %s", kind, id, review.ErrTemporary, by.Told(a.Now()))
		return withNext(err, id, "leave the draft there, then repeat this; tpdesk draft show "+string(id)+stoppedNext(by))
	}
	s.parts = append(s.parts, closer(release))
	return nil
}

// stoppedNext says what can be done about a tpdesk that was stopped and lets go of nothing.
func stoppedNext(by review.Holder) string {
	if by.PID <= 0 {
		return ""
	}
	return fmt.Sprintf("; if it was stopped (Ctrl-Z), fg in its terminal goes on with it, and kill -9 %d ends it: what it had saved stays", by.PID)
}

// closer is a func that is done at the end.
type closer func()

func (c closer) Close() error { c(); return nil }

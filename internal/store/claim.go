package store

import (
	"fmt"

	"github.com/tpdesk/tpdesk/internal/review"
)

// ClaimDraft makes this caller the one writer of a draft until release is called or the process ends, however it ends.
// Where another is, release is nil and by tells of it. Drafts in memory have no other writer.
func (w *Work) ClaimDraft(id review.ID, kind review.DraftKind) (release func(), by review.Holder, err error) {
	if w.db.place.path == "" {
		return func() {}, by, nil
	}
	name := draftClaim(id, kind)
	c, by, err := w.claims.claim(name, w.Now())
	return w.claimed(name, c), by, claimError(name, err)
}

// TakeDraft makes this caller the one writer of a draft in place of `from`, which may stand still; that finds out when it
// writes next, and by DraftLost. Where another has it by now, release is nil and by tells of that.
func (w *Work) TakeDraft(id review.ID, kind review.DraftKind, from review.Holder) (release func(), by review.Holder, err error) {
	if w.db.place.path == "" {
		return func() {}, by, nil
	}
	name := draftClaim(id, kind)
	c, by, err := w.claims.take(name, from, w.Now())
	return w.claimed(name, c), by, claimError(name, err)
}

// DraftLost reports whether this caller claimed a draft, has not let go of it, and another process took it over.
func (w *Work) DraftLost(id review.ID, kind review.DraftKind) bool {
	w.mu.Lock()
	c := w.mine[draftClaim(id, kind)]
	w.mu.Unlock()
	return c != nil && !c.held()
}

func draftClaim(id review.ID, kind review.DraftKind) string {
	return fmt.Sprintf("draft-%s-%s", kind, id)
}

// ClaimSending tells the other processes, until release is called or the process ends, that an intent is being sent, as
// ClaimDraft does: what is marked as sent and claimed by nobody was left in the middle.
func (w *Work) ClaimSending(key int64) (release func(), by review.Holder, err error) {
	if w.claims == "" {
		return func() {}, by, nil
	}
	name := fmt.Sprintf("sending-%d", key)
	c, by, err := w.claims.claim(name, w.Now())
	return w.claimed(name, c), by, claimError(name, err)
}

// claimed remembers what this caller has until it lets go of it; nil for nothing.
func (w *Work) claimed(name string, c *claim) (release func()) {
	if c == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mine == nil {
		w.mine = map[string]*claim{}
	}
	w.mine[name] = c
	return func() {
		w.mu.Lock()
		if w.mine[name] == c {
			delete(w.mine, name)
		}
		w.mu.Unlock()
		c.release()
	}
}

func claimError(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("claim %s: %w: %w", name, review.ErrIO, err)
}

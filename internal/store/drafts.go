package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tpdesk/tpdesk/internal/review"
)

const draftColumns = "review, kind, text, seen_reply, seen_text, updated, digest"

// Draft finds the live draft of a review and kind; review.ErrNotFound when there is none.
func (w *Work) Draft(ctx context.Context, id review.ID, kind review.DraftKind) (review.Draft, error) {
	ds, err := w.drafts(ctx, "WHERE review=? AND kind=? AND live=1", string(id), string(kind))
	if err == nil && len(ds) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return review.Draft{}, explain(ctx, fmt.Sprintf("find the %s draft of %s", kind, id), err)
	}
	return ds[0], nil
}

// Drafts lists the live drafts, the one saved last first.
func (w *Work) Drafts(ctx context.Context) ([]review.Draft, error) {
	ds, err := w.drafts(ctx, "WHERE live=1 ORDER BY version DESC")
	return ds, explain(ctx, "list the drafts", err)
}

// Versions lists every version of a review's drafts of a kind, oldest first, those of drafts that have ended too.
func (w *Work) Versions(ctx context.Context, id review.ID, kind review.DraftKind) ([]review.Draft, error) {
	ds, err := w.drafts(ctx, "WHERE review=? AND kind=? ORDER BY version", string(id), string(kind))
	return ds, explain(ctx, fmt.Sprintf("list the versions of the %s draft of %s", kind, id), err)
}

func (w *Work) drafts(ctx context.Context, which string, args ...any) (out []review.Draft, err error) {
	rows, err := w.db.query(ctx, "SELECT "+draftColumns+" FROM draft "+which, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var d review.Draft
		var updated *int64
		var digest int64
		if err := rows.Scan(&d.ReviewID, &d.Kind, &d.Text, &d.SeenReply, &d.SeenText, &updated, &digest); err != nil {
			return nil, err
		}
		if digest != draftDigest(d) {
			return nil, errMisfit
		}
		d.UpdatedAt = fromNanos(updated)
		out = append(out, d)
	}
	return out, rows.Err()
}

// SaveDraft puts a draft on disk before it returns. The version before is kept where its text is another. Where another
// process has taken over the claim of this one on it, what that writes stays the draft, this is kept as a version beside it,
// and the error is review.ErrTaken.
func (w *Work) SaveDraft(ctx context.Context, d review.Draft) error {
	if d.UpdatedAt.IsZero() {
		d.UpdatedAt = w.Now()
	}
	lost := false
	tried := fmt.Sprintf("save the %s draft of %s", d.Kind, d.ReviewID)
	err := w.write(ctx, tried, func(tx *transaction) error {
		if lost = w.DraftLost(d.ReviewID, d.Kind); lost { // from here on nobody else writes
			return addVersion(tx, d)
		}
		return saveDraft(tx, d)
	})
	if err == nil && lost {
		err = fmt.Errorf("%s: %w", tried, review.ErrTaken)
	}
	return err
}

func saveDraft(tx *transaction, d review.Draft) error {
	var version int64
	var text string
	err := tx.one("SELECT version, text FROM draft WHERE review=? AND kind=? AND live=1", []any{string(d.ReviewID), string(d.Kind)}, &version, &text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return addDraft(tx, d, 1)
	case err != nil:
		return err
	case text == d.Text:
		return touchDraft(tx, version, d)
	}
	if _, err := tx.exec("UPDATE draft SET live=0 WHERE version=?", version); err != nil {
		return err
	}
	return addDraft(tx, d, 1)
}

// addVersion keeps a text that no version has.
func addVersion(tx *transaction, d review.Draft) error {
	var version int64
	err := tx.one("SELECT version FROM draft WHERE review=? AND kind=? AND text=? LIMIT 1", []any{string(d.ReviewID), string(d.Kind), d.Text}, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return addDraft(tx, d, 0)
	}
	return err
}

// touchDraft is for a draft whose text stayed the same.
func touchDraft(tx *transaction, version int64, d review.Draft) error {
	_, err := tx.exec("UPDATE draft SET seen_reply=?, seen_text=?, updated=?, digest=? WHERE version=?",
		d.SeenReply, d.SeenText, nanos(d.UpdatedAt), draftDigest(d), version)
	return err
}

func addDraft(tx *transaction, d review.Draft, live int) error {
	_, err := tx.exec("INSERT INTO draft ("+draftColumns+", live) VALUES (?,?,?,?,?,?,?,?)",
		string(d.ReviewID), string(d.Kind), d.Text, d.SeenReply, d.SeenText, nanos(d.UpdatedAt), draftDigest(d), live)
	return err
}

func draftDigest(d review.Draft) int64 {
	return digestOf(string(d.ReviewID), string(d.Kind), d.Text, d.SeenReply, d.SeenText)
}

// DiscardDraft ends a draft, if there is one; its versions are kept. One that another process has taken over stays:
// review.ErrTaken.
func (w *Work) DiscardDraft(ctx context.Context, id review.ID, kind review.DraftKind) error {
	return w.write(ctx, fmt.Sprintf("discard the %s draft of %s", kind, id), func(tx *transaction) error {
		if w.DraftLost(id, kind) {
			return review.ErrTaken
		}
		_, err := tx.exec("UPDATE draft SET live=0 WHERE review=? AND kind=? AND live=1", string(id), string(kind))
		return err
	})
}

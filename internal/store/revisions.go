package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// See keeps a revision of each review that differs from the last one kept of it (review.SameRevision). Kept is what the
// public could see: no e-mail address, order number or answer to a find-reviewer request.
func (w *Work) See(ctx context.Context, rs []review.Review, at time.Time) error {
	return w.write(ctx, "keep what was seen", func(tx *transaction) error {
		for _, r := range rs {
			if err := see(tx, r, at); err != nil {
				return fmt.Errorf("review %s: %w", r.ID, err)
			}
		}
		return nil
	})
}

func see(tx *transaction, r review.Review, at time.Time) error {
	var content, reply string
	query := "SELECT content, reply FROM revision WHERE review=? ORDER BY number DESC LIMIT 1"
	if _, err := tx.exec("DELETE FROM vanished WHERE review=?", string(r.ID)); err != nil { // it is back
		return err
	}
	err := tx.one(query, []any{string(r.ID)}, &content, &reply)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err == nil && content == r.ContentDigest() && reply == r.CompanyReply.Digest() {
		return nil
	}
	body, err := json.Marshal(public(r))
	if err != nil {
		return err
	}
	_, err = tx.exec("INSERT INTO revision (review, seen, content, reply, digest, json) VALUES (?,?,?,?,?,?)",
		string(r.ID), nanos(at), r.ContentDigest(), r.CompanyReply.Digest(), digestOf(body), body)
	return err
}

// public is the review without what only the company may know of the customer.
func public(r review.Review) review.Review {
	r.ReferenceID, r.ReferralEmail, r.FindReviewer = review.Text{}, review.Text{}, nil
	return r
}

// LastSeen is when the newest revision was seen; zero where there is none.
func (w *Work) LastSeen(ctx context.Context) (time.Time, error) {
	var at *int64
	err := w.db.one(ctx, "SELECT seen FROM revision ORDER BY number DESC LIMIT 1", nil, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return fromNanos(at), explain(ctx, "look when a review was seen last", err)
}

// Revisions lists what was seen of a review, oldest first.
func (w *Work) Revisions(ctx context.Context, id review.ID) ([]review.Revision, error) {
	revisions, err := w.revisions(ctx, id)
	return revisions, explain(ctx, "list what was seen of "+string(id), err)
}

func (w *Work) revisions(ctx context.Context, id review.ID) (out []review.Revision, err error) {
	rows, err := w.db.query(ctx, "SELECT seen, digest, json FROM revision WHERE review=? ORDER BY number", string(id))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var seen *int64
		var digest int64
		var body sql.RawBytes
		if err := rows.Scan(&seen, &digest, &body); err != nil {
			return nil, err
		}
		v := review.Revision{SeenAt: fromNanos(seen)}
		if err := decode(body, digest, &v.Review); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

package store

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/tpdesk/tpdesk/internal/review"
)

// row is a review as it is stored.
type row struct {
	review.Review
	packer    *packer
	digest    int64
	body      []byte // not packed yet
	forgotten bool
}

func newRow(p *packer, r review.Review) (row, error) {
	if r.ID == "" {
		return row{}, fmt.Errorf("%w: it has no id", review.ErrInvalid)
	}
	body, err := plain(r)
	if err != nil {
		return row{}, err
	}
	return row{Review: r, packer: p, digest: digestOf(body), body: body}, nil
}

// columnNames are the columns from created on, in the order of columns.
func columnNames() []string {
	return []string{"created", "digest", "open_words", "personal_words", "forgotten", "stars", "replied", "reported", "contacted", "outdated", "source",
		"language", "location_id", "location_name", "location_external", "reference", "email", "tags"}
}

// columns are the values of the columns from created on, as the driver reads them.
func (r row) columns(in indexed) []any {
	var l review.Location
	if r.Location != nil {
		l = *r.Location
	}
	return []any{nanos(r.CreatedAt.Time), r.digest, in.words, in.personal, flag(r.forgotten),
		int64(r.Stars), flag(r.CompanyReply != nil), flag(r.ReportData != nil), flag(r.Contacted()), flag(r.Outdated()),
		column(r.Source), column(r.Language), column(l.ID), column(l.Name), column(l.ExternalID),
		column(r.ReferenceID), folded(r.ReferralEmail), tagNames(r.Tags)}
}

func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

func column(t review.Text) any {
	if !t.Known() {
		return nil
	}
	return t.Raw()
}

func folded(t review.Text) any {
	if !t.Known() {
		return nil
	}
	return fold(t.Raw())
}

// fold makes two texts equal that differ in case only, exactly where strings.EqualFold finds them equal.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}

const separator = "\x1f"

// tagNames lists what a tag is named by (review.Tag.Named), nil when there is no tag.
func tagNames(tags []review.Tag) any {
	if len(tags) == 0 {
		return nil
	}
	b := bytes.NewBufferString(separator)
	for _, t := range tags {
		b.WriteString(t.Value.Raw() + separator + t.Group.Raw() + ":" + t.Value.Raw() + separator)
	}
	return b.Bytes()
}

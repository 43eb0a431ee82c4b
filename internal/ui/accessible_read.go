package ui

import (
	"context"
	"fmt"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// page reads out the page that the last of pages stands before.
func (d *lineDesk) page(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, localLimit)
	defer cancel()
	most, last := d.onPage(len(d.pages))
	rows, more, err := d.Desk.Copy.Page(ctx, d.filter, d.pages[len(d.pages)-1], most)
	if err != nil {
		d.say("Not done: %s", d.problem(err))
		return nil
	}
	d.rows, d.more = rows, more && !last
	d.say("Page %d, filter: %s.", len(d.pages), d.filterWords())
	for i, r := range rows {
		d.say("%d. %s, %s, %s: %s%s", i+1, starWords(r.Stars), d.when(r.CreatedAt), r.Name(), headline(r), d.stateWords(r))
	}
	if len(rows) == 0 {
		d.say("No review matches.")
	}
	return nil
}

// onPage is how many reviews page n has at most, counted from 1, and whether the filter's limit ends with it.
func (d *lineDesk) onPage(n int) (most int, last bool) {
	left := d.filter.Limit - (n-1)*linePage
	if d.filter.Limit == 0 || left > linePage {
		return linePage, false
	}
	return max(1, left), true
}

func (d *lineDesk) filterWords() string {
	if line := d.filter.String(); line != "" {
		return d.safe(line)
	}
	return "every review"
}

func starWords(n int) string {
	if n == 0 {
		return "stars unknown"
	}
	return fmt.Sprintf("%d of 5 stars", n)
}

func (d *lineDesk) when(t review.Time) string {
	if t.IsZero() {
		return "time unknown"
	}
	return ago(d.Now().Sub(t.Time))
}

// stateWords are the marks of a row in words.
func (d *lineDesk) stateWords(r review.Review) string {
	words := ""
	for _, s := range []struct {
		on   bool
		word string
	}{{r.CompanyReply != nil, "answered"}, {r.Outdated(), "changed since the reply"}, {r.ReportData != nil, "reported"}, {r.Contacted(), "reviewer asked"}, {len(r.Tags) > 0, "tags " + tagList(r.Tags)}} {
		if s.on {
			words += ", " + s.word
		}
	}
	return words
}

// read reads out a whole review.
func (d *lineDesk) read(n int) error {
	if n < 1 || n > len(d.rows) {
		return fmt.Errorf("%d: %w: this page has %d reviews", n, review.ErrNotFound, len(d.rows))
	}
	r := d.rows[n-1]
	d.open = &r
	d.say("%s by %s, %s.", starWords(r.Stars), r.Name(), d.when(r.CreatedAt))
	d.say("Title: %s", headline(r))
	d.say("Text: %s", setIn(r.Text))
	d.say("%s, %s%s.", review.SourceLabel(r.Source), orderWords(r), d.stateWords(r))
	if r.CompanyReply != nil {
		d.say("Your reply: %s", setIn(r.CompanyReply.Text))
	}
	return nil
}

// setIn is a text behind a word of the desk's own: the lines after the first are set in, so that none can pass for another
// word of the desk.
func setIn(t review.Text) string { return strings.ReplaceAll(t.Block(), "\n", "\n  ") }

func orderWords(r review.Review) string {
	if r.ReferenceID.Visible() {
		return "order " + r.ReferenceID.Line()
	}
	return "no order number"
}

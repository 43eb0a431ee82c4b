package ui

import (
	"fmt"
	"math"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

func (d *exportDialog) title() string { return "Export" }

func (d *exportDialog) rows(w, most int) int { return min(most, len(d.view(w, most))) }

func (d *exportDialog) cursor() *tea.Cursor {
	if d.step != askFile {
		return nil
	}
	return d.form.cursor()
}

func (d *exportDialog) hints() []hint {
	switch d.step {
	case askReplace:
		return []hint{{"y", "replace it"}, {"Esc", "another name"}}
	case writing:
		return []hint{{"Esc", "cancel: no file is left"}}
	case stopping:
		return nil
	}
	return []hint{{"Enter", "export"}, {"Tab", "next line"}, {"Space", "switch"}, {"Esc", "cancel"}}
}

func (d *exportDialog) view(w, h int) []string {
	p := &prose{e: d.env, w: w}
	switch d.step {
	case askReplace:
		p.para(d.theme.Warn, fmt.Sprintf("There is a file of that name, %s bytes: %s", thousands(int(d.job.Place.Bytes)), d.own(d.job.Place.Path)))
		p.para(d.theme.Accent, "y  replace it once all of the new one is on disk")
		p.para("", "Esc  another name")
	case writing, stopping:
		p.lines = append(p.lines, d.bar(w))
		p.para("", exportPace(d.n, d.all, d.Now().Sub(d.began)))
		p.para(d.theme.Faint, "to "+d.own(d.job.Place.Path))
	default:
		p.lines = d.form.view(w, 2)
		p.para(d.theme.Bad, d.wrong)
		d.explain(p)
	}
	return p.lines[:min(len(p.lines), h)]
}

// explain says what will be in the file.
func (d *exportDialog) explain(p *prose) {
	if d.personal.chosen == 1 {
		p.para(d.theme.Warn, "The file will hold e-mails, order numbers and what reviewers answered you: keep it safe.")
		if d.mark.Forgotten {
			p.para(d.theme.Warn, "Some of these have left the copy, as they do after a while; tpdesk export --fresh --with-pii has them all.")
		}
	}
	if d.mark.Complete.IsZero() {
		p.para(d.theme.Warn, "The copy was never complete: what was read so far is exported.")
	}
	what := "every review"
	if d.line != "" {
		what = d.own(d.line)
	}
	count := capped(d.total)
	if d.mark.Complete.IsZero() {
		count = "" // it still grows
	}
	p.para(d.theme.Faint, joined(" · ", count, what, "from the copy on this machine"))
}

// bar is how much of the file is written.
func (d *exportDialog) bar(w int) string {
	w = max(1, min(w, 60))
	full := 0
	if d.all > 0 {
		full = min(w, w*d.n/d.all)
	}
	return d.theme.Accent.On(strings.Repeat("━", full)) + d.theme.Faint.On(strings.Repeat("─", w-full))
}

// exportPace is as "12,300 reviews · 61 % · 4,100/s · 2 s left", without what is not known yet.
func exportPace(n, all int, took time.Duration) string {
	text := plural(n, "review", "reviews")
	if all > 0 {
		text += fmt.Sprintf(" · %d %%", 100*min(n, all)/all)
	}
	if took < 500*time.Millisecond || n == 0 {
		return text // too early for a rate
	}
	text += fmt.Sprintf(" · %s/s", thousands(int(float64(n)/took.Seconds())))
	if all > n {
		left := took.Seconds() * float64(all-n) / float64(n)
		text += " · " + shortTime(time.Duration(math.Ceil(left))*time.Second) + " left"
	}
	return text
}

// shortTime is a time to wait.
func shortTime(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%d s", d/time.Second)
	}
	return span(d)
}

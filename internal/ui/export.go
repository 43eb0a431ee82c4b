package ui

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Exporter writes reviews of the copy to files.
type Exporter interface {
	// Place tells where a file of that name would come to stand; its error says why the name cannot be used.
	Place(name string) (ExportPlace, error)
	// Export writes the file whole or not at all, and gives how many reviews are in it. It tells as it goes how many are
	// written of how many, 0 while that is not known. An ended context leaves no file.
	Export(ctx context.Context, job ExportJob, told func(n, all int)) (int, error)
}

// ExportPlace is where a file comes to stand.
type ExportPlace struct {
	Path     string // the whole path
	Format   string // csv, tsv or jsonl
	Personal bool   // the format has e-mails, order numbers and answers
	There    bool   // a file of that name is there
	Bytes    int64  // of that file
}

// ExportJob is a file as the agent asked for it.
type ExportJob struct {
	Place    ExportPlace
	Filter   review.Filter
	Personal bool
}

// exportLimit is how long writing may take: as long as it takes.
const exportLimit = 24 * time.Hour

// exportDialog is :export. It asks for the file, asks again where one would be replaced, and shows how far the writing is.
type exportDialog struct {
	*env
	job      ExportJob
	line     string // the filter as the bar shows it
	total    int    // how many it selects, capped; -1 while unknown
	mark     review.SyncMark
	form     *form
	file     *formLine
	personal *formLine
	step     exportStep
	wrong    string
	n, all   int
	began    time.Time
	stop     context.CancelFunc
}

type exportStep int

const (
	askFile exportStep = iota
	askReplace
	writing
	stopping
)

func whyNoExport(m *app) string {
	if m.Export == nil {
		return "no file can be written from here"
	}
	return ""
}

// openExport asks where what is filtered goes.
func (m *app) openExport() tea.Cmd {
	d := &exportDialog{env: m.env, job: ExportJob{Filter: m.inbox.filter}, line: m.inbox.line, total: m.inbox.total, mark: m.syncing.mark}
	d.file = textLine(m.env, "file", "reviews-"+m.Now().Format("2006-01-02")+".csv", "a name that ends in .csv, .tsv or .jsonl")
	d.personal = choiceLine("personal data", "left out", "included")
	d.form = newForm(m.env, d.file, d.personal)
	return m.open(d)
}

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

func (d *exportDialog) update(msg tea.Msg) (effects, tea.Cmd) {
	switch msg := msg.(type) {
	case exportPlacedMsg:
		if msg.of == d {
			return nil, d.placed(msg)
		}
	case exportToldMsg:
		if msg.of == d {
			d.n, d.all = msg.n, msg.all
		}
	case exportDoneMsg:
		if msg.of == d {
			return effects{leave{}, say{d.ended(msg)}}, nil
		}
	case tea.PasteMsg:
		if d.step == askFile && d.form.update(msg) {
			d.wrong = ""
		}
	case tea.KeyPressMsg:
		return d.pressed(msg, keyName(msg.Key()))
	}
	return nil, nil
}

func (d *exportDialog) pressed(msg tea.KeyPressMsg, name string) (effects, tea.Cmd) {
	switch {
	case d.step == writing && name == "esc":
		d.step = stopping
		d.stop()
	case d.step == askReplace && name == "y":
		return nil, d.write()
	case d.step == askReplace && name == "esc":
		d.step = askFile
		d.form.goTo(d.file)
	case d.step != askFile:
	case name == "esc":
		return effects{leave{}}, nil
	case name == "enter", name == "ctrl+s":
		return nil, d.look()
	case d.form.update(msg):
		d.wrong = ""
	}
	return nil, nil
}

// exportPlacedMsg tells where the file would stand.
type exportPlacedMsg struct {
	of    *exportDialog
	place ExportPlace
	err   error
}

func (d *exportDialog) look() tea.Cmd {
	name, ex := d.file.value(), d.Export
	return d.ask(localLimit, func(context.Context) tea.Msg {
		place, err := ex.Place(name)
		return exportPlacedMsg{of: d, place: place, err: err}
	})
}

func (d *exportDialog) placed(msg exportPlacedMsg) tea.Cmd {
	d.job.Place, d.job.Personal = msg.place, d.personal.chosen == 1
	switch {
	case d.step != askFile:
		return nil
	case msg.err != nil:
		d.wrong = d.own(msg.err.Error())
		d.form.goTo(d.file)
		return nil
	case d.job.Personal && !msg.place.Personal:
		d.wrong = "a ." + d.own(msg.place.Format) + " file has no place for e-mails and order numbers: take .csv or .jsonl, or switch them off"
		return nil
	case msg.place.There:
		d.step = askReplace
		return nil
	}
	return d.write()
}

// exportToldMsg tells how far the writing is.
type exportToldMsg struct {
	of     *exportDialog
	n, all int
}

// exportDoneMsg tells that the writing has ended.
type exportDoneMsg struct {
	of  *exportDialog
	n   int
	err error
}

func (d *exportDialog) write() tea.Cmd {
	ctx, stop := context.WithCancel(d.ctx)
	d.step, d.stop, d.began = writing, stop, d.Now()
	ex, job, send := d.Export, d.job, d.send
	return d.limited(ctx, exportLimit, func(ctx context.Context) tea.Msg {
		defer stop()
		n, err := ex.Export(ctx, job, func(n, all int) { send(exportToldMsg{of: d, n: n, all: all}) })
		return exportDoneMsg{of: d, n: n, err: err}
	})
}

// ended is the line that tells what became of the file.
func (d *exportDialog) ended(msg exportDoneMsg) note {
	switch {
	case msg.err != nil && errors.Is(msg.err, context.Canceled):
		return note{text: "export cancelled: no file was written", tone: warn, stays: true}
	case msg.err != nil:
		return note{text: joined(" · ", "NOT EXPORTED, no file was written", d.own(msg.err.Error())), tone: bad, stays: true}
	}
	own := ""
	if d.job.Personal {
		own = "with customers' personal data"
	}
	return note{text: joined(" · ", plural(msg.n, "review", "reviews")+" in "+d.own(d.job.Place.Path), own), tone: good, stays: true}
}

package ui

import (
	"context"
	"errors"
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

package ui

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// files is a disk that takes what the desk exports, with the faults that a test asks for.
type files struct {
	there map[string]int64 // by path, with their bytes
	jobs  []ExportJob
	n     int
	err   error
}

func (f *files) Place(name string) (ExportPlace, error) {
	format := strings.TrimPrefix(path.Ext(name), ".")
	if format != "csv" && format != "tsv" && format != "jsonl" {
		return ExportPlace{}, fmt.Errorf("the ending .%s is not known", format)
	}
	at := path.Join("/home/anna", name)
	size, there := f.there[at]
	return ExportPlace{Path: at, Format: format, Personal: format != "tsv", There: there, Bytes: size}, nil
}

func (f *files) Export(ctx context.Context, job ExportJob, _ func(n, all int)) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	f.jobs = append(f.jobs, job)
	return f.n, f.err
}

// withFiles opens a desk that can export, on a screen of the size.
func withFiles(t *testing.T, w, h int) (*driver, *files) {
	t.Helper()
	f := &files{there: map[string]int64{"/home/anna/old.csv": 12345}, n: 10}
	return start(t, w, h, sample(), func(_ *driver, o *Options) { o.Export = f }), f
}

// named opens :export and types a file's name over the one that is offered.
func (d *driver) named(file string) {
	d.press(":")
	d.type_("export")
	d.press("enter ctrl+u")
	d.type_(file)
}

func TestExportWritesWhatIsFilteredAndSaysWhere(t *testing.T) {
	d, f := withFiles(t, 120, 36)
	d.press("/")
	d.type_("stars:1-2")
	d.press("enter :")
	d.type_("export")
	d.press("enter")
	d.wants("Export", "reviews-2026-11-19.csv", "personal data", "left out", "6 · stars:1-2")
	d.press("enter")
	d.wants("10 reviews in /home/anna/reviews-2026-11-19.csv")
	d.lacks("with customers'")
	if len(f.jobs) != 1 || f.jobs[0].Filter.String() != "stars:1-2" || f.jobs[0].Personal || f.jobs[0].Place.Format != "csv" {
		t.Fatalf("%+v", f.jobs)
	}
	d.press("j")
	d.wants("10 reviews in /home/anna/reviews-2026-11-19.csv")
}

func TestPersonalDataIsExportedOnlyWhenItIsSwitchedOn(t *testing.T) {
	d, f := withFiles(t, 120, 36)
	d.named("all.jsonl")
	d.press("tab space")
	d.wants("‹ included ›", "The file will hold e-mails")
	d.press("enter")
	d.wants("in /home/anna/all.jsonl", "with customers' personal data")
	if len(f.jobs) != 1 || !f.jobs[0].Personal {
		t.Fatalf("%+v", f.jobs)
	}
	d.named("all.tsv")
	d.press("tab space enter")
	d.wants("a .tsv file has no place for e-mails and order")
	d.press("space enter")
	if len(f.jobs) != 2 || f.jobs[1].Personal {
		t.Fatalf("%+v", f.jobs)
	}
}

func TestAFileThatIsThereIsReplacedOnlyAfterAYes(t *testing.T) {
	d, f := withFiles(t, 120, 36)
	d.named("old.csv")
	d.press("enter")
	d.wants("There is a file of that name, 12,345 bytes:", "/home/anna/old.csv", "y  replace it")
	d.press("enter x esc")
	d.wants("old.csv", "personal data")
	if len(f.jobs) > 0 {
		t.Fatalf("written: %+v", f.jobs)
	}
	d.press("enter y")
	d.wants("10 reviews in /home/anna/old.csv")
	if len(f.jobs) != 1 || !f.jobs[0].Place.There {
		t.Fatalf("%+v", f.jobs)
	}
}

func TestANameThatCannotBeIsSaidAndKept(t *testing.T) {
	d, f := withFiles(t, 120, 36)
	d.named("all.xlsx")
	d.press("enter")
	d.wants("the ending .xlsx is not known", "all.xlsx")
	d.press("esc")
	d.lacks("all.xlsx")
	if len(f.jobs) > 0 {
		t.Fatalf("written: %+v", f.jobs)
	}
}

func TestTheProgressTellsRateAndTimeLeftAndEscLeavesNoFile(t *testing.T) {
	d, f := withFiles(t, 120, 36)
	d.named("all.csv")
	dialog := d.m.top().(*exportDialog)
	d.hold = true
	d.send(exportPlacedMsg{of: dialog, place: ExportPlace{Path: "/home/anna/all.csv", Format: "csv"}})
	d.clock = d.clock.Add(2 * time.Second)
	d.send(exportToldMsg{of: dialog, n: 12000, all: 48000})
	d.wants("12,000 reviews · 25 % · 6,000/s · 6 s left", "━", "to /home/anna/all.csv", "Esc cancel")
	d.golden("export-120x36")
	d.press("esc")
	d.release()
	d.wants("export cancelled: no file was written")
	if len(f.jobs) > 0 || d.m.top() != nil {
		t.Fatalf("%+v, %v", f.jobs, d.m.top())
	}
}

func TestAFileThatCannotBeWrittenIsToldWithItsReason(t *testing.T) {
	d, f := withFiles(t, 120, 36)
	f.err = errors.Join(review.ErrIO, errors.New("write all.csv: no space left"))
	d.named("all.csv")
	d.press("enter")
	d.wants("NOT EXPORTED, no file was written", "no space left")
}

func TestExportFitsEverySize(t *testing.T) {
	for _, size := range [][2]int{{200, 50}, {80, 24}, {40, 12}} {
		d, _ := withFiles(t, size[0], size[1])
		d.named("a-very-long-name-of-a-file-that-goes-on-and-on-and-on-for-ever-日本語.jsonl")
		d.press("tab space")
		checkFrame(t, d, size[0], size[1], "export")
		d.golden(fmt.Sprintf("export-%dx%d", size[0], size[1]))
	}
}

func TestWhereNothingCanBeWrittenExportSaysSo(t *testing.T) {
	d := start(t, 120, 36, sample())
	d.press(":")
	d.type_("export")
	d.press("enter")
	d.wants("no file can be written from here")
}

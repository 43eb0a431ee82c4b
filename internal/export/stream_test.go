package export_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/review"
)

// customer is a review as a customer writes it; n tells it from the others.
func customer(n int) review.Review {
	at := review.Time{Time: time.Unix(1_700_000_000+int64(n), 0).UTC()}
	return review.Review{
		ID: review.ID(fmt.Sprintf("%024x", n)), Stars: 1 + n%5, Title: review.NewText("Arrived late, but whole"), Language: review.NewText("en"),
		Text:      review.NewText(strings.Repeat("The parcel was two days late and nobody answered – then it came. ", 1+n%6)),
		CreatedAt: at, Consumer: &review.Consumer{ID: review.NewText("64b1c0ffee64b1c0ffee0001"), DisplayName: review.NewText("Åse Þórðarson")},
		BusinessUnit: &review.Unit{ID: review.NewText("5f1e"), IdentifyingName: review.NewText("acme-outdoor.example"), DisplayName: review.NewText("Acme Outdoor")},
		Source:       review.NewText("AFSv2"), ReferenceID: review.NewText("ORDER-77"), ReferralEmail: review.NewText("ase@customer.example"),
		CompanyReply: &review.Reply{Text: review.NewText("Sorry, and thank you for your patience."), CreatedAt: at},
		FindReviewer: &review.ReviewerRequest{Requests: review.List[review.Request]{{Response: &review.ConsumerResponse{Email: review.NewText("ase@home.example")}}}},
	}
}

// writers make each kind of rows on a writer.
var writers = map[string]func(w io.Writer) export.Rows{
	"csv": func(w io.Writer) export.Rows { return export.NewCSV(w, export.CSVOptions{Personal: true}) },
	"tsv": func(w io.Writer) export.Rows { return export.NewTSV(w, false) },
	"jsonl": func(w io.Writer) export.Rows {
		return export.NewJSONL(w, func(r review.Review) ([]byte, error) { return json.Marshal(r) })
	},
}

func TestMemoryStaysFlatHoweverManyRowsAreWritten(t *testing.T) {
	for name, rows := range writers {
		f, err := export.Create(filepath.Join(t.TempDir(), "a."+name))
		if err != nil {
			t.Fatal(err)
		}
		w := rows(f)
		after := map[int]uint64{}
		for n := range 30_000 {
			if err := w.Write(customer(n)); err != nil {
				t.Fatal(err)
			}
			if n == 3_000 || n == 29_999 {
				after[n] = inUse()
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
		if grown := int64(after[29_999]) - int64(after[3_000]); grown > 1<<20 {
			t.Errorf("%s: 27,000 more rows keep %d bytes", name, grown)
		}
	}
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestPersonalColumnsAreThereOnlyWhenAskedFor(t *testing.T) {
	for personal, want := range map[bool]int{false: 0, true: 2} {
		var b strings.Builder
		write(t, export.NewCSV(&b, export.CSVOptions{Personal: personal}), customer(1))
		if n := strings.Count(b.String(), "ase@customer.example") + strings.Count(b.String(), "ORDER-77"); n != want {
			t.Errorf("personal %v: %s", personal, b.String())
		}
		if strings.Contains(b.String(), ",Webshop Name,Review User Email,Reference Id\n") != personal {
			t.Errorf("personal %v: %s", personal, b.String())
		}
	}
}

func TestWithoutPersonalNothingOfTheCustomersOwnIsLeft(t *testing.T) {
	r := customer(1)
	b, err := json.Marshal(export.WithoutPersonal(r))
	if err != nil {
		t.Fatal(err)
	}
	for _, own := range []string{"ase@", "ORDER-77"} {
		if strings.Contains(string(b), own) {
			t.Errorf("%s is in %s", own, b)
		}
	}
	if r.FindReviewer.Requests[0].Response == nil || !r.ReferenceID.Known() {
		t.Error("the review that was given is changed")
	}
}

func TestJSONLEndsInALineOnlyWhenItIsComplete(t *testing.T) {
	var b strings.Builder
	w := writers["jsonl"](&b)
	for n := range 2 {
		if err := w.Write(customer(n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil || strings.Contains(b.String(), "complete") {
		t.Errorf("%v, %s", err, b.String())
	}
	if err := w.Close(); err != nil || !strings.HasSuffix(b.String(), "}\n{\"type\":\"end\",\"complete\":true,\"count\":2}\n") {
		t.Errorf("%v, %s", err, b.String())
	}
}

func TestTheFormatIsNamedOrTheFilesEnding(t *testing.T) {
	for _, c := range []struct{ named, file, want, fault string }{
		{"", "a.csv", "csv", ""}, {"", "A.CSV", "csv", ""}, {"", "dir.csv/a.jsonl", "jsonl", ""}, {"jsonl", "a.csv", "jsonl", ""}, {"csv", "-", "csv", ""},
		{"", "a.TSV", "tsv", ""},
		{"", "a.xlsx", "", "ending .xlsx"}, {"", "a", "", "not known"}, {"", "-", "", "not known"}, {"json", "a.csv", "", "csv, tsv, jsonl"},
		{"", "a.parquet", "", "not built in"}, {"parquet", "a.csv", "", "not built in"},
	} {
		got, err := export.FormatOf(c.named, c.file)
		if string(got) != c.want || (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%q, %q: %q, %v", c.named, c.file, got, err)
		}
	}
}

// FuzzCell holds the short way of plain cells to the long one, and each cell to what a spreadsheet may get.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"plain", "Åse – “ja” 日本 한국", "tab\tline\nnext", "\u0483x", "a\u00adb", "\x1b[2J", "=1", "\t=1", "＝1", "\xff", "e\u0301", "\u202e", "\u00ad\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := export.Cell(s)
		short, long := export.Cell(s+"x"), export.Cell(s+"x\x1b") // an ESC takes the long way, and is a mark at the end
		if want := strings.TrimSuffix(long, "\u241b"); want != short {
			t.Errorf("%q became %q, and %q beside an ESC", s, short, want)
		}
		if strings.ContainsAny(got[:min(1, len(got))], "=+-@\t\r\n\x00") || strings.ContainsAny(got, "\x1b\x00\r\x7f") {
			t.Errorf("%q became %q", s, got)
		}
	})
}

// BenchmarkRows writes 100,000 reviews; bare is encoding/csv with the same cells, which the others are measured by.
func BenchmarkRows(b *testing.B) {
	const rows = 100_000
	many := make([]review.Review, 1000)
	for n := range many {
		many[n] = customer(n)
	}
	each := func(b *testing.B, w func(io.Writer) export.Rows) {
		for b.Loop() {
			r := w(io.Discard)
			for n := range rows {
				if err := r.Write(many[n%len(many)]); err != nil {
					b.Fatal(err)
				}
			}
			if err := r.Close(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	}
	b.Run("bare", func(b *testing.B) { each(b, bare(many)) })
	for name, w := range writers {
		b.Run(name, func(b *testing.B) { each(b, w) })
	}
}

// bareRows writes cells that are made already.
type bareRows struct {
	w     *csv.Writer
	cells [][]string
	n     int
}

func bare(rs []review.Review) func(io.Writer) export.Rows {
	var text strings.Builder
	w := export.NewCSV(&text, export.CSVOptions{Personal: true, Raw: true})
	for _, r := range rs {
		_ = w.Write(r)
	}
	_ = w.Close()
	cells, _ := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	return func(w io.Writer) export.Rows { return &bareRows{w: csv.NewWriter(w), cells: cells[1:]} }
}

func (b *bareRows) Write(review.Review) error {
	b.n++
	return b.w.Write(b.cells[b.n%len(b.cells)])
}

func (b *bareRows) Flush() error { b.w.Flush(); return b.w.Error() }
func (b *bareRows) Close() error { return b.Flush() }

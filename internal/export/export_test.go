package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/review"
)

func write(t *testing.T, rows export.Rows, rs ...review.Review) {
	t.Helper()
	for _, r := range rs {
		if err := rows.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
}

func sample(text string) review.Review {
	return review.Review{ID: "a1", Stars: 2, Title: review.NewText(text), Text: review.NewText(text),
		Consumer: &review.Consumer{DisplayName: review.NewText(text)}, Tags: review.List[review.Tag]{{Group: review.NewText("g"), Value: review.NewText(text)}},
		Location: &review.Location{Name: review.NewText(text)}, CompanyReply: &review.Reply{Text: review.NewText(text)}}
}

func TestCSVHasTheNamesOfTrustpilotsExportAndOneRecordAReview(t *testing.T) {
	var b bytes.Buffer
	write(t, export.NewCSV(&b, export.CSVOptions{}), sample("first\nline"), sample(`say "no"`))
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(records) != 3 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	if records[0][0] != "Review Id" || records[1][5] != "first\nline" || records[2][4] != `say "no"` {
		t.Errorf("got %q", records)
	}
}

func TestCSVOfNothingIsItsHead(t *testing.T) {
	var b bytes.Buffer
	write(t, export.NewCSV(&b, export.CSVOptions{}))
	if !strings.HasPrefix(b.String(), "Review Id,") || strings.Count(b.String(), "\n") != 1 {
		t.Errorf("got %q", b.String())
	}
}

func TestTSVHasAsManyColumnsInEachLine(t *testing.T) {
	var b bytes.Buffer
	hostile := "a\tb\r\nc\u2028d\u0085e\vf"
	write(t, export.NewTSV(&b, false), sample(hostile), sample("plain"), review.Review{ID: "x"})
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if len(lines) != 3 {
		t.Fatalf("got %d lines", len(lines))
	}
	for _, l := range lines {
		if n := strings.Count(l, "\t") + 1; n != len(export.TSVColumns()) {
			t.Errorf("%d columns in %q", n, l)
		}
	}
}

// TestNoCellRunsInASpreadsheet goes through the formulas of the hostile corpus, and those of its README.
func TestNoCellRunsInASpreadsheet(t *testing.T) {
	inputs := []string{"=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "＝1", "\u200b=1", "\u202e=1", "\ufeff+1"}
	for _, in := range append(inputs, corpus(t)...) {
		if cell := export.Cell(in); !strings.HasPrefix(cell, "'") {
			t.Errorf("%q became %q", in, cell)
		}
	}
	for _, honest := range []string{"a=b", "1-2", "", "x@y.example", "'quoted'", "日本"} {
		if cell := export.Cell(honest); cell != honest {
			t.Errorf("%q became %q", honest, cell)
		}
	}
}

// corpus lists the inputs of testdata/formulas.json.
func corpus(t *testing.T) []string {
	b, err := os.ReadFile("testdata/formulas.json")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	if err := json.Unmarshal(b, &out); err != nil || len(out) == 0 {
		t.Fatal(err, len(out))
	}
	return out
}

func TestRawLeavesCellsAsTheyAre(t *testing.T) {
	var b bytes.Buffer
	write(t, export.NewCSV(&b, export.CSVOptions{Raw: true}), sample("=1\x1b[2J"))
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil || records[1][4] != "=1\x1b[2J" {
		t.Errorf("got %q, %v", records, err)
	}
}

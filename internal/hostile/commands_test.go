package hostile

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

// TestNoCommandPrintsAnythingThatActs runs every printing command, in every form, at a terminal and in a pipe, over reviews
// that are hostile in every field.
func TestNoCommandPrintsAnythingThatActs(t *testing.T) {
	lines := corpus(t)
	c := serve(t, all(lines, line.everywhere))
	whole := append([]string{"show", "--fresh"}, idsOf(len(lines))...)
	for _, args := range [][]string{
		{"list"}, {"list", "--csv"}, {"list", "--csv", "--raw"}, {"list", "--tsv"}, {"list", "--json"}, {"list", "--jsonl"}, {"list", "--jq", ".[]|.title,.tags,.companyReply.text"},
		{"list", "--template", "{{.title}} {{.text}} {{.consumer.displayName}}\n"}, {"stats"}, {"stats", "--json"}, {"list", "--count"},
		whole, append(whole, "--json"), append(whole, "--template", "{{.text}}"),
	} {
		c.checkForms(args)
	}
	own := serve(t, all(lines, line.inItsField))
	for i, l := range lines {
		if !torture() && i%24 != 0 {
			continue
		}
		id := reviewID(i)
		for _, args := range [][]string{{"reviewer", id}, {"history", id}, {"reply", id, "--text", "ok", "--yes"}, {"tag", id, "--remove", l.text(100), "--dry-run"}, {"find-reviewer", id, "--dry-run"}} {
			c.checkForms(args)
		}
		for _, args := range [][]string{{"reviewer", l.idOf(i)}, {"history", l.idOf(i)}, {"report", l.idOf(i), "--reason", "not-genuine", "--print"}} {
			if code := own.checkForms(args); code != 0 && (args[0] != "reviewer" || l.RawJSON == "") {
				t.Errorf("%s: tpdesk %s ends with %d", l.ID, args[0], code)
			}
		}
	}
}

func idsOf(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = reviewID(i)
	}
	return out
}

// checkForms runs a command at terminals of two widths and in a pipe. What a template or jq makes goes to a pipe to the
// letter: that is for programs.
func (c command) checkForms(args []string) (code int) {
	t := c.t.(*testing.T)
	t.Helper()
	what := strings.Join(args[:min(3, len(args))], " ")
	asked := strings.Join(args, " ")
	names := never()
	if strings.Contains(asked, "--j") || strings.Contains(asked, "--dry-run") { // JSON carries each text exactly, marks and all
		names = slices.DeleteFunc(names, func(n string) bool { return n == "TOWER" })
	}
	raw := strings.Contains(asked, "--jq") || strings.Contains(asked, "--template") || strings.Contains(asked, "--raw")
	for _, one := range []command{c, c.on(80), c.on(200)} {
		r := one.run(args...)
		if !raw || one.tty {
			harmless(t, what+" on stdout", ours.ReplaceAllString(r.out, ""), names...)
		}
		harmless(t, what+" on stderr", ours.ReplaceAllString(r.err, ""), names...)
		code = r.code
	}
	return code
}

// TestWhatACustomerWroteStaysReadable shows each line of the corpus in its own field: nothing readable is lost, and
// nothing that the line names comes out.
func TestWhatACustomerWroteStaysReadable(t *testing.T) {
	lines := corpus(t)
	c := serve(t, all(lines, line.inItsField))
	for _, one := range []command{c, c.on(80)} {
		shown := one.each(lines)
		for i, l := range lines {
			if l.Field == "error" {
				continue
			}
			got := shown[i]
			names, expressions := l.forbidden()
			harmless(t, l.ID+" in show", got, append(never(), screenNames(names)...)...)
			for _, re := range expressions {
				if at := re.FindString(got); at != "" && l.Class != "csv" {
					t.Errorf("%s: show emits %q", l.ID, at)
				}
			}
			for _, want := range l.MustShow {
				if !shows(got, want) {
					t.Errorf("%s: show does not show %q: %s", l.ID, want, quoted(got))
				}
			}
			if l.Expect == "placeholder" && !strings.Contains(got, review.NoName) {
				t.Errorf("%s: no placeholder: %s", l.ID, quoted(got))
			}
		}
	}
}

// screenNames are the names that count where text is printed in lines: line breaks are ours there.
func screenNames(names []string) []string {
	var out []string
	for _, n := range names {
		switch n {
		case "LF", "FORMULA", "PATHSEP", "CTRL":
		default:
			out = append(out, n)
		}
	}
	return out
}

// each is what tpdesk show prints of each line.
func (c command) each(lines []line) []string {
	c.t.Helper()
	var served []string
	for i, l := range lines {
		if l.Field != "error" {
			served = append(served, l.idOf(i))
		}
	}
	text := c.must(append([]string{"show", "--fresh"}, served...)...)
	out := make([]string, len(lines))
	for i, l := range lines {
		if l.Field == "error" {
			continue
		}
		end := "ID " + l.idOf(i) + " ·"
		var ok bool
		if out[i], text, ok = strings.Cut(text, end); !ok {
			c.t.Fatalf("%s is missing in show", l.ID)
		}
	}
	return out
}

// TestEveryNameIsOneRowOfTheTable prints the table of hostile reviews at two widths: a row each, none wider than the
// terminal, and no cell but the field's own differs from a table of harmless texts as wide.
func TestEveryNameIsOneRowOfTheTable(t *testing.T) {
	lines := inReviews(corpus(t))
	hostile, twins := serve(t, all(lines, line.inItsField)), serve(t, all(lines, line.twin))
	for _, w := range []int{80, 140} {
		got, want := screenOf(t, w, len(lines)+1, hostile.on(w).must("list", "--fresh")), screenOf(t, w, len(lines)+1, twins.on(w).must("list", "--fresh"))
		if diff := got.differs(want); diff != "" {
			t.Errorf("at %d columns the table of hostile texts differs: %s", w, diff)
		}
		for i, l := range lines {
			if l.RawJSON == "" && !strings.Contains(got.row(i), reviewID(i)) {
				t.Errorf("at %d columns row %d is not that of %s: %s", w, i, l.ID, got.row(i))
			}
		}
	}
}

// inReviews are the lines whose input stands in a review of which nothing else is odd.
func inReviews(lines []line) []line {
	var out []line
	for _, l := range lines {
		if l.Field != "error" && l.RawJSON == "" {
			out = append(out, l)
		}
	}
	return out
}

// TestJSONDecodesToTheLetter reads what scripts get: each text is what the server gave, and nothing in the bytes acts.
func TestJSONDecodesToTheLetter(t *testing.T) {
	lines := inReviews(corpus(t))
	c := serve(t, all(lines, line.inItsField))
	for _, one := range []command{c, c.on(80)} {
		out := one.must("list", "--fresh", "--json")
		harmless(t, "list --json", strings.ReplaceAll(out, "\u0301", ""), never()...) // marks are carried exactly
		var rs []review.Review
		if err := json.Unmarshal([]byte(out), &rs); err != nil || len(rs) != len(lines) {
			t.Fatalf("%d reviews, %v", len(rs), err)
		}
		for i, l := range lines {
			if got, want := l.of(rs[i]), strings.ToValidUTF8(l.text(most()), "\ufffd"); strings.ReplaceAll(got, "\ufffd", "") != strings.ReplaceAll(want, "\ufffd", "") {
				t.Errorf("%s: JSON decodes to %s", l.ID, quoted(got))
			}
		}
	}
}

// of is the field of a review that holds the line's input.
func (l line) of(r review.Review) string {
	switch l.Field {
	case "title":
		return r.Title.Raw()
	case "name":
		return r.Consumer.DisplayName.Raw()
	case "reference":
		return r.ReferenceID.Raw()
	case "email":
		return r.ReferralEmail.Raw()
	case "tag":
		return r.Tags[0].Value.Raw()
	case "location":
		return r.Location.Name.Raw()
	case "reply":
		return r.CompanyReply.Text.Raw()
	}
	return r.Text.Raw()
}

// TestNoCellOfAFileIsRunByASpreadsheet reads CSV and TSV back and checks each cell.
func TestNoCellOfAFileIsRunByASpreadsheet(t *testing.T) {
	lines := inReviews(corpus(t))
	c := serve(t, append(all(lines, line.inItsField), lines[0].everywhere(len(lines))))
	table, err := csv.NewReader(strings.NewReader(c.must("list", "--fresh", "--csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	checkCells(t, "CSV", table)
	tabbed := splitTSV(c.must("list", "--fresh", "--tsv"))
	checkCells(t, "TSV", tabbed)
	inCSV := func(field string) bool { return field != "reference" && field != "email" } // those are a customer's own, and only with --with-pii
	for i, l := range lines {
		if inCSV(l.Field) {
			wantCell(t, "CSV", l, table[i+1])
		}
		if inTSV(l.Field) {
			wantCell(t, "TSV", l, tabbed[i])
		}
	}
}

func wantCell(t *testing.T, form string, l line, cells []string) {
	t.Helper()
	whole := squeezed(strings.Join(cells, "\n"))
	for _, want := range l.MustShow {
		if !strings.Contains(whole, squeezed(want)) {
			t.Errorf("%s: %s does not show %q: %s", l.ID, form, want, quoted(whole))
		}
	}
	if l.Expect == "keep" && l.Class == "csv" && !slices.Contains(cells, l.text(most())) {
		t.Errorf("%s: %s changes it", l.ID, form)
	}
}

func inTSV(field string) bool {
	return field == "text" || field == "title" || field == "name" || field == "tag"
}

func splitTSV(s string) [][]string {
	var out [][]string
	for row := range strings.SplitSeq(strings.TrimSuffix(s, "\n"), "\n") {
		out = append(out, strings.Split(row, "\t"))
	}
	return out
}

func checkCells(t *testing.T, form string, table [][]string) {
	t.Helper()
	if len(table) < 150 {
		t.Fatalf("%s has %d rows", form, len(table))
	}
	for n, row := range table {
		if len(row) != len(table[0]) {
			t.Errorf("%s: row %d has %d cells, not %d", form, n, len(row), len(table[0]))
		}
		for _, cell := range row {
			harmless(t, form, cell, append(never(), "FORMULA")...)
		}
	}
}

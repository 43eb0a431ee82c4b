package rows

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// guest is what the tests read of a row.
type guest struct {
	Email, Ref string
	Tags       []string
	Raw        string
}

func guests() Table[guest] {
	return Table[guest]{Fields: []Field[guest]{
		{Name: "email", Needed: true, Text: func(g *guest) *string { return &g.Email }},
		{Name: "reference", Also: "ref", Text: func(g *guest) *string { return &g.Ref }},
		{Name: "tags", List: func(g *guest) *[]string { return &g.Tags }},
		{Name: "raw", Value: func(g *guest, b []byte) error {
			if g.Raw = string(b); b[0] == '[' {
				return errors.New("it is a list")
			}
			return nil
		}},
	}}
}

// collect parts the rows of a file into good and bad ones.
func collect(rows iter.Seq2[Row[guest], error]) (good, bad []Row[guest], err error) {
	for r, err := range rows {
		switch {
		case err != nil:
			return good, bad, err
		case r.Err != nil:
			bad = append(bad, r)
		default:
			good = append(good, r)
		}
	}
	return good, bad, nil
}

func TestALineOfAnotherEncodingCannotBeUsed(t *testing.T) {
	good, bad, err := collect(guests().JSONL(strings.NewReader("{\"email\":\"a@b.example\"}\n{\"email\":\"c@d.example\",\"reference\":\"\xc5se\"}\n")))
	if err != nil || len(good) != 1 || len(bad) != 1 || bad[0].Line != 2 || !strings.Contains(bad[0].Err.Error(), "UTF-8") {
		t.Errorf("%d rows, %+v, %v", len(good), bad, err)
	}
}

func TestABadRowAtEachPlaceCostsNoOther(t *testing.T) {
	const n = 40
	for at := range n {
		for _, wrong := range []string{"short", `a"b,x`, "a,b,c"} {
			lines := []string{"email,reference"}
			for i := range n {
				lines = append(lines, fmt.Sprintf("c%d@b.example,%d", i, i))
			}
			lines[at+1] = wrong
			good, bad, err := collect(guests().CSV(strings.NewReader(strings.Join(lines, "\n"))))
			if err != nil || len(good) != n-1 || len(bad) != 1 || bad[0].Line != at+2 {
				t.Fatalf("%q at %d: %d rows, %+v, %v", wrong, at, len(good), bad, err)
			}
		}
	}
}

func TestAFileThatCannotBeToldApartEndsWhereItBreaks(t *testing.T) {
	for file, line := range map[string]int{"": 1, "name,ref\na,b": 1, "email,email\n": 1, "email,ref,reference\n": 1, "email,ref\na@b.example,\"open\n": 2, "\"email\n": 1} {
		_, _, err := collect(guests().CSV(strings.NewReader(file)))
		place := &PlaceError{}
		if !errors.As(err, &place) || place.Line != line {
			t.Errorf("%q: %v", file, err)
		}
	}
	long := "{}\n{\"email\":\"" + strings.Repeat("x", longestLine) + "\"}\n{}\n"
	if good, _, err := collect(guests().JSONL(strings.NewReader(long))); len(good) != 1 || err == nil || err.Error() != "line 2: the line is over 1 MiB" {
		t.Errorf("a long line: %d rows, %v", len(good), err)
	}
}

func TestTheSameRowComesOutOfEveryFormOfFile(t *testing.T) {
	want := guest{Email: "a@b.example", Ref: "7; ø", Tags: []string{"x", "y"}}
	for _, file := range []string{
		"email,ref,tags\na@b.example,7; ø,x;y\n", "\ufeffEMAIL;reference ;Tags\r\na@b.example;\"7; ø\";\"x; y;\"\r\n", "tags\temail\tref\nx;y\ta@b.example\t7; ø",
		"\ufeff{\"email\":\"a@b.example\",\"ref\":\"7; ø\",\"tags\":[\"x\",\"y\"],\"raw\":null,\"other\":{}}\n", "\n{\"email\":\"a@b.example\",\"reference\":\"7; ø\",\"ref\":8,\"tags\":\"x;y\"}\n{\"type\":\"end\",\"complete\":true}\n",
	} {
		read := guests().CSV
		if strings.Contains(file, "{") {
			read = guests().JSONL
		}
		good, bad, err := collect(read(iotest.OneByteReader(strings.NewReader(file))))
		if err != nil || len(bad) > 0 || len(good) != 1 || fmt.Sprint(good[0].Of) != fmt.Sprint(want) {
			t.Errorf("%q: %+v, %+v, %v", file, good, bad, err)
		}
	}
}

func TestAFieldIsReadUnderTheNameThatItWasGiven(t *testing.T) {
	g := guests()
	names, err := g.ParseNames([]string{"email=E-mail", "reference= Order number"})
	if err != nil {
		t.Fatal(err)
	}
	g.Names = names
	var ignored []string
	g.Ignored = func(columns []string) { ignored = columns }
	for _, rows := range []iter.Seq2[Row[guest], error]{
		g.CSV(strings.NewReader("order NUMBER,e-mail,ref,raw\n77,a@b.example,8,x\n")),
		g.JSONL(strings.NewReader(`{"Order number":77,"E-mail":"a@b.example","ref":8}`)),
	} {
		good, bad, err := collect(rows)
		if err != nil || len(bad) > 0 || len(good) != 1 || good[0].Of.Email != "a@b.example" || good[0].Of.Ref != "77" {
			t.Errorf("%+v, %+v, %v", good, bad, err)
		}
	}
	if !slices.Equal(ignored, []string{"ref", "raw"}) {
		t.Errorf("ignored are %q", ignored)
	}
	for _, bad := range []string{"", "email", "email=", "zip=x", "=x"} {
		if _, err := g.ParseNames([]string{bad}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestAValueOfAnotherKindIsRefusedByTheNameOfItsField(t *testing.T) {
	for line, want := range map[string]string{
		`[1]`: "it is no JSON object", `null`: "it is no JSON object", `{} {}`: "it is no JSON object", `{"email":"a"}}`: "it is no JSON object",
		`{"email":{}}`: "email: it is no text", `{"email":true}`: "email: it is no text", `{"ref":[1]}`: "reference: it is no text",
		`{"tags":[[]]}`: "tags: it is no text", `{"tags":false}`: "tags: it is no text", `{"raw":[]}`: "raw: it is a list",
	} {
		_, bad, err := collect(guests().JSONL(strings.NewReader(line)))
		if err != nil || len(bad) != 1 || bad[0].Err.Error() != want {
			t.Errorf("%s: %+v, %v", line, bad, err)
		}
	}
}

func TestAReaderThatFailsEndsTheRows(t *testing.T) {
	broken := errors.New("broken")
	for _, start := range []string{"", "email\na@b.example\n"} {
		r := func() io.Reader { return io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)) }
		if _, _, err := collect(guests().CSV(r())); !errors.Is(err, broken) {
			t.Errorf("csv after %q: %v", start, err)
		}
		if _, _, err := collect(guests().JSONL(r())); !errors.Is(err, broken) {
			t.Errorf("jsonl after %q: %v", start, err)
		}
	}
}

func FuzzRowsAreReadOrRefused(f *testing.F) {
	f.Add("email,ref,tags\na@b.example,1,a;b\n\"x\ny\"\n", false)
	f.Add("\ufeffemail;ref\n\"a\";\"\n", false)
	f.Add("{\"email\":\"a\",\"tags\":[1,\"x\"],\"raw\":{}}\n\n[]", true)
	f.Fuzz(func(t *testing.T, file string, jsonl bool) {
		read := guests().CSV
		if jsonl {
			read = guests().JSONL
		}
		last, lines := 0, strings.Count(file, "\n")+1
		for row, err := range read(strings.NewReader(file)) {
			if err != nil {
				if !errors.As(err, new(*PlaceError)) {
					t.Errorf("%v", err)
				}
				return
			}
			if row.Line <= last || row.Line > lines {
				t.Errorf("a row after line %d of %d is said to begin at line %d", last, lines, row.Line)
			}
			last = row.Line
		}
	})
}

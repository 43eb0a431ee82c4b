package review

import (
	"errors"
	"strings"
	"testing"
)

func TestAWrongQuerySaysWhereAndWhatIsAllowed(t *testing.T) {
	for _, c := range []struct {
		line string
		col  int
		says string
	}{
		{"stars:6", 7, `star 6 does not exist; allowed: 1 to 5, as 1,2 or 1-2`},
		{"stars:0-2", 7, "star 0 does not exist"},
		{"stars:2-9", 7, "star 9 does not exist"},
		{"stars:1,2,7", 11, "star 7 does not exist"},
		{`stars:"1,2,7"`, 12, "star 7 does not exist"},
		{"late stars:4-2", 12, "runs backwards"},
		{"stars:many", 7, `"many" is no number of stars`},
		{"stars:1-", 7, "is no number of stars"},
		{"-stars:-1", 8, "is no number of stars"},
		{"stars:", 7, "a value is missing"},
		{`tag:" "`, 6, "a value is missing; allowed: VALUE or GROUP:VALUE"},
		{"language:da,,en", 13, "a value is missing; allowed: language codes such as da,en"},
		{"replied:maybe", 9, `"maybe" is neither yes nor no; allowed: yes or no`},
		{"æøå since:yesterday", 11, `"yesterday" is no time; allowed: 7d, 24h, 2026-01-31 or an RFC 3339 time`},
		{"until:2026-02-30", 7, "is no time"},
		{"since:7y", 7, "is no time"},
		{"since:99999999999d", 7, "is no time"},
		{"star:1", 1, `unknown term "star"; allowed: stars, replied, reported, contacted, outdated, source, tag, language, location, since, until, reviewer, reference, email, search, sort, limit, view, kind, or words to search for`},
		{"stars:1 -colour:red", 9, `unknown term "colour"`},
		{"sort:best", 6, `unknown order "best"; allowed: newest, oldest, stars, waiting`},
		{"-sort:oldest", 1, "sort cannot be turned round with -"},
		{"limit:many", 7, `"many" is no number; allowed: 0 (all) and up`},
		{"limit:-1", 7, "is no number"},
		{"kind:video", 6, `unknown kind "video"; allowed: service, product`},
		{"view:", 6, "a value is missing; allowed: the name of a saved view"},
		{`late "never arrived`, 6, "the quotation mark is never closed"},
		{`tag:"open`, 5, "the quotation mark is never closed"},
		{"OR late", 1, "OR stands between two words"},
		{"late OR", 6, "OR stands between two words"},
		{"late OR OR lost", 9, "OR stands between two words"},
		{"late OR stars:1", 9, "OR joins words and phrases only"},
		{"late OR -lost", 9, "OR joins words and phrases only"},
		{"late !!!", 6, `"!!!" holds no word to search for`},
		{"search:", 8, "there is nothing to search for"},
		{`search:"late ???"`, 14, `"???" holds no word to search for`},
		{"-", 1, "holds no word"},
	} {
		_, err := Parse(c.line)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || !errors.Is(err, ErrInvalid) {
			t.Errorf("Parse(%q): %v, want a SyntaxError that is ErrInvalid", c.line, err)
			continue
		}
		if syntax.Col != c.col || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Parse(%q): %v, want column %d and %q", c.line, err, c.col, c.says)
		}
	}
}

func TestAWrongValueSaysWhichCharacterAndWhatIsAllowed(t *testing.T) {
	for _, c := range []struct {
		field Field
		value string
		at    int
	}{
		{FieldStars, "1,6", 2},
		{FieldStars, "", 0},
		{FieldReplied, "YES", 0},
		{FieldSource, "automatic,", 10},
		{FieldLanguage, "dä,,x", 3},
		{FieldSince, "soon", 0},
		{FieldSearch, "late OR", 5},
		{Field("colour"), "red", 0},
	} {
		_, err := NewTerm(c.field, c.value)
		var bad *ValueError
		if !errors.As(err, &bad) || !errors.Is(err, ErrInvalid) || bad.At != c.at || bad.Field != c.field {
			t.Errorf("NewTerm(%s, %q): %v, want a ValueError at %d", c.field, c.value, err, c.at)
		} else if !strings.Contains(err.Error(), "allowed: "+c.field.Allowed()) {
			t.Errorf("NewTerm(%s, %q): %v does not say what is allowed", c.field, c.value, err)
		}
	}
}

// lines are read, written and read again; the written form is given where it differs.
var lines = []struct{ line, written string }{
	{"", ""},
	{"  \t ", ""},
	{`stars:1-2 replied:no tag:shipping -language:da since:7d sort:oldest "never arrived"`, `stars:1-2 replied:no tag:shipping -language:da since:7d "never arrived" sort:oldest`},
	{"late OR lost OR \"not here\" -broken pack*", ""},
	{"sort:newest kind:service limit:0 late", "late"},
	{`tag:"two words" reviewer:"O\"Neil \\ Co" view:"My view" kind:product limit:50`, ""},
	{"tag:\"no\u00a0break\" tag:\"a\vb\"", ""},
	{`search:late`, "late"},
	{`search:"late lost"`, "late lost"},
	{`-search:late`, "-late"},
	{`-search:"-late"`, "late"},
	{`-search:"late lost"`, `-search:"late lost"`},
	{`-search:"late OR lost"`, "-late OR lost"},
	{`search:"order:77 no:*"`, `"order:77" no*`},
	{`search:"no:thing*"`, "no.thing*"},
	{`-search:"-OR"`, `"OR"`},
	{`"OR" late`, ""},
	{"--late", `-"-late"`},
	{`--"a b"`, ""},
	{"stars:1 stars:5", ""},
	{"Order:77", ""},
	{"tag:shop:Odense", ""},
	{`"late"lost`, `"late" lost`},
}

func TestAFilterIsWrittenAsTheLineThatReadsBackIntoIt(t *testing.T) {
	rs := shelf(t)
	for _, c := range lines {
		f := parsed(t, c.line)
		got := f.String()
		if c.written == "" && c.line == `--"a b"` {
			c.written = got // its exact form is of no interest, only that it holds
		}
		if want := c.written; want != "" && got != want || want == "" && got != strings.TrimSpace(c.line) {
			t.Errorf("%q is written %q, want %q", c.line, got, want)
		}
		if again := parsed(t, got).String(); again != got {
			t.Errorf("%q is written %q, and then %q", c.line, got, again)
		}
		if a, b := selects(t, c.line, rs), selects(t, got, rs); a != b {
			t.Errorf("%q selects %q, and %q selects %q", c.line, a, got, b)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range lines {
		f.Add(c.line)
	}
	f.Add(`-search:"--a:b* OR \"x" until:2026-01-31 OR "`)
	f.Fuzz(func(t *testing.T, line string) {
		filter, err := Parse(line)
		if err != nil {
			var syntax *SyntaxError
			if !errors.As(err, &syntax) || syntax.Col < 1 || syntax.Col > len([]rune(line))+1 {
				t.Fatalf("Parse(%q): %v is no SyntaxError inside the line", line, err)
			}
			return
		}
		written := filter.String()
		again, err := Parse(written)
		if err != nil {
			t.Fatalf("Parse(%q) was written %q, which is refused: %v", line, written, err)
		}
		if got := again.String(); got != written {
			t.Fatalf("Parse(%q) was written %q, and then %q", line, written, got)
		}
		probe := Review{Stars: 1, Text: NewText(line), Title: NewText(written)}
		if filter.Match(probe, noon) != again.Match(probe, noon) {
			t.Fatalf("Parse(%q) and Parse(%q) select differently", line, written)
		}
	})
}

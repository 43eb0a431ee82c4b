package review

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostileLine is one line of testdata/hostile.jsonl: an input, what must never come out, and what must stay readable.
type hostileLine struct {
	ID, Class, Field, Input, Before, After, InputBase64, RawJSON string
	Repeat                                                       []any
	MustNotEmit, MustShow                                        []string
	Expect                                                       string
}

func hostileLines(t *testing.T) []hostileLine {
	t.Helper()
	f, err := os.Open("testdata/hostile.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []hostileLine
	lines := bufio.NewScanner(f)
	for lines.Buffer(nil, 1<<20); lines.Scan(); {
		var h hostileLine
		if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
			t.Fatal(err)
		}
		out = append(out, h)
	}
	if len(out) < 150 {
		t.Fatalf("the corpus has %d lines: too few to be whole", len(out))
	}
	return out
}

// text is the input as a decoder would hand it on; ok is false for an object that the decoder refuses.
func (h hostileLine) text(t *testing.T) (text Text, ok bool) {
	t.Helper()
	switch {
	case h.RawJSON != "":
		var r Review
		if err := json.Unmarshal([]byte(h.RawJSON), &r); err != nil {
			return Text{}, false
		}
		if h.Field == "title" {
			return r.Title, true
		}
		return r.Text, true
	case h.InputBase64 != "":
		b, err := base64.StdEncoding.DecodeString(h.InputBase64)
		if err != nil {
			t.Fatal(err)
		}
		return NewText(string(b)), true
	case h.Repeat != nil:
		return NewText(h.Before + strings.Repeat(h.Repeat[0].(string), int(h.Repeat[1].(float64))) + h.After), true
	}
	return NewText(h.Input), true
}

// classes are the names of mustNotEmit that speak of a terminal: FORMULA, PATHSEP and CTRL belong to the CSV and
// file-name sinks, TOWER and RAW8 are no characters.
var classes = map[string]func(r rune) bool{
	"ESC": is(0x1b), "NUL": is(0), "BEL": is(7), "BS": is(8), "VT": is(0xb), "FF": is(0xc), "CR": is('\r'), "DEL": is(0x7f), "LF": is('\n'), "TAB": is('\t'),
	"NEL": is(0x85), "C0": func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }, "C1": between(0x80, 0x9f), "TAG": between(0xe0000, 0xe007f),
	"VSS": between(0xe0100, 0xe01ef), "LSPS": between(0x2028, 0x2029), "ANNOT": between(0xfff9, 0xfffb), "ZWJ": is(0x200d),
	"BIDI": func(r rune) bool {
		return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x61c
	},
	"ZW": func(r rune) bool {
		return r == 0x200b || r >= 0x2060 && r <= 0x2064 || r >= 0x206a && r <= 0x206f || r == 0xfeff || r == 0x180e
	},
}

func is(want rune) func(rune) bool { return func(r rune) bool { return r == want } }

func between(from, to rune) func(rune) bool { return func(r rune) bool { return r >= from && r <= to } }

// withoutFlags is s without the flags of England, Scotland and Wales, where tag characters are honest.
func withoutFlags(s string) string {
	for _, tags := range []string{"eng", "sct", "wls"} {
		flag := "\U0001f3f4\U000e0067\U000e0062"
		for _, r := range tags {
			flag += string(0xe0000 + r)
		}
		s = strings.ReplaceAll(s, flag+"\U000e007f", "")
	}
	return s
}

// emitted says which names occur in a text.
func emitted(s string) map[string]bool {
	out := map[string]bool{}
	tower := 0
	for _, r := range withoutFlags(s) {
		if r >= ' ' && r <= '~' {
			tower = 0
			continue
		}
		if tower++; !unicode.In(r, unicode.Mn, unicode.Me) {
			tower = 0
		}
		if tower > 30 {
			out["TOWER"] = true
		}
		for name, has := range classes {
			if has(r) {
				out[name] = true
			}
		}
	}
	if !utf8.ValidString(s) {
		out["RAW8"] = true
	}
	return out
}

// never is what no text may emit, asked for or not.
var never = []string{"C0", "DEL", "C1", "BIDI", "ZW", "TAG", "VSS", "LSPS", "ANNOT", "TOWER", "TAB", "RAW8"}

// forbidden is what the line must not emit through Line and Block, names and expressions; csv and filename speak of
// other sinks.
func (h hostileLine) forbidden() (names []string, expressions []*regexp.Regexp) {
	names = append(names, never...)
	if h.Class == "csv" || h.Class == "filename" {
		return names, nil
	}
	for _, s := range h.MustNotEmit {
		if _, ok := classes[s]; ok || s == "TOWER" || s == "RAW8" {
			names = append(names, s)
		} else {
			expressions = append(expressions, regexp.MustCompile(s))
		}
	}
	return names, expressions
}

// oneLine reports whether the field is shown on one line wherever it is shown.
func (h hostileLine) oneLine() bool { return h.Field != "text" && h.Field != "reply" }

func TestNothingInAHostileTextCanActAndAllOfItStaysReadable(t *testing.T) {
	for _, h := range hostileLines(t) {
		t.Run(h.ID, func(t *testing.T) {
			text, ok := h.text(t)
			if !ok {
				if h.Expect != "survive" {
					t.Fatal("the decoder refused it")
				}
				return
			}
			checkSink(t, h, "Line", Text.Line, text)
			if !h.oneLine() {
				checkSink(t, h, "Block", Text.Block, text)
			}
			if text.String() != text.Line() {
				t.Error("String is not Line")
			}
		})
	}
}

func checkSink(t *testing.T, h hostileLine, name string, sink func(Text) string, text Text) {
	t.Helper()
	got := sink(text)
	names, expressions := h.forbidden()
	there := emitted(got)
	for _, forbidden := range names {
		if there[forbidden] {
			t.Errorf("%s emits %s: %+q", name, forbidden, got[:min(len(got), 200)])
		}
	}
	for _, re := range expressions {
		if at := re.FindStringIndex(got); at != nil {
			t.Errorf("%s emits %s: %+q", name, re, got[at[0]:min(len(got), at[0]+40)])
		}
	}
	if name == "Line" && strings.Contains(got, "\n") {
		t.Errorf("%s has a second line", name)
	}
	for _, want := range h.MustShow {
		if !strings.Contains(got, want) {
			t.Errorf("%s does not show %+q: %+q", name, want, got[:min(len(got), 200)])
		}
	}
	if again := sink(NewText(got)); again != got {
		t.Errorf("%s twice is not %s once", name, name)
	}
}

func TestANameOfNothingVisibleSaysSo(t *testing.T) {
	n := 0
	for _, h := range hostileLines(t) {
		if h.Field != "name" {
			continue
		}
		text, _ := h.text(t)
		got := Review{Consumer: &Consumer{DisplayName: text}}.Name()
		if hidden := h.Expect == "placeholder"; hidden != (got == NoName) {
			t.Errorf("%s: the name is %+q", h.ID, got[:min(len(got), 80)])
		} else if hidden {
			n++
		}
	}
	if n == 0 {
		t.Error("no line of the corpus asks for the placeholder")
	}
	for _, name := range []string{"\u200d", "\u200c\u200d", "\u00ad", "\ufe0f", "\uffa0"} {
		if got := (Review{Consumer: &Consumer{DisplayName: NewText(name)}}).Name(); got != NoName {
			t.Errorf("%+q counts as a name: %+q", name, got)
		}
	}
	if got := (Review{}).Name(); got != NoName {
		t.Errorf("no consumer: %q", got)
	}
}

func TestALongNameEndsWithAnEllipsis(t *testing.T) {
	got := Review{Consumer: &Consumer{DisplayName: NewText(strings.Repeat("Anders ", 14286))}}.Name()
	if n := utf8.RuneCountInString(got); n > 161 || !strings.HasPrefix(got, "Anders Anders") || !strings.HasSuffix(got, "…") {
		t.Errorf("a name of 100 KB is shown in %d characters: %q", n, got)
	}
	long := strings.Repeat("ă", 10) + "e" + strings.Repeat("\u0301", 500)
	if got := (Review{Consumer: &Consumer{DisplayName: NewText(long)}}).Name(); strings.HasSuffix(got, "…") {
		t.Errorf("marks count as characters: %q", got)
	}
}

func TestHonestTextIsShownAsItIs(t *testing.T) {
	for _, s := range []string{
		"", "plain words", "Rødgrød med fløde: ÆØÅ æøå", "Größe, Straße", "配送がとても遅い", "ｶﾞｷﾞ", "한국어", "ส่งเร็วมาก กาน้ำสวย", "केतली बहुत अच्छी है",
		"קומקום נהדר", "الغلاية ممتازة", "می\u200cخواهم", "👨\u200d👩\u200d👧\u200d👦 👍🏽 🇩🇰 1\ufe0f\u20e3 ❤\ufe0f", "Zalgo a\u0301\u0323 a little", "Việt Nam", "± § ① ● ★",
		"🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "٠\u0600١٢",
		"{{.Token}} ${HOME} $(id) %s%n", "<b>bold</b> [red]x[-]", "\ufffd was there before",
	} {
		if got := NewText(s).Line(); got != s {
			t.Errorf("Line changes %+q to %+q", s, got)
		}
		if got := NewText(s).Block(); got != s {
			t.Errorf("Block changes %+q to %+q", s, got)
		}
	}
}

func TestWhatWasNeutralisedLeavesAMark(t *testing.T) {
	for _, c := range []struct{ in, line, block string }{
		{"a\x1b[2Jb", "a␛[2Jb", "a␛[2Jb"},
		{"a\x00\x07\x7fb", "a␀␇␡b", "a␀␇␡b"},
		{"a\u009b2Jb", "a\ufffd2Jb", "a\ufffd2Jb"},
		{"a\x9b2Jb", "a\ufffd2Jb", "a\ufffd2Jb"},
		{"a\x80\xffb", "a\ufffdb", "a\ufffdb"},
		{"a\u202e\u202d\u200bb", "a\ufffdb", "a\ufffdb"}, // a run of hidden characters is told once
		{"a\u202eb\u202ec", "a\ufffdb\ufffdc", "a\ufffdb\ufffdc"},
		{"one\ntwo\r\nthree\rfour", "one two three␍four", "one\ntwo\nthree␍four"},
		{"a\tb", "a b", "a    b"},
		{"a\u2028b", "a\ufffdb", "a\ufffdb"},
		{"soft\u00adhyphen", "softhyphen", "softhyphen"},
		{"  edges  ", "edges", "  edges  "},
		{"\u0301a \u0302b\n\u0303", "◌\u0301a ◌\u0302b ◌\u0303", "◌\u0301a ◌\u0302b\n◌\u0303"}, // no mark is drawn over what is not the text's own
		{"\u0600", "\u0600◌", "\u0600◌"},
		{"🏴\U000e0067\U000e0062\U000e007f", "🏴\ufffd", "🏴\ufffd"}, // hidden words in the guise of a flag
		{"e" + strings.Repeat("\u0301", 40), "e" + strings.Repeat("\u0301", 8), "e" + strings.Repeat("\u0301", 8)},
	} {
		if got := NewText(c.in).Line(); got != c.line {
			t.Errorf("Line of %+q is %+q, want %+q", c.in, got, c.line)
		}
		if got := NewText(c.in).Block(); got != c.block {
			t.Errorf("Block of %+q is %+q, want %+q", c.in, got, c.block)
		}
	}
}

func TestANameThatImitatesTheCompanySaysSo(t *testing.T) {
	named := func(name, company, domain string) string {
		return Review{Consumer: &Consumer{DisplayName: NewText(name)}, BusinessUnit: &Unit{DisplayName: NewText(company), IdentifyingName: NewText(domain)}}.Name()
	}
	for _, c := range []struct {
		name, company string
		flagged       bool
	}{
		{"K\u0435ttlew\u043erks", "Kettleworks", true}, {"K\u0415TTLEWORKS support", "Kettleworks", true}, {"Kettle\u200bworks", "Kettleworks", true}, {"Ｋettleworks", "Kettleworks", true},
		{"Kettleworks", "Kettleworks", false}, {"Åse Kettleworks", "Kettleworks", false}, {"Иван Петров", "Kettleworks", false}, {"Магазин", "Магазин", false}, {"Мaгaзин", "Магазин", true},
		{"Αννα", "Ann", false}, {"", "Kettleworks", false}, {"田中", "", false},
	} {
		if got := named(c.name, c.company, ""); strings.HasPrefix(got, "(look-alike) ") != c.flagged {
			t.Errorf("%+q beside %q is shown as %q", c.name, c.company, got)
		}
	}
	if got := named("kettlew\u043erks", "Kettle Works Ltd", "www.kettleworks.example"); !strings.HasPrefix(got, "(look-alike) ") {
		t.Errorf("the name of the domain is imitated unseen: %q", got)
	}
}

func FuzzSink(f *testing.F) {
	for _, s := range []string{"a\x1b[2Jb", "\u009d52;c;QUJD\u009c", "a\u202eb", "e\u0301\u0302\u0303", "\r\n\r", "\U000e0041", "\x80\xff", "\ufffe", "👨\u200d👩", " \u0301x ", "\u00ad\u200b\u00ad"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, sink := range map[string]func(Text) string{"Line": Text.Line, "Block": Text.Block} {
			got := sink(NewText(s))
			there := emitted(got)
			for _, never := range never {
				if there[never] {
					t.Fatalf("%s of %+q emits %s: %+q", name, s, never, got)
				}
			}
			if name == "Line" && strings.Contains(got, "\n") {
				t.Fatalf("%s of %+q is no valid line: %+q", name, s, got)
			}
			if again := sink(NewText(got)); again != got {
				t.Fatalf("%s of %+q is %+q, and then %+q", name, s, got, again)
			}
			if a, b := readable(s), readable(got); !strings.Contains(b, a) && utf8.ValidString(s) {
				t.Fatalf("%s of %+q loses readable text: %+q", name, s, got)
			}
		}
	})
}

// readable is the letters and digits of a text, in their order.
func readable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, s)
}

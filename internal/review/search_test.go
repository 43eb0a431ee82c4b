package review

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestSearchFindsWordsPhrasesBeginningsAndLeavesOut(t *testing.T) {
	r := Review{
		Title: NewText("Never arrived!"), Text: NewText("The delivery, once-promised, was   two weeks late. Straße 5, smørrebrød, Århus, Müller."),
		ReferenceID: NewText("DK-48213"), ReferralEmail: NewText("anna@post.example"), Consumer: &Consumer{DisplayName: NewText("Anna Ægir")},
	}
	for _, c := range []struct {
		search string
		want   bool
	}{
		{"late", true}, {"LATE", true}, {"lat", false}, {"lat*", true}, {"late*", true}, {"later*", false},
		{"late delivery", true}, {"late broken", false},
		{`"two weeks late"`, true}, {`"weeks two"`, false}, {`"two week*"`, false}, {`"never arrived"`, true},
		{`"arrived the"`, false}, // title and text are two places
		{"once-promised", true}, {`"once promised"`, true}, {"promised-once", false},
		{"-broken", true}, {"-late", false}, {"late -broken", true}, {`late -"two weeks"`, false}, {"-lat*", false},
		{"broken OR late", true}, {"broken OR lost", false}, {"broken OR late -delivery", false}, {"delivery broken OR late", true},
		{"late broken OR delivery", true}, {"-broken OR late", false}, {"-broken OR lost", true}, {`broken OR "weeks late"`, true},
		{"dk-48213", true}, {"48213", true}, {"4821*", true}, {"anna@post.example", true}, {"example", true}, {"anna", true}, {"aegir", true},
		{"strasse", true}, {"Straße", true}, {"STRASSE", true}, {"smorrebrod", true}, {"smørrebrød", true}, {"aarhus", true}, {"Århus", true},
		{"muller", true}, {"Müller", true}, {"Mu\u0308ller", true}, {"A\u030arhus", true}, {"arhus", true}, {"arhu*", true}, {"aarh*", true}, {"Ægir", true}, {"MÜLLER", true}, {"müll*", true},
		{"order:late", false}, {"two:weeks", true},
	} {
		terms, err := Search(c.search)
		if err != nil {
			t.Errorf("Search(%q): %v", c.search, err)
			continue
		}
		if got := (Filter{Terms: terms}).Match(r, noon); got != c.want {
			t.Errorf("Search(%q) matches: %v, want %v", c.search, got, c.want)
		}
		term, err := NewTerm(FieldSearch, c.search)
		if err != nil || (Filter{Terms: []Term{term}}).Match(r, noon) != c.want {
			t.Errorf("one term of %q: %v, want a match %v", c.search, err, c.want)
		}
		term.Not = true
		if (Filter{Terms: []Term{term}}).Match(r, noon) == c.want {
			t.Errorf("-search:%q matches what %q does", c.search, c.search)
		}
	}
}

func TestSearchFindsJapaneseByItsCharacters(t *testing.T) {
	r := Review{Text: NewText("配送がとても遅いです。ｶﾞｷﾞ 2026年"), Title: NewText("한국어 리뷰")}
	for _, c := range []struct {
		search string
		want   bool
	}{
		{"配送", true}, {"送配", false}, {"遅", true}, {"とても遅い", true}, {"配送 遅い", true}, {"配送遅い", false},
		{"配送*", true}, {"2026年", true}, {"２０２６年", true}, {"2026*", true}, {"年*", true}, {"한국", true}, {"-早い", true}, {"早い OR 遅い", true},
	} {
		terms, err := Search(c.search)
		if err != nil {
			t.Fatalf("Search(%q): %v", c.search, err)
		}
		if got := (Filter{Terms: terms}).Match(r, noon); got != c.want {
			t.Errorf("Search(%q) matches: %v, want %v", c.search, got, c.want)
		}
	}
}

func TestSearchForNothingIsRefused(t *testing.T) {
	for _, s := range []string{"", "  ", "...", "*", `""`, "-", "OR", `"unclosed`} {
		if terms, err := Search(s); !errors.Is(err, ErrInvalid) {
			t.Errorf("Search(%q) = %v, %v, want ErrInvalid", s, terms, err)
		}
	}
}

func TestALetterIsFoundWithAndWithoutItsMarks(t *testing.T) {
	for _, c := range []struct{ text, search string }{
		{"Århus", "arhus"}, {"Århus", "aarhus"}, {"Aarhus", "Århus"}, {"Aabenrå", "åbenraa"}, {"blåbærgrød", "blabaergrod"}, {"på", "paa"}, {"Ångström", "angstrom"},
		{"Straße", "STRASSE"}, {"STRASSE", "straße"}, {"ẞ", "ss"}, {"Müller", "mu\u0308ller"}, {"Łódź", "lodz"}, {"Đà Nẵng", "da nang"}, {"cầu thủ", "cau thu"},
		{"αθήνα", "αθηνα"}, {"ΟΔΟΣ", "οδος"}, {"Ĳssel", "ijssel"}, {"þing", "thing"}, {"ﾊ ＡＢＣ１", "abc1"}, {"naïve", "naive"}, {"I\u0307stanbul", "istanbul"},
	} {
		if got, want := words(c.text), words(c.search); !strings.Contains(strings.Join(got, " "), strings.Join(want, " ")) {
			t.Errorf("%q is %q, %q is %q", c.text, got, c.search, want)
		}
	}
	for _, c := range []struct{ a, b string }{{"й", "и"}, {"ガ", "カ"}, {"1", "2"}} {
		if a, b := words(c.a), words(c.b); a[0] == b[0] {
			t.Errorf("%q and %q are one letter", c.a, c.b)
		}
	}
}

func TestTheTableOfLettersIsInOrder(t *testing.T) {
	if !slices.IsSorted(foldRunes) || len(foldRunes) != len(plainRunes) {
		t.Errorf("%d letters, %d plain ones, sorted %v", len(foldRunes), len(plainRunes), slices.IsSorted(foldRunes))
	}
	for _, r := range foldRunes {
		if once := fold(r); fold([]rune(once)[0]) != once[:len(string([]rune(once)[0]))] {
			t.Errorf("%c is %s, which is folded again", r, once)
		}
	}
}

func TestAFilterTellsWhatItSearches(t *testing.T) {
	f := parsed(t, `stars:1 late "Two weeks" -brok* a OR b -search:"x -y"`)
	want := []Clause{
		{Any: []Phrase{{Words: []string{"late"}}}}, {Any: []Phrase{{Words: []string{"two", "weeks"}}}},
		{Any: []Phrase{{Words: []string{"brok"}, Prefix: true}}, Not: true}, {Any: []Phrase{{Words: []string{"a"}}, {Words: []string{"b"}}}},
		{All: []Clause{{Any: []Phrase{{Words: []string{"x"}}}}, {Any: []Phrase{{Words: []string{"y"}}}, Not: true}}, Not: true},
	}
	if got := f.Searches(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func BenchmarkWords(b *testing.B) {
	text := strings.Repeat("Pakken til Århus kom aldrig frem, og ingen svarede på mine mails. ", 10)
	for b.Loop() {
		words(text)
	}
}

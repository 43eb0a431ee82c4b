package review

import (
	"errors"
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
		{"muller", true}, {"Müller", true}, {"Mu\u0308ller", true}, {"A\u030arhus", true}, {"arhus", false},
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
		{"配送*", true}, {"2026年", true}, {"한국", true}, {"-早い", true}, {"早い OR 遅い", true},
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

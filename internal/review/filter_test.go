package review

import (
	"slices"
	"testing"
	"time"
)

func TestEachTermSelectsWhatItSaysAndMinusSelectsTheRest(t *testing.T) {
	rs := shelf(t)
	for _, c := range []struct{ line, want, rest string }{
		{"stars:1", "anna", "bo chi dot bare"},
		{"stars:1,2", "anna bo", "chi dot bare"},
		{"stars:4-5", "chi dot", "anna bo bare"},
		{"stars:1,4-5", "anna chi dot", "bo bare"},
		{`stars:"1, 2"`, "anna bo", "chi dot bare"},
		{"stars:1-5", "anna bo chi dot", "bare"},
		{"replied:yes", "anna", "bo chi dot bare"},
		{"replied:no", "bo chi dot bare", "anna"},
		{"reported:yes", "chi", "anna bo dot bare"},
		{"reported:no", "anna bo dot bare", "chi"},
		{"contacted:yes", "bo", "anna chi dot bare"},
		{"contacted:no", "anna chi dot bare", "bo"},
		{"outdated:yes", "anna", "bo chi dot bare"},
		{"source:automatic", "anna", "bo chi dot bare"},
		{"source:organic", "bo chi", "anna dot bare"},
		{"source:Organic", "bo", "anna chi dot bare"},
		{"source:NewThing", "dot", "anna bo chi bare"},
		{"source:newthing", "", "anna bo chi dot bare"},
		{"source:AFSv2,organic", "anna bo chi", "dot bare"},
		{"tag:shipping", "anna", "bo chi dot bare"},
		{"tag:Shipping", "bo", "anna chi dot bare"},
		{"tag:Odense", "anna", "bo chi dot bare"},
		{"tag:shop:Odense", "anna", "bo chi dot bare"},
		{"tag:generic:Odense", "", "anna bo chi dot bare"},
		{"language:da", "bo", "anna chi dot bare"},
		{"language:DA", "", "anna bo chi dot bare"},
		{"language:da,ja", "bo chi", "anna dot bare"},
		{"location:loc1", "anna", "bo chi dot bare"},
		{"location:Odense", "anna", "bo chi dot bare"},
		{"location:S-7", "anna", "bo chi dot bare"},
		{"location:odense", "", "anna bo chi dot bare"},
		{"reviewer:SØREN", "anna", "bo chi dot bare"},
		{`reviewer:"anna s"`, "anna", "bo chi dot bare"},
		{"reference:DK-1", "anna", "bo chi dot bare"},
		{"reference:dk-1", "", "anna bo chi dot bare"},
		{"email:anna@post.EXAMPLE", "anna", "bo chi dot bare"},
		{"email:anna@post", "", "anna bo chi dot bare"},
		{"since:7d", "anna bo", "chi dot bare"},
		{"until:7d", "chi dot", "anna bo bare"},
		{"late", "anna", "bo chi dot bare"},
		{"search:late", "anna", "bo chi dot bare"},
	} {
		if got := selects(t, c.line, rs); got != c.want {
			t.Errorf("%s selects %q, want %q", c.line, got, c.want)
		}
		if got := selects(t, "-"+c.line, rs); got != c.rest {
			t.Errorf("-%s selects %q, want %q", c.line, got, c.rest)
		}
	}
}

func TestTermsHoldTogetherAndThoseOfOneValueJoin(t *testing.T) {
	rs := shelf(t)
	for _, c := range []struct{ line, want string }{
		{"", "anna bo chi dot bare"},
		{"stars:1 stars:5", "anna chi"},
		{"language:en replied:no", "dot"},
		{"language:en language:ja replied:no", "chi dot"},
		{"source:automatic source:NewThing", "anna dot"},
		{"location:loc1 location:elsewhere", "anna"},
		{"tag:shipping tag:shop:Odense", "anna"},
		{"tag:shipping tag:Shipping", ""},
		{"stars:1-5 -stars:1 -stars:2", "chi dot"},
		{"-language:en -language:da", "chi bare"},
		{"since:2026-01-01 until:2026-06-30", "chi dot"},
		{"replied:no -contacted:yes -since:1d", "chi dot bare"},
	} {
		if got := selects(t, c.line, rs); got != c.want {
			t.Errorf("%q selects %q, want %q", c.line, got, c.want)
		}
	}
}

func TestAFilterTellsWhatAServerMayBeAskedFor(t *testing.T) {
	f := parsed(t, `stars:4-5 stars:1,5 -stars:3 language:"da, en" language:ja -language:de tag:a tag:b -replied:yes since:7d since:2d until:24h until:1h`)
	if got := f.Stars(); !slices.Equal(got, []int{1, 4, 5}) {
		t.Errorf("stars %v", got)
	}
	if got := f.Values(FieldLanguage); !slices.Equal(got, []string{"da", "en", "ja"}) {
		t.Errorf("languages %q", got)
	}
	if got := f.Values(FieldTag); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("tags %q", got)
	}
	if yes, asked := f.YesNo(FieldReplied); yes || !asked {
		t.Errorf("replied: %v, asked %v", yes, asked)
	}
	if _, asked := f.YesNo(FieldReported); asked {
		t.Error("reported was not asked for")
	}
	since, until := f.Window(noon)
	if want := noon.Add(-48 * time.Hour); !since.Equal(want) {
		t.Errorf("since %v, want %v", since, want)
	}
	if want := noon.Add(-24 * time.Hour); !until.Equal(want) {
		t.Errorf("until %v, want %v", until, want)
	}
	var all Filter
	if since, until := all.Window(noon); all.Stars() != nil || !since.IsZero() || !until.IsZero() {
		t.Errorf("the zero filter narrows: %v %v %v", all.Stars(), since, until)
	}
}

func TestAndAsksForBoth(t *testing.T) {
	rs := shelf(t)
	for _, c := range []struct{ view, more, line, want string }{
		{"stars:1-2 replied:no", "", "stars:1-2 replied:no", "bo"},
		{"stars:1-2", "stars:2-5", "stars:2", "bo"},
		{"stars:1-2 stars:5", "stars:5 stars:1 tag:shipping", "tag:shipping stars:1,5", "anna"},
		{"stars:1-2", "stars:5", "stars:1,2 -stars:1,2", ""},
		{"language:en,da", "language:da,ja", "language:da", "bo"},
		{"source:organic", "source:DomainLink", "source:DomainLink", "chi"},
		{"source:DomainLink,NewThing", "source:organic,automatic", "source:DomainLink", "chi"},
		{"source:automatic", "source:automatic", "source:automatic", "anna"},
		{"location:loc1", "location:Odense", "location:Odense", "anna"},
		{"tag:shipping", "tag:Odense", "tag:shipping tag:Odense", "anna"},
		{"-stars:1", "stars:1-2", "-stars:1 stars:1-2", "bo"},
	} {
		f := parsed(t, c.view).And(parsed(t, c.more))
		if got := f.String(); got != c.line {
			t.Errorf("%q and %q: %q, want %q", c.view, c.more, got, c.line)
		}
		if got := selects(t, f.String(), rs); got != c.want {
			t.Errorf("%q and %q select %q, want %q", c.view, c.more, got, c.want)
		}
	}
}

func TestAndLetsTheOtherOrderAndLimitWin(t *testing.T) {
	view := parsed(t, "replied:no sort:oldest limit:5")
	if got := view.And(Filter{}).String(); got != "replied:no sort:oldest limit:5" {
		t.Errorf("nothing more: %q", got)
	}
	if got := view.And(parsed(t, "late sort:stars limit:9 kind:product")).String(); got != "replied:no late kind:product sort:stars limit:9" {
		t.Errorf("more: %q", got)
	}
	if got := view.String(); got != "replied:no sort:oldest limit:5" {
		t.Errorf("the view itself was changed: %q", got)
	}
}

func TestWithoutTakesOneTermAwayAndLeavesTheFilterAlone(t *testing.T) {
	f := parsed(t, "stars:1 replied:no late")
	if got := f.Without(1).String(); got != "stars:1 late" {
		t.Errorf("without the second: %q", got)
	}
	if got := f.String(); got != "stars:1 replied:no late" {
		t.Errorf("the filter itself was changed: %q", got)
	}
}

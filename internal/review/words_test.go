package review

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestADigestIsTheFirstTwelveDigitsOfSHA256(t *testing.T) {
	if got := Digest("Thank you"); got != "268bc1833e83" {
		t.Errorf("Digest is %q", got)
	}
	var none *Reply
	if none.Digest() != "" {
		t.Errorf("no reply has the digest %q", none.Digest())
	}
	if a, b := (&Reply{Text: NewText("")}).Digest(), (&Reply{}).Digest(); a == "" || a != b {
		t.Errorf("an empty reply has the digest %q, one of unknown text %q", a, b)
	}
}

func TestARevisionChangesWithWordsStarsAndReplyOnly(t *testing.T) {
	r := Review{ID: "a", Stars: 2, Title: NewText("T"), Text: NewText("x"), CompanyReply: &Reply{Text: NewText("R")}}
	for _, c := range []struct {
		name   string
		change func(*Review)
		same   bool
	}{
		{"nothing", func(*Review) {}, true},
		{"tags", func(r *Review) { r.Tags = List[Tag]{NewTag("x")} }, true},
		{"likes", func(r *Review) { r.NumberOfLikes = Some(4) }, true},
		{"stars", func(r *Review) { r.Stars = 3 }, false},
		{"title", func(r *Review) { r.Title = NewText("U") }, false},
		{"text", func(r *Review) { r.Text = NewText("y") }, false},
		{"a word moved from title to text", func(r *Review) { r.Title, r.Text = NewText(""), NewText("Tx") }, false},
		{"reply", func(r *Review) { r.CompanyReply = &Reply{Text: NewText("S")} }, false},
		{"no reply", func(r *Review) { r.CompanyReply = nil }, false},
	} {
		other := r
		c.change(&other)
		if got := r.SameRevision(other); got != c.same {
			t.Errorf("%s: the same revision %v, want %v", c.name, got, c.same)
		}
	}
}

func TestEverySourceBelongsToItsMethod(t *testing.T) {
	for m, want := range map[Method]string{
		Automatic: "AFSv1 AFSv2 InvitationApi", Manual: "CopyPasteInvitation FileUpload Kickstart ManualInputInvitation",
		Generated: "BusinessGeneratedLink InvitationLinkApi", Basic: "BasicLink", Embedded: "EmbeddedBusinessGeneratedLinkForm", Organic: "DomainLink Organic",
	} {
		sources := m.Sources()
		slices.Sort(sources)
		if got := strings.Join(sources, " "); got != want {
			t.Errorf("%s: %s, want %s", m, got, want)
		}
		for _, s := range sources {
			if got := MethodOf(NewText(s)); got != m || SourceLabel(NewText(s)) != m.Label() {
				t.Errorf("%s belongs to %q, not to %q", s, got, m)
			}
		}
		if m.Label() == "Unknown" || m.Meaning() == "" || !slices.Contains(Methods(), m) {
			t.Errorf("%s: label %q, meaning %q", m, m.Label(), m.Meaning())
		}
	}
	if len(Methods()) != 6 {
		t.Errorf("%d methods, want six", len(Methods()))
	}
}

func TestAnUnknownSourceIsShownAsItIs(t *testing.T) {
	for source, want := range map[Text]string{
		NewText("NewThing"): "NewThing", NewText("a\x1b[2Jb"): "a␛[2Jb", NewText(" "): "Unknown", {}: "Unknown", NewText("organic"): "organic",
	} {
		if got := SourceLabel(source); got != want || MethodOf(source) != "" {
			t.Errorf("%q: %q, method %q, want %q and none", source.Raw(), got, MethodOf(source), want)
		}
	}
}

func TestEachReportReasonHasItsDetails(t *testing.T) {
	for _, c := range []struct{ reason, details string }{
		{"harmful-or-illegal", "hate terrorism violence obscenity defamation"},
		{"personal-information", ""}, {"advertising", ""}, {"not-genuine", ""},
		{"different-business", "own-domain other-business unknown-reviewer"},
	} {
		if r, d, err := FindReason(c.reason, ""); err != nil || r.Name != c.reason || d.Name != "" {
			t.Errorf("%s: %v %v %v", c.reason, r, d, err)
		}
		for _, detail := range strings.Fields(c.details) {
			if _, d, err := FindReason(c.reason, detail); err != nil || d.Name != detail || d.Label == "" {
				t.Errorf("%s, %s: %v %v", c.reason, detail, d, err)
			}
		}
		_, _, err := FindReason(c.reason, "other")
		if allowed := strings.ReplaceAll(c.details, " ", ", "); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), allowed) {
			t.Errorf("%s, other: %v, want ErrInvalid that lists %q", c.reason, err, allowed)
		}
	}
	_, _, err := FindReason("boring", "")
	if want := "harmful-or-illegal, personal-information, advertising, not-genuine, different-business"; !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), want) {
		t.Errorf("boring: %v, want ErrInvalid that lists the reasons", err)
	}
}

func TestATagIsReadFromWhatAPersonTyped(t *testing.T) {
	for s, want := range map[string]Tag{
		"shipping": {NewText("generic"), NewText("shipping")}, "shop:Odense": {NewText("shop"), NewText("Odense")},
		"a:b:c": {NewText("a"), NewText("b:c")}, ":x": {NewText("generic"), NewText(":x")}, "x:": {NewText("generic"), NewText("x:")},
	} {
		got := NewTag(s)
		if got != want || !got.Named(s) || !(Review{Tags: List[Tag]{got}}).HasTag(want) {
			t.Errorf("NewTag(%q) = %+v, want %+v", s, got, want)
		}
	}
	if got := NewTag("shop:Odense").String(); got != "shop:Odense" {
		t.Errorf("a tag of a group is shown as %q", got)
	}
	if got := NewTag("a\x1bb").String(); got != "a␛b" {
		t.Errorf("a hostile tag is shown as %q", got)
	}
}

func TestAnIDIsLettersDigitsAndDashes(t *testing.T) {
	for id, want := range map[string]bool{
		"66a0f1c2d3e4b5a697887766": true, "A-b_9": true, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false,
		"": false, "a b": false, "../x": false, "a\nb": false, "ø": false, "a?b": false, "a.b": false,
	} {
		if got := ValidID(id); got != want {
			t.Errorf("ValidID(%q) = %v", id, got)
		}
	}
}

package review

import (
	"strings"
	"testing"
	"time"
)

// noon is when these tests take place.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func at(t *testing.T, s string) Time {
	t.Helper()
	got, ok := ParseTime(s)
	if !ok {
		t.Fatalf("%q is no time", s)
	}
	return got
}

func parsed(t *testing.T, line string) Filter {
	t.Helper()
	f, err := Parse(line)
	if err != nil {
		t.Fatalf("Parse(%q): %v", line, err)
	}
	return f
}

// selects names the reviews that a line selects, in their order.
func selects(t *testing.T, line string, rs []Review) string {
	t.Helper()
	f := parsed(t, line)
	var ids []string
	for _, r := range rs {
		if f.Match(r, noon) {
			ids = append(ids, string(r.ID))
		}
	}
	return strings.Join(ids, " ")
}

// shelf is a handful of reviews that differ in everything a filter can ask for; "bare" carries an ID alone.
func shelf(t *testing.T) []Review {
	return []Review{
		{
			ID: "anna", Stars: 1, Title: NewText("Never arrived"), Text: NewText("The jacket was late."), Language: NewText("en"),
			CreatedAt: at(t, "2026-11-19T12:00:00Z"), UpdatedAt: at(t, "2026-11-20T09:00:00Z"),
			Consumer: &Consumer{DisplayName: NewText("Anna Sørensen")}, Source: NewText("AFSv2"),
			ReferenceID: NewText("DK-1"), ReferralEmail: NewText("Anna@Post.example"),
			Tags:         List[Tag]{NewTag("shipping"), NewTag("shop:Odense")},
			Location:     &Location{ID: NewText("loc1"), Name: NewText("Odense"), ExternalID: NewText("S-7")},
			CompanyReply: &Reply{Text: NewText("Sorry"), CreatedAt: at(t, "2026-11-19T18:00:00Z")},
		},
		{
			ID: "bo", Stars: 2, Title: NewText("Wrong size"), Text: NewText("Twice."), Language: NewText("da"),
			CreatedAt: at(t, "2026-11-13T12:00:00Z"), Consumer: &Consumer{DisplayName: NewText("Bo")}, Source: NewText("Organic"),
			Tags:         List[Tag]{NewTag("Shipping")},
			FindReviewer: &ReviewerRequest{Requests: List[Request]{{Status: NewText("Pending")}}},
		},
		{
			ID: "chi", Stars: 5, Language: NewText("ja"), CreatedAt: at(t, "2026-01-31T23:59:59.999Z"), Source: NewText("DomainLink"),
			Title: NewText(""), Text: NewText("配送が早い"), ReportData: &ReportData{Reason: NewText("advertising")},
		},
		{ID: "dot", Stars: 4, Language: NewText("en"), CreatedAt: at(t, "2026-02-01T00:00:00Z"), Source: NewText("NewThing"), FindReviewer: &ReviewerRequest{}},
		{ID: "bare"},
	}
}

package desk

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func seq(err error, rs ...review.Review) iter.Seq2[review.Review, error] {
	return func(yield func(review.Review, error) bool) {
		for _, r := range rs {
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			yield(review.Review{}, err)
		}
	}
}

func TestStatsSumUpAList(t *testing.T) {
	one := tagged(plain("a"), "x", "shop:x")
	one.Language = review.NewText("da")
	two := FindReviewer{}.Apply(answered(plain("b"), "Sorry")) // 59 minutes after the review
	two.Stars, two.Language, two.Source = 5, review.NewText("en"), review.NewText("AFSv1")
	three := tagged(plain("c"), "x")
	three.Stars, three.ReportData, three.Source = 0, &review.ReportData{}, review.NewText("NewThing")
	four := answered(plain("d"), "Sorry") // of unknown time
	four.CompanyReply.CreatedAt = review.Time{}
	four.Source, four.Language = review.Text{}, review.NewText("da")
	five := answered(plain("e"), "Sorry") // before the review, as after a merge of units
	five.CompanyReply.CreatedAt = review.Time{Time: noon.Add(-24 * time.Hour)}

	got, err := Summarize(seq(nil, one, two, three, four, five))
	wantIs(t, "stats", err, nil)
	if got.Reviews != 5 || got.Average != (2+5+2+2)/4.0 || got.Replied != 3 || got.ReplyRate != 0.6 || got.Reported != 1 || got.Contacted != 1 {
		t.Errorf("stats %+v", got)
	}
	if got.ReplySeconds50 != 59*60 || got.ReplySeconds90 != 59*60 {
		t.Errorf("time to reply %d and %d s, want that of the one known", got.ReplySeconds50, got.ReplySeconds90)
	}
	if want := map[int]int{1: 0, 2: 3, 3: 0, 4: 0, 5: 1}; !maps.Equal(got.Stars, want) {
		t.Errorf("stars %v", got.Stars)
	}
	if want := map[string]int{"organic": 2, "automatic": 1, "NewThing": 1, "Unknown": 1}; !maps.Equal(got.Sources, want) {
		t.Errorf("sources %v", got.Sources)
	}
	if want := map[string]int{"x": 2, "shop:x": 1}; !maps.Equal(got.Tags, want) {
		t.Errorf("tags %v", got.Tags)
	}
	if want := map[string]int{"da": 2, "en": 1}; !maps.Equal(got.Languages, want) {
		t.Errorf("languages %v", got.Languages)
	}
}

func TestStatsOfNothingAreZeroAndOfABrokenListAnError(t *testing.T) {
	got, err := Summarize(seq(nil))
	if wantIs(t, "nothing", err, nil); got.Reviews != 0 || got.Average != 0 || got.ReplyRate != 0 || len(got.Stars) != 5 || got.Tags == nil {
		t.Errorf("stats %+v", got)
	}
	_, err = Summarize(seq(review.ErrTemporary, plain("a")))
	wantIs(t, "a broken list", err, review.ErrTemporary)
}

func TestPercentilesAreNearestRank(t *testing.T) {
	ten := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for _, c := range []struct {
		of      []int
		p, want int
	}{{nil, 50, 0}, {ten[:1], 50, 1}, {ten[:1], 90, 1}, {ten[:2], 50, 1}, {ten, 50, 5}, {ten, 90, 9}, {ten, 99, 10}, {ten[:9], 90, 9}} {
		if got := percentile(c.of, c.p); got != c.want {
			t.Errorf("the %d. percentile of %v is %d, want %d", c.p, c.of, got, c.want)
		}
	}
}

func TestAViewIsAddedToTheFilterThatNamesIt(t *testing.T) {
	views := append(DefaultViews(), View{"Mine", "tag:mine sort:oldest limit:5"}, View{"Broken", "stars:9"}, View{"Nested", "view:Mine"})
	for _, c := range []struct{ line, want string }{
		{"late", "late"},
		{"view:Urgent", "stars:1-2 replied:no"},
		{"view:Urgent stars:2-3 late", "replied:no late stars:2"},
		{"view:Mine late", "tag:mine late sort:oldest limit:5"},
		{"view:Mine sort:stars limit:9", "tag:mine sort:stars limit:9"},
		{`view:"Changed since reply"`, "outdated:yes"},
		{"view:All late", "late"},
	} {
		got, err := Expand(query(t, c.line), views)
		if err != nil || got.String() != c.want {
			t.Errorf("%q: %q, %v, want %q", c.line, got, err, c.want)
		}
	}
	for _, line := range []string{"view:Nobody", "view:urgent", "view:Broken", "view:Nested"} {
		_, err := Expand(query(t, line), views)
		wantIs(t, line, err, review.ErrInvalid)
	}
}

func TestEveryDefaultViewIsAQueryThatReadsBack(t *testing.T) {
	for _, v := range DefaultViews() {
		f := query(t, v.Query)
		if f.String() != v.Query {
			t.Errorf("%s: %q is written %q", v.Name, v.Query, f)
		}
	}
}

func TestAReviewerIsLookedUpHereAndElsewhere(t *testing.T) {
	b := newBench(many(30)...)
	b.api.profile = review.Profile{ID: review.NewText("c1"), DisplayName: review.NewText("Anna")}
	mine, other, unnamed := plain("mine"), plain("other"), plain("unnamed")
	mine.Consumer = &review.Consumer{ID: review.NewText("c1"), DisplayName: review.NewText("Anna S.")}
	unnamed.Consumer = nil
	for _, r := range []review.Review{mine, other, unnamed} {
		b.copy.kept[r.ID] = r
	}
	got, err := b.Reviewer(t.Context(), "c1")
	wantIs(t, "reviewer", err, nil)
	here, _ := collect(seq(nil, got.Here...))
	if !got.Profile.DisplayName.Is("Anna") || !slices.Equal(here, []review.ID{"mine"}) || len(got.All) != othersShown {
		t.Errorf("profile %v, here %v, %d elsewhere", got.Profile.DisplayName, here, len(got.All))
	}
}

func TestAReviewerThatCannotBeLookedUpIsAnError(t *testing.T) {
	b := newBench(plain("a"))
	b.api.profile = review.Profile{ID: review.NewText("c1")}
	if _, err := b.Reviewer(t.Context(), "c1"); err != nil {
		t.Errorf("a reviewer without a name: %v", err)
	}
	_, err := b.Reviewer(t.Context(), "c2")
	wantIs(t, "unknown", err, review.ErrNotFound)
	b.api.listErr = review.ErrTemporary
	got, err := b.Reviewer(t.Context(), "c1")
	if wantIs(t, "their reviews", err, review.ErrTemporary); !got.Profile.ID.Is("c1") {
		t.Error("the profile that was read is lost")
	}
	b.api.listErr, b.copy.pageErr = nil, errors.New("torn page")
	b.api.profile.DisplayName = review.NewText("Anna")
	if _, err = b.Reviewer(t.Context(), "c1"); !errors.Is(err, b.copy.pageErr) {
		t.Errorf("a torn copy: %v", err)
	}
	b.Desk.API = nil
	_, err = b.Reviewer(t.Context(), "c1")
	wantIs(t, "not signed in", err, review.ErrSignIn)
}

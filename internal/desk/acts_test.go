package desk

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestEachActSaysWhyItMayNotBeDone(t *testing.T) {
	open := plain("a")
	old := answered(open, "Sorry")
	asked := FindReviewer{Message: "Which order?"}.Apply(open)
	declined := FindReviewer{Message: "Which order?"}.Apply(open)
	declined.FindReviewer.IsEligible, declined.FindReviewer.Requests[0].Status = review.Some(true), review.NewText("Declined")
	invited := open
	invited.Source, invited.ReferralEmail, invited.FindReviewer = review.NewText("AFSv2"), review.NewText("a@b.example"), nil
	happy := open
	happy.Stars, happy.FindReviewer = 5, nil
	reported := open
	reported.ReportData = &review.ReportData{}
	sorry := review.Digest("Sorry")
	for _, c := range []struct {
		name string
		act  interface{ Check(review.Review) error }
		on   review.Review
		want error // nil: it may be done
		says string
	}{
		{"reply to an open review", Reply{ID: "a", Text: "Thanks"}, open, nil, ""},
		{"reply of nothing", Reply{ID: "a", Text: " \n\t "}, open, review.ErrInvalid, "the text is empty"},
		{"reply that is no UTF-8", Reply{ID: "a", Text: "caf\xe9"}, open, review.ErrInvalid, "not valid UTF-8"},
		{"reply of 4096 characters", Reply{ID: "a", Text: strings.Repeat("æ", MaxReply)}, open, nil, ""},
		{"reply of 4097 characters", Reply{ID: "a", Text: strings.Repeat("æ", MaxReply+1)}, open, review.ErrInvalid, "4097 characters, 4096 are allowed (--force"},
		{"forced reply of 4097 characters", Reply{ID: "a", Text: strings.Repeat("æ", MaxReply+1), Force: true}, open, nil, ""},
		{"reply to an answered review", Reply{ID: "a", Text: "x"}, old, review.ErrConflict, "there is a reply already"},
		{"replacing the reply that was seen", Reply{ID: "a", Text: "x", Seen: sorry}, old, nil, ""},
		{"replacing it by six digits, in capitals", Reply{ID: "a", Text: "x", Seen: strings.ToUpper(sorry[:6])}, old, nil, ""},
		{"replacing it by five digits", Reply{ID: "a", Text: "x", Seen: sorry[:5]}, old, review.ErrInvalid, "at least 6 digits"},
		{"replacing another reply", Reply{ID: "a", Text: "x", Seen: review.Digest("Hello")}, old, review.ErrConflict, "another than the one you saw"},
		{"replacing a reply that is gone", Reply{ID: "a", Text: "x", Seen: sorry}, open, review.ErrConflict, "is gone"},
		{"reply to the text that was seen", Reply{ID: "a", Text: "x", SeenText: open.ContentDigest()}, open, nil, ""},
		{"reply to a text that was edited", Reply{ID: "a", Text: "x", SeenText: review.Digest("else")}, open, review.ErrConflict, "changed the review since"},
		{"delete the reply that is there", DeleteReply{ID: "a"}, old, nil, ""},
		{"delete the reply that was seen", DeleteReply{ID: "a", Seen: sorry}, old, nil, ""},
		{"delete another reply", DeleteReply{ID: "a", Seen: review.Digest("Hello")}, old, review.ErrConflict, "another"},
		{"delete no reply", DeleteReply{ID: "a"}, open, review.ErrNotFound, "no reply to delete"},
		{"delete a reply that is gone", DeleteReply{ID: "a", Seen: "abcdef"}, open, review.ErrConflict, "gone"},
		{"tag with a value", SetTags{ID: "a", Add: []review.Tag{review.NewTag("x")}}, open, nil, ""},
		{"tag away", SetTags{ID: "a", Remove: []string{"x"}}, open, nil, ""},
		{"no tag", SetTags{ID: "a"}, open, review.ErrInvalid, "no tag is named"},
		{"a tag of another encoding", SetTags{ID: "a", Add: []review.Tag{review.NewTag("sm\xf8r")}}, open, review.ErrInvalid, "not valid UTF-8"},
		{"an empty tag", SetTags{ID: "a", Add: []review.Tag{review.NewTag(" ")}}, open, review.ErrInvalid, "needs a value"},
		{"find an eligible reviewer", FindReviewer{ID: "a"}, open, nil, ""},
		{"find one who declined", FindReviewer{ID: "a"}, declined, nil, ""},
		{"find one who was asked", FindReviewer{ID: "a"}, asked, review.ErrConflict, "asked already"},
		{"find one who was invited", FindReviewer{ID: "a"}, invited, review.ErrRefused, "order number and e-mail stand on the review"},
		{"find a happy one", FindReviewer{ID: "a"}, happy, review.ErrRefused, "three stars and fewer"},
		{"find with a broken message", FindReviewer{ID: "a", Message: "\xff"}, open, review.ErrInvalid, "not valid UTF-8"},
		{"report with a reason", Report{ID: "a", Reason: "not-genuine"}, open, nil, ""},
		{"report a passage of the title", Report{ID: "a", Reason: "advertising", Passage: "Late"}, open, nil, ""},
		{"report a passage that is not there", Report{ID: "a", Reason: "advertising", Passage: "buy"}, open, review.ErrInvalid, "does not stand in the review"},
		{"report without a reason", Report{ID: "a"}, open, review.ErrInvalid, "allowed are harmful-or-illegal"},
		{"report with a foreign detail", Report{ID: "a", Reason: "advertising", Detail: "hate"}, open, review.ErrInvalid, "takes none"},
		{"report a second time", Report{ID: "a", Reason: "advertising"}, reported, review.ErrConflict, "reported already"},
	} {
		before := c.on
		err := c.act.Check(c.on)
		wantIs(t, c.name, err, c.want)
		if err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v does not say %q", c.name, err, c.says)
		}
		if errors.Is(err, review.ErrConflict) {
			var conflict *ConflictError
			if !errors.As(err, &conflict) || conflict.ID != "a" || conflict.Now.ID != "a" {
				t.Errorf("%s: the conflict does not carry the review: %#v", c.name, err)
			}
		}
		if !reflect.DeepEqual(before, c.on) {
			t.Errorf("%s: Check changed the review", c.name)
		}
	}
}

func TestWhatAnActAppliesIsWhatItShows(t *testing.T) {
	for _, c := range []struct {
		name string
		act  Change
		on   review.Review
		want func(review.Review) bool
	}{
		{"reply", Reply{ID: "a", Text: "Thanks"}, plain("a"), func(r review.Review) bool {
			return r.CompanyReply.Text.Is("Thanks") && r.CompanyReply.CreatedAt.IsZero()
		}},
		{"replace", Reply{ID: "a", Text: "Thanks"}, answered(plain("a"), "Sorry"), func(r review.Review) bool {
			return r.CompanyReply.Text.Is("Thanks") && !r.CompanyReply.CreatedAt.IsZero()
		}},
		{"delete-reply", DeleteReply{ID: "a"}, answered(plain("a"), "Sorry"), func(r review.Review) bool { return r.CompanyReply == nil }},
		{"add tags", SetTags{ID: "a", Add: []review.Tag{review.NewTag("x"), review.NewTag("x"), review.NewTag("y")}}, tagged(plain("a"), "y"), func(r review.Review) bool {
			return len(r.Tags) == 2 && r.HasTag(review.NewTag("x"))
		}},
		{"remove tags in any group", SetTags{ID: "a", Remove: []string{"x"}}, tagged(plain("a"), "x", "shop:x", "y"), func(r review.Review) bool {
			return len(r.Tags) == 1 && r.HasTag(review.NewTag("y"))
		}},
		{"remove a tag in one group", SetTags{ID: "a", Remove: []string{"shop:x"}}, tagged(plain("a"), "x", "shop:x"), func(r review.Review) bool {
			return len(r.Tags) == 1 && r.HasTag(review.NewTag("x"))
		}},
		{"add and remove the same value in two groups", SetTags{ID: "a", Add: []review.Tag{review.NewTag("shop:x")}, Remove: []string{"x"}}, tagged(plain("a"), "x"), func(r review.Review) bool {
			return len(r.Tags) == 1 && r.HasTag(review.NewTag("shop:x"))
		}},
		{"find-reviewer", FindReviewer{ID: "a", Message: "Which order?"}, plain("a"), func(r review.Review) bool {
			return r.Contacted() && !r.Eligible() && r.FindReviewer.Requests[0].Message.Is("Which order?")
		}},
	} {
		before := c.on
		tags := append(review.List[review.Tag](nil), c.on.Tags...)
		if err := c.act.Check(c.on); err != nil && c.name != "replace" {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.act.Shown(c.on) {
			t.Errorf("%s: it is shown before it was done", c.name)
		}
		after := c.act.Apply(c.on)
		if !c.want(after) || !c.act.Shown(after) {
			t.Errorf("%s: applied: %+v, shown %v", c.name, after, c.act.Shown(after))
		}
		if !reflect.DeepEqual(before, c.on) || len(tags) > 0 && !reflect.DeepEqual(tags, c.on.Tags) {
			t.Errorf("%s: Apply changed the review it was given", c.name)
		}
	}
}

func TestAReplyIsShownWhateverTheServerDoesToItsLineEnds(t *testing.T) {
	c := Reply{ID: "a", Text: "Dear Anna,\nsorry.\n"}
	for text, want := range map[string]bool{
		"Dear Anna,\nsorry.\n": true, "Dear Anna,\r\nsorry.": true, "  Dear Anna,\nsorry.": true, "Dear Anna, sorry.": false, "": false,
	} {
		if got := c.Shown(answered(plain("a"), text)); got != want {
			t.Errorf("%q: shown %v, want %v", text, got, want)
		}
	}
}

func TestTrustpilotsOwnWordsCountAsOurRequest(t *testing.T) {
	asked := FindReviewer{Message: "Please tell us your order number (Trustpilot's words)"}.Apply(plain("a"))
	if !(FindReviewer{ID: "a"}).Shown(asked) {
		t.Error("a request without words of our own is not found")
	}
	if (FindReviewer{ID: "a", Message: "Which order?"}).Shown(asked) {
		t.Error("another's words count as ours")
	}
}

package desk

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

func (f *fakeAPI) Products(ctx context.Context, filter review.Filter) iter.Seq2[review.Review, error] {
	return f.Reviews(ctx, filter)
}

func (f *fakeAPI) Product(ctx context.Context, id review.ID) (review.Review, error) {
	return f.Review(ctx, id)
}

func (f *fakeAPI) Talk(ctx context.Context, _ string) (*review.Talk, error) {
	r, err := f.Review(ctx, "a")
	return r.Talk, err
}

func (f *fakeAPI) CreateConversation(ctx context.Context, id review.ID) (string, error) {
	err := f.write(ctx, id, func(r *review.Review) { r.Item = &review.Item{Conversation: text("talk")} }, "begin %s", id)
	return "talk", err
}

func (f *fakeAPI) AddComment(ctx context.Context, talk, words string) error {
	return f.write(ctx, "a", func(r *review.Review) {
		r.Item = &review.Item{Conversation: text("talk")}
		*r = Comment{Text: words, Add: true}.Apply(*r)
		at := len(r.Talk.Comments) - 1
		r.Talk.Comments[at].ID, r.Talk.Comments[at].CreatedAt = text(fmt.Sprint("new", at)), review.Time{Time: noon}
	}, "add to %s %q", talk, words)
}

func (f *fakeAPI) EditComment(ctx context.Context, talk, comment, words string) error {
	return f.write(ctx, "a", func(r *review.Review) {
		t := *r.Talk
		t.Comments = slices.Clone(t.Comments)
		for i := range t.Comments {
			if t.Comments[i].ID.Is(comment) {
				t.Comments[i].Text, t.Comments[i].UpdatedAt = text(words), review.Time{Time: noon}
			}
		}
		r.Talk = &t
	}, "change %s %q", comment, words)
}

func text(s string) review.Text { return review.NewText(s) }

// talked is a product review whose conversation has these comments: "us: …" is the company's.
func talked(comments ...string) review.Review {
	r := plain("a")
	r.Item = &review.Item{Name: text("Stove")}
	if len(comments) == 0 {
		return r
	}
	r.Item.Conversation, r.Talk = text("talk"), &review.Talk{State: text("public")}
	for i, words := range comments {
		of, words, _ := strings.Cut(words, ": ")
		r.Talk.Comments = append(r.Talk.Comments, review.Comment{ID: text(fmt.Sprint("k", i)), Company: of == "us", Text: text(words), CreatedAt: review.Time{Time: noon.Add(-time.Hour)}})
	}
	return r.Answered()
}

// sha names a comment by its words.
func sha(words string) string { return (&review.Reply{Text: text(words)}).Digest() }

func TestACommentBeginsTheConversationWhereThereIsNone(t *testing.T) {
	b := newBench(talked())
	out, err := b.Do(t.Context(), Comment{ID: "a", Text: "Thanks"})
	wantIs(t, "comment", err, nil)
	b.want(t, "read a", "arm comment a", "advance to sent", "SEND begin a", `SEND add to talk "Thanks"`, "read a", "advance to published")
	if made, ok := (Comment{Text: "Thanks"}).Made(out.Review); !ok || !made.ID.Known() || out.State != review.Published {
		t.Errorf("%+v", out)
	}
	if _, err := b.copy.Get(t.Context(), "a"); err == nil || len(b.work.revised) > 0 {
		t.Error("the copy, which has service reviews alone, was told of a product review")
	}
}

func TestACommentTakesTheCommentsThatTheAgentSawAndNoOther(t *testing.T) {
	for name, c := range map[string]struct {
		there []string
		act   Comment
		sends string // "" for a conflict
	}{
		"first":                {nil, Comment{}, `SEND add to talk "New"`},
		"first after theirs":   {[]string{"them: Hm"}, Comment{}, `SEND add to talk "New"`},
		"beside a colleague's": {[]string{"us: Old"}, Comment{}, ""},
		"changed":              {[]string{"us: Old", "them: Hm"}, Comment{Seen: sha("Old")}, `SEND change k0 "New"`},
		"changed meanwhile":    {[]string{"us: Newer"}, Comment{Seen: sha("Old")}, ""},
		"beside the one seen":  {[]string{"us: Old"}, Comment{Seen: sha("Old"), Add: true}, `SEND add to talk "New"`},
		"beside one not seen":  {[]string{"us: Old", "us: Newer"}, Comment{Seen: sha("Old"), Add: true}, ""},
		"beside whatever":      {[]string{"us: Old", "us: Newer"}, Comment{Add: true}, `SEND add to talk "New"`},
		"theirs is no comment": {[]string{"them: Hm"}, Comment{Seen: sha("Hm")}, ""},
		"of two alike":         {[]string{"us: Old", "us: Old"}, Comment{Seen: sha("Old")[:6]}, `SEND change k1 "New"`},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(talked(c.there...))
			c.act.ID, c.act.Text = "a", "New"
			_, err := b.Do(t.Context(), c.act)
			if sent := slices.Contains(b.lines, c.sends); sent != (c.sends != "") || (err == nil) != sent {
				t.Errorf("sent %v, %v: %q", sent, err, b.lines)
			}
			if c.sends == "" {
				wantIs(t, name, err, review.ErrConflict)
			}
		})
	}
}

func TestACommentWhoseAnswerWasLostIsFoundOrUnknownAndNotSentAgain(t *testing.T) {
	taken := newBench(talked("us: Thanks"))
	taken.api.sendErr = review.ErrUnknown
	out, err := taken.Do(t.Context(), Comment{ID: "a", Text: "Thanks", Add: true})
	wantIs(t, "taken", err, nil)
	if out.State != review.Published || taken.api.sends != 1 || taken.state(t) != review.Published {
		t.Errorf("%+v", out)
	}
	lost := newBench(talked("us: Thanks")) // the same words stand there from before: they prove nothing
	lost.api.sendErr, lost.api.applies = review.ErrUnknown, false
	_, err = lost.Do(t.Context(), Comment{ID: "a", Text: "Thanks", Add: true})
	wantIs(t, "lost", err, review.ErrUnknown)
	lost.api.sendErr = nil
	_, err = lost.Do(t.Context(), Comment{ID: "a", Text: "Thanks", Add: true})
	wantIs(t, "again", err, review.ErrUnknown)
	if lost.api.sends != 1 {
		t.Fatalf("%d sends", lost.api.sends)
	}
	lost.now = lost.now.Add(time.Minute)
	found, err := lost.Settle(t.Context())
	wantIs(t, "settle", err, nil)
	if len(found) != 1 || found[0].State != review.Unknown || found[0].Act != "comment" {
		t.Errorf("settled: %+v", found)
	}
	lost.api.applies = true
	wantIs(t, "somebody else's eyes", lost.api.AddComment(t.Context(), "talk", "Thanks"), nil)
	if found, err = lost.Settle(t.Context()); err != nil || found[0].State != review.Published {
		t.Errorf("settled: %+v, %v", found, err)
	}
	if _, err := lost.work.Draft(t.Context(), "a", review.ReplyDraft); err != nil {
		t.Errorf("the words were not given back: %v", err)
	}
}

func TestAConversationThatWasBegunAlthoughTheAnswerWasLostIsUsed(t *testing.T) {
	b := newBench(talked())
	b.api.sendErr = review.ErrUnknown
	b.api.onRead = func(n int, f *fakeAPI) {
		if n == 2 {
			f.sendErr = nil
		}
	}
	_, err := b.Do(t.Context(), Comment{ID: "a", Text: "Thanks"})
	wantIs(t, "comment", err, nil)
	if got := strings.Join(b.lines, "; "); !strings.Contains(got, "SEND begin a; read a; SEND add") || strings.Count(got, "SEND") != 2 {
		t.Error(got)
	}
	none := newBench(talked())
	none.api.sendErr, none.api.applies = review.ErrUnknown, false
	_, err = none.Do(t.Context(), Comment{ID: "a", Text: "Thanks"})
	wantIs(t, "no conversation", err, review.ErrTemporary)
	if none.state(t) != review.Withdrawn || none.api.sends != 1 {
		t.Errorf("%s: %q", none.state(t), none.lines)
	}
}

func TestACommentIsShownInTheConversationBeforeItIsSent(t *testing.T) {
	r := talked("us: Old", "them: Hm")
	added, changed := Comment{Text: "New", Seen: sha("Old"), Add: true}.Apply(r), Comment{Text: "New", Seen: sha("Old")}.Apply(r)
	if len(added.Talk.Comments) != 3 || !added.CompanyReply.Text.Is("New") || len(changed.Talk.Comments) != 2 || !changed.Talk.Comments[0].Text.Is("New") || !r.Talk.Comments[0].Text.Is("Old") {
		t.Errorf("%+v\n%+v\n%+v", added.Talk, changed.Talk, r.Talk)
	}
	for _, words := range []string{"", " \n", "\xff", strings.Repeat("x", MaxReply+1)} {
		if err := (Comment{ID: "a", Text: words, Add: true}).Check(r); err == nil {
			t.Errorf("%.10q may be sent", words)
		}
	}
}

func TestADeskWithoutProductReviewsSendsNoComment(t *testing.T) {
	b := newBench(talked())
	b.API = struct{ Trustpilot }{b.api}
	_, err := b.Do(t.Context(), Comment{ID: "a", Text: "Thanks"})
	wantIs(t, "comment", err, review.ErrInvalid)
	if b.api.sends > 0 {
		t.Error("it was sent")
	}
}

func TestNoCommentIsMadeWhereNobodyKnowsWhatWasSaid(t *testing.T) {
	r := talked()
	r.ReplyUntold = true
	wantIs(t, "check", Comment{ID: "a", Text: "Thanks"}.Check(r), errUntold)
}

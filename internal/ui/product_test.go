package ui

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// The server of the tests has product reviews too.

func (s *server) Products(context.Context, review.Filter) iter.Seq2[review.Review, error] {
	s.mu.Lock()
	defer s.mu.Unlock()
	rs, err := slices.Clone(s.products), s.readErr
	return func(yield func(review.Review, error) bool) {
		if err != nil {
			yield(review.Review{}, err)
			return
		}
		for _, r := range rs {
			r.Talk = nil
			if !yield(r.Answered(), nil) {
				return
			}
		}
	}
}

func (s *server) Product(_ context.Context, id review.ID) (review.Review, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.products {
		if r.ID == id && s.readErr == nil {
			return r.Answered(), nil
		}
	}
	return review.Review{}, cmpErr(s.readErr)
}

func cmpErr(err error) error {
	if err == nil {
		return review.ErrNotFound
	}
	return err
}

func (s *server) Talk(_ context.Context, conversation string) (*review.Talk, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.talks++
	for _, r := range s.products {
		if r.Item.Conversation.Is(conversation) && s.readErr == nil {
			return r.Talk, nil
		}
	}
	return nil, cmpErr(s.readErr)
}

func (s *server) CreateConversation(_ context.Context, id review.ID) (string, error) {
	conversation := "talk-" + string(id)
	return conversation, s.talkWrite("begin", func(r *review.Review) bool { return r.ID == id }, func(r *review.Review) {
		r.Item.Conversation, r.Talk = text(conversation), &review.Talk{State: text("public")}
	})
}

func (s *server) AddComment(_ context.Context, conversation, words string) error {
	return s.talkWrite("add "+words, in(conversation), func(r *review.Review) {
		t := *r.Talk
		t.Comments = append(slices.Clone(t.Comments), review.Comment{ID: text(fmt.Sprint("new", len(t.Comments))), Company: true, Text: text(words), CreatedAt: review.Time{Time: s.now()}})
		r.Talk = &t
	})
}

func (s *server) EditComment(_ context.Context, conversation, comment, words string) error {
	return s.talkWrite("change "+comment+" "+words, in(conversation), func(r *review.Review) {
		t := *r.Talk
		t.Comments = slices.Clone(t.Comments)
		for i := range t.Comments {
			if t.Comments[i].ID.Is(comment) {
				t.Comments[i].Text = text(words)
			}
		}
		r.Talk = &t
	})
}

func in(conversation string) func(*review.Review) bool {
	return func(r *review.Review) bool { return r.Item.Conversation.Is(conversation) }
}

func (s *server) talkWrite(what string, which func(*review.Review) bool, do func(*review.Review)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes = append(s.writes, what)
	for i := range s.products {
		if which(&s.products[i]) && (s.writeErr == nil || s.commit) {
			item := *s.products[i].Item
			s.products[i].Item = &item
			do(&s.products[i])
		}
	}
	return s.writeErr
}

// stoves are product reviews: one without a word under it, one that the company answered, one whose writer has the last
// word, and one whose conversation is not public.
func stoves() []review.Review {
	said := func(who, words string, ago time.Duration) review.Comment {
		return review.Comment{ID: text("k" + words), Company: who == "us", Text: text(words), CreatedAt: at(ago)}
	}
	rs := []review.Review{
		one(201, 2, time.Hour, "Maria Sørensen", "Storm stove AO-9", "It boils slowly.", "en"), one(202, 4, 3*time.Hour, "田中 結衣", "テント AO-2", "とても良いです。", "ja"),
		one(203, 1, 8*time.Hour, "Lukas B.", "Rope AO-7", "Gerissen.", "de"), one(204, 5, 30*time.Hour, "Ewa Nowak", "Lamp AO-4", "Świetna.", "pl"),
	}
	for i := range rs {
		rs[i].Source, rs[i].Item = review.Text{}, &review.Item{Name: rs[i].Title, Brand: text("Acme"), URL: text("https://shop.example/p")}
		if i > 0 {
			rs[i].Item.Conversation, rs[i].Talk = text(fmt.Sprint("talk", i)), &review.Talk{State: text("public")}
		}
	}
	rs[1].Talk.Comments = []review.Comment{said("us", "Thank you!", 2*time.Hour)}
	rs[2].Talk.Comments = []review.Comment{said("us", "Which one?", 6*time.Hour), said("them", "The blue one.", 5*time.Hour)}
	rs[3].Talk = &review.Talk{State: text("private"), Comments: []review.Comment{said("us", "Tak!", 20*time.Hour)}}
	return rs
}

// withStoves opens a desk whose company has product reviews, and shows them.
func withStoves(t *testing.T, w, h int) *driver {
	t.Helper()
	d := start(t, w, h, sample(), func(d *driver, _ *Options) { d.srv.products = stoves() })
	if d.srv.talks > 0 {
		t.Fatal("conversations were read that nobody looked at")
	}
	d.press("p")
	return d
}

func TestPSwitchesToTheReviewsOfProductsAndBack(t *testing.T) {
	d := withStoves(t, 120, 36)
	d.wants("/ kind:product", "Storm stove AO-9: It boils", "テント AO-2", "product reviews read just now", "newest · 4", "No reply yet")
	d.lacks("Never arrived")
	d.golden("product-120x36")
	d.press("p")
	d.wants("every review", "Never arrived", "newest · 10")
	d.press(":")
	d.type_("product")
	d.press("enter")
	d.wants("kind:product", "Storm stove")
	d.press(":")
	d.type_("service")
	d.press("enter")
	d.wants("Never arrived")
	d.press("p 2")
	d.wants("replied:no", "Never arrived")
	d.lacks("kind:product", "Storm stove")
}

func TestProductReviewsFitEverySize(t *testing.T) {
	for _, size := range [][2]int{{200, 50}, {80, 24}, {40, 12}} {
		name := fmt.Sprintf("product-%dx%d", size[0], size[1])
		d := withStoves(t, size[0], size[1])
		d.press("j j")
		d.wait(readerPause)
		checkFrame(t, d, size[0], size[1], name)
		d.golden(name)
		d.press("enter")
		checkFrame(t, d, size[0], size[1], name)
		d.press("r")
		checkFrame(t, d, size[0], size[1], name)
		d.wants("PUBLIC")
	}
}

func TestTheConversationIsReadWhenItsReviewIs(t *testing.T) {
	d := withStoves(t, 120, 36)
	d.press("j")
	if d.srv.talks != 0 {
		t.Fatal("it was read before the cursor rested")
	}
	d.wait(readerPause)
	d.wants("✓ You · 19 Nov 2026 08:30", "Thank you!", "Acme · テント AO-2 · https://shop.example/p")
	d.press("j")
	d.wait(readerPause)
	d.wants("Which one?", "Reviewer · 19 Nov 2026 05:30", "The blue one.")
	d.golden("product-talk-120x36")
	d.press("j")
	d.wait(readerPause)
	d.wants("The conversation is private: not everybody sees it")
	d.press("k k j j")
	d.wait(readerPause)
	if d.srv.talks != 3 {
		t.Fatalf("%d conversations read: each once", d.srv.talks)
	}
	d.press("R")
	if d.srv.talks != 4 {
		t.Fatalf("%d conversations read: R reads the one in sight again", d.srv.talks)
	}
}

func TestAProductReviewIsAnsweredByAComment(t *testing.T) {
	d := withStoves(t, 120, 36)
	d.press("r")
	d.wants("PUBLIC", "as Acme Outdoor", "Reply to Maria Sørensen")
	d.type_("Sorry to hear that.")
	d.press("ctrl+s")
	d.wants("This will be PUBLIC as Acme Outdoor", "Sorry to hear that.", "sending in 30 s · z undo")
	d.press("z")
	d.wants("taken back, nothing was sent")
	d.wait(time.Minute)
	if len(d.srv.writes) > 0 {
		t.Fatalf("written: %q", d.srv.writes)
	}
	d.press("r")
	d.wants("Sorry to hear that.")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.wrote("begin", "add Sorry to hear that.")
	d.wants("published: reply to Maria Sørensen", "✓ You", "Sorry to hear that.")
	if in := d.mem.intents; len(in) != 1 || in[0].Act != "comment" || in[0].State != review.Published || len(d.mem.drafts) != 0 {
		t.Fatalf("%+v, %+v", in, d.mem.drafts)
	}
	if _, err := d.mem.Get(t.Context(), stoves()[0].ID); err == nil {
		t.Fatal("the copy of service reviews has a product review")
	}
}

func TestTheLastCommentIsChangedAndCtrlNWritesAnother(t *testing.T) {
	d := withStoves(t, 120, 36)
	d.press("j r") // the conversation is not read yet: r reads it first
	d.wants("changes your comment", "Thank you!")
	d.press("ctrl+s")
	d.wants("this is the reply that is there: nothing to send")
	d.type_(" Anna")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.wants("published", "Thank you! Anna")
	d.press("r ctrl+n")
	d.wants("one comment more")
	d.type_("One thing more.")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.wrote("change kThank you! Thank you! Anna", "add One thing more.")
	d.wants("Thank you! Anna", "One thing more.")
}

func TestWhereTheReviewerHasTheLastWordAnotherCommentIsWritten(t *testing.T) {
	d := withStoves(t, 120, 36)
	d.press("j j r")
	d.wants("one comment more")
	d.lacks("changes your comment")
	d.type_("It is on its way.")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.wrote("add It is on its way.")
}

func TestACommentBesideAColleaguesNewOneIsStopped(t *testing.T) {
	d := withStoves(t, 120, 36)
	d.press("r")
	d.type_("Mine")
	if _, err := d.srv.CreateConversation(t.Context(), stoves()[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := d.srv.AddComment(t.Context(), "talk-"+string(stoves()[0].ID), "A colleague's"); err != nil {
		t.Fatal(err)
	}
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.wants("NOT SENT, the company has commented already", "your text is kept as a draft", "A colleague's")
	if len(d.srv.writes) != 2 {
		t.Fatalf("written: %q", d.srv.writes)
	}
}

func TestACommentOfUnknownOutcomeIsToldAndStandsInTheOutbox(t *testing.T) {
	d := withStoves(t, 120, 36)
	d.srv.writeErr = fmt.Errorf("the answer was lost: %w", review.ErrUnknown)
	d.press("j r ctrl+n")
	d.type_("Lost?")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.wants("OUTCOME UNKNOWN, it may be public: reply to 田中 結衣", "your text is kept as a draft", "R reads what was said")
	if in := d.mem.intents; len(in) != 1 || in[0].Act != "comment" || in[0].State != review.Unknown {
		t.Fatalf("%+v", in)
	}
	d.press(":")
	d.type_("outbox")
	d.press("enter")
	d.wants("unknown", "comment", "Lost?")
}

func TestWhatProductReviewsLackIsSaidInsteadOfDone(t *testing.T) {
	d := withStoves(t, 120, 36)
	for key, why := range map[string]string{"t": "no tags", "!": "web app", "s": "no public page", "D": "deletes no comment", "w": "no public page", "f": "stands beside it", "h": "no revisions", "S": "service reviews alone"} {
		d.press(key)
		d.wants(why)
		if d.m.top() != nil {
			t.Fatalf("%s opened something", key)
		}
	}
	d.press("/")
	d.type_("tag:x")
	d.press("enter")
	d.wants("tag: does not go with kind:product")
	d.press("ctrl+u")
	d.type_("kind:product stars:1-2 sort:oldest")
	d.press("enter")
	d.wants("oldest · 2", "Rope", "Storm stove")
	d.lacks("テント")
}

func TestWithoutTrustpilotTheProductReviewsSaySo(t *testing.T) {
	d := start(t, 120, 36, sample(), func(d *driver, _ *Options) { d.srv.products = stoves() })
	d.srv.readErr = fmt.Errorf("no route: %w", review.ErrTemporary)
	d.press("p")
	d.wants("Nothing could be read from Trustpilot", "R tries again", "offline")
	d.srv.readErr = nil
	d.press("R")
	d.wants("Storm stove")
	d.m.Desk.API = nil
	none := start(t, 120, 36, sample())
	none.press("p")
	none.wants("No product reviews yet", "p goes back")
}

func TestADeskThatIsOpenedOnProductReviewsShowsThem(t *testing.T) {
	d := start(t, 120, 36, sample(), func(d *driver, o *Options) {
		d.srv.products, o.Filter = stoves(), review.Filter{Kind: review.Product}
	})
	d.wants("Storm stove AO-9")
	d.press("p")
	d.wants("Never arrived")
}

func TestTheOutboxLeadsToTheProductReviewOfAComment(t *testing.T) {
	d := withStoves(t, 120, 36)
	d.press("j j r")
	d.type_("It is on its way.")
	d.press("ctrl+s")
	d.wait(31 * time.Second)
	d.press("p :")
	d.type_("outbox")
	d.press("enter")
	d.wants("published", "comment under")
	d.press("g")
	d.wait(readerPause)
	d.wants("kind:product", "▌★☆☆☆☆   8h  Lukas B.", "It is on its way.")

	again := start(t, 120, 36, sample(), func(n *driver, _ *Options) { n.srv.products = stoves() })
	again.mem.intents = d.mem.intents
	again.press(":")
	again.type_("outbox")
	again.press("enter enter")
	again.wants("a comment under a product review", "It is on its way.")
	again.press("g")
	again.wait(readerPause)
	again.wants("kind:product", "▌★☆☆☆☆   8h  Lukas B.")
}

func TestNoByteUnderAProductReviewActsOnTheScreen(t *testing.T) {
	var rs []review.Review
	for i, r := range hostileReviews(t) {
		x := r.Text
		r.Item = &review.Item{Name: x, SKU: x, Brand: x, URL: x, Conversation: text(fmt.Sprint("talk", i))}
		r.Talk = &review.Talk{State: x, Comments: []review.Comment{{ID: text("k"), Company: i%2 == 0, Text: x, CreatedAt: at(0)}}}
		r.Tags, r.Location, r.ReportData, r.FindReviewer = nil, nil, nil, nil
		rs = append(rs, r)
	}
	d := start(t, 120, 36, sample(), func(d *driver, _ *Options) { d.srv.products = rs })
	d.press("p")
	for i := range rs {
		d.wait(readerPause)
		checkFrame(t, d, 120, 36, fmt.Sprint(i))
		d.press("r")
		checkFrame(t, d, 120, 36, fmt.Sprint(i, " answered"))
		d.press("esc j")
	}
	if d.srv.talks < len(rs) || len(d.srv.writes) > 0 {
		t.Fatalf("%d conversations read, written %q", d.srv.talks, d.srv.writes)
	}
}

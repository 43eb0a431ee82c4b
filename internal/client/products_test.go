package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

const productSample = `{"id":"66a0f1c2d3e4b5a697887766","createdAt":"2026-07-01T10:00:00.000Z","updatedAt":null,"businessUnitId":"5f3c8a1e9b7d4c0001a2b3c4","stars":4,"content":"Godt.\nTak",
"product":{"id":"p","productUrl":"https://x.example/p","name":"Kettle","sku":"K-1","gtin":"1","mpn":"2","brand":"B"},"consumer":{"id":"c","email":"a@b.example","name":"Åse"},
"referenceId":7,"locale":"da-DK","language":"da","redirectUri":null,"state":"published","hasModerationHistory":false,"conversationId":null,"attributeRatings":[{"a":1}],"attachments":[],"more":1}`

func collectProducts(t *testing.T, c *Client) []ProductReview {
	t.Helper()
	var out []ProductReview
	for r, err := range c.ProductReviews(context.Background(), "") {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func TestProductReviewsAreReadOverAllPagesAndABadOneCostsNoOther(t *testing.T) {
	warned := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.URL.Path != "/v1/private/product-reviews/business-units/"+unitID+"/reviews" || q.Get("perPage") != "100" || q.Get("includeReportedReviews") != "true" {
			t.Errorf("asked for %s", r.URL)
		}
		page := number(q.Get("page"))
		rows := []string{"null", "7", `{"id":"../x"}`}
		for i := range 97 {
			rows = append(rows, fmt.Sprintf(`{"id":"%d-%d","stars":9}`, page, i))
		}
		more := ""
		if page < 3 {
			more = fmt.Sprintf(`{"rel":"next-page","href":"http://%s/v1?page=%d"}`, r.Host, page+1)
		}
		_, _ = fmt.Fprintf(w, `{"productReviews":[%s],"links":[%s]}`, strings.Join(rows, ","), more)
	}, func(cfg *Config) { cfg.Warn = func(string) { warned++ } })
	if got := collectProducts(t, c); len(got) != 291 || got[0].Stars != 0 || warned != 9 {
		t.Errorf("%d reviews, %d warnings", len(got), warned)
	}
}

func TestAProductReviewKeepsEveryField(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, productSample) })
	got, err := c.ProductReview(context.Background(), reviewID)
	if err != nil || got.Stars != 4 || !got.ReferenceID.Is("7") || !got.Product.SKU.Is("K-1") || !got.Consumer.Email.Is("a@b.example") || got.ConversationID.Known() || !got.Moderated.Known {
		t.Fatalf("%+v, %v", got, err)
	}
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer("\n", "", `,"more":1`, "", `"referenceId":7`, `"referenceId":"7"`).Replace(productSample)
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	if _, err := c.ProductReview(context.Background(), "66a0f1c2d3e4b5a697880000"); !errors.Is(err, errOther) {
		t.Errorf("another review: %v", err)
	}
}

func TestAConversationIsReadWithWhoSaidWhat(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/private/conversations/t1" {
			t.Errorf("asked for %s", r.URL)
		}
		_, _ = io.WriteString(w, `{"id":"t1","state":"private","comments":[{"commentId":"k1","createdAt":"2026-07-01T10:00:00Z","author":{"id":"u","type":"businessUser"},"content":"Tak"},{"commentId":"k2","author":{"type":"consumer"}},7]}`)
	})
	got, err := c.Conversation(context.Background(), "t1")
	if err != nil || !got.State.Is("private") || len(got.Comments) != 2 || !got.Comments[0].Company() || got.Comments[1].Company() || !got.Comments[0].Content.Is("Tak") {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAnAnswerThatSaysNothingOfCommentsIsNotOneWithoutAny(t *testing.T) {
	var answers []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, answers[0])
		answers = answers[1:]
	})
	asked := `{"id":"` + string(reviewID) + `","stars":1,"conversationId":"t1"}`
	for _, talk := range []string{`{}`, `{"id":"t1","state":"public"}`, `{"id":"t2","comments":[]}`, `{"comments":[]}`} {
		answers = []string{asked, talk}
		if _, err := c.Product(t.Context(), reviewID); err == nil {
			t.Errorf("%s was taken for a conversation in which nobody has said anything", talk)
		}
	}
	answers = []string{`{"id":"` + string(reviewID) + `","stars":1}`}
	if r, err := c.Product(t.Context(), reviewID); err != nil || !r.ReplyUntold {
		t.Errorf("a review that says nothing of a conversation was taken for one without any: %v, %v", r.ReplyUntold, err)
	}
	answers = []string{`{"id":"` + string(reviewID) + `","stars":1,"conversationId":null}`}
	if r, err := c.Product(t.Context(), reviewID); err != nil || r.ReplyUntold {
		t.Errorf("a review without a conversation: %v, %v", r.ReplyUntold, err)
	}
}

// talks are all writes under product reviews.
func talks(c *Client) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"comment": func(ctx context.Context) error { return c.AddComment(ctx, "t1", "Thank you.") },
		"edit":    func(ctx context.Context) error { return c.EditComment(ctx, "t1", "k1", "Thank you.") },
		"publish": func(ctx context.Context) error { return c.PublishConversation(ctx, "t1") },
		"begin": func(ctx context.Context) error {
			_, err := c.CreateConversation(ctx, reviewID)
			return err
		},
	}
}

func TestACommentIsSentOnceAndItsErrorSaysWhatIsCertain(t *testing.T) {
	for name, one := range map[string]struct {
		h    http.HandlerFunc
		want error
	}{
		"reset": {reset, review.ErrUnknown}, "503": {status(503), review.ErrUnknown}, "307": {location(307), review.ErrRefused}, "403": {status(403), review.ErrRefused},
		"404": {status(404), review.ErrNotFound}, "429": {status(429), review.ErrTemporary}, "401": {status(401), review.ErrSignIn},
	} {
		for act := range talks(nil) {
			n := &counter{}
			c := serve(t, n.count(one.h))
			if wantKind(t, talks(c)[act](context.Background()), one.want); n.sent() != 1 {
				t.Errorf("%s after %s: sent %d times", act, name, n.sent())
			}
		}
	}
}

func TestWritesUnderProductReviewsAskForTheRightThing(t *testing.T) {
	var got []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/v1/private/")+" "+string(b)+r.Header.Get("Content-Type"))
		_, _ = io.WriteString(w, `{"conversationId":"t9"}`)
	})
	ctx := context.Background()
	id, err := c.CreateConversation(ctx, reviewID)
	err = errors.Join(err, c.AddComment(ctx, id, "Å<b>"), c.EditComment(ctx, id, "k1", "x"), c.PublishConversation(ctx, id))
	want := []string{"POST product-reviews/" + string(reviewID) + "/create-conversation ", `POST conversations/t9/comments {"content":"Å<b>"}application/json`,
		`PUT conversations/t9/comments/k1 {"content":"x"}application/json`, `POST conversations/t9/state {"state":"public"}application/json`}
	if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%v\n%s", err, strings.Join(got, "\n"))
	}
}

func TestAConversationWhoseNameCannotBeReadIsUnknown(t *testing.T) {
	for _, answer := range []string{"", "null", `{"conversationId":"../x"}`, `{"conversationId":null}`} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
		_, err := c.CreateConversation(context.Background(), reviewID)
		wantKind(t, err, review.ErrUnknown)
	}
}

func TestADryRunTellsCommentsAndSendsNone(t *testing.T) {
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s left", r.Method) })
	told := 0
	for act, do := range talks(c.DryRun(func(Request) { told++ })) {
		if err := do(context.Background()); err != nil {
			t.Errorf("%s: %v", act, err)
		}
	}
	if told != 4 {
		t.Errorf("%d requests told", told)
	}
}

func TestNamesThatAreNoIDsReachNoAddress(t *testing.T) {
	c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	ctx := context.Background()
	_, err1 := c.ProductReview(ctx, "../x")
	_, err2 := c.Conversation(ctx, "a/b")
	_, err3 := c.CreateConversation(ctx, "")
	for _, err := range []error{err1, err2, err3, c.AddComment(ctx, "", "x"), c.EditComment(ctx, "t", "../x", "x"), c.PublishConversation(ctx, "?")} {
		if !errors.Is(err, review.ErrInvalid) {
			t.Errorf("got %v", err)
		}
	}
}

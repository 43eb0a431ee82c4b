package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

func TestAllOddReviewsOfAPageAreReadAndNothingInThemIsLost(t *testing.T) {
	var warned []string
	page := bytes.ReplaceAll(sample(t, "odd_reviews.json"), []byte("next-page"), []byte("prev-page"))
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(page) },
		func(cfg *Config) { cfg.Warn = func(s string) { warned = append(warned, s) } })
	got, err := collect(c.Reviews(context.Background(), review.Filter{}))
	if err != nil {
		t.Fatal(err)
	}
	var want struct{ Reviews []map[string]any }
	if err := json.Unmarshal(page, &want); err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want.Reviews) || len(got) != 40 || len(warned) > 0 {
		t.Fatalf("read %d of %d reviews, warnings %q", len(got), len(want.Reviews), warned)
	}
	for i, r := range got {
		wantSame(t, fmt.Sprintf("review %d", i+1), tree(t, r), want.Reviews[i])
	}
}

func TestASampleReviewIsReadWhole(t *testing.T) {
	body := sample(t, "private_review_single.json")
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })
	got, err := c.Review(context.Background(), "669fe0b1c2d3e4f5a6b7c8d9")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(body, &want); err != nil {
		t.Fatal(err)
	}
	wantSame(t, "review", tree(t, got), want)
}

// tree is a value as its JSON reads.
func tree(t *testing.T, v any) (out any) {
	t.Helper()
	raw, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// wantSame compares what was read with what was sent. Sent is compared as far as the review has fields for it; null,
// absent, an empty time and an empty list are the same.
func wantSame(t *testing.T, at string, read, sent any) {
	t.Helper()
	switch read := read.(type) {
	case map[string]any:
		inner, ok := sent.(map[string]any)
		if !ok {
			t.Errorf("%s: read an object from %v", at, sent)
			return
		}
		for name, v := range read {
			wantSame(t, at+"."+name, v, inner[name])
		}
	case []any:
		inner, _ := sent.([]any)
		if len(read) != len(inner) {
			t.Errorf("%s: read %d elements of %d", at, len(read), len(inner))
			return
		}
		for i := range read {
			wantSame(t, fmt.Sprintf("%s[%d]", at, i), read[i], inner[i])
		}
	default:
		if plain(read) != plain(sent) {
			t.Errorf("%s: read %v from %v", at, read, sent)
		}
	}
}

// plain writes a value so that the same moment, and the same number in a string, look the same.
func plain(v any) string {
	s, isText := v.(string)
	if at, ok := review.ParseTime(s); ok {
		return at.String()
	}
	if v == nil || isText && s == "" {
		return ""
	}
	return fmt.Sprint(v)
}

func TestEmptyTextIsNotUnknownText(t *testing.T) {
	r, ok := decodeReview([]byte(`{"id":"a1","text":"","title":null}`))
	if !ok || !r.Text.Known() || r.Title.Known() || r.Source.Known() {
		t.Errorf("got %+v", r)
	}
}

func TestAFieldOfAWrongTypeIsUnknownAndCostsNothingElse(t *testing.T) {
	for _, wrong := range []string{`true`, `{}`, `[]`, `[1,"a",null,{}]`, `-7`, `1e999`, `3.5`, `99999999999`, `{"a":{"b":[]}}`, `"\ud800"`, strings.Repeat(`[`, 40) + strings.Repeat(`]`, 40)} {
		members := []string{`"id":"a1"`, `"language":"da"`}
		for _, name := range []string{"stars", "title", "createdAt", "updatedAt", "experiencedAt", "consumer", "businessUnit", "tags", "source",
			"referenceId", "referralEmail", "isVerified", "location", "numberOfLikes", "reportData", "complianceLabels", "invitation",
			"businessUnitHistory", "findReviewer", "status"} {
			members = append(members, `"`+name+`":`+wrong)
		}
		r, ok := decodeReview([]byte("{" + strings.Join(members, ",") + "}"))
		if !ok || r.ID != "a1" || !r.Language.Is("da") || r.Stars != 0 || !r.CreatedAt.IsZero() {
			t.Errorf("%s: got %v, %+v", wrong, ok, r)
		}
	}
}

func TestAReplyThatCannotBeReadIsStillAReply(t *testing.T) {
	for raw, there := range map[string]bool{`null`: false, `{}`: true, `"Thanks"`: true, `7`: true, `[]`: true, `{"text":null}`: true} {
		r, _ := decodeReview([]byte(`{"id":"a1","companyReply":` + raw + `}`))
		if (r.CompanyReply != nil) != there {
			t.Errorf("companyReply %s: there is a reply: %v", raw, r.CompanyReply != nil)
		}
	}
	if r, _ := decodeReview([]byte(`{"id":"a1"}`)); r.CompanyReply != nil {
		t.Error("a reply came from nothing")
	}
}

func TestFieldNamesCountCase(t *testing.T) {
	r, _ := decodeReview([]byte(`{"id":"a1","stars":1,"stars":5,"Stars":4}`))
	if r.Stars != 5 {
		t.Errorf("read %d stars", r.Stars)
	}
}

func TestABadReviewLosesNoOther(t *testing.T) {
	deep := strings.Repeat(`[`, 100_000) + strings.Repeat(`]`, 100_000)
	for name, bad := range map[string]string{
		"null": `null`, "number": `7`, "string": `"x"`, "list": `[{"id":"a9"}]`, "no id": `{"stars":5}`, "null id": `{"id":null}`,
		"evil id": `{"id":"../../x"}`, "deep": `{"id":"a9","text":` + deep + `}`, "not JSON": `{"id":"a9",stars}`, "no number": `{"id":"a9","stars":01}`,
	} {
		t.Run(name, func(t *testing.T) {
			var warned []string
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprintf(w, `{"links":[],"reviews":[{"id":"a1"},%s,{"id":"a2"}]}`, bad)
			}, func(cfg *Config) { cfg.Warn = func(s string) { warned = append(warned, s) } })
			got, err := collect(c.Reviews(context.Background(), review.Filter{}))
			if err != nil || len(got) != 2 || got[0].ID != "a1" || got[1].ID != "a2" {
				t.Errorf("got %v, %v", got, err)
			}
			if len(warned) != 1 {
				t.Errorf("warnings: %q", warned)
			}
		})
	}
}

func TestJSONThatNestsDeeperThanAnyReviewIsNotRead(t *testing.T) {
	for depth, want := range map[int]bool{20: true, deepest - 1: true, deepest: false, 5000: false} {
		_, ok := decodeReview([]byte(`{"id":"a1","x":` + strings.Repeat(`[`, depth) + strings.Repeat(`]`, depth) + `}`))
		if ok != want {
			t.Errorf("nested %d deep: read %v", depth+1, ok)
		}
	}
}

func TestAnAnswerThatIsNoListIsAnErrorNotAnEmptyList(t *testing.T) {
	for _, body := range []string{``, `{}`, `[]`, `null`, `"x"`, `{"reviews":7}`, `{"reviews":{}}`, `{"reviews":[{"id":"a1"}`, `{"reviews":[{"id":"a1"},,]}`, `{"message":"ok"}`} {
		calls := 0
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { calls++; fmt.Fprint(w, body) })
		_, err := collect(c.Reviews(context.Background(), review.Filter{}))
		wantKind(t, err, review.ErrTemporary)
		if calls != 1 {
			t.Errorf("%s: asked %d times", body, calls)
		}
	}
}

func TestAnotherReviewThanTheOneAskedForIsAnError(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"id":"66a0f1c2d3e4b5a697880000"}`) })
	if r, err := c.Review(context.Background(), reviewID); err == nil {
		t.Errorf("took %s for %s", r.ID, reviewID)
	}
}

func TestOnlyAnAnswerThatNamesTheReplySaysThatThereIsNone(t *testing.T) {
	for body, want := range map[string]bool{`{"id":"a1"}`: true, `{"id":"a1","companyReply":null}`: false, `{"id":"a1","companyReply":{}}`: false} {
		if r, ok := decodeReview([]byte(body)); !ok || r.ReplyUntold != want {
			t.Errorf("%s: untold %v, want %v", body, r.ReplyUntold, want)
		}
	}
}

func FuzzDecodeReview(f *testing.F) {
	f.Add([]byte(`{"id":"a1","stars":"4","companyReply":{"text":"x"},"tags":[{"group":"g","value":1}],"createdAt":"2025-01-01T00:00:00Z"}`))
	f.Add([]byte(`{"id":"a1","text":"\ud800","findReviewer":{"requests":[{"consumerResponse":{}}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, ok := decodeReview(raw)
		if ok && (!review.ValidID(string(r.ID)) || r.Stars < 0 || r.Stars > 5) {
			t.Errorf("read %+v", r)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Errorf("what was read cannot be written: %v", err)
		}
	})
}

func FuzzSplitPage(f *testing.F) {
	f.Add([]byte(`{"links":[{"rel":"next-page","href":"https://x/?page=2"}],"reviews":[{"id":"a1","text":"a,]}\"b"},null]}`))
	f.Add([]byte(`{"reviews":[[[[`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		members, elements, ok := splitPage(raw, "reviews")
		if !ok {
			if json.Valid(raw) && bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) && !tooDeep(raw) && isList(raw) {
				t.Errorf("refused a page: %s", raw)
			}
			return
		}
		_ = nextPage(members)
		var want struct{ Reviews []json.RawMessage }
		if json.Valid(raw) && !bytes.Contains(raw, []byte("\\u")) && json.Unmarshal(members["reviews"], &want.Reviews) == nil && len(want.Reviews) != len(elements) {
			t.Errorf("%d elements of %d in %s", len(elements), len(want.Reviews), raw)
		}
	})
}

func isList(raw []byte) bool {
	var page map[string]json.RawMessage
	if json.Unmarshal(raw, &page) != nil {
		return false
	}
	return len(page["reviews"]) == 0 || strings.ContainsAny(string(page["reviews"][:1]), "[n")
}

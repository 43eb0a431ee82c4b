package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// odd reads the forty odd reviews as they stand in the file.
func odd(t *testing.T) []json.RawMessage {
	t.Helper()
	b, err := os.ReadFile("testdata/odd_reviews.json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct{ Reviews []json.RawMessage }
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	return f.Reviews
}

func oddOnes(t *testing.T) api {
	return start(t, sandbox.Options{Scenario: "testdata/odd_reviews.json"})
}

func compact(t *testing.T, b []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func idOf(t *testing.T, b []byte) string {
	t.Helper()
	var r struct{ ID string }
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	return r.ID
}

func TestAllFortyOddReviewsAreServedUnchanged(t *testing.T) {
	a, want := oddOnes(t), map[string]string{}
	for _, raw := range odd(t) {
		want[idOf(t, raw)] = compact(t, raw)
	}
	var p struct{ Reviews []json.RawMessage }
	a.private(a.list("perPage=100")).as(t, &p)
	if len(p.Reviews) != 40 || len(want) != 40 {
		t.Fatalf("%d reviews, want 40", len(p.Reviews))
	}
	for _, raw := range p.Reviews {
		id := idOf(t, raw)
		if compact(t, raw) != want[id] {
			t.Errorf("%s is listed as %s", id, raw)
		}
		if got := a.private("/private/reviews/" + id); got.status != 200 || compact(t, []byte(got.body)) != want[id] {
			t.Errorf("%s alone: %d %s", id, got.status, got.body)
		}
		if got := a.public("/reviews/" + id); got.status != 200 || strings.Contains(got.body, "referralEmail") {
			t.Errorf("%s in public: %d %s", id, got.status, got.body)
		}
		if got := a.call("GET", a.AuthURL+"/app/reviews/"+id, ""); got.status != 200 {
			t.Errorf("%s as a page: %d", id, got.status)
		}
	}
}

func TestFiltersOfOddReviewsTakeMissingAndOddValues(t *testing.T) {
	a := oddOnes(t)
	var all []map[string]any
	for _, raw := range odd(t) {
		var v map[string]any
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	in := func(v map[string]any, key string) map[string]any { o, _ := v[key].(map[string]any); return o }
	for query, is := range map[string]func(map[string]any) bool{
		"stars=4":          func(v map[string]any) bool { return v["stars"] == 4.0 || v["stars"] == "4" },
		"responded=true":   func(v map[string]any) bool { return v["companyReply"] != nil },
		"responded=false":  func(v map[string]any) bool { return v["companyReply"] == nil },
		"reported=true":    func(v map[string]any) bool { return v["reportData"] != nil },
		"language=da":      func(v map[string]any) bool { return v["language"] == "da" },
		"source=BasicLink": func(v map[string]any) bool { return v["source"] == "BasicLink" },
		"findReviewer=contacted": func(v map[string]any) bool {
			requests, _ := in(v, "findReviewer")["requests"].([]any)
			return len(requests) > 0
		},
		"username=VINDM%C3%98LLE": func(v map[string]any) bool { return in(v, "consumer")["displayName"] == "Asger Vindmølle" },
		"startDateTime=2025-09-01": func(v map[string]any) bool {
			at, _ := v["createdAt"].(string)
			return at >= "2025-09-01"
		},
	} {
		want, got := []string{}, []string{}
		for _, v := range all {
			if is(v) {
				want = append(want, v["id"].(string))
			}
		}
		var p struct{ Reviews []struct{ ID string } }
		a.private(a.list("perPage=100&"+query)).as(t, &p)
		for _, v := range p.Reviews {
			got = append(got, v.ID)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
	}
}

func TestOddReviewsComeNewestFirstAndUndatedOnesLast(t *testing.T) {
	a := oddOnes(t)
	var p struct {
		Reviews []struct{ ID, CreatedAt string }
	}
	a.private(a.list("perPage=100")).as(t, &p)
	days := []string{}
	for _, r := range p.Reviews {
		if len(r.CreatedAt) >= 10 {
			days = append(days, r.CreatedAt[:10])
		}
	}
	slices.Reverse(days)
	if !slices.IsSorted(days) || p.Reviews[39].CreatedAt != "" {
		t.Errorf("dates are %v, the last %q", days, p.Reviews[39].CreatedAt)
	}
}

func TestTheUnitOfAScenarioIsTheOneThatItsReviewsName(t *testing.T) {
	a := oddOnes(t)
	if a.BusinessUnitID != "5f3c8a1e9b7d4c0001a2b3c4" || a.Domain != "kettleworks.example" {
		t.Errorf("the unit is %s %s", a.BusinessUnitID, a.Domain)
	}
	r := a.public("/business-units/find?name=kettleworks.example")
	if r.status != 200 || !strings.Contains(r.body, `"displayName":"Kettleworks"`) || !strings.Contains(r.body, `"total":40`) {
		t.Errorf("find: %d %s", r.status, r.body)
	}
}

func TestConsumersLocationsAndTagsOfAScenarioAreServed(t *testing.T) {
	a := oddOnes(t)
	first := "691ed890c0ffee0000000001"
	if r := a.public("/consumers/64b1c2d3e4f5061700000001"); r.status != 200 || !strings.Contains(r.body, "Asger Vindmølle") || !strings.Contains(r.body, `"city":"Ribe"`) {
		t.Errorf("consumer: %d %s", r.status, r.body)
	}
	if r := a.public("/consumers/64b1c2d3e4f5061700000001/reviews"); !strings.Contains(r.body, first) {
		t.Errorf("reviews of the consumer: %s", r.body)
	}
	if r := a.private("/private/business-units/" + a.BusinessUnitID + "/locations"); !strings.Contains(r.body, `"customerLocationId":"DK-RIB-01"`) {
		t.Errorf("locations: %s", r.body)
	}
	if r := a.private(a.list("internalLocationId=1f0a6e52-7c11-4b83-9d0c-5b1f3c2a9e01")); !strings.Contains(r.body, first) {
		t.Errorf("located: %s", r.body)
	}
	if r := a.private("/private/reviews/" + first + "/tags"); r.status != 200 || !strings.Contains(r.body, `"group"`) {
		t.Errorf("tags: %d %s", r.status, r.body)
	}
}

func TestWritesOnOddReviewsChangeOnlyTheirOwnKey(t *testing.T) {
	a := oddOnes(t)
	for _, raw := range odd(t) {
		id := idOf(t, raw)
		path := "/private/reviews/" + id
		for _, r := range []reply{
			a.send("POST", path+"/reply", `{"message":"Hello","authorBusinessUserId":"`+a.BusinessUserID+`"}`),
			a.send("POST", path+"/tags", `{"tags":[{"group":"g","value":"v"}]}`),
		} {
			if r.status != 200 {
				t.Errorf("%s: status %d, %s", id, r.status, r.body)
			}
		}
		var before, after map[string]json.RawMessage
		if err := json.Unmarshal(raw, &before); err != nil {
			t.Fatal(err)
		}
		a.private(path).as(t, &after)
		if !strings.Contains(string(after["companyReply"]), `"text":"Hello"`) || string(after["tags"]) != `[{"group":"g","value":"v"}]` {
			t.Errorf("%s: reply %s, tags %s", id, after["companyReply"], after["tags"])
		}
		for k, v := range before {
			if k != "companyReply" && k != "tags" && compact(t, after[k]) != compact(t, v) {
				t.Errorf("%s: %s changed to %s", id, k, after[k])
			}
		}
	}
	if got := a.private(a.list("perPage=100&responded=true&tagGroup=g&tagValue=v")); strings.Count(got.body, `"text":"Hello"`) != 40 {
		t.Error("the filters do not see the writes")
	}
}

func TestReviewsOfAnotherUnitAre403AndNotListed(t *testing.T) {
	a := start(t, sandbox.Options{Scenario: file(t, `{"reviews":[
		{"id":"66a0f1c2d3e4b5a697880001","stars":3,"businessUnit":{"id":"5f3c8a1e9b7d4c0001a2b3c4"}},
		{"id":"66a0f1c2d3e4b5a697880002","stars":3,"businessUnit":null},
		{"id":"66a0f1c2d3e4b5a697880003","stars":3,"businessUnit":{"id":"5f3c8a1e9b7d4c0001a2b3c4"}},
		{"id":"66a0f1c2d3e4b5a697880004","stars":3,"businessUnit":{"id":"5f3c8a1e9b7d4c0001a2b3ff"}}]}`)})
	if got := ids(a.page("").Reviews); len(got) != 3 || slices.Contains(got, "66a0f1c2d3e4b5a697880004") {
		t.Errorf("listed are %v", got)
	}
	for id, status := range map[string]int{"66a0f1c2d3e4b5a697880002": 200, "66a0f1c2d3e4b5a697880004": 403} {
		if r := a.private("/private/reviews/" + id); r.status != status {
			t.Errorf("%s: status %d", id, r.status)
		}
	}
	if r := a.send("PUT", "/private/reviews/66a0f1c2d3e4b5a697880004/tags", `{"tags":[]}`); r.status != 403 {
		t.Errorf("a write: status %d", r.status)
	}
}

func TestHostileJSONOfAScenarioIsServedToTheByte(t *testing.T) {
	raws := []string{
		`{"id":"66a0f1c2d3e4b5a697880001","stars":3,"text":"before \ud800 after"}`,
		`{"id":"66a0f1c2d3e4b5a697880003","stars":1,"stars":5,"Stars":4,"text":"twice"}`,
		`{"id":"66a0f1c2d3e4b5a697880004","stars":1e999,"text":"huge"}`,
		`{"id":"66a0f1c2d3e4b5a697880005","tags":{"a":1},"consumer":[],"findReviewer":7,"companyReply":"x","location":{"id":5},"text":"<&>"}`,
		"{\"id\":\"66a0f1c2d3e4b5a697880006\",\"text\":\"\u2028 \xff\"}",
		`{"stars":2}`, `null`, `7`,
	}
	a := start(t, sandbox.Options{Scenario: file(t, `{"reviews":[`+strings.Join(raws, ",")+`]}`)})
	body := a.private(a.list("")).body
	for _, raw := range raws {
		if !strings.Contains(body, raw) {
			t.Errorf("%q is not in %q", raw, body)
		}
	}
	if r := a.call("GET", a.AuthURL+"/reviews/66a0f1c2d3e4b5a697880005", ""); r.status != 200 {
		t.Errorf("page: status %d", r.status)
	}
}

func TestAnEmptyScenarioIsABusinessWithoutReviews(t *testing.T) {
	for _, o := range []sandbox.Options{{Scenario: file(t, `{"reviews":[]}`)}, {Reviews: -1}} {
		a := start(t, o)
		if r := a.private(a.list("")); r.body != `{"links":[],"reviews":[]}` {
			t.Errorf("the list is %s", r.body)
		}
		if r := a.public("/business-units/" + a.BusinessUnitID); r.status != 200 || !strings.Contains(r.body, `"total":0`) {
			t.Errorf("the unit is %s", r.body)
		}
	}
}

func TestAScenarioThatCannotBeReadIsAnError(t *testing.T) {
	for _, path := range []string{file(t, ``), file(t, `[]`), file(t, `{}`), file(t, `{"reviews":{}}`), file(t, `{"reviews":[`), t.TempDir(), "testdata/none.json"} {
		if s, err := sandbox.Start(context.Background(), sandbox.Options{Scenario: path}); err == nil {
			_ = s.Close()
			t.Errorf("%s was taken", path)
		}
	}
}

package sandbox_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// turn sets switches while the sandbox runs.
func (a api) turn(switches string) reply {
	a.Helper()
	return a.control("POST", "switches", switches)
}

// control calls one of the sandbox's own addresses.
func (a api) control(method, path, body string) reply {
	a.Helper()
	return a.call(method, a.AuthURL+"/_sandbox/"+path, body, "X-Sandbox-Key: "+a.ControlKey(), "Content-Type: application/json")
}

// replyTo answers a review.
func (a api) replyTo(id, text string) reply {
	a.Helper()
	return a.send("POST", "/private/reviews/"+id+"/reply", jsonOf(map[string]string{"message": text, "authorBusinessUserId": a.BusinessUserID}))
}

func TestASecondReplyReplacesIsRefusedOrIgnored(t *testing.T) {
	for value, status := range map[string]int{"": 200, "replace": 200, "409": 409, "400": 400, "ignore": 200} {
		path := t.TempDir() + "/journal"
		a := start(t, sandbox.Options{Journal: path, Switches: sandbox.Switches{SecondReply: value}})
		id := a.unanswered()
		if r := a.replyTo(id, "first"); r.status != 200 {
			t.Fatalf("%q, first: %d", value, r.status)
		}
		second := a.replyTo(id, "second")
		replaces := value == "" || value == "replace"
		if got := a.one(id).CompanyReply.Text; second.status != status || (got == "second") != replaces {
			t.Errorf("%q: status %d, then %q stands there", value, second.status, got)
		}
		if n := len(readLines(t, path)); n != map[bool]int{true: 2, false: 1}[replaces] {
			t.Errorf("%q: %d writes are in the journal", value, n)
		}
		if status >= 400 {
			a.want(second, status, "errorCode", map[int]int{409: 1010, 400: 1001}[status])
		}
	}
}

func TestReadsLagBehindWritesAndWritesDoNot(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Now: c.now, Switches: sandbox.Switches{ReadLagSeconds: 90, SecondReply: "409"}})
	id := a.unanswered()
	before := a.private("/private/reviews/" + id).body
	a.replyTo(id, "hello")
	a.send("PUT", "/private/reviews/"+id+"/tags", `{"tags":[{"group":"g","value":"one"}]}`)
	c.set(noon.Add(60 * time.Second))
	a.send("PUT", "/private/reviews/"+id+"/tags", `{"tags":[{"group":"g","value":"two"}]}`)
	if a.private("/private/reviews/"+id).body != before || slices.Contains(ids(a.page("tagGroup=g&tagValue=one").Reviews), id) || !slices.Contains(ids(a.all("responded=false&perPage=100")), id) {
		t.Error("a write shows before its time")
	}
	if r := a.replyTo(id, "again"); r.status != 409 {
		t.Errorf("the server itself has forgotten the reply: %d", r.status)
	}
	c.set(noon.Add(90 * time.Second))
	got := a.one(id)
	if got.CompanyReply == nil || got.CompanyReply.Text != "hello" || count([]review{got}, func(r review) bool { return len(r.Tags) > 0 && r.Tags[len(r.Tags)-1].Value == "one" }) != 1 {
		t.Errorf("after 90 seconds: %+v", got)
	}
	c.set(noon.Add(150 * time.Second))
	if got := a.one(id); got.Tags[len(got.Tags)-1].Value != "two" || got.CompanyReply.Text != "hello" {
		t.Errorf("after 150 seconds: %+v", got.Tags)
	}
}

func TestALagThatEndsShowsTheLastWriteAndNotAnEarlierOneLater(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Now: c.now, Switches: sandbox.Switches{ReadLagSeconds: 600}})
	id := a.unanswered()
	a.replyTo(id, "first")
	a.want(a.turn(`{"readLagSeconds":0}`), 200, "readLagSeconds", 0)
	a.replyTo(id, "second")
	for _, after := range []time.Duration{0, 599 * time.Second, 601 * time.Second} {
		c.set(noon.Add(after))
		if got := a.one(id).CompanyReply; got == nil || got.Text != "second" {
			t.Errorf("after %v: %+v", after, got)
		}
	}
}

func TestTextIsNormalisedAsSwitched(t *testing.T) {
	text := "  Jo\u0308rg, A\u030angstro\u0308m, か\u3099ゆ: tak\r\nog 📦👍🏼 farvel❤️ \r"
	for _, c := range []struct {
		steps []string
		want  string
	}{
		{nil, text},
		{[]string{"trim"}, strings.TrimSpace(text)},
		{[]string{"lf"}, "  Jo\u0308rg, A\u030angstro\u0308m, か\u3099ゆ: tak\nog 📦👍🏼 farvel❤️ \n"},
		{[]string{"crlf"}, "  Jo\u0308rg, A\u030angstro\u0308m, か\u3099ゆ: tak\r\nog 📦👍🏼 farvel❤️ \r\n"},
		{[]string{"nfc"}, "  Jörg, Ångström, がゆ: tak\r\nog 📦👍🏼 farvel❤️ \r"},
		{[]string{"noEmoji", "trim"}, "Jo\u0308rg, A\u030angstro\u0308m, か\u3099ゆ: tak\r\nog  farvel"},
	} {
		a := start(t, sandbox.Options{Reviews: 30, Switches: sandbox.Switches{ReplyText: c.steps}})
		id := a.unanswered()
		a.replyTo(id, text)
		if got := a.one(id).CompanyReply.Text; got != c.want {
			t.Errorf("%v: %q, want %q", c.steps, got, c.want)
		}
	}
}

func TestRefreshTokensStayOrTakeTheirFamilyWithThem(t *testing.T) {
	refresh := func(a api, token string) reply {
		return a.tokenCall("refresh", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
	}
	c := newClock()
	a := start(t, sandbox.Options{Now: c.now, Switches: sandbox.Switches{RefreshStays: true}})
	first := a.signedIn()
	c.set(noon.Add(24 * time.Hour))
	for range 2 {
		m := tokens(t, refresh(a, first["refresh_token"]))
		if m["refresh_token"] != first["refresh_token"] || m["access_token"] == first["access_token"] || m["refresh_token_issued_at"] != first["refresh_token_issued_at"] {
			t.Errorf("stays: %v", m)
		}
	}
	c.set(noon.Add(90 * 24 * time.Hour))
	wantOAuthError(t, refresh(a, first["refresh_token"]), 400, "invalid_grant")

	a = start(t, sandbox.Options{Switches: sandbox.Switches{ReuseRevokesFamily: true}})
	first, other := a.signedIn(), a.signedIn()
	second := tokens(t, refresh(a, first["refresh_token"]))
	wantOAuthError(t, refresh(a, first["refresh_token"]), 400, "invalid_grant")
	wantOAuthError(t, refresh(a, second["refresh_token"]), 400, "invalid_grant")
	if a.works(first["access_token"]) || a.works(second["access_token"]) || !a.works(other["access_token"]) {
		t.Error("the wrong tokens died")
	}
}

func TestTokenRepliesHaveTheirOdderShapes(t *testing.T) {
	a := start(t, sandbox.Options{Switches: sandbox.Switches{IssuedAtMillis: true, TokenNumbers: true, TokenExtras: true, OldOAuthErrors: true}})
	r := a.tokenCall("accesstoken", url.Values{"grant_type": {"password"}, "username": {a.Username}, "password": {a.Password}})
	a.want(r, 200, "issued_at", 1773144030000, "expires_in", 360000, "refresh_token_expires_in", 7776000, "scope", "", "refresh_count", 0, "api_product_list_json.#", 2, "token_type", "BearerToken")
	if !strings.Contains(r.body, `"developer.email":"`) {
		t.Errorf("no developer.email in %s", r.body)
	}
	a.want(a.tokenCall("accesstoken", url.Values{"grant_type": {"password"}}), 400, "ErrorCode", "invalid_grant")
	q := a.asking("https://desk.example/a")
	q.Set("state", "s")
	a.turn(`{"stateDropped":true}`)
	if got := landed(t, a.signIn(q, a.right()), "https://desk.example/a"); got.Has("state") || !got.Has("code") {
		t.Errorf("landed with %v", got)
	}
}

func TestDatesHaveTheFormOfTheSwitch(t *testing.T) {
	for form, want := range map[string]string{
		"": `T\d\d:\d\d:\d\d\.\d{3}Z`, "millis": `T\d\d:\d\d:\d\d\.\d{3}Z`, "seconds": `T\d\d:\d\d:\d\dZ`, "ticks": `T\d\d:\d\d:\d\d\.\d{7}Z`,
		"noZone": `T\d\d:\d\d:\d\d`, "noZoneMillis": `T\d\d:\d\d:\d\d\.\d{3}`,
	} {
		a := start(t, sandbox.Options{Seed: 7, Reviews: 60, Switches: sandbox.Switches{Dates: form}})
		a.replyTo(a.unansweredID(), `"createdAt":"2026-01-01T00:00:00.000Z"`)
		body := a.private(a.list("perPage=100")).body
		dates := regexp.MustCompile(`[{,]"(createdAt|updatedAt|experiencedAt|created|submittedAt)":"([^"]*)"`).FindAllStringSubmatch(body, -1)
		if len(dates) < 100 {
			t.Fatalf("%q: %d dates", form, len(dates))
		}
		for _, d := range dates {
			if !regexp.MustCompile(`^\d{4}-\d\d-\d\d` + want + `$`).MatchString(d[2]) {
				t.Fatalf("%q: %s is %s", form, d[1], d[2])
			}
		}
		if !strings.Contains(body, `\"createdAt\":\"2026-01-01T00:00:00.000Z\"`) {
			t.Errorf("%q: a text was rewritten", form)
		}
	}
}

// unansweredID is the id of an unanswered review, whatever the dates look like.
func (a api) unansweredID() string {
	return a.text(a.private(a.list("responded=false&perPage=1")), "reviews.0.id")
}

func TestTheListReadsItsParametersAsSwitched(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	all := a.all("perPage=100")
	at := all[100].CreatedAt.Format("2006-01-02T15:04:05.999Z")
	same := count(all, func(r review) bool { return r.CreatedAt.Equal(all[100].CreatedAt) })
	from, to := len(a.all("perPage=100&startDateTime="+at)), len(a.all("perPage=100&endDateTime="+at))
	a.turn(`{"startExclusive":true,"endInclusive":true}`)
	if x, y := len(a.all("perPage=100&startDateTime="+at)), len(a.all("perPage=100&endDateTime="+at)); x != from-same || y != to+same {
		t.Errorf("%d and %d reviews, were %d and %d", x, y, from, to)
	}
	name := all[slices.IndexFunc(all, func(r review) bool { return len(r.Consumer.DisplayName) > 8 })].Consumer.DisplayName
	a.turn(`{"usernameExact":true}`)
	if len(a.all("username="+url.QueryEscape(strings.ToUpper(name)))) == 0 || len(a.all("username="+url.QueryEscape(name[:6]))) != 0 {
		t.Errorf("usernameExact does not compare %q whole", name)
	}
	if len(a.all("referenceId=AO-1")) != 0 {
		t.Error("a part of a reference is found by default")
	}
	a.turn(`{"referencePart":true}`)
	if got := a.all("perPage=100&referenceId=AO-1"); len(got) != count(all, func(r review) bool { return r.ReferenceID != nil && strings.HasPrefix(*r.ReferenceID, "AO-1") }) || len(got) == 0 {
		t.Errorf("%d reviews with a part of the reference", len(got))
	}
	a.turn(`{"bareNextPage":true}`)
	if href := a.page("stars=5&perPage=7&orderBy=stars.asc").Links[0].Href; !strings.HasSuffix(href, "/reviews?page=2&perPage=7") {
		t.Errorf("the link is %s", href)
	}
	a.turn(`{"beyondCapEmpty":true}`)
	a.want(a.private(a.list("perPage=100&page=1001")), 200, "reviews.#", 0)
}

func TestStatusesAndWordsOfWritesAsSwitched(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7, Switches: sandbox.Switches{WriteStatus: 201, MissingAuthorIs403: true, PendingStatus: "Awaiting", ForeignIs404: true, PartnerDenied: true, PrivateConversations: true}})
	id := a.unanswered()
	a.want(a.replyTo(id, "x"), 201)
	a.want(a.send("POST", "/private/reviews/"+id+"/reply", `{"message":"x"}`), 403)
	a.want(a.private("/private/business-units/"+strings.Repeat("f", 24)+"/reviews"), 404, "errorCode", 1009)
	a.want(a.private("/private/partners/"+a.PartnerID+"/check/"+a.BusinessUnitID), 200)
	all := a.all("perPage=100")
	ask := all[slices.IndexFunc(all, func(r review) bool { return r.FindReviewer.IsEligible && r.Stars <= 3 })].ID
	a.want(a.send("POST", "/private/reviews/"+ask+"/find-reviewer", `{"message":null}`), 201)
	if got := a.one(ask).FindReviewer.Requests[0].Status; got != "Awaiting" {
		t.Errorf("the request is %s", got)
	}
	talk := a.text(a.call("POST", "/private/product-reviews/"+a.silent()+"/create-conversation", "", a.bearer(), a.acting()), "conversationId")
	a.want(a.public("/conversations/"+talk), 404)
	a.turn(`{"noUpdatedAt":true}`)
	a.replyTo(id, "y")
	if got := a.one(id).CompanyReply; got.Text != "y" || got.UpdatedAt != nil {
		t.Errorf("the reply is %+v", got)
	}
}

func TestTheRateLimitRefusesWithRetryAfterAsSwitched(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Now: c.now, Switches: sandbox.Switches{RateLimit: sandbox.Rate{Calls: 2, Seconds: 60}}})
	unit := a.unit("")
	a.want(a.public(unit), 200)
	a.want(a.call("GET", unit, ""), 401) // a call without credentials does not count
	c.set(noon.Add(10 * time.Second))
	a.want(a.private("/private"+unit), 200)
	c.set(noon.Add(20500 * time.Millisecond))
	for retry, want := range map[string]string{"": "40", "seconds": "40", "date": noon.Add(20500*time.Millisecond + 40*time.Second).Format(http.TimeFormat), "none": ""} {
		a.turn(`{"retryAfter":"` + retry + `"}`)
		r := a.public(unit)
		a.want(r, 429, "fault.detail.errorcode", "policies.ratelimit.QuotaViolation")
		if got := r.header.Get("Retry-After"); got != want {
			t.Errorf("%q: Retry-After %q, want %q", retry, got, want)
		}
	}
	c.set(noon.Add(60 * time.Second))
	a.want(a.public(unit), 200)
	a.want(a.public(unit), 429)
	a.turn(`{"rateLimit":{"calls":0}}`)
	a.want(a.public(unit), 200)
}

func TestSwitchesComeFromAScenarioTooAndAreShown(t *testing.T) {
	a := start(t, sandbox.Options{Scenario: file(t, `{"reviews":[],"switches":{"secondReply":"409"}}`), Switches: sandbox.Switches{Dates: "noZone"}})
	a.want(a.control("GET", "switches", ""), 200, "secondReply", "409", "dates", "noZone", "readLagSeconds", 0)
	for _, bad := range []string{`{"secondReply":"maybe"}`, `{"nosuch":1}`, `{"readLagSeconds":601}`, `{"readLagSeconds":-1}`, `{"writeStatus":500}`, `{"dates":"x"}`, `{"retryAfter":"x"}`, `{"replyText":["x"]}`, `{"rateLimit":{"calls":-1}}`, `[]`} {
		a.want(a.turn(bad), 400, "errorCode", 1001)
	}
	a.want(a.control("GET", "switches", ""), 200, "secondReply", "409")
	a.want(a.call("GET", a.AuthURL+"/_sandbox/switches", ""), 403)
}

func TestBadSwitchesAtTheStartAreAnError(t *testing.T) {
	for _, o := range []sandbox.Options{{Switches: sandbox.Switches{SecondReply: "x"}}, {Scenario: file(t, `{"reviews":[],"switches":{"dates":7}}`)}} {
		if s, err := sandbox.Start(context.Background(), o); err == nil {
			_ = s.Close()
			t.Errorf("%+v was taken", o)
		}
	}
}

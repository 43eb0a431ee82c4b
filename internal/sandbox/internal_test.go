package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func serverFor(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// ask gives a request to the handler without a network.
func (s *Server) ask(method, target, body string) *httptest.ResponseRecorder {
	r := &http.Request{Method: method, URL: &url.URL{}, Header: http.Header{}, Body: http.NoBody}
	r.URL.Path, r.URL.RawQuery, _ = strings.Cut(target, "?")
	if body != "" {
		r = httptest.NewRequest(method, "/", strings.NewReader(body))
		r.URL.Path, r.URL.RawQuery, _ = strings.Cut(target, "?")
		r.Header.Set("Content-Type", "application/json")
	}
	r.Host = strings.TrimPrefix(s.info.AuthURL, "http://")
	r.Header.Set("Authorization", "Bearer "+s.info.ClientToken)
	r.Header.Set("apikey", s.info.APIKey)
	w := httptest.NewRecorder()
	s.handler().ServeHTTP(w, r)
	return w
}

func TestAWriteThatCannotBeJournaledIsNotCommitted(t *testing.T) {
	s := serverFor(t, Options{Journal: filepath.Join(t.TempDir(), "journal")})
	if err := s.journal.file.Close(); err != nil {
		t.Fatal(err)
	}
	path := "/v1/private/reviews/" + s.data.id(0)
	before := s.ask("GET", path, "").Body.String()
	w := s.ask("POST", path+"/reply", `{"message":"x","authorBusinessUserId":"`+s.info.BusinessUserID+`"}`)
	if w.Code != 500 || s.ask("GET", path, "").Body.String() != before {
		t.Errorf("status %d", w.Code)
	}
	s.journal = nil
}

func FuzzTheListQueryIsReadOrRefused(f *testing.F) {
	for _, q := range []string{
		"stars=1,2&stars=3", "page=1&perPage=100", "page=99999999999999999999", "startDateTime=0000-01-01&endDateTime=9999-12-31T23:59:59.9999999Z",
		"tagGroup=a&tagValue=b&ignoreTagValueCase=TRUE", "orderBy=stars.asc&username=%C3%A5&language=da,en", "%", "a=%zz", "referralEmail=@&referenceId=AO-",
		"referralEmail=99999999999999999999@x", "internalLocationId=00000000-0000-0000-0000-000000000000", "findReviewer=contacted&source=Organic",
	} {
		f.Add(q)
	}
	s := serverFor(f, Options{Seed: 7, Reviews: 60})
	path := "/v1/private/business-units/" + s.unit.ID + "/reviews?"
	f.Fuzz(func(t *testing.T, raw string) {
		w := s.ask("GET", path+raw, "")
		var page struct {
			Reviews   []json.RawMessage
			ErrorCode int
		}
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		if w.Code != 200 && (w.Code != 400 || page.ErrorCode != codeInvalid) || len(page.Reviews) > 100 {
			t.Errorf("%q: status %d, %d reviews", raw, w.Code, len(page.Reviews))
		}
	})
}

func FuzzTheRouterAnswersAnything(f *testing.F) {
	f.Add("GET", "/v1/private/reviews/x", "")
	f.Add("POST", "/v1/private/reviews/68e7780087b0579ce094b18c/reply", `{"message":"x"}`)
	f.Add("PUT", "/v1/private/reviews/a/tags", `{"tags":null}`)
	f.Add("DELETE", "/v1/private/reviews/a/tags?group=%00&value=;", "")
	f.Add("GET", "/v1/reviews/deletions?nextToken=LTE&limit=1&startDate=2026-01-01", "")
	f.Add("GET", "/v1/consumers/x/web-links?locale=en-US", "")
	f.Add("POST", "/v1/consumers/profile/bulk", `{"consumerIds":["x",""]}`)
	f.Add("GET", "/reviews/../_sandbox/faults", "")
	f.Add("CONNECT", "//", "x")
	for _, target := range []string{
		"/v1/business-units/61e0a7c45d3b2f0001c9d8e7/all-reviews?pageToken=MS4x", "/v1/reviews/latest?language=da&count=100", "/v1/business-units/all?cursor=eA&country=DK,",
		"/v1/categories/sports/business-units?perPage=0", "/v1/resources/strings/stars/4.5?locale=ja-JP", "/v1/resources/images/stars/1e1", "/v1/resources/metadata/locales?translationLocale=x",
		"/v1/private/product-reviews/business-units/61e0a7c45d3b2f0001c9d8e7/reviews?sku=a,b&state=published", "/v1/private/conversations/x/comments/y", "/v1/conversations/%2f",
		"/v1/private/partners/x/check/y", "/invitations/v1/private/business-units/61e0a7c45d3b2f0001c9d8e7/templates", "/_sandbox/events", "/app/reviews/x", "/?client_id=x&redirect_uri=%",
	} {
		f.Add("GET", target, "")
	}
	f.Add("POST", "/invitations/v1/private/business-units/61e0a7c45d3b2f0001c9d8e7/email-invitations", `{"consumerEmail":"a@b.example","productReviewInvitation":{"products":[7]}}`)
	f.Add("POST", "/invitations/v1/private/business-units/61e0a7c45d3b2f0001c9d8e7/invitation-data/delete", `{"deleteOlderThan":"2026"}`)
	f.Add("POST", "/v1/consumers/profile/displayname/create", `{"displayName":"\u0000"}`)
	f.Add("GET", "", "")
	s := serverFor(f, Options{Seed: 7, Reviews: 20})
	f.Fuzz(func(t *testing.T, method, target, body string) {
		if strings.ContainsAny(method, " \r\n\t") || method == "" || !isToken(method) {
			return // net/http lets no such request through
		}
		w := s.ask(method, target, body)
		switch {
		case w.Code < 200 || w.Code > 499:
			t.Errorf("%s %q: status %d", method, target, w.Code)
		case w.Code >= 400 && w.Header().Get("Content-Type") == kindJSON && !json.Valid(w.Body.Bytes()):
			t.Errorf("%s %q: %q is no JSON", method, target, w.Body)
		}
	})
}

func FuzzTheControlsTakeOrRefuseAnyBody(f *testing.F) {
	for _, body := range []string{
		`{"fault":"status","status":429,"form":"spike","count":-1,"percent":50,"seed":9,"match":{"path":"(a|b)*$","query":"x"}}`, `{"fault":"tls","form":"cut"}`, `{"fault":"cut-body","bytes":-1}`,
		`{"event":"created","count":3,"everySeconds":1e300}`, `{"event":"created","review":{"id":"x","stars":"five","createdAt":7,"consumer":[],"tags":{}}}`, `{"events":[{"event":"edited","reviewId":"x"}]}`,
		`{"event":"limited","seconds":9223372036854775807}`, `{"secondReply":"409","readLagSeconds":600}`, `{"replyText":["nfc"],"rateLimit":{"calls":1,"seconds":1}}`, `{`, `null`, `[]`, `{"events":null}`,
	} {
		for _, at := range []string{"faults", "events", "switches"} {
			f.Add(at, body)
		}
	}
	f.Fuzz(func(t *testing.T, at, body string) {
		if at != "faults" && at != "events" && at != "switches" {
			return
		}
		s := serverFor(t, Options{Seed: 7, Reviews: 3})
		w := s.askControl("POST", "/_sandbox/"+at, body)
		if w.Code != 200 && w.Code != 201 && w.Code != 400 && w.Code != 415 || w.Code == 400 && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %q: status %d, %s", at, body, w.Code, w.Body)
		}
		if w := s.askControl("GET", "/_sandbox/"+at, ""); w.Code != 200 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s afterwards: status %d, %s", at, w.Code, w.Body)
		}
		s.askControl("DELETE", "/_sandbox/faults", "")
		if w := s.ask("GET", "/v1/private/business-units/"+s.unit.ID+"/reviews", ""); w.Code != 200 && w.Code != 429 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("the list after %s %q: status %d, %s", at, body, w.Code, w.Body)
		}
		_ = s.Close()
	})
}

// askControl gives a request with the control key to the handler.
func (s *Server) askControl(method, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = strings.TrimPrefix(s.info.AuthURL, "http://")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Sandbox-Key", s.control)
	w := httptest.NewRecorder()
	s.handler().ServeHTTP(w, r)
	return w
}

func FuzzShownTextHidesNothingAndIsStable(f *testing.F) {
	for _, s := range []string{"", "a\r\nb", "\x1b[2J", "\u202eabc", "e\u0301\u0301", "\xff", "\U000E0041", "\u200d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := shownText(s)
		if shownText(got) != got || !utf8.ValidString(got) {
			t.Errorf("%q is shown as %q and then as %q", s, got, shownText(got))
		}
		for _, r := range got {
			if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("%q is shown with %U", s, r)
			}
		}
		if name := shownName(s); strings.TrimSpace(name) == "" {
			t.Errorf("%q is no name to see", s)
		}
	})
}

// isToken reports whether a method is one that HTTP knows the letters of.
func isToken(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r) }) < 0
}

func TestDatesAreReadInEveryFormatOfTheContract(t *testing.T) {
	want := time.Date(2013, 9, 7, 13, 37, 0, 0, time.UTC)
	for s, d := range map[string]time.Duration{
		"2013-09-07T13:37:00": 0, "2013-09-07T13:37:00Z": 0, "2013-09-07T15:37:00+02:00": 0, "2013-09-07T13:37:00.1": 100 * time.Millisecond,
		"2013-09-07T13:37:00.1234567": 123456700, "2013-09-07T13:37:00.123Z": 123 * time.Millisecond, "2013-09-07": -13*time.Hour - 37*time.Minute,
	} {
		if got, err := parseTime(s); err != nil || !got.Equal(want.Add(d)) {
			t.Errorf("%s is read as %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "null", "2013-13-01", "07/09/2013", "2013-09-07T25:00:00"} {
		if got, err := parseTime(s); err == nil {
			t.Errorf("%q is read as %v", s, got)
		}
	}
}

package auth

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestEachGrantSendsWhatTrustpilotWants(t *testing.T) {
	s := newTokenServer(t)
	app, ctx := s.app(), t.Context()
	app.PKCE = true
	if _, err := app.ClientCredentials(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Password(ctx, "anna@shop.example", "pass word&1"); err != nil {
		t.Fatal(err)
	}
	tokens, err := app.Exchange(ctx, "the+code", "the-verifier")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Refresh(ctx, tokens.Refresh.Reveal()); err != nil {
		t.Fatal(err)
	}
	if err := app.Revoke(ctx, "tpr-x"); err != nil {
		t.Fatal(err)
	}
	want := []map[string]string{
		{"path": "/v1" + tokenPath, "grant_type": "client_credentials"},
		{"path": "/v1" + tokenPath, "grant_type": "password", "username": "anna@shop.example", "password": "pass word&1"},
		{"path": "/v1" + tokenPath, "grant_type": "authorization_code", "code": "the+code", "redirect_uri": "https://shop.example/cb", "code_verifier": "the-verifier"},
		{"path": "/v1" + refreshPath, "grant_type": "refresh_token", "refresh_token": tokens.Refresh.Reveal()},
		{"path": "/v1" + revokePath, "token": "tpr-x"},
	}
	if fmt.Sprint(s.forms) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", s.forms, want)
	}
}

func TestTheSignInPageIsAskedForACode(t *testing.T) {
	app := App{Key: secret.New("tpk-1"), AuthURL: "https://authenticate.trustpilot.com", RedirectURI: "https://shop.example/cb?a=b"}
	got := app.AuthCodeURL("st&te", "verifier")
	if want := "https://authenticate.trustpilot.com?client_id=tpk-1&redirect_uri=https%3A%2F%2Fshop.example%2Fcb%3Fa%3Db&response_type=code&state=st%26te"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	app.PKCE = true
	u, err := url.Parse(app.AuthCodeURL("s", "verifier"))
	if err != nil || u.Query().Get("code_challenge_method") != "S256" || len(u.Query().Get("code_challenge")) != 43 || strings.Contains(u.String(), "verifier") {
		t.Errorf("got %v, %v", u, err)
	}
}

func TestEveryKnownTokenAnswerIsRead(t *testing.T) {
	samples := readSamples(t, "testdata/oauth_token.json")
	for name, expires := range map[string]time.Duration{
		"authorization_code_or_password": 100 * time.Hour, "refresh": 100 * time.Hour, "legacy_documented_shape": 359_999 * time.Second,
		"client_credentials": 100 * time.Hour, "password_2022_shape_with_extras": 359_999 * time.Second,
	} {
		got, err := parseTokens(samples[name], noon)
		if err != nil || got.Access.IsZero() || !got.Expires.Equal(noon.Add(expires)) || got.Issued.Year() != 2024 {
			t.Errorf("%s: %v, expires %v, issued %v", name, err, got.Expires, got.Issued)
		}
		if got.Refresh.IsZero() != (name == "client_credentials") {
			t.Errorf("%s: refresh token %v", name, !got.Refresh.IsZero())
		}
	}
	got, _ := parseTokens(samples["password_2022_shape_with_extras"], noon)
	if got.User != "60aa11bb22cc33dd44ee55ff" || !got.RefreshExpires.Equal(noon.Add(7_779_999*time.Second)) {
		t.Errorf("got user %q, refresh until %v", got.User, got.RefreshExpires)
	}
}

func TestNumbersInATokenAnswerMayBeAnything(t *testing.T) {
	for raw, want := range map[string]time.Time{
		`360000`: noon.Add(100 * time.Hour), `"360000"`: noon.Add(100 * time.Hour), `" 60 "`: noon.Add(time.Minute), `1.5`: noon.Add(1500 * time.Millisecond),
		`0`: {}, `-1`: {}, `null`: {}, `"soon"`: {}, `{}`: {}, `[1]`: {}, `"NaN"`: {}, `"Inf"`: {}, `1e999`: {},
		`1e300`: noon.Add(longest), `"99999999999999"`: noon.Add(longest),
	} {
		got, err := parseTokens([]byte(`{"access_token":"a","expires_in":`+raw+`}`), noon)
		if err != nil || !got.Expires.Equal(want) {
			t.Errorf("%s: %v, %v", raw, got.Expires, err)
		}
	}
}

func TestAnAnswerWithoutAUsableTokenIsRefusedWithoutQuotingIt(t *testing.T) {
	for _, body := range []string{
		``, `null`, `[]`, `"CANARY"`, `{`, `{"access_token":""}`, `{"Access_Token":"CANARY"}`, `{"access_token":["CANARY"]}`, `{"access_token":"CANARY\r\nX: 1"}`,
		`{"access_token":"CANARY x"}`, `{"access_token":"a","refresh_token":"CANARY\u0000"}`, `<html>CANARY</html>`, `{"access_token":"CANARYü"}`,
	} {
		_, err := parseTokens([]byte(body), noon)
		if err == nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestEveryShapeOfErrorIsUnderstood(t *testing.T) {
	samples := readSamples(t, "testdata/oauth_error.json")
	for name, want := range map[string]Error{
		"gateway_401_bad_access_token": {Code: "oauth.v2.InvalidAccessToken", Description: "Invalid access token"},
		"gateway_429":                  {Code: "policies.ratelimit.QuotaViolation", Description: "Rate limit quota violation. Quota limit exceeded."},
		"token_400_dotnet_style":       {Code: "invalid_request", Description: "The refresh token is invalid"},
		"token_400_oauth_style":        {Code: "invalid_grant", Description: "Invalid refresh token"},
		"api_404":                      {Code: "1009", Description: "The requested resource could not be found: Review not found"},
	} {
		want.Status, want.RetryAfter = 400, 7*time.Second
		response := &http.Response{StatusCode: 400, Header: http.Header{"Retry-After": {"7"}}}
		if got := parseError(response, samples[name], noon, nil); *got != want {
			t.Errorf("%s: got %+v", name, *got)
		}
	}
}

func TestOfAnythingElseOnlyTheStatusIsKept(t *testing.T) {
	for _, body := range []string{"", "<html><h1>Sign in to WiFi</h1>", "[1,2]", `{"error":{}}`, `{"fault":null}`, `{"fault":"x"}`} {
		got := parseError(&http.Response{StatusCode: 502}, []byte(body), noon, nil)
		if got.Status != 502 || got.Code != "" || strings.Contains(got.Error(), "WiFi") || !got.Temporary() {
			t.Errorf("%q: %v", body, got)
		}
	}
}

func TestAnErrorShowsNoSecretAndNoControlCharacter(t *testing.T) {
	s := newTokenServer(t)
	app := s.app()
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		_ = r.ParseForm()
		words, _ := json.Marshal("\x1b[2J" + r.PostForm.Encode() + "\u202e" + r.PostForm.Get("refresh_token") + r.Header.Get("Authorization") + testSecret + strings.Repeat("x", 500))
		refuse(w, 400, `{"error":"invalid_grant","error_description":`+string(words)+`}`)
		return true
	}
	_, err := app.Refresh(t.Context(), "tpr/CANARY+1")
	if err == nil || strings.Contains(err.Error(), "CANARY") || strings.ContainsAny(err.Error(), "\x1b\u202e") || len(err.Error()) > 1000 {
		t.Errorf("got %q", err)
	}
	if basic := "dHBrLUNBTkFSWS1rZXk6"; strings.Contains(err.Error(), basic) {
		t.Error("the error shows the Authorization header")
	}
	if shown := fmt.Sprintf("%v %+v %#v", app, app, app); strings.Contains(shown, "CANARY") {
		t.Errorf("the App shows %s", shown)
	}
}

func TestRetryAfterIsBelievedWithinReason(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, "-1": 0, "junk": 0, "1000000000": maxRetryAfter, "99999999999999999999": 0,
		noon.Add(time.Minute).Format(http.TimeFormat): time.Minute, noon.Add(-time.Hour).Format(http.TimeFormat): 0, noon.AddDate(5, 0, 0).Format(http.TimeFormat): maxRetryAfter,
	} {
		if got := retryAfter(value, noon); got != want {
			t.Errorf("%q: %s", value, got)
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	other := newTokenServer(t)
	for _, status := range []int{301, 302, 303, 307, 308} {
		s := newTokenServer(t)
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, other.URL+"/v1"+tokenPath, status)
			return true
		}
		app := s.app()
		app.Client = &http.Client{} // a careless one
		_, err := app.ClientCredentials(t.Context())
		if said := (*Error)(nil); !errors.As(err, &said) || said.Status != status || !strings.Contains(said.Description, "redirect") {
			t.Errorf("%d: %v", status, err)
		}
	}
	if _, minted := other.counted(); minted != 0 || len(other.forms) != 0 {
		t.Error("the secret went to the other server")
	}
}

func TestAnAnswerThatIsHugeOrCutIsRefused(t *testing.T) {
	for name, body := range map[string]func(w http.ResponseWriter){
		"larger than 1 MB": func(w http.ResponseWriter) {
			_, _ = w.Write([]byte(`{"access_token":"` + strings.Repeat("a", maxReply) + `"}`))
		},
		"larger than": bomb,
		"broke off": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(`{"access_token":"a"}`))
		},
	} {
		s := newTokenServer(t)
		s.before = func(w http.ResponseWriter, _ *http.Request) bool { body(w); return true }
		if _, err := s.app().ClientCredentials(t.Context()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// endless is an answer that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAnAnswerWithoutAnEndIsGivenUp(t *testing.T) {
	if _, err := readReply(endless{}); err == nil || !strings.Contains(err.Error(), "1 MB") {
		t.Errorf("got %v", err)
	}
}

// bomb is small on the wire and large unpacked.
func bomb(w http.ResponseWriter) {
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	defer z.Close()
	for range 4 {
		_, _ = z.Write(make([]byte, maxReply))
	}
}

func TestTheOrdinaryTokenHoldsNoLineForReuse(t *testing.T) {
	s := newTokenServer(t)
	app := s.app()
	closed := 0
	s.before = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Close {
			closed++
		}
		return false
	}
	for range 2 {
		if _, err := app.ClientCredentials(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if closed != 2 {
		t.Errorf("%d of 2 requests close their connection", closed)
	}
}

func readSamples(t *testing.T, path string) map[string]json.RawMessage {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var samples map[string]json.RawMessage
	if err := json.Unmarshal(data, &samples); err != nil {
		t.Fatal(err)
	}
	return samples
}

func FuzzTokenResponse(f *testing.F) {
	f.Add([]byte(`{"access_token":"a","refresh_token":"b","expires_in":"360000","issued_at":"1721900000123","app_enduser":"60aa"}`))
	f.Add([]byte(`{"access_token":1,"expires_in":-1e999}`))
	f.Add([]byte("{\"access_token\":\"\\u0000\"}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := parseTokens(body, noon)
		if err != nil {
			return
		}
		token := got.Access.Reveal()
		if token == "" || strings.ContainsFunc(token+got.Refresh.Reveal(), func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Fatalf("token %q", token)
		}
		if !got.Expires.IsZero() && (got.Expires.Before(noon) || got.Expires.After(noon.Add(longest))) {
			t.Fatalf("expires %v", got.Expires)
		}
	})
}

func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{`{"error":"invalid_grant"}`, `{"fault":{"faultstring":"x","detail":{"errorcode":"y"}}}`, `{"ErrorCode":1,"Error":"z"}`, `{"message":"m","details":"d","errorCode":7}`, "<html>"} {
		f.Add([]byte(seed), "1")
	}
	f.Fuzz(func(t *testing.T, body []byte, after string) {
		response := &http.Response{StatusCode: 400, Header: http.Header{"Retry-After": {after}}}
		got := parseError(response, append(body, "tps-CANARY"...), noon, []string{"tps-CANARY"})
		if strings.Contains(got.Error(), "tps-CANARY") || got.Error() != clean(got.Error()) && len(got.Error()) < 200 || got.RetryAfter < 0 || got.RetryAfter > maxRetryAfter {
			t.Fatalf("%q %s", got, got.RetryAfter)
		}
	})
}

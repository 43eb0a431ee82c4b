package sandbox_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// tokens decodes a token reply, whose values are all strings.
func tokens(t *testing.T, r reply) map[string]string {
	t.Helper()
	var m map[string]string
	if r.status != 200 {
		t.Fatalf("status %d, %s", r.status, r.body)
	}
	r.as(t, &m)
	return m
}

func wantOAuthError(t *testing.T, r reply, status int, code string) {
	t.Helper()
	var e struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	r.as(t, &e)
	if r.status != status || e.Error != code || e.Description == "" {
		t.Errorf("status %d, %s, want %d %s", r.status, r.body, status, code)
	}
}

func (a api) works(token string) bool {
	a.Helper()
	return a.call("GET", a.list(""), "", "Authorization: Bearer "+token).status == 200
}

func (a api) signedIn() map[string]string {
	a.Helper()
	return tokens(a.T, a.tokenCall("accesstoken", url.Values{"grant_type": {"password"}, "username": {a.Username}, "password": {a.Password}}))
}

func TestClientCredentialsGiveNoRefreshToken(t *testing.T) {
	a := start(t, sandbox.Options{})
	m := tokens(t, a.tokenCall("accesstoken", url.Values{"grant_type": {"client_credentials"}}))
	if _, has := m["refresh_token"]; has || m["client_id"] != a.APIKey || m["token_type"] != "BearerToken" || m["expires_in"] != "360000" || !a.works(m["access_token"]) {
		t.Errorf("got %v", m)
	}
}

func TestThePasswordGrantGivesAPairOfStrings(t *testing.T) {
	a := start(t, sandbox.Options{})
	m := a.signedIn()
	for k, want := range map[string]string{
		"token_type": "BearerToken", "expires_in": "360000", "refresh_token_expires_in": "7776000", "refresh_token_status": "approved",
		"app_enduser": a.BusinessUserID, "client_id": a.APIKey, "issued_at": "1773144030", "refresh_token_issued_at": "1773144030",
	} {
		if m[k] != want {
			t.Errorf("%s is %q, want %q", k, m[k], want)
		}
	}
	if !strings.HasPrefix(m["access_token"], "tpa-") || !strings.HasPrefix(m["refresh_token"], "tpr-") || !a.works(m["access_token"]) {
		t.Errorf("tokens are %v", m)
	}
	wantOAuthError(t, a.tokenCall("accesstoken", url.Values{"grant_type": {"password"}, "username": {a.Username}, "password": {"no"}}), 400, "invalid_grant")
}

func TestRefreshTokensRotateOnBothPathsAndTheFamilyLives(t *testing.T) {
	for _, path := range []string{"refresh", "accesstoken"} {
		t.Run(path, func(t *testing.T) {
			a := start(t, sandbox.Options{})
			first := a.signedIn()
			form := func(m map[string]string) url.Values {
				return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {m["refresh_token"]}}
			}
			second := tokens(t, a.tokenCall(path, form(first)))
			if second["refresh_token"] == first["refresh_token"] || second["access_token"] == first["access_token"] {
				t.Error("the tokens did not change")
			}
			if _, has := second["app_enduser"]; has {
				t.Error("only the first token names the user")
			}
			wantOAuthError(t, a.tokenCall(path, form(first)), 400, "invalid_grant")
			if !a.works(first["access_token"]) || !a.works(second["access_token"]) {
				t.Error("an access token died with the refresh")
			}
			tokens(t, a.tokenCall(path, form(second)))
		})
	}
}

func TestARefreshTokenEndsAfter90Days(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Now: c.now})
	m := a.signedIn()
	c.set(noon.Add(90 * 24 * time.Hour))
	wantOAuthError(t, a.tokenCall("refresh", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {m["refresh_token"]}}), 400, "invalid_grant")
}

func TestSigningInAgainLeavesOtherPairsAlive(t *testing.T) {
	a := start(t, sandbox.Options{})
	first, second := a.signedIn(), a.signedIn()
	if !a.works(first["access_token"]) || !a.works(second["access_token"]) {
		t.Error("a pair died")
	}
}

func TestRevokingEitherTokenKillsThePairOnly(t *testing.T) {
	for _, which := range []string{"access_token", "refresh_token"} {
		a := start(t, sandbox.Options{})
		m, other := a.signedIn(), a.signedIn()
		for range 2 { // a second time is answered alike
			if r := a.tokenCall("revoke", url.Values{"token": {m[which]}}); r.status != 200 || r.body != "" {
				t.Errorf("status %d, %q", r.status, r.body)
			}
		}
		if a.works(m["access_token"]) || !a.works(other["access_token"]) {
			t.Errorf("%s: the wrong tokens live", which)
		}
		wantOAuthError(t, a.tokenCall("refresh", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {m["refresh_token"]}}), 400, "invalid_grant")
	}
}

func TestRevokeNeedsNoCredentialsButRefusesWrongOnes(t *testing.T) {
	a := start(t, sandbox.Options{})
	m := a.signedIn()
	address := "/oauth/oauth-business-users-for-applications/revoke"
	form := "Content-Type: application/x-www-form-urlencoded"
	if r := a.call("POST", address, "token="+m["access_token"], form, "Authorization: Basic eDp5"); r.status != 401 {
		t.Errorf("wrong credentials: status %d", r.status)
	}
	if r := a.call("POST", address, "token="+m["access_token"], form); r.status != 200 || a.works(m["access_token"]) {
		t.Errorf("no credentials: status %d", r.status)
	}
}

func TestClientCredentialsAreTakenInEachWayInUse(t *testing.T) {
	a := start(t, sandbox.Options{})
	basic := func(key, secret string) string {
		return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(key+":"+secret))
	}
	encoded := strings.ReplaceAll(a.APIKey, "-", "%2D")
	for name, c := range map[string]struct {
		body   string
		header string
		status int
	}{
		"raw":               {"grant_type=client_credentials", basic(a.APIKey, a.APISecret), 200},
		"URL-encoded":       {"grant_type=client_credentials", basic(encoded, strings.ReplaceAll(a.APISecret, "-", "%2D")), 200},
		"in the form":       {"client_secret=" + a.APISecret + "&grant_type=client_credentials&client_id=" + a.APIKey, "x: y", 200},
		"wrong secret":      {"grant_type=client_credentials", basic(a.APIKey, "tps-x"), 401},
		"none":              {"grant_type=client_credentials", "x: y", 401},
		"wrong in the form": {"client_secret=x&grant_type=client_credentials&client_id=" + a.APIKey, "x: y", 401},
	} {
		r := a.call("POST", "/oauth/oauth-business-users-for-applications/accesstoken", c.body, c.header, "Content-Type: application/x-www-form-urlencoded; charset=utf-8")
		if r.status != c.status {
			t.Errorf("%s: status %d, %s", name, r.status, r.body)
		}
	}
}

func TestATokenCallThatCannotBeReadGetsTheOldShape(t *testing.T) {
	a := start(t, sandbox.Options{})
	for _, r := range []reply{a.tokenCall("accesstoken", url.Values{}), a.tokenCall("refresh", url.Values{"grant_type": {"refresh_token"}})} {
		var e struct{ ErrorCode, Error string }
		r.as(t, &e)
		if r.status != 400 || e.ErrorCode != "invalid_request" || e.Error == "" {
			t.Errorf("status %d, %s", r.status, r.body)
		}
	}
	wantOAuthError(t, a.tokenCall("accesstoken", url.Values{"grant_type": {"magic"}}), 400, "unsupported_grant_type")
	if r := a.call("POST", "/oauth/oauth-business-users-for-applications/accesstoken", `{}`, "Content-Type: application/json"); r.status != 415 {
		t.Errorf("JSON: status %d", r.status)
	}
}

// signIn goes through the page as a browser does, with nothing but net/http.
func (a api) signIn(q url.Values, fill map[string]string) reply {
	a.Helper()
	r := a.call("GET", a.AuthURL+"/?"+q.Encode(), "")
	if r.status != 200 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		a.Fatalf("page: status %d, %s", r.status, r.body)
	}
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="\w+" name="(\w+)"(?: value="([^"]*)")?`).FindAllStringSubmatch(r.body, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, field := range []string{"username", "password"} {
		if !form.Has(field) {
			a.Fatalf("the form has no field %s", field)
		}
	}
	for k, v := range fill {
		form.Set(k, v)
	}
	action := regexp.MustCompile(`action="([^"]+)"`).FindStringSubmatch(r.body)[1]
	return a.call("POST", a.AuthURL+action, form.Encode(), "Content-Type: application/x-www-form-urlencoded")
}

func (a api) asking(redirect string) url.Values {
	return url.Values{"client_id": {a.APIKey}, "redirect_uri": {redirect}, "response_type": {"code"}}
}

func (a api) right() map[string]string {
	return map[string]string{"username": strings.ToUpper(a.Username), "password": a.Password}
}

// landed reads where the browser was sent.
func landed(t *testing.T, r reply, at string) url.Values {
	t.Helper()
	u, err := url.Parse(r.header.Get("Location"))
	if r.status != http.StatusFound || err != nil || !strings.HasPrefix(u.String(), at) {
		t.Fatalf("status %d, Location %q", r.status, r.header.Get("Location"))
	}
	return u.Query()
}

func TestTheCodeFlowEndsInATokenOfTheUser(t *testing.T) {
	a := start(t, sandbox.Options{})
	for _, redirect := range []string{"http://127.0.0.1:5/callback", "http://localhost:8080", "http://[::1]:1/x?a=b", "https://desk.example/back"} {
		q := a.asking(redirect)
		q.Set("state", `a b&c="<é>`)
		got := landed(t, a.signIn(q, a.right()), strings.TrimSuffix(redirect, "?a=b"))
		if got.Get("state") != `a b&c="<é>` || strings.Contains(redirect, "a=b") != (got.Get("a") == "b") {
			t.Errorf("%s: landed with %v", redirect, got)
		}
		form := url.Values{"grant_type": {"authorization_code"}, "code": {got.Get("code")}, "redirect_uri": {redirect}}
		m := tokens(t, a.tokenCall("accesstoken", form))
		if m["app_enduser"] != a.BusinessUserID || m["refresh_token"] == "" || !a.works(m["access_token"]) {
			t.Errorf("%s: got %v", redirect, m)
		}
		wantOAuthError(t, a.tokenCall("accesstoken", form), 400, "invalid_grant")
	}
}

func TestWithoutAStateNoneComesBack(t *testing.T) {
	a := start(t, sandbox.Options{})
	if got := landed(t, a.signIn(a.asking("https://desk.example"), a.right()), "https://desk.example"); got.Has("state") {
		t.Errorf("landed with %v", got)
	}
}

func TestACodeIsBoundToItsRedirectAndSoonDead(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Now: c.now})
	code := func() string {
		return landed(t, a.signIn(a.asking("https://desk.example/a"), a.right()), "https:").Get("code")
	}
	exchange := func(code, redirect string) reply {
		return a.tokenCall("accesstoken", url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}})
	}
	wantOAuthError(t, exchange(code(), "https://desk.example/b"), 400, "invalid_grant")
	wantOAuthError(t, exchange("nonsense", "https://desk.example/a"), 400, "invalid_grant")
	old := code()
	c.set(noon.Add(5 * time.Minute))
	wantOAuthError(t, exchange(old, "https://desk.example/a"), 400, "invalid_grant")
}

func TestPKCEIsCheckedWhenItWasSent(t *testing.T) {
	a := start(t, sandbox.Options{})
	verifier := strings.Repeat("v", 43)
	sum := sha256.Sum256([]byte(verifier))
	for method, challenge := range map[string]string{"S256": base64.RawURLEncoding.EncodeToString(sum[:]), "plain": verifier, "": verifier} {
		for given, status := range map[string]int{verifier: 200, "another": 400, "": 400} {
			q := a.asking("https://desk.example/a")
			q.Set("code_challenge", challenge)
			q.Set("code_challenge_method", method)
			form := url.Values{"grant_type": {"authorization_code"}, "redirect_uri": {"https://desk.example/a"}, "code_verifier": {given}}
			form.Set("code", landed(t, a.signIn(q, a.right()), "https:").Get("code"))
			if r := a.tokenCall("accesstoken", form); r.status != status {
				t.Errorf("method %q, verifier %q: status %d", method, given, r.status)
			}
		}
	}
}

func TestTheImplicitFlowPutsATokenIntoTheFragment(t *testing.T) {
	a := start(t, sandbox.Options{})
	q := a.asking("https://desk.example/a")
	q.Set("response_type", "token")
	r := a.signIn(q, a.right())
	_, fragment, _ := strings.Cut(r.header.Get("Location"), "#")
	v, err := url.ParseQuery(fragment)
	if err != nil || v.Get("token_type") != "bearer" || v.Get("expires_in") != "360000" || !a.works(v.Get("access_token")) {
		t.Errorf("Location is %s", r.header.Get("Location"))
	}
}

func TestAWrongPasswordShowsThePageAgainAndCancelIsToldBack(t *testing.T) {
	a := start(t, sandbox.Options{})
	r := a.signIn(a.asking("https://desk.example"), map[string]string{"username": "<b>", "password": "no"})
	if r.status != 401 || !strings.Contains(r.body, "wrong") || strings.Contains(r.body, "<b>") || r.header.Get("Location") != "" {
		t.Errorf("status %d, %s", r.status, r.body)
	}
	got := landed(t, a.signIn(a.asking("https://desk.example"), map[string]string{"deny": "1"}), "https://desk.example")
	if got.Get("error") != "access_denied" || got.Has("code") {
		t.Errorf("landed with %v", got)
	}
}

func TestThePageRefusesWhatItMustNotRedirectTo(t *testing.T) {
	a := start(t, sandbox.Options{})
	for _, redirect := range []string{
		"", "http://evil.example", "javascript:alert(1)", "//evil.example", "http://127.0.0.1.evil.example", "https://a@evil.example", "https://x.example/#f", "ftp://127.0.0.1", "https:",
	} {
		r := a.call("GET", a.AuthURL+"/?"+a.asking(redirect).Encode(), "")
		if r.status != 400 || strings.Contains(r.body, "<form") {
			t.Errorf("%q: status %d", redirect, r.status)
		}
		form := a.asking(redirect)
		form.Set("username", a.Username)
		form.Set("password", a.Password)
		if r := a.call("POST", a.AuthURL+"/", form.Encode(), "Content-Type: application/x-www-form-urlencoded"); r.status != 400 {
			t.Errorf("%q posted: status %d", redirect, r.status)
		}
	}
	q := a.asking("https://desk.example")
	q.Set("client_id", "tpk-other")
	if r := a.call("GET", a.AuthURL+"/?"+q.Encode(), ""); r.status != 400 {
		t.Errorf("another client: status %d", r.status)
	}
}

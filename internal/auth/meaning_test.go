package auth

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// refusal is the Error of an answer as it comes over the wire.
func refusal(status int, body string) *Error {
	return parseError(&http.Response{StatusCode: status, Header: http.Header{}}, []byte(body), noon, nil)
}

func TestARefusalIsToldApartAsFarAsTheAnswerDoes(t *testing.T) {
	for _, c := range []struct {
		grant  string
		status int
		body   string
		says   string
	}{
		{grantRefresh, 401, `{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}`, "API key and secret are not known"},
		{GrantCredentials, 401, `{"error":"invalid_client","error_description":"Client credentials are invalid"}`, "API key and secret are not known"},
		{GrantCode, 400, `{"ErrorCode":"invalid_request","Error":"redirect_uri mismatch"}`, "set redirect_uri in the profile"},
		{GrantCode, 400, `{"error":"invalid_grant","error_description":"The code_verifier does not match"}`, "pkce"},
		{GrantPassword, 400, `{"error":"invalid_grant","error_description":"The account is locked"}`, "account is locked"},
		{grantRefresh, 400, `{"error":"invalid_grant","error_description":"User not found"}`, "no longer exists"},
		{grantRefresh, 401, `{"fault":{"faultstring":"Access token not approved","detail":{"errorcode":"keymanagement.service.access_token_not_approved"}}}`, "was revoked"},
		{grantRefresh, 401, `{"fault":{"faultstring":"x","detail":{"errorcode":"keymanagement.service.InvalidAPICallAsNoApiProductMatchFound_app_not_approved"}}}`, "not approved or was turned off"},
		{grantRefresh, 400, `{"error":"invalid_grant"}`, "likely, in this order: the same sign-in is used on another machine"},
		{GrantCode, 400, `{"error":"invalid_grant"}`, "likely, in this order: the code was used before"},
		{GrantPassword, 400, `{"error":"invalid_grant"}`, "two-step verification"},
		{GrantCredentials, 403, `{}`, "likely, in this order: the plan has no API access"},
		{GrantCredentials, 401, `{}`, "likely, in this order: the API key or the secret was replaced"},
		{grantRefresh, 429, `{"fault":{"faultstring":"x","detail":{"errorcode":"policies.ratelimit.QuotaViolation"}}}`, "too many sign-ins"},
		{grantRefresh, 503, `<html>`, "a passing fault of the server's"},
	} {
		if got := refusal(c.status, c.body).Meaning(c.grant); !strings.Contains(got, c.says) {
			t.Errorf("%s %d %s: %q, want %q", c.grant, c.status, c.body, got, c.says)
		}
	}
}

func TestASignInThatEndedSaysWhatTheServerSaidWhatThatMeansAndTheNextStep(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	s.change(func() { s.refresh = "none" })
	_, err := sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-1")
	wantSignIn(t, err, "the server said 400 invalid_grant: Invalid refresh token")
	wantSignIn(t, err, "likely, in this order: the same sign-in is used on another machine")
}

func TestAClockThatIsYearsWrongIsNamed(t *testing.T) {
	for _, c := range []struct {
		ahead time.Duration
		says  string
	}{
		{10 * 365 * 24 * time.Hour, "this computer's clock is 10 years ahead of the server's"},
		{-10 * 365 * 24 * time.Hour, "10 years behind"},
		{100 * 24 * time.Hour, "3 months ahead"},
		{25 * time.Hour, "1 days ahead"},
		{23 * time.Hour, ""},
	} {
		r := &http.Response{StatusCode: 401, Header: http.Header{"Date": {noon.UTC().Format(http.TimeFormat)}}}
		got := parseError(r, []byte(`{"error":"invalid_client"}`), noon.Add(c.ahead), nil).Error()
		if !strings.Contains(got, c.says) || c.says == "" && strings.Contains(got, "clock") {
			t.Errorf("%s: %q", c.ahead, got)
		}
	}
	if got := refusal(401, `{}`).Error(); strings.Contains(got, "clock") {
		t.Errorf("without a Date: %q", got)
	}
}

func TestACertificateThatLooksExpiredNamesTheDateOfThisComputer(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	client := server.Client()
	client.Transport.(*http.Transport).TLSClientConfig.Time = func() time.Time { return noon.AddDate(200, 0, 0) }
	app := App{APIURL: server.URL, Client: client, Now: func() time.Time { return noon.AddDate(200, 0, 0) }}
	_, err := app.ClientCredentials(t.Context())
	if bad := (x509.CertificateInvalidError{}); !errors.As(err, &bad) {
		t.Fatalf("got %v", err)
	}
	if want := "today is " + noon.AddDate(200, 0, 0).Format(time.DateOnly); !strings.Contains(err.Error(), want) {
		t.Errorf("%v does not say %q", err, want)
	}
}

func TestHowThePageEndedIsToldApart(t *testing.T) {
	for word, want := range map[string]struct {
		says   string
		denied bool
	}{
		"access_denied":           {"agree there", true},
		"unauthorized_client":     {"does not let this API key sign people in", true},
		"server_error":            {"fault of its own", false},
		"temporarily_unavailable": {"fault of its own", false},
		"some\x1b[2Jthing":        {"(some[2Jthing)", true},
	} {
		_, err := ParsePaste("https://shop.example/cb?error="+url.QueryEscape(word), "s", "https://shop.example/cb")
		if err == nil || !strings.Contains(err.Error(), want.says) || errors.Is(err, ErrDenied) != want.denied {
			t.Errorf("%q: %v", word, err)
		}
	}
}

func TestAPageThatNeverComesBackEndsTheWaitWithTheLikelyCauses(t *testing.T) {
	flow := loopbackFlow(t, newTokenServer(t), false)
	flow.limit = time.Millisecond
	_, err := wait(t.Context(), flow)
	for _, want := range []string{"nothing came from the sign-in page within 1ms", "--paste", "TPDESK_REDIRECT_URI", flow.RedirectURI()} {
		if !errors.Is(err, ErrSignIn) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

// stopping is a vault whose first write ends the context, as a Ctrl-C in the middle does.
type stopping struct {
	*Memory
	stop context.CancelFunc
}

func (v stopping) Set(ctx context.Context, name, value string) error {
	v.stop()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("stopped in the middle: %w", err)
	}
	return v.Memory.Set(ctx, name, value)
}

func TestCtrlCWhileASignInIsKeptLeavesAWholeOne(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	a := Account{Profile: "shop", APIURL: "https://api.example/v1", Vault: stopping{NewMemory(), stop}, Folder: t.TempDir()}
	want := Session{Key: secret.New("k"), Secret: secret.New("s"), Grant: GrantCode, Unit: "u", Domain: "shop.example", Tokens: Tokens{Access: secret.New("a"), Refresh: secret.New("r")}}
	if err := a.SignIn(ctx, want); err != nil {
		t.Fatal(err)
	}
	got, err := a.Session(t.Context())
	if err != nil || got.Tokens.Access.Reveal() != "a" || got.Tokens.Refresh.Reveal() != "r" || got.Domain != "shop.example" {
		t.Errorf("kept %+v, %v", got, err)
	}
}

package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
)

// refuse answers every call with this status and body.
func refuse(t *testing.T, code int, body []byte) *Client {
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = w.Write(body)
	}, func(cfg *Config) { cfg.Limits.Tries = 1 })
}

func TestAnErrorReadsTheFourShapes(t *testing.T) {
	var samples map[string]json.RawMessage
	if err := json.Unmarshal(sample(t, "oauth_error.json"), &samples); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		status int
		want   string
	}{
		"api_404":                      {404, "reply to %s: trustpilot answered 404: Review not found (1009); nothing was changed"},
		"api_403":                      {403, "reply to %s: trustpilot answered 403: You need a paid plan to use this feature (1003); nothing was changed"},
		"api_400_validation":           {400, "reply to %s: trustpilot answered 400: 'Message' must not be empty. (1001); nothing was changed"},
		"gateway_401_bad_access_token": {401, "reply to %s: trustpilot answered 401: Invalid access token (oauth.v2.InvalidAccessToken); nothing was changed"},
		"gateway_429":                  {429, "reply to %s: trustpilot answered 429: Rate limit quota violation. Quota limit exceeded. (policies.ratelimit.QuotaViolation); nothing was changed"},
		"token_400_dotnet_style":       {400, "reply to %s: trustpilot answered 400: The refresh token is invalid (invalid_request); nothing was changed"},
		"token_400_oauth_style":        {400, "reply to %s: trustpilot answered 400: Invalid refresh token (invalid_grant); nothing was changed"},
	} {
		err := refuse(t, tc.status, samples[name]).Reply(context.Background(), reviewID, "x")
		if want := fmt.Sprintf(tc.want, reviewID); err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", name, err, want)
		}
	}
	e := wantKind(t, refuse(t, 404, samples["api_404"]).Reply(context.Background(), reviewID, "x"), review.ErrNotFound)
	if e.CorrelationID != "3c1d5e80-1a2b-4c3d-9e8f-001122334455" || e.Path != "/private/reviews/{id}/reply" || e.Method != "POST" {
		t.Errorf("got %+v", e)
	}
}

func TestAnErrorWithoutWordsSaysWhatTheStatusMeans(t *testing.T) {
	for code, want := range map[int]string{
		403: "role or the plan", 401: "not accepted", 429: "too many calls", 502: "bad gateway", 302: "another address", 599: "no reason given",
	} {
		for _, body := range []string{"", "null", "7", "{}", `{"message":null}`, `{"message":{"a":1}}`, "<html><b>Sorry</b></html>", "\x00\xff"} {
			_, err := refuse(t, code, []byte(body)).Review(context.Background(), reviewID)
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Sorry") {
				t.Errorf("%d %q: %v", code, body, err)
			}
		}
	}
}

func TestNoErrorTellsASecretOrAnAddress(t *testing.T) {
	body, _ := json.Marshal(map[string]any{"message": "token t0 or key key-1 of jane@customer.example is bad", "correlationId": "t0 <b>"})
	reply := refuse(t, 403, body).Reply(context.Background(), reviewID, "x")
	_, consumer := refuse(t, 403, body).Consumer(context.Background(), "c1")
	for err, secret := range map[error]string{reply: "t0", consumer: "key-1"} {
		for _, secret := range []string{secret, "jane", "<b>"} {
			if strings.Contains(fmt.Sprintf("%v %+v", err, err), secret) {
				t.Errorf("%v tells %q", err, secret)
			}
		}
	}
	f, _ := review.Parse("email:jane@customer.example")
	for _, c := range []*Client{connect(t, "http://127.0.0.1:1"), serve(t, raw(""))} {
		if _, err := collect(c.Reviews(context.Background(), f)); err == nil || strings.Contains(err.Error(), "jane") || strings.Contains(err.Error(), "t0") {
			t.Errorf("got %v", err)
		}
	}
}

func TestALongErrorIsCutToASafeLine(t *testing.T) {
	body, _ := json.Marshal(map[string]any{"message": strings.Repeat("ü", 5000), "errorCode": strings.Repeat("9", 5000)})
	_, err := refuse(t, 400, body).Review(context.Background(), reviewID)
	if n := utf8.RuneCountInString(err.Error()); n > 300 || !utf8.ValidString(err.Error()) {
		t.Errorf("%d characters: %v", n, err)
	}
}

func TestHostileErrorTextCannotAct(t *testing.T) {
	for input, show := range hostileErrors(t) {
		for _, member := range []string{"message", "details", "error_description", "Error"} {
			body, _ := json.Marshal(map[string]any{member: input})
			_, err := refuse(t, 400, body).Review(context.Background(), reviewID)
			for _, r := range err.Error() {
				if r < ' ' || r >= 0x7f && r < 0xa0 {
					t.Errorf("%q: %q holds %U", input, err, r)
				}
			}
			for _, s := range show {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("%q: %q hides %q", input, err, s)
				}
			}
		}
	}
}

// hostileErrors are the inputs of the corpus that are meant for an error's text, with what must stay readable.
func hostileErrors(t *testing.T) map[string][]string {
	t.Helper()
	file, err := os.Open("testdata/hostile_errors.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := map[string][]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var one struct {
			Input    string
			MustShow []string
		}
		if err := json.NewDecoder(bytes.NewReader(lines.Bytes())).Decode(&one); err != nil {
			t.Fatal(err)
		}
		out[one.Input] = one.MustShow
	}
	if len(out) < 4 {
		t.Fatalf("only %d inputs", len(out))
	}
	return out
}

func TestARetryAfterDateCountsFromTheServersClock(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		now := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC) // years from ours
		w.Header().Set("Date", now.Format(http.TimeFormat))
		w.Header().Set("Retry-After", now.Add(90*time.Second).Format(http.TimeFormat))
		w.WriteHeader(429)
	})
	if e := wantKind(t, c.Reply(context.Background(), reviewID, "x"), review.ErrTemporary); e.RetryAfter != 90*time.Second {
		t.Errorf("asked to wait %s", e.RetryAfter)
	}
}

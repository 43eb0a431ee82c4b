package auth

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// browse opens an address as a browser does, and gives the page it ends on.
func browse(t *testing.T, address string) (status int, body string) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer response.Body.Close()
	data, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(data)
}

// signInPage sends the browser back with what answer makes of the request's parameters.
func signInPage(s *tokenServer, answer func(q url.Values) string) {
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/page" {
			return false
		}
		http.Redirect(w, r, r.URL.Query().Get("redirect_uri")+answer(r.URL.Query()), http.StatusFound)
		return true
	}
}

func loopbackFlow(t *testing.T, s *tokenServer, pkce bool) *CodeFlow {
	t.Helper()
	app := s.app()
	app.RedirectURI, app.PKCE = "", pkce
	flow, err := StartCodeFlow(app, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(flow.Close)
	return flow
}

func TestAWholeSignInComesBackToTheListener(t *testing.T) {
	for name, answer := range map[string]func(q url.Values) string{
		"with state":           func(q url.Values) string { return "?code=c1&state=" + q.Get("state") },
		"without state":        func(url.Values) string { return "?code=c1" },
		"with a slash between": func(q url.Values) string { return "/?code=c1&state=" + q.Get("state") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newTokenServer(t)
			signInPage(s, answer)
			flow := loopbackFlow(t, s, true)
			page := make(chan string, 1)
			go func() { _, body := browse(t, flow.URL()); page <- body }()
			tokens, err := wait(t.Context(), flow)
			if err != nil || tokens.Access.Reveal() != "tpa-CANARY-1" {
				t.Fatalf("got %v", err)
			}
			if body := <-page; !strings.Contains(body, "go back to the terminal") || strings.Contains(body, "c1") {
				t.Errorf("the browser shows %q", body)
			}
			form := s.forms[0]
			if form["code"] != "c1" || form["redirect_uri"] != flow.RedirectURI() || len(form["code_verifier"]) < 43 {
				t.Errorf("exchanged %v", form)
			}
			if _, err := net.Dial("tcp", strings.TrimPrefix(strings.TrimSuffix(flow.RedirectURI(), "/callback"), "http://")); err == nil {
				t.Error("the listener is still open")
			}
		})
	}
}

func TestARefusalOnThePageEndsTheWait(t *testing.T) {
	s := newTokenServer(t)
	signInPage(s, func(q url.Values) string { return "?error=access_denied&state=" + q.Get("state") })
	flow := loopbackFlow(t, s, false)
	go browse(t, flow.URL())
	if _, err := wait(t.Context(), flow); !errors.Is(err, ErrDenied) || !strings.Contains(err.Error(), "access_denied") {
		t.Errorf("got %v", err)
	}
	if len(s.forms) != 0 {
		t.Error("a code was exchanged")
	}
}

func TestWhatIsNotOurAnswerIsTurnedAwayAndTheWaitGoesOn(t *testing.T) {
	s := newTokenServer(t)
	flow := loopbackFlow(t, s, false)
	base := flow.RedirectURI()
	done := make(chan error, 1)
	go func() { _, err := wait(t.Context(), flow); done <- err }()
	for address, want := range map[string]int{
		base + "?code=evil&state=wrong":           400,
		base + "?error=access_denied&state=wrong": 400,
		base:                    400,
		base + "?code=a&code=b": 400,
		base + "?code=a%0d%0ab": 400,
		strings.Replace(base, "callback", "x", 1):      404,
		strings.Replace(base, "127.0.0.1", "[::1]", 1): 0, // bound to the one address
		base + "?code=" + strings.Repeat("a", 5000):    400,
		base + "?code=%3Cscript%3E&state=%3Cscript%3E": 400,
	} {
		if want == 0 {
			u, _ := url.Parse(address)
			if _, err := net.Dial("tcp", u.Host); err == nil {
				t.Error("it listens on another address")
			}
			continue
		}
		if status, body := browse(t, address); status != want || strings.Contains(body, "script") {
			t.Errorf("%s: %d %s", address, status, body)
		}
	}
	request, _ := http.NewRequest(http.MethodGet, base+"?code=rebound", nil)
	request.Host = "evil.example"
	if response, err := http.DefaultClient.Do(request); err != nil || response.StatusCode != 404 {
		t.Errorf("a foreign Host: %v, %v", response, err)
	}
	if status, _ := browse(t, base+"?code=good&state="+flow.state); status != 200 {
		t.Errorf("the good one: %d", status)
	}
	if err := <-done; err != nil || s.forms[0]["code"] != "good" {
		t.Errorf("got %v, exchanged %v", err, s.forms)
	}
}

func TestCtrlCEndsTheWaitForThePage(t *testing.T) {
	flow := loopbackFlow(t, newTokenServer(t), false)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := wait(ctx, flow); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestWhereTheCodeComesBackDependsOnTheRedirect(t *testing.T) {
	s := newTokenServer(t)
	for _, c := range []struct {
		api, redirect string
		listen        bool
		wantPrefix    string
		listens       bool
	}{
		{s.URL, "", true, "http://127.0.0.1:", true},
		{s.URL, "", false, "http://127.0.0.1:", false},
		{s.URL, "http://localhost:0/back", true, "http://localhost:", true},
		{"https://api.trustpilot.com/v1", "http://127.0.0.1:0", true, "http://127.0.0.1:", true},
		{"https://api.trustpilot.com/v1", "https://shop.example/cb", true, "https://shop.example/cb", false},
		{"https://api.trustpilot.com/v1", "https://localhost/cb", true, "https://localhost/cb", false},
		{"https://api.trustpilot.com/v1", "http://127.0.0.1:1/cb", false, "http://127.0.0.1:1/cb", false},
	} {
		flow, err := StartCodeFlow(App{APIURL: c.api, RedirectURI: c.redirect, AuthURL: s.URL}, c.listen)
		if err != nil {
			t.Fatal(err)
		}
		defer flow.Close()
		if !strings.HasPrefix(flow.RedirectURI(), c.wantPrefix) || flow.Listens() != c.listens || strings.Contains(flow.RedirectURI(), ":0") {
			t.Errorf("%+v: %s, listens %v", c, flow.RedirectURI(), flow.Listens())
		}
	}
	if _, err := StartCodeFlow(App{APIURL: "https://api.trustpilot.com/v1"}, true); !errors.Is(err, ErrRedirect) || !strings.Contains(err.Error(), "TPDESK_REDIRECT_URI") {
		t.Errorf("without a redirect: %v", err)
	}
}

func TestAPortThatIsTakenIsSaid(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, err = StartCodeFlow(App{APIURL: "http://127.0.0.1:1", RedirectURI: "http://" + taken.Addr().String() + "/cb"}, true)
	if err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
		t.Errorf("got %v", err)
	}
}

func TestAPastedAddressIsSwappedForTokens(t *testing.T) {
	s := newTokenServer(t)
	flow, err := StartCodeFlow(s.app(), true)
	if err != nil {
		t.Fatal(err)
	}
	if tokens, err := paste(t.Context(), flow, "https://shop.example/cb/?code=c1&state="+flow.state+"\n"); err != nil || tokens.Access.IsZero() {
		t.Fatal(err)
	}
	if _, err := wait(t.Context(), flow); err == nil {
		t.Error("it waits where nothing can come")
	}
}

func TestAPastedLineIsTheCodeOrTheWholeAddress(t *testing.T) {
	const redirect = "https://shop.example/cb"
	for line, want := range map[string]string{
		"abc":                               "abc",
		"  abc\r\n":                         "abc",
		`"abc"`:                             "abc",
		"a%2Fb%3D%3D":                       "a/b==",
		"4/0Ab-c_d.e~f":                     "4/0Ab-c_d.e~f",
		"https://shop.example/cb?code=abc":  "abc",
		"https://shop.example/cb/?code=abc": "abc",
		"https://SHOP.example/cb?code=abc&state=s":      "abc",
		"<https://shop.example/cb?state=s&code=a%2Fb>":  "a/b",
		"shop.example/cb?code=abc&state=s":              "abc",
		"?code=abc&state=s":                             "abc",
		"code=abc":                                      "abc",
		"https://shop.example/cb?code=abc&state=":       "abc",
		"https://shop.example/cb?code=abc&locale=da-DK": "abc",
	} {
		if got, err := ParsePaste(line, "s", redirect); err != nil || got != want {
			t.Errorf("%s: got %q, %v", line, got, err)
		}
	}
	for line, says := range map[string]string{
		"":   "empty",
		"  ": "empty",
		"https://shop.example/cb?code=CANARY&state=other":  "another sign-in",
		"?code=CANARY&state=other":                         "another sign-in",
		"https://shop.example/cb?error=access_denied":      "refused",
		"https://evil.example/cb?code=CANARY":              "begins with " + redirect,
		"https://shop.example.evil.example/cb?code=CANARY": "begins with",
		"https://shop.example@evil.example/cb?code=CANARY": "begins with",
		"http://shop.example/cb?code=CANARY":               "begins with",
		"https://shop.example/other?code=CANARY":           "begins with",
		"https://authenticate.trustpilot.com?client_id=x":  "begins with",
		"https://shop.example/cb":                          "no code",
		"https://shop.example/cb?code=":                    "no code",
		"https://shop.example/cb?code=CANARY&code=b":       "more than one",
		"https://shop.example/cb?code=CANARY%0a":           "not a code",
		"two words CANARY":                                 "not a code",
		strings.Repeat("CANARY", 1000):                     "not a code",
		"https://shop.example/cb?code=%zz\x7fCANARY":       "begins with",
	} {
		_, err := ParsePaste(line, "s", redirect)
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: got %v, want %q", line, err, says)
		}
	}
}

func FuzzParsePaste(f *testing.F) {
	for _, seed := range []string{"abc", "https://shop.example/cb?code=abc&state=s", "?code=a", "shop.example/cb?code=x", "https://shop.example/cb?error=x", "%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		code, err := ParsePaste(line, "the-state", "https://shop.example/cb")
		if err == nil && (code == "" || strings.ContainsFunc(code, func(r rune) bool { return r <= ' ' || r > '~' })) {
			t.Fatalf("code %q", code)
		}
		if err != nil && err.Error() != clean(err.Error()) {
			t.Fatalf("error %q", err)
		}
	})
}

// wait is a sign-in whose code comes back by itself.
func wait(ctx context.Context, f *CodeFlow) (Tokens, error) {
	code, err := f.Receive(ctx)
	if err != nil {
		return Tokens{}, err
	}
	return f.Exchange(ctx, code)
}

// paste is a sign-in whose code a person brings.
func paste(ctx context.Context, f *CodeFlow, line string) (Tokens, error) {
	code, err := f.Read(line)
	if err != nil {
		return Tokens{}, err
	}
	return f.Exchange(ctx, code)
}

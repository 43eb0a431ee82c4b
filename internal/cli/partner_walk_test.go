package cli_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// listener stands before a sandbox and notes every call, and the keys that were made.
type listener struct {
	mu          sync.Mutex
	calls       []*http.Request
	key, secret string
	tokens      []string // that customers got
}

// listen gives the address of the API behind a listener.
func listen(t *testing.T, info sandbox.Info) (*listener, string) {
	t.Helper()
	l := &listener{}
	to := must(url.Parse(strings.TrimSuffix(info.APIURL, "/v1")))
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			l.mu.Lock()
			defer l.mu.Unlock()
			l.calls = append(l.calls, r.In.Clone(r.In.Context()))
		},
		ModifyResponse: l.keep,
	}
	s := httptest.NewServer(proxy)
	t.Cleanup(s.Close)
	return l, s.URL + "/v1"
}

func (l *listener) keep(res *http.Response) error {
	body, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(body))
	var made struct {
		Key, Secret string
		Access      string `json:"access_token"`
		Refresh     string `json:"refresh_token"`
	}
	_ = json.Unmarshal(body, &made)
	l.mu.Lock()
	defer l.mu.Unlock()
	if strings.Contains(res.Request.URL.Path, "/key/") {
		l.key, l.secret = made.Key, made.Secret
	}
	if key, _, ok := res.Request.BasicAuth(); ok && key == l.key {
		l.tokens = append(l.tokens, made.Access, made.Refresh)
	}
	return err
}

// customers reports whether a call has the customer's key or token.
func (l *listener) customers(r *http.Request) bool {
	key, _, _ := r.BasicAuth()
	if l.key != "" && (key == l.key || r.Header.Get("apikey") == l.key) {
		return true
	}
	for _, token := range l.tokens {
		if token != "" && r.Header.Get("Authorization") == "Bearer "+token {
			return true
		}
	}
	return false
}

// agency is a seat whose profile agency is signed in as the partner.
func agency(t *testing.T, config string) (*seat, *listener, sandbox.Info) {
	t.Helper()
	info := startSandbox(t, sandbox.Options{}).Info()
	l, api := listen(t, info)
	p := newSeat(t, info)
	delete(p.env, "TPDESK_BUSINESS_UNIT")
	p.env["TPDESK_API_URL"], p.env["TPDESK_PARTNER_ID"] = api, info.PartnerID
	p.env["TPDESK_AUTH_URL"] = strings.Replace(info.AuthURL, strings.TrimSuffix(info.APIURL, "/v1"), strings.TrimSuffix(api, "/v1"), 1)
	folder := filepath.Join(p.dir, "config")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "config.toml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	p.must("partner", "login", "--client-credentials", "--profile", "agency")
	return p, l, info
}

func TestThePartnersHeaderGoesAlongWithACustomersKeyOrTokenAndWithNoOther(t *testing.T) {
	t.Parallel()
	p, l, info := agency(t, "[profiles.agency]\npartner_header = \"x-tp-partner\"\n")
	p.must("partner", "onboard", info.Domain, "--profile", "agency", "--into", "shop")
	delete(p.env, "TPDESK_API_KEY")
	delete(p.env, "TPDESK_API_SECRET")
	p.must("list", "--fresh", "--limit", "1", "--profile", "shop")
	p.must("business", "show", "--profile", "shop")
	p.must("auth", "logout", "--yes", "--profile", "shop")
	seen := map[bool]int{}
	for _, r := range l.calls {
		customers := l.customers(r)
		seen[customers]++
		if got := r.Header.Get("x-tp-partner"); customers != (got == info.PartnerID) || !customers && got != "" {
			t.Errorf("%s %s, with the customer's %v: the header is %q", r.Method, r.URL.Path, customers, got)
		}
	}
	if seen[true] < 5 || seen[false] < 4 {
		t.Errorf("too few calls to tell: %v", seen)
	}
}

func TestNoPartnerHeaderIsSentUnlessOneIsSet(t *testing.T) {
	t.Parallel()
	p, l, info := agency(t, "")
	p.must("partner", "onboard", info.Domain, "--profile", "agency", "--into", "shop")
	p.must("list", "--fresh", "--limit", "1", "--profile", "shop")
	for _, r := range l.calls {
		for name, values := range r.Header {
			if strings.Contains(strings.Join(values, " "), info.PartnerID) || strings.Contains(strings.ToLower(name), "partner") {
				t.Errorf("%s %s: %s is sent", r.Method, r.URL.Path, name)
			}
		}
	}
}

func TestNoSecretOfAPartnersWalkIsAnywhereAndNoneIsInTheBundle(t *testing.T) {
	t.Parallel()
	p, l, info := agency(t, "[profiles.agency]\npartner_header = \"x-tp-partner\"\npartner_header_value = \"canary-header-value\"\n")
	s := &sweep{p: p, found: map[string][]byte{}}
	for _, line := range []string{
		"partner check " + info.BusinessUnitID + " --debug --json", "partner keys " + info.BusinessUnitID + " --into shop --debug --json", "partner onboard " + info.Domain + " --into shop --debug",
		"partner onboard " + info.Domain + " --into shop --debug --json", "partner bundle -o bundle.json --debug", "partner keys " + info.BusinessUnitID + " --into shop --again --dry-run --debug",
	} {
		if strings.Contains(line, "bundle") {
			p.env["TPDESK_REDIRECT_URI"] = "https://shop.example/back?secret=canary-redirect"
		}
		s.note(append(strings.Fields(line), "--profile", "agency")...)
	}
	bundle, err := os.ReadFile(filepath.Join(p.dir, "bundle.json"))
	if err != nil || !json.Valid(bundle) {
		t.Fatalf("%s, %v", bundle, err)
	}
	if st, err := os.Stat(filepath.Join(p.dir, "bundle.json")); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
	for _, canary := range []string{"canary-header-value", "canary-redirect", "open sesame", info.APIKey} {
		if bytes.Contains(bundle, []byte(canary)) {
			t.Errorf("the bundle holds %s", canary)
		}
	}
	for _, want := range []string{info.PartnerID, info.Domain, `"partnerHeader": "x-tp-partner"`, `"signedIn": true`, `"step": "test"`} {
		if !bytes.Contains(bundle, []byte(want)) {
			t.Errorf("the bundle lacks %s:\n%s", want, bundle)
		}
	}
	secrets := map[string]string{"customer's secret": l.secret, "partner's secret": info.APISecret}
	for i, token := range l.tokens {
		secrets["token "+string(rune('a'+i))] = token
	}
	if len(secrets) < 4 {
		t.Fatalf("too few secrets: %d", len(secrets))
	}
	s.search(secrets)
	// OAuth puts the customer's key into the address of the sign-in page, and it is said on stderr alone.
	for where, content := range s.found {
		if bytes.Contains(bytes.ReplaceAll(content, []byte("client_id="+l.key), nil), []byte(l.key)) {
			t.Errorf("%s holds the customer's key", where)
		}
	}
}

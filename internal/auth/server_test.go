package auth

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// tokenServer gives tokens as Trustpilot does: refresh tokens rotate, and one that is used again is refused.
type tokenServer struct {
	*httptest.Server
	mu        sync.Mutex
	n         int
	refreshes int
	minted    int
	refresh   string   // the one that is valid
	revoked   []string // tokens sent to revoke
	forms     []map[string]string
	lifetime  time.Duration
	before    func(w http.ResponseWriter, r *http.Request) bool // true: it answered
	after     func(w http.ResponseWriter, r *http.Request) bool // after the rotation, instead of the answer
}

const (
	testKey    = "tpk-CANARY-key"
	testSecret = "tps-CANARY-secret"
)

func newTokenServer(t *testing.T) *tokenServer {
	s := &tokenServer{lifetime: 100 * time.Hour}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *tokenServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.before != nil && s.before(w, r) {
		return
	}
	if key, secret, _ := r.BasicAuth(); key != testKey || secret != testSecret || r.Method != http.MethodPost {
		refuse(w, http.StatusUnauthorized, `{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}`)
		return
	}
	_ = r.ParseForm()
	form := map[string]string{"path": r.URL.Path}
	for name := range r.PostForm {
		form[name] = r.PostForm.Get(name)
	}
	s.forms = append(s.forms, form)
	if r.URL.Path == "/v1"+revokePath {
		s.revoked = append(s.revoked, form["token"])
		return
	}
	if form["grant_type"] == "refresh_token" {
		s.refreshes++
		if form["refresh_token"] != s.refresh || r.URL.Path != "/v1"+refreshPath {
			refuse(w, http.StatusBadRequest, `{"error":"invalid_grant","error_description":"Invalid refresh token"}`)
			return
		}
	}
	answer := s.grant(form["grant_type"] != GrantCredentials)
	if s.after == nil || !s.after(w, r) {
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// grant makes the next pair; all values are strings, as Trustpilot's are.
func (s *tokenServer) grant(refresh bool) map[string]string {
	s.n++
	answer := map[string]string{
		"access_token": fmt.Sprintf("tpa-CANARY-%d", s.n), "expires_in": strconv.Itoa(int(s.lifetime.Seconds())), "issued_at": "1721900000123",
		"token_type": "BearerToken", "app_enduser": "60aa11bb22cc33dd44ee55ff",
	}
	if !refresh {
		s.minted++
		return answer
	}
	s.refresh = fmt.Sprintf("tpr-CANARY-%d", s.n)
	answer["refresh_token"], answer["refresh_token_expires_in"] = s.refresh, "7776000"
	return answer
}

func (s *tokenServer) counted() (refreshes, minted int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refreshes, s.minted
}

func (s *tokenServer) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func refuse(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

func (s *tokenServer) app() App {
	return App{
		Key: secret.New(testKey), Secret: secret.New(testSecret), APIURL: s.URL + "/v1", AuthURL: s.URL + "/page",
		RedirectURI: "https://shop.example/cb", Client: NewClient(),
	}
}

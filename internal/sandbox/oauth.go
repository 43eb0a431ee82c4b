package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// oauthPath is where the token calls live, trustpilot-api §1.5.
const oauthPath = "/v1/oauth/oauth-business-users-for-applications/"

// tokenReply is the body of a token call: all values are strings, trustpilot-api §1.6.
type tokenReply struct {
	Access           string `json:"access_token"`
	Refresh          string `json:"refresh_token,omitempty"`
	IssuedAt         string `json:"issued_at"`
	ExpiresIn        string `json:"expires_in"`
	Type             string `json:"token_type"`
	RefreshIssuedAt  string `json:"refresh_token_issued_at,omitempty"`
	RefreshExpiresIn string `json:"refresh_token_expires_in,omitempty"`
	RefreshStatus    string `json:"refresh_token_status,omitempty"`
	User             string `json:"app_enduser,omitempty"`
	Client           string `json:"client_id,omitempty"`
}

// token answers both token addresses: whichever is called, grant_type decides.
func (s *Server) token(c *call) answer {
	if refused := readForm(c); refused != nil {
		return *refused
	}
	key, known := s.client(c)
	if !known {
		return s.refuseToken(http.StatusUnauthorized, "invalid_client", "Client credentials are invalid")
	}
	switch c.PostForm.Get("grant_type") {
	case "client_credentials":
		return s.tokenAnswer(s.tokens.issue(grantOf{client: key}), true)
	case "password":
		return s.passwordGrant(key, c.PostForm)
	case "authorization_code":
		return s.codeGrant(key, c.PostForm)
	case "refresh_token":
		return s.refreshGrant(key, c.PostForm)
	case "":
		return oldOAuthError("Required param : grant_type")
	}
	return s.refuseToken(http.StatusBadRequest, "unsupported_grant_type", "Unsupported grant type")
}

// refuseToken is an error of the token calls, in the newer shape or by switch in the older.
func (s *Server) refuseToken(status int, code, description string) answer {
	if !s.switched().OldOAuthErrors {
		return oauthError(status, code, description)
	}
	return asJSON(status, map[string]string{"ErrorCode": code, "Error": description})
}

// readForm reads a form body, which is the only kind that OAuth calls take.
func readForm(c *call) *answer {
	var refused answer
	if mediaType(c.Request) != formType {
		refused = wrongType("Send application/x-www-form-urlencoded")
		return &refused
	}
	if err := c.ParseForm(); err != nil {
		refused = oldOAuthError("The form cannot be read")
		return &refused
	}
	return nil
}

// client checks key and secret and returns the key: Basic with the parts raw or
// URL-encoded, or client_id and client_secret in the form.
func (s *Server) client(c *call) (string, bool) {
	key, secret, basic := c.BasicAuth()
	if !basic {
		key, secret = c.PostForm.Get("client_id"), c.PostForm.Get("client_secret")
		return key, s.isClient(key, secret)
	}
	if s.isClient(key, secret) {
		return key, true
	}
	plainKey, err := url.QueryUnescape(key)
	if err != nil {
		plainKey = key
	}
	plainSecret, err := url.QueryUnescape(secret)
	if err != nil {
		plainSecret = secret
	}
	return plainKey, s.isClient(plainKey, plainSecret)
}

// isClient checks a pair of keys; there is one of the sandbox, and one more for
// each that a partner had made.
func (s *Server) isClient(key, secret string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	want, known := s.clients[key]
	return known && same(secret, want)
}

// knownKey reports whether there is such an API key.
func (s *Server) knownKey(key string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, known := s.clients[key]
	return known
}

// same compares two secrets.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func (s *Server) passwordGrant(client string, form url.Values) answer {
	user, found := s.signedIn(form.Get("username"), form.Get("password"))
	if !found {
		return s.refuseToken(http.StatusBadRequest, "invalid_grant", "Invalid username or password")
	}
	return s.tokenAnswer(s.tokens.issue(grantOf{client, user.ID}), true)
}

// codeGrant exchanges a code: single use, short-lived, bound to its redirect
// address and, when one was sent, to its PKCE challenge.
func (s *Server) codeGrant(client string, form url.Values) answer {
	c, found := s.tokens.redeem(form.Get("code"))
	switch {
	case !found || c.client != client:
		return s.refuseToken(http.StatusBadRequest, "invalid_grant", "Invalid authorization code")
	case c.redirect != form.Get("redirect_uri"):
		return s.refuseToken(http.StatusBadRequest, "invalid_grant", "The redirect_uri is not the one of the authorization")
	case !c.provenBy(form.Get("code_verifier")):
		return s.refuseToken(http.StatusBadRequest, "invalid_grant", "The code_verifier does not match")
	}
	return s.tokenAnswer(s.tokens.issue(c.grantOf), true)
}

// provenBy checks a PKCE verifier, RFC 7636; a code without a challenge needs none.
func (c code) provenBy(verifier string) bool {
	if c.challenge == "" {
		return true
	}
	if c.method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return same(c.challenge, verifier)
}

// refreshGrant rotates: the old refresh token dies, what came of it lives.
func (s *Server) refreshGrant(client string, form url.Values) answer {
	token := form.Get("refresh_token")
	if token == "" {
		return oldOAuthError("Required param : refresh_token")
	}
	p, live := s.tokens.rotate(client, token, s.switched())
	if !live {
		return s.refuseToken(http.StatusBadRequest, "invalid_grant", "Invalid refresh token")
	}
	return s.tokenAnswer(p, false)
}

// tokenAnswer writes a pair; only the first one names the user and the client.
func (s *Server) tokenAnswer(p pair, first bool) answer {
	r := tokenReply{Access: p.access, IssuedAt: s.issuedAt(p.issued), ExpiresIn: inSeconds(accessLife), Type: "BearerToken"}
	if p.refresh != "" {
		r.Refresh, r.RefreshIssuedAt, r.RefreshExpiresIn, r.RefreshStatus = p.refresh, s.issuedAt(p.refreshIssued), inSeconds(refreshLife), "approved"
	}
	if first {
		r.User, r.Client = p.user, p.client
	}
	a := ok(s.extended(parseObject(encode(r)), p))
	a.header = map[string]string{"Cache-Control": "no-store", "Pragma": "no-cache"}
	return a
}

// issuedAt is a time of issue in seconds or, by switch, in milliseconds.
func (s *Server) issuedAt(t time.Time) string {
	if s.switched().IssuedAtMillis {
		return strconv.FormatInt(t.UnixMilli(), 10)
	}
	return strconv.FormatInt(t.Unix(), 10)
}

// extended gives a token reply the odder shapes of trustpilot-api §1.6, by switch.
func (s *Server) extended(o object, p pair) object {
	if s.switched().TokenExtras {
		for _, kv := range [][2]string{
			{"scope", ""}, {"status", "approved"}, {"refresh_count", "0"}, {"client_id", p.client}, {"organization_name", "trustpilot"},
			{"application_name", nameUUID(p.client)}, {"developer.email", "care@" + s.unit.Domain}, {"api_product_list", "[trustpilot-client-api, public_data]"},
		} {
			o = o.set(kv[0], encode(kv[1]))
		}
		o = o.set("api_product_list_json", encode([]string{"trustpilot-client-api", "public_data"}))
	}
	if s.switched().TokenNumbers {
		for n, f := range o {
			if strings.HasSuffix(f.key, "_at") || strings.HasSuffix(f.key, "_in") || f.key == "refresh_count" {
				o[n].value = []byte(asText(f.value))
			}
		}
	}
	return o
}

func inSeconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

// revoke kills the pair of an access or a refresh token. Clients send Basic or
// nothing; wrong credentials are refused.
func (s *Server) revoke(c *call) answer {
	if refused := readForm(c); refused != nil {
		return *refused
	}
	_, _, basic := c.BasicAuth()
	if _, known := s.client(c); basic && !known {
		return s.refuseToken(http.StatusUnauthorized, "invalid_client", "Client credentials are invalid")
	}
	token := c.PostForm.Get("token")
	if token == "" {
		return oldOAuthError("Required param : token")
	}
	s.tokens.revoke(token)
	return empty(http.StatusOK)
}

package sandbox_test

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// oauth is where the token calls live.
const oauth = "/oauth/oauth-business-users-for-applications/"

// refreshes uses a refresh token on one of the two paths.
func (a api) refreshes(last, token string) reply {
	a.Helper()
	return a.tokenCall(last, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
}

func TestTheContractOnHostsKeysAndTokens(t *testing.T) {
	form := "Content-Type: application/x-www-form-urlencoded"
	basic := func(a api) string {
		return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(a.APIKey+":"+a.APISecret))
	}
	kept(t, sandbox.Options{Seed: 7, Reviews: 60}, lines{
		"§1.1 CORS is open on GET, and not on other methods": func(a api) {
			if got := a.private(a.list("")).header.Get("Access-Control-Allow-Origin"); got != "*" {
				a.Errorf("GET: %q", got)
			}
			if got := a.replyTo(a.unanswered(), "x").header.Get("Access-Control-Allow-Origin"); got != "" {
				a.Errorf("POST: %q", got)
			}
		},
		"§1.1 invitations have a host of their own: not one of their calls is on the other": func(a api) {
			a.want(a.private("/private"+a.unit("/templates")), 404)
			a.want(a.private(a.InvitationsURL+"/private/business-units/"+a.BusinessUnitID+"/reviews"), 404)
		},
		"§1.2 keys and tokens look like today's": func(a api) {
			m := a.signedIn()
			for prefix, s := range map[string]string{"tpk-": a.APIKey, "tps-": a.APISecret, "tpa-": m["access_token"], "tpr-": m["refresh_token"]} {
				if !strings.HasPrefix(s, prefix) {
					a.Errorf("%s does not begin with %s", s, prefix)
				}
			}
		},
		"§1.3 the key goes in the header or the query": func(a api) {
			a.want(a.public(a.unit("")), 200)
			a.want(a.call("GET", a.unit("?apikey="+a.APIKey), ""), 200)
			a.want(a.call("GET", a.unit(""), ""), 401, "fault.detail.errorcode", "oauth.v2.InvalidApiKey")
		},
		"§1.4 a token goes in the header, not in the query": func(a api) {
			a.want(a.private(a.list("")), 200)
			a.want(a.call("GET", a.list("token="+a.ClientToken), ""), 401)
		},
		"§1.4 a key beside the token does no harm": func(a api) {
			a.want(a.call("GET", a.list(""), "", a.bearer(), "apikey: "+a.APIKey), 200)
			a.want(a.call("GET", a.list(""), "", a.bearer(), "apikey: worthless"), 200)
		},
		"§1.4 the acting user of a reply may be in the body or in x-business-user-id": func(a api) {
			id := a.unanswered()
			a.want(a.send("POST", "/private/reviews/"+id+"/reply", `{"message":"x"}`, a.acting()), 200)
			if got := a.one(id).CompanyReply.AuthorBusinessUserID; got != a.BusinessUserID {
				a.Errorf("author %s", got)
			}
		},
		"§1.4 a wrong content type is 415": func(a api) {
			a.want(a.call("POST", "/private/reviews/"+a.unanswered()+"/reply", "message=x", a.bearer(), "Content-Type: text/plain"), 415)
		},
		"§1.5 authorization code: a refresh token, for the user who signed in": func(a api) {
			code := landed(a.T, a.signIn(a.asking("https://desk.example/a"), a.right()), "https://desk.example/a?").Get("code")
			m := tokens(a.T, a.tokenCall("accesstoken", url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {"https://desk.example/a"}}))
			if m["refresh_token"] == "" || m["app_enduser"] != a.BusinessUserID {
				a.Errorf("%v", m)
			}
		},
		"§1.5 password: a refresh token": func(a api) {
			if m := a.signedIn(); m["refresh_token"] == "" || !a.works(m["access_token"]) {
				a.Errorf("%v", m)
			}
		},
		"§1.5 client credentials: no refresh token, no user": func(a api) {
			m := tokens(a.T, a.tokenCall("accesstoken", url.Values{"grant_type": {"client_credentials"}}))
			if m["refresh_token"] != "" || m["app_enduser"] != "" || !a.works(m["access_token"]) {
				a.Errorf("%v", m)
			}
		},
		"§1.5 implicit: the token is in the fragment, without a refresh token": func(a api) {
			q := a.asking("https://desk.example/a")
			q.Set("response_type", "token")
			q.Set("state", "a&b")
			to := a.signIn(q, a.right()).header.Get("Location")
			if !regexp.MustCompile(`^https://desk\.example/a#access_token=tpa-\w+&token_type=bearer&expires_in=3\d{5}&state=a%26b$`).MatchString(to) {
				a.Errorf("sent to %s", to)
			}
		},
		"§1.5 a denial comes back as an error": func(a api) {
			if got := landed(a.T, a.signIn(a.asking("https://desk.example/a"), map[string]string{"deny": "1"}), "https://desk.example/a?"); got.Get("error") != "access_denied" {
				a.Errorf("%v", got)
			}
		},
		"§1.5 redirect_uri must be https": func(a api) {
			if r := a.call("GET", a.AuthURL+"/?"+a.asking("http://desk.example/").Encode(), ""); r.status != 400 {
				a.Errorf("status %d", r.status)
			}
		},
		"§1.5 refreshing works on its own path and on the token path": func(a api) {
			for _, last := range []string{"refresh", "accesstoken"} {
				m := tokens(a.T, a.refreshes(last, a.signedIn()["refresh_token"]))
				if !a.works(m["access_token"]) || m["refresh_token"] == "" {
					a.Errorf("%s: %v", last, m)
				}
			}
		},
		"§1.5 revoking takes an access or a refresh token, Basic or none, and is 200 without a body": func(a api) {
			for _, which := range []string{"access_token", "refresh_token"} {
				for _, headers := range [][]string{{form}, {form, basic(a)}} {
					m := a.signedIn()
					r := a.call("POST", oauth+"revoke", "token="+m[which], headers...)
					if r.status != 200 || r.body != "" || a.works(m["access_token"]) {
						a.Errorf("%s %v: %d %q", which, headers, r.status, r.body)
					}
					wantOAuthError(a.T, a.refreshes("refresh", m["refresh_token"]), 400, "invalid_grant")
				}
			}
		},
		"§1.6 every value of a token reply is a string": func(a api) {
			m := a.signedIn() // it decodes into a map of strings, or fails
			for _, k := range []string{"expires_in", "issued_at", "refresh_token_issued_at", "refresh_token_expires_in"} {
				if !regexp.MustCompile(`^\d+$`).MatchString(m[k]) {
					a.Errorf("%s is %q", k, m[k])
				}
			}
			if m["token_type"] != "BearerToken" || m["refresh_token_status"] != "approved" {
				a.Errorf("%v", m)
			}
		},
		"§1.6 app_enduser and client_id are in the first token only": func(a api) {
			first := a.signedIn()
			second := tokens(a.T, a.refreshes("refresh", first["refresh_token"]))
			if first["app_enduser"] == "" || first["client_id"] == "" || second["app_enduser"] != "" || second["client_id"] != "" {
				a.Errorf("%v, then %v", first, second)
			}
		},
		"§1.6 refresh tokens rotate: the old one dies, the new one lives": func(a api) {
			first := a.signedIn()
			second := tokens(a.T, a.refreshes("refresh", first["refresh_token"]))
			wantOAuthError(a.T, a.refreshes("refresh", first["refresh_token"]), 400, "invalid_grant")
			tokens(a.T, a.refreshes("refresh", second["refresh_token"]))
		},
		"§1.7 a wrong token is 401 in the gateway's shape": func(a api) {
			r := a.call("GET", a.list(""), "", "Authorization: Bearer x")
			if r.status != 401 || r.body != `{"fault":{"faultstring":"Invalid access token","detail":{"errorcode":"oauth.v2.InvalidAccessToken"}}}` {
				a.Errorf("%d %s", r.status, r.body)
			}
		},
		"§1.7 a wrong secret is 401, a wrong grant 400, in the OAuth shape": func(a api) {
			wantOAuthError(a.T, a.call("POST", oauth+"accesstoken", "grant_type=client_credentials", form, "Authorization: Basic eDp5"), 401, "invalid_client")
			wantOAuthError(a.T, a.tokenCall("accesstoken", url.Values{"grant_type": {"authorization_code"}, "code": {"x"}}), 400, "invalid_grant")
		},
		"§1.7 a token call that cannot be read is 400 in the old shape": func(a api) {
			a.want(a.tokenCall("accesstoken", url.Values{}), 400, "ErrorCode", "invalid_request")
		},
		"business-generated-links §4 Basic with raw and with URL-encoded parts, in any order of fields, blanks as + or %20": func(a api) {
			encoded := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(a.APIKey, "-", "%2D")+":"+strings.ReplaceAll(a.APISecret, "-", "%2d")))
			for _, header := range []string{basic(a), encoded} {
				for _, body := range []string{"grant_type=client_credentials&note=a+b", "note=a%20b&grant_type=client_credentials"} {
					a.want(a.call("POST", oauth+"accesstoken", body, form, header), 200)
				}
			}
		},
		"business-generated-links §4 client_id and client_secret in the body without Basic": func(a api) {
			a.want(a.call("POST", oauth+"accesstoken", "client_id="+a.APIKey+"&client_secret="+a.APISecret+"&grant_type=client_credentials", form), 200)
		},
		"business-generated-links §4 a worthless Bearer beside a right apikey succeeds, beside a wrong one it is 401": func(a api) {
			a.want(a.call("GET", a.unit(""), "", "Authorization: Bearer None", "apikey: "+a.APIKey), 200)
			a.want(a.call("GET", a.unit(""), "", "Authorization: Bearer None", "apikey: x"), 401)
		},
		"business-generated-links §4 a first request without credentials is 401 and never 400 or 404": func(a api) {
			for _, path := range []string{a.list("page=0"), "/private/reviews/nosuch", "/private/product-reviews/x", "/private/conversations/x", "/private/partners/x/check/y", "/reviews/x", "/reviews/latest", "/business-units/find", "/consumers/x"} {
				a.want(a.call("GET", path, ""), 401)
			}
			for _, path := range []string{"/private/reviews/nosuch/reply", "/private/reviews/nosuch/tags", "/private/conversations/x/comments"} {
				a.want(a.call("POST", path, "nonsense"), 401)
			}
		},
	})
}

func TestTheContractOnTheLifeOfTokens(t *testing.T) {
	c := newClock()
	a := start(t, sandbox.Options{Reviews: 5, Now: c.now})
	m := a.signedIn()
	c.set(noon.Add(100*time.Hour - time.Second))
	if !a.works(m["access_token"]) {
		t.Error("§1.6 an access token lives 100 hours")
	}
	c.set(noon.Add(100 * time.Hour))
	a.want(a.call("GET", a.list(""), "", "Authorization: Bearer "+m["access_token"]), 401, "fault.detail.errorcode", "keymanagement.service.access_token_expired")
	if tokens(t, a.refreshes("refresh", m["refresh_token"]))["access_token"] == "" {
		t.Error("§1.6 a refresh token outlives it")
	}
}

package sandbox

import (
	"bytes"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// signInForm is what the sign-in page carries from its address to the post.
type signInForm struct {
	Client, Redirect, Type, State, Challenge, Method string
	Company, Host, Username, Error                   string
}

const signInHTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in · Trustpilot sandbox</title>
<meta name="viewport" content="width=device-width">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem}
label,input{display:block;width:100%;box-sizing:border-box}input{margin:.2rem 0 1rem;padding:.5rem;font:inherit}
button{padding:.5rem 1rem;font:inherit}[role=alert]{color:#b00}</style></head>
<body><h1>Sign in</h1>
<p>This is the tpdesk sandbox, not Trustpilot.</p>
<p>Signing in lets the application <b dir="auto">{{.Client}}</b> act for <b dir="auto">{{.Company}}</b>: read its reviews, reply to them, tag them, ask reviewers
who they are, and invite customers. You are then sent to <b dir="auto">{{.Host}}</b>.</p>
{{with .Error}}<p role="alert">{{.}}</p>{{end}}
<form method="post" action="/">
<input type="hidden" name="client_id" value="{{.Client}}">
<input type="hidden" name="redirect_uri" value="{{.Redirect}}">
<input type="hidden" name="response_type" value="{{.Type}}">
<input type="hidden" name="state" value="{{.State}}">
<input type="hidden" name="code_challenge" value="{{.Challenge}}">
<input type="hidden" name="code_challenge_method" value="{{.Method}}">
<label>E-mail<input type="text" name="username" value="{{.Username}}" autocomplete="username" autofocus></label>
<label>Password<input type="password" name="password" autocomplete="current-password"></label>
<button type="submit">Sign in</button>
<button type="submit" name="deny" value="1">Cancel</button>
</form></body></html>
`

const refusedHTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not possible · Trustpilot sandbox</title></head>
<body><h1>This does not work</h1><p>{{.}}</p></body></html>
`

// signInPage shows the form of the authorization-code flow, trustpilot-api §1.5.
func (s *Server) signInPage(c *call) answer {
	form, problem := s.readSignIn(c.URL.Query())
	if problem != "" {
		return page(http.StatusBadRequest, refusedHTML, problem)
	}
	return page(http.StatusOK, signInHTML, form)
}

// readSignIn reads and checks what the address of the page carries.
func (s *Server) readSignIn(q url.Values) (signInForm, string) {
	f := signInForm{
		Client: q.Get("client_id"), Redirect: q.Get("redirect_uri"), Type: q.Get("response_type"), State: q.Get("state"),
		Challenge: q.Get("code_challenge"), Method: q.Get("code_challenge_method"), Company: s.unit.Name,
	}
	if u, err := url.Parse(f.Redirect); err == nil {
		f.Host = u.Host
	}
	switch {
	case !s.knownKey(f.Client):
		return f, "The client_id is not known."
	case !redirectAllowed(f.Redirect):
		return f, "The redirect_uri must be an https address or a loopback one, without a fragment."
	case f.Type != "code" && f.Type != "token":
		return f, "The response_type must be code or token."
	case !slices.Contains([]string{"", "plain", "S256"}, f.Method):
		return f, "The code_challenge_method must be S256 or plain."
	}
	return f, ""
}

// redirectAllowed takes any https address and any loopback one.
func redirectAllowed(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || strings.Contains(raw, "#") {
		return false
	}
	if u.Scheme == "https" {
		return true
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// signIn takes the posted form and sends the browser on to the redirect address.
func (s *Server) signIn(c *call) answer {
	if refused := readForm(c); refused != nil {
		return *refused
	}
	f, problem := s.readSignIn(c.PostForm)
	if problem != "" {
		return page(http.StatusBadRequest, refusedHTML, problem)
	}
	if c.PostForm.Get("deny") != "" {
		return s.sendOn(f, url.Values{"error": {"access_denied"}})
	}
	user, found := s.signedIn(c.PostForm.Get("username"), c.PostForm.Get("password"))
	if !found {
		f.Username, f.Error = c.PostForm.Get("username"), "The e-mail or the password is wrong."
		return page(http.StatusUnauthorized, signInHTML, f)
	}
	return s.grantTo(f, user)
}

// grantTo ends a successful sign-in: a code, or the implicit flow's token.
func (s *Server) grantTo(f signInForm, user businessUser) answer {
	g := grantOf{f.Client, user.ID}
	if f.Type == "token" {
		p := s.tokens.issue(g)
		fragment := "#access_token=" + url.QueryEscape(p.access) + "&token_type=bearer&expires_in=" + inSeconds(accessLife)
		if f.State != "" && !s.switched().StateDropped {
			fragment += "&state=" + url.QueryEscape(f.State)
		}
		return found(f.Redirect + fragment)
	}
	return s.sendOn(f, url.Values{"code": {s.tokens.authorize(code{grantOf: g, redirect: f.Redirect, challenge: f.Challenge, method: f.Method})}})
}

// sendOn redirects with the given values and the state as it was sent.
func (s *Server) sendOn(f signInForm, v url.Values) answer {
	u, err := url.Parse(f.Redirect)
	if err != nil {
		return page(http.StatusBadRequest, refusedHTML, "The redirect_uri cannot be read.")
	}
	if f.State != "" && !s.switched().StateDropped {
		v.Set("state", f.State)
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += v.Encode()
	return found(u.String())
}

func found(location string) answer {
	return answer{status: http.StatusFound, header: map[string]string{"Location": location, "Cache-Control": "no-store"}}
}

// signedIn finds the business user with this e-mail and the sandbox's password.
func (s *Server) signedIn(email, password string) (businessUser, bool) {
	for _, u := range s.users {
		if u.email != "" && strings.EqualFold(u.email, strings.TrimSpace(email)) && same(password, s.info.Password) {
			return u, true
		}
	}
	return businessUser{}, false
}

// page renders an HTML template; html/template escapes what data holds. No
// script runs on any page of the sandbox.
func page(status int, text string, data any) answer {
	var b bytes.Buffer
	if err := template.Must(template.New("page").Parse(text)).Execute(&b, data); err != nil {
		return broken(err)
	}
	return answer{status: status, kind: kindHTML, body: b.Bytes(), header: map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
		"Referrer-Policy":         "no-referrer",
	}}
}

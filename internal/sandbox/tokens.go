package sandbox

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// Lives of the OAuth things, trustpilot-api §1.5 and §1.6. The life of a code is
// not documented; RFC 6749 advises at most ten minutes.
const (
	accessLife  = 100 * time.Hour
	refreshLife = 90 * 24 * time.Hour
	codeLife    = 5 * time.Minute
)

// grantOf says for whom a token speaks. user is empty for client credentials.
type grantOf struct {
	client, user string
}

// pair is an access token and, but for client credentials, its refresh token.
type pair struct {
	grantOf
	access, refresh string
	issued          time.Time
}

// code is an authorization code that waits to be exchanged.
type code struct {
	grantOf
	redirect          string
	challenge, method string // PKCE, RFC 7636; empty when the client sent none
	issued            time.Time
}

// tokenBook knows every token and code that is alive.
type tokenBook struct {
	now func() time.Time

	mu        sync.Mutex
	byAccess  map[string]*pair
	byRefresh map[string]*pair
	codes     map[string]code
}

func newTokenBook(now func() time.Time) *tokenBook {
	return &tokenBook{now: now, byAccess: map[string]*pair{}, byRefresh: map[string]*pair{}, codes: map[string]code{}}
}

// issue makes a new pair for g, without a refresh token when g has no user.
func (b *tokenBook) issue(g grantOf) pair {
	b.mu.Lock()
	defer b.mu.Unlock()
	return *b.add(g)
}

// add makes a pair; the lock is held.
func (b *tokenBook) add(g grantOf) *pair {
	p := &pair{grantOf: g, access: "tpa-" + randomText(), issued: b.now()}
	b.byAccess[p.access] = p
	if g.user != "" {
		p.refresh = "tpr-" + randomText()
		b.byRefresh[p.refresh] = p
	}
	return p
}

// check finds the grant behind a request's Bearer token, or the refusal.
func (b *tokenBook) check(r *http.Request) (grantOf, *answer) {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.byAccess[strings.TrimSpace(token)]
	var refused answer
	switch {
	case !strings.EqualFold(kind, "bearer") || p == nil:
		refused = badToken()
	case b.now().Sub(p.issued) >= accessLife:
		refused = expiredToken()
	default:
		return p.grantOf, nil
	}
	return grantOf{}, &refused
}

// rotate exchanges a refresh token for a new pair; the old refresh token dies,
// the old access token lives on until it expires.
func (b *tokenBook) rotate(client, refresh string) (pair, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.byRefresh[refresh]
	if old == nil || old.client != client || b.now().Sub(old.issued) >= refreshLife {
		return pair{}, false
	}
	delete(b.byRefresh, refresh)
	return *b.add(old.grantOf), true
}

// revoke kills the pair that token belongs to; an unknown token changes nothing.
func (b *tokenBook) revoke(token string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.byAccess[token]
	if p == nil {
		p = b.byRefresh[token]
	}
	if p != nil {
		delete(b.byAccess, p.access)
		delete(b.byRefresh, p.refresh)
	}
}

// authorize makes a code.
func (b *tokenBook) authorize(c code) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	c.issued = b.now()
	name := randomText()
	b.codes[name] = c
	return name
}

// redeem takes a code, which is gone whatever the outcome.
func (b *tokenBook) redeem(name string) (code, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c, found := b.codes[name]
	delete(b.codes, name)
	return c, found && b.now().Sub(c.issued) < codeLife
}

package sandbox

import (
	"maps"
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
	family          string // of all pairs that came of one sign-in
	issued          time.Time
	refreshIssued   time.Time // earlier than issued where the refresh token stayed
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
	spent     map[string]string // refresh tokens that were used up, with their family
	codes     map[string]code
}

func newTokenBook(now func() time.Time) *tokenBook {
	return &tokenBook{now: now, byAccess: map[string]*pair{}, byRefresh: map[string]*pair{}, codes: map[string]code{}, spent: map[string]string{}}
}

// issue makes a new pair for g, without a refresh token when g has no user.
func (b *tokenBook) issue(g grantOf) pair {
	b.mu.Lock()
	defer b.mu.Unlock()
	return *b.add(g, "", randomText())
}

// add makes a pair of a family, with the given refresh token or a new one; the
// lock is held.
func (b *tokenBook) add(g grantOf, refresh, family string) *pair {
	p := &pair{grantOf: g, access: "tpa-" + randomText(), refresh: refresh, family: family, issued: b.now(), refreshIssued: b.now()}
	b.byAccess[p.access] = p
	if g.user != "" && refresh == "" {
		p.refresh = "tpr-" + randomText()
	}
	if p.refresh != "" {
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

// rotate exchanges a refresh token for a new pair. The old refresh token dies,
// unless a switch keeps it; the old access token lives on until it expires.
func (b *tokenBook) rotate(client, refresh string, w Switches) (pair, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.byRefresh[refresh]
	if family, spent := b.spent[refresh]; spent && w.ReuseRevokesFamily {
		b.end(family)
	}
	if old == nil || old.client != client || b.now().Sub(old.refreshIssued) >= refreshLife {
		return pair{}, false
	}
	if w.RefreshStays {
		p := b.add(old.grantOf, refresh, old.family)
		p.refreshIssued = old.refreshIssued
		return *p, true
	}
	delete(b.byRefresh, refresh)
	b.spent[refresh] = old.family
	return *b.add(old.grantOf, "", old.family), true
}

// end kills every token of a family; the lock is held.
func (b *tokenBook) end(family string) {
	of := func(_ string, p *pair) bool { return p.family == family }
	maps.DeleteFunc(b.byAccess, of)
	maps.DeleteFunc(b.byRefresh, of)
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

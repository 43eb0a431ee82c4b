package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

// clock is a time that tests move.
type clock struct{ nanos atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.nanos.Store(noon.UnixNano())
	return c
}

func (c *clock) now() time.Time          { return time.Unix(0, c.nanos.Load()) }
func (c *clock) advance(d time.Duration) { c.nanos.Add(int64(d)) }

// signedIn gives an account that has just signed in at the server by a code.
func signedIn(t *testing.T, s *tokenServer, c *clock) Account {
	t.Helper()
	a := Account{Profile: "shop", APIURL: s.URL + "/v1", Vault: NewMemory(), Folder: t.TempDir(), Now: c.now}
	app := s.app()
	app.Now = c.now
	tokens, err := app.Exchange(t.Context(), "code", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.SignIn(t.Context(), Session{Key: app.Key, Secret: app.Secret, Grant: GrantCode, Unit: "507f191e810c19729de860ea", Tokens: tokens}); err != nil {
		t.Fatal(err)
	}
	return a
}

func sourceOf(a Account, s *tokenServer) *Source {
	app := s.app()
	app.Now = a.Now
	return a.Source(app)
}

func wantToken(t *testing.T, token string, err error, want string) {
	t.Helper()
	if err != nil || token != want {
		t.Errorf("got %q, %v; want %q", token, err, want)
	}
}

func wantSignIn(t *testing.T, err error, says string) {
	t.Helper()
	var bad *SignInError
	if !errors.Is(err, ErrSignIn) || !errors.As(err, &bad) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "tpdesk auth login") {
		t.Errorf("got %v, want a sign-in error that says %q", err, says)
	}
	if err != nil && strings.Contains(err.Error(), "CANARY") {
		t.Errorf("the error shows a secret: %v", err)
	}
}

func TestATokenIsRefreshedOnlyNearItsEnd(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	source := sourceOf(a, s)
	for _, step := range []struct {
		wait time.Duration
		want string
	}{{0, "tpa-CANARY-1"}, {99 * time.Hour, "tpa-CANARY-1"}, {58 * time.Minute, "tpa-CANARY-1"}, {time.Minute, "tpa-CANARY-2"}, {time.Hour, "tpa-CANARY-2"}} {
		c.advance(step.wait)
		token, err := source.Token(t.Context())
		wantToken(t, token, err, step.want)
	}
	if n, _ := s.counted(); n != 1 {
		t.Errorf("%d refreshes", n)
	}
}

func TestATokenWithAShortLifeIsNotRefreshedAtEveryCall(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	s.lifetime = 30 * time.Second
	source := sourceOf(signedIn(t, s, c), s)
	for range 3 {
		token, err := source.Token(t.Context())
		wantToken(t, token, err, "tpa-CANARY-1")
	}
	c.advance(28 * time.Second)
	token, err := source.Token(t.Context())
	wantToken(t, token, err, "tpa-CANARY-2")
}

func TestARefusedTokenIsReplacedOnceForAllWhoHeldIt(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	source := sourceOf(signedIn(t, s, c), s)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			token, err := source.Renew(t.Context(), "tpa-CANARY-1")
			wantToken(t, token, err, "tpa-CANARY-2")
		})
	}
	wg.Wait()
	token, err := source.Renew(t.Context(), "tpa-CANARY-1")
	wantToken(t, token, err, "tpa-CANARY-2")
	if n, _ := s.counted(); n != 1 {
		t.Errorf("%d refreshes", n)
	}
}

// Sources of one account share nothing but vault, folder and server, as processes do.
func TestManyProcessesAtTheEndOfATokenRefreshOnce(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	const processes, rounds = 8, 25
	for round := range rounds {
		c.advance(100 * time.Hour)
		var wg sync.WaitGroup
		for n := range processes {
			source := sourceOf(a, s)
			for range 2 {
				wg.Go(func() {
					if n%2 == 1 {
						token, err := source.Renew(t.Context(), fmt.Sprintf("tpa-CANARY-%d", round+1))
						wantToken(t, token, err, fmt.Sprintf("tpa-CANARY-%d", round+2))
						return
					}
					token, err := source.Token(t.Context())
					wantToken(t, token, err, fmt.Sprintf("tpa-CANARY-%d", round+2))
				})
			}
		}
		wg.Wait()
	}
	if n, _ := s.counted(); n != rounds {
		t.Errorf("%d refreshes in %d rounds", n, rounds)
	}
}

func TestATokenThatAnotherProcessSavedIsTakenOver(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	first, second := sourceOf(a, s), sourceOf(a, s)
	for _, source := range []*Source{first, second} {
		if _, err := source.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := first.Renew(t.Context(), "tpa-CANARY-1"); err != nil {
		t.Fatal(err)
	}
	token, err := second.Renew(t.Context(), "tpa-CANARY-1")
	wantToken(t, token, err, "tpa-CANARY-2")
	if n, _ := s.counted(); n != 1 {
		t.Errorf("%d refreshes", n)
	}
}

func TestADeadRefreshTokenAsksForASignIn(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	s.change(func() { s.refresh = "none" })
	_, err := sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-1")
	wantSignIn(t, err, "ended or was revoked (the server said 400 invalid_grant")
	if _, err := os.Stat(a.markPath()); !os.IsNotExist(err) {
		t.Error("the mark stayed after a certain no")
	}
}

// switching is a vault whose refresh entry changes after the first look, as when somebody signs in meanwhile.
type switching struct {
	*Memory
	name, then string
	looks      int
}

func (v *switching) Get(ctx context.Context, name string) (string, error) {
	if name == v.name {
		if v.looks++; v.looks == 2 {
			_ = v.Set(ctx, name, v.then)
		}
	}
	return v.Memory.Get(ctx, name)
}

func TestBeforeAskingForASignInTheVaultIsReadOnceMore(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	newer, _ := json.Marshal(a.token(secret.New("tpr-newer"), time.Time{}))
	a.Vault = &switching{Memory: a.Vault.(*Memory), name: a.name(partRefresh), then: string(newer)}
	s.change(func() { s.refresh = "tpr-newer" })
	token, err := sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-1")
	wantToken(t, token, err, "tpa-CANARY-2")
}

func TestARefreshThatWasCutOffIsNamedLater(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	s.change(func() {
		s.after = func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) } // committed, answer lost
	})
	if _, err := sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-1"); err == nil || errors.Is(err, ErrSignIn) {
		t.Fatalf("a lost answer says %v", err)
	}
	s.change(func() { s.after = nil })
	for range 2 { // it stays named until somebody signs in
		_, err := sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-1")
		wantSignIn(t, err, "cut off between Trustpilot's answer and the save")
	}
	if err := a.SignIn(t.Context(), Session{Grant: GrantCode, Tokens: Tokens{Access: secret.New("a"), Refresh: secret.New("b")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(a.markPath()); !os.IsNotExist(err) {
		t.Error("the mark outlived the new sign-in")
	}
}

func TestTheMarkOfAnotherTokenIsNoCut(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	if err := a.mark("an older token"); err != nil {
		t.Fatal(err)
	}
	s.change(func() { s.refresh = "none" })
	_, err := sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-1")
	wantSignIn(t, err, "ended or was revoked")
	if data, err := os.ReadFile(a.markPath()); err == nil && strings.Contains(string(data), "older") {
		t.Error("the mark shows the token")
	}
}

func TestACutThatTheServerNeverSawHarmsNothing(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	s.change(func() {
		s.before = func(w http.ResponseWriter, _ *http.Request) bool { refuse(w, 503, "<html>"); return true }
	})
	_, err := sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-1")
	if said := (*Error)(nil); !errors.As(err, &said) || !said.Temporary() || errors.Is(err, ErrSignIn) {
		t.Fatalf("a 503 says %v", err)
	}
	s.change(func() { s.before = nil })
	token, err := sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-1")
	wantToken(t, token, err, "tpa-CANARY-2")
}

func TestAfterTooManyRequestsTheServerIsLeftInPeace(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	source, asked := sourceOf(signedIn(t, s, c), s), 0
	s.change(func() {
		s.before = func(w http.ResponseWriter, _ *http.Request) bool {
			asked++
			w.Header().Set("Retry-After", "30")
			refuse(w, 429, "{}")
			return true
		}
	})
	for _, want := range []time.Duration{30 * time.Second, 20 * time.Second} {
		_, err := source.Renew(t.Context(), "tpa-CANARY-1")
		if said := (*Error)(nil); !errors.As(err, &said) || said.Status != 429 || said.RetryAfter != want {
			t.Errorf("got %v", err)
		}
		c.advance(10 * time.Second)
	}
	s.change(func() { s.before = nil })
	c.advance(30 * time.Second)
	token, err := source.Renew(t.Context(), "tpa-CANARY-1")
	wantToken(t, token, err, "tpa-CANARY-2")
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

// broken is a vault that refuses to save while it is full.
type broken struct {
	*Memory
	full atomic.Bool
}

func (v *broken) Set(ctx context.Context, name, value string) error {
	if v.full.Load() {
		return &VaultError{Kind: "memory", Act: "save", Reason: "full"}
	}
	return v.Memory.Set(ctx, name, value)
}

func TestARenewedSignInThatTheVaultRefusesIsNotLost(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	vault := &broken{Memory: a.Vault.(*Memory)}
	a.Vault = vault
	source := sourceOf(a, s)
	vault.full.Store(true)
	for range 2 {
		if _, err := source.Renew(t.Context(), "tpa-CANARY-1"); !errors.Is(err, ErrVault) {
			t.Fatalf("got %v", err)
		}
	}
	vault.full.Store(false)
	token, err := source.Renew(t.Context(), "tpa-CANARY-1")
	wantToken(t, token, err, "tpa-CANARY-2")
	token, err = sourceOf(a, s).Token(t.Context())
	wantToken(t, token, err, "tpa-CANARY-2")
	if n, _ := s.counted(); n != 1 {
		t.Errorf("%d refreshes", n)
	}
}

func TestCtrlCDuringARefreshDoesNotLoseTheSignIn(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	ctx, cancel := context.WithCancel(t.Context())
	s.change(func() {
		s.after = func(http.ResponseWriter, *http.Request) bool { cancel(); return false }
	})
	_, _ = sourceOf(a, s).Renew(ctx, "tpa-CANARY-1")
	token, err := sourceOf(a, s).Token(t.Context())
	wantToken(t, token, err, "tpa-CANARY-2")
}

func TestCtrlCEndsARefreshThatIsNotAnswered(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	reached, release := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(release) })
	s.change(func() {
		s.before = func(http.ResponseWriter, *http.Request) bool { close(reached); <-release; return true }
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-reached; cancel() }()
	if _, err := sourceOf(a, s).Renew(ctx, "tpa-CANARY-1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestClientCredentialsAreMintedAnewWithTheStoredKey(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := Account{Profile: "ci", APIURL: s.URL + "/v1", Vault: NewMemory(), Folder: t.TempDir(), Now: c.now}
	tokens, err := s.app().ClientCredentials(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.SignIn(t.Context(), Session{Key: secret.New(testKey), Secret: secret.New(testSecret), Grant: GrantCredentials, User: "u1", Tokens: tokens}); err != nil {
		t.Fatal(err)
	}
	source := a.Source(App{}) // key and secret come from the vault
	token, err := source.Renew(t.Context(), "tpa-CANARY-1")
	wantToken(t, token, err, "tpa-CANARY-2")
	s.change(func() {
		s.before = func(w http.ResponseWriter, _ *http.Request) bool {
			refuse(w, 401, `{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}`)
			return true
		}
	})
	_, err = source.Renew(t.Context(), "tpa-CANARY-2")
	wantSignIn(t, err, "API key and secret")
}

func TestATokenIsNeverUsedForAnotherServerOrProfile(t *testing.T) {
	s, other, c := newTokenServer(t), newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	elsewhere := a
	elsewhere.APIURL = other.URL + "/v1"
	_, err := sourceOf(elsewhere, other).Token(t.Context())
	wantSignIn(t, err, "profile shop is not signed in at "+other.URL)
	stranger := a
	stranger.Profile = "other"
	_, err = sourceOf(stranger, s).Token(t.Context())
	wantSignIn(t, err, "profile other is not signed in")
	for _, part := range []string{partApp, partAccess, partRefresh} { // an entry that was copied to the other server's name
		text, err := a.Vault.Get(t.Context(), a.name(part))
		if err != nil {
			t.Fatal(err)
		}
		_ = a.Vault.Set(t.Context(), elsewhere.name(part), text)
	}
	_, err = sourceOf(elsewhere, other).Token(t.Context())
	wantSignIn(t, err, "not one for")
	if len(other.forms) != 0 {
		t.Error("the other server was asked")
	}
}

func TestADamagedEntryIsRepairedOrAsksForASignIn(t *testing.T) {
	for _, garbage := range []string{"", "{", "CANARY", "null", "[]", `{"v":2}`, strings.Repeat("CANARY", 500)} {
		s, c := newTokenServer(t), newClock()
		a := signedIn(t, s, c)
		_ = a.Vault.Set(t.Context(), a.name(partAccess), garbage)
		token, err := sourceOf(a, s).Token(t.Context())
		wantToken(t, token, err, "tpa-CANARY-2")
		_ = a.Vault.Set(t.Context(), a.name(partRefresh), garbage)
		_, err = sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-2")
		wantSignIn(t, err, "cannot be renewed")
		_ = a.Vault.Set(t.Context(), a.name(partApp), garbage)
		_, err = sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-2")
		wantSignIn(t, err, "profile shop")
	}
}

func TestAVaultThatCannotBeUsedIsNotMistakenForNoSignIn(t *testing.T) {
	s := newTokenServer(t)
	vault := newKeyring(&fakeRing{}, Options{Now: time.Now})
	vault.bus = func() error { return findBus("linux", env()) }
	a := Account{Profile: "shop", APIURL: s.URL, Vault: vault, Folder: t.TempDir()}
	_, err := sourceOf(a, s).Token(t.Context())
	wantVaultError(t, err, "no session bus")
	if errors.Is(err, ErrSignIn) {
		t.Error("it asks for a sign-in")
	}
}

func TestTheTokenOfTheEnvironmentIsTheOnlyOne(t *testing.T) {
	source := NewStatic("tpa-CANARY-env")
	token, err := source.Token(t.Context())
	wantToken(t, token, err, "tpa-CANARY-env")
	_, err = source.Renew(t.Context(), token)
	wantSignIn(t, err, "TPDESK_TOKEN")
	if strings.Contains(fmt.Sprintf("%v %+v %#v", source, source, source), "CANARY") {
		t.Error("the source shows its token")
	}
}

func TestTheStatusTellsWhoAndWhenButNoSecret(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	st, err := a.Status(t.Context())
	want := Status{
		Profile: "shop", Origin: s.URL, SignedIn: true, Grant: GrantCode, User: "60aa11bb22cc33dd44ee55ff", Unit: "507f191e810c19729de860ea",
		AccessExpires: c.now().Add(100 * time.Hour), RefreshExpires: c.now().Add(90 * 24 * time.Hour), Vault: "memory",
	}
	if err != nil || fmt.Sprint(st) != fmt.Sprint(want) {
		t.Errorf("got  %+v, %v\nwant %+v", st, err, want)
	}
	session, err := a.Session(t.Context())
	if err != nil || session.Key.Reveal() != testKey || session.Tokens.Refresh.Reveal() != "tpr-CANARY-1" {
		t.Errorf("the session did not come back: %v", err)
	}
	asJSON, _ := json.Marshal([]any{st, session})
	if shown := fmt.Sprintf("%+v %+v %#v %s", st, session, session, asJSON); strings.Contains(shown, "CANARY") {
		t.Errorf("a secret shows: %s", shown)
	}
	a.Profile = "new"
	if st, err := a.Status(t.Context()); err != nil || st.SignedIn {
		t.Errorf("a profile that never signed in: %+v, %v", st, err)
	}
}

func TestTheUserOfTheFirstAnswerIsRememberedAfterARefresh(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	if _, err := sourceOf(a, s).Renew(t.Context(), "tpa-CANARY-1"); err != nil {
		t.Fatal(err)
	}
	if st, err := a.Status(t.Context()); err != nil || st.User != "60aa11bb22cc33dd44ee55ff" {
		t.Errorf("got %q, %v", st.User, err)
	}
}

func TestSigningOutRevokesAndRemovesButKeepsTheKeyOfTheData(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	key, err := a.StoreKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Logout(t.Context(), s.app()); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(s.revoked) != "[tpr-CANARY-1]" {
		t.Errorf("revoked %v", s.revoked)
	}
	for name, value := range a.Vault.(*Memory).entries {
		if value != key {
			t.Errorf("%s is left", name)
		}
	}
	_, err = sourceOf(a, s).Token(t.Context())
	wantSignIn(t, err, "not signed in")
	if err := a.Logout(t.Context(), s.app()); err != nil {
		t.Errorf("signing out twice: %v", err)
	}
}

func TestSigningOutRemovesAlsoWhenTheServerCannotBeAsked(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	s.Close()
	if err := a.Logout(t.Context(), s.app()); !errors.Is(err, ErrNotRevoked) {
		t.Errorf("got %v", err)
	}
	if len(a.Vault.(*Memory).entries) != 0 {
		t.Error("something is left")
	}
}

func TestAServerThatWantsTheAccessTokenForRevokingGetsIt(t *testing.T) {
	s, c := newTokenServer(t), newClock()
	a := signedIn(t, s, c)
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		if _ = r.ParseForm(); r.PostForm.Get("token") == "tpr-CANARY-1" {
			refuse(w, 400, `{"error":"invalid_request"}`)
			return true
		}
		return false
	}
	if err := a.Logout(t.Context(), s.app()); err != nil || fmt.Sprint(s.revoked) != "[tpa-CANARY-1]" {
		t.Errorf("got %v, revoked %v", err, s.revoked)
	}
}

func TestTheKeyOfTheDataIsMadeOnceAndBelongsToTheProfile(t *testing.T) {
	a := Account{Profile: "shop", APIURL: "https://a.example", Vault: NewMemory(), Folder: t.TempDir()}
	keys := make([]string, 16)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			key, err := a.StoreKey(t.Context())
			if err != nil || len(key) != 64 {
				t.Errorf("got %d digits, %v", len(key), err)
			}
			keys[i] = key
		})
	}
	wg.Wait()
	for _, key := range keys {
		if key != keys[0] {
			t.Fatal("two keys were made")
		}
	}
	b := a
	b.APIURL = "https://b.example"
	if key, err := b.StoreKey(t.Context()); err != nil || key != keys[0] {
		t.Errorf("at another server the key differs: %v", err)
	}
	b.Profile = "other"
	if key, err := b.StoreKey(t.Context()); err != nil || key == keys[0] {
		t.Errorf("another profile has the same key: %v", err)
	}
	_ = a.Vault.Set(t.Context(), a.name(partStore), "CANARY")
	_, err := a.StoreKey(t.Context())
	wantVaultError(t, err, "damaged")
	if kept, _ := a.Vault.Get(t.Context(), a.name(partStore)); kept != "CANARY" {
		t.Error("a damaged key was replaced: what it may still open would be lost")
	}
}

func TestNamesInTheVaultTellNothing(t *testing.T) {
	a := Account{Profile: "shop", APIURL: "https://api.trustpilot.com/v1"}
	seen := map[string]bool{}
	for _, part := range []string{partApp, partAccess, partRefresh, partStore} {
		name := a.name(part)
		if len(name) != 32 || strings.Trim(name, "0123456789abcdef") != "" || seen[name] {
			t.Errorf("%s: %s", part, name)
		}
		seen[name] = true
	}
}

func TestTheOriginIsSchemeAndHost(t *testing.T) {
	for address, want := range map[string]string{
		"https://API.trustpilot.com/v1": "https://api.trustpilot.com", "https://api.trustpilot.com:443/v1": "https://api.trustpilot.com",
		"http://127.0.0.1:8080/v1": "http://127.0.0.1:8080", "https://a.example:8443": "https://a.example:8443",
	} {
		if got := (Account{APIURL: address}).Origin(); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

func TestALockThatIsHeldEndsWithTheCaller(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "x.lock")
	release, err := lockFile(t.Context(), path, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if _, err := lockFile(t.Context(), path, 20*time.Millisecond); err == nil || !strings.Contains(err.Error(), "another tpdesk") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lockFile(ctx, path, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

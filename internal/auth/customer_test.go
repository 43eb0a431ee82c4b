package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/secret"
)

func TestACustomersKeysWaitInTheVaultUntilTheSignOut(t *testing.T) {
	s := newTokenServer(t)
	a := Account{Profile: "shop", APIURL: s.URL + "/v1", Vault: NewMemory(), Folder: t.TempDir()}
	ctx := context.Background()
	if _, ok, err := a.Waiting(ctx); ok || err != nil {
		t.Fatalf("before: %v, %v", ok, err)
	}
	want := Customer{Key: secret.New(testKey), Secret: secret.New(testSecret), Unit: "5f3c8a1e9b7d4c0001a2b3c4", Domain: "shop.example", Partner: "agency"}
	if err := a.KeepCustomer(ctx, want); err != nil {
		t.Fatal(err)
	}
	got, ok, err := a.Waiting(ctx)
	if err != nil || !ok || got.Key.Reveal() != testKey || got.Secret.Reveal() != testSecret || got.Unit != want.Unit || got.Domain != want.Domain || got.Partner != want.Partner {
		t.Errorf("%v, %v, %+v", ok, err, got)
	}
	if shown := fmt.Sprintf("%v %+v", got, got); strings.Contains(shown, "CANARY") {
		t.Errorf("it shows %s", shown)
	}
	if _, err := a.Session(ctx); !errors.Is(err, ErrSignIn) {
		t.Errorf("keys alone are taken for a sign-in: %v", err)
	}
	elsewhere := a
	elsewhere.APIURL = "https://other.example/v1"
	if _, ok, _ := elsewhere.Waiting(ctx); ok {
		t.Error("another server's keys are taken")
	}
	if err := a.Logout(ctx, s.app()); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Customer(ctx); !errors.Is(err, ErrNotFound) {
		t.Errorf("after the sign-out: %v", err)
	}
}

func TestThePartnerOfASignInIsKeptWithIt(t *testing.T) {
	a := Account{Profile: "shop", APIURL: "https://api.example/v1", Vault: NewMemory(), Folder: t.TempDir()}
	s := Session{Key: secret.New(testKey), Secret: secret.New(testSecret), Grant: GrantCode, Partner: "agency", Tokens: Tokens{Access: secret.New("t")}}
	if err := a.SignIn(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Session(context.Background()); err != nil || got.Partner != "agency" {
		t.Errorf("%q, %v", got.Partner, err)
	}
	if st, err := a.Status(context.Background()); err != nil || st.Partner != "agency" {
		t.Errorf("%q, %v", st.Partner, err)
	}
}

func TestATokenCallCarriesThePartnersHeaderAndItsOwn(t *testing.T) {
	s := newTokenServer(t)
	var got http.Header
	s.before = func(_ http.ResponseWriter, r *http.Request) bool { got = r.Header; return false }
	app := s.app()
	app.Extra = map[string]string{"x-partner-id": "p-1", "authorization": "Bearer stolen", "Content-Type": "text/plain"}
	if _, err := app.ClientCredentials(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got.Get("x-partner-id") != "p-1" || got.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("%v", got)
	}
}

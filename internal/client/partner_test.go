package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/review"
)

const partnerID = "cd94b09c-8f89-11ea-bc55-0242ac130003"

func TestEveryStatusOfAPartnersCheckIsReadAsItIsDocumented(t *testing.T) {
	for code, want := range map[int]struct {
		may  bool
		kind error
		says string
	}{
		200: {}, 201: {may: true}, 202: {kind: review.ErrTemporary}, 204: {kind: review.ErrTemporary},
		401: {kind: review.ErrSignIn}, 403: {kind: review.ErrSignIn, says: "not the partner's sign-in"},
		404: {kind: review.ErrNotFound, says: "the partner ID is not known"}, 429: {kind: review.ErrTemporary}, 500: {kind: review.ErrTemporary},
	} {
		asked := ""
		c := serve(t, func(w http.ResponseWriter, r *http.Request) { asked = r.Method + " " + r.URL.Path; w.WriteHeader(code) })
		may, err := c.MayIntegrate(context.Background(), partnerID, unitID)
		if may != want.may || (err == nil) != (want.kind == nil) || want.kind != nil && !errors.Is(err, want.kind) {
			t.Errorf("%d: %v, %v", code, may, err)
		}
		var said *Error
		if errors.As(err, &said); want.says != "" && !strings.Contains(said.Meaning(), want.says) {
			t.Errorf("%d means %q", code, said.Meaning())
		}
		if !strings.HasSuffix(asked, "GET /v1/private/partners/"+partnerID+"/check/"+unitID) && !strings.HasSuffix(asked, "/private/partners/"+partnerID+"/check/"+unitID) {
			t.Errorf("asked %s", asked)
		}
	}
}

func TestAWebPageIsNoAnswerToAPartner(t *testing.T) {
	page := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>welcome to the hotel</html>")
	}
	if may, err := serve(t, page).MayIntegrate(context.Background(), partnerID, unitID); may || !errors.Is(err, review.ErrTemporary) {
		t.Errorf("check: %v, %v", may, err)
	}
	if _, ok, err := serve(t, page).MakeKeys(context.Background(), partnerID, unitID); ok || !errors.Is(err, review.ErrUnknown) {
		t.Errorf("keys: %v, %v", ok, err)
	}
}

func TestKeysAreReadUnderEveryUsualNameAndNeverShown(t *testing.T) {
	for _, body := range []string{
		`{"key":"tpk-1","secret":"tps-1"}`, `{"apiKey":"tpk-1","apiSecret":"tps-1","more":1}`, `{"clientId":"tpk-1","clientSecret":"tps-1"}`,
		`{"client_id":"tpk-1","client_secret":"tps-1"}`, `{"partnerCustomerKey":{"key":"tpk-1","secret":"tps-1"}}`,
	} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(201); _, _ = io.WriteString(w, body) })
		made, ok, err := c.MakeKeys(context.Background(), partnerID, unitID)
		if key, secret := made.Reveal(); err != nil || !ok || key != "tpk-1" || secret != "tps-1" {
			t.Errorf("%s: %v, %v", body, ok, err)
		}
		if shown := fmt.Sprintf("%v %+v %#v %s", made, made, made, made); strings.Contains(shown, "tp") {
			t.Errorf("it shows %s", shown)
		}
	}
}

func TestEveryStatusOfMakingKeysSaysWhatIsCertain(t *testing.T) {
	for name, want := range map[string]struct {
		serve http.HandlerFunc
		kind  error
	}{
		"200":            {status(200), nil},
		"403":            {status(403), review.ErrSignIn},
		"404":            {status(404), review.ErrNotFound},
		"429":            {status(429), review.ErrTemporary},
		"500":            {status(500), review.ErrUnknown},
		"302":            {location(302), review.ErrUnknown},
		"307":            {location(307), review.ErrRefused},
		"201, cut":       {raw("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"key\":"), review.ErrUnknown},
		"201 of nothing": {status(201), review.ErrUnknown},
		"201 of one half": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(201)
			_, _ = io.WriteString(w, `{"key":"tpk-1"}`)
		}, review.ErrUnknown},
		"201 of control codes": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(201)
			_, _ = io.WriteString(w, `{"key":"a\u001bb","secret":"c"}`)
		}, review.ErrUnknown},
		"the answer lost": {reset, review.ErrUnknown},
	} {
		n := &counter{}
		_, ok, err := serve(t, n.count(want.serve)).MakeKeys(context.Background(), partnerID, unitID)
		if ok || (err == nil) != (want.kind == nil) || want.kind != nil && !errors.Is(err, want.kind) || n.sent() != 1 {
			t.Errorf("%s: %v, %v, sent %d times", name, ok, err, n.sent())
		}
	}
}

func TestThePartnersHeaderIsOnEveryCallAndTakesNoOthersPlace(t *testing.T) {
	extra := map[string]string{"x-partner-id": partnerID, "Authorization": "Bearer stolen", "apikey": "stolen", "User-Agent": "stolen"}
	var got []http.Header
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header)
		answerJSON(w, 200, map[string]any{"id": unitID})
	},
		func(cfg *Config) { cfg.Extra, cfg.APIKey = extra, "k" })
	ctx := context.Background()
	_, _ = c.Business(ctx)
	_, _ = c.Review(ctx, reviewID)
	_ = c.Reply(ctx, reviewID, "Thank you.")
	if len(got) != 3 {
		t.Fatalf("%d calls", len(got))
	}
	for _, h := range got {
		if h.Get("x-partner-id") != partnerID || strings.Contains(h.Get("User-Agent"), "stolen") {
			t.Errorf("%v", h)
		}
	}
	if got[0].Get("apikey") != "k" || got[1].Get("Authorization") != "Bearer t0" || got[2].Get("Authorization") != "Bearer t0" {
		t.Errorf("%v", got)
	}
}

func TestThePartnersHeaderReachesNoOtherServer(t *testing.T) {
	elsewhere := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	defer other.Close()
	for _, code := range []int{301, 302, 303, 307, 308} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", other.URL)
			w.WriteHeader(code)
		},
			func(cfg *Config) { cfg.Extra = map[string]string{"x-partner-id": partnerID} })
		_, _ = c.MayIntegrate(context.Background(), partnerID, unitID)
		_ = c.Reply(context.Background(), reviewID, "Thank you.")
	}
	if elsewhere != 0 {
		t.Errorf("%d calls went elsewhere", elsewhere)
	}
}

func TestAPartnersAddressTakesIDsAlone(t *testing.T) {
	c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	for _, ids := range [][2]string{{"", unitID}, {"../x", unitID}, {partnerID, ""}, {partnerID, "a/b"}} {
		if _, err := c.MayIntegrate(context.Background(), ids[0], ids[1]); !errors.Is(err, review.ErrInvalid) {
			t.Errorf("%v: %v", ids, err)
		}
		if _, _, err := c.MakeKeys(context.Background(), ids[0], ids[1]); !errors.Is(err, review.ErrInvalid) {
			t.Errorf("%v: %v", ids, err)
		}
	}
}

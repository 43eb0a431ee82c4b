package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// invitations are all writes that Trustpilot's server of invitations takes.
func invitations(c *Client) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"email":  func(ctx context.Context) error { return c.InviteByEmail(ctx, EmailInvitation{Email: "a@b.example"}) },
		"forget": func(ctx context.Context) error { return c.ForgetInvited(ctx, []string{"a@b.example"}) },
		"old":    func(ctx context.Context) error { return c.ForgetInvitedBefore(ctx, time.Unix(0, 0)) },
		"link": func(ctx context.Context) error {
			_, err := c.InviteByLink(ctx, LinkRequest{Email: "a@b.example"})
			return err
		},
	}
}

func TestAnInvitationIsSentWithEveryFieldAndTheActingUser(t *testing.T) {
	var got map[string]any
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/v1/private/business-units/"+unitID+"/email-invitations" || r.Header.Get("X-Business-User-Id") != "60aa11bb22cc33dd44ee55ff" {
			t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
		}
		_ = json.NewDecoder(r.Body).Decode(&got)
		w.WriteHeader(202)
	}, func(cfg *Config) { cfg.BusinessUser = "60aa11bb22cc33dd44ee55ff" })
	at := time.Date(2026, 8, 1, 9, 0, 0, 0, time.FixedZone("", 7200))
	err := c.InviteByEmail(context.Background(), EmailInvitation{ReplyTo: "r", Locale: "l", SenderName: "s", SenderEmail: "e", LocationID: "i", Reference: "f", Name: "n", Email: "m",
		Service: &ServiceInvitation{TemplateID: "t", SendTime: SendTime(at), Redirect: "u", Tags: []string{"x"}}, Product: &ProductInvitation{Products: []map[string]string{{"sku": "k"}}}})
	want := `{"consumerEmail":"m","consumerName":"n","locale":"l","locationId":"i","productReviewInvitation":{"products":[{"sku":"k"}]},"referenceNumber":"f","replyTo":"r","senderEmail":"e","senderName":"s",` +
		`"serviceReviewInvitation":{"preferredSendTime":"2026-08-01T07:00:00Z","redirectUri":"u","tags":["x"],"templateId":"t"},"type":"email"}`
	if b, _ := json.Marshal(got); err != nil || string(b) != want {
		t.Errorf("sent %s, %v", b, err)
	}
}

func TestInvitationsGoToTheirOwnServerAndCountTogether(t *testing.T) {
	host := serve(t, status(202)).base.String()
	c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the API was asked") })
	other, err := c.ForServer(host)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.InviteByEmail(context.Background(), EmailInvitation{Email: "a@b.example"}); err != nil || c.Calls() != 1 {
		t.Errorf("%v, %d calls", err, c.Calls())
	}
	if _, err := c.ForServer("http://invitations.example/v1"); err == nil {
		t.Error("took a server that is neither https nor on this machine")
	}
}

func TestAnInvitationWhoseAnswerIsLostIsSentOnceAndUnknown(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{"reset": reset, "503": status(503), "cut": raw(""), "302": location(302)} {
		for act := range invitations(nil) {
			n := &counter{}
			c := serve(t, n.count(h))
			e := wantKind(t, invitations(c)[act](context.Background()), review.ErrUnknown)
			if n.sent() != 1 || e.Outcome != Unclear || strings.Contains(e.Error(), "b.example") {
				t.Errorf("%s after %s: sent %d times, %v", act, name, n.sent(), e)
			}
		}
	}
}

func TestARefusedInvitationIsNotSent(t *testing.T) {
	for code, want := range map[int]error{400: review.ErrRefused, 401: review.ErrSignIn, 403: review.ErrRefused, 429: review.ErrTemporary} {
		for act := range invitations(nil) {
			n := &counter{}
			c := serve(t, n.count(status(code)))
			if e := wantKind(t, invitations(c)[act](context.Background()), want); n.sent() != 1 || e.Outcome != NotDone {
				t.Errorf("%s, %d: sent %d times, %v", act, code, n.sent(), e)
			}
		}
	}
}

func TestTheAddressOfAnInvitationLinkIsRead(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if string(b) != `{"locationId":"L","referenceId":"R","email":"a@b.example","name":"Å<","locale":"da-DK","tags":["x"],"redirectUri":"https://x.example"}` {
			t.Errorf("sent %s", b)
		}
		_, _ = fmt.Fprint(w, `{"id":"0f1e","url":"https://www.trustpilot.com/evaluate-link/0f1e"}`)
	})
	got, err := c.InviteByLink(context.Background(), LinkRequest{"L", "R", "a@b.example", "Å<", "da-DK", []string{"x"}, "https://x.example"})
	if err != nil || !got.ID.Is("0f1e") || !got.URL.Is("https://www.trustpilot.com/evaluate-link/0f1e") {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestALinkThatWasMadeAndCannotBeReadIsUnknown(t *testing.T) {
	for name, answer := range map[string]string{
		"empty": "", "a web page": "<html>", "no JSON": "ok", "no address": `{"id":"1"}`, "null": "null",
		"cut": "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":",
	} {
		h := raw(answer)
		if !strings.HasPrefix(answer, "HTTP") {
			h = func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, answer) }
		}
		n := &counter{}
		c := serve(t, n.count(h))
		_, err := c.InviteByLink(context.Background(), LinkRequest{Email: "a@b.example"})
		if wantKind(t, err, review.ErrUnknown); n.sent() != 1 {
			t.Errorf("%s: sent %d times", name, n.sent())
		}
	}
}

func TestTemplatesAreRead(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, `{"templates":[{"id":"1","name":"N","isDefaultTemplate":true,"locale":"en-US","type":"email","more":1},7,{"id":"2"}]}`)
	})
	got, err := c.Templates(context.Background())
	if err != nil || len(got) != 2 || !got[0].Name.Is("N") || !got[0].Default.V || got[1].Name.Known() {
		t.Errorf("%+v, %v", got, err)
	}
	c = serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, `{"templates":null}`) })
	if _, err = c.Templates(context.Background()); err == nil {
		t.Error("an answer without templates was taken")
	}
}

func TestADryRunTellsInvitationsAndSendsNone(t *testing.T) {
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s left", r.Method) })
	told := 0
	dry := c.DryRun(func(Request) { told++ })
	for act, do := range invitations(dry) {
		if err := do(context.Background()); err != nil {
			t.Errorf("%s: %v", act, err)
		}
	}
	if told != 4 {
		t.Errorf("%d requests told", told)
	}
}

func TestForgettingNobodyIsRefused(t *testing.T) {
	c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	if err := c.ForgetInvited(context.Background(), nil); err == nil {
		t.Error("no error")
	}
}

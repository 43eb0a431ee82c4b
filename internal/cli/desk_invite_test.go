package cli

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/sandbox"
	"github.com/tpdesk/tpdesk/internal/ui"
)

// inviting is the desk's inviter on a sandbox without reviews, with a ledger in folders or, without any, in memory.
type inviting struct {
	*deskInviter
	t       *testing.T
	srv     *sandbox.Server
	journal string
}

func newInviting(t *testing.T, folders config.Folders) inviting {
	t.Helper()
	journal := filepath.Join(t.TempDir(), "journal")
	srv, err := sandbox.Start(t.Context(), sandbox.Options{Addr: "127.0.0.1:0", Reviews: -1, Journal: journal})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	a := &App{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Env: func(string) (string, bool) { return "", false }, Now: time.Now}
	s, err := a.demoSession(t.Context(), srv.Info())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.opener.folders = folders
	return inviting{&deskInviter{a: a, s: s}, t, srv, journal}
}

// taken is how many invitations the sandbox took.
func (x inviting) taken() int {
	x.t.Helper()
	b, err := os.ReadFile(x.journal)
	if err != nil {
		x.t.Fatal(err)
	}
	return strings.Count(string(b), `"emailInvitation"`)
}

func (x inviting) prepared(i ui.Invitation) ui.PreparedInvitation {
	x.t.Helper()
	p, err := x.Prepare(x.t.Context(), i)
	if err != nil {
		x.t.Fatal(err)
	}
	return p
}

// fault has the sandbox go wrong.
func (x inviting) fault(json string) {
	x.t.Helper()
	req, err := http.NewRequest(http.MethodPost, strings.TrimSuffix(x.srv.Info().APIURL, "/v1")+"/_sandbox/faults", strings.NewReader(json))
	if err != nil {
		x.t.Fatal(err)
	}
	req.Header.Set("X-Sandbox-Key", x.srv.ControlKey())
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode/100 != 2 {
		x.t.Fatalf("%v, %v", resp, err)
	}
	_ = resp.Body.Close()
}

func ase() ui.Invitation {
	return ui.Invitation{Email: "ase@customer.example", Name: "Åse", Reference: "AO-1", TemplateID: "507f191e810c19729de860ec", Locale: "da-DK", SendAt: "+3d"}
}

func TestTheDesksInvitationIsWhatItShowedAndIsSentOnce(t *testing.T) {
	for name, folders := range map[string]config.Folders{"in memory": {}, "on disk": {State: t.TempDir()}} {
		x := newInviting(t, folders)
		templates, warning, err := x.Ready(t.Context())
		if err != nil || len(templates) != 4 || warning != "" || !templates[2].Name.Is("Venlig påmindelse") {
			t.Fatalf("%s: %+v, %q, %v", name, templates, warning, err)
		}
		p := x.prepared(ase())
		at := p.At.UTC().Format("2006-01-02T15:04:05Z")
		for _, want := range []string{"POST http://127.0.0.1", "/email-invitations", `"consumerEmail": "ase@customer.example"`, `"consumerName": "Åse"`, `"referenceNumber": "AO-1"`,
			`"templateId": "507f191e810c19729de860ec"`, `"preferredSendTime": "` + at + `"`, `"locale": "da-DK"`} {
			if !strings.Contains(p.Request, want) {
				t.Errorf("%s: %q is not in %s", name, want, p.Request)
			}
		}
		if x.taken() != 0 {
			t.Fatalf("%s: it was sent to be shown", name)
		}
		if err := x.Invite(t.Context(), p); err != nil || x.taken() != 1 {
			t.Fatalf("%s: taken %d times, %v", name, x.taken(), err)
		}
		if b, _ := os.ReadFile(x.journal); !strings.Contains(string(b), at) {
			t.Errorf("%s: not sent with the time that was shown, %s: %s", name, at, b)
		}
		again := ase()
		again.Email, again.SendAt = "ASE@customer.example", ""
		if _, err := x.Prepare(t.Context(), again); !errors.Is(err, review.ErrConflict) || !strings.Contains(err.Error(), "was invited") {
			t.Errorf("%s: %v", name, err)
		}
		if err := x.Invite(t.Context(), p); !errors.Is(err, review.ErrConflict) || x.taken() != 1 {
			t.Errorf("%s: taken %d times, %v", name, x.taken(), err)
		}
		again.Reference = "AO-2"
		x.prepared(again)
	}
}

func TestTheDeskAndTheCommandShareALedger(t *testing.T) {
	x := newInviting(t, config.Folders{State: t.TempDir()})
	if err := x.Invite(t.Context(), x.prepared(ase())); err != nil {
		t.Fatal(err)
	}
	l, err := x.s.opener.sentLedger(t.Context(), "invitations.ledger") // as tpdesk invite email opens it
	if err != nil {
		t.Fatal(err)
	}
	if _, before := l.SentBefore(l.Key(rowOf(ase()))); !before {
		t.Error("the command does not know what the desk has sent")
	}
	if _, err := x.Prepare(t.Context(), ase()); !errors.Is(err, review.ErrTemporary) { // the command holds it
		t.Errorf("%v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAnInvitationWhoseAnswerWasLostIsNotSentAgainFromTheDesk(t *testing.T) {
	x := newInviting(t, config.Folders{State: t.TempDir()})
	p := x.prepared(ase())
	fault := `{"match":{"method":"POST","path":"/email-invitations$"},"count":1,"fault":"cut-after-commit"}`
	x.fault(fault)
	if err := x.Invite(t.Context(), p); !errors.Is(err, review.ErrUnknown) || x.taken() != 1 {
		t.Fatalf("taken %d times, %v", x.taken(), err)
	}
	if _, err := x.Prepare(t.Context(), ase()); !errors.Is(err, review.ErrUnknown) {
		t.Errorf("%v", err)
	}
	if err := x.Invite(t.Context(), p); !errors.Is(err, review.ErrUnknown) || x.taken() != 1 {
		t.Errorf("taken %d times, %v", x.taken(), err)
	}
}

func TestWhatIsNoInvitationIsNotPrepared(t *testing.T) {
	x := newInviting(t, config.Folders{})
	for _, c := range []struct {
		i    ui.Invitation
		want string
	}{{ui.Invitation{}, "email: it is missing"}, {ui.Invitation{Email: "A <a@b.example>"}, "no e-mail address"}, {ui.Invitation{Email: "a@b.example", Locale: "danish"}, "locale"},
		{ui.Invitation{Email: "a@b.example", SendAt: "2020-01-01T09:00Z"}, "has passed"}, {ui.Invitation{Email: "a@b.example", SendAt: "tomorrow"}, "one moment"}} {
		if _, err := x.Prepare(t.Context(), c.i); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.i, err, c.want)
		}
	}
	x.s.client = nil
	if _, _, err := x.Ready(t.Context()); !errors.Is(err, review.ErrSignIn) {
		t.Errorf("%v", err)
	}
}

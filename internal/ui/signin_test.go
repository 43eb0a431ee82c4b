package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// gate is whoever signs in, for tests: it goes the way that the test wrote.
type gate struct {
	d      *driver
	way    func(ctx context.Context, p *Person) (SignedIn, error)
	back   chan string // what the browser brings by itself
	ended  chan error  // how the last sign-in ended
	tokens []string    // what was typed and pasted
	begun  int
	still  signStage // the test looks at this one: commands are kept back
}

const signInURL = "https://authenticate.tp-staging.com/?client_id=tpk-1234&redirect_uri=https%3A%2F%2Fshop.example%2Fback&response_type=code&state=ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// signedOutDesk is a desk with a copy and without a sign-in, whose L goes the gate's way.
func signedOutDesk(t *testing.T, w, h int, change ...func(*driver, *Options)) (*driver, *gate) {
	t.Helper()
	g := &gate{still: signAtPage, back: make(chan string), ended: make(chan error, 9)}
	g.way = g.whole
	change = append([]func(*driver, *Options){func(d *driver, o *Options) {
		g.d = d
		d.holdAt = func(msg tea.Msg) bool {
			s, ok := msg.(signShownMsg)
			return ok && s.shown.stage == g.still
		}
		o.Desk.API, o.Unit, o.Calls, o.Profile = nil, nil, nil, "north"
		o.SignIn = func(ctx context.Context, p *Person) (SignedIn, error) {
			g.begun++
			got, err := g.way(ctx, p)
			g.ended <- err
			return got, err
		}
	}}, change...)
	return start(t, w, h, sample(), change...), g
}

// whole is a sign-in that asks for everything.
func (g *gate) whole(ctx context.Context, p *Person) (SignedIn, error) {
	p.Doing(ctx, "trying whether the keyring can keep the sign-in")
	for _, q := range []Question{
		{Label: "Trustpilot API key", Help: "in the web app: Integrations > Developers > APIs", Secret: true},
		{Label: "Trustpilot API secret", Help: "in the web app: Integrations > Developers > APIs", Secret: true},
		{Label: "Your company's domain", Help: "as it stands at Trustpilot, such as shop.example; or the ID of its business unit"},
	} {
		typed, err := p.Ask(ctx, q)
		if err != nil {
			return SignedIn{}, err
		}
		g.tokens = append(g.tokens, typed)
	}
	return g.atPage(ctx, p, SignInPage{URL: signInURL, Opened: true, Redirect: "http://127.0.0.1:4711/callback", Listens: true})
}

// atPage waits for the page's answer.
func (g *gate) atPage(ctx context.Context, p *Person, page SignInPage) (SignedIn, error) {
	p.Page(ctx, page)
	select {
	case line := <-p.Pasted():
		g.tokens = append(g.tokens, line)
	case line := <-g.back:
		g.tokens = append(g.tokens, line)
	case <-ctx.Done():
		return SignedIn{}, context.Cause(ctx)
	}
	p.Doing(ctx, "swapping the code for tokens")
	return g.in(), nil
}

func (g *gate) in() SignedIn {
	o := g.d.m.Options
	d := *o.Desk
	d.API = g.d.srv
	o.Desk, o.Unit, o.Calls, o.Company = &d, g.d.srv.Unit, func() (int, int) { return 62, 548 }, "shop.example"
	return SignedIn{Options: o,
		Lines: []string{"user 60aa11bb22cc33dd44ee55ff", "unit shop.example (507f191e810c19729de860ea)", "kept in the keyring vault", "renews itself, unless it goes unused for 30 days"}}
}

// toPage goes as far as Trustpilot's page.
func (g *gate) toPage() {
	g.d.press("L")
	for _, answer := range []string{"tpk-CANARY", "tps-CANARY", "shop.example"} {
		g.d.type_(answer)
		g.d.press("enter")
	}
}

func TestSigningInAtTheDeskHasAScreenForEachState(t *testing.T) {
	for at, size := range sizes {
		d, g := signedOutDesk(t, size[0], size[1])
		golden := func(state string) {
			t.Helper()
			checkFrame(t, d, size[0], size[1], state)
			d.golden("signin-" + state + "-" + at)
		}
		d.wants("not signed in")
		d.press("L")
		d.type_("tpk-CANARY")
		golden("key")
		d.press("enter")
		d.type_("tps-CANARY")
		d.press("enter")
		d.type_("shop.example")
		golden("company")
		d.press("enter")
		golden("page")
		go func() { g.back <- "code" }()
		d.release()
		golden("done")
		d.press("enter")
		d.lacks("not signed in", "You are signed in.")
		if got := strings.Join(g.tokens, " "); got != "tpk-CANARY tps-CANARY shop.example code" {
			t.Errorf("it got %q", got)
		}
	}
}

func TestWhileTheSignInWorksTheScreenSaysAtWhat(t *testing.T) {
	for at, size := range sizes {
		d, g := signedOutDesk(t, size[0], size[1])
		g.still = signWorks
		g.way = func(ctx context.Context, p *Person) (SignedIn, error) {
			p.Doing(ctx, "swapping the code for tokens")
			<-ctx.Done()
			return SignedIn{}, ctx.Err()
		}
		d.press("L")
		d.golden("signin-works-" + at)
		d.press("esc")
		d.release()
	}
}

func TestAFailedSignInSaysWhyAndEnterTriesAgain(t *testing.T) {
	for at, size := range sizes {
		d, g := signedOutDesk(t, size[0], size[1])
		g.way = func(context.Context, *Person) (SignedIn, error) {
			return SignedIn{}, errors.New("ask for a token: the server said 401 invalid_client; the API key and secret are not known or do not belong together\nEnter asks for key and secret anew")
		}
		d.press("L")
		d.golden("signin-failed-" + at)
		g.way = func(context.Context, *Person) (SignedIn, error) { return g.in(), nil }
		d.press("enter")
		d.wants("You are signed in.")
		if g.begun != 2 {
			t.Errorf("it was begun %d times", g.begun)
		}
	}
}

func TestNothingOfASecretOrACodeIsShown(t *testing.T) {
	d, g := signedOutDesk(t, 120, 36)
	d.press("L")
	d.type_("tpk-CANARY")
	d.wants("(hidden)")
	d.lacks("CANARY")
	d.press("esc")
	g.toPage()
	d.send(tea.PasteMsg{Content: "https://shop.example/back?code=CANARY&state=x"})
	d.wants("(hidden)")
	d.lacks("CANARY")
	d.press("enter")
	d.release()
	d.wants("You are signed in.")
	if got := g.tokens[3]; got != "https://shop.example/back?code=CANARY&state=x" {
		t.Errorf("the pasted line came as %q", got)
	}
}

func TestWhereTheAnswerDoesNotComeByItselfItIsPasted(t *testing.T) {
	for at, size := range sizes {
		d, g := signedOutDesk(t, size[0], size[1])
		g.way = func(ctx context.Context, p *Person) (SignedIn, error) {
			return g.atPage(ctx, p, SignInPage{URL: signInURL, Redirect: "https://shop.example/back", Problem: "no browser could be opened"})
		}
		d.press("L")
		d.golden("signin-paste-" + at)
		d.hold = false
		d.press("ctrl+y")
		if d.clipped != signInURL {
			t.Errorf("copied %q", d.clipped)
		}
		d.press("esc")
		d.release()
	}
}

func TestEscEndsASignInAtEachStateAndNothingChanges(t *testing.T) {
	for state, way := range map[string]func(*driver, *gate){
		"key":     func(d *driver, _ *gate) { d.press("L") },
		"secret":  func(d *driver, _ *gate) { d.press("L x enter") },
		"company": func(d *driver, _ *gate) { d.press("L x enter x enter") },
		"page":    func(_ *driver, g *gate) { g.toPage() },
	} {
		t.Run(state, func(t *testing.T) {
			d, g := signedOutDesk(t, 120, 36)
			way(d, g)
			d.press("esc")
			d.release()
			if err := <-g.ended; !errors.Is(err, context.Canceled) {
				t.Errorf("it ended with %v", err)
			}
			d.wants("was stopped", "not signed in (L)", "Maria Sørensen")
			if d.m.Desk.API != nil || d.m.signing != nil {
				t.Error("something of it is left")
			}
			g.way = func(context.Context, *Person) (SignedIn, error) { return g.in(), nil }
			d.press("L")
			d.wants("You are signed in.")
		})
	}
}

func TestTheCopyStaysUsableWhileTheBrowserIsOpen(t *testing.T) {
	d, g := signedOutDesk(t, 80, 24)
	g.toPage()
	d.press("tab")
	d.wants("L comes back", "signing in (L)", "Maria Sørensen")
	was := d.selected()
	d.press("j")
	if d.selected() == was {
		t.Error("the list does not move")
	}
	d.press("L")
	d.wants("Sign in on Trustpilot's page")
	d.press("tab")
	go func() { g.back <- "code" }()
	d.release()
	d.wants("signed in · profile north")
	if d.m.signing != nil || d.m.top() != nil {
		t.Error("the sign-in is not over")
	}
}

func TestAQuestionThatComesWhileTheSignInIsAsideIsAnnounced(t *testing.T) {
	d, g := signedOutDesk(t, 120, 36)
	g.way = func(ctx context.Context, p *Person) (SignedIn, error) {
		if _, err := g.atPage(ctx, p, SignInPage{URL: signInURL, Opened: true, Listens: true}); err != nil {
			return SignedIn{}, err
		}
		_, err := p.Ask(ctx, Question{Label: "Once more"})
		return g.in(), err
	}
	d.press("L tab")
	go func() { g.back <- "code" }()
	d.release()
	d.wants("signing in waits for you: L")
	d.press("L")
	d.wants("Once more:")
	d.lacks("waits for you")
	d.press("x enter")
	d.wants("You are signed in.")
}

func TestAfterTheSignInTheDeskGoesOnWithoutARestart(t *testing.T) {
	d, g := signedOutDesk(t, 120, 36)
	d.mem.mark = review.SyncMark{}
	calls := d.srv.lists
	g.toPage()
	go func() { g.back <- "code" }()
	d.release()
	d.press("enter")
	if d.srv.lists == calls {
		t.Error("nothing was synced")
	}
	d.wants("62 of 548 calls", "signed in · profile north")
	d.press("r")
	d.type_("Hej Maria")
	d.press("ctrl+s")
	d.wait(d.m.UndoWait)
	d.wants("published")
}

func TestASignInThatEndsMidwayIsSaidAndLBringsTheReplyOut(t *testing.T) {
	d, g := signedOutDesk(t, 120, 36, func(d *driver, o *Options) {
		o.Desk.API = refusing{d.srv}
		d.mem.mark.Complete = d.now()
	})
	g.way = func(context.Context, *Person) (SignedIn, error) { return g.in(), nil }
	d.lacks("not signed in")
	d.press("r")
	d.type_("Hej Maria")
	d.press("ctrl+s")
	d.wait(d.m.UndoWait)
	d.wants("NOT SENT", "kept as a draft", "L signs in", "not signed in (L)")
	d.press("L enter r")
	d.wants("Hej Maria")
	d.press("ctrl+s")
	d.wait(d.m.UndoWait)
	d.wants("published")
	d.lacks("not signed in")
}

func TestWhoIsSignedInIsAskedBeforeSigningInAgain(t *testing.T) {
	d, g := signedOutDesk(t, 120, 36, func(d *driver, o *Options) { o.Desk.API = d.srv })
	g.way = func(context.Context, *Person) (SignedIn, error) { return g.in(), nil }
	d.press("L")
	d.wants("You are signed in · profile north")
	d.press("esc")
	if g.begun != 0 {
		t.Fatal("it began by itself")
	}
	d.press("L y")
	d.wants("You are signed in.")
}

func TestASyncThatTheOldSignInCouldNotEndIsFollowedByOneWithTheNew(t *testing.T) {
	d, g := signedOutDesk(t, 120, 36)
	g.way = func(context.Context, *Person) (SignedIn, error) { return g.in(), nil }
	d.m.syncing.on = true
	calls := d.srv.lists
	d.press("L")
	if d.srv.lists != calls {
		t.Fatal("two syncs at once")
	}
	d.send(syncDoneMsg{err: review.ErrSignIn})
	if d.srv.lists == calls || d.m.syncing.err != nil {
		t.Errorf("%d lists, %v", d.srv.lists, d.m.syncing.err)
	}
}

func TestASignInThatIsKeptAMomentAfterEscCounts(t *testing.T) {
	d, g := signedOutDesk(t, 120, 36)
	g.still = signWorks
	g.way = func(ctx context.Context, p *Person) (SignedIn, error) {
		p.Doing(ctx, "keeping the sign-in")
		<-ctx.Done()
		return g.in(), nil
	}
	d.press("L esc")
	d.release()
	d.wants("signed in · profile north")
	if d.m.Desk.API == nil {
		t.Error("the desk does not use it")
	}
}

// refusing is a server that takes the sign-in no more.
type refusing struct{ desk.Trustpilot }

func (refusing) Review(context.Context, review.ID) (review.Review, error) {
	return review.Review{}, fmt.Errorf("%w: the sign-in has ended or was revoked", review.ErrSignIn)
}

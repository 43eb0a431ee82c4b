package ui

import "context"

// SignedIn is what the desk goes on with once somebody has signed in.
type SignedIn struct {
	Options Options  // of which what reaches the server is taken, with a Desk that has the API
	Lines   []string // who, for which unit, until when: shown once; made safe by the screen
}

// reach takes over what reaches the server by a sign-in; how the desk looks and acts stays as it is.
func (o *Options) reach(signed Options) {
	o.Desk, o.Company = signed.Desk, signed.Company
	o.Unit, o.Locations, o.Calls, o.Free = signed.Unit, signed.Locations, signed.Calls, signed.Free
	o.Open, o.OpenURL, o.Invite, o.Export = signed.Open, signed.OpenURL, signed.Invite, signed.Export
}

// Question asks the person who signs in for one line.
type Question struct {
	Label   string // what is asked for: "Trustpilot API key"
	Help    string // where it is found
	Secret  bool   // nothing of what is typed is shown
	Problem string // what was wrong with the last answer, "" at first
}

// SignInPage is Trustpilot's own page, which is open in a browser, or which the person opens.
type SignInPage struct {
	URL      string
	Opened   bool   // the browser has it
	Redirect string // where the browser is sent to afterwards
	Listens  bool   // the answer comes by itself where the browser is on this machine
	Problem  string // what was wrong with the line that was pasted last, or with opening the browser
}

// Person is whoever signs in at the desk, as Options.SignIn sees them. Its methods show something and may wait for an
// answer; they are called one after the other.
type Person struct {
	shown  chan shown
	answer chan string
}

// shown is a screen of the sign-in.
type shown struct {
	stage    signStage
	doing    string
	question Question
	page     SignInPage
}

func newPerson() *Person {
	return &Person{shown: make(chan shown), answer: make(chan string, 1)}
}

// Doing shows what is being done: "trying the keyring".
func (p *Person) Doing(ctx context.Context, what string) {
	p.show(ctx, shown{stage: signWorks, doing: what})
}

// Ask waits for the answer to a question, however long the person takes; its error is the context's.
func (p *Person) Ask(ctx context.Context, q Question) (string, error) {
	p.show(ctx, shown{stage: signAsks, question: q})
	select {
	case a := <-p.answer:
		return a, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// Page shows that Trustpilot's page is open. What the person pastes meanwhile, a code or an address, comes from Pasted.
func (p *Person) Page(ctx context.Context, page SignInPage) {
	p.show(ctx, shown{stage: signAtPage, page: page})
}

// Pasted gives the lines that are pasted while the page is open.
func (p *Person) Pasted() <-chan string { return p.answer }

// show hands a screen over; an answer to the one before it counts no more.
func (p *Person) show(ctx context.Context, s shown) {
	select {
	case <-p.answer:
	default:
	}
	select {
	case p.shown <- s:
	case <-ctx.Done():
	}
}

// say gives the person's answer to whoever waits for it; one is enough.
func (p *Person) say(line string) {
	select {
	case p.answer <- line:
	default:
	}
}

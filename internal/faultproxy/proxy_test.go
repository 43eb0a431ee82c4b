package faultproxy

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// upstream is a server that counts what it commits and answers with its number.
func upstream(t *testing.T) (address string, commits *atomic.Int64) {
	t.Helper()
	commits = new(atomic.Int64)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, "answer %d to %q", commits.Add(1), body)
	}))
	t.Cleanup(srv.Close)
	return srv.URL, commits
}

func start(t *testing.T, upstream string) *Proxy {
	t.Helper()
	p, err := Start(upstream, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// send makes one request as a careful client does: no redirect is followed, and the answer is read whole.
func send(p *Proxy, method string) (status int, body string, err error) {
	return sendWithin(p, method, time.Minute)
}

// sendWithin is send that waits so long for the whole answer.
func sendWithin(p *Proxy, method string, limit time.Duration) (status int, body string, err error) {
	c := http.Client{Timeout: limit, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequest(method, p.URL()+"/a?b=c", strings.NewReader("hello"))
	if err != nil {
		return 0, "", err
	}
	req.GetBody = nil
	res, err := c.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return res.StatusCode, string(b), err
}

func TestARequestWithoutAFaultPassesToTheLetter(t *testing.T) {
	address, commits := upstream(t)
	p := start(t, address)
	status, body, err := send(p, "POST")
	if status != 200 || body != `answer 1 to "hello"` || err != nil || commits.Load() != 1 {
		t.Errorf("%d %q %v, %d commits", status, body, err, commits.Load())
	}
	if log := p.End(); len(log) != 1 || log[0].Method != "POST" || log[0].Path != "/a" || log[0].Upstream != 200 || log[0].Fault != "" {
		t.Errorf("log %+v", log)
	}
}

func TestEachFaultDoesWhatItsNameSays(t *testing.T) {
	for _, c := range []struct {
		fault   Fault
		status  int // 0: no whole answer
		body    string
		commits int64
	}{
		{Fault{Where: Connect, What: FIN}, 0, "", 0},
		{Fault{Where: Connect, What: RST}, 0, "", 0},
		{Fault{Where: Connect, What: Hang}, 0, "", 0},
		{Fault{Where: Connect, What: Delay, For: time.Millisecond}, 200, "answer 1", 1},
		{Fault{Where: Headers, What: FIN}, 0, "", 0},
		{Fault{Where: Headers, What: Late, For: time.Millisecond}, 0, "", 1},
		{Fault{Where: Headers, What: Status, Code: 403}, 403, "fault 403", 0},
		{Fault{Where: Headers, What: HTML, Code: 200}, 200, "<!doctype html>", 0},
		{Fault{Where: Headers, What: Empty}, 200, "", 0},
		{Fault{Where: Headers, What: Redirect, Code: 307}, 307, "moved", 0},
		{Fault{Where: Headers, What: TooMany, Text: "3"}, 429, "quota", 0},
		{Fault{Where: Body, What: RST, K: 2}, 0, "", 0},
		{Fault{Where: Body, What: Delay, K: 2}, 200, `answer 1 to "hello"`, 1},
		{Fault{Where: Committed, What: FIN}, 0, "", 1},
		{Fault{Where: Committed, What: RST}, 0, "", 1},
		{Fault{Where: Committed, What: Hang}, 0, "", 1},
		{Fault{Where: Committed, What: Status, Code: 503}, 503, "fault 503", 1},
		{Fault{Where: Committed, What: Status, Code: 403}, 502, "fault 502", 1}, // no server commits and says that it refuses
		{Fault{Where: Headers, What: Bomb}, 200, strings.Repeat(" ", 99), 0},
		{Fault{Where: Body, What: Status, Code: 503, K: 2}, 503, "fault 503", 0},
		{Fault{Where: Body, What: HTML, Code: 502, K: 2}, 502, "<!doctype html>", 0},
		{Fault{Where: Body, What: Redirect, Code: 308, K: 2}, 308, "moved", 0},
		{Fault{Where: Body, What: TooMany, Text: "3", K: 2}, 429, "quota", 0},
		{Fault{Where: Committed, What: Redirect, Code: 303}, 303, "moved", 1},
		{Fault{Where: Committed, What: Redirect, Code: 307}, 502, "fault 502", 1}, // that would be a refusal
		{Fault{Where: Committed, What: TooMany}, 502, "fault 502", 1},             // and so would this
		{Fault{Where: Between, What: Delay, K: 3, For: time.Millisecond}, 200, "answer 1", 1},
		{Fault{Where: Committed, What: Bomb}, 200, strings.Repeat(" ", 99), 1},
		{Fault{Where: Between, What: Cut, K: 3}, 0, "", 1},
		{Fault{Where: Between, What: RST, K: 3}, 0, "", 1},
		{Fault{Where: Between, What: Slow, K: 3, For: time.Second}, 0, "", 1},
		{Fault{Where: Between, What: Length, K: 6}, 200, "answer", 1},
		{Fault{Where: Between, What: Corrupt, K: 0}, 200, "\x00nswer 1", 1},
		{Fault{Where: Between, What: Duplicate}, 200, "answer 1", 1},
	} {
		address, commits := upstream(t)
		p := start(t, address)
		p.Begin(Plan{Faults: []Fault{c.fault}})
		limit := time.Minute
		if c.fault.What == Hang || c.fault.What == Slow {
			limit = 2 * time.Second // within which it is committed, where it is
		}
		status, body, err := sendWithin(p, "POST", limit)
		log := p.End()
		if err != nil {
			status, body = 0, ""
		}
		if status != c.status || !strings.HasPrefix(body, c.body) && !strings.Contains(body, c.body) || commits.Load() != c.commits {
			t.Errorf("%s: %d %.30q (%v), %d commits", c.fault, status, body, err, commits.Load())
		}
		if len(log) != 1 || log[0].Fault == "" {
			t.Errorf("%s: log %+v", c.fault, log)
		}
	}
}

func TestAStaleAnswerIsTheOneBefore(t *testing.T) {
	address, _ := upstream(t)
	p := start(t, address)
	p.Begin(Plan{Faults: []Fault{{Request: 1, Where: Committed, What: Stale}}})
	var got []string
	for range 3 {
		_, body, err := send(p, "GET")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Fields(body)[1])
	}
	if fmt.Sprint(got) != "[1 1 3]" {
		t.Errorf("answers %v", got)
	}
}

func TestWhoFollowsARedirectIsCaught(t *testing.T) {
	address, _ := upstream(t)
	p := start(t, address)
	p.Begin(Plan{Faults: []Fault{{Where: Headers, What: Redirect, Code: 302}}})
	if res, err := http.Get(p.URL()); err == nil {
		res.Body.Close()
	}
	if p.Trapped() == 0 {
		t.Error("nobody was caught")
	}
}

func TestTheSameSeedMakesTheSamePlanAndEveryFaultComes(t *testing.T) {
	met := map[string]bool{}
	for seed := range uint64(3000) {
		p := NewPlan(seed, 5, 0.7, time.Millisecond)
		if again := NewPlan(seed, 5, 0.7, time.Millisecond); !reflect.DeepEqual(p, again) {
			t.Fatalf("seed %d: %s and %s", seed, p, again)
		}
		for _, f := range p.Faults {
			met[fmt.Sprint(f.What, f.Where)] = true
		}
	}
	for where, all := range kinds {
		for _, what := range all {
			if !met[fmt.Sprint(what, where)] {
				t.Errorf("%s at %s never came", what, where)
			}
		}
	}
}

func TestAFailingPlanShrinksToWhatMakesItFail(t *testing.T) {
	p := Plan{Seed: 1, Faults: []Fault{{Request: 0, What: FIN}, {Request: 2, What: Hang, K: 900}, {Request: 3, What: RST, K: 4}, {Request: 5, What: FIN}}}
	fails := func(p Plan) bool {
		hang := slices.ContainsFunc(p.Faults, func(f Fault) bool { return f.What == Hang && f.K > 100 })
		return hang && slices.ContainsFunc(p.Faults, func(f Fault) bool { return f.What == RST })
	}
	got := Shrink(p, fails)
	if len(got.Faults) != 2 || got.Faults[0].K != 450 || got.Faults[1].K != 0 || !strings.Contains(got.String(), "seed 1, 2 faults") {
		t.Errorf("shrunk to %s", got)
	}
}

func TestACloseEndsWhatHangs(t *testing.T) {
	address, _ := upstream(t)
	p := start(t, address)
	p.Begin(Plan{Faults: []Fault{{Where: Headers, What: Hang}}})
	ended := make(chan error, 1)
	go func() {
		c := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		_, err := c.Get(p.URL())
		ended <- err
	}()
	for len(func() []Event { p.mu.Lock(); defer p.mu.Unlock(); return p.log }()) == 0 {
		select {
		case err := <-ended:
			t.Fatal(err)
		case <-time.After(time.Millisecond):
		}
	}
	p.Close()
	if err := <-ended; err == nil || errors.Is(err, http.ErrServerClosed) {
		t.Errorf("it ended with %v", err)
	}
}

package reliability

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/sandbox"
	"github.com/tpdesk/tpdesk/internal/store"
)

// bed is where runs take place, one after another: a sandbox, a proxy that breaks what passes, and a work file. Each run
// takes a review that none had before.
type bed struct {
	sandbox *sandbox.Server
	proxy   *faultproxy.Proxy
	direct  *client.Client // past the proxy
	dir     string
	copy    *store.Copy
	work    *store.Work
	opening sync.RWMutex // held while the work is another's
	clock   *clock

	journal *os.File
	lines   *bufio.Reader
	commits map[review.ID][]commit
	invited map[string]int // by e-mail: how often an invitation was committed
	plain   []review.ID    // unanswered, three stars and fewer or not
	asking  []review.ID    // whose reviewers may be asked
	// products are product reviews under which nobody has said anything, and talks the conversations of some of them.
	products []review.ID
	talks    map[review.ID]string
	mistake  mistake
	lag      int
	runs     int
	closers  []io.Closer // of what a run has opened

	mu         sync.Mutex
	recorded   func(*http.Request) bool // whether a write that reaches the proxy has its record on disk
	unrecorded []string                 // writes that left before their record
	told       []time.Time              // when a client of ours saw a 429
	answered   []time.Time              // when a client of ours had the answer to a call, or gave it up
	deaths     map[string]int
}

// commit is a line of the sandbox's journal: what is public for certain.
type commit struct {
	Op       string
	ReviewID review.ID
	Message  string
	Body     struct {
		ConsumerEmail string
		Content       string
	}
}

// says reports whether it made a text public.
func (c commit) says(text string) bool { return c.Message == text || c.Body.Content == text }

// clock moves a little whenever it is read, much when a desk waits, and when a test says so.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

const workKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

// pause is the time that matters to the proxy: its delays are around it, and Retry-After asks for it.
const pause = 4 * time.Millisecond

// newBed makes a bed for about so many runs; most need a review that is not answered.
func newBed(t *testing.T, m mistake, runs int) *bed {
	t.Helper()
	b := &bed{dir: memoryDir(t), clock: &clock{now: time.Now()}, commits: map[review.ID][]commit{}, invited: map[string]int{}, talks: map[review.ID]string{}, deaths: map[string]int{}, mistake: m}
	b.recorded = b.inOutbox
	t.Cleanup(b.shut)
	journal := filepath.Join(b.dir, "journal.jsonl")
	var err error
	b.sandbox, err = sandbox.Start(context.Background(), sandbox.Options{Seed: 7, Reviews: min(200+4*runs, 4000), Journal: journal, Now: b.clock.Now})
	check(t, err)
	b.proxy, err = faultproxy.Start(strings.TrimSuffix(b.sandbox.Info().APIURL, "/v1"), b.arrives)
	check(t, err)
	b.journal, err = os.Open(journal)
	check(t, err)
	b.lines = bufio.NewReader(b.journal)
	b.direct = b.newClient(t, b.sandbox.Info().APIURL, client.Limits{})
	b.copy, err = store.OpenMemoryCopy(context.Background())
	check(t, err)
	b.reopen(t)
	b.sort(t)
	return b
}

// shut gives back what a bed holds, once: a long test has many.
func (b *bed) shut() {
	if b.sandbox == nil {
		return
	}
	if b.proxy != nil {
		b.proxy.Close()
	}
	b.closeAll()
	for _, c := range []io.Closer{b.copy, b.work, b.journal, b.sandbox} {
		_ = c.Close()
	}
	b.sandbox, b.proxy, b.copy, b.work, b.direct, b.commits = nil, nil, nil, nil, nil, nil
}

// memoryDir is a folder in memory where the system has one: what is measured here is not the disk.
func memoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "tpdesk-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (b *bed) newClient(t *testing.T, url string, limits client.Limits) *client.Client {
	t.Helper()
	info := b.sandbox.Info()
	trace := b.trace
	if b.proxy == nil || !strings.HasPrefix(url, b.proxy.URL()) {
		trace = nil
	}
	c, err := client.New(client.Config{BaseURL: url, BusinessUnit: info.BusinessUnitID, BusinessUser: info.BusinessUserID,
		Tokens: static(info.ClientToken), Limits: limits, Now: b.clock.Now, Trace: trace})
	check(t, err)
	return c
}

// trace notes when a client has seen an answer or given up, and when that was a 429, which the proxy cannot know.
func (b *bed) trace(e client.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answered = append(b.answered, time.Now())
	if e.Status == http.StatusTooManyRequests {
		b.told = append(b.told, time.Now())
	}
}

// static is a token that nothing renews.
type static string

func (s static) Token(context.Context) (string, error)         { return string(s), nil }
func (s static) Renew(context.Context, string) (string, error) { return string(s), nil }

// impatient makes hanging cheap.
var impatient = client.Limits{Connect: 200 * time.Millisecond, Headers: 40 * time.Millisecond, Call: 60 * time.Millisecond, Body: 1 << 20,
	Tries: 2, FirstWait: time.Millisecond, SlowWait: time.Millisecond, LongestAsk: 5 * pause}

// reopen opens the work file as a new process does. Every now and then it is a new one: reading all intents of a long day
// takes its time.
func (b *bed) reopen(t *testing.T) {
	t.Helper()
	b.opening.Lock() // a request of who died may arrive meanwhile
	defer b.opening.Unlock()
	if b.work != nil {
		check(t, b.work.Close())
	}
	w, err := store.OpenWork(context.Background(), filepath.Join(b.dir, fmt.Sprint("work", b.runs/40)), workKey)
	check(t, err)
	w.Now, b.work = b.clock.Now, w
}

// process is a desk as a new tpdesk has it: with connections and patience of its own.
func (b *bed) process(t *testing.T) *desk.Desk {
	t.Helper()
	api := b.newClient(t, b.proxy.URL()+"/v1", impatient)
	d := desk.New(withGoods(b.mistake.onAPI(b, t, api), api), b.copy, b.mistake.onWork(b.work))
	d.Now = b.clock.Now
	d.Wait = func(ctx context.Context, d time.Duration) error {
		b.clock.add(d)
		return ctx.Err()
	}
	return d
}

// closeAll closes what a run has opened.
func (b *bed) closeAll() {
	for _, c := range b.closers {
		_ = c.Close()
	}
	b.closers = nil
}

// sort finds the reviews that runs can take.
func (b *bed) sort(t *testing.T) {
	t.Helper()
	for r, err := range b.direct.Reviews(context.Background(), review.Filter{}) {
		check(t, err)
		switch {
		case r.CompanyReply != nil:
		case r.Eligible() && r.Stars <= 3 && !r.Contacted():
			b.asking = append(b.asking, r.ID)
		default:
			b.plain = append(b.plain, r.ID)
		}
	}
	for r, err := range b.direct.Products(context.Background(), review.Filter{}) {
		check(t, err)
		if !r.Item.Conversation.Visible() {
			b.products = append(b.products, r.ID)
		}
	}
}

// spent reports whether too few reviews are left for another run.
func (b *bed) spent() bool { return len(b.plain) == 0 || len(b.asking) == 0 || len(b.products) == 0 }

func take(ids *[]review.ID) review.ID {
	id := (*ids)[0]
	*ids = (*ids)[1:]
	return id
}

// committed reads on in the journal and gives what was committed on a review, in order.
func (b *bed) committed(t *testing.T, id review.ID) []commit {
	t.Helper()
	for {
		line, err := b.lines.ReadBytes('\n')
		if err != nil {
			return b.commits[id]
		}
		var c commit
		check(t, json.Unmarshal(bytes.TrimSpace(line), &c))
		if c.Op == "emailInvitation" {
			b.invited[c.Body.ConsumerEmail]++
			continue
		}
		b.commits[c.ReviewID] = append(b.commits[c.ReviewID], c)
	}
}

// stands is the review as Trustpilot has it for certain.
func (b *bed) stands(t *testing.T, id review.ID) review.Review {
	t.Helper()
	r, err := b.direct.Review(context.Background(), id)
	check(t, err)
	return r
}

// colleague lets somebody else write, in the web app: now, or between our read and what follows it.
func (b *bed) colleague(t *testing.T, id review.ID, text string, afterRead bool) {
	t.Helper()
	check(t, b.sandbox.Schedule(sandbox.Event{Event: "replied", ReviewID: string(id), Text: &text, AfterRead: afterRead}))
}

// control sets what the contract leaves open.
func (b *bed) control(t *testing.T, switches sandbox.Switches) {
	t.Helper()
	body, err := json.Marshal(switches)
	check(t, err)
	req, err := http.NewRequest(http.MethodPost, strings.TrimSuffix(b.sandbox.Info().APIURL, "/v1")+"/_sandbox/switches", bytes.NewReader(body))
	check(t, err)
	req.Header.Set("X-Sandbox-Key", b.sandbox.ControlKey())
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	check(t, err)
	_ = res.Body.Close()
	if res.StatusCode/100 != 2 {
		t.Fatalf("the sandbox refused the switches: %s", res.Status)
	}
}

// arrives looks, when a write reaches the proxy, whether its record is on disk already.
func (b *bed) arrives(r *http.Request) {
	if r.Method == http.MethodGet || b.recorded(r) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.unrecorded = append(b.unrecorded, fmt.Sprintf("%s %s left without a record on disk", r.Method, r.URL.Path))
}

// inOutbox reports whether the outbox has a write as sent, or as more.
func (b *bed) inOutbox(r *http.Request) bool {
	b.opening.RLock()
	defer b.opening.RUnlock()
	ins, err := b.work.Intents(context.Background())
	return err == nil && slices.ContainsFunc(ins, func(in review.Intent) bool {
		return in.State != review.Armed && b.about(r, in)
	})
}

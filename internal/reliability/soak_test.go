package reliability

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/sandbox"
	"github.com/tpdesk/tpdesk/internal/secret"
	"github.com/tpdesk/tpdesk/internal/store"
)

// soak is one tpdesk that is never ended: a desk with its sign-in, copy and work, that syncs, lists, drafts, replies, tags
// and renews its token hour after hour, while some of its requests break.
type soak struct {
	*bed
	t       *testing.T
	r       *rand.Rand
	desk    *desk.Desk
	account auth.Account
	app     auth.App
	ids     []review.ID
	mine    map[review.ID]string // what is public by us, as the desk was told

	acts, published, signIns, failed int
}

const soakReviews = 300

func newSoak(t *testing.T, seed uint64) *soak {
	b := &bed{dir: memoryDir(t), clock: &clock{now: time.Now()}, commits: map[review.ID][]commit{}}
	b.recorded = func(*http.Request) bool { return true }
	x := &soak{bed: b, t: t, r: rand.New(rand.NewPCG(seed, 0x736f616b)), mine: map[review.ID]string{}}
	var err error
	b.sandbox, err = sandbox.Start(context.Background(), sandbox.Options{Seed: 7, Reviews: soakReviews, Now: b.clock.Now})
	check(t, err)
	t.Cleanup(func() { _ = b.sandbox.Close() })
	b.proxy, err = faultproxy.Start(strings.TrimSuffix(b.sandbox.Info().APIURL, "/v1"), b.arrives)
	check(t, err)
	t.Cleanup(b.proxy.Close)
	b.copy, err = store.OpenCopy(context.Background(), filepath.Join(b.dir, "soak"), workKey, nil)
	check(t, err)
	t.Cleanup(func() { _ = b.copy.Close() })
	b.work, err = store.OpenWork(context.Background(), filepath.Join(b.dir, "soak"), workKey)
	check(t, err)
	t.Cleanup(func() { _ = b.work.Close() })
	b.copy.Now, b.work.Now = b.clock.Now, b.clock.Now
	x.open()
	return x
}

// open signs in and opens the desk.
func (x *soak) open() {
	info := x.sandbox.Info()
	x.account = auth.Account{Profile: "soak", APIURL: x.proxy.URL() + "/v1", Vault: auth.NewMemory(), Now: x.clock.Now}
	x.app = auth.App{Key: secret.New(info.APIKey), Secret: secret.New(info.APISecret), APIURL: info.APIURL, Now: x.clock.Now, Client: auth.NewClient()}
	x.app.Client.Timeout = time.Minute
	x.signIn()
	x.direct = x.soakClient(info.APIURL, client.Limits{})
	x.desk = desk.New(x.soakClient(x.proxy.URL()+"/v1", impatient), x.copy, x.work)
	x.desk.Now = x.clock.Now
	x.desk.Wait = func(ctx context.Context, d time.Duration) error {
		x.clock.add(d)
		return ctx.Err()
	}
	for r, err := range x.direct.Reviews(context.Background(), review.Filter{}) {
		check(x.t, err)
		x.ids = append(x.ids, r.ID)
	}
	for range 1000 { // the sandbox remembers as many requests
		_ = x.stands(x.t, x.ids[0])
	}
}

func (x *soak) soakClient(url string, limits client.Limits) *client.Client {
	info := x.sandbox.Info()
	c, err := client.New(client.Config{BaseURL: url, BusinessUnit: info.BusinessUnitID, Tokens: x.account.Source(x.app), Limits: limits, Now: x.clock.Now})
	check(x.t, err)
	return c
}

// signIn is a person's part: when a renewal's answer was lost its refresh token is spent.
func (x *soak) signIn() {
	info := x.sandbox.Info()
	tokens, err := x.app.Password(context.Background(), info.Username, info.Password)
	check(x.t, err)
	check(x.t, x.account.SignIn(context.Background(), auth.Session{Key: x.app.Key, Secret: x.app.Secret, Grant: auth.GrantPassword, Unit: info.BusinessUnitID, Tokens: tokens}))
	x.signIns++
}

// hour is what a desk does in one.
func (x *soak) hour(n int) {
	x.proxy.Begin(x.hourPlan(n))
	ctx := context.Background()
	_, err := x.desk.Sync(ctx, nil)
	x.met(err)
	x.list(ctx)
	for range 1 + x.r.IntN(3) {
		x.act(ctx, pick(x.r, x.ids))
	}
	_, err = x.desk.Settle(ctx)
	x.met(err)
	x.proxy.End()
	x.clock.add(time.Hour)
}

// hourPlan breaks some requests, but for a 429: the pauses after one pass on the machine's clock.
func (x *soak) hourPlan(n int) faultproxy.Plan {
	p := faultproxy.NewPlan(uint64(n), 12, chance/4, pause)
	p.Faults = slices.DeleteFunc(p.Faults, func(f faultproxy.Fault) bool { return f.What == faultproxy.TooMany })
	return p
}

// met counts what went wrong, and has a person sign in where that is needed.
func (x *soak) met(err error) {
	if err == nil {
		return
	}
	x.failed++
	if errors.Is(err, review.ErrSignIn) {
		x.signIn()
	}
}

func (x *soak) list(ctx context.Context) {
	f, err := review.Parse(pick(x.r, []string{"stars:1-2 replied:no", "delivery", "levering -sent", "replied:yes"}))
	check(x.t, err)
	l, err := x.desk.List(ctx, f, desk.Cached)
	check(x.t, err)
	for _, err := range l.Reviews {
		check(x.t, err)
	}
}

// act drafts, and does one act on a review.
func (x *soak) act(ctx context.Context, id review.ID) {
	r, _, err := x.desk.Show(ctx, id, desk.Fresh)
	if x.met(err); err != nil {
		return
	}
	var c desk.Change
	switch x.r.IntN(6) {
	case 0:
		c = desk.DeleteReply{ID: id, Seen: r.CompanyReply.Digest()}
	case 1:
		c = desk.SetTags{ID: id, Add: []review.Tag{{Group: review.NewText("soak"), Value: review.NewText("a")}}}
	case 2:
		c = desk.SetTags{ID: id, Remove: []string{"a"}}
	default:
		c = desk.Reply{ID: id, Text: x.draft(ctx, id), Seen: r.CompanyReply.Digest()}
	}
	out, err := x.desk.Do(ctx, c)
	x.met(err)
	x.acts++
	if err == nil && out.State == review.Published {
		x.published++
	}
	if _, reply := c.(desk.Reply); reply && err == nil {
		check(x.t, x.work.DiscardDraft(ctx, id, review.ReplyDraft))
	}
}

// draft types a reply, saved as it grows.
func (x *soak) draft(ctx context.Context, id review.ID) string {
	text := ""
	for i := range 3 {
		text += fmt.Sprintf("Sorry, %d of %d. ", i, x.acts)
		check(x.t, x.work.SaveDraft(ctx, review.Draft{ReviewID: id, Kind: review.ReplyDraft, Text: text}))
	}
	return strings.TrimSpace(text)
}

// held is what a process holds at a time.
type held struct {
	heap       float64 // bytes in use after a collection
	resident   float64 // bytes of the process, 0 where the system does not say
	goroutines float64
	files      float64
}

func holds() held {
	runtime.GC()         // what sync.Pool holds goes with the second collection
	debug.FreeOSMemory() // which is this
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	files, _ := os.ReadDir("/dev/fd")
	return held{float64(m.HeapAlloc + m.StackInuse), resident(), float64(runtime.NumGoroutine()), float64(len(files))}
}

// resident reads what Linux tells of the process.
func resident() float64 {
	var size, pages float64
	b, err := os.ReadFile("/proc/self/statm")
	if err == nil {
		_, _ = fmt.Sscan(string(b), &size, &pages)
	}
	return pages * float64(os.Getpagesize())
}

// TestADeskThatRunsForMonthsHoldsNoMoreThanOnItsFirstDay lets one desk work for TPDESK_HOURS simulated hours.
func TestADeskThatRunsForMonthsHoldsNoMoreThanOnItsFirstDay(t *testing.T) {
	hours := max(20, runs(t, "TPDESK_HOURS", 30))
	x := newSoak(t, firstSeed(t))
	var seen []held
	for n := range hours {
		x.hour(n)
		if (n+1)%max(1, hours/20) == 0 {
			seen = append(seen, holds())
			t.Logf("after %d hours: %s", n+1, seen[len(seen)-1])
		}
	}
	first, last := typical(seen[len(seen)/10:len(seen)/2]), typical(seen[len(seen)/2:])
	t.Logf("%d hours, %d acts, %d published, %d sign-ins, %d failures told", hours, x.acts, x.published, x.signIns, x.failed)
	t.Logf("first half: %s; second: %s", first, last)
	if x.published < x.acts/3 {
		t.Errorf("%d of %d acts were published: this proves nothing", x.published, x.acts)
	}
	if hours < longSoak { // caches fill for some days, and a pool may open its last connection late
		first.resident, last.resident = 0, 0
		first.heap += 1 << 19
		first.goroutines += 4
		first.files += 3
	}
	first.flat(t, last)
}

// longSoak is from how many hours on memory is judged to the last.
const longSoak = 1000

// typical is the median of each.
func typical(all []held) held {
	of := func(what func(held) float64) float64 {
		var v []float64
		for _, h := range all {
			v = append(v, what(h))
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	return held{of(func(h held) float64 { return h.heap }), of(func(h held) float64 { return h.resident }),
		of(func(h held) float64 { return h.goroutines }), of(func(h held) float64 { return h.files })}
}

// flat fails where the later is more than 5 % above the earlier.
func (h held) flat(t *testing.T, later held) {
	for what, v := range map[string][2]float64{"memory in use": {h.heap, later.heap}, "memory of the process": {h.resident, later.resident},
		"goroutines": {h.goroutines, later.goroutines}, "open files": {h.files, later.files}} {
		if v[1] > math.Ceil(v[0]*1.05) {
			t.Errorf("%s grew from %.0f to %.0f", what, v[0], v[1])
		}
	}
}

func (h held) String() string {
	return fmt.Sprintf("%.2f MiB in use, %.2f MiB resident, %.0f goroutines, %.0f files", h.heap/(1<<20), h.resident/(1<<20), h.goroutines, h.files)
}

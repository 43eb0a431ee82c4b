//go:build unix

package reliability

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/store"
)

// lane is where real processes are killed one after another: a state folder of its own on a common sandbox.
type lane struct {
	*bed
	proxy    *faultproxy.Proxy
	set      map[string]string
	dir      string
	key      string
	arrived  chan string // methods of the requests that reached the proxy
	watching sync.Mutex
	write    func(*http.Request) // told of each write that reaches it, nil for nobody
	prepared bool                // its files are made
}

func newLane(t *testing.T, b *bed) *lane {
	t.Helper()
	l := &lane{bed: b, arrived: make(chan string, 100)}
	var err error
	l.proxy, err = faultproxy.Start(strings.TrimSuffix(b.sandbox.Info().APIURL, "/v1"), l.hear)
	check(t, err)
	t.Cleanup(l.proxy.Close)
	state, info := memoryDir(t), b.sandbox.Info()
	l.set = map[string]string{"TPDESK_AS_MAIN": "1", "TPDESK_STORE": "file", "TPDESK_PASSPHRASE": "open sesame", "TPDESK_STATE_HOME": state,
		"TPDESK_CONFIG_HOME": state, "HOME": state, "TPDESK_API_URL": l.proxy.URL() + "/v1", "TPDESK_INVITATIONS_URL": l.proxy.URL() + "/invitations/v1", "TPDESK_TOKEN": info.ClientToken, "TERM": "xterm-256color",
		"TPDESK_BUSINESS_UNIT": info.BusinessUnitID, "TPDESK_BUSINESS_USER": info.BusinessUserID, "TPDESK_UNDO_WAIT": "0s", "LANG": "C.UTF-8"}
	l.dir, l.key = l.place(t)
	return l
}

func (l *lane) hear(r *http.Request) {
	l.watching.Lock()
	if l.write != nil && r.Method != http.MethodGet {
		l.write(r)
	}
	l.watching.Unlock()
	select {
	case l.arrived <- r.Method:
	default:
	}
}

// watch has each write that reaches the proxy told, one after another; nil tells nobody any more.
func (l *lane) watch(write func(*http.Request)) {
	l.watching.Lock()
	defer l.watching.Unlock()
	l.write = write
}

// place finds where tpdesk keeps the work of this lane, and its key.
func (l *lane) place(t *testing.T) (dir, key string) {
	t.Helper()
	env := func(name string) (string, bool) { v, ok := l.set[name]; return v, ok }
	folders, err := config.FindFolders(env)
	check(t, err)
	c, err := config.Load(folders)
	check(t, err)
	settings, err := c.Settings(config.Flags{}, env)
	check(t, err)
	dir = folders.Place(settings.Space())
	check(t, config.MakePrivate(dir))
	vault, err := auth.Open("file", auth.Options{Env: env, Path: folders.Vault(), Now: time.Now,
		Passphrase: func(context.Context, bool) (string, error) { return l.set["TPDESK_PASSPHRASE"], nil }})
	check(t, err)
	key, err = auth.Account{Profile: settings.Profile, APIURL: settings.APIURL, Vault: vault, Folder: dir, Now: time.Now}.StoreKey(context.Background())
	check(t, err)
	return dir, key
}

// command is the real program, not started yet.
func (l *lane) command(args ...string) *exec.Cmd {
	self, _ := os.Executable() // it runs
	cmd := exec.Command(self, args...)
	for name, value := range l.set {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// open opens the work as the next tpdesk does, with a desk that meets no fault.
func (l *lane) open(t *testing.T) (*desk.Desk, *store.Work) {
	t.Helper()
	w, err := store.OpenWork(context.Background(), l.dir, l.key)
	if err != nil {
		t.Fatalf("the work file after a kill: %v", err)
	}
	return desk.New(l.direct, l.copy, w), w
}

// killedWhileSending keeps a draft, lets the real program send it and kills it on the way: at a random time, or soon
// after a request has left. It returns what is wrong afterwards.
func (l *lane) killedWhileSending(t *testing.T, r *rand.Rand, id review.ID, text string) string {
	_, w := l.open(t)
	check(t, w.SaveDraft(context.Background(), review.Draft{ReviewID: id, Kind: review.ReplyDraft, Text: text, UpdatedAt: time.Now()}))
	check(t, w.Close())
	l.proxy.Begin(faultproxy.NewPlan(r.Uint64(), 4, 0.3, 20*time.Millisecond, faultproxy.Delay, faultproxy.Slow, faultproxy.Hang, faultproxy.FIN))
	cmd := l.command("reply", string(id), "--yes", "--json")
	check(t, cmd.Start())
	l.await(r)
	killed := cmd.Process.Kill()
	if err := cmd.Wait(); killed == nil && err == nil {
		return "" // it was done before
	}
	l.proxy.End()
	return l.afterDeath(t, id, text)
}

// await lets some time pass, counted from now or from a request's arrival.
func (l *lane) await(r *rand.Rand) {
	for len(l.arrived) > 0 {
		<-l.arrived
	}
	limit, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	for range r.IntN(4) {
		select {
		case <-l.arrived:
		case <-limit.Done():
		}
	}
	select {
	case <-time.After(time.Duration(r.IntN(150_000/(1+3*r.IntN(2)))) * time.Microsecond):
	case <-limit.Done():
	}
}

// afterDeath is the next start: nothing is lost, nothing is there twice, nothing is told that is not so.
func (l *lane) afterDeath(t *testing.T, id review.ID, text string) string {
	d, w := l.open(t)
	defer w.Close()
	ctx := context.Background()
	l.met(w, id)
	_, err := d.Recover(ctx)
	if err == nil {
		_, err = d.Settle(ctx)
	}
	if err != nil {
		return "the next start: " + err.Error()
	}
	public := l.count(t, id, text)
	draft, err := w.Draft(ctx, id, review.ReplyDraft)
	if err != nil && !errors.Is(err, review.ErrNotFound) {
		return "the draft: " + err.Error()
	}
	ins, err := w.Intents(ctx)
	if err != nil {
		return "the outbox: " + err.Error()
	}
	return judgeDeath(id, public, draft.Text == text, ins)
}

// met counts how far the reply had come when the process died.
func (l *lane) met(w *store.Work, id review.ID) {
	ins, _ := w.Intents(context.Background()) // who reads them next complains
	how := "before it was armed"
	for _, in := range ins {
		if in.ReviewID == id {
			how = string(in.State)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deaths[how]++
}

const lostDraft = "the draft is lost"

func judgeDeath(id review.ID, public int, kept bool, all []review.Intent) string {
	may, published := 0, false
	for _, in := range all {
		if in.ReviewID == id && in.State != review.Withdrawn && in.State != review.Refused {
			may++
			published = published || in.State == review.Published
		}
	}
	switch {
	case public > 1:
		return fmt.Sprintf("it was committed %d times", public)
	case public > may:
		return "it is public, and the outbox knows nothing of it"
	case published && public == 0:
		return "the outbox has it as published, and it is not"
	case public > 0 && !published:
		return "it is public, and reading back did not find it"
	case public == 0 && !kept:
		return lostDraft
	}
	return ""
}

// lanes is how many processes are killed at the same time.
const lanes = 4

func TestAKillWhileAReplyIsSentLosesNothingAndSendsNothingTwice(t *testing.T) {
	t.Parallel()
	n := runs(t, "TPDESK_KILLS", 16)
	deaths := map[string]int{}
	for done := 0; done < n; done += 500 {
		b := newBed(t, mistake{}, 500)
		b.commands(t, firstSeed(t)+uint64(done), min(500, n-done), func(l *lane, seed uint64, id review.ID) string {
			return l.killedWhileSending(t, rand.New(rand.NewPCG(seed, 0x6b696c6c)), id, fmt.Sprintf("Sorry, says %d", seed))
		})
		for how, times := range b.deaths {
			deaths[how] += times
		}
		b.shut()
	}
	t.Logf("%d kills, by how far the reply had come: %v", n, deaths)
}

// commands plays n seeds on some lanes.
func (b *bed) commands(t *testing.T, from uint64, n int, play func(l *lane, seed uint64, id review.ID) string) {
	t.Helper()
	jobs := make(chan uint64)
	var wg sync.WaitGroup
	for range lanes {
		l := newLane(t, b)
		wg.Go(func() {
			for seed := range jobs {
				b.mu.Lock()
				id := take(&b.plain)
				b.mu.Unlock()
				if wrong := play(l, seed, id); wrong != "" {
					t.Errorf("seed %d, review %s: %s", seed, id, wrong)
				}
			}
		})
	}
	for i := range n {
		jobs <- from + uint64(i)
	}
	close(jobs)
	wg.Wait()
}

package reliability

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/cli"
	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/review"
)

// quick are the faults that need no waiting of the command line beyond its read-backs.
var quick = []faultproxy.What{faultproxy.FIN, faultproxy.RST, faultproxy.Late, faultproxy.Status, faultproxy.HTML, faultproxy.Empty,
	faultproxy.Redirect, faultproxy.Cut, faultproxy.Corrupt, faultproxy.Duplicate, faultproxy.Stale, faultproxy.Length}

// TestTheExitCodeIsTheTruth runs the command line itself, with its own patience, while the plan breaks what passes.
func TestTheExitCodeIsTheTruth(t *testing.T) {
	t.Parallel()
	home := newBed(t, mistake{}, 300)
	n := min(runs(t, "TPDESK_RUNS", 400)/10, 120, len(home.plain))
	var wg sync.WaitGroup
	for i := range n {
		id, product := take(&home.plain), []string(nil)
		if i%4 == 0 && len(home.products) > 0 {
			id, product = take(&home.products), []string{"--kind", "product"}
		}
		wg.Go(func() { home.command(t, id, product, faultproxy.NewPlan(uint64(i), requests, chance, pause, quick...)) })
	}
	wg.Wait()
}

// command replies by the command line, and compares exit code and output with what is public.
func (b *bed) command(t *testing.T, id review.ID, product []string, plan faultproxy.Plan) {
	proxy, err := faultproxy.Start(strings.TrimSuffix(b.sandbox.Info().APIURL, "/v1"), nil)
	check(t, err)
	defer proxy.Close()
	proxy.Begin(plan)
	state, text := t.TempDir(), fmt.Sprintf("Sorry, says %d", plan.Seed)
	var out, said bytes.Buffer
	a := &cli.App{In: strings.NewReader(""), Out: &out, Err: &said, Now: time.Now, Env: b.env(proxy, state), Width: 80}
	code := a.Run(context.Background(), append([]string{"reply", string(id), "--text", text, "--yes", "--json"}, product...), func() error { return nil })
	proxy.End()
	public := b.count(t, id, text)
	if wrong := judgeCode(code, public, out.String(), said.String(), filepath.Join(state, "outbox.jsonl")); wrong != "" {
		t.Errorf("%s\n  exit %d, public %d times: %s\n%s%s", plan, code, public, wrong, out.String(), said.String())
	}
}

// env is the environment of a tpdesk without a vault.
func (b *bed) env(proxy *faultproxy.Proxy, state string) func(string) (string, bool) {
	info := b.sandbox.Info()
	set := map[string]string{"TPDESK_STORE": "memory", "TPDESK_STATE_HOME": state, "TPDESK_CONFIG_HOME": state, "HOME": state,
		"TPDESK_API_URL": proxy.URL() + "/v1", "TPDESK_TOKEN": info.ClientToken, "TPDESK_BUSINESS_UNIT": info.BusinessUnitID, "TPDESK_BUSINESS_USER": info.BusinessUserID}
	return func(name string) (string, bool) { v, ok := set[name]; return v, ok }
}

// count is how often a text was committed on a review. It may be asked from several tests at once.
func (b *bed) count(t *testing.T, id review.ID, text string) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.committed(t, id) {
		if c.says(text) {
			n++
		}
	}
	return n
}

func judgeCode(code, public int, out, said, outbox string) string {
	var answer struct{ State string }
	if code == 0 && json.Unmarshal([]byte(out), &answer) != nil {
		return "exit 0 without its JSON"
	}
	kept, _ := os.ReadFile(outbox)
	switch {
	case public > 1:
		return "it was published twice"
	case code == 0 && answer.State == "published" && public == 0:
		return "it says published, and it is not"
	case code == 0 && answer.State != "published" && answer.State != "sent":
		return "its state is " + answer.State
	case code == 8 && !strings.Contains(string(kept), `"state":"unknown"`):
		return "the outbox does not know of it"
	case code == 8 && !strings.Contains(said, `"retry":"never"`):
		return "it lets a script try again"
	case code != 0 && code != 8 && code != 6 && public > 0:
		return "it says that nothing was changed"
	case code == 0 || code == 4 || code == 5 || code == 6 || code == 7 || code == 8 || code == 75:
		return ""
	}
	return "no such code was promised"
}

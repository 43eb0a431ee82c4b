package reliability

import (
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/faultproxy"
)

// runs is how many seeded runs a test makes: the number of TPDESK_RUNS, else a few.
func runs(t *testing.T, variable string, few int) int {
	t.Helper()
	v := os.Getenv(variable)
	if v == "" {
		return few
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q: a number of runs is needed", variable, v)
	}
	return n
}

// firstSeed is TPDESK_SEED, from which on the seeds are counted; 1 without it.
func firstSeed(t *testing.T) uint64 {
	t.Helper()
	v := os.Getenv("TPDESK_SEED")
	if v == "" {
		return 1
	}
	n, err := strconv.ParseUint(v, 10, 64)
	check(t, err)
	return n
}

// beds is how many runs take place at the same time: most of a run is waiting.
const beds = 24

// requests and chance are how much of a run is broken.
const (
	requests = 9
	chance   = 0.45
)

func planOf(seed uint64, only ...faultproxy.What) faultproxy.Plan {
	return faultproxy.NewPlan(seed, requests, chance, pause, only...)
}

func TestNothingIsPublishedTwiceLostOrClaimedFalselyWhateverBreaks(t *testing.T) {
	t.Parallel()
	n := runs(t, "TPDESK_RUNS", 400)
	began := time.Now()
	var mu sync.Mutex
	var failed []*run
	play(t, mistake{}, firstSeed(t), n, beds, func(x *run) bool {
		mu.Lock()
		defer mu.Unlock()
		if len(x.wrong) > 0 {
			failed = append(failed, x)
		}
		return len(failed) > 2
	})
	for _, x := range failed {
		t.Errorf("%s\n  %s", x.plan, x)
		t.Logf("the smallest plan that fails so: %s", shrink(t, x.plan))
	}
	t.Logf("%d runs in %s", n, time.Since(began).Round(time.Millisecond))
}

// play plays n seeds on some beds, until enough says that it has seen enough.
func play(t *testing.T, m mistake, from uint64, n, beds int, enough func(*run) bool) {
	t.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	beds = max(1, min(beds, n/30))
	for range beds {
		wg.Go(func() {
			b := newBed(t, m, n/beds)
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if b.spent() {
					b.shut()
					b = newBed(t, m, n/beds)
				}
				if enough(b.do(t, planOf(from+uint64(i), m.only...))) {
					next.Store(int64(n))
				}
			}
		})
	}
	wg.Wait()
}

// shrink finds the smallest plan that fails, in up to 100 runs.
func shrink(t *testing.T, plan faultproxy.Plan) faultproxy.Plan {
	b := newBed(t, mistake{}, 100)
	left := 100
	return faultproxy.Shrink(plan, func(p faultproxy.Plan) bool {
		if left--; left < 0 || b.spent() {
			return false
		}
		return len(b.do(t, p).wrong) > 0
	})
}

package sandbox_test

import (
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func TestTheListPagesThroughEveryReviewOnce(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	seen := map[string]bool{}
	for _, r := range a.all("perPage=100") {
		if seen[r.ID] {
			t.Errorf("review %s came twice", r.ID)
		}
		seen[r.ID] = true
	}
	if len(seen) != 500 {
		t.Errorf("got %d reviews, want 500", len(seen))
	}
}

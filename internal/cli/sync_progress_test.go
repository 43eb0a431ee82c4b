package cli

import (
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
)

func TestTheProgressOfASyncTellsPagesRowsCallsAndTimeLeft(t *testing.T) {
	for _, c := range []struct {
		p       desk.Progress
		calls   int
		counted bool
		want    string
	}{
		{desk.Progress{Reviews: 100, Pages: 1}, 0, false, "100 reviews · 1 page"},
		{desk.Progress{Reviews: 300, Pages: 3, Done: 1200, Expected: 5000, Left: 40 * time.Second}, 536, true, "1,200 of 5,000 reviews · 3 pages · 536 calls left today · 40 s left"},
		{desk.Progress{Reviews: 300, Pages: 3, Done: 1200, Expected: 1000}, -4, true, "300 reviews · 3 pages · 0 calls left today"},
	} {
		if got := syncLine(c.p, c.calls, c.counted); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

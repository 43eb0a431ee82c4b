package ui

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// countingCopy notes how often it counted.
type countingCopy struct {
	*memory
	counted int
}

func (c *countingCopy) Count(ctx context.Context, f review.Filter, most int) (int, error) {
	c.counted++
	return c.memory.Count(ctx, f, most)
}

func TestTheFirstRowsAreDrawnBeforeAnythingIsCountedOrAskedOfTheNetwork(t *testing.T) {
	c := &countingCopy{}
	d := start(t, 120, 36, many(300), func(d *driver, o *Options) {
		c.memory, o.Desk.Copy = d.mem, c
		d.mem.mark = review.SyncMark{}
		d.holdAt = func(msg tea.Msg) bool { _, is := msg.(firstFrameMsg); return is }
	})
	first := d.m.inbox.rows[0].Consumer.DisplayName.Line()
	d.wants(first)
	d.lacks("newest · ", "synced just now")
	if c.counted > 0 {
		t.Fatalf("%d counts", c.counted)
	}
	d.release()
	d.wants(first, "newest · 300", "synced just now")
	if c.counted == 0 {
		t.Fatal("nothing was counted at all")
	}
}

package sandbox

import "time"

// deletion is one entry of a deletions feed.
type deletion struct {
	id string
	at time.Time
}

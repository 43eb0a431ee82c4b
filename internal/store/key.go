package store

import (
	"hash/fnv"
	"math"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// A review's key is its creation time in milliseconds, the bucket, over tieBits of tie-break. Within a bucket the order
// of keys means nothing: reviews of the same millisecond are put in order when they are read.
const (
	tieBits       = 21
	tieMask       = 1<<tieBits - 1
	unknownBucket = math.MinInt64 >> tieBits // created at an unknown time
	firstBucket   = unknownBucket + 1        // 1830 and before
	lastBucket    = math.MaxInt64 >> tieBits // 2109 and after
)

func bucketOf(t review.Time) int64 {
	if t.IsZero() {
		return unknownBucket
	}
	return min(max(t.UnixMilli(), firstBucket), lastBucket)
}

func firstKey(bucket int64) int64 { return bucket << tieBits }

func lastKey(bucket int64) int64 { return bucket<<tieBits | tieMask }

// keyFor is the key a review has when no other has it; nextKey is what to try then.
func keyFor(r review.Review) int64 {
	h := fnv.New64a()
	h.Write([]byte(r.ID))
	return firstKey(bucketOf(r.CreatedAt)) | int64(h.Sum64()&tieMask)
}

func nextKey(key int64) int64 { return key&^tieMask | (key+1)&tieMask }

// nanos is a time as it is stored, NULL for the zero time. What int64 cannot hold is the nearest it can.
func nanos(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	n, _ := clampNanos(t)
	return n
}

// clampNanos is a time in nanoseconds since 1970, and whether that is exact.
func clampNanos(t time.Time) (int64, bool) {
	switch {
	case t.Before(time.Unix(0, math.MinInt64)):
		return math.MinInt64, false
	case t.After(time.Unix(0, math.MaxInt64)):
		return math.MaxInt64, false
	}
	return t.UnixNano(), true
}

// fromNanos reads what nanos stored.
func fromNanos(n *int64) time.Time {
	if n == nil {
		return time.Time{}
	}
	return time.Unix(0, *n).UTC()
}

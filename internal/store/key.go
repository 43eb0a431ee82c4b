package store

import (
	"hash/fnv"
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// A review's key holds its creation time turned round, so that newest first is the order of keys: the bucket, a stretch of
// 1,024 seconds, over a slot within it. A copy is filled newest first, and so each page goes behind the one before.
// Within a bucket the order of keys means nothing: its reviews are put in order when they are read. Keys are short and
// close together on purpose, since the search indexes keep the distance from each hit to the next, and with wide ones
// that is most of the file: 64 slots are for 2,000,000 reviews a year. Where a bucket is full, a review goes to a free slot
// of an older one; how far that ever went is the spill, in buckets, and whoever reads looks that much further.
const (
	bucketBits    = 10 // of the seconds since 1970
	tieBits       = 6
	tieMask       = 1<<tieBits - 1
	unknownBucket = 1 << 40 // created at an unknown time
	oldestBucket  = 1 << 39
	newestBucket  = -1 << 39
)

func bucketOf(t review.Time) int64 {
	if t.IsZero() {
		return unknownBucket
	}
	return min(max(-(t.Unix()>>bucketBits), newestBucket), oldestBucket)
}

func firstKey(bucket int64) int64 { return bucket << tieBits }

func lastKey(bucket int64) int64 { return bucket<<tieBits | tieMask }

// candidates yields the keys that a review may have, the first one first, each further one from a wider stretch.
func candidates(r review.Review) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		h := fnv.New64a()
		h.Write([]byte(r.ID))
		first, random := firstKey(bucketOf(r.CreatedAt)), rand.New(rand.NewPCG(h.Sum64(), 0))
		for width := int64(tieMask + 1); width > 0; width *= 2 {
			for range 8 {
				if !yield(first + random.Int64N(width)) {
					return
				}
			}
		}
	}
}

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

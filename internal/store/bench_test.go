package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// benchReview is as long as reviews are: 400 to 800 bytes of text.
func benchReview(m made, i int) review.Review {
	r := m.review(fmt.Sprintf("%08x%016x", m.Uint32(), i))
	r.CreatedAt = review.Time{Time: noon().Add(-time.Duration(m.Int64N(int64(2 * 365 * 24 * time.Hour)))).Truncate(time.Millisecond)}
	r.Text = review.NewText(strings.Repeat("The kettle came the day after and pours well. ", 9+m.IntN(9)))
	return r
}

func benchCopy(b *testing.B, size int) (*Copy, made) {
	b.Helper()
	c := openCopy(b, b.TempDir(), nil)
	m := newMade(uint64(size))
	for i := 0; i < size; i += 1000 {
		rs := make([]review.Review, 1000)
		for j := range rs {
			rs[j] = benchReview(m, i+j)
		}
		put(b, c, rs...)
	}
	return c, m
}

func BenchmarkPage(b *testing.B) {
	for _, size := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			c, _ := benchCopy(b, size)
			for _, query := range []string{"", "sort:oldest", "sort:stars", "sort:waiting", "stars:1-2 replied:no", "tag:late source:automatic language:da", "email:ann@mail.example", "reported:yes", "since:3d until:2d", "arrived"} {
				f, err := review.Parse(query)
				if err != nil {
					b.Fatal(err)
				}
				b.Run("q="+query, func(b *testing.B) { benchPage(b, c, f) })
			}
		})
	}
}

func benchPage(b *testing.B, c *Copy, f review.Filter) {
	for b.Loop() {
		if _, _, err := c.Page(context.Background(), f, review.Review{}, 50); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenAndFirstPage(b *testing.B) {
	dir := b.TempDir()
	c := openCopy(b, dir, nil)
	put(b, c, newMade(1).reviews(5000)...)
	c.Close()
	for b.Loop() {
		c, err := OpenCopy(context.Background(), dir, testKey, nil)
		if err != nil {
			b.Fatal(err)
		}
		benchPageOnce(b, c)
		if err := c.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func benchPageOnce(b *testing.B, c *Copy) {
	if _, _, err := c.Page(context.Background(), review.Filter{}, review.Review{}, 50); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkPutOf100(b *testing.B) {
	c, m := benchCopy(b, 10_000)
	same := make([]review.Review, 100)
	for i := range same {
		same[i] = benchReview(m, -1-i)
	}
	b.Run("new", func(b *testing.B) {
		n := 1 << 20
		for b.Loop() {
			b.StopTimer()
			rs := make([]review.Review, 100)
			for i := range rs {
				n++
				rs[i] = benchReview(m, n)
				rs[i].CreatedAt = review.Time{Time: noon().Add(time.Duration(n) * time.Minute)} // as they arrive
			}
			b.StartTimer()
			put(b, c, rs...)
		}
	})
	b.Run("changed", func(b *testing.B) {
		for b.Loop() {
			for i := range same {
				same[i].Text = review.NewText(same[i].Text.Raw() + "!")
			}
			put(b, c, same...)
		}
	})
	b.Run("same", func(b *testing.B) {
		for b.Loop() {
			put(b, c, same...)
		}
	})
}

func BenchmarkSaveDraft(b *testing.B) {
	w := openWork(b, b.TempDir())
	text := strings.Repeat("Thank you for telling us. ", 20)
	n := 0
	for b.Loop() {
		n++
		save(b, w, draft("a", fmt.Sprint(text, n), 0))
	}
}

func BenchmarkSee100Known(b *testing.B) {
	w := openWork(b, b.TempDir())
	m := newMade(3)
	rs := make([]review.Review, 100)
	for i := range rs {
		rs[i] = benchReview(m, i)
	}
	for b.Loop() {
		if err := w.See(context.Background(), rs, noon()); err != nil {
			b.Fatal(err)
		}
	}
}

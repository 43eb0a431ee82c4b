package sandbox_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// BenchmarkAMillionReviews reports how long a million reviews take to be ready,
// what they weigh, and how long pages of them take.
func BenchmarkAMillionReviews(b *testing.B) {
	began := time.Now()
	s, err := sandbox.Start(context.Background(), sandbox.Options{Seed: 7, Reviews: 1_000_000})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	b.Logf("ready after %v", time.Since(began))
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.Logf("heap %d MiB, taken from the system %d MiB", m.HeapAlloc>>20, m.Sys>>20)
	a := api{&testing.T{}, s, s.Info()}
	for _, q := range slowQueries() {
		b.Run(q.name, func(b *testing.B) {
			for b.Loop() {
				a.private(a.list(q.query))
			}
		})
	}
	id := a.page("perPage=1&page=90000").Reviews[0].ID
	for name, path := range map[string]string{
		"all-reviews": a.unit("/all-reviews"), "latest": "/reviews/latest?language=ja&count=100", "unit": a.unit(""), "review": "/reviews/" + id,
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				a.public(path)
			}
		})
	}
}

// slowQueries are pages of the private list that look at many reviews.
func slowQueries() []struct{ name, query string } {
	return []struct{ name, query string }{
		{"first", "perPage=20"}, {"first100", "perPage=100"}, {"deep", "perPage=100&page=1000"},
		{"name", "username=zzz"}, {"rareName", "username=copplestone&stars=1&page=50"}, {"email", "referralEmail=harry.khan77@mail.example"},
		{"reference", "referenceId=AO-1"}, {"starsAsc", "orderBy=stars.asc&page=900&perPage=100"}, {"tag", "tagGroup=generic&tagValue=escalated&language=pt&page=40"},
		{"end", "endDateTime=2001-01-01"}, {"oldest", "orderBy=createdat.asc&perPage=100&page=1000"}, {"source", "source=Nobody"}, {"contacted", "findReviewer=contacted&stars=3&page=400"},
		{"location", "internalLocationId=00000000-0000-4000-8000-000000000000"}, {"reported", "reported=true&responded=false&language=fi&page=60"},
	}
}

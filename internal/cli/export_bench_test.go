//go:build unix

package cli_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/sandbox"
	"github.com/tpdesk/tpdesk/internal/store"
)

// benchReviews is how many reviews the benchmarks export; TPDESK_BENCH_REVIEWS names another number (make bench: 1000000).
func benchReviews(b *testing.B) int {
	b.Helper()
	n := 20_000
	if said := os.Getenv("TPDESK_BENCH_REVIEWS"); said != "" {
		var err error
		if n, err = strconv.Atoi(said); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

// benchSeat is the real program with folders and an age file of its own.
func benchSeat(b *testing.B, info sandbox.Info) (dir string, env []string) {
	b.Helper()
	dir = b.TempDir()
	for name, value := range map[string]string{
		"TPDESK_AS_MAIN": "1", "HOME": dir, "TPDESK_CONFIG_HOME": filepath.Join(dir, "config"), "TPDESK_STATE_HOME": filepath.Join(dir, "state"), "TPDESK_API_URL": info.APIURL,
		"TPDESK_TOKEN": info.ClientToken, "TPDESK_BUSINESS_UNIT": info.BusinessUnitID, "TPDESK_STORE": "file", "TPDESK_PASSPHRASE": "open sesame", "XDG_RUNTIME_DIR": dir,
	} {
		env = append(env, name+"="+value)
	}
	return dir, env
}

// measure runs an export to a file and reports rows a second, the peak of its memory, and its time beside that of
// encoding/csv alone with the same cells.
func measure(b *testing.B, n int, dir string, env []string, args ...string) {
	b.Helper()
	file := filepath.Join(dir, "out.csv")
	for b.Loop() {
		cmd := exec.Command(must(os.Executable()), append([]string{"export", "-o", file}, args...)...)
		cmd.Env, cmd.Stderr = env, os.Stderr
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		state := cmd.ProcessState
		used := state.SysUsage().(*syscall.Rusage)
		b.ReportMetric(float64(used.Maxrss)/1024, "MiB-peak")
		b.ReportMetric((state.UserTime() + state.SystemTime()).Seconds(), "cpu-s")
	}
	each := b.Elapsed().Seconds() / float64(b.N)
	b.ReportMetric(float64(n)/each, "rows/s")
	b.ReportMetric(each/bareCSV(b, file, n).Seconds(), "x-bare-csv")
}

// bareCSV is how long encoding/csv takes to write the rows of a file to nowhere.
func bareCSV(b *testing.B, file string, n int) time.Duration {
	b.Helper()
	f, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var took time.Duration
	rows, in, out := -1, csv.NewReader(f), csv.NewWriter(io.Discard)
	for {
		row, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		_ = out.Write(row)
		took += time.Since(began)
		rows++
	}
	if rows != n {
		b.Fatalf("the file has %d rows of %d", rows, n)
	}
	return took
}

// BenchmarkExportFromTheServer asks a sandbox for all of its reviews, where nothing is kept.
func BenchmarkExportFromTheServer(b *testing.B) {
	n := benchReviews(b)
	srv, err := sandbox.Start(context.Background(), sandbox.Options{Seed: 7, Reviews: n})
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Close()
	dir, env := benchSeat(b, srv.Info())
	measure(b, n, dir, append(env, "TPDESK_STORE=memory"), "--fresh", "--quiet")
}

// BenchmarkExportFromTheCopy exports an encrypted copy of as many.
func BenchmarkExportFromTheCopy(b *testing.B) {
	n, ctx := benchReviews(b), context.Background()
	info := sandbox.Info{APIURL: "http://127.0.0.1:1/v1", ClientToken: "none", BusinessUnitID: "61e0a7c45d3b2f0001c9d8e7"}
	dir, env := benchSeat(b, info)
	place := filepath.Join(dir, "state", "profiles", "default@127.0.0.1_1")
	if err := os.MkdirAll(place, 0o700); err != nil {
		b.Fatal(err)
	}
	vault, err := auth.Open("file", auth.Options{Path: filepath.Join(dir, "state", "vault.age"), Passphrase: func(context.Context, bool) (string, error) { return "open sesame", nil }})
	if err != nil {
		b.Fatal(err)
	}
	key, err := auth.Account{Profile: "default", APIURL: info.APIURL, Vault: vault, Folder: place}.StoreKey(ctx)
	if err != nil {
		b.Fatal(err)
	}
	fillCopy(b, place, key, n)
	measure(b, n, dir, env, "--cached", "--quiet")
}

// fillCopy puts so many reviews of some 300 bytes into a copy.
func fillCopy(b *testing.B, place, key string, n int) {
	b.Helper()
	ctx := context.Background()
	c, err := store.OpenCopy(ctx, place, key, func(string) {})
	if err != nil {
		b.Fatal(err)
	}
	newest := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	for i := 0; i < n; i += 2000 {
		var rs []review.Review
		for j := i; j < min(i+2000, n); j++ {
			rs = append(rs, review.Review{
				ID: review.ID(fmt.Sprintf("%024x", j)), Stars: 1 + j%5, CreatedAt: review.Time{Time: newest.Add(-time.Duration(j) * time.Minute)}, Language: review.NewText("en"),
				Title: review.NewText(fmt.Sprintf("Order %d", j)), Source: review.NewText("Organic"),
				Text:     review.NewText(fmt.Sprintf("Parcel %d came two days late, and the box was open; \"never again\", said the neighbour.\nThe tent itself stands well in the wind of Ærø – 10 of 10. Refund of %d kr. is under way, and support was kind.", j, j%900)),
				Consumer: &review.Consumer{ID: review.NewText(fmt.Sprintf("%024x", j*7)), DisplayName: review.NewText(fmt.Sprintf("Åse %d", j%5000))},
			})
		}
		if err := c.Put(ctx, rs, newest); err != nil {
			b.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSync fills a copy from a sandbox of 100 pages and reports what a page takes of the program's CPU.
func BenchmarkSync(b *testing.B) {
	const reviews = 10_000
	srv, err := sandbox.Start(context.Background(), sandbox.Options{Seed: 7, Reviews: reviews})
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Close()
	for b.Loop() {
		_, env := benchSeat(b, srv.Info())
		cmd := exec.Command(must(os.Executable()), "sync", "--quiet")
		cmd.Env, cmd.Stderr = env, os.Stderr
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		state := cmd.ProcessState
		b.ReportMetric(float64((state.UserTime()+state.SystemTime()).Milliseconds())/(reviews/100), "cpu-ms/page")
	}
}

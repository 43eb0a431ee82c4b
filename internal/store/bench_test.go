//go:build unix

package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// benchSizes are how many reviews the benchmarks run over; TPDESK_BENCH_REVIEWS names others ("1000000").
func benchSizes(b *testing.B) []int {
	sizes := []int{10_000, 100_000}
	if said := os.Getenv("TPDESK_BENCH_REVIEWS"); said != "" {
		sizes = nil
		for _, s := range strings.Split(said, ",") {
			n, err := strconv.Atoi(s)
			if err != nil {
				b.Fatal(err)
			}
			sizes = append(sizes, n)
		}
	}
	return sizes
}

// spoken languages of the benchmarks: words by how common they are, as Zipf has it.
type tongues struct {
	made
	code   []string
	words  [][]string
	common *rand.Zipf
	runes  *rand.Zipf
	every  time.Duration // from one review to the next
}

// newTongues speaks of so many reviews in eight years.
func newTongues(seed uint64, reviews int) *tongues {
	m := newMade(seed)
	t := &tongues{made: m, common: rand.NewZipf(m.Rand, 1.08, 2.7, 39_999), runes: rand.NewZipf(m.Rand, 1.1, 3, 2_499),
		every: 8 * 365 * 24 * time.Hour / time.Duration(reviews)}
	for code, letters := range map[string]string{"en": "bcdfghlmnprstvw aeiou", "de": "bdfghklmnrstwzß aeiouäöü", "da": "bdfghjklmnrstv aeiouæøå"} {
		t.code = append(t.code, code)
		slices.Sort(t.code)
		t.words = slices.Insert(t.words, slices.Index(t.code, code), t.vocabulary(letters))
	}
	return t
}

func (t *tongues) vocabulary(letters string) (out []string) {
	consonants, vowels, _ := strings.Cut(letters, " ")
	c, v := []rune(consonants), []rune(vowels)
	// The same words for every run: the map above has no order.
	r := rand.New(rand.NewPCG(uint64(len(letters)), uint64(c[len(c)-1])))
	for seen := map[string]bool{}; len(out) < 40_000; {
		var w []rune
		for range 1 + min(len(out)/100, 2) + r.IntN(2) {
			if w = append(w, c[r.IntN(len(c))], v[r.IntN(len(v))]); r.IntN(2) == 0 {
				w = append(w, c[r.IntN(len(c))])
			}
		}
		if !seen[string(w)] {
			seen[string(w)], out = true, append(out, string(w))
		}
	}
	return out
}

// text is 400 to 800 bytes: half English, two tenths German and Danish each, a tenth Japanese.
func (t *tongues) text() (text, code string) {
	var b strings.Builder
	n, which := 400+t.IntN(400), t.IntN(10)
	for b.Len() < n && which == 9 {
		b.WriteRune(rune(0x4e00 + t.runes.Uint64()))
		if t.chance(8) {
			b.WriteString("。")
		}
	}
	i := slices.Index(t.code, []string{"en", "en", "en", "en", "en", "de", "de", "da", "da", "da"}[which])
	for b.Len() < n {
		b.WriteString(t.words[i][t.common.Uint64()] + " ")
	}
	if which == 9 {
		return b.String(), "ja"
	}
	return b.String(), t.code[i]
}

// review is one as Trustpilot has them; the higher its number, the older.
func (t *tongues) review(i int) review.Review {
	text, code := t.text()
	title := text[:strings.LastIndexAny(text[:30]+" ", " 。")]
	r := review.Review{ID: review.ID(fmt.Sprintf("%08x%016x", t.Uint32(), i)), Stars: pick(t.made, 1, 1, 2, 3, 4, 5, 5, 5, 5, 5), Text: review.NewText(text),
		Title: review.NewText(strings.ToValidUTF8(title, "")), Language: review.NewText(code), Source: review.NewText(pick(t.made, "AFSv2", "Organic", "BasicLink", "InvitationApi")),
		CreatedAt: benchTime(noon().Add(-time.Duration(i)*t.every - time.Duration(t.Int64N(int64(t.every))))), Status: review.NewText("active"),
		IsVerified: review.Some(true), VerificationLevel: review.NewText("verified"), NumberOfLikes: review.Some(0), CountsTowardsScore: review.Some(true),
		BusinessUnit: &review.Unit{ID: review.NewText("5f0c2a9b1d8e4f0001a2b3c4"), IdentifyingName: review.NewText("shop.example"), DisplayName: review.NewText("Shop")},
		Consumer:     &review.Consumer{ID: review.NewText(fmt.Sprintf("%024x", t.Uint64())), DisplayName: review.NewText(t.name()), NumberOfReviews: review.Some(1 + t.IntN(5))},
		FindReviewer: &review.ReviewerRequest{IsEligible: review.Some(false), Requests: review.List[review.Request]{}}, Tags: review.List[review.Tag]{}}
	if t.chance(70) {
		r.ReferenceID = review.NewText(fmt.Sprintf("DK-%d", 10_000_000+i))
		r.ReferralEmail = review.NewText(fmt.Sprintf("%s%d@%s.example", strings.ToLower(t.words[0][t.IntN(3000)]), t.IntN(100), pick(t.made, "mail", "mail", "post", "firma")))
	}
	if t.chance(45) {
		r.CompanyReply = &review.Reply{Text: review.NewText("Thank you for your review. " + t.words[1][t.IntN(500)] + ", we are sorry to hear it."), CreatedAt: benchTime(r.CreatedAt.Add(time.Hour))}
	}
	if t.chance(20) {
		r.Tags = append(r.Tags, review.NewTag(pick(t.made, "late", "refund", "praise")))
	}
	return r
}

func (t *tongues) name() string {
	return strings.ToUpper(t.words[0][t.IntN(2000)][:1]) + t.words[0][t.IntN(2000)] + " " + t.words[1][t.IntN(8000)]
}

func benchTime(at time.Time) review.Time {
	t, _ := review.ParseTime(at.Truncate(time.Millisecond).Format("2006-01-02T15:04:05.000Z"))
	return t
}

// benchDir has a copy of so many reviews. With TPDESK_BENCH_DIR it is kept there for the next run; one that was begun goes
// on where it ended.
func benchDir(b *testing.B, size int) string {
	b.Helper()
	dir := b.TempDir()
	if kept := os.Getenv("TPDESK_BENCH_DIR"); kept != "" {
		dir = filepath.Join(kept, strconv.Itoa(size))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			b.Fatal(err)
		}
	}
	c, t := openCopy(b, dir, nil), newTongues(1, size)
	had, err := c.Count(b.Context(), review.Filter{}, 0)
	if err != nil {
		b.Fatal(err)
	}
	began, rs := time.Now(), []review.Review{}
	for i := 0; had < size && i < size; i++ {
		if r := t.review(i); i >= had {
			rs = append(rs, r)
		}
		if len(rs) == benchBatch || i == size-1 {
			put(b, c, rs...)
			rs = rs[:0]
		}
	}
	if had < size {
		b.Logf("%d reviews made and stored in %s", size-had, time.Since(began).Round(time.Second))
	}
	if err := c.Close(); err != nil {
		b.Fatal(err)
	}
	return dir
}

// benchBatch is how many reviews are stored at once where nobody waits for them.
const benchBatch = 10_000

// BenchmarkCopy runs everything over one copy of each size.
func BenchmarkCopy(b *testing.B) {
	for _, size := range benchSizes(b) {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			dir := benchDir(b, size)
			b.Run("open", func(b *testing.B) { benchOpen(b, dir, size) })
			c, t := openCopy(b, dir, nil), newTongues(2, size)
			b.Run("list", func(b *testing.B) { benchLists(b, c) })
			b.Run("typed", func(b *testing.B) { benchTyped(b, c, t) })
			b.Run("count", func(b *testing.B) { benchCounts(b, c, t) })
			b.Run("put100", func(b *testing.B) { benchPut(b, c, t) })
		})
	}
}

// benchOpen opens, reads the first 50 rows and closes, and tells what the file and the process take.
func benchOpen(b *testing.B, dir string, size int) {
	for b.Loop() {
		c, err := OpenCopy(context.Background(), dir, testKey, nil)
		if err != nil {
			b.Fatal(err)
		}
		benchPage(b, c, "")
		if err := c.Close(); err != nil {
			b.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "reviews.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(size), "B/review")
	b.ReportMetric(residentMiB(), "MiB-resident")
}

// residentMiB is what the process holds after a collection, as the system tells it; 0 where it does not.
func residentMiB() float64 {
	runtime.GC()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kib, err := strconv.Atoi(strings.Fields(rest + " 0")[0])
	if err != nil {
		return 0
	}
	return float64(kib) / 1024
}

func benchFilter(b *testing.B, line string) review.Filter {
	f, err := review.Parse(line)
	if err != nil {
		b.Fatalf("%q: %v", line, err)
	}
	return f
}

func benchPage(b *testing.B, c *Copy, line string) {
	if _, _, err := c.Page(context.Background(), benchFilter(b, line), review.Review{}, 50); err != nil {
		b.Fatalf("%q: %v", line, err)
	}
}

func benchLists(b *testing.B, c *Copy) {
	for _, line := range []string{"", "sort:oldest", "sort:stars", "sort:waiting", "stars:1-2 replied:no", "tag:late source:automatic language:da", "email:ann@mail.example",
		"reported:yes", "since:3d until:2d"} {
		b.Run("q="+line, func(b *testing.B) {
			for b.Loop() {
				benchPage(b, c, line)
			}
		})
	}
}

// cpuTime is what the process has used.
func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// benchTyped types lines letter by letter, as the filter bar does, and tells percentiles of the first rows: by the clock, and
// by the CPU, which tells more where the machine has other work. The line that took most is named.
func benchTyped(b *testing.B, c *Copy, t *tongues) {
	for name, lines := range typedLines(t) {
		b.Run(name, func(b *testing.B) {
			var wall, cpu []time.Duration
			worst, which := time.Duration(0), ""
			for i := 0; b.Loop(); i++ {
				line := []rune(lines[i%len(lines)])
				for n := 1; n <= len(line); n++ {
					if _, err := review.Parse(string(line[:n])); err != nil {
						continue
					}
					began, used := time.Now(), cpuTime(b)
					benchPage(b, c, string(line[:n]))
					wall, cpu = append(wall, time.Since(began)), append(cpu, cpuTime(b)-used)
					if took := cpu[len(cpu)-1]; took > worst {
						worst, which = took, string(line[:n])
					}
				}
			}
			b.Logf("most CPU: %s for %q", worst, which)
			percentiles(b, wall, "ms")
			percentiles(b, cpu, "cpu-ms")
		})
	}
}

func percentiles(b *testing.B, took []time.Duration, unit string) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, unit+"-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, unit+"-p99")
	b.ReportMetric(0, "ns/op")
}

// typedLines are what a person may type. The made-up words stand by how common they are in their language: Danish, German and
// English.
func typedLines(t *tongues) map[string][]string {
	lines := map[string][]string{}
	for i := range 40 {
		danish, german, english := t.words[0][9*i], t.words[1][9*i], t.words[2][9*i]
		rare, begun := t.words[2][9000+i], string([]rune(t.words[2][50*i+40])[:2+i%3])
		for kind, line := range map[string]string{
			"danish": danish, "german": german, "english": english + " " + rare, "japanese": string([]rune{0x4e00 + rune(i), 0x4e00 + rune(i/2), 0x4e00 + rune(i/3), 0x4e01}),
			"beginning": english + " " + begun + "*", "letter": string([]rune(english)[:1]) + "* " + german, "phrase": `"` + english + ` ` + t.words[2][i] + `"`,
			"without": english + " -" + t.words[2][i+1], "or": german + " OR " + danish + " OR " + english, "name": t.name(), "reference": fmt.Sprintf("DK-%d", 10_000_000+37*i),
			"email": fmt.Sprintf("%s%d@mail.example", t.words[0][i*70], i), "firm": "firma " + english,
			"filters": "stars:1 replied:no " + english + " since:30d", "sorted": english + " sort:" + string(review.Sorts()[i%4]),
			"rarefilter":  english + " " + []string{"language:ja", "tag:praise", "source:Kickstart", "location:Ribe", "tag:none", "reported:yes"}[i%6],
			"filteralone": []string{"language:da", "tag:praise", "source:Kickstart", "location:Ribe", "tag:none", "email:ann@mail.example", "stars:2 tag:late language:ja"}[i%7],
		} {
			lines[kind] = append(lines[kind], line)
		}
	}
	return lines
}

func benchCounts(b *testing.B, c *Copy, t *tongues) {
	for _, line := range []string{"", "stars:1-2 replied:no", t.words[1][3], t.words[1][3] + " stars:1", t.words[1][3] + " OR " + t.words[1][5], "-" + t.words[1][3], "firma"} {
		b.Run("q="+line, func(b *testing.B) {
			for b.Loop() {
				if _, err := c.Count(context.Background(), benchFilter(b, line), 1001); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// benchPut stores a hundred reviews: as they came before, changed in reply and tags as most changes are, changed in the
// text, and new. Each time it is the next hundred of some thousand, and an edit is always one of the text as it was.
func benchPut(b *testing.B, c *Copy, t *tongues) {
	page, _, err := c.Page(context.Background(), benchFilter(b, ""), review.Review{}, 4000)
	if err != nil {
		b.Fatal(err)
	}
	n := 1 << 30
	for _, kind := range []struct {
		name   string
		change func(r *review.Review)
	}{
		{"same", func(*review.Review) {}},
		{"replied", func(r *review.Review) {
			n++
			r.CompanyReply = &review.Reply{Text: review.NewText(fmt.Sprint("Thank you ", n))}
		}},
		{"edited", func(r *review.Review) { n++; r.Text = review.NewText(fmt.Sprint(r.Text.Raw(), " ", n)) }},
		{"new", func(r *review.Review) {
			n++
			*r = t.review(n)
			r.CreatedAt = benchTime(noon().Add(time.Duration(n-1<<30) * t.every))
		}},
	} {
		b.Run(kind.name, func(b *testing.B) {
			var took, cpu []time.Duration
			for i := 0; b.Loop(); i++ {
				rs := slices.Clone(page[i%(len(page)/100)*100:][:100])
				for i := range rs {
					kind.change(&rs[i])
				}
				began, used := time.Now(), cpuTime(b)
				put(b, c, rs...)
				took, cpu = append(took, time.Since(began)), append(cpu, cpuTime(b)-used)
			}
			percentiles(b, took, "ms")
			percentiles(b, cpu, "cpu-ms")
			b.ReportMetric(float64(sum(cpu).Microseconds())/1000/float64(len(cpu)), "cpu-ms-mean")
		})
	}
}

func sum(ds []time.Duration) (all time.Duration) {
	for _, d := range ds {
		all += d
	}
	return all
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
	w, t := openWork(b, b.TempDir()), newTongues(3, 100)
	rs := make([]review.Review, 100)
	for i := range rs {
		rs[i] = t.review(i)
	}
	for b.Loop() {
		if err := w.See(context.Background(), rs, noon()); err != nil {
			b.Fatal(err)
		}
	}
}

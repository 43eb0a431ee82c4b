package desk

import (
	"iter"
	"slices"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Stats sums up a list of reviews. Times are in seconds.
type Stats struct {
	Reviews        int            `json:"reviews"`
	Stars          map[int]int    `json:"stars"` // stars → reviews
	Average        float64        `json:"average"`
	Replied        int            `json:"replied"`
	ReplyRate      float64        `json:"replyRate"` // 0 to 1
	ReplySeconds50 int            `json:"replySeconds50"`
	ReplySeconds90 int            `json:"replySeconds90"`
	Reported       int            `json:"reported"`
	Contacted      int            `json:"contacted"`
	Sources        map[string]int `json:"sources"` // collection method, or the raw source where it has none → reviews
	Tags           map[string]int `json:"tags"`
	Languages      map[string]int `json:"languages"`

	starSum, rated int
	replyTimes     []int
}

// Summarize reads a list to its end.
func Summarize(rs iter.Seq2[review.Review, error]) (Stats, error) {
	s := Stats{Stars: map[int]int{1: 0, 2: 0, 3: 0, 4: 0, 5: 0}, Sources: map[string]int{}, Tags: map[string]int{}, Languages: map[string]int{}}
	for r, err := range rs {
		if err != nil {
			return s, err
		}
		s.add(r)
	}
	s.finish()
	return s, nil
}

func (s *Stats) add(r review.Review) {
	s.Reviews++
	if r.Stars > 0 {
		s.Stars[r.Stars]++
		s.starSum, s.rated = s.starSum+r.Stars, s.rated+1
	}
	if r.CompanyReply != nil {
		s.addReply(r)
	}
	if r.ReportData != nil {
		s.Reported++
	}
	if r.Contacted() {
		s.Contacted++
	}
	s.Sources[sourceName(r)]++
	for _, t := range r.Tags {
		s.Tags[t.String()]++
	}
	if r.Language.Known() {
		s.Languages[r.Language.Line()]++
	}
}

func sourceName(r review.Review) string {
	if m := review.MethodOf(r.Source); m != "" {
		return string(m)
	}
	return review.SourceLabel(r.Source)
}

func (s *Stats) addReply(r review.Review) {
	s.Replied++
	if took := r.CompanyReply.CreatedAt.Sub(r.CreatedAt.Time); !r.CompanyReply.CreatedAt.IsZero() && !r.CreatedAt.IsZero() && took >= 0 {
		s.replyTimes = append(s.replyTimes, int(took/time.Second))
	}
}

func (s *Stats) finish() {
	if s.rated > 0 {
		s.Average = float64(s.starSum) / float64(s.rated)
	}
	if s.Reviews > 0 {
		s.ReplyRate = float64(s.Replied) / float64(s.Reviews)
	}
	slices.Sort(s.replyTimes)
	s.ReplySeconds50, s.ReplySeconds90 = percentile(s.replyTimes, 50), percentile(s.replyTimes, 90)
}

// percentile is the nearest-rank percentile of sorted values; 0 for none.
func percentile(sorted []int, p int) int {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

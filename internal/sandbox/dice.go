package sandbox

// dice gives the chances of one generated thing: the same seed, thing and
// purpose always fall the same, whatever else was asked before (SplitMix64).
type dice uint64

// Purposes, so that the chances of one review's parts do not follow each other.
const (
	forRow = iota + 1
	forWords
	forReply
	forFacts
	forPerson
	forID
	forGoneReview
	forGoneConsumer
	forLikes
	forProduct
	forTalk
	forFault
)

// throw starts the chances of thing i for a purpose.
func throw(seed uint64, i int, purpose uint64) *dice {
	d := dice(seed ^ purpose*0x9e3779b97f4a7c15)
	d = dice(d.next() ^ uint64(i))
	return &d
}

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below gives a number from 0 to n-1.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// chance is true in so many cases of a hundred.
func (d *dice) chance(percent int) bool { return d.below(100) < percent }

// fraction gives a number from 0 up to 1.
func (d *dice) fraction() float64 { return float64(d.next()>>11) / (1 << 53) }

// weighted gives the index of one of the weights, as often as it weighs.
func (d *dice) weighted(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.below(sum)
	for i, w := range weights {
		if n < w {
			return i
		}
		n -= w
	}
	return 0
}

// oneOf gives one of a list, or the zero value of an empty one.
func oneOf[T any](d *dice, list []T) (t T) {
	if len(list) == 0 {
		return t
	}
	return list[d.below(len(list))]
}

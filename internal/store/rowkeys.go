package store

import (
	"errors"
	"slices"

	"github.com/ncruces/go-sqlite3"
)

// rowKeys are the keys that a statement yields, ascending, from its last argument on. Where they are so many that hardly
// any of those asked for is missing, it yields what it is asked for instead: looking at the review itself is quicker.
type rowKeys struct {
	rows          *sqlite3.Stmt
	kept          *keptKeys
	row           int64 // that the statement is at
	begun         bool
	asked, agreed int
}

const (
	nearRows  = 8    // are read on before the statement is begun anew further on
	probe     = 32   // keys asked for tell whether hardly any is missing
	unprobed  = 1000 // keys are believed then
	manyOfAll = 5    // one in so many being there is many
)

func (r *rowKeys) restart() { r.begun, r.asked, r.agreed = false, 0, 0 }

func (r *rowKeys) seek(from int64) (int64, error) {
	if r.asked++; r.asked > probe {
		if r.agreed*manyOfAll > probe && r.asked < unprobed {
			return from, nil
		}
		r.asked, r.agreed = 0, 0
	}
	key, err := r.find(from)
	if key == from {
		r.agreed++
	}
	return key, err
}

// find looks in what is kept, or keeps it once it was asked for so often that reading it all costs no more.
func (r *rowKeys) find(from int64) (int64, error) {
	s := r.kept.stretch(from)
	if !s.whole {
		if s.asked++; s.asked*keepEarly < r.kept.mean() {
			err := r.near(from)
			return r.row, err
		}
		if err := r.keep(s, from>>stretchBits); err != nil {
			return noKey, err
		}
	}
	return s.find(from), nil
}

// near brings the statement to a key.
func (r *rowKeys) near(from int64) error {
	for range nearRows {
		if !r.begun || r.row >= from {
			break
		}
		if err := r.step(); err != nil {
			return err
		}
	}
	if r.begun && r.row >= from {
		return nil
	}
	return r.begin(from)
}

func (r *rowKeys) begin(from int64) error {
	if err := errors.Join(r.rows.Reset(), r.rows.BindInt64(r.rows.BindCount(), from)); err != nil {
		return err
	}
	r.begun = true
	return r.step()
}

func (r *rowKeys) step() error {
	if r.row = noKey; r.rows.Step() {
		r.row = r.rows.ColumnInt64(0)
	}
	return r.rows.Err()
}

// keep reads all of a stretch.
func (r *rowKeys) keep(s *stretch, number int64) error {
	err := r.begin(number << stretchBits)
	for err == nil && r.row>>stretchBits == number && r.row != noKey {
		s.keys = append(s.keys, uint32(r.row&stretchMask))
		err = r.step()
	}
	if err != nil {
		s.keys = nil
		return err
	}
	s.keys, s.next, s.whole = slices.Clip(s.keys), r.row, true
	r.kept.read++
	r.kept.keys += len(s.keys)
	return nil
}

// keptKeys are keys that were read from the database, stretch by stretch; a filter stays the same while words are typed.
type keptKeys struct {
	stretches  map[int64]*stretch
	read, keys int // stretches, and keys of them
}

// stretch is the keys of one stretch of twelve days.
type stretch struct {
	asked int
	whole bool // the keys are read
	first int64
	keys  []uint32 // less the first
	next  int64    // that comes after them
}

const (
	stretchBits = tieBits + 10 // of a key: 1,024 buckets
	stretchMask = 1<<stretchBits - 1
	keepEarly   = 32      // keys of a stretch are read in the time that this fewer times as many are looked for
	mostKept    = 250_000 // keys of a connection
)

// mean is how many keys a stretch may have.
func (k *keptKeys) mean() int {
	if k.read == 0 {
		return 256
	}
	return k.keys / k.read
}

func (k *keptKeys) stretch(from int64) *stretch {
	number := from >> stretchBits
	s := k.stretches[number]
	if s == nil {
		s = &stretch{first: number << stretchBits}
		k.stretches[number] = s
	}
	return s
}

// find is the first key from another of the stretch on.
func (s *stretch) find(from int64) int64 {
	i, _ := slices.BinarySearch(s.keys, uint32(from-s.first))
	if i == len(s.keys) {
		return s.next
	}
	return s.first + int64(s.keys[i])
}

// version tells apart what a connection has read at different times: changes of others, and its own.
type version [2]int64

// keptLists are the lists of a connection that are kept.
type keptLists struct {
	version version
	lists   map[string]*keptKeys
}

// of is what is kept of a list, nothing where the database changed since.
func (k *keptLists) of(l list, now version) *keptKeys {
	total := 0
	for _, one := range k.lists {
		total += one.keys
	}
	if k.version != now || total > mostKept {
		*k = keptLists{version: now, lists: map[string]*keptKeys{}}
	}
	name := l.table + " " + l.where.sql
	for _, arg := range l.where.args {
		name += separator + arg.(string)
	}
	if k.lists[name] == nil {
		k.lists[name] = &keptKeys{stretches: map[int64]*stretch{}}
	}
	return k.lists[name]
}

package store

import "math"

// keys are the keys of some reviews, ascending.
type keys interface {
	// seek is the first of them from a key on that is not less than any that was asked for before; noKey when there is none.
	seek(from int64) (int64, error)
}

const noKey = math.MaxInt64

// posting is a term's list in a segment: keys, each with the places that the term has in the review's text.
type posting struct {
	segment *segmentOfWords
	term    []byte
	leaf    leaf
	owned   bool  // nobody else reads the leaf's data
	end     int   // where on the page the list ends
	key     int64 // where it is read; noKey at its end
	places  int   // where they stand, in bytes
	next    int   // behind them; it may be on a later page
	first   int64 // key of the page, or of the list
	span    int64 // from the first key of the page before to that; 0 for unknown
}

// begin reads the first key, which may stand on the page after that of the term.
func (p *posting) begin() error {
	for p.next >= p.leaf.end {
		if p.leaf.page >= p.segment.last {
			return errPage
		}
		if err := p.turn(); err != nil {
			return err
		}
		p.next, p.end = 4, p.leaf.firstTerm()
	}
	err := p.entry(0)
	p.first = p.key
	return err
}

// turn reads the next page.
func (p *posting) turn() error {
	var buffer []byte
	if p.owned {
		buffer = p.leaf.data
	}
	l, err := p.segment.leaf(p.leaf.page+1, buffer)
	p.leaf, p.owned = l, true
	return err
}

// entry reads what stands at next: how far the key is from another, and the size of the places.
func (p *posting) entry(from int64) error {
	data := p.leaf.data[:p.leaf.end]
	by, at := shortNumber(data, p.next)
	size, places := shortNumber(data, at)
	if places < 0 || size < 0 || size > math.MaxInt32 {
		return errPage
	}
	p.key, p.places, p.next = from+by, places, places+int(size>>1)
	return nil
}

// shortNumber is number, quick for those below 16,384.
func shortNumber(b []byte, at int) (v int64, next int) {
	if at >= 0 && at+1 < len(b) {
		if b[at] < 0x80 {
			return int64(b[at]), at + 1
		}
		if b[at+1] < 0x80 {
			return int64(b[at]&0x7f)<<7 | int64(b[at+1]), at + 2
		}
	}
	return number(b, at)
}

// advance goes to the next key.
func (p *posting) advance() error {
	switch {
	case p.next >= p.leaf.end:
		return p.goOn()
	case p.next >= p.end:
		p.key = noKey
		return nil
	}
	return p.entry(p.key)
}

// goOn looks on the following pages, each of which may hold nothing but places.
func (p *posting) goOn() error {
	for p.leaf.page < p.segment.last {
		if err := p.turn(); err != nil {
			return err
		}
		p.end = p.leaf.firstTerm()
		if p.next = p.leaf.goesOn(); p.next > 0 {
			err := p.entry(0)
			p.first, p.span = p.key, max(1, p.key-p.first)
			return err
		}
		if p.end < math.MaxInt {
			break
		}
	}
	p.key = noKey
	return nil
}

func (p *posting) seek(from int64) (int64, error) {
	for p.key < from {
		if p.span > 0 && from-p.key > farPages*p.span {
			if err := p.skip(from); err != nil {
				return 0, err
			}
		}
		if p.run(from); p.key >= from {
			break
		}
		if err := p.advance(); err != nil {
			return 0, err
		}
	}
	return p.key, nil
}

// farPages is how many pages ahead a key must be to be looked for among the first keys of pages.
const farPages = 2

// run is advance, up to a key, over the entries of the page whose numbers are short: nearly all are, and half of a search is
// spent here.
func (p *posting) run(from int64) {
	data := p.leaf.data[:max(0, min(p.leaf.end, p.end))]
	key, places, next := p.key, p.places, p.next
	for key < from && next >= 0 && next+3 < len(data) {
		by, at := int64(data[next]), next+1
		if by >= 0x80 {
			if data[at] >= 0x80 {
				break
			}
			by, at = (by&0x7f)<<7|int64(data[at]), at+1
		}
		size := int(data[at])
		if size >= 0x80 {
			break
		}
		key, places, next = key+by, at+1, at+1+(size>>1)
	}
	p.key, p.places, p.next = key, places, next
}

// skip goes on to the page where a key is, or to one a little before: of the pages that are the list's alone, one that
// begins before the key. Pages are guessed by how far the keys of one lead.
func (p *posting) skip(from int64) error {
	last, err := p.segment.lastAlone(p.leaf.page, p.term)
	if err != nil {
		return err
	}
	here, key, beyond := p.leaf, p.key, last+1
	for by := (from - key) / p.span; by > 0 && here.page+1 < beyond; {
		l, err := p.segment.leaf(min(here.page+by, beyond-1), nil)
		if err != nil {
			return err
		}
		if first, next := number(l.data[:l.end], l.goesOn()); l.goesOn() > 0 && next > 0 && first < from {
			here, key, by = l, first, (from-first)/p.span
		} else {
			beyond, by = l.page, (l.page-here.page)/2
		}
	}
	if here.page == p.leaf.page {
		p.span = 0 // until the next page is turned
		return nil
	}
	p.leaf, p.owned, p.end, p.next = here, true, here.firstTerm(), here.goesOn()
	p.first = key
	return p.entry(0)
}

// positions are the places at the key, counted in words, behind what is in to.
func (p *posting) positions(to []int64) ([]int64, error) {
	data := p.leaf.data[p.places:min(p.next, p.leaf.end)]
	for page, missing := p.leaf.page, p.next-p.places-len(data); missing > 0; {
		page++
		l, err := p.segment.leaf(page, nil)
		if err != nil {
			return nil, err
		}
		more := l.data[4:min(l.end, 4+missing)]
		data, missing = append(data[:len(data):len(data)], more...), missing-len(more)
	}
	place := int64(0)
	for at := 0; at < len(data); {
		by, next := number(data, at)
		if next < 0 || by < 2 {
			return nil, errPage
		}
		place, at = place+by-2, next
		to = append(to, place)
	}
	return to, nil
}

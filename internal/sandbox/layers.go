package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
)

// layers is the book of the start with the reviews that came later on top.
type layers struct {
	book
	base  int
	later *scenario
}

// add puts a review into the list while the sandbox runs; its id must be new.
func (d *dataset) add(raw json.RawMessage, r row) error {
	o := parseObject(raw)
	id := asText(o.get("id"))
	if _, taken := d.find(id); taken || id == "" {
		return fmt.Errorf("add review %q: the id is empty or taken", id)
	}
	l, layered := d.book.(*layers)
	if !layered {
		l = &layers{d.book, d.base, &scenario{index: map[string]int{}, consumers: map[string]consumer{}}}
		d.book = l
	}
	l.later.index[id] = len(l.later.reviews)
	l.later.reviews = append(l.later.reviews, l.later.read(raw, o))
	d.rows = append(d.rows, r)
	d.insert(len(d.rows) - 1)
	return nil
}

// insert puts a row that came later into its place among its like.
func (d *dataset) insert(i int) {
	at, _ := slices.BinarySearchFunc(d.fresh, i, func(have, i int) int {
		if d.before(have, i) {
			return -1
		}
		return 1
	})
	d.fresh = slices.Insert(d.fresh, at, i)
}

func (l *layers) id(i int) string {
	if i < l.base {
		return l.book.id(i)
	}
	return l.later.id(i - l.base)
}

func (l *layers) text(i int) []byte {
	if i < l.base {
		return l.book.text(i)
	}
	return l.later.text(i - l.base)
}

func (l *layers) find(id string) (int, bool) {
	if i, found := l.later.find(id); found {
		return i + l.base, true
	}
	return l.book.find(id)
}

// both asks the two books by the same test.
func (l *layers) both(old, later func(int) bool) func(int) bool {
	return func(i int) bool {
		if i < l.base {
			return old(i)
		}
		return later(i - l.base)
	}
}

func (l *layers) named(part string) func(int) bool {
	return l.both(l.book.named(part), l.later.named(part))
}

func (l *layers) reference(i int) string {
	if i < l.base {
		return l.book.reference(i)
	}
	return l.later.reference(i - l.base)
}

func (l *layers) referenced(ref string) func(int) bool {
	return l.both(l.book.referenced(ref), l.later.referenced(ref))
}

func (l *layers) mailed(address string) func(int) bool {
	return l.both(l.book.mailed(address), l.later.mailed(address))
}

func (l *layers) writtenBy(id string) func(int) bool {
	return l.both(l.book.writtenBy(id), l.later.writtenBy(id))
}

func (l *layers) consumer(id string) (consumer, bool) {
	if c, found := l.book.consumer(id); found {
		return c, true
	}
	return l.later.consumer(id)
}

func (l *layers) likers(i int) []consumer {
	if i < l.base {
		return l.book.likers(i)
	}
	return nil
}

package store

import (
	"cmp"
	"slices"

	"github.com/tpdesk/tpdesk/internal/review"
)

// indexing is what is to be done to the indexes. FTS5 gathers rows in memory only while their keys ascend, and begins a new
// segment of the index whenever they do not; so all is done at the end, in the order of keys.
type indexing []reindex

// reindex brings an index from what it had of a review to what it shall have.
type reindex struct {
	key      int64
	name     string
	had, has int64
	texts    []review.Text
}

func (in *indexing) add(key int64, name string, had, has int64, texts []review.Text) {
	if had != has {
		*in = append(*in, reindex{key, name, had, has, texts})
	}
}

func (in *indexing) run(tx *transaction) error {
	slices.SortStableFunc(*in, func(a, b reindex) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key)) })
	gone := false
	for _, op := range *in {
		if err := op.run(tx); err != nil {
			return err
		}
		gone = gone || op.name == "personal" && op.had != 0
	}
	if gone {
		return tx.due()
	}
	return nil
}

func (op reindex) run(tx *transaction) error {
	if op.had != 0 {
		if _, err := tx.exec("DELETE FROM "+op.name+" WHERE rowid=?", op.key); err != nil {
			return err
		}
	}
	if op.has == 0 {
		return nil
	}
	_, err := tx.exec("INSERT INTO "+op.name+" (rowid, word) VALUES (?,?)", op.key, op.text())
	return err
}

// text is what the index shall have.
func (op reindex) text() string {
	text := indexText(review.SearchWords(op.texts))
	if op.name == "words" {
		return gap + " " + text
	}
	return text
}

package desk

import "testing"

func TestAListThatIsOnlyPassedOnKeepsNothingOfItself(t *testing.T) {
	b := newBench(many(4)...)
	b.Passing = true
	l, err := b.List(t.Context(), query(t, ""), Fresh)
	wantIs(t, "list", err, nil)
	if ids, err := collect(l.Reviews); err != nil || len(ids) != 4 {
		t.Errorf("%v, %v", ids, err)
	}
	if len(b.copy.kept) != 0 {
		t.Errorf("the copy keeps %d", len(b.copy.kept))
	}
}

package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
)

// outbox keeps the intents where nothing else may be kept: one JSON line for each state of each, no text and no secret.
// Several processes may have the same file.
type outbox struct {
	path string
	sync func(*os.File) error
	mu   sync.Mutex
	told map[int64]review.Intent // what the file does not have: texts and notes, for as long as the process lives
}

// outboxLine is one state of an intent.
type outboxLine struct {
	Key       int64              `json:"key"`
	ReviewID  review.ID          `json:"reviewId"`
	Act       string             `json:"act"`
	Digest    string             `json:"sha256"`
	SeenReply string             `json:"seenReply,omitempty"`
	State     review.IntentState `json:"state"`
	At        time.Time          `json:"at"`
}

func newOutbox(path string) *outbox {
	return &outbox{path: path, sync: (*os.File).Sync, told: map[int64]review.Intent{}}
}

func (o *outbox) arm(ctx context.Context, in review.Intent) (int64, error) {
	err := o.change(ctx, func(ins []review.Intent) (outboxLine, error) {
		if in.Key = 1; len(ins) > 0 {
			in.Key = ins[len(ins)-1].Key + 1
		}
		return lineOf(in, in.At), nil
	})
	if err != nil {
		return 0, err
	}
	o.tell(in.Key, in.Text, in.Note)
	return in.Key, nil
}

func lineOf(in review.Intent, at time.Time) outboxLine {
	return outboxLine{Key: in.Key, ReviewID: in.ReviewID, Act: in.Act, Digest: in.Digest, SeenReply: in.SeenReply, State: in.State, At: at.UTC()}
}

func (o *outbox) tell(key int64, text, note string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.told[key] = review.Intent{Text: text, Note: note}
}

func (o *outbox) heard(key int64) review.Intent {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.told[key]
}

func (o *outbox) advance(ctx context.Context, key int64, state review.IntentState, note string, at time.Time) error {
	err := o.change(ctx, func(ins []review.Intent) (outboxLine, error) {
		i := slices.IndexFunc(ins, func(in review.Intent) bool { return in.Key == key })
		if i < 0 {
			return outboxLine{}, review.ErrNotFound
		}
		if err := checkAdvance(ins[i].State, state); err != nil {
			return outboxLine{}, err
		}
		ins[i].State = state
		return lineOf(ins[i], at), nil
	})
	if err == nil {
		o.tell(key, o.heard(key).Text, note)
	}
	return err
}

func (o *outbox) list(context.Context) ([]review.Intent, error) {
	b, err := os.ReadFile(o.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	ins, err := readOutbox(b)
	for i := range ins {
		told := o.heard(ins[i].Key)
		ins[i].Text, ins[i].Note = told.Text, told.Note
	}
	return ins, err
}

func (o *outbox) open(ctx context.Context) ([]review.Intent, error) {
	ins, err := o.list(ctx)
	return slices.DeleteFunc(ins, func(in review.Intent) bool { return !in.Open() }), err
}

// change appends the line that fn makes of the intents so far, while no other process does.
func (o *outbox) change(ctx context.Context, fn func([]review.Intent) (outboxLine, error)) error {
	unlock, err := place{path: o.path}.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	old, err := os.ReadFile(o.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	ins, err := readOutbox(old)
	if err != nil {
		return err
	}
	line, err := fn(ins)
	if err != nil {
		return err
	}
	return o.add(old, line)
}

// add writes the line behind what is there, on disk before it returns. A line that a crash cut off gets its end first.
func (o *outbox) add(old []byte, line outboxLine) error {
	b, err := json.Marshal(line)
	if err != nil {
		return err
	}
	b = append(b, '\n')
	if len(old) > 0 && old[len(old)-1] != '\n' {
		b = append([]byte("\n"), b...)
	}
	f, err := os.OpenFile(o.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Chmod(0o600), o.sync(f), f.Close()); err != nil || len(old) > 0 {
		return err
	}
	return syncFolder(filepath.Dir(o.path))
}

// readOutbox folds the lines into intents, in the order in which they were armed. What a crash cut off was never told
// to be on disk and is passed over; a whole line that cannot be read is an error, since an intent would be forgotten.
func readOutbox(b []byte) (out []review.Intent, err error) {
	for number, text := range bytes.Split(b, []byte("\n")) {
		var line outboxLine
		if err := json.Unmarshal(text, &line); err != nil {
			if cutOff(text) {
				continue
			}
			return nil, fmt.Errorf("%w: line %d of the outbox: %w", ErrDamaged, number+1, err)
		}
		i := slices.IndexFunc(out, func(in review.Intent) bool { return in.Key == line.Key })
		if i < 0 {
			i = len(out)
			out = append(out, review.Intent{Key: line.Key, ReviewID: line.ReviewID, Act: line.Act, Digest: line.Digest, SeenReply: line.SeenReply, At: line.At})
		}
		out[i].State = line.State
	}
	slices.SortStableFunc(out, func(a, b review.Intent) int { return cmp.Compare(a.Key, b.Key) })
	return out, nil
}

// cutOff reports whether the text lacks the end that every whole line has.
func cutOff(text []byte) bool { return len(text) == 0 || text[len(text)-1] != '}' }

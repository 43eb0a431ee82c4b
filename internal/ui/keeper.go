package ui

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// draftPause is how long after the first unsaved letter a draft is put on disk: within the second that is promised.
// draftRetry is the pause after the disk refused.
const (
	draftPause = 400 * time.Millisecond
	draftRetry = 2 * time.Second
)

type draftKey struct {
	id   review.ID
	kind review.DraftKind
}

// keeper holds every draft as it is on the screen and puts it on disk, in order, beside the screen: a save that comes late
// never replaces a newer one. Letters go in without waiting for a disk.
type keeper struct {
	e       *env
	work    desk.Work
	mu      sync.Mutex
	drafts  map[draftKey]*kept
	claims  map[draftKey]func() // lets go of the drafts that this tpdesk is the one writer of
	writing sync.Mutex
	turns   int // looks at who writes
}

// kept is one draft. Seq counts its versions; saved is the newest on disk.
type kept struct {
	draft      review.Draft
	seq, saved int
	timed      bool
	err        error
}

func newKeeper(e *env) *keeper {
	return &keeper{e: e, work: e.Desk.Work, drafts: map[draftKey]*kept{}, claims: map[draftKey]func(){}}
}

// edit takes a new version. An empty text ends the draft.
func (k *keeper) edit(d review.Draft) tea.Cmd {
	k.mu.Lock()
	defer k.mu.Unlock()
	key := draftKey{d.ReviewID, d.Kind}
	have := k.drafts[key]
	if have == nil {
		if d.Text == "" {
			return nil
		}
		have = &kept{}
		k.drafts[key] = have
	}
	if have.draft.Text == d.Text && have.draft.SeenReply == d.SeenReply && have.draft.SeenText == d.SeenText {
		return nil
	}
	d.UpdatedAt = k.e.Now()
	have.draft = d
	have.seq++
	if have.timed {
		return nil
	}
	have.timed = true
	return k.e.after(draftPause, draftDueMsg{key})
}

// draftDueMsg comes when a draft has waited long enough.
type draftDueMsg struct{ key draftKey }

func (msg draftDueMsg) land(m *app) tea.Cmd { return m.keeper.save(msg.key) }

// notSaved begins the line that says that a draft is not on disk.
const notSaved = "NOT SAVED"

// draftSavedMsg tells that a draft is on disk, or why it is not.
type draftSavedMsg struct {
	key draftKey
	err error
}

func (msg draftSavedMsg) land(m *app) tea.Cmd {
	delete(m.inbox.lines, msg.key.id)
	m.reader.forgetIf(msg.key.id)
	if isTaken(msg.err) {
		return m.takenOver(msg.key)
	}
	if msg.err == nil {
		m.status.drop(notSaved)
		return nil
	}
	m.status.show(note{text: notSaved + ": the draft is in this window only: " + m.own(msg.err.Error()) + " · free some space, tpdesk tries again; copy the text to be sure", tone: bad, stays: true})
	return m.after(draftRetry, draftDueMsg{msg.key})
}

// save puts a draft on disk by a command; nil where there is none.
func (k *keeper) save(key draftKey) tea.Cmd {
	if !k.dirty(key) {
		return nil
	}
	return k.e.must(localLimit, func(ctx context.Context) tea.Msg {
		return draftSavedMsg{key: key, err: k.write(ctx, key)}
	})
}

func (k *keeper) dirty(key draftKey) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	have := k.drafts[key]
	if have == nil {
		return false
	}
	have.timed = false
	return have.seq > have.saved
}

// write puts the newest version on disk, one draft at a time.
func (k *keeper) write(ctx context.Context, key draftKey) error {
	k.writing.Lock()
	defer k.writing.Unlock()
	k.mu.Lock()
	have := k.drafts[key]
	if have == nil || have.seq <= have.saved {
		k.mu.Unlock()
		return nil
	}
	d, seq := have.draft, have.seq
	k.mu.Unlock()
	err := put(ctx, k.work, d)
	k.mu.Lock()
	defer k.mu.Unlock()
	if have.err = err; isTaken(err) {
		have.err = nil
	}
	if have.err == nil {
		have.saved = max(have.saved, seq)
	}
	return err
}

func put(ctx context.Context, w desk.Work, d review.Draft) error {
	if d.Text != "" {
		return w.SaveDraft(ctx, d)
	}
	if err := w.DiscardDraft(ctx, d.ReviewID, d.Kind); err != nil && !errors.Is(err, review.ErrNotFound) {
		return err
	}
	return nil
}

// saveAll puts every draft on disk by a command.
func (k *keeper) saveAll() tea.Cmd {
	return k.e.must(localLimit, func(ctx context.Context) tea.Msg {
		_ = k.flush(ctx)
		return nil
	})
}

// flush puts every draft on disk and returns the first error.
func (k *keeper) flush(ctx context.Context) error {
	var errs []error
	for _, key := range k.keys() {
		errs = append(errs, k.write(ctx, key))
	}
	return errors.Join(errs...)
}

func (k *keeper) keys() []draftKey {
	k.mu.Lock()
	defer k.mu.Unlock()
	var keys []draftKey
	for key := range k.drafts {
		keys = append(keys, key)
	}
	return keys
}

// discard ends a draft whose text was published.
func (k *keeper) discard(key draftKey) tea.Cmd {
	k.end(key)
	return k.leave(key)
}

// end empties a draft; the next save takes it off the disk.
func (k *keeper) end(key draftKey) {
	if d, ok := k.get(key); ok {
		d.Text = ""
		_ = k.edit(d)
	}
}

// rescue takes in a text that came when the screen was about to go.
func (k *keeper) rescue(key draftKey, text string) {
	d, ok := k.get(key)
	if !ok {
		d = review.Draft{ReviewID: key.id, Kind: key.kind}
	}
	if d.Text = text; strings.TrimSpace(text) != "" {
		_ = k.edit(d)
	}
}

// known takes in what the disk has, without what is newer here.
func (k *keeper) known(ds []review.Draft) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, d := range ds {
		key := draftKey{d.ReviewID, d.Kind}
		if have := k.drafts[key]; have == nil || have.seq == have.saved {
			k.drafts[key] = &kept{draft: d}
		}
	}
}

// get is the draft as it stands on the screen; false where there is none.
func (k *keeper) get(key draftKey) (review.Draft, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if have := k.drafts[key]; have != nil {
		return have.draft, have.draft.Text != ""
	}
	return review.Draft{}, false
}

// has reports whether a review has a draft of any kind.
func (k *keeper) has(id review.ID) bool {
	_, reply := k.get(draftKey{id, review.ReplyDraft})
	_, request := k.get(draftKey{id, review.RequestDraft})
	return reply || request
}

// unsaved is why a draft is not on disk; nil when it is, or soon will be.
func (k *keeper) unsaved(key draftKey) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if have := k.drafts[key]; have != nil {
		return have.err
	}
	return nil
}

// all lists the drafts on the screen, newest first.
func (k *keeper) all() []review.Draft {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []review.Draft
	for _, have := range k.drafts {
		if have.draft.Text != "" {
			out = append(out, have.draft)
		}
	}
	return out
}

// workReadMsg brings what the work file has.
type workReadMsg struct {
	drafts []review.Draft
	err    error
}

func (m *app) readWork() tea.Cmd {
	w := m.Desk.Work
	return m.ask(localLimit, func(ctx context.Context) tea.Msg {
		ds, err := w.Drafts(ctx)
		return workReadMsg{drafts: ds, err: err}
	})
}

func (msg workReadMsg) land(m *app) tea.Cmd {
	if msg.err != nil {
		m.status.show(m.failed("read the drafts", msg.err))
		return nil
	}
	m.keeper.known(msg.drafts)
	m.inbox.forgetLines()
	m.reader.forget()
	return nil
}

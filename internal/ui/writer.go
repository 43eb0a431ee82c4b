package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// writer is how far a composer is with being the one writer of its draft, over every tpdesk on the same work.
type writer int

const (
	asking writer = iota // keys wait until it is known, which takes a moment
	ours
	theirs // the text is to read only, until the other has left
)

// writerPause is how often a composer that may only read looks whether the other has left.
const writerPause = time.Second

// start makes the composer the writer, where no other is.
func (c *composer) start() tea.Cmd { return c.keeper.claim(c.key()) }

// claim asks for a draft and reads how it stands on disk.
func (k *keeper) claim(key draftKey) tea.Cmd {
	d := k.e.Desk
	return k.claimBy(key, func() (func(), review.Holder, error) { return d.ClaimDraft(key.id, key.kind) })
}

func (k *keeper) claimBy(key draftKey, claim func() (func(), review.Holder, error)) tea.Cmd {
	d := k.e.Desk
	return k.e.must(localLimit, func(ctx context.Context) tea.Msg {
		msg := draftClaimedMsg{key: key, ours: k.holds(key)}
		if !msg.ours {
			var release func()
			if release, msg.by, msg.err = claim(); release != nil {
				k.took(key, release)
			}
			msg.ours = release != nil || msg.err != nil // a disk that cannot lock must not keep anybody from writing
		}
		draft, err := d.Work.Draft(ctx, key.id, key.kind)
		if msg.draft = draft; err != nil && !errors.Is(err, review.ErrNotFound) {
			msg.err = err
		}
		msg.read = msg.err == nil
		return msg
	})
}

// draftClaimedMsg tells who writes a draft, and the draft as it stands on disk; its text is "" where there is none.
type draftClaimedMsg struct {
	key   draftKey
	ours  bool
	by    review.Holder
	draft review.Draft
	read  bool
	err   error
}

func (msg draftClaimedMsg) land(m *app) tea.Cmd {
	c := m.composerOf(msg.key)
	if c == nil {
		return m.letGo(msg.key)
	}
	es, cmd := c.claimed(msg)
	return tea.Batch(cmd, m.carryOut(es))
}

// composerOf is the open composer of a draft; nil for none.
func (m *app) composerOf(key draftKey) *composer {
	for _, d := range m.dialogs {
		if c, ok := d.(*composer); ok && c.key() == key {
			return c
		}
	}
	return nil
}

// claimed takes up the draft as it stands on disk, and the keys that waited; or shows what the other writes.
func (c *composer) claimed(msg draftClaimedMsg) (es effects, cmd tea.Cmd) {
	was := c.writer
	if !msg.ours {
		c.writer, c.by, c.early = theirs, msg.by, nil
		c.put(msg.draft.Text)
		return nil, c.again()
	}
	c.writer, c.taking = ours, false
	if msg.read && c.keeper.refresh(c.key(), msg.draft) {
		c.takeDraft()
	}
	if msg.err != nil {
		c.warned = "whether another tpdesk writes it too is not known"
	}
	if was == theirs {
		es = append(es, say{note{text: "the other tpdesk has left: the draft is yours now", tone: good}})
	}
	cmd = c.again()
	early := c.early
	c.early = nil
	for _, key := range early {
		more, next := c.update(key)
		es, cmd = append(es, more...), tea.Batch(cmd, next)
	}
	return es, cmd
}

// takeDraft fills the box with the draft, else with the reply that is there.
func (c *composer) takeDraft() {
	c.warned = ""
	if d, ok := c.keeper.get(c.key()); ok {
		c.warned = c.changedSince(d)
		c.put(d.Text)
		return
	}
	c.put(c.base)
}

// put shows a text; one that stands there already keeps its cursor.
func (c *composer) put(text string) {
	if c.area.Value() != text {
		c.area.SetValue(text)
		c.area.MoveToEnd()
	}
}

// again has it looked after a while whether the other writer has left, or has taken the draft. An earlier look that was
// asked for is not needed any more.
func (c *composer) again() tea.Cmd {
	c.turn = c.keeper.nextTurn()
	return c.after(writerPause, writerDueMsg{c.key(), c.turn})
}

// writerDueMsg comes when it is time to look.
type writerDueMsg struct {
	key  draftKey
	turn int
}

func (msg writerDueMsg) land(m *app) tea.Cmd {
	c := m.composerOf(msg.key)
	switch {
	case c == nil || c.turn != msg.turn:
		return nil
	case c.writer == ours:
		return m.watch(c)
	}
	return c.start()
}

// readOnly takes a key while another writes, or while it is not known who does.
func (c *composer) readOnly(msg tea.Msg) (effects, tea.Cmd) {
	key, pressed := msg.(tea.KeyPressMsg)
	if pressed && c.taking {
		return c.askTake(keyName(key.Key()))
	}
	if pressed {
		switch keyName(key.Key()) {
		case "ctrl+t":
			c.taking = c.writer == theirs
			return nil, nil
		case "esc":
			return effects{leave{}}, nil
		case "pgup":
			return effects{turn{-wheelStep}}, nil
		case "pgdown":
			return effects{turn{wheelStep}}, nil
		}
	}
	if _, paste := msg.(tea.PasteMsg); !pressed && !paste {
		return nil, nil
	}
	if c.writer == asking {
		c.early = append(c.early, msg)
		return nil, nil
	}
	return effects{say{note{text: "to read only, what you type is not kept: " + c.whoWrites() + " · Esc goes back", tone: warn}}}, nil
}

// nextTurn tells one look from another.
func (k *keeper) nextTurn() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turns++
	return k.turns
}

func (c *composer) whoWrites() string { return c.by.Told(c.Now()) }

// left puts the draft on disk at once, however the composer is left, and then lets go of it. Letters that were typed while
// it was asked who writes are kept too.
func (c *composer) left() tea.Cmd {
	if c.writer == theirs {
		return nil
	}
	for _, key := range c.early {
		c.area, _ = c.area.Update(key)
	}
	return tea.Batch(c.keep(), c.keeper.leave(c.key()))
}

// leave puts a draft on disk, where it is not, and then lets go of it; nil where neither is needed.
func (k *keeper) leave(key draftKey) tea.Cmd {
	wrote := k.dirty(key)
	if !wrote && !k.holds(key) {
		return nil
	}
	return k.e.must(localLimit, func(ctx context.Context) tea.Msg {
		return draftLeftMsg{draftSavedMsg{key: key, err: k.write(ctx, key)}, wrote}
	})
}

// draftLeftMsg tells that a draft that nobody writes any more is on disk, or why it is not.
type draftLeftMsg struct {
	saved draftSavedMsg
	wrote bool
}

func (msg draftLeftMsg) land(m *app) tea.Cmd {
	var cmd tea.Cmd
	if msg.wrote {
		cmd = msg.saved.land(m)
	}
	if msg.saved.err != nil { // it is in this window only: nobody else may begin from what is on disk
		return cmd
	}
	return tea.Batch(cmd, m.letGo(msg.saved.key))
}

// letGo lets another tpdesk write the draft, unless it is open here, or an act that waits is made of it.
func (m *app) letGo(key draftKey) tea.Cmd {
	if a := m.acts.of(key.id); m.composerOf(key) != nil || a != nil && a.draft == key.kind {
		return nil
	}
	release := m.keeper.released(key)
	if release == nil {
		return nil
	}
	return m.must(localLimit, func(context.Context) tea.Msg { release(); return nil })
}

// holds reports whether this tpdesk is the writer of a draft.
func (k *keeper) holds(key draftKey) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.claims[key] != nil
}

func (k *keeper) took(key draftKey, release func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.claims[key] = release
}

// released takes the claim out; nil where there is none.
func (k *keeper) released(key draftKey) func() {
	k.mu.Lock()
	defer k.mu.Unlock()
	release := k.claims[key]
	delete(k.claims, key)
	return release
}

// refresh takes in a draft as it stands on disk, unless what is here is newer; it reports whether it did.
func (k *keeper) refresh(key draftKey, d review.Draft) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	have := k.drafts[key]
	if have != nil && have.seq > have.saved {
		return false
	}
	if have != nil && have.draft.Text == d.Text || have == nil && d.Text == "" {
		return false
	}
	k.drafts[key] = &kept{draft: d}
	return true
}

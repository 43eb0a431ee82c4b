package ui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui/cell"
)

// composer is where a text that others will read is written: a public reply, or a question to the reviewer. Every letter
// goes to the keeper, so that leaving it, however, loses nothing.
type composer struct {
	*env
	keeper  *keeper
	company string
	review  review.Review // as it was shown when the composer was opened
	kind    review.DraftKind
	base    string // the text that needs no draft: the reply that is there
	adds    bool   // under a product review: one comment more, beside those of the company
	area    textarea.Model
	warned  string
	cur     *tea.Cursor
	writer  writer
	by      review.Holder // who writes it, where another does
	early   []tea.Msg     // keys that came before it was known who writes
	taking  bool          // it is asked whether the draft shall be taken over
	turn    int           // of the look at who writes that is awaited
}

// openReply is r: always the composer, on an answered review with the reply that is there.
func (m *app) openReply() tea.Cmd {
	r, _ := m.current()
	if unread(r) {
		return m.answerLater(r)
	}
	base, adds := "", false
	if r.Item != nil {
		base, adds = answerTo(r)
	} else if r.CompanyReply != nil {
		base = typeable(r.CompanyReply.Text.Raw())
	}
	m.reader.toReply = base != "" || adds
	c := newComposer(m, r, review.ReplyDraft, base)
	c.adds = adds
	return m.open(c)
}

func whyNoReply(m *app) string {
	if why := whyNoReview(m); why != "" {
		return why
	}
	return whyBusy(m)
}

// whyBusy says that an act on the review is on its way.
func whyBusy(m *app) string {
	if a := m.acts.of(m.inbox.sel); a != nil && a.sending {
		return "it is being sent: wait for the outcome"
	} else if a != nil {
		return "it waits to be sent: z takes it back"
	}
	return ""
}

// typeable is text less what cannot be typed or seen: controls and hidden characters that would act on the terminal.
func typeable(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case !review.Plain(r):
			return -1
		}
		return r
	}, s)
}

func newComposer(m *app, r review.Review, kind review.DraftKind, base string) *composer {
	c := &composer{env: m.env, company: m.companyName(), keeper: m.keeper, review: r, kind: kind, base: base, area: newArea()}
	c.takeDraft()
	return c
}

func newArea() textarea.Model {
	a := textarea.New()
	a.Prompt, a.ShowLineNumbers, a.EndOfBufferCharacter = "", false, ' '
	a.MaxHeight, a.MaxWidth = 0, 0
	a.SetVirtualCursor(false)
	a.SetStyles(textarea.Styles{Cursor: textarea.CursorStyle{Shape: tea.CursorBar}})
	off := key.NewBinding(key.WithDisabled()) // they would start a clipboard program; terminals copy and paste by themselves
	a.KeyMap.Paste, a.KeyMap.CopySelection = off, off
	a.Focus()
	return a
}

// changedSince says what is different from when the draft was begun.
func (c *composer) changedSince(d review.Draft) string {
	switch {
	case c.kind == review.ReplyDraft && d.SeenReply != c.review.CompanyReply.Digest():
		return "the reply changed since this draft was begun: it stands above, yours below"
	case d.SeenText != "" && d.SeenText != c.review.ContentDigest():
		return "the reviewer changed the review since this draft was begun"
	}
	return ""
}

func (c *composer) key() draftKey { return draftKey{c.review.ID, c.kind} }

func (c *composer) title() string {
	if c.kind == review.RequestDraft {
		return "Ask " + c.rules.Clean(c.review.Name())
	}
	return "Reply to " + c.rules.Clean(c.review.Name())
}

func (c *composer) rows(_, most int) int { return max(4, most*3/5) }

func (c *composer) hints() []hint {
	if c.writer == theirs {
		return []hint{{"Esc", "back"}, {"PgDn", "review"}, {"Ctrl+T", "take over"}}
	}
	send := "send"
	if c.UndoWait > 0 {
		send = "send in " + c.UndoWait.String()
	}
	out := []hint{{"Ctrl+S", send}, {"Esc", "keep the draft"}, {"Ctrl+E", "editor"}, {"PgDn", "review"}}
	if c.several() {
		out = append(out, hint{"Ctrl+N", "change or add"})
	}
	return out
}

func (c *composer) view(w, h int) []string {
	c.fit(w, max(1, h-2))
	lines := []string{c.badge(w)}
	for l := range strings.SplitSeq(c.area.View(), "\n") {
		l = strings.TrimRight(ansi.Strip(l), " ")
		lines = append(lines, c.rules.Clean(review.NewText(l).Block()))
	}
	lines = lines[:min(len(lines), h-1)]
	if c.cur = c.area.Cursor(); c.writer == theirs {
		c.cur = nil
	} else if c.cur != nil {
		c.cur.Y++
	}
	return append(lines, c.foot(w))
}

// noWrap is a width at which the stock area draws each line of a text as one.
const noWrap = 1 << 14

// fit gives the text w by h cells. The stock area goes on from the line that stood first, which in a window that has grown
// would hide what is above the cursor; so it is shown anew from its beginning, as far as the cursor lets it.
func (c *composer) fit(w, h int) {
	if c.area.Width() == w && c.area.Height() == h {
		return
	}
	line, col := c.area.Line(), c.area.Column()
	c.area.SetWidth(noWrap)
	c.area.SetHeight(h)
	c.area.MoveToBegin()
	for range line {
		c.area.CursorDown()
	}
	c.area.SetCursorColumn(col)
	c.area.SetWidth(w)
	c.area.SetHeight(h)
	_ = c.area.View() // by which it counts its lines
	c.area.SetHeight(h)
}

// badge tells who will read this: the word PUBLIC and the company's name, or that it goes to one person.
func (c *composer) badge(w int) string {
	if c.writer == theirs {
		text, _ := c.rules.Cut(c.whoWrites(), max(0, w-12))
		return c.theme.Warn.On("READ ONLY") + "  " + text
	}
	if c.kind == review.RequestDraft {
		text, _ := c.rules.Cut("PRIVATE question · empty: Trustpilot's own words", w)
		return c.theme.Accent.On(text)
	}
	profile := strings.TrimPrefix(c.own("."+c.ofProfile()), ".")                               // with the blank that it begins with
	company, _ := c.rules.Cut("as "+c.own(c.company), max(leastName, w-9-cell.Width(profile))) // the profile is never what goes
	text := company + profile
	switch {
	case c.adds:
		text += " · one comment more"
	case c.review.Item != nil && c.review.CompanyReply != nil:
		text += " · changes your comment"
	case c.review.CompanyReply != nil:
		text += " · replaces your reply"
	}
	text, _ = c.rules.Cut(text, max(0, w-9))
	return c.theme.Public.On(" PUBLIC ") + " " + text
}

// foot tells how long the text is and how the draft stands.
func (c *composer) foot(w int) string {
	n := utf8.RuneCountInString(c.area.Value())
	text, style := fmt.Sprintf("%s of %s characters", thousands(n), thousands(desk.MaxReply)), c.theme.Faint
	switch {
	case c.taking:
		text, style = c.asksTake(), c.theme.Warn
	case c.writer == theirs:
		text, style = "to read only; it is yours once the other has left", c.theme.Warn
	case c.keeper.unsaved(c.key()) != nil:
		text, style = notSaved+": the draft is in this window only", c.theme.Bad
	case n > desk.MaxReply:
		text, style = text+": too long", c.theme.Bad
	case c.warned != "":
		text, style = c.warned, c.theme.Warn
	}
	text, _ = c.rules.Cut(text, w)
	return style.On(text)
}

func (c *composer) cursor() *tea.Cursor { return c.cur }

func (c *composer) update(msg tea.Msg) (effects, tea.Cmd) {
	if c.writer != ours {
		return c.readOnly(msg)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return c.pressed(msg)
	case tea.PasteMsg:
		return nil, c.typed(tea.PasteMsg{Content: typeable(msg.Content)})
	case editorReadyMsg, editedMsg:
		return c.edited(msg)
	}
	return nil, nil
}

func (c *composer) pressed(msg tea.KeyPressMsg) (effects, tea.Cmd) {
	switch keyName(msg.Key()) {
	case "ctrl+s", "ctrl+enter":
		return c.send(), nil
	case "esc":
		return effects{leave{}}, nil
	case "ctrl+e":
		return c.openEditor()
	case "ctrl+n":
		if c.several() {
			return nil, c.turnOver()
		}
	case "pgup":
		return effects{turn{-wheelStep}}, nil
	case "pgdown":
		return effects{turn{wheelStep}}, nil
	}
	return nil, c.typed(msg)
}

func (c *composer) typed(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	c.area, cmd = c.area.Update(msg)
	return tea.Batch(cmd, c.keep())
}

// keep gives the keeper what stands here.
func (c *composer) keep() tea.Cmd {
	text := c.area.Value()
	if text == c.base || strings.TrimSpace(text) == "" {
		text = ""
	}
	return c.keeper.edit(review.Draft{ReviewID: c.review.ID, Kind: c.kind, Text: text,
		SeenReply: c.review.CompanyReply.Digest(), SeenText: c.review.ContentDigest()})
}

// send arms what stands here. A text that cannot be sent stays open.
func (c *composer) send() effects {
	if c.base != "" && c.area.Value() == c.base {
		return effects{say{note{text: "this is the reply that is there: nothing to send", tone: warn}}}
	}
	change := c.change()
	if err := change.Check(c.review); err != nil {
		return effects{say{note{text: c.own(reason(err)), tone: bad}}}
	}
	a := newAct(change, c.review, "reply to")
	if c.kind == review.RequestDraft {
		a.what = "question to"
	}
	a.draft = c.kind
	return effects{leave{}, arm{a}}
}

func (c *composer) change() desk.Change {
	if c.kind == review.RequestDraft {
		return desk.FindReviewer{ID: c.review.ID, Message: strings.TrimSpace(c.area.Value())}
	}
	if c.review.Item != nil {
		return desk.Comment{ID: c.review.ID, Text: c.area.Value(), Seen: c.review.CompanyReply.Digest(), Add: c.adds, SeenText: c.review.ContentDigest()}
	}
	return desk.Reply{ID: c.review.ID, Text: c.area.Value(), Seen: c.review.CompanyReply.Digest(), SeenText: c.review.ContentDigest()}
}

// several reports whether there is a choice between changing a comment of the company and adding one.
func (c *composer) several() bool { return c.review.Item != nil && c.review.CompanyReply != nil }

// turnOver is Ctrl+N: from changing the company's last comment to adding one beside it, and back. What was typed stays.
func (c *composer) turnOver() tea.Cmd {
	typed := c.area.Value() != c.base && c.area.Value() != ""
	if c.adds = !c.adds; c.adds {
		c.base = ""
	} else {
		c.base = typeable(c.review.CompanyReply.Text.Raw())
	}
	if !typed {
		c.area.SetValue(c.base)
		c.area.MoveToEnd()
	}
	return c.keep()
}

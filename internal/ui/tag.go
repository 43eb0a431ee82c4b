package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// tagger adds and removes tags. Tags are public data: what is typed becomes a tag on Trustpilot.
type tagger struct {
	*env
	review review.Review
	field  field
	seen   []string     // tags of other reviews, to complete
	tags   []review.Tag // as they will be
}

func whyNoTag(m *app) string { return whyNoReply(m) }

// openTags is t.
func (m *app) openTags() tea.Cmd {
	r, _ := m.current()
	return m.open(&tagger{env: m.env, review: r, field: newField(m.env, ""), seen: m.seen(review.FieldTag), tags: slices.Clone([]review.Tag(r.Tags))})
}

func (t *tagger) title() string        { return "Tags of the review of " + t.rules.Clean(t.review.Name()) }
func (t *tagger) rows(w, most int) int { return min(most, 4+len(t.tags)+len(t.help(w))+len(t.gone())) }
func (t *tagger) cursor() *tea.Cursor  { return t.field.cursor(2, 0) }
func (t *tagger) hints() []hint {
	return []hint{{"Enter", "add and save"}, {"Tab", "complete"}, {"Ctrl+X", "remove the last"}, {"Esc", "cancel"}}
}

func (t *tagger) view(w, h int) []string {
	p := &prose{e: t.env, w: w}
	p.lines = append(p.lines, t.theme.Accent.On("#")+" "+t.field.view(w-3))
	offers, _ := t.rules.Cut(strings.Join(t.offers(), "  "), w-2)
	p.lines = append(p.lines, "  "+t.theme.Faint.On(offers))
	p.gap()
	for _, x := range t.tags {
		mark := " "
		if !t.review.HasTag(x) {
			mark = "+"
		}
		p.lines = append(p.lines, t.rules.Fit(mark+" "+x.String(), w))
	}
	for _, x := range t.gone() {
		p.lines = append(p.lines, t.theme.Faint.On(t.rules.Fit("- "+x.String(), w)))
	}
	help := t.help(w)
	help = help[:min(len(help), max(1, h-len(p.lines)))]
	return append(p.lines[:min(len(p.lines), h-len(help))], help...)
}

// help is what may be typed.
func (t *tagger) help(w int) []string {
	p := &prose{e: t.env, w: w}
	p.para(t.theme.Faint, "tags are public; VALUE or GROUP:VALUE; -VALUE removes")
	return p.lines
}

// gone are the tags that the review will not have any more.
func (t *tagger) gone() []review.Tag {
	return slices.DeleteFunc(slices.Clone([]review.Tag(t.review.Tags)), func(x review.Tag) bool { return slices.Contains(t.tags, x) })
}

// offers are the tags that complete what is typed; a word that begins with - takes those that are here.
func (t *tagger) offers() []string {
	typed := t.field.value()
	from, minus := t.seen, ""
	if rest, ok := strings.CutPrefix(typed, "-"); ok {
		typed, minus, from = rest, "-", names(t.tags, review.Tag.String)
	}
	var out []string
	for _, s := range from {
		if strings.HasPrefix(strings.ToLower(s), strings.ToLower(typed)) && len(out) < 12 {
			out = append(out, minus+s)
		}
	}
	return out
}

func (t *tagger) update(msg tea.Msg) (effects, tea.Cmd) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		if p, paste := msg.(tea.PasteMsg); paste {
			t.field.update(p)
		}
		return nil, nil
	}
	switch keyName(key.Key()) {
	case "esc":
		return effects{leave{}}, nil
	case "tab":
		if o := t.offers(); len(o) > 0 {
			t.field.set(o[0])
		}
	case "ctrl+x":
		t.dropTag()
	case "enter", "ctrl+s":
		t.take()
		return t.save(), nil
	default:
		t.field.update(msg)
	}
	return nil, nil
}

// take turns what is typed into a tag, or removes the one it names. Several are parted by commas.
func (t *tagger) take() {
	for part := range strings.SplitSeq(t.field.value(), ",") {
		part = strings.TrimSpace(part)
		if name, ok := strings.CutPrefix(part, "-"); ok {
			t.tags = slices.DeleteFunc(t.tags, func(x review.Tag) bool { return x.Named(name) })
		} else if tag := review.NewTag(part); part != "" && !slices.Contains(t.tags, tag) {
			t.tags = append(t.tags, tag)
		}
	}
	t.field.set("")
}

func (t *tagger) dropTag() {
	if n := len(t.tags); n > 0 {
		t.tags = t.tags[:n-1]
	}
}

// save sends what changed at once; z turns it round.
func (t *tagger) save() effects {
	change, back := desk.SetTags{ID: t.review.ID}, desk.SetTags{ID: t.review.ID}
	for _, x := range t.tags {
		if !t.review.HasTag(x) {
			change.Add = append(change.Add, x)
			back.Remove = append(back.Remove, x.Group.Raw()+":"+x.Value.Raw())
		}
	}
	for _, x := range t.review.Tags {
		if !slices.Contains(t.tags, x) {
			change.Remove = append(change.Remove, x.Group.Raw()+":"+x.Value.Raw())
			back.Add = append(back.Add, x)
		}
	}
	if len(change.Add)+len(change.Remove) == 0 {
		return effects{leave{}}
	}
	a := newAct(change, t.review, "tags of")
	a.atOnce, a.undo = true, back
	return effects{leave{}, arm{a}}
}

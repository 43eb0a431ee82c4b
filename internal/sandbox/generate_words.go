package sandbox

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// words is what a reviewer wrote.
type words struct {
	title *string
	text  string
	topic string
}

// topic is the number of the topic that review i tells of, 0 for none.
func (g *generated) topic(i int, r row) int {
	w := g.wordsOf(i, r)
	for n, name := range topics() {
		if name == w.topic {
			return n + 1
		}
	}
	return 0
}

// wordsOf composes the text of review i from the stock of its language.
func (g *generated) wordsOf(i int, r row) words {
	t := throw(g.seed, i, forWords)
	l := &g.languages[r.language-1]
	v := l.of(r.stars)
	order := r.ref
	if order == 0 {
		order = uint32(100_000 + t.below(900_000)) // named in the text by those who came uninvited
	}
	fill := func(s string) string { return fillIn(t, s, order) }
	if t.chance(3) && r.stars >= 3 {
		title := fill(oneOf(t, v.titles))
		return words{title: &title}
	}
	if t.chance(14) {
		return titled(t, v, fill, words{text: fill(oneOf(t, v.short))})
	}
	first := oneOf(t, v.told)
	w := words{text: fill(story(t, l, v, first, r.stars)), topic: first.topic}
	if first.title != "" && t.chance(50) {
		w.title = ptr(fill(first.title))
		return w
	}
	return titled(t, v, fill, w)
}

// story joins sentences: some people write three, some write a page.
func story(t *dice, l *language, v *voice, first told, stars uint8) string {
	var parts []string
	if t.chance(60) {
		parts = append(parts, oneOf(t, v.begin))
	}
	parts = append(parts, first.text)
	if second := oneOf(t, v.told); second.topic != first.topic && t.chance(35) {
		parts = append(parts, paragraph(t)+second.text)
	}
	if stars == 4 && first.topic != "shipping" && t.chance(70) {
		parts = append(parts, oneOf(t, l.but))
	}
	if t.chance(30) {
		parts = append(parts, oneOf(t, v.aside))
	}
	if t.chance(55) {
		parts = append(parts, paragraph(t)+oneOf(t, v.end))
	}
	return join(parts, l.code == "ja") + emoji(t, stars)
}

// paragraph is now and then a line break before the next sentence.
func paragraph(t *dice) string { return []string{"", "\n", "\n\n"}[t.weighted(80, 6, 14)] }

// join puts sentences beside each other; Japanese has no blanks between them.
func join(parts []string, tight bool) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 && !tight && !strings.HasPrefix(p, "\n") && !strings.HasSuffix(parts[i-1], "\n") {
			b.WriteByte(' ')
		}
		b.WriteString(p)
	}
	return b.String()
}

// emoji ends one review in eight.
func emoji(t *dice, stars uint8) string {
	list := []string{" 😡", " 😤", " 👎", " 🤦‍♀️"}
	switch {
	case stars >= 4:
		list = []string{" 😊", " 👍", " 🏔️", " ⛺", " 🙌🏼", " ❤️", " 🥾"}
	case stars == 3:
		list = []string{" 🤷", " 😕", " 🙂"}
	}
	if !t.chance(12) {
		return ""
	}
	return oneOf(t, list)
}

// titled gives a text its title: written, cut from the text as Trustpilot does,
// or none.
func titled(t *dice, v *voice, fill func(string) string, w words) words {
	var title string
	switch t.weighted(46, 50, 4) {
	case 0:
		title = fill(oneOf(t, v.titles))
	case 1:
		title = cut(w.text, 38)
	default:
		return w
	}
	w.title = &title
	return w
}

// cut shortens a text to one line of at most n letters, at a word where there is one.
func cut(s string, n int) string {
	s, _, _ = strings.Cut(s, "\n")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	short := string([]rune(s)[:n])
	if at := strings.LastIndexByte(short, ' '); at > len(short)/2 {
		short = short[:at]
	}
	return strings.TrimRight(short, " ,.;:!") + "…"
}

// fillIn replaces the marks of a sentence.
func fillIn(t *dice, s string, order uint32) string {
	if !strings.Contains(s, "{") {
		return s
	}
	return strings.NewReplacer(
		"{n}", strconv.Itoa(5+t.below(12)),
		"{staff}", oneOf(t, []string{"Maja", "Jonas", "Ada", "Freja", "Tobias", "Inès"}),
		"{order}", orderNumber(order),
	).Replace(s)
}

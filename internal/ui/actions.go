package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/tpdesk/tpdesk/internal/review"
)

// action is one thing that a key, the palette or the footer can do. The table of them is the only place where keys are
// named.
type action struct {
	name string // the word by which it is remapped and found
	keys string // several parted by ", "; a pair by a blank: "g g"
	does string // for help and palette
	foot string // the footer's word; "" keeps it out of the footer
	on   screen // where the keys are taken
	why  func(m *app) string
	run  func(m *app) tea.Cmd
}

// screen is a part of the desk that has keys of its own.
type screen int

const (
	onList screen = 1 << iota
	onReader
	anywhere = onList | onReader
)

// actions is the table.
func actions() []action {
	out := []action{
		{name: "reply", keys: "r", does: "reply in public; on an answered review the reply that is there", foot: "reply", on: anywhere, why: whyNoReply, run: (*app).openReply},
		{name: "tag", keys: "t", does: "add and remove tags", foot: "tag", on: anywhere, why: whyNoTag, run: (*app).openTags},
		{name: "reviewer", keys: "f", does: "who wrote this: profile, other reviews, order; there F asks them", foot: "reviewer", on: anywhere, why: whyNoReviewer, run: (*app).openReviewer},
		{name: "report", keys: "!", does: "prepare a report to Trustpilot", foot: "report", on: anywhere, why: whyNoReport, run: (*app).openReport},
		{name: "share", keys: "s", does: "share on a social network", foot: "share", on: anywhere, why: whyNoShare, run: (*app).openShare},
		{name: "filter", keys: "/", does: "filter: stars:1-2 replied:no tag:shipping since:7d words", foot: "filter", on: anywhere, run: (*app).openBar},
		{name: "palette", keys: ":, ctrl+k", does: "find a command by name, key or description", foot: "commands", on: anywhere, run: (*app).openPalette},
		{name: "help", keys: "?", does: "the keys of this screen", foot: "keys", on: anywhere, run: (*app).openHelp},
		{name: "undo", keys: "z, u", does: "take back what waits, this review's first, or turn the last act round", on: anywhere, why: whyNoUndo, run: (*app).takeBack},
		{name: "delete-reply", keys: "D", does: "delete your public reply", on: anywhere, why: whyNoDelete, run: (*app).openDelete},

		{name: "next", keys: "j, down", does: "next review", on: onList, run: by(1)},
		{name: "previous", keys: "k, up", does: "previous review", on: onList, run: by(-1)},
		{name: "text-down", keys: "j, down", does: "scroll the text down", on: onReader, run: scroll(1)},
		{name: "text-up", keys: "k, up", does: "scroll the text up", on: onReader, run: scroll(-1)},
		{name: "top", keys: "g g, home", does: "first review, or the beginning of the text", on: anywhere, run: (*app).goTop},
		{name: "bottom", keys: "G, end", does: "last review, or the end of the text", on: anywhere, run: (*app).goBottom},
		{name: "half-down", keys: "ctrl+d, pgdown", does: "half a page down", on: anywhere, run: (*app).halfDown},
		{name: "half-up", keys: "ctrl+u, pgup", does: "half a page up", on: anywhere, run: (*app).halfUp},
		{name: "forward", keys: "]", does: "next review, from the reader too", on: anywhere, run: by(1)},
		{name: "backward", keys: "[", does: "previous review, from the reader too", on: anywhere, run: by(-1)},
		{name: "read", keys: "enter", does: "go to the reader", on: onList, why: whyNoReview, run: (*app).enterText},
		{name: "back", keys: "esc, q", does: "back to the list", on: onReader, run: (*app).leaveText},

		{name: "open", keys: "w", does: "open the review's public page", on: anywhere, why: whyNoPage, run: (*app).openPage},
		{name: "web-app", keys: "W", does: "open the review in Trustpilot's web app", on: anywhere, why: whyNoWebApp, run: (*app).openWebApp},
		{name: "copy-link", keys: "y", does: "copy the review's address", on: anywhere, why: whyNoPage, run: (*app).copyLink},
		{name: "copy-id", keys: "Y", does: "copy the review's ID", on: anywhere, why: whyNoReview, run: (*app).copyID},
		{name: "history", keys: "h", does: "every revision seen, with the words that changed", on: anywhere, why: whyNoReview, run: (*app).openHistory},
		{name: "sort", keys: "o", does: "order: newest, oldest, stars, longest waiting", on: anywhere, run: (*app).nextSort},
		{name: "sync", keys: "R", does: "show what arrived and ask Trustpilot again", on: anywhere, run: (*app).syncNow},
		{name: "stats", keys: "S", does: "figures of the reviews that the filter selects", on: anywhere, run: (*app).openStats},
		{name: "drafts", does: "every draft that is kept", on: anywhere, run: (*app).openDrafts},
		{name: "outbox", does: "public acts and what became of them", on: anywhere, run: (*app).openOutbox},
		{name: "changed-replies", does: "your replies that a colleague has changed or deleted since", on: anywhere, run: (*app).openOvertaken},
		{name: "export", does: "save what the filter selects to a CSV, TSV or JSONL file", on: anywhere, why: whyNoExport, run: (*app).openExport},
		{name: "invite", keys: "i", does: "invite a customer by e-mail to review an order", on: anywhere, why: whyNoInvite, run: (*app).openInvite},
		{name: "product", keys: "p", does: "the reviews of your products, and back", on: anywhere, run: (*app).switchKind},
		{name: "service", does: "the reviews of your company, from those of its products", on: anywhere, run: (*app).showService},
		{name: "settings", keys: ",", does: "the settings in force", on: anywhere, run: (*app).openSettings},
		{name: "sign-in", keys: "L", does: "sign in to Trustpilot", on: anywhere, run: (*app).signIn},
		{name: "quit", keys: "q", does: "quit", on: onList, run: (*app).quit},
		{name: "leave", does: "quit from anywhere", on: anywhere, run: (*app).quit},
	}
	for i := range 9 {
		out = append(out, action{name: "view-" + strconv.Itoa(i+1), keys: strconv.Itoa(i + 1), does: "view " + strconv.Itoa(i+1), on: anywhere,
			why: func(m *app) string { return whyNoView(m, i) }, run: func(m *app) tea.Cmd { return m.showView(i) }})
	}
	return out
}

func by(n int) func(*app) tea.Cmd {
	return func(m *app) tea.Cmd { return m.moveTo(m.inbox.cursor + n) }
}

func scroll(n int) func(*app) tea.Cmd {
	return func(m *app) tea.Cmd { return m.scrollText(n) }
}

func whyNoView(m *app, i int) string {
	if i >= len(m.Views) {
		return "there is no view " + strconv.Itoa(i+1)
	}
	return ""
}

func whyNoReview(m *app) string {
	if _, ok := m.inbox.selected(); !ok {
		return "no review is selected"
	}
	return ""
}

func (m *app) goTop() tea.Cmd {
	if m.onText {
		m.reader.top = 0
		return nil
	}
	return m.first()
}

func (m *app) goBottom() tea.Cmd {
	if m.onText {
		return m.scrollText(len(m.reader.lines))
	}
	return m.end()
}

func (m *app) halfDown() tea.Cmd { return m.half(1) }
func (m *app) halfUp() tea.Cmd   { return m.half(-1) }

func (m *app) half(sign int) tea.Cmd {
	n := sign * max(1, m.layout.body/2)
	if m.onText {
		return m.scrollText(n)
	}
	return m.moveTo(m.inbox.cursor + n)
}

func (m *app) enterText() tea.Cmd {
	_, _ = m.current()
	m.onText = true
	return m.readTalk()
}

func (m *app) leaveText() tea.Cmd {
	m.onText = false
	return nil
}

// nextSort turns the order on; the filter bar holds it as a term.
func (m *app) nextSort() tea.Cmd {
	f := m.inbox.filter
	sorts := review.Sorts()
	at := 0
	for i, s := range sorts {
		if s == f.Sort {
			at = i
		}
	}
	f.Sort = sorts[(at+1)%len(sorts)]
	return m.filterBy(f.String())
}

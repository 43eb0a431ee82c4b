package ui

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// lineCommand is a word that the desk in lines knows: that of the key on the screen, where there is one.
type lineCommand struct {
	word, does string
	onReview   bool // it is about the review that was read last
	run        func(d *lineDesk, ctx context.Context, rest string) error
}

func lineCommands() []lineCommand {
	return []lineCommand{
		{word: "n", does: "next page", run: (*lineDesk).next},
		{word: "p", does: "previous page", run: (*lineDesk).previous},
		{word: "a", does: "the list from its beginning", run: (*lineDesk).first},
		{word: "/", does: "and a line: filter, for example / stars:1-2 replied:no", run: (*lineDesk).narrow},
		{word: "v", does: "and a number: a saved view", run: (*lineDesk).view},
		{word: "o", does: "what was sent to Trustpilot, and what became of it; with a number it is looked for again", run: (*lineDesk).outbox},
		{word: "e", does: "and a name: export what the filter selects, for example e reviews.csv", run: (*lineDesk).export},
		{word: "R", does: "read from Trustpilot again", run: (*lineDesk).sync},
		{word: "r", does: "reply in public", onReview: true, run: (*lineDesk).reply},
		{word: "D", does: "delete your public reply", onReview: true, run: (*lineDesk).deleteReply},
		{word: "t", does: "and tags: add tags, a minus before one removes it", onReview: true, run: (*lineDesk).tag},
		{word: "f", does: "who wrote it, and what else they wrote", onReview: true, run: (*lineDesk).reviewer},
		{word: "F", does: "have Trustpilot ask the reviewer for their details", onReview: true, run: (*lineDesk).question},
		{word: "!", does: "prepare a report for the web app", onReview: true, run: (*lineDesk).report},
		{word: "h", does: "what was seen of it before", onReview: true, run: (*lineDesk).history},
		{word: "s", does: "and facebook, x or linkedin: the page that shares it", onReview: true, run: (*lineDesk).share},
		{word: "w", does: "open its page", onReview: true, run: (*lineDesk).openPage},
		{word: "W", does: "open it in the web app", onReview: true, run: (*lineDesk).webApp},
	}
}

// command does one line. What it needs of the open review is said where there is none.
func (d *lineDesk) command(ctx context.Context, line string) error {
	word, rest, _ := strings.Cut(line, " ")
	if n, err := strconv.Atoi(word); err == nil {
		return d.read(n)
	}
	switch word {
	case "":
		return nil
	case "?":
		d.help()
		return nil
	}
	all := lineCommands()
	i := slices.IndexFunc(all, func(c lineCommand) bool { return c.word == word })
	switch {
	case i < 0:
		return fmt.Errorf("%q: %w: ? lists the commands", word, review.ErrInvalid)
	case all[i].onReview && d.open == nil:
		return fmt.Errorf("%q: %w: read a review first, by its number", word, review.ErrInvalid)
	}
	return all[i].run(d, ctx, strings.TrimSpace(rest))
}

func (d *lineDesk) help() {
	d.say("number: read that review")
	onReview := false
	for _, c := range lineCommands() {
		if c.onReview && !onReview {
			d.say("On the review that was read last:")
		}
		onReview = c.onReview
		d.say("%s", c.word+commandSep(c)+c.does)
	}
	d.say("q: quit")
	d.say("Invitations, reviews of products and signing in: tpdesk invite, tpdesk list --kind product, tpdesk auth login.")
}

// commandSep parts a word from what it does; a word that takes more reads on.
func commandSep(c lineCommand) string {
	if strings.HasPrefix(c.does, "and ") {
		return " "
	}
	return ": "
}

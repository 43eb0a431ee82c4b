package ui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/review"
)

// lineDesk is the desk for a screen reader: lines that are written once, in words, and answers that are typed. There is no
// full screen and nothing is drawn again.
type lineDesk struct {
	Options
	out    io.Writer
	lines  <-chan string
	filter review.Filter
	rows   []review.Review
	pages  []review.Review // the review before each page; the zero one before the first
	more   bool
	open   *review.Review // the one that was read last
}

// linePage is how many reviews are read out at once.
const linePage = 10

// runLines is Run for Options.Accessible.
func runLines(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d := &lineDesk{Options: o, out: o.Out, filter: o.Filter}
	in := o.In
	if in == nil {
		in = os.Stdin
	}
	if d.out == nil {
		d.out = os.Stdout
	}
	d.lines = typedLines(ctx, in)
	return d.run(ctx)
}

// typedLines hands over what is typed, line by line; it is closed at the end of the input.
func typedLines(ctx context.Context, in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		scan := bufio.NewScanner(in)
		for scan.Scan() {
			select {
			case lines <- scan.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

func (d *lineDesk) say(format string, args ...any) { fmt.Fprintf(d.out, format+"\n", args...) }

// ask reads one line; false when the input ended or the desk is to end.
func (d *lineDesk) ask(ctx context.Context, prompt string) (string, bool) {
	fmt.Fprint(d.out, prompt+" ")
	select {
	case line, ok := <-d.lines:
		return strings.TrimSpace(line), ok
	case <-ctx.Done():
		return "", false
	}
}

func (d *lineDesk) run(ctx context.Context) error {
	d.say("%s. Type a number to read a review, ? for the commands, q to quit.", d.safe(joined(", ", d.Company+d.ofProfile(), d.Agent)))
	if d.Notice != "" {
		d.say("Note: %s", d.safe(d.Notice))
	}
	if err := d.begin(ctx); err != nil {
		d.say("Not done: %s", d.problem(err))
	}
	for {
		line, ok := d.ask(ctx, "Command:")
		if !ok {
			return context.Cause(ctx)
		}
		if line == "q" {
			return nil
		}
		if err := d.command(ctx, line); err != nil {
			d.say("Not done: %s", d.problem(err))
		}
	}
}

// begin reads out the first page; an empty copy is filled first.
func (d *lineDesk) begin(ctx context.Context) error {
	n, err := d.Desk.Copy.Count(ctx, review.Filter{}, 1)
	if err != nil {
		return err
	}
	if n == 0 && d.Desk.API != nil {
		return d.sync(ctx)
	}
	return d.first(ctx)
}

// problem is an error with its next step.
func (d *lineDesk) problem(err error) string {
	return joined(". Next: ", d.safe(err.Error()), nextStep(err))
}

func (d *lineDesk) safe(s string) string { return review.NewText(s).Line() }

// command does one line. What it needs of the open review is said where there is none.
func (d *lineDesk) command(ctx context.Context, line string) error {
	word, rest, _ := strings.Cut(line, " ")
	if n, err := strconv.Atoi(word); err == nil {
		return d.read(n)
	}
	switch word {
	case "":
		return nil
	case "n":
		return d.next(ctx)
	case "p":
		return d.previous(ctx)
	case "a":
		return d.first(ctx)
	case "/":
		return d.narrow(ctx, rest)
	case "v":
		return d.view(ctx, rest)
	case "R":
		return d.sync(ctx)
	case "?":
		d.help()
		return nil
	}
	if d.open == nil {
		return fmt.Errorf("%q: %w: read a review first, by its number", word, review.ErrInvalid)
	}
	return d.act(ctx, word, rest)
}

func (d *lineDesk) help() {
	for _, l := range []string{"number: read that review", "n: next page", "p: previous page", "a: the list from its beginning", "/ and a line: filter, for example / stars:1-2 replied:no",
		"v and a number: a saved view", "R: read from Trustpilot again", "On the review that was read last:", "r: reply in public", "D: delete your public reply",
		"t and tags: add tags, a minus before one removes it", "w: open its page", "q: quit"} {
		d.say("%s", l)
	}
}

func (d *lineDesk) first(ctx context.Context) error {
	d.pages = []review.Review{{}}
	return d.page(ctx)
}

func (d *lineDesk) next(ctx context.Context) error {
	if !d.more {
		d.say("This is the last page.")
		return nil
	}
	d.pages = append(d.pages, d.rows[len(d.rows)-1])
	return d.page(ctx)
}

func (d *lineDesk) previous(ctx context.Context) error {
	if len(d.pages) < 2 {
		d.say("This is the first page.")
		return nil
	}
	d.pages = d.pages[:len(d.pages)-1]
	return d.page(ctx)
}

func (d *lineDesk) narrow(ctx context.Context, line string) error {
	f, err := review.Parse(line)
	if err == nil {
		f, err = desk.Expand(f, d.Views)
	}
	if err != nil {
		return err
	}
	if f.Kind == review.Product {
		return fmt.Errorf("kind:product: %w: this desk reads out service reviews alone; tpdesk list --kind product has the others", review.ErrInvalid)
	}
	d.filter = f
	return d.first(ctx)
}

func (d *lineDesk) view(ctx context.Context, number string) error {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(d.Views) {
		for i, v := range d.Views {
			d.say("%d: %s", i+1, d.safe(v.Name))
		}
		return nil
	}
	return d.narrow(ctx, d.Views[n-1].Query)
}

func (d *lineDesk) sync(ctx context.Context) error {
	d.say("Reading from Trustpilot ...")
	ctx, cancel := context.WithTimeout(ctx, syncLimit)
	defer cancel()
	p, err := d.Desk.Sync(ctx, nil)
	if err != nil {
		return err
	}
	d.say("Done: %d reviews, %d new, %d changed.", p.Reviews, p.New, p.Changed)
	return d.first(ctx)
}

// send waits, so that the act can be taken back, and does it.
func (d *lineDesk) send(ctx context.Context, c desk.Change, what string) error {
	if d.Desk.API == nil {
		return fmt.Errorf("%s: %w: %w", what, review.ErrNotSent, review.ErrSignIn)
	}
	if d.UndoWait > 0 && !d.waited(ctx) {
		d.say("Taken back, nothing was sent.")
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), actLimit)
	defer cancel()
	out, err := d.Desk.Do(ctx, c)
	if err != nil {
		if errors.Is(err, review.ErrUnknown) {
			return fmt.Errorf("the outcome is unknown, look before you repeat it: %w", err)
		}
		return err
	}
	d.rowSeen(out.Review)
	d.say("%s: %s.", what, map[bool]string{true: "published", false: "sent, not yet visible"}[out.State == review.Published])
	return nil
}

// waited lets the time to take back pass; Enter takes back.
func (d *lineDesk) waited(ctx context.Context) bool {
	d.say("Sent in %s. Press Enter to take it back.", d.UndoWait)
	t := time.NewTimer(d.UndoWait)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-d.lines:
	case <-ctx.Done():
	}
	return false
}

func (d *lineDesk) rowSeen(r review.Review) {
	for i := range d.rows {
		if d.rows[i].ID == r.ID {
			d.rows[i] = r
		}
	}
	if d.open != nil && d.open.ID == r.ID {
		d.open = &r
	}
}

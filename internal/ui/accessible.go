package ui

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

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
	ahead  []string       // what was typed while a file was written
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
	if len(d.ahead) > 0 {
		line := d.ahead[0]
		d.ahead = d.ahead[1:]
		return strings.TrimSpace(line), true
	}
	select {
	case line, ok := <-d.lines:
		return strings.TrimSpace(line), ok
	case <-ctx.Done():
		return "", false
	}
}

func (d *lineDesk) run(ctx context.Context) error {
	d.learnName(ctx)
	d.say("%s. Type a number to read a review, ? for the commands, q to quit.", joined(", ", d.speaker(), d.safe(d.Agent)))
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

// learnName asks for the name that the public knows the company by.
func (d *lineDesk) learnName(ctx context.Context) {
	if d.Unit == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, localLimit)
	defer cancel()
	if u, err := d.Unit(ctx); err == nil && u.DisplayName.Visible() { // without it the profile is told
		d.Company = u.DisplayName.Line()
	}
}

// speaker is who speaks in public from here.
func (d *lineDesk) speaker() string {
	if d.Company == "" {
		return d.safe("profile " + d.Profile)
	}
	return d.safe(d.Company + d.ofProfile())
}

// begin reads out the first page; an empty copy is filled first.
func (d *lineDesk) begin(ctx context.Context) error {
	n, err := d.Desk.Copy.Count(ctx, review.Filter{}, 1)
	if err != nil {
		return err
	}
	if n == 0 && d.Desk.API != nil {
		return d.sync(ctx, "")
	}
	return d.first(ctx, "")
}

// problem is an error with its next step.
func (d *lineDesk) problem(err error) string {
	return joined(". Next: ", d.safe(err.Error()), nextStep(err))
}

func (d *lineDesk) safe(s string) string { return review.NewText(s).Line() }

func (d *lineDesk) first(ctx context.Context, _ string) error {
	d.pages = []review.Review{{}}
	return d.page(ctx)
}

func (d *lineDesk) next(ctx context.Context, _ string) error {
	if !d.more {
		d.say("This is the last page.")
		return nil
	}
	d.pages = append(d.pages, d.rows[len(d.rows)-1])
	return d.page(ctx)
}

func (d *lineDesk) previous(ctx context.Context, _ string) error {
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
	return d.first(ctx, "")
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

func (d *lineDesk) sync(ctx context.Context, _ string) error {
	d.say("Reading from Trustpilot ...")
	ctx, cancel := context.WithTimeout(ctx, syncLimit)
	defer cancel()
	p, err := d.Desk.Sync(ctx, nil)
	if err != nil {
		return err
	}
	d.say("Done: %d reviews, %d new, %d changed.", p.Reviews, p.New, p.Changed)
	return d.first(ctx, "")
}

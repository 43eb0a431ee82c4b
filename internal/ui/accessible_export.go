package ui

import (
	"context"
	"errors"
	"fmt"

	"github.com/tpdesk/tpdesk/internal/review"
)

// export writes what the filter selects to a file, whole or not at all.
func (d *lineDesk) export(ctx context.Context, name string) error {
	if d.Export == nil {
		return fmt.Errorf("export: %w: no file can be written from here", review.ErrInvalid)
	}
	place, err := d.Export.Place(name)
	if err != nil {
		return err
	}
	job := ExportJob{Place: place, Filter: d.filter}
	if place.There {
		if yes, ok := d.ask(ctx, fmt.Sprintf("There is a file of that name, %s bytes. Replace it? y or n:", thousands(int(place.Bytes)))); !ok || yes != "y" {
			return nil
		}
	}
	if place.Personal {
		yes, ok := d.ask(ctx, "Include e-mails, order numbers and what reviewers answered? y or n:")
		if job.Personal = yes == "y"; !ok {
			return nil
		}
	}
	n, err := d.exported(ctx, job)
	switch {
	case errors.Is(err, context.Canceled):
		d.say("Cancelled: no file was written.")
		return nil
	case err != nil:
		return fmt.Errorf("no file was written: %w", err)
	}
	d.say("Done: %s in %s", plural(n, "review", "reviews"), d.safe(place.Path))
	return nil
}

// exported writes the file; Enter cancels it, and a line that is typed meanwhile is the next command.
func (d *lineDesk) exported(ctx context.Context, job ExportJob) (n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, exportLimit)
	defer cancel()
	done, tenths := make(chan struct{}), make(chan int, 10)
	go func() {
		defer close(done)
		n, err = d.Export.Export(ctx, job, inTenths(tenths))
	}()
	d.say("Writing what the copy on this machine has. Press Enter to cancel.")
	lines := d.lines
	for {
		select {
		case <-done:
			return n, err
		case tenth := <-tenths:
			d.say("%d percent", 10*tenth)
		case line, ok := <-lines:
			switch {
			case !ok: // the end of the input cancels nothing
				lines = nil
			case line == "":
				cancel()
			default:
				d.ahead = append(d.ahead, line)
			}
		}
	}
}

// inTenths tells each tenth that is done, once.
func inTenths(told chan<- int) func(n, all int) {
	last := 0
	return func(n, all int) {
		if all > 0 && n < all && 10*n/all > last {
			last = 10 * n / all
			told <- last
		}
	}
}

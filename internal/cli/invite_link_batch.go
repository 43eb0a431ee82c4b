package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

// inviteLinks makes a link for each row of a file. The row's link is on disk before the ledger calls it made, and only then is
// the next asked for, so that what was cut off goes on at the row where it ended.
func (a *App) inviteLinks(ctx context.Context, o *inviteLinkOptions) error {
	l, err := a.readInvitations(ctx, &o.inviteOptions)
	if err != nil {
		return err
	}
	l.links = true
	l.tellUnused()
	if err := l.checkRows(a.Now()); err != nil {
		return err
	}
	if err := l.checkTwice(); err != nil {
		return err
	}
	in, err := a.inviter(ctx)
	if err != nil {
		return err
	}
	if o.dryRun {
		return a.rehearseCalls(ctx, in.client, func(c *client.Client) error {
			for _, r := range l.rows {
				if _, err := c.InviteByLink(ctx, linkRequest(r)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if _, err := in.client.Templates(ctx); err != nil { // a write is sent once: a token that has ended is met here
		return fmt.Errorf("no link was made: %w", err)
	}
	return a.makeLinks(ctx, in, o, l)
}

func (a *App) makeLinks(ctx context.Context, in *inviter, o *inviteLinkOptions, l *invitations) error {
	ledger, err := in.sentLedger(ctx, "invitation-links.ledger")
	if err != nil {
		return err
	}
	defer ledger.Close()
	in.warnOfLinks(ctx)
	out, err := a.openLinkList(o)
	if err != nil {
		return err
	}
	a.tellRate(in, l)
	began, p := a.Now(), a.progress("link", len(l.rows))
	s := &invite.Sender{Ledger: ledger, Batch: l.batch, Force: o.force, Doubt: invite.Doubt(o.unknown), Linger: inviteLinger,
		Told: func(d invite.Did) { p.show(len(l.rows) - d.Left) },
		Send: func(ctx context.Context, r invite.Row) error {
			made, err := in.client.InviteByLink(ctx, linkRequest(r))
			if err != nil {
				return endless(err)
			}
			if link.Openable(made.URL.Raw(), "") != nil {
				return fmt.Errorf("the server named an address that is not Trustpilot's, so it is left out: %w", review.ErrRefused)
			}
			return out.add(r, made.URL.Raw())
		}}
	did, err := s.Run(ctx, l.rows)
	p.end()
	if e := out.Close(); err == nil {
		err = e
	}
	return a.tellInvited(ctx, l, did, err, a.Now().Sub(began))
}

// linkRequest is a row as a link takes it.
func linkRequest(r invite.Row) client.LinkRequest {
	return client.LinkRequest{LocationID: r.Location, Reference: r.Reference, Email: r.Email, Name: r.Name, Locale: r.Locale, Tags: r.Tags, Redirect: r.Redirect}
}

// tellUnused names what stands in the rows and is of e-mails alone.
func (l *invitations) tellUnused() {
	var unused []string
	for _, r := range l.rows {
		for _, f := range []struct {
			name string
			set  bool
		}{
			{"template", r.Template != ""}, {"sendAt", r.SendAt != ""}, {"replyTo", r.ReplyTo != ""}, {"senderName", r.SenderName != ""},
			{"senderEmail", r.SenderEmail != ""}, {"products and skus", r.AsksForProduct()},
		} {
			if f.set && !slices.Contains(unused, f.name) {
				unused = append(unused, f.name)
			}
		}
	}
	if len(unused) > 0 {
		l.a.say("%s: an invitation link has none of these, and they are left out: %s", l.shown(), joinNames(unused))
	}
}

// checkTwice finds rows that stand in the file twice.
func (l *invitations) checkTwice() error {
	first := map[string]int{}
	return l.sift(func(r *invite.Row) error {
		same := strings.ToLower(r.Email) + "\x00" + r.Reference
		if before, twice := first[same]; twice && !l.o.force {
			return fmt.Errorf("the same person and order as line %d", before)
		}
		first[same] = r.Line
		return nil
	})
}

// linkList is where the links go, one by one: a file that grows, or stdout.
type linkList struct {
	a    *App
	o    *inviteLinkOptions
	file *os.File // nil for stdout
	head bool     // the head line is there
}

// openLinkList opens the file to add to; one that is there must be such a list, and a last line that was cut off is taken away.
func (a *App) openLinkList(o *inviteLinkOptions) (*linkList, error) {
	l := &linkList{a: a, o: o}
	if o.out == "-" {
		return l, nil
	}
	f, err := os.OpenFile(o.out, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
		return nil, usagef("-o %s: %w", review.NewText(o.out).Line(), err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the list of links: %w", errors.Join(review.ErrIO, err))
	}
	l.file = f
	if err := l.resume(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

func (l *linkList) resume() error {
	if info, err := l.file.Stat(); err != nil || !info.Mode().IsRegular() {
		return usagef("-o %s: it is no file", review.NewText(l.o.out).Line())
	}
	before, err := io.ReadAll(io.LimitReader(l.file, mostInvitations))
	if err != nil {
		return fmt.Errorf("read the list of links: %w", errors.Join(review.ErrIO, err))
	}
	whole := bytes.LastIndexByte(before, '\n') + 1
	if whole > 0 && !bytes.HasPrefix(before, l.start()) {
		return usagef("-o %s: it is there, and is no list of links: name another file", review.NewText(l.o.out).Line())
	}
	l.head = whole > 0
	if err = l.file.Truncate(int64(whole)); err == nil {
		_, err = l.file.Seek(int64(whole), io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("open the list of links: %w", errors.Join(review.ErrIO, err))
	}
	return nil
}

// start is what a list of links of the format begins with.
func (l *linkList) start() []byte {
	if l.o.format == export.JSONL {
		return []byte(`{"email":`)
	}
	return []byte(strings.Join(linkColumns(), ",") + "\n")
}

// add writes a row and its link, and waits until it is on disk.
func (l *linkList) add(r invite.Row, url string) error {
	var text bytes.Buffer
	rows := newLinkRows(&text, batchOptions{format: l.o.format, raw: l.o.raw})
	err := rows.write(link.Payload{Email: r.Email, Name: r.Name, Ref: r.Reference, Tags: r.Tags}, url)
	if cells, ok := rows.(*linkCells); ok && err == nil {
		err = cells.close(1)
	}
	line := text.Bytes()
	if l.head && l.o.format == export.CSV {
		line = bytes.TrimPrefix(line, l.start())
	}
	l.head = true
	if err == nil {
		err = l.write(line)
	}
	if err != nil {
		return fmt.Errorf("a link was made and could not be kept, so that row has another made: %w", errors.Join(review.ErrIO, err))
	}
	return nil
}

func (l *linkList) write(line []byte) error {
	if l.file == nil {
		if _, err := l.a.Out.Write(line); err != nil {
			return err
		}
		return l.a.flushOut()
	}
	if _, err := l.file.Write(line); err != nil {
		return err
	}
	return l.file.Sync()
}

// Close lets go of the file.
func (l *linkList) Close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"

	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/invite"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/rows"
)

// batchOptions are what tpdesk link bgl was asked for with a file of orders.
type batchOptions struct {
	csv, jsonl, out string
	mapped          []string
	raw             bool

	table  rows.Table[link.Payload]
	format export.Format // of what is written
}

func (o *batchOptions) add(f *pflag.FlagSet) {
	f.StringVar(&o.csv, "csv", "", "make a link for each row of a CSV `file`; - is stdin")
	f.StringVar(&o.jsonl, "jsonl", "", "make a link for each line of a JSONL `file`; - is stdin")
	f.StringVarP(&o.out, "output", "o", "-", "the `file` to write, .csv or .jsonl; - is stdout")
	textsVar(f, &o.mapped, "column", "`FIELD=NAME`: where email, name, ref, skus or tags stands; repeat")
	f.BoolVar(&o.raw, "raw", false, "in CSV, leave cells that a spreadsheet would run as they are")
}

func (o *batchOptions) asked() bool { return o.csv != "" || o.jsonl != "" }
func (o *batchOptions) given() bool { return o.out != "-" || len(o.mapped) > 0 || o.raw }

// input is the file of orders.
func (o *batchOptions) input() string { return o.csv + o.jsonl }

func (o *batchOptions) check(order link.Payload, summary bool) (err error) {
	switch {
	case o.csv != "" && o.jsonl != "":
		return usagef("--csv and --jsonl exclude each other: take one")
	case order.Email+order.Name+order.Ref != "":
		return usagef("--email, --name and --reference stand in the file's rows: leave them out")
	case o.out == "-" && summary:
		return usagef("two outputs on stdout: name a file with -o, or leave --json, --jq and --template out")
	}
	o.table = orderTable()
	if o.table.Names, err = o.table.ParseNames(o.mapped); err != nil {
		return usagef("--column %w", err)
	}
	o.format = export.CSV
	if o.jsonl != "" {
		o.format = export.JSONL
	}
	if o.out == "-" {
		return nil
	}
	if o.format, err = export.FormatOf("", o.out); err != nil {
		return usagef("-o: %w", err)
	}
	if o.format == export.TSV {
		return usagef("-o: links are written as csv or jsonl")
	}
	return nil
}

// orderFile is an open file of orders that counts what is read of it.
type orderFile struct {
	io.Closer
	r    io.Reader
	size int // bytes, 0 when not known
	read int
}

func (f *orderFile) Read(b []byte) (int, error) {
	n, err := f.r.Read(b)
	f.read += n
	if err != nil && !errors.Is(err, io.EOF) {
		err = errors.Join(review.ErrIO, err)
	}
	return n, err
}

// openOrders opens the file of orders. One that is not there is a mistake in the call.
func (a *App) openOrders(ctx context.Context, name string) (*orderFile, error) {
	if name == "-" {
		return &orderFile{Closer: io.NopCloser(a.In), r: patient{ctx, a.In}}, nil
	}
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, usagef("%s: there is no such file", review.NewText(name).Line())
	}
	if err != nil {
		return nil, fmt.Errorf("read the orders: %w", errors.Join(review.ErrIO, err))
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = usagef("%s is a folder", review.NewText(name).Line())
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if !info.Mode().IsRegular() {
		return &orderFile{Closer: f, r: patient{ctx, f}}, nil
	}
	return &orderFile{Closer: f, r: f, size: int(info.Size())}, nil
}

// patient reads what may never come: the context's end ends the wait.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	text, err := await(p.ctx, func() (string, error) {
		room := make([]byte, len(b)) // a read that is left behind has its own
		n, err := p.r.Read(room)
		return string(room[:n]), err
	})
	return copy(b, text), err
}

// batchJSON is what a batch did.
type batchJSON struct {
	File    string                  `json:"file"`
	Links   int                     `json:"links"`
	Refused review.List[invite.Bad] `json:"refused"`
	Millis  int64                   `json:"ms"`
}

// bglBatch makes a link for each order of a file, and one file of them.
func (a *App) bglBatch(ctx context.Context, o *bglOptions, m linkMaker) error {
	began := a.Now()
	in, err := a.openOrders(ctx, o.batch.input())
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := a.create(o.batch.out)
	if err != nil {
		return err
	}
	b := &batch{a: a, o: o, m: m, in: in, out: newLinkRows(out, o.batch), progress: a.progress("row", in.size)}
	err = b.run(ctx)
	b.progress.end()
	if err == nil {
		err = out.Commit()
	}
	if err != nil {
		return errors.Join(err, out.Discard())
	}
	a.saveLedger(m)
	b.did.File, b.did.Millis = o.batch.out, a.Now().Sub(began).Milliseconds()
	return a.tellBatch(ctx, b.did)
}

// batch is one run over a file of orders.
type batch struct {
	a        *App
	o        *bglOptions
	m        linkMaker
	in       *orderFile
	out      linkRows
	progress *progress
	did      batchJSON
	warned   int
}

func (b *batch) run(ctx context.Context) error {
	read := b.o.batch.table.CSV
	if b.o.batch.jsonl != "" {
		read = b.o.batch.table.JSONL
	}
	for row, err := range read(b.in) {
		if err == nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		if err == nil {
			err = b.row(row)
		}
		if err != nil {
			return b.place(err)
		}
		b.progress.showPart(b.did.Links+len(b.did.Refused), float64(b.in.read))
	}
	if more := b.warned - warnAtMost; more > 0 {
		b.a.say("%s: %s like these", b.name(), plural(more, "more warning"))
	}
	return b.out.close(b.did.Links)
}

// place says in which file the orders stand.
func (b *batch) place(err error) error {
	wrong := (*rows.PlaceError)(nil)
	if !errors.As(err, &wrong) {
		return err
	}
	if b.o.batch.out == "-" {
		return usagef("%s:%d: %w", b.name(), wrong.Line, wrong.Err)
	}
	return usagef("%s:%d: %w; nothing was written", b.name(), wrong.Line, wrong.Err)
}

func (b *batch) name() string {
	if name := b.o.batch.input(); name != "-" {
		return review.NewText(name).Line()
	}
	return "stdin"
}

// row makes the link of one row, or refuses it.
func (b *batch) row(r rows.Row[link.Payload]) error {
	url, warnings := "", []string(nil)
	order, err := r.Of, r.Err
	if err == nil {
		order.Tags = append(order.Tags, b.o.order.Tags...)
		order.SKUs = append(order.SKUs, b.o.order.SKUs...)
		url, warnings, err = b.m.make(order)
	}
	if err != nil {
		b.did.Refused = append(b.did.Refused, invite.Bad{Line: r.Line, Reason: oneMessage(err)})
		b.tell(r.Line, "refused: "+oneMessage(err))
		return nil
	}
	for _, w := range warnings {
		if b.warned++; b.warned <= warnAtMost && !b.a.quiet {
			b.tell(r.Line, "warning: "+w)
		}
	}
	b.did.Links++
	return b.out.write(order, url)
}

// warnAtMost is how many rows are warned of one by one: the same file a second time would tell of each.
const warnAtMost = 20

// tell names a row on stderr. Refusals are errors, which --quiet does not hide.
func (b *batch) tell(line int, what string) {
	b.progress.end()
	b.a.errLines().line(review.NewText(fmt.Sprintf("%s:%d: %s", b.name(), line, what)).Line())
}

// tellBatch says what was done; with refused rows that is a part of what was asked.
func (a *App) tellBatch(ctx context.Context, did batchJSON) error {
	if a.out.asked() {
		if err := a.printJSON(ctx, did); err != nil {
			return err
		}
	}
	where := ""
	if did.File != "-" {
		where = " in " + review.NewText(did.File).Line()
	}
	if n := len(did.Refused); n > 0 {
		return withNext(partialError{fmt.Errorf("%s%s; %s refused, as the lines above say", plural(did.Links, "link"), where, plural(n, "row"))},
			"", "correct those rows and run the command on them alone")
	}
	a.say("%s%s (%d ms)", plural(did.Links, "link"), where, did.Millis)
	return nil
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/export"
	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/ui"
)

// deskExporter writes files for the desk on the screen, with the writers of tpdesk export. It reads the copy alone, so it
// works offline and gives what the screen shows.
type deskExporter struct {
	a *App
	s *session
}

// Place looks where a file would stand. A name begins in the folder in which tpdesk was started, or with ~/ at home.
func (x deskExporter) Place(name string) (ui.ExportPlace, error) {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return !review.Plain(r) }) {
		return ui.ExportPlace{}, fmt.Errorf("%w: name the file .csv, .tsv or .jsonl, in characters that can be seen", review.ErrInvalid)
	}
	format, err := export.FormatOf("", name)
	if err != nil {
		return ui.ExportPlace{}, err
	}
	path, err := x.path(name)
	if err != nil {
		return ui.ExportPlace{}, err
	}
	p := ui.ExportPlace{Path: path, Format: string(format), Personal: format.Personal()}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p, x.folder(path)
	case err != nil:
		return p, err
	case !info.Mode().IsRegular():
		return p, fmt.Errorf("%s is no file: %w", review.NewText(path).Line(), export.ErrTarget)
	}
	p.There, p.Bytes = true, info.Size()
	return p, nil
}

func (x deskExporter) path(name string) (string, error) {
	rest, home := strings.CutPrefix(filepath.ToSlash(name), "~/")
	if !home {
		return filepath.Abs(name)
	}
	folder, err := os.UserHomeDir()
	return filepath.Join(folder, rest), err
}

func (x deskExporter) folder(path string) error {
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %s: %w", review.NewText(folder).Line(), export.ErrTarget)
	}
	return nil
}

// errAppeared says that a file came to stand where there was none when the agent was asked.
var errAppeared = fmt.Errorf("a file of that name has appeared meanwhile, and was left as it is: %w", review.ErrConflict)

// Export writes the file. What was not there when the agent was asked is not replaced.
func (x deskExporter) Export(ctx context.Context, job ui.ExportJob, told func(n, all int)) (int, error) {
	o := &exportOptions{file: job.Place.Path, personal: job.Personal, format: export.Format(job.Place.Format)}
	f, err := export.Create(o.file)
	if err != nil {
		return 0, err
	}
	n, err := x.rows(ctx, f, o, job, told)
	if err == nil && !job.Place.There && exists(o.file) {
		err = errAppeared
	}
	if err == nil {
		err = f.Commit()
	}
	if ctx.Err() != nil && err != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return n, errors.Join(err, f.Discard())
	}
	return n, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func (x deskExporter) rows(ctx context.Context, f *export.File, o *exportOptions, job ui.ExportJob, told func(n, all int)) (int, error) {
	all, err := x.s.Copy.Count(ctx, job.Filter, job.Filter.Limit)
	if err != nil {
		return 0, err
	}
	l, err := x.s.List(ctx, job.Filter, desk.Cached)
	if err != nil {
		return 0, err
	}
	rows, err := x.a.exportRows(ctx, f, o, x.s, l)
	if err != nil {
		return 0, err
	}
	n := 0
	err = printRows(until(ctx, x.telling(l.Reviews, &n, all, told)), rows)
	return n, err
}

// telling counts what comes by, and tells it no more often than an eye can follow.
func (x deskExporter) telling(rs iter.Seq2[review.Review, error], n *int, all int, told func(n, all int)) iter.Seq2[review.Review, error] {
	last := x.a.Now()
	return func(yield func(review.Review, error) bool) {
		for r, err := range rs {
			if err == nil {
				*n++
			}
			if now := x.a.Now(); now.Sub(last) >= progressEvery {
				last = now
				told(*n, all)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

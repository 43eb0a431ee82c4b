package export

import (
	"fmt"
	"io"

	"github.com/tpdesk/tpdesk/internal/review"
)

type jsonlRows struct {
	w    io.Writer
	line func(review.Review) ([]byte, error)
	n    int
}

// NewJSONL writes one object a line, as line makes it, and ends a complete list with End. Each row is one call of w.
func NewJSONL(w io.Writer, line func(review.Review) ([]byte, error)) Rows {
	return &jsonlRows{w: w, line: line}
}

func (j *jsonlRows) Write(r review.Review) error {
	b, err := j.line(r)
	if err == nil {
		_, err = j.w.Write(append(b, '\n'))
	}
	if err == nil {
		j.n++
	}
	return err
}

func (j *jsonlRows) Flush() error { return nil }

func (j *jsonlRows) Close() error {
	_, err := io.WriteString(j.w, End(j.n))
	return err
}

// End is the last line of JSONL with n objects: without it the list is not complete (commands.md, Output).
func End(n int) string { return fmt.Sprintf("{\"type\":\"end\",\"complete\":true,\"count\":%d}\n", n) }

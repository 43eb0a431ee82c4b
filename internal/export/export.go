// Package export writes reviews as CSV, TSV and JSONL, and files that are there whole or not at all; which reviews, and
// what an object of JSONL holds, is left to others.
package export

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// Rows writes reviews one by one.
type Rows interface {
	Write(r review.Review) error
	// Flush writes what is buffered, so that what was written so far ends with a whole row.
	Flush() error
	// Close ends a complete list. A list that broke off is flushed, never closed.
	Close() error
}

// Format is how a file of reviews is written.
type Format string

// The formats that a file can have.
const (
	CSV   Format = "csv"
	TSV   Format = "tsv"
	JSONL Format = "jsonl"
)

// Personal reports whether the format has a place for customers' e-mails, reference numbers and answers.
func (f Format) Personal() bool { return f != TSV }

// FormatOf is the format that was named, else the one that the file's ending says.
func FormatOf(named, file string) (Format, error) {
	name := strings.ToLower(named)
	if named == "" {
		name = strings.ToLower(strings.TrimPrefix(filepath.Ext(file), "."))
	}
	switch f := Format(name); {
	case f == CSV, f == TSV, f == JSONL:
		return f, nil
	case name == "parquet":
		return "", fmt.Errorf("parquet is not built in: csv, tsv and jsonl are")
	case named != "":
		return "", fmt.Errorf("format %q: allowed are csv, tsv, jsonl", named)
	case name == "":
		return "", fmt.Errorf("the format is not known: name the file .csv, .tsv or .jsonl")
	}
	return "", fmt.Errorf("the ending .%s is not known: name the file .csv, .tsv or .jsonl", review.NewText(name).Line())
}

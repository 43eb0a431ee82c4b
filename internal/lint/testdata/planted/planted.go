// Package planted prints raw text in every way that the check must catch. Lines that it must leave alone have no comment.
package planted

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"os/exec"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

type wire struct {
	Message string `json:"message"`
	Inner   []struct {
		Name string `json:"name"`
	} `json:"inner"`
}

type kept struct{ text string }

func direct(w io.Writer, r review.Review) {
	fmt.Println(r.Title.Raw())                     // caught
	fmt.Fprintf(w, "%s\n", r.Title.Raw())          // caught
	log.Print(r.Text.Raw())                        // caught
	slog.Info("read", "text", r.Text.Raw())        // caught
	_, _ = io.WriteString(w, r.Text.Raw())         // caught
	_, _ = w.Write([]byte(r.Text.Raw()))           // caught
	_ = exec.Command("echo", r.Title.Raw())        // caught
	_ = os.WriteFile("x", []byte(r.Text.Raw()), 0) // caught
	_, _ = os.Create(r.Title.Raw())                // caught
	fmt.Println(r.Title.Line(), r.Text.Block())
	fmt.Println(r.Title, r.ID, len(r.Text.Raw()))
	fmt.Fprintln(io.Discard, review.NewText(r.Title.Raw()).Line())
}

func roundabout(w io.Writer, r review.Review) {
	s := strings.TrimSpace(strings.ToUpper(r.Title.Raw()) + "!")
	fmt.Println(s) // caught
	var b strings.Builder
	b.WriteString(s)
	fmt.Println(b.String()) // caught
	var by bytes.Buffer
	fmt.Fprintf(&by, "%s", r.Text.Raw())
	_, _ = w.Write(by.Bytes()) // caught
	k := kept{text: r.Text.Raw()}
	fmt.Println(k.text) // caught
	for _, word := range strings.Fields(r.Text.Raw()) {
		fmt.Println(word) // caught
	}
	fmt.Println(fmt.Sprintf("%q", s)) // caught
	say(w, s)                         // caught
	say(w, "words of our own")
	fmt.Println(shout(s)) // caught
	fmt.Println(shout("words of our own"))
	fmt.Println(title(r)) // caught
}

func shout(s string) string { return strings.ToUpper(s) }

func title(r review.Review) string { return r.Title.Raw() }

func say(w io.Writer, s string) { _, _ = fmt.Fprintln(w, s) }

func served(b []byte) {
	var v wire
	_ = json.Unmarshal(b, &v)
	fmt.Println(v.Message) // caught
	for _, i := range v.Inner {
		fmt.Println(i.Name) // caught
	}
	fmt.Println(review.NewText(v.Message).Line())
}

type column struct {
	head string
	cell func(review.Review) string
}

func columns(w io.Writer, r review.Review) {
	for _, c := range []column{{"title", func(r review.Review) string { return r.Title.Raw() }}} {
		fmt.Println(c.head)
		fmt.Println(c.cell(r)) // caught
	}
	give := review.Text.Raw
	fmt.Println(give(r.Title)) // caught
}

package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/template"

	"github.com/itchyny/gojq"
	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/review"
)

// allFields is what --json without names stands for.
const allFields = "*"

// outputFlags choose the form of the data on stdout.
type outputFlags struct {
	json     string // "" for no JSON, allFields, or names
	jq       string
	template string
}

func (o *outputFlags) add(cmd *cobra.Command) {
	cmd.PersistentFlags().StringVar(&o.json, "json", "", "print JSON; --json=id,stars picks `fields`")
	cmd.PersistentFlags().Lookup("json").NoOptDefVal = allFields
	cmd.PersistentFlags().StringVar(&o.jq, "jq", "", "print what the jq `expression` makes of the JSON")
	cmd.PersistentFlags().StringVar(&o.template, "template", "", "print what the Go text/`template` makes of the JSON")
}

// asked reports whether any of the JSON forms was chosen.
func (o *outputFlags) asked() bool { return o.json != "" || o.jq != "" || o.template != "" }

func (o *outputFlags) fields() []string {
	if o.json == "" || o.json == allFields {
		return nil
	}
	var out []string
	for _, f := range strings.Split(o.json, ",") {
		if f = strings.TrimSpace(f); !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// checkEmpty refuses flags of all commands that were given nothing, as by a variable of a script that is not set: without them
// another form would be printed, or another company be meant.
func checkEmpty(cmd *cobra.Command) error {
	for _, is := range []struct{ name, needs string }{
		{"json", "names of fields; --json alone prints them all"}, {"jq", "an expression"}, {"template", "a template"}, {"profile", "a profile's name"},
	} {
		if f := cmd.Root().PersistentFlags().Lookup(is.name); f.Changed && strings.TrimSpace(f.Value.String()) == "" {
			return usagef("--%s is empty: it takes %s", is.name, is.needs)
		}
	}
	return nil
}

// check refuses two forms at once and expressions that do not parse, before anything is contacted.
func (o *outputFlags) check(others ...bool) error {
	n := 0
	for _, on := range append(others, o.jq != "", o.template != "") {
		if on {
			n++
		}
	}
	if o.json != "" && o.jq == "" && o.template == "" {
		n++
	}
	if n > 1 || o.json != "" && n == 1 && hasTrue(others) {
		return usagef("two output forms at once: take one of --json (with --jq or --template), --jsonl, --csv, --tsv, --count")
	}
	if o.jq != "" {
		if _, err := compileJQ(o.jq); err != nil {
			return err
		}
	}
	if _, err := template.New("").Parse(o.template); err != nil {
		return usagef("--template: %w", err)
	}
	return nil
}

// compileJQ finds what is wrong with an expression whatever it is given.
func compileJQ(expression string) (*gojq.Code, error) {
	query, err := gojq.Parse(expression)
	if err != nil {
		return nil, usagef("--jq: %w", err)
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return nil, usagef("--jq: %w", err)
	}
	return code, nil
}

func hasTrue(bs []bool) bool {
	for _, b := range bs {
		if b {
			return true
		}
	}
	return false
}

// maxMade is how much --jq or --template may make, in bytes: an expression without an end would take all memory.
const maxMade = 1 << 30

var errTooMuch = errors.New("it makes too much")

// made gathers what --jq or --template makes.
type made struct {
	bytes.Buffer
	most int // bytes
}

func (m *made) Write(b []byte) (int, error) {
	if m.Len()+len(b) > m.most {
		return 0, fmt.Errorf("%w: %s bytes are the most", errTooMuch, grouped(m.most))
	}
	return m.Buffer.Write(b)
}

// printJSON prints v, or its fields that were asked for, in the JSON form that was chosen. Nothing is written before all of
// it is made.
func (a *App) printJSON(ctx context.Context, v any) error {
	v, err := choose(v, a.out.fields())
	if err != nil {
		return err
	}
	out := &made{most: maxMade}
	switch {
	case a.out.jq != "":
		err = a.printJQ(ctx, out, v)
	case a.out.template != "":
		err = a.printTemplate(out, v)
	default:
		err = a.printPlainJSON(&out.Buffer, v)
	}
	if err != nil {
		return err
	}
	_, err = a.Out.Write(out.Bytes())
	return err
}

func (a *App) printPlainJSON(out *bytes.Buffer, v any) error {
	indent := ""
	if a.OutTTY {
		indent = "  "
	}
	b, err := marshal(v, indent)
	if err != nil {
		return err
	}
	out.Write(append(b, '\n'))
	return nil
}

// generic is v as maps and lists, which is what jq and templates walk.
func generic(v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out any
	return out, json.Unmarshal(b, &out)
}

func (a *App) printJQ(ctx context.Context, out *made, v any) error {
	code, err := compileJQ(a.out.jq)
	if err != nil {
		return err
	}
	data, err := generic(v)
	if err != nil {
		return err
	}
	for iter := code.RunWithContext(ctx, data); ; {
		got, ok := iter.Next()
		if !ok || halted(got) {
			return nil
		}
		if err, bad := got.(error); bad {
			return fmt.Errorf("--jq: %w", err) // what it was given does not suit it: something was contacted
		}
		if err := a.printValue(out, got); err != nil {
			return err
		}
	}
}

// halted reports whether the expression ended itself by halt.
func halted(got any) bool {
	h, ok := got.(*gojq.HaltError)
	return ok && h.Value() == nil
}

// printValue prints one result of jq: a string as it is, anything else as JSON on a line.
func (a *App) printValue(out io.Writer, v any) error {
	if s, ok := v.(string); ok {
		_, err := fmt.Fprintln(out, a.harmless(s))
		return err
	}
	b, err := marshal(v, "")
	if err != nil {
		return err
	}
	_, err = out.Write(append(b, '\n'))
	return err
}

// harmless is s for stdout: to the letter in a pipe, with nothing in it that acts on a terminal.
func (a *App) harmless(s string) string {
	if a.OutTTY {
		return review.NewText(s).Block()
	}
	return s
}

// printTemplate runs the template over the whole, or, where it names fields of one object, over each in turn.
func (a *App) printTemplate(out *made, v any) error {
	t, err := template.New("--template").Parse(a.out.template)
	if err != nil {
		return usagef("--template: %w", err)
	}
	data, err := generic(v)
	if err != nil {
		return err
	}
	b := &made{most: out.most}
	if err = t.Execute(b, data); err != nil && !errors.Is(err, errTooMuch) {
		b.Reset()
		err = eachTemplate(b, t, data)
	}
	if err != nil {
		return fmt.Errorf("--template: %w", err)
	}
	_, err = out.WriteString(a.harmless(b.String()))
	return err
}

func eachTemplate(b *made, t *template.Template, data any) error {
	items, ok := data.([]any)
	if !ok {
		return t.Execute(b, data)
	}
	for _, item := range items {
		if err := t.Execute(b, item); err != nil {
			return err
		}
		if !bytes.HasSuffix(b.Bytes(), []byte("\n")) {
			b.WriteByte('\n')
		}
	}
	return nil
}

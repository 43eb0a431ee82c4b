package hostile

import (
	"slices"
	"strings"
	"testing"
)

// forged begins each of its lines with a letter that no line of tpdesk's own begins with, and is wider than any terminal here.
var forged = strings.Repeat("Www wwww ", 40) + "\nWww\n\n" + strings.Repeat("W", 300)

// TestNoLineOfACustomerBeginsAtTheEdge prints reviews that are such a text all over, for a person: at terminals, where long
// lines are broken, and in a pipe.
func TestNoLineOfACustomerBeginsAtTheEdge(t *testing.T) {
	l := line{ID: "forged", Input: forged}
	c := serve(t, []string{l.everywhere(0), plainFields(1).with("text", forged).with("reply", forged).json(1)})
	c.env["TPDESK_STORE"], c.env["TPDESK_PASSPHRASE"] = "file", "open sesame"
	c.must("reply", reviewID(1), "--draft", "--text", forged)
	c.must("show", reviewID(1))
	sha := c.run("reply", reviewID(0), "--text", forged, "--yes", "--json").err
	_, sha, _ = strings.Cut(sha, `"sha":"`)
	c.must("reply", reviewID(0), "--text", forged, "--replace", sha[:12], "--yes")
	for _, args := range [][]string{
		{"show", "--fresh", reviewID(0), reviewID(1)}, {"history", reviewID(0)}, {"reviewer", reviewID(0)}, {"draft", "list"}, {"draft", "show", reviewID(1)}, {"outbox", "show", reviewID(0)},
		{"reply", reviewID(1), "--text", forged, "--yes"}, {"report", reviewID(1), "--reason", "advertising", "--note", forged, "--print"}, {"list"}, {"stats"}, {"find-reviewer", reviewID(0), "--message", forged, "--yes"},
		{"list", "--template", "{{index .title 99999}}"}, {"list", "--query", "stars:" + forged}, {forged},
	} {
		c.setIn(args)
	}
	products, set, _ := poisoned(t)
	ids := products.ids("list", "--kind", "product", "--replied", "yes", "--jq", ".[].id")
	set(forged)
	for _, args := range [][]string{append([]string{"show", "--kind", "product"}, ids...), {"list", "--kind", "product"}, {"invite", "templates"}, {"sync"}, {"business", "find", forged}} {
		products.setIn(args)
	}
}

// setIn runs a command in a pipe and at terminals, and wants no row to begin with the letter.
func (c command) setIn(args []string) {
	t := c.t.(*testing.T)
	t.Helper()
	for _, one := range []command{c, c.on(40), c.on(80)} {
		r := one.run(args...)
		if !one.tty && args[0] == "draft" {
			continue // the agent's own text, to the letter
		}
		rows := strings.Split(r.out+r.err, "\n")
		if one.tty {
			s := screenOf(t, one.w, 1000, ours.ReplaceAllString(r.out+r.err, ""))
			rows = strings.Split(s.String(), "\n")
		}
		if i := slices.IndexFunc(rows, func(row string) bool { return strings.HasPrefix(row, "W") }); i >= 0 {
			t.Errorf("tpdesk %.60q at %d columns (terminal %v) prints at the left edge: %s", args, one.w, one.tty, quoted(rows[i]))
		}
		if !strings.Contains(r.out+r.err, "W") && !slices.Contains([]string{"sync", "stats", "outbox", "find-reviewer"}, args[0]) && !slices.Contains(args, "--template") {
			t.Errorf("tpdesk %.60q shows no text at all: %s", args, quoted(r.out+r.err))
		}
	}
}

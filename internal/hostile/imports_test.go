package hostile

import (
	"encoding/base64"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// orders is a CSV file of which every line of the corpus is one row, in one column or another: what a shop's own software may
// write, from what customers typed there.
func orders(t *testing.T, lines []line, columns ...string) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(columns)
	for i, l := range lines {
		for _, at := range []int{i, i + 2} {
			row := append([]string{"w" + reviewID(i) + "@shop.example", "Writer", "ref" + reviewID(10*i+at)}, make([]string, len(columns)-3)...)
			row[at%len(columns)] = l.text(300)
			_ = w.Write(row)
		}
	}
	w.Flush()
	return write(t, "orders.csv", b.String())
}

// withKeys gives tpdesk keys of links, in a vault that stays.
func withKeys(t *testing.T) command {
	t.Helper()
	c := serve(t, []string{plainFields(0).json(0)})
	c.env["TPDESK_STORE"], c.env["TPDESK_PASSPHRASE"] = "file", "open sesame"
	key := func(b byte) string {
		return base64.StdEncoding.EncodeToString([]byte(strings.Repeat(string(rune(b)), 32)))
	}
	c.in = key('k') + "\n" + key('l') + "\n"
	c.must("link", "key", "set")
	c.in = ""
	return c
}

// TestNoOrderOfAFileActsInALink makes links of hostile orders: what is refused is told, what is made is a file, and a link is
// opened again, in every form.
func TestNoOrderOfAFileActsInALink(t *testing.T) {
	c, lines := withKeys(t), inReviews(corpus(t))
	file, dir := orders(t, lines, "email", "name", "ref", "skus", "tags"), t.TempDir()
	for _, out := range []string{"links.csv", "links.jsonl"} {
		path := filepath.Join(dir, out)
		r := c.on(80).run("link", "bgl", "--domain", "shop.example", "--csv", file, "-o", path)
		harmless(t, "link bgl on stderr", ours.ReplaceAllString(r.out+r.err, ""), never()...)
		if r.code != 3 {
			t.Errorf("link bgl ends with %d: %s", r.code, quoted(r.err))
		}
		if filepath.Ext(path) == ".jsonl" {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			checkJSONL(t, out, path, strings.Count(string(b), "\n")-1)
			continue
		}
		checkCells(t, out, readCSV(t, path))
	}
	for i, l := range lines {
		s := l.text(300)
		if !every(i, 96, 8) { // the vault costs some time in each run
			continue
		}
		for _, args := range [][]string{
			{"link", "bgl", "--domain", "shop.example", "--email", "a@b.example", "--name", s, "--reference", "r" + reviewID(i), "--sku", s}, {"link", "bgl", "--domain", "shop.example", "--email", s, "--name", "A", "--reference", s},
			{"link", "bgl", "--domain", "shop.example", "--email", "a@b.example", "--name", "A", "--reference", "1", "--tag", s}, {"link", "open", s}, {"link", "bgl", "--domain", s, "--email", "a@b.example", "--name", "A", "--reference", "1"},
		} {
			r := c.on(80).run(args...)
			harmless(t, l.ID+" in link", ours.ReplaceAllString(r.out+r.err, ""), never()...)
			if made := strings.TrimSpace(r.out); r.code == 0 {
				for _, form := range []string{"--show", "--json", "--quiet"} {
					r := c.on(80).run("link", "open", made, form)
					harmless(t, l.ID+" in link open "+form, ours.ReplaceAllString(r.out+r.err, ""), never()...)
				}
			}
		}
	}
}

// TestNoOrderOfAFileActsInAnInvitation sends hostile orders as invitations: bad rows are told, the request is shown, the rest
// is sent.
func TestNoOrderOfAFileActsInAnInvitation(t *testing.T) {
	c, lines := serve(t, []string{plainFields(0).json(0)}), inReviews(corpus(t))
	file := orders(t, lines, "email", "name", "reference", "locale", "location", "template", "senderName", "tags", "skus", "redirect")
	for _, args := range [][]string{
		{"--yes"}, {"--yes", "--json"}, {"--dry-run", "--skip-bad"}, {"--dry-run", "--skip-bad", "--json"}, {"--yes", "--skip-bad"}, {"--yes", "--skip-bad", "--json"},
	} {
		c.checkForms(append([]string{"invite", "email", "--csv", file}, args...))
	}
	for i, l := range lines {
		s := l.text(300)
		if !torture() && i%48 != 0 {
			continue
		}
		for _, args := range [][]string{
			{"invite", "email", "--email", "a@b.example", "--name", s, "--reference", s, "--sender-name", s, "--dry-run"}, {"invite", "email", "--email", s, "--name", "A", "--yes"},
			{"invite", "email", "--email", "a@b.example", "--name", s, "--template", s, "--yes"}, {"invite", "email", "--email", "a@b.example", "--name", "A", "--product", s, "--dry-run"},
			{"invite", "link", "--email", "a@b.example", "--name", s, "--reference", "r" + reviewID(i), "--tag", s}, {"invite", "link", "--email", "a@b.example", "--name", s, "--reference", "1", "--dry-run"},
			{"invite", "forget", s, "--yes", "--confirm", s}, {"invite", "forget", s, "--dry-run"}, {"invite", "forget", "a@b.example", "--yes", "--confirm", s}, {"invite", "forget", "--older-than", s, "--dry-run"},
		} {
			c.checkForms(args)
		}
	}
}

// TestWhatTheAgentWroteActsNeither pastes hostile text into a reply: conflict, outbox, drafts and history show it again.
func TestWhatTheAgentWroteActsNeither(t *testing.T) {
	lines := inReviews(corpus(t))
	c, kept := serve(t, all(lines, line.everywhere)), serve(t, all(lines, line.everywhere))
	kept.env["TPDESK_STORE"], kept.env["TPDESK_PASSPHRASE"] = "file", "open sesame"
	for i, l := range lines {
		s, id := strings.ReplaceAll(l.text(500), "\x00", ""), reviewID(i)
		if !torture() && i%24 != 0 || strings.TrimSpace(s) == "" {
			continue
		}
		c.checkForms([]string{"reply", id, "--text", s, "--yes"}) // a conflict: it shows what stands there and this
		c.checkForms([]string{"reply", id, "--text", s, "--yes", "--json"})
		c.checkForms([]string{"reply", id, "--text", s, "--dry-run", "--replace", "000000"})
		if every(i, 1000, 16) {
			kept.replace(id, s)
		}
	}
}

// replace puts the text in the place of the reply, and looks at what remembers it.
func (c command) replace(id, text string) {
	c.t.Helper()
	r := c.run("reply", id, "--text", text, "--yes", "--json")
	_, rest, ok := strings.Cut(r.err, `"sha":"`)
	if !ok {
		return // the text cannot be sent
	}
	c.run("reply", id, "--text", text, "--replace", rest[:12], "--yes")
	for _, args := range [][]string{
		{"outbox", "show", id}, {"outbox", "show", id, "--json"}, {"outbox", "list"}, {"history", id}, {"history", id, "--json"}, {"show", id}, {"reply", id, "--delete", "--dry-run"},
		{"report", id, "--reason", "advertising", "--note", text, "--print"}, {"report", id, "--reason", "advertising", "--passage", text, "--print", "--json"}, {"find-reviewer", id, "--message", text, "--dry-run"},
		{"tag", id, "--add", text, "--dry-run"}, {"tag", id, "--add", text},
	} {
		r := c.on(80).run(args...)
		names := never()
		if strings.Contains(strings.Join(args, " "), "--json") || slices.Contains(args, "--dry-run") {
			names = slices.DeleteFunc(names, func(n string) bool { return n == "TOWER" })
		}
		harmless(c.t.(*testing.T), strings.Join(args[:2], " "), ours.ReplaceAllString(r.out+r.err, ""), names...)
	}
}

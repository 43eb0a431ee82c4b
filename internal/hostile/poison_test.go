package hostile

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// poisoned is tpdesk at a server that has a text of ours in place of every word of its answers: names, titles, addresses,
// states, whatever is no ID, time or link. The func sets the text; domain is the company's.
func poisoned(t *testing.T) (c command, set func(string), domain string) {
	t.Helper()
	var text atomic.Pointer[string]
	text.Store(new("harmless"))
	var srv *sandbox.Server
	c, srv = serveMade(t, sandbox.Options{Seed: 7, Reviews: 120})
	behind, err := url.Parse(srv.Info().APIURL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: behind.Host})
			r.Out.Header.Del("Accept-Encoding")
		},
		ModifyResponse: func(r *http.Response) error { return poison(r, *text.Load()) },
	}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	for _, name := range []string{"TPDESK_API_URL", "TPDESK_AUTH_URL", "TPDESK_INVITATIONS_URL"} {
		c.env[name] = strings.Replace(c.env[name], "http://"+behind.Host, front.URL, 1)
	}
	return c, func(s string) { text.Store(&s) }, srv.Info().Domain
}

// poison puts the text into an answer.
func poison(r *http.Response, text string) error {
	b, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	var v any
	if err == nil && json.Unmarshal(b, &v) == nil {
		b, err = json.Marshal(replaced(v, "", text))
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	r.Header.Del("Content-Length")
	return err
}

// kept is what a program goes by: IDs, times, numbers, links.
var kept = regexp.MustCompile(`^([0-9a-f]{24}|\d{4}-\d\d-\d\d.*|[\d.]+|https?://.*|)$`)

func replaced(v any, key, text string) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = replaced(v[k], k, text)
		}
	case []any:
		for i := range v {
			v[i] = replaced(v[i], key, text)
		}
	case string:
		if key == "websiteUrl" || !kept.MatchString(v) && key != "type" && key != "rel" {
			return text
		}
	}
	return v
}

// TestNothingThatAServerNamesCanAct runs the commands that show a company, its locations, templates, product reviews and public
// reviews, in every form, at a server that is hostile in every word.
func TestNothingThatAServerNamesCanAct(t *testing.T) {
	c, set, domain := poisoned(t)
	ids := c.ids("list", "--kind", "product", "--limit", "3", "--jq", ".[].id")
	service := c.ids("list", "--fresh", "--replied", "no", "--jq", ".[]|select(.findReviewer.isEligible)|.id")
	unit := c.env["TPDESK_BUSINESS_UNIT"]
	commands := [][]string{
		{"business", "show", "--unit", unit}, {"business", "show", "--unit", unit, "--json"}, {"business", "locations", "--unit", unit}, {"business", "locations", "--unit", unit, "--json"},
		{"business", "find", domain}, {"invite", "templates"}, {"invite", "templates", "--json"},
		{"list", "--kind", "product"}, {"list", "--kind", "product", "--tsv"}, {"list", "--kind", "product", "--jsonl"},
		{"list", "--kind", "product", "--json"}, {"list", "--kind", "product", "--template", "{{.title}} {{.content}}"}, append([]string{"show", "--kind", "product"}, ids...),
		append([]string{"show", "--kind", "product", "--json"}, ids...), {"reply", ids[0], "--kind", "product", "--text", "ok", "--add", "--dry-run"},
		{"stats", "--fresh"}, {"stats", "--fresh", "--json"}, {"reviewer", service[0]}, {"reviewer", service[0], "--json"}, {"history", service[0]}, {"show", "--fresh", service[0]}, {"tag", service[0], "--add", "x", "--dry-run"},
		{"reply", service[0], "--text", "ok", "--dry-run"}, {"find-reviewer", service[0], "--dry-run"}, {"auth", "status"}, {"sync"}, {"partner", "check", unit}, {"partner", "onboard", domain},
	}
	for _, args := range commands {
		if r := c.run(args...); r.code != 0 && args[0] != "partner" {
			t.Errorf("with harmless words tpdesk %s ends with %d: %s", strings.Join(args, " "), r.code, r.err)
		}
	}
	for i, l := range corpus(t) {
		if l.RawJSON != "" || !every(i, 96, 1) {
			continue
		}
		set(strings.ToValidUTF8(l.text(mostEverywhere), "\ufffd"))
		for _, args := range commands {
			if code := c.checkForms(args); code == 70 {
				t.Errorf("%s: tpdesk %s met a bug", l.ID, strings.Join(args, " "))
			}
		}
		c.checkShowcase(l, unit)
	}
}

// ids are what a command prints, three at most.
func (c command) ids(args ...string) []string {
	c.t.Helper()
	all := strings.Fields(c.must(args...))
	if len(all) == 0 {
		c.t.Fatalf("tpdesk %s prints no ID", strings.Join(args, " "))
	}
	return all[:min(3, len(all))]
}

// checkShowcase makes the page of public reviews in its four formats.
func (c command) checkShowcase(l line, unit string) {
	t := c.t.(*testing.T)
	t.Helper()
	for _, format := range []string{"markdown", "html", "svg", "json"} {
		r := c.run("business", "showcase", "--unit", unit, "--format", format, "--count", "3")
		names := never()
		if format == "json" { // it carries each text exactly
			names = slices.DeleteFunc(names, func(n string) bool { return n == "TOWER" })
		}
		harmless(t, l.ID+" in showcase "+format, r.out, names...)
		harmless(t, l.ID+" in showcase "+format+" on stderr", r.err, never()...)
		if strings.Contains(strings.ToLower(r.out), "<script") || strings.Contains(r.out, "](javascript:") {
			t.Errorf("%s: showcase %s holds a script: %s", l.ID, format, quoted(r.out))
		}
	}
}

// write puts a file into a folder of the test.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

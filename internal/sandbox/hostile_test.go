package sandbox_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// hostile is one line of testdata/hostile.jsonl.
type hostile struct {
	ID, Class, Field, Input, InputBase64 string
	Before, After                        string
	Repeat                               []any
	RawJSON                              string
	Parts                                []struct{ Repeat []any }
	MustNotEmit, MustShow                []string
	Expect                               string
}

func repeated(pair []any) string {
	if len(pair) != 2 {
		return ""
	}
	return strings.Repeat(pair[0].(string), int(pair[1].(float64)))
}

// value is the input as bytes inside a JSON string.
func (h hostile) value(t *testing.T) string {
	if h.InputBase64 != "" {
		b, err := base64.StdEncoding.DecodeString(h.InputBase64)
		if err != nil {
			t.Fatal(err)
		}
		return `"` + string(b) + `"`
	}
	return jsonOf(h.Input + h.Before + repeated(h.Repeat) + h.After)
}

// review is a review with the input in its field and everything else plain.
func (h hostile) review(t *testing.T, id string) string {
	if h.RawJSON != "" {
		filling := ""
		for _, p := range h.Parts {
			filling += repeated(p.Repeat)
		}
		raw := strings.ReplaceAll(h.RawJSON, "@@", filling)
		return strings.TrimSuffix(strings.TrimSpace(raw), "}") + `,"id":"` + id + `"}` // the last of two ids counts
	}
	v := map[string]string{"text": `"t"`, "title": `"h"`, "name": `"Per"`, "reference": `"R"`, "email": `"a@b.example"`, "tag": `"v"`, "location": `"L"`, "reply": `"thanks"`}
	v[h.Field] = h.value(t)
	return fmt.Sprintf(`{"id":"%s","stars":2,"title":%s,"text":%s,"createdAt":"2026-03-01T00:00:00.000Z","source":"Organic","consumer":{"id":"%s","displayName":%s},"referenceId":%s,
		"referralEmail":%s,"tags":[{"group":"g","value":%s}],"location":{"id":"1f0a6e52-7c11-4b83-9d0c-5b1f3c2a9e77","name":%s},"companyReply":{"text":%s}}`,
		id, v["title"], v["text"], id, v["name"], v["reference"], v["email"], v["tag"], v["location"], v["reply"])
}

// corpus reads the lines that a review can hold.
func corpus(t *testing.T) []hostile {
	t.Helper()
	f, err := os.Open("testdata/hostile.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []hostile
	for in := bufio.NewScanner(f); in.Scan(); {
		var h hostile
		if err := json.Unmarshal(in.Bytes(), &h); err != nil {
			t.Fatal(err)
		}
		if h.Field != "error" {
			list = append(list, h)
		}
	}
	return list
}

// hidden reports characters that no page may hold.
func hidden(r rune) bool {
	switch r {
	case '\n', '\t', 0x200C, 0x200D, 0xAD:
		return false
	}
	return r < 0x20 || r >= 0x7F && r < 0xA0 || r == 0x2028 || r == 0x2029 || unicode.In(r, unicode.Cf) || r >= 0xE0000 && r <= 0xE0FFF
}

func TestPagesAreSafeAndQuickWithEveryHostileText(t *testing.T) {
	list, reviews := corpus(t), []string{}
	id := func(i int) string { return fmt.Sprintf("66a0f1c2d3e4b5a6%08d", i) }
	for i, h := range list {
		reviews = append(reviews, h.review(t, id(i)))
	}
	reviews = append(reviews, hostile{}.review(t, id(len(list))))
	a := start(t, sandbox.Options{Scenario: file(t, `{"reviews":[`+strings.Join(reviews, ",")+`]}`)})
	for _, path := range []string{"/reviews/", "/app/reviews/"} {
		plain := a.call("GET", a.AuthURL+path+id(len(list)), "")
		for i, h := range list {
			var r reply
			if took, ok := withinOnce(time.Second, func() { r = a.call("GET", a.AuthURL+path+id(i), "") }); !ok {
				t.Errorf("%s%s took %v", path, h.ID, took)
			}
			if r.status != 200 || !utf8.ValidString(r.body) || strings.IndexFunc(r.body, hidden) >= 0 {
				t.Errorf("%s%s: status %d, or characters that hide at %d: %.300q", path, h.ID, r.status, strings.IndexFunc(r.body, hidden), r.body)
			}
			if h.RawJSON == "" && (strings.Count(r.body, "<") != strings.Count(plain.body, "<") || strings.Count(r.body, `"`) != strings.Count(plain.body, `"`)) {
				t.Errorf("%s%s: the text is markup: %.800s", path, h.ID, r.body)
			}
			h.shown(t, path, r.body)
		}
	}
}

// shown checks what the corpus demands of a line for what this page shows of it.
func (h hostile) shown(t *testing.T, path, body string) {
	t.Helper()
	seen := strings.Join(strings.Fields(html.UnescapeString(body)), " ")
	if h.Field == "email" || path == "/reviews/" && slices.Contains([]string{"tag", "reference", "location"}, h.Field) {
		return // this page does not show the field
	}
	for _, want := range h.MustShow {
		if !strings.Contains(seen, strings.Join(strings.Fields(want), " ")) {
			t.Errorf("%s%s: %q is not shown", path, h.ID, want)
		}
	}
	for _, bad := range h.MustNotEmit {
		if h.Class == "csv" || h.Class == "filename" || regexp.MustCompile(`^[A-Z][A-Z0-9]+$`).MatchString(bad) {
			continue // for cells and files, or a class of characters, which no page has anyway
		}
		if regexp.MustCompile(bad).MatchString(body) {
			t.Errorf("%s%s: %s stands on the page", path, h.ID, bad)
		}
	}
	if h.Expect == "placeholder" && h.Field == "name" && !strings.Contains(seen, "Somebody without a name") {
		t.Errorf("%s%s: no name is shown and no word for it", path, h.ID)
	}
}

func TestPagesNameTheirRealAddress(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	id := a.unanswered()
	for path, real := range map[string]string{"/reviews/": "https://www.trustpilot.com/reviews/", "/app/reviews/": "https://businessapp.b2b.trustpilot.com/reviews/"} {
		r := a.call("GET", a.AuthURL+path+id, "")
		if !strings.Contains(r.body, `<link rel="canonical" href="`+real+id+`">`) || strings.Contains(r.body, "127.0.0.1") {
			t.Errorf("%s: %s", path, r.body)
		}
	}
}

func TestTheSignInPageSaysWhoWillDoWhatForWhom(t *testing.T) {
	a := start(t, sandbox.Options{Seed: 7})
	r := a.call("GET", a.AuthURL+"/?"+a.asking("https://desk.example:8443/back").Encode(), "")
	for _, want := range []string{a.APIKey, "Acme Outdoor", "desk.example:8443", "reply", "not Trustpilot"} {
		if !strings.Contains(r.body, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if strings.Contains(r.body, "<script") || strings.Contains(r.body, a.APISecret) || strings.Contains(r.body, a.Password) {
		t.Error("the page runs a script or tells a secret")
	}
}

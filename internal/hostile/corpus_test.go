package hostile

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// line is one line of the corpus: an input, the field it belongs to, what must never come out and what must stay readable.
type line struct {
	ID, Class, Field, Input, Before, After, InputBase64, RawJSON string
	Repeat                                                       []any
	Parts                                                        []struct{ Repeat []any }
	MustNotEmit, MustShow                                        []string
	Expect                                                       string
}

func corpus(t testing.TB) []line {
	t.Helper()
	f, err := os.Open("testdata/hostile.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []line
	scan := bufio.NewScanner(f)
	for scan.Buffer(nil, 1<<20); scan.Scan(); {
		var l line
		if err := json.Unmarshal(scan.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	if len(out) < 190 {
		t.Fatalf("the corpus has %d lines", len(out))
	}
	return out
}

// text is the input itself, at most n bytes of a repeated part; 0 is all of it.
func (l line) text(n int) string {
	switch {
	case l.InputBase64 != "":
		b, err := base64.StdEncoding.DecodeString(l.InputBase64)
		if err != nil {
			panic(l.ID + ": " + err.Error())
		}
		return string(b)
	case len(l.Repeat) == 2:
		return l.Before + repeated(l.Repeat, n) + l.After
	}
	return l.Input
}

func repeated(r []any, most int) string {
	s, times := r[0].(string), int(r[1].(float64))
	if most > 0 {
		times = min(times, max(1, most/len(s)))
	}
	return strings.Repeat(s, times)
}

// raw is the whole review of a rawJson line.
func (l line) raw() string {
	joined := ""
	for _, p := range l.Parts {
		joined += repeated(p.Repeat, 0)
	}
	return strings.ReplaceAll(l.RawJSON, "@@", joined)
}

// reviewID is the ID of the review that holds line i.
func reviewID(i int) string { return fmt.Sprintf("66a0f1c2d3e4b5a6%08x", i) }

// idOf is the ID under which line i is served.
func (l line) idOf(i int) string {
	var given struct{ ID string }
	if l.RawJSON != "" && json.Unmarshal([]byte(l.raw()), &given) == nil {
		return given.ID
	}
	return reviewID(i)
}

// company is whose reviews these are; the corpus has a name that looks like it.
const company = "Kettleworks"

// fields are the texts of a review by the corpus's names for them.
type fields map[string]string

// plainFields are harmless texts that tell the reviews apart.
func plainFields(i int) fields {
	return fields{"text": fmt.Sprintf("Body %03d", i), "title": fmt.Sprintf("Case %03d", i), "name": fmt.Sprintf("Writer %03d", i), "reference": fmt.Sprintf("KW-%03d", i),
		"email": fmt.Sprintf("w%03d@shop.example", i), "tag": fmt.Sprintf("tag%03d", i), "location": "Odense", "reply": "Thank you", "error": ""}
}

// with is the fields with one replaced.
func (f fields) with(name, text string) fields {
	f[name] = text
	return f
}

// written is when the first of them was.
func written() time.Time { return time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC) }

// aged is what a list shows of the age of such a review.
func aged() string {
	days := int(time.Since(written()) / (24 * time.Hour))
	if days < 365 {
		return fmt.Sprintf("%dmo ", days/30)
	}
	return fmt.Sprintf("%dy ", days/365)
}

// json is a review with the fields, written so many minutes before a day of 2025, as the server would send it: bytes that
// are no UTF-8 stay as they are.
func (f fields) json(i int) string {
	at := written().Add(-time.Duration(i) * time.Minute).Format(time.RFC3339)
	other := f["other"]
	if other == "" {
		other = "other"
	}
	return fmt.Sprintf(`{"id":"%s","stars":%d,"createdAt":"%s","language":%s,"title":%s,"text":%s,"referenceId":%s,"referralEmail":%s,"source":%s,`+
		`"status":"active","numberOfLikes":0,"isVerified":true,"reviewVerificationLevel":%s,"complianceLabels":[%s],`+
		`"consumer":{"id":"%024x","displayName":%s,"displayLocation":%s,"numberOfReviews":1},`+
		`"businessUnit":{"id":"%024x","identifyingName":"kettleworks.example","displayName":"%s"},`+
		`"location":{"id":"%024x","name":%s,"urlFormattedName":"x"},"tags":[{"group":%s,"value":%s}],`+
		`"companyReply":{"text":%s,"createdAt":"2025-07-01T00:00:00Z","authorBusinessUserName":%s},`+
		`"reportData":%s,"findReviewer":{"isEligible":true,"requests":[{"id":"1","created":"2025-07-01T00:00:00Z","status":%s,"businessUserMessage":%s}]}}`,
		reviewID(i), 1+i%5, at, quote(f.or("language", "en")), quote(f["title"]), quote(f["text"]), quote(f["reference"]), quote(f["email"]), quote(f.or("source", "Organic")),
		quote(f.or("level", "verified")), quote(other), i+1, quote(f["name"]), quote(other), 7, company, i%60+1, quote(f["location"]), quote(f.or("group", "generic")), quote(f["tag"]),
		quote(f["reply"]), quote(other), f.report(), quote(other), quote(other))
}

func (f fields) or(name, otherwise string) string {
	if s, ok := f[name]; ok {
		return s
	}
	return otherwise
}

// report is a report of the review, only where every field is hostile: a reported review cannot be reported again.
func (f fields) report() string {
	s, ok := f["report"]
	if !ok {
		return "null"
	}
	return fmt.Sprintf(`{"source":%s,"publicComment":%s,"createdAt":"2025-07-01T00:00:00Z","reason":%s,"reasons":[%s],"reviewVisibility":%s}`, quote(s), quote(s), quote(s), quote(s), quote(s))
}

// quote is a JSON string of bytes: only what JSON forbids is escaped.
func quote(s string) string {
	b := []byte{'"'}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"', c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = fmt.Appendf(b, `\u%04x`, c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}

// mostEverywhere is how much of a repeated input stands in each field of a review that is hostile all over.
const mostEverywhere = 2000

// everywhere is a review with the input in every field that a customer, a colleague or the server could fill.
func (l line) everywhere(i int) string {
	s := l.text(mostEverywhere)
	f := fields{}
	for _, name := range []string{"text", "title", "name", "reference", "email", "tag", "location", "reply", "other", "report", "language", "source", "level", "group"} {
		f[name] = s
	}
	return f.json(i)
}

// inItsField is a review with the input in the field that the corpus names, and harmless texts elsewhere.
func (l line) inItsField(i int) string {
	if l.RawJSON != "" {
		return l.raw()
	}
	return plainFields(i).with(l.Field, l.text(most())).json(i)
}

// most is how many bytes of a repeated input are served. In the whole sweep a twin, whose letters have two bytes, still
// stands within the megabyte that is kept of a text.
func most() int {
	if torture() {
		return 300_000
	}
	return 30_000
}

// scenario is the file of a sandbox that serves the reviews.
func scenario(t testing.TB, reviews []string) string {
	t.Helper()
	path := t.TempDir() + "/scenario.json"
	if err := os.WriteFile(path, []byte(`{"reviews":[`+strings.Join(reviews, ",")+`]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// all makes a review of each line.
func all(lines []line, review func(line, int) string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = review(l, i)
	}
	return out
}

// shows reports whether what a person sees holds the words, wherever it was wrapped.
func shows(seen, words string) bool {
	return strings.Contains(seen, words) || strings.Contains(squeezed(seen), squeezed(words))
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// expressions are the line's own ones, and names its names.
func (l line) forbidden() (names []string, expressions []*regexp.Regexp) {
	for _, s := range l.MustNotEmit {
		if _, ok := classes()[s]; ok || strings.ToUpper(s) == s && regexp.MustCompile(`^[A-Z0-9]+$`).MatchString(s) {
			names = append(names, s)
		} else {
			expressions = append(expressions, regexp.MustCompile(s))
		}
	}
	return names, expressions
}

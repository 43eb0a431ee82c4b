package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/tpdesk/tpdesk/internal/cli"
	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// wire is a review as the JSON has it, read by types of the test's own.
type wire struct {
	ID            string
	Stars         int
	Title, Text   *string
	Language      *string
	CreatedAt     time.Time
	Source        string
	ReferenceID   *string
	ReferralEmail *string
	Consumer      struct{ DisplayName string }
	CompanyReply  *wireReply
	ReportData    *struct{}
	Location      *struct{ ID, Name string }
	Tags          []struct{ Group, Value string }
	FindReviewer  struct{ Requests []struct{} }
	UpdatedAt     *time.Time
}

// wireReply is when a reply was written.
type wireReply struct{ CreatedAt, UpdatedAt *time.Time }

// at is when it was written last.
func (r wireReply) at() time.Time {
	if r.UpdatedAt != nil {
		return *r.UpdatedAt
	}
	return *r.CreatedAt
}

// program runs command lines in this process against one sandbox.
type program struct {
	t   *testing.T
	env map[string]string
}

func newProgram(t *testing.T, o sandbox.Options) program {
	srv, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	info := srv.Info()
	return program{t, map[string]string{
		"TPDESK_API_URL": info.APIURL, "TPDESK_AUTH_URL": info.AuthURL, "TPDESK_API_KEY": info.APIKey, "TPDESK_TOKEN": info.ClientToken,
		"TPDESK_BUSINESS_UNIT": info.BusinessUnitID, "TPDESK_BUSINESS_USER": info.BusinessUserID, "TPDESK_STORE": "file", "TPDESK_PASSPHRASE": "p",
		"TPDESK_STATE_HOME": t.TempDir(), "TPDESK_CONFIG_HOME": t.TempDir(),
	}}
}

// run gives stdout of a command line that must succeed.
func (p program) run(args ...string) string {
	p.t.Helper()
	var out, said bytes.Buffer
	a := &cli.App{In: strings.NewReader(""), Out: &out, Err: &said, Width: 100, Now: time.Now,
		Env: func(name string) (string, bool) { v, ok := p.env[name]; return v, ok }}
	if code := a.Run(context.Background(), args, func() error { return nil }); code != 0 {
		p.t.Fatalf("tpdesk %s ended with %d: %s", strings.Join(args, " "), code, said.String())
	}
	return out.String()
}

func (p program) list(args ...string) []wire {
	p.t.Helper()
	var rs []wire
	if err := json.Unmarshal([]byte(p.run(append([]string{"list", "--json"}, args...)...)), &rs); err != nil {
		p.t.Fatal(err)
	}
	return rs
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// TestEachFilterGivesWhatFilteringTheWholeSetGives holds every flag, from the server and from the copy, against a filter
// of the test's own over all reviews.
func TestEachFilterGivesWhatFilteringTheWholeSetGives(t *testing.T) {
	p, start := newProgram(t, sandbox.Options{Seed: 7, Reviews: 500}), time.Now()
	all := p.list("--fresh")
	p.run("sync")
	some := func(want func(wire) bool) wire { return all[max(0, slices.IndexFunc(all, want))] }
	tagged := some(func(r wire) bool { return len(r.Tags) > 0 }).Tags[0]
	placed := some(func(r wire) bool { return r.Location != nil }).Location
	invited := some(func(r wire) bool { return r.ReferralEmail != nil && r.ReferenceID != nil })
	cut := all[len(all)/2].CreatedAt
	hasTag := func(group, value string) func(wire) bool {
		return func(r wire) bool {
			return slices.ContainsFunc(r.Tags, func(t struct{ Group, Value string }) bool {
				return t.Value == value && (group == "" || t.Group == group)
			})
		}
	}
	lang := func(codes ...string) func(wire) bool {
		return func(r wire) bool { return r.Language != nil && slices.Contains(codes, *r.Language) }
	}
	from := func(names ...string) func(wire) bool {
		return func(r wire) bool { return slices.Contains(names, r.Source) }
	}
	name := invited.Consumer.DisplayName
	not := func(want func(wire) bool) func(wire) bool { return func(r wire) bool { return !want(r) } }
	at := func(ids ...string) func(wire) bool {
		return func(r wire) bool {
			return r.Location != nil && (slices.Contains(ids, r.Location.ID) || slices.Contains(ids, r.Location.Name))
		}
	}
	elsewhere := some(func(r wire) bool { return r.Location != nil && r.Location.ID != placed.ID }).Location
	words := strings.Fields(deref(some(func(r wire) bool { return deref(r.Language) == "en" && len(strings.Fields(deref(r.Text))) > 8 }).Text))
	word, phrase := strings.Trim(words[max(0, slices.IndexFunc(words, func(s string) bool { return len(s) > 5 }))], ".,;:!?'\""), strings.Join(words[2:5], " ")
	holds := func(part string) func(wire) bool { // letter by letter, which plain English words allow
		return func(r wire) bool {
			has := func(s string) bool {
				return strings.Contains(" "+strings.Join(splitWords(s), " ")+" ", " "+strings.Join(splitWords(part), " ")+" ")
			}
			return has(deref(r.Title)) || has(deref(r.Text)) || has(r.Consumer.DisplayName) || has(deref(r.ReferenceID)) || has(deref(r.ReferralEmail))
		}
	}
	second := some(func(r wire) bool { return len(r.Tags) > 1 }).Tags
	month, hours := quiet(all, start, 30, 24*time.Hour, "d"), quiet(all, start, 36, time.Hour, "h")
	within := func(since, until string) func(wire) bool {
		return func(r wire) bool {
			return !r.CreatedAt.Before(start.Add(-spanOf(since))) && r.CreatedAt.Before(start.Add(-spanOf(until)))
		}
	}
	rows := []filterRow{
		{"--stars=1", func(r wire) bool { return r.Stars == 1 }},
		{"--stars=1,2", func(r wire) bool { return r.Stars <= 2 }},
		{"--stars=2-4", func(r wire) bool { return r.Stars >= 2 && r.Stars <= 4 }},
		{"--replied=yes", func(r wire) bool { return r.CompanyReply != nil }},
		{"--replied=no", func(r wire) bool { return r.CompanyReply == nil }},
		{"--reported=yes", func(r wire) bool { return r.ReportData != nil }},
		{"--reported=no", func(r wire) bool { return r.ReportData == nil }},
		{"--contacted=yes", func(r wire) bool { return len(r.FindReviewer.Requests) > 0 }},
		{"--contacted=no", func(r wire) bool { return len(r.FindReviewer.Requests) == 0 }},
		{"--source=automatic", from("AFSv1", "AFSv2", "InvitationApi")},
		{"--source=manual", from("ManualInputInvitation", "FileUpload", "CopyPasteInvitation", "Kickstart")},
		{"--source=generated", from("InvitationLinkApi", "BusinessGeneratedLink")},
		{"--source=basic", from("BasicLink")},
		{"--source=embedded", from("EmbeddedBusinessGeneratedLinkForm")},
		{"--source=organic", from("Organic", "DomainLink")},
		{"--source=Organic", from("Organic")},
		{"--source=AFSv2 --source=basic", from("AFSv2", "BasicLink")},
		{"--source=AFSv2,basic", from("AFSv2", "BasicLink")},
		{"--tag=" + tagged.Value, hasTag("", tagged.Value)},
		{"--tag=" + tagged.Group + ":" + tagged.Value, hasTag(tagged.Group, tagged.Value)},
		{"--tag=" + strings.ToUpper(tagged.Value) + "X", func(wire) bool { return false }},
		{"--language=da", lang("da")},
		{"--language=da,en", lang("da", "en")},
		{"--location=" + placed.ID, func(r wire) bool { return r.Location != nil && r.Location.ID == placed.ID }},
		{"--since=" + cut.Format(time.RFC3339Nano), func(r wire) bool { return !r.CreatedAt.Before(cut) }},
		{"--until=" + cut.Format(time.RFC3339Nano), func(r wire) bool { return r.CreatedAt.Before(cut) }},
		{"--since=" + cut.Format("2006-01-02"), func(r wire) bool { return !r.CreatedAt.Before(cut.UTC().Truncate(24 * time.Hour)) }},
		{"--until=" + cut.Format("2006-01-02"), func(r wire) bool { return r.CreatedAt.Before(cut.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)) }},
		{"--reviewer=" + strings.ToUpper(name[:3]), func(r wire) bool {
			return strings.Contains(strings.ToLower(r.Consumer.DisplayName), strings.ToLower(name[:3]))
		}},
		{"--reference=" + deref(invited.ReferenceID), func(r wire) bool { return r.ReferenceID != nil && *r.ReferenceID == *invited.ReferenceID }},
		{"--email=" + strings.ToUpper(deref(invited.ReferralEmail)), func(r wire) bool { return strings.EqualFold(deref(r.ReferralEmail), *invited.ReferralEmail) }},
		{"--query=-language:da", func(r wire) bool { return !lang("da")(r) }},
		{"--query=-stars:5", func(r wire) bool { return r.Stars != 5 }},
		{"--location=" + placed.Name, at(placed.ID)},
		{"--location=" + placed.ID + " --location=" + elsewhere.Name, at(placed.ID, elsewhere.ID)},
		{"--query=-location:" + placed.ID, not(at(placed.ID))},
		{"--location=" + strings.ToUpper(placed.Name) + "X", func(wire) bool { return false }},
		{"--tag=" + second[0].Value + " --tag=" + second[1].Group + ":" + second[1].Value, func(r wire) bool {
			return hasTag("", second[0].Value)(r) && hasTag(second[1].Group, second[1].Value)(r)
		}},
		{"--query=-tag:" + tagged.Value, not(hasTag("", tagged.Value))},
		{"--query=-source:automatic", not(from("AFSv1", "AFSv2", "InvitationApi"))},
		{"--query=-replied:yes", func(r wire) bool { return r.CompanyReply == nil }},
		{"--query=-contacted:no", func(r wire) bool { return len(r.FindReviewer.Requests) > 0 }},
		{"--query=-email:" + deref(invited.ReferralEmail), func(r wire) bool { return !strings.EqualFold(deref(r.ReferralEmail), *invited.ReferralEmail) }},
		{"--query=-reference:" + deref(invited.ReferenceID), func(r wire) bool { return deref(r.ReferenceID) != *invited.ReferenceID }},
		{"--since=" + month, within(month, "0h")},
		{"--since=" + hours, within(hours, "0h")},
		{"--until=" + month, not(within(month, "0h"))},
		{"--since=" + month + " --until=" + hours, within(month, hours)},
		{"--search=" + word, holds(word)},
		{"--query=-search:" + word, not(holds(word))},
		{"--search=" + strconv.Quote(phrase), holds(phrase)},
		{"--view=Urgent", func(r wire) bool { return r.Stars <= 2 && r.CompanyReply == nil }},
		{"--view=Waiting --stars=1-4", func(r wire) bool { return len(r.FindReviewer.Requests) > 0 && r.CompanyReply == nil && r.Stars <= 4 }},
		{"--query=outdated:yes", func(r wire) bool {
			return r.CompanyReply != nil && r.UpdatedAt != nil && r.UpdatedAt.After(r.CompanyReply.at())
		}},
		{"--stars=1-3 --replied=no --reported=no", func(r wire) bool { return r.Stars <= 3 && r.CompanyReply == nil && r.ReportData == nil }},
		{"--kind=service", func(wire) bool { return true }},
	}
	rows = append(rows, combined(rows, 16)...)
	for _, c := range rows {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			p.wantFiltered(t, all, c)
		})
	}
}

// filterRow is a command line and what it selects.
type filterRow struct {
	args string
	want func(wire) bool
}

// wantFiltered fails unless server and copy give what filtering all of them does, in the same order.
func (p program) wantFiltered(t *testing.T, all []wire, c filterRow) {
	t.Helper()
	var want []string
	for _, r := range all {
		if c.want(r) {
			want = append(want, r.ID)
		}
	}
	for _, from := range []string{"--fresh", "--cached"} {
		got := strings.Fields(p.run(append([]string{"list", "--jq=.[].id", from}, flagsOf(c.args)...)...))
		if !slices.Equal(got, want) {
			t.Errorf("%s gave %d reviews, filtering the whole set %d", from, len(got), len(want))
		}
	}
}

// flagsOf parts a line before each flag: what is quoted may hold blanks.
func flagsOf(line string) []string {
	parts := strings.Split(line, " --")
	for i := 1; i < len(parts); i++ {
		parts[i] = "--" + parts[i]
	}
	return parts
}

// combined are n rows of two or three of the others whose fields differ: all of them must hold.
func combined(rows []filterRow, n int) (out []filterRow) {
	r := rand.New(rand.NewPCG(20261121, 7))
	for len(out) < n {
		var parts []filterRow
		for range 2 + r.IntN(2) {
			parts = append(parts, rows[r.IntN(len(rows))])
		}
		if c, ok := joined(parts); ok {
			out = append(out, c)
		}
	}
	return out
}

func joined(parts []filterRow) (filterRow, bool) {
	var lines []string
	seen := map[string]bool{"kind": true}
	for _, part := range parts {
		for _, flag := range flagsOf(part.args) {
			name := strings.TrimPrefix(flag[:strings.Index(flag, "=")], "--")
			lines = append(lines, flag)
			if name == "view" || name == "query" { // these stand for other flags
				name = "query"
			}
			if seen[name] {
				return filterRow{}, false
			}
		}
		for _, flag := range flagsOf(part.args) {
			seen[strings.TrimPrefix(flag[:strings.Index(flag, "=")], "--")] = true
		}
	}
	if seen["view"] && (seen["stars"] || seen["replied"] || seen["contacted"] || seen["query"]) {
		return filterRow{}, false
	}
	return filterRow{strings.Join(lines, " "), func(r wire) bool {
		return !slices.ContainsFunc(parts, func(part filterRow) bool { return !part.want(r) })
	}}, true
}

// quiet is a span of at least n units back to a moment about which no review was written: the test takes a while.
func quiet(all []wire, now time.Time, n int, unit time.Duration, sign string) string {
	for ; ; n++ {
		back := now.Add(-time.Duration(n) * unit)
		if !slices.ContainsFunc(all, func(r wire) bool { return r.CreatedAt.Sub(back).Abs() < 10*time.Minute }) {
			return strconv.Itoa(n) + sign
		}
	}
}

// spanOf is what 30d and 36h say.
func spanOf(s string) time.Duration {
	n, err := strconv.Atoi(s[:len(s)-1])
	if err != nil {
		panic(err)
	}
	if strings.HasSuffix(s, "d") {
		return time.Duration(n) * 24 * time.Hour
	}
	return time.Duration(n) * time.Hour
}

// splitWords are the words of a text in small letters.
func splitWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// TestEachOrderIsKept holds --sort against the data, from the server and from the copy.
func TestEachOrderIsKept(t *testing.T) {
	p := newProgram(t, sandbox.Options{Seed: 7, Reviews: 300})
	p.run("sync")
	for by, before := range map[string]func(a, b wire) bool{
		"newest": func(a, b wire) bool { return !a.CreatedAt.Before(b.CreatedAt) },
		"oldest": func(a, b wire) bool { return !a.CreatedAt.After(b.CreatedAt) },
		"stars":  func(a, b wire) bool { return a.Stars <= b.Stars },
		"waiting": func(a, b wire) bool {
			if (a.CompanyReply == nil) != (b.CompanyReply == nil) {
				return a.CompanyReply == nil
			}
			return !a.CreatedAt.After(b.CreatedAt)
		},
	} {
		for _, from := range []string{"--fresh", "--cached"} {
			rs := p.list("--sort", by, from)
			if len(rs) != 300 {
				t.Fatalf("--sort %s %s gave %d reviews", by, from, len(rs))
			}
			for i := 1; i < len(rs); i++ {
				if !before(rs[i-1], rs[i]) {
					t.Errorf("--sort %s %s: review %d stands before %d", by, from, i-1, i)
					break
				}
			}
		}
	}
}

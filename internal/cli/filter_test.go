package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

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
	CompanyReply  *struct{}
	ReportData    *struct{}
	Location      *struct{ ID, Name string }
	Tags          []struct{ Group, Value string }
	FindReviewer  struct{ Requests []struct{} }
	UpdatedAt     *time.Time
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
	p := newProgram(t, sandbox.Options{Seed: 7, Reviews: 500})
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
	for _, c := range []struct {
		args string
		want func(wire) bool
	}{
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
		{"--stars=1-3 --replied=no --reported=no", func(r wire) bool { return r.Stars <= 3 && r.CompanyReply == nil && r.ReportData == nil }},
		{"--kind=service", func(wire) bool { return true }},
	} {
		t.Run(c.args, func(t *testing.T) {
			var want []string
			for _, r := range all {
				if c.want(r) {
					want = append(want, r.ID)
				}
			}
			for _, from := range []string{"--fresh", "--cached"} {
				var got []string
				for _, r := range p.list(append(strings.Fields(c.args), from)...) {
					got = append(got, r.ID)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s gave %d reviews, filtering the whole set %d", from, len(got), len(want))
				}
			}
		})
	}
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

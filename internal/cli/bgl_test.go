package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/link"
)

// linkDesk is a command line with keys in a vault in memory.
type linkDesk struct {
	*App
	out, said bytes.Buffer
	m         linkMaker
	dir       string
}

func newLinkDesk(t *testing.T) *linkDesk {
	t.Helper()
	k, err := link.ParseKeys("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=")
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := link.OpenLedger("", k)
	if err != nil {
		t.Fatal(err)
	}
	d := &linkDesk{dir: t.TempDir(), m: linkMaker{keys: k, form: link.Form{Domain: "acme-outdoor.example"}, ledger: ledger}}
	d.App = &App{Out: &d.out, Err: &d.said, Now: time.Now}
	return d
}

// batch runs over rows of CSV and gives what the file of links has.
func (d *linkDesk) batch(ctx context.Context, t *testing.T, rows string) (string, error) {
	t.Helper()
	in, out := filepath.Join(d.dir, "orders.csv"), filepath.Join(d.dir, "links.csv")
	if err := os.WriteFile(in, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	o := &bglOptions{form: d.m.form, batch: batchOptions{csv: in, out: out}}
	if err := o.batch.check(link.Payload{}, false); err != nil {
		t.Fatal(err)
	}
	err := d.bglBatch(ctx, o, d.m)
	b, _ := os.ReadFile(out)
	return string(b), err
}

func TestABadRowAtAnyPositionIsNamedAndTheOthersAreDone(t *testing.T) {
	const rows = 12
	for bad := range rows {
		d := newLinkDesk(t)
		var text strings.Builder
		text.WriteString("email,name,ref\n")
		for n := range rows {
			email := fmt.Sprintf("c%d@customer.example", n)
			if n == bad {
				email = ""
			}
			fmt.Fprintf(&text, "%s,Customer %d,%d\n", email, n, n)
		}
		got, err := d.batch(t.Context(), t, text.String())
		if !errors.As(err, new(partialError)) || classify(err).exit != 3 {
			t.Errorf("row %d: %v", bad, err)
		}
		if want := fmt.Sprintf("orders.csv:%d: refused: no email\n", bad+2); strings.Count(d.said.String(), "refused:") != 1 || !strings.Contains(d.said.String(), want) {
			t.Errorf("row %d: said %q", bad, d.said.String())
		}
		if strings.Count(got, "https://") != rows-1 || strings.Contains(got, fmt.Sprintf("Customer %d,", bad)) {
			t.Errorf("row %d: wrote %q", bad, got)
		}
	}
}

func TestABatchThatCannotBeReadOnWritesNothingWhereverItBreaks(t *testing.T) {
	for bad := range 6 {
		d := newLinkDesk(t)
		var text strings.Builder
		text.WriteString("email,name,ref\n")
		for n := range 6 {
			if n == bad {
				text.WriteString("\"open")
			}
			fmt.Fprintf(&text, "c@customer.example,Customer %d,%d\n", n, n)
		}
		if got, err := d.batch(t.Context(), t, text.String()); classify(err).exit != 2 || got != "" || !strings.Contains(err.Error(), fmt.Sprintf("orders.csv:%d:", bad+2)) {
			t.Errorf("row %d: %v, %q", bad, err, got)
		}
		wantOnly(t, d.dir, "orders.csv")
	}
}

func TestACancelledBatchLeavesNothing(t *testing.T) {
	d := newLinkDesk(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(signalError{2})
	if _, err := d.batch(ctx, t, "email,name,ref\na@b.example,A,1\n"); classify(err).exit != 130 {
		t.Errorf("got %v", err)
	}
	wantOnly(t, d.dir, "orders.csv")
}

func wantOnly(t *testing.T, dir, name string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != name {
		t.Errorf("the folder holds %v, %v; want %s alone", entries, err, name)
	}
}

func TestAHundredThousandRowsWithOneBadInTheMiddle(t *testing.T) {
	d := newLinkDesk(t)
	var text strings.Builder
	text.WriteString("email,name,ref,skus,tags\n")
	for n := range 100_000 {
		at := "@"
		if n == 50_000 {
			at = ""
		}
		fmt.Fprintf(&text, "c%d%scustomer.example,Customer %d,ORDER-%d,sku-%d,web\n", n, at, n, n, n%100)
	}
	began := time.Now()
	got, err := d.batch(t.Context(), t, text.String())
	if classify(err).exit != 3 || strings.Count(got, "\n") != 100_000 || !strings.HasPrefix(d.said.String(), filepath.Join(d.dir, "orders.csv")+":50002: refused: ") {
		t.Errorf("%v, %d lines, %.200s", err, strings.Count(got, "\n"), d.said.String())
	}
	t.Logf("%d rows a second", int(100_000/time.Since(began).Seconds()))
}

func TestManyReferencesUsedBeforeAreToldInShort(t *testing.T) {
	d := newLinkDesk(t)
	rows := "email,name,ref\n" + strings.Repeat("a@b.example,A,1\n", 100)
	if _, err := d.batch(t.Context(), t, rows); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(d.said.String(), "used before") + strings.Count(d.said.String(), "reference before"); n != warnAtMost || !strings.Contains(d.said.String(), "79 more warnings like these") {
		t.Errorf("%d warnings: %s", n, d.said.String())
	}
}

func TestHalfOfANewPairOfKeysIsNotUsedWithHalfOfAnOldOne(t *testing.T) {
	d, ctx := newLinkDesk(t), t.Context()
	o := &opener{a: d.App, settings: config.Settings{Profile: "default", APIURL: config.DefaultAPIURL}, vault: auth.NewMemory()}
	if err := o.keepLinkKeys(ctx, d.m.keys); err != nil {
		t.Fatal(err)
	}
	if k, err := o.linkKeys(ctx); err != nil || k != d.m.keys {
		t.Fatalf("read %v", err)
	}
	old, err := o.vault.Get(ctx, o.linkKeyName(partSign))
	if err != nil {
		t.Fatal(err)
	}
	other := d.m.keys
	other.Encrypt[0] ^= 1
	if err := errors.Join(o.keepLinkKeys(ctx, other), o.vault.Set(ctx, o.linkKeyName(partSign), old)); err != nil {
		t.Fatal(err)
	}
	if _, err := o.linkKeys(ctx); !errors.Is(err, errNoLinkKeys) {
		t.Errorf("two halves are a pair: %v", err)
	}
	for _, damaged := range []string{"", "{", `{"v":2}`, `{"v":1,"key":"AAAA"}`} {
		if err := errors.Join(o.vault.Set(ctx, o.linkKeyName(partSign), damaged), o.vault.Set(ctx, o.linkKeyName(partEncrypt), damaged)); err != nil {
			t.Fatal(err)
		}
		if _, err := o.neededLinkKeys(ctx); classify(err).exit != 2 {
			t.Errorf("%q: %v", damaged, err)
		}
	}
}

func TestKeysOfARehearsalHaveOtherNamesAndNoneTellsAnything(t *testing.T) {
	names := map[string]bool{}
	for _, s := range []config.Settings{{Profile: "a", APIURL: config.DefaultAPIURL}, {Profile: "b", APIURL: config.DefaultAPIURL}, {Profile: "a", APIURL: "http://127.0.0.1:4010/v1"}} {
		for _, part := range []string{partEncrypt, partSign} {
			name := (&opener{settings: s}).linkKeyName(part)
			if names[name] || len(name) != 32 || strings.Trim(name, "0123456789abcdef") != "" {
				t.Errorf("%+v: %q", s, name)
			}
			names[name] = true
		}
	}
}

func TestOnATerminalWhatIsTheCustomersOwnIsMasked(t *testing.T) {
	p := link.Payload{Email: "ase.thordarson@customer.example", Name: "Åse Þórðarson", Ref: "ORDER-77", SKUs: []string{"sku"}, Tags: []string{"web"}}
	for masked, want := range map[bool]string{
		true:  "email\ta•••@c•••\nname\tÅ•••\nref\tO•••\nskus\tsku\ntags\tweb\ndomain\tacme-outdoor.example\n",
		false: "email\tase.thordarson@customer.example\nname\tÅse Þórðarson\nref\tORDER-77\nskus\tsku\ntags\tweb\ndomain\tacme-outdoor.example\n",
	} {
		d := newLinkDesk(t)
		if err := d.printPayload(d.m.form, p, masked); err != nil || d.out.String() != want {
			t.Errorf("masked %v: %q, %v", masked, d.out.String(), err)
		}
	}
	for _, short := range []string{"", "a", "ab", "日本"} {
		if got := mask(short); got != hidden {
			t.Errorf("%q is masked as %q", short, got)
		}
	}
}

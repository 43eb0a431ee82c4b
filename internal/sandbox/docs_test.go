package sandbox

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestTheDocumentationNamesEverythingThatIsServed(t *testing.T) {
	b, err := os.ReadFile("../../docs/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	var names []string
	for _, r := range serverFor(t, Options{Reviews: 1}).routes() {
		path := strings.TrimPrefix(strings.TrimPrefix(r.path, "/invitations"), "/v1")
		if path != "/{$}" {
			names = append(names, path)
		}
	}
	switches := reflect.TypeFor[Switches]()
	for i := range switches.NumField() {
		names = append(names, switches.Field(i).Tag.Get("json"))
	}
	for name := range takers() {
		names = append(names, name)
	}
	for _, name := range []string{
		"status", "html", "redirect", "huge", "gzip-bomb", "delay", "hang", "cut", "cut-body", "tls", "status-after-commit", "html-after-commit", "delay-after-commit", "hang-after-commit", "cut-after-commit",
	} {
		if _, known := kindOf(name); !known {
			t.Errorf("there is no fault %s", name)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if !strings.Contains(doc, name+"`") {
			t.Errorf("docs/sandbox.md does not name %s", name)
		}
	}
}

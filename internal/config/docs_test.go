package config

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestTheExampleInTheDocsIsReadAndNamesEverySettingWithItsDefault(t *testing.T) {
	b, err := os.ReadFile("../../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "```toml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("there is no example")
	}
	c, err := Parse("settings.md", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []reflect.Type{reflect.TypeFor[file](), reflect.TypeFor[profileTable]()} {
		for i := range table.NumField() {
			name := table.Field(i).Tag.Get("toml")
			if lines := "\n" + example; !strings.Contains(lines, "\n"+name+" = ") && !strings.Contains(lines, "\n["+name) {
				t.Errorf("the example does not name %s", name)
			}
		}
	}
	d := Default()
	if c.UndoWait != d.UndoWait || c.Theme != d.Theme || c.Mouse != d.Mouse || c.KeepPersonal != d.KeepPersonal || c.YearlyCalls != d.YearlyCalls || c.Profile != DefaultProfile {
		t.Errorf("the example has %+v, the defaults are %+v", c, d)
	}
}

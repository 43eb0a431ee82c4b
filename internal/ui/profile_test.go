package ui

import (
	"strings"
	"testing"
)

func TestTheProfileIsAlwaysInSightWhereItMatters(t *testing.T) {
	for name, c := range map[string]struct {
		profile string
		several bool
		shown   bool
	}{
		"the only one":        {"default", false, false},
		"the default of some": {"default", true, true},
		"another name":        {"north", false, true},
		"another of some":     {"north", true, true},
	} {
		for _, size := range sizes {
			d := start(t, size[0], size[1], sample(), func(_ *driver, o *Options) {
				o.Profile, o.Several, o.Company = c.profile, c.several, "A company with a name that is far longer than the line that it stands on, which happens"
			})
			first, _, _ := strings.Cut(d.frame(), "\n")
			if got := strings.Contains(first, "· "+c.profile); got != c.shown {
				t.Errorf("%s at %v: %q", name, size, first)
			}
			checkFrame(t, d, size[0], size[1], name)
			d.press("r")
			if got := strings.Contains(d.frame(), "profile "+c.profile); got != c.shown {
				t.Errorf("%s at %v: the composer says\n%s", name, size, d.frame())
			}
			checkFrame(t, d, size[0], size[1], name)
			if first, _, _ := strings.Cut(d.frame(), "\n"); strings.Contains(first, "· "+c.profile) != c.shown {
				t.Errorf("%s at %v over the composer: %q", name, size, first)
			}
		}
	}
}

func TestAgentAndProfileStandBesideEachOther(t *testing.T) {
	d := start(t, 120, 36, sample(), func(_ *driver, o *Options) { o.Profile = "north" })
	first, _, _ := strings.Cut(d.frame(), "\n")
	if !strings.Contains(first, "Acme Outdoor · north") || !strings.HasSuffix(first, "Anna") {
		t.Errorf("%q", first)
	}
}

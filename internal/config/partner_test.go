//go:build unix

package config

import (
	"fmt"
	"strings"
	"testing"
)

func partnerFile(t *testing.T, lines string) (Config, error) {
	t.Helper()
	return Parse("config.toml", []byte("[profiles.default]\n"+lines))
}

func TestThereIsNoPartnerHeaderUntilOneIsSet(t *testing.T) {
	s, err := Default().Settings(Flags{}, vars())
	if err != nil || !s.Partner.Header.IsZero() || s.Partner.ID != "" {
		t.Errorf("%+v, %v", s.Partner, err)
	}
}

func TestAPartnersHeaderComesFromTheFileOrTheEnvironmentAndCarriesTheIDWhereItHasNoValue(t *testing.T) {
	c, err := partnerFile(t, "partner_id = \"cd94b09c-8f89-11ea-bc55-0242ac130003\"\npartner_header = \"x-partner\"\n")
	if err != nil {
		t.Fatal(err)
	}
	want := Partner{"cd94b09c-8f89-11ea-bc55-0242ac130003", Header{"x-partner", "cd94b09c-8f89-11ea-bc55-0242ac130003"}}
	if s, err := c.Settings(Flags{}, vars()); err != nil || s.Partner != want || c.PartnerOf("default", vars()) != want {
		t.Errorf("%+v, %v", s.Partner, err)
	}
	s, err := c.Settings(Flags{}, vars("TPDESK_PARTNER_HEADER", "x-other", "TPDESK_PARTNER_HEADER_VALUE", "a b", "TPDESK_PARTNER_ID", "p-1"))
	if want := (Partner{"p-1", Header{"x-other", "a b"}}); err != nil || s.Partner != want {
		t.Errorf("%+v, %v", s.Partner, err)
	}
}

func TestHalfAPartnersHeaderIsAMistake(t *testing.T) {
	_, err := Default().Settings(Flags{}, vars("TPDESK_PARTNER_HEADER", "x-partner"))
	wantMistake(t, err, "partner_header", "it has no value")
	_, err = Default().Settings(Flags{}, vars("TPDESK_PARTNER_HEADER_VALUE", "x"))
	wantMistake(t, err, "partner_header", "its name is not")
}

func TestNoHeaderOfTpdeskOrHTTPCanBeSetAndNoneCanBeBrokenOutOf(t *testing.T) {
	names := []string{"", "a b", "a:b", "a\r\nb", "ä", strings.Repeat("a", 65), "x-partner\n"}
	for _, low := range append(reserved(), "content-type", "content-length", "accept-encoding", "proxy-authorization", "sec-fetch-mode", "if-match", "x-forwarded-for") {
		names = append(names, low, strings.ToUpper(low), strings.ToUpper(low[:1])+low[1:])
	}
	for _, name := range names {
		if checkHeaderName(name) == nil {
			t.Errorf("%q was taken as a name", name)
		}
	}
	for _, value := range []string{"", "a\r\nauthorization: Bearer x", "a\nb", "a\rb", "a\x00", " a", "a ", "å", "a\tb", strings.Repeat("a", 257)} {
		if checkHeaderValue(value) == nil {
			t.Errorf("%q was taken as a value", value)
		}
	}
	for _, line := range []string{`partner_header = "Authorization"`, `partner_header_value = "a\r\nb"`, `partner_id = "../x"`} {
		_, err := partnerFile(t, line+"\n")
		wantMistake(t, err, "config.toml:2")
	}
	_, err := Default().Settings(Flags{}, vars("TPDESK_PARTNER_HEADER", "apikey", "TPDESK_PARTNER_ID", "p"))
	wantMistake(t, err, "TPDESK_PARTNER_HEADER")
}

func FuzzAPartnersHeaderIsOneHeaderOrNone(f *testing.F) {
	f.Add("x-partner", "value")
	f.Add("Host", "a\r\nb")
	f.Fuzz(func(t *testing.T, name, value string) {
		if checkHeaderName(name) != nil || checkHeaderValue(value) != nil {
			return
		}
		if line := fmt.Sprintf("%s: %s", name, value); strings.ContainsAny(line, "\r\n\x00") || strings.Count(name, ":") > 0 {
			t.Errorf("%q", line)
		}
	})
}

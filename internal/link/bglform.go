package link

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// LongLink is the length in characters above which a link may be cut by a mail program (business-generated-links §1;
// Trustpilot names no limit).
const LongLink = 2000

// Form is the kind of a Business Generated Link: whose reviews, on which of Trustpilot's sites, in the embedded form.
type Form struct {
	Domain string // as it is registered with Trustpilot
	Locale string // a label of Locales; "" is www
	Embed  bool
}

// Locales lists Trustpilot's sites by the label of their host, as public lists have them (business-generated-links §1).
func Locales() []string {
	return []string{"at", "au", "be", "br", "ca", "ch", "de", "dk", "es", "fi", "fr", "fr-be", "ie", "it", "jp", "nl", "nl-be", "no", "nz", "pl", "pt", "se", "uk", "www"}
}

// ParseLocale finds the site for a label, as dk, or for a language and country, as da-DK.
func ParseLocale(text string) (string, error) {
	name := strings.ToLower(strings.ReplaceAll(text, "_", "-"))
	if slices.Contains(Locales(), name) {
		return name, nil
	}
	_, country, _ := strings.Cut(name, "-")
	switch country {
	case "gb":
		country = "uk"
	case "us":
		country = "www"
	}
	if country != "" && slices.Contains(Locales(), country) {
		return country, nil
	}
	return "", fmt.Errorf("locale %q: Trustpilot has a site for %s", text, strings.Join(Locales(), ", "))
}

// CheckDomain refuses what is no domain, so that nothing of it reads as another part of the address.
func CheckDomain(domain string) error {
	if !strings.Contains(strings.Trim(domain, "."), ".") || len(domain) > 253 || strings.ContainsFunc(domain, notDomain) {
		return fmt.Errorf("domain %q: it is the company's domain as Trustpilot has it, such as acme-outdoor.example", domain)
	}
	return nil
}

func notDomain(r rune) bool {
	return r != '.' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)
}

// URL is the address with a value of p that Build or Seal made. Domain and Locale have been checked.
func (f Form) URL(p string) string {
	host, path := f.Locale, "/evaluate-bgl/"
	if host == "" {
		host = "www"
	}
	if f.Embed {
		path += "embed/"
	}
	return "https://" + host + ".trustpilot.com" + path + url.PathEscape(f.Domain) + "?p=" + escape.Replace(p)
}

// escape writes the three characters of base64 that mean something in a query.
var escape = strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D")

// ErrNoLink says that an address is no Business Generated Link at all.
var ErrNoLink = errors.New("this is no Business Generated Link: https://www.trustpilot.com/evaluate-bgl/DOMAIN?p=…")

// ParseURL takes a link apart; its error is ErrNoLink or ErrTampered. A + in p is a blank, as a browser reads it, so Open refuses the link like Trustpilot does.
func ParseURL(address string) (f Form, p string, err error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" || u.User != nil {
		return f, "", ErrNoLink // the cause would quote the link
	}
	label, trustpilots := strings.CutSuffix(u.Host, ".trustpilot.com")
	rest, isLink := strings.CutPrefix(u.Path, "/evaluate-bgl/")
	f.Domain, f.Embed = strings.CutPrefix(rest, "embed/")
	if !trustpilots || !isLink || !slices.Contains(Locales(), label) || CheckDomain(f.Domain) != nil {
		return Form{}, "", ErrNoLink
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil || len(values["p"]) != 1 {
		return Form{}, "", fmt.Errorf("it has no p, or one that is written wrongly: %w", ErrTampered)
	}
	if label != "www" {
		f.Locale = label
	}
	return f, values["p"][0], nil
}

package sandbox

import (
	"cmp"
	"regexp"
)

// webLinks gives the public address of a review for a locale, trustpilot-api §2.2.
func (s *Server) webLinks(c *call) answer {
	locale, refused := readLocale(c)
	if refused != nil {
		return *refused
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	id := c.PathValue("id")
	if _, found := s.data.lookup(id); !found {
		return notFound("Review not found")
	}
	return ok(struct {
		Locale string `json:"locale"`
		URL    string `json:"reviewUrl"`
		Links  []link `json:"links"`
	}{locale, siteFor(locale) + "/reviews/" + id, []link{}})
}

// readLocale reads the locale parameter, which is required, such as en-US.
func readLocale(c *call) (string, *answer) {
	q := readQuery(c.URL.RawQuery)
	locale := q.locale("locale")
	if locale == "" {
		q.complain("'locale' is required, such as en-US")
	}
	if q.problem != "" {
		return "", refusal(invalid(q.problem))
	}
	return locale, nil
}

// locale reads a locale that may be left out.
func (q *query) locale(name string) string {
	s := q.Get(name)
	if s != "" && !isLocale(s) {
		q.complain("'%s' takes a locale such as en-US, not %q", name, s)
	}
	return s
}

// isLocale reports whether s is written as Trustpilot writes locales.
func isLocale(s string) bool { return regexp.MustCompile(`^[a-z]{2}-[A-Z]{2}$`).MatchString(s) }

// siteFor is the site that Trustpilot shows to a locale: by country, except
// where a country has two.
func siteFor(locale string) string {
	hosts := map[string]string{
		"fr-BE": "fr-be", "nl-BE": "nl-be", "GB": "uk", "DK": "dk", "DE": "de", "AT": "at", "CH": "ch", "AU": "au", "CA": "ca", "IE": "ie", "NZ": "nz",
		"FI": "fi", "FR": "fr", "NL": "nl", "IT": "it", "ES": "es", "JP": "jp", "NO": "no", "PL": "pl", "PT": "pt", "BR": "br", "SE": "se",
	}
	return "https://" + cmp.Or(hosts[locale], hosts[locale[3:]], "www") + ".trustpilot.com"
}

// likes lists who found a review useful, trustpilot-api §2.2.
func (s *Server) likes(c *call) answer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, found := s.data.lookup(c.PathValue("id"))
	if !found {
		return notFound("Review not found")
	}
	type like struct {
		Consumer consumerJSON `json:"consumer"`
	}
	list := []like{}
	for _, who := range s.data.likers(i) {
		list = append(list, like{who.inReview()})
	}
	return ok(struct {
		Likes []like `json:"likes"`
	}{list})
}

package sandbox

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// listImages links to the images of trustpilot-api §4.5.
func (s *Server) listImages(*call) answer {
	list := []link{}
	for _, name := range []string{"stars", "logos", "icons"} {
		list = append(list, link{realAPI + "/resources/images/" + name, "GET", name})
	}
	return ok(map[string]any{"links": list})
}

// halfSteps reads the stars of the path: 0 to 5 in half steps.
func halfSteps(c *call) (float64, *answer) {
	n, err := strconv.ParseFloat(c.PathValue("stars"), 64)
	if err != nil || n < 0 || n > 5 || n*2 != math.Trunc(n*2) {
		return 0, refusal(notFound("There are no such stars"))
	}
	return n, nil
}

// starImages gives the pictures of a number of stars.
func (s *Server) starImages(c *call) answer {
	stars, refused := halfSteps(c)
	if refused != nil {
		return *refused
	}
	out := map[string]any{"stars": stars}
	base := fmt.Sprintf("%s/api/stars/%v/", realImages, stars)
	for _, size := range [][2]int{{128, 24}, {192, 36}, {256, 48}, {512, 96}} {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		out["star"+name] = imageJSON{base + "star-" + name + ".png", size[0], size[1]}
	}
	out["starSvg"] = map[string]string{"url": base + "star.svg"}
	return ok(out)
}

// logoImages and iconImages give Trustpilot's own pictures.
func (s *Server) logoImages(*call) answer { return pictures("logo", [][2]int{{120, 30}, {240, 60}}) }
func (s *Server) iconImages(*call) answer { return pictures("icon", [][2]int{{115, 115}, {230, 230}}) }

func pictures(kind string, sizes [][2]int) answer {
	out := map[string]imageJSON{}
	for _, size := range sizes {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		out["image"+name] = imageJSON{realImages + "/api/" + kind + "s/" + kind + "-" + name + ".png", size[0], size[1]}
	}
	return ok(out)
}

// starString says a number of stars in a language; half steps have the word of
// the whole star below, but 4.5 that of five.
func (s *Server) starString(c *call) answer {
	stars, refused := halfSteps(c)
	q := readQuery(c.URL.RawQuery)
	locale := q.locale("locale")
	switch {
	case refused != nil:
		return *refused
	case q.problem != "":
		return invalid(q.problem)
	case stars < 1:
		return notFound("There are no such stars")
	}
	words := starWords(locale)
	word := words[int(stars)-1]
	if stars > 4 {
		word = words[4]
	}
	return ok(struct {
		Stars float64 `json:"stars"`
		Word  string  `json:"string"`
	}{stars, word})
}

// localeJSON is one of the locales that Trustpilot has a site for, with the keys
// of its documentation.
type localeJSON struct {
	Locale      string `json:"locale"`
	Language    string `json:"language"`
	Region      string `json:"region"`
	CountryID   int    `json:"countryId"`
	Native      string `json:"nativeName"`
	Translated  string `json:"translatedName"`
	TLD         string `json:"tld"`
	ConsumerApp string `json:"consumerWebApp"`
	BusinessApp string `json:"businessWebApp"`
	Legal       string `json:"legalUrl"`
	Support     string `json:"supportUrl"`
	HelpCenter  string `json:"helpCenterUrl"`
}

// listLocales lists the locales. Names are translated into English, or left as
// they are in their own language.
func (s *Server) listLocales(c *call) answer {
	q := readQuery(c.URL.RawQuery)
	into := q.locale("translationLocale")
	if q.problem != "" {
		return invalid(q.problem)
	}
	list := []localeJSON{}
	for i, l := range locales() {
		language, region, _ := strings.Cut(l.locale, "-")
		name := l.english
		if strings.HasPrefix(into, language) {
			name = l.native
		}
		list = append(list, localeJSON{
			Locale: l.locale, Language: language, Region: region, CountryID: i + 1, Native: l.native, Translated: name,
			TLD: strings.ToLower(region), ConsumerApp: siteFor(l.locale) + "/", BusinessApp: "https://businessapp.b2b.trustpilot.com/",
			Legal: "https://legal.trustpilot.com", Support: "https://support.trustpilot.com", HelpCenter: "https://help.trustpilot.com",
		})
	}
	return ok(map[string]any{"locales": list})
}

// listCountries lists the countries that Trustpilot knows, in English whatever
// the locale.
func (s *Server) listCountries(c *call) answer {
	q := readQuery(c.URL.RawQuery)
	q.locale("locale")
	if q.problem != "" {
		return invalid(q.problem)
	}
	type countryJSON struct {
		Code       string `json:"countryCode"`
		English    string `json:"englishName"`
		Translated string `json:"translatedName"`
	}
	list := []countryJSON{}
	for _, pair := range countryNames() {
		list = append(list, countryJSON{pair[0], pair[1], pair[1]})
	}
	slices.SortFunc(list, func(a, b countryJSON) int { return strings.Compare(a.Code, b.Code) })
	return ok(map[string]any{"countries": list})
}

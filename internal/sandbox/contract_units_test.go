package sandbox_test

import (
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func TestTheContractOnBusinessUnits(t *testing.T) {
	kept(t, sandbox.Options{Seed: 7}, lines{
		"§4.3 find needs a name, takes www, and is 404 when there is none": func(a api) {
			a.want(a.public("/business-units/find"), 400, "errorCode", 1001)
			a.want(a.public("/business-units/find?name=www."+a.Domain), 200, "id", a.BusinessUnitID, "name.identifying", a.Domain)
			a.want(a.public("/business-units/find?name=nobody.example"), 404, "errorCode", 1009)
		},
		"§4.3 a unit has exactly the documented keys": func(a api) {
			r := a.public(a.unit(""))
			a.want(r, 200, "#", 10, "numberOfReviews.#", 7, "numberOfReviews.total", 500, "score.#", 2, "status", "active", "badFit", false, "country", "DK", "links.0.rel", "self")
		},
		"§4.3 its stars are in half steps": func(a api) {
			if stars := a.public(a.unit("")).at(a.T, "score.stars").(float64); stars*2 != float64(int(stars*2)) || stars < 1 {
				a.Errorf("stars are %v", stars)
			}
		},
		"§4.3 search needs a query and spells perpage in lower case": func(a api) {
			a.want(a.public("/business-units/search"), 400, "errorCode", 1001)
			a.want(a.public("/business-units/search?query=acme"), 200, "businessUnits.#", 1, "businessUnits.0.id", a.BusinessUnitID)
			a.want(a.public("/business-units/search?query=.example&perpage=3"), 200, "businessUnits.#", 3)
			a.want(a.public("/business-units/search?query=.example&perPage=3"), 200, "businessUnits.#", 20)
			a.want(a.public("/business-units/search?query=.example&page=2"), 200, "businessUnits.#", 5)
			a.want(a.public("/business-units/search?query=.example&page=3"), 200, "businessUnits.#", 0)
			a.want(a.public("/business-units/search?query=.example&country=SE"), 200, "businessUnits.#", 2, "businessUnits.0.country", "SE")
		},
		"§4.3 all pages by a cursor": func(a api) {
			seen, path := map[string]bool{}, "/business-units/all?perPage=7&cursor="
			for cursor := ""; ; {
				r := a.public(path + cursor)
				for i := range int(r.at(a.T, "businessUnits.#").(float64)) {
					seen[a.text(r, "businessUnits."+string(rune('0'+i))+".id")] = true
				}
				next := r.at(a.T, "cursor")
				if next == nil {
					break
				}
				cursor = next.(string)
			}
			if len(seen) != 25 {
				a.Errorf("%d units", len(seen))
			}
		},
		"§4.3 all takes up to 1000 a page and several countries": func(a api) {
			a.want(a.public("/business-units/all?perPage=1000"), 200, "businessUnits.#", 25, "cursor", nil)
			a.want(a.public("/business-units/all?perPage=1001"), 400, "errorCode", 1001)
			a.want(a.public("/business-units/all?country=dk,NO"), 200, "businessUnits.#", 6)
			a.want(a.public("/business-units/all?cursor=x"), 400)
		},
		"§4.3 profileinfo": func(a api) {
			a.want(a.public(a.unit("/profileinfo")), 200, "#", 14, "companyName", "Acme Outdoor", "isClaimed", true, "address.countryCode", "DK", "socialmedia.facebook", nil, "email", "care@"+a.Domain)
		},
		"§4.3 web-links needs a locale and gives three real addresses": func(a api) {
			a.want(a.public(a.unit("/web-links")), 400, "errorCode", 1001)
			a.want(a.public(a.unit("/web-links?locale=da-DK")), 200, "locale", "da-DK", "profileUrl", "https://dk.trustpilot.com/review/"+a.Domain,
				"evaluateUrl", "https://dk.trustpilot.com/evaluate/"+a.Domain, "evaluateEmbedUrl", "https://dk.trustpilot.com/evaluate/embed/"+a.Domain)
		},
		"§4.3 images, logo of a location, header, promotion box": func(a api) {
			a.want(a.public(a.unit("/images")), 200, "links.#", 3)
			plain, shop := a.public(a.unit("/images/logo")), a.public(a.unit("/images/logo?locationId=1f0a6e52-7c11-4b83-9d0c-5b1f3c2a9e77"))
			if a.text(plain, "logoUrl") == a.text(shop, "logoUrl") || !strings.HasPrefix(a.text(plain, "logoUrl"), "https://") {
				a.Errorf("logos are %s and %s", plain.body, shop.body)
			}
			a.want(a.public(a.unit("/images/logo?locationId=x")), 400)
			a.want(a.public(a.unit("/images/header")), 200, "image.width", 1200)
			a.want(a.public(a.unit("/images/promotion-box")), 200, "image.height", 250)
		},
		"§4.3 promotion box, customer guarantee, profile promotion": func(a api) {
			a.want(a.public(a.unit("/promotion-box")), 200, "isEnabled", true)
			a.want(a.public(a.unit("/customerguarantee")), 200, "isEnabled", true)
			a.want(a.public(a.unit("/profilepromotion")), 200, "isEnabled", false, "text", nil)
		},
		"§4.3 a unit's categories": func(a api) {
			a.want(a.public(a.unit("/categories?country=DK&locale=en-US")), 200, "categories.#", 2, "categories.0.categoryId", "outdoor_sports_store", "categories.0.isPrimary", true)
			a.want(a.public(a.unit("/categories?country=Denmark")), 400)
		},
		"§4.3 categories, one of them, and the units in it": func(a api) {
			a.want(a.public("/categories"), 200, "categories.#", 10)
			a.want(a.public("/categories?parentId=sports"), 200, "categories.#", 3, "categories.0.parentId", "sports")
			a.want(a.public("/categories/sports"), 400, "errorCode", 1001)
			a.want(a.public("/categories/sports?country=DK"), 200, "businessUnitCount", 3, "childrenCategories.#", 3)
			a.want(a.public("/categories/nothing?country=DK"), 404, "errorCode", 1009)
			a.want(a.public("/categories/sports/business-units?country=DK&perPage=2"), 200, "totalNumberOfBusinesses", 3, "businessUnits.#", 2, "businessUnits.0.identifyingName", a.Domain)
			a.want(a.public("/categories/sports/business-units?page=9"), 200, "businessUnits.#", 0)
			a.want(a.public("/categories/nothing/business-units"), 404)
		},
		"§4.3 the private unit gives the name to a token and 403 for a foreign one": func(a api) {
			a.want(a.private("/private"+a.unit("")), 200, "displayName", "Acme Outdoor")
			other := a.text(a.public("/business-units/find?name=birkelycykler.example"), "id")
			a.want(a.private("/private/business-units/"+other), 403)
			a.want(a.private("/private/business-units/"+other+"/reviews"), 403)
		},
		"§4.4 a unit without shops has an empty array of them": func(a api) {
			other := a.text(a.public("/business-units/find?name=birkelycykler.example"), "id")
			a.want(a.public("/business-units/"+other+"/locations"), 200, "locations.#", 0, "links.#", 0)
		},
		"§4.5 star strings are said in the language of the locale": func(a api) {
			a.want(a.public("/resources/strings/stars/5?locale=da-DK"), 200, "stars", 5, "string", "Fremragende")
			a.want(a.public("/resources/strings/stars/1"), 200, "string", "Bad")
			a.want(a.public("/resources/strings/stars/4.5?locale=en-GB"), 200, "string", "Excellent", "stars", 4.5)
			a.want(a.public("/resources/strings/stars/3.5"), 200, "string", "Average")
			a.want(a.public("/resources/strings/stars/3?locale=x"), 400)
			for _, bad := range []string{"6", "-1", "x", "0.3", "0", "NaN"} {
				a.want(a.public("/resources/strings/stars/"+bad), 404)
			}
		},
		"§4.5 images of stars, logos and icons have an address and a size": func(a api) {
			a.want(a.public("/resources/images"), 200, "links.#", 3)
			r := a.public("/resources/images/stars/4.5")
			a.want(r, 200, "stars", 4.5, "star128x24.width", 128, "star128x24.height", 24)
			if !strings.HasPrefix(a.text(r, "starSvg.url"), "https://images-static.trustpilot.com/") {
				a.Error(r.body)
			}
			a.want(a.public("/resources/images/logos"), 200, "image120x30.width", 120)
			a.want(a.public("/resources/images/icons"), 200, "image230x230.width", 230)
		},
		"§4.5 locales with their sites, countries with their names": func(a api) {
			r := a.public("/resources/metadata/locales?translationLocale=da-DK")
			a.want(r, 200, "locales.#", 23, "locales.0.locale", "da-DK", "locales.0.nativeName", "Dansk", "locales.0.translatedName", "Dansk", "locales.0.consumerWebApp", "https://dk.trustpilot.com/")
			a.want(a.public("/resources/metadata/countries?locale=en-US"), 200, "countries.0.countryCode", "AR", "countries.0.translatedName", "Argentina")
			a.want(a.public("/resources/metadata/countries?locale=x"), 400)
		},
		"§4.5 resources take the API key": func(a api) {
			for _, path := range []string{"/resources/images", "/categories", "/business-units/all", "/reviews/latest", a.unit("/all-reviews")} {
				if r := a.call("GET", path, ""); r.status != 401 || !strings.Contains(r.body, "oauth.v2.InvalidApiKey") {
					a.Errorf("%s: %d %s", path, r.status, r.body)
				}
			}
		},
	})
}

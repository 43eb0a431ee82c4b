package sandbox_test

import (
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func TestTheContractOnPublicReviews(t *testing.T) {
	kept(t, sandbox.Options{Seed: 7}, lines{
		"§2.2 all-reviews pages by token to the end, each review once": func(a api) {
			seen, pages := map[string]bool{}, 0
			for token := ""; ; pages++ {
				r := a.public(a.unit("/all-reviews?pageToken=" + token))
				var p page
				r.as(a.T, &p)
				for _, v := range p.Reviews {
					seen[v.ID] = true
				}
				next := r.at(a.T, "nextPageToken")
				if next == nil {
					break
				}
				token = next.(string)
			}
			if len(seen) != 500 || pages != 4 {
				a.Errorf("%d reviews on %d pages", len(seen), pages+1)
			}
		},
		"§2.2 all-reviews is public data": func(a api) {
			r := a.public(a.unit("/all-reviews"))
			a.want(r, 200, "reviews.#", 100, "reviews.0.referralEmail", "(no such key)", "reviews.0.tags", "(no such key)")
		},
		"§2.2 all-reviews takes no filters: an unknown parameter is ignored": func(a api) {
			a.want(a.public(a.unit("/all-reviews?stars=1&perPage=3")), 200, "reviews.#", 100)
		},
		"§2.2 a token of another list is 400": func(a api) {
			for _, token := range []string{"x", "MQ", "MS4tMQ", "MS45OTk5OTk5", "LTEuLTE"} {
				a.want(a.public(a.unit("/all-reviews?pageToken="+token)), 400, "errorCode", 1001)
			}
		},
		"§2.2 all-reviews of an unknown unit is 404, of one without reviews empty": func(a api) {
			a.want(a.public("/business-units/ffffffffffffffffffffffff/all-reviews"), 404, "errorCode", 1009)
			other := a.text(a.public("/business-units/find?name=birkelycykler.example"), "id")
			a.want(a.public("/business-units/"+other+"/all-reviews"), 200, "reviews.#", 0, "nextPageToken", nil)
		},
		"§2.2 latest needs a language": func(a api) {
			a.want(a.public("/reviews/latest"), 400, "errorCode", 1001)
			a.want(a.public("/reviews/latest?language=da"), 200, "reviews.0.language", "da")
		},
		"§2.2 latest takes a count, a locale and leaves out users without images": func(a api) {
			a.want(a.public("/reviews/latest?language=en&count=3&locale=en-GB"), 200, "reviews.#", 3)
			for _, bad := range []string{"count=0", "count=x", "locale=english", "filterUsersWithoutImages=1"} {
				a.want(a.public("/reviews/latest?language=en&"+bad), 400)
			}
			r := a.public("/reviews/latest?language=en&count=9&filterUsersWithoutImages=true")
			for i := range 9 {
				id := a.text(r, "reviews."+string(rune('0'+i))+".consumer.id")
				a.want(a.public("/consumers/"+id+"/profile"), 200, "hasImage", true)
			}
		},
		"§2.2 latest has the newest first, in public shape": func(a api) {
			r := a.public("/reviews/latest?language=en")
			if first, second := a.text(r, "reviews.0.createdAt"), a.text(r, "reviews.1.createdAt"); first < second {
				a.Errorf("%s stands before %s", first, second)
			}
			a.want(r, 200, "reviews.#", 20, "reviews.0.referenceId", "(no such key)")
		},
		"§4.1 a display name is made valid, and validated": func(a api) {
			send := func(call, name string) reply {
				return a.call("POST", "/consumers/profile/displayname/"+call, jsonOf(map[string]string{"displayName": name}), "apikey: "+a.APIKey, "Content-Type: application/json")
			}
			a.want(send("create", "  Sø<b>ren\x1b  Å. "), 200, "displayName", "Søbren Å.")
			a.want(send("create", strings.Repeat("a", 40)), 200, "displayName", strings.Repeat("a", 30))
			a.want(send("create", "<>"), 400, "errorCode", 1001)
			a.want(send("validate", "Søren"), 200, "isValid", true)
			a.want(send("validate", "Sø<ren"), 200, "isValid", false)
		},
	})
}

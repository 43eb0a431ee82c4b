package sandbox_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// readLines reads a journal.
func readLines(t *testing.T, path string) []string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}

// products is the list of product reviews.
func (a api) products(query string) reply {
	a.Helper()
	return a.private("/private/product-reviews/business-units/" + a.BusinessUnitID + "/reviews?" + query)
}

// silent is the id of a product review without a conversation.
func (a api) silent() string {
	a.Helper()
	r := a.products("perPage=100&includeReportedReviews=true")
	for i := range 60 {
		if at := "productReviews." + strconv.Itoa(i); r.at(a.T, at+".conversationId") == nil {
			return a.text(r, at+".id")
		}
	}
	a.Fatal("every product review has a conversation")
	return ""
}

func TestTheContractOnProductReviews(t *testing.T) {
	kept(t, sandbox.Options{Seed: 7}, lines{
		"§4.6 the private list has documented keys, pages, and hides reported ones unless asked": func(a api) {
			r := a.products("")
			a.want(r, 200, "productReviews.#", 20, "productReviews.0.#", 17, "links.0.rel", "next-page", "productReviews.0.businessUnitId", a.BusinessUnitID)
			for _, key := range []string{"id", "createdAt", "content", "product.sku", "consumer.email", "consumer.name", "locale", "language", "state"} {
				a.text(r, "productReviews.0."+key)
			}
			a.want(a.private(a.text(r, "links.0.href")), 200, "productReviews.#", 20)
			all := a.products("perPage=100&includeReportedReviews=true")
			a.want(all, 200, "productReviews.#", 60, "links.#", 0)
			if n := a.products("perPage=100").at(a.T, "productReviews.#").(float64); n >= 60 || n < 50 {
				a.Errorf("%v without reported ones", n)
			}
			a.want(a.products("page=9"), 200, "productReviews.#", 0)
		},
		"§4.6 filters by sku, language, state and locale": func(a api) {
			all := a.products("perPage=100&includeReportedReviews=true")
			sku, locale := a.text(all, "productReviews.0.product.sku"), a.text(all, "productReviews.0.locale")
			for query, key := range map[string][2]string{
				"sku=" + sku: {"product.sku", sku}, "language=" + locale[:2]: {"language", locale[:2]}, "locale=" + locale: {"locale", locale},
				"state=published": {"state", "published"}, "state=unpublished": {"state", "unpublished"},
			} {
				r, want := a.products("perPage=100&includeReportedReviews=true&"+query), 0.0
				for i := range 60 {
					if all.at(a.T, "productReviews."+strconv.Itoa(i)+"."+key[0]) == key[1] {
						want++
					}
				}
				if got := r.at(a.T, "productReviews.#"); got != want || want == 0 || want == 60 {
					a.Errorf("%s: %v, want %v", query, got, want)
				}
			}
			for _, bad := range []string{"page=0", "perPage=101", "state=x", "locale=x", "includeReportedReviews=x"} {
				a.want(a.products(bad), 400, "errorCode", 1001)
			}
		},
		"§4.6 one product review, its locale optional": func(a api) {
			id := a.silent()
			a.want(a.private("/private/product-reviews/"+id+"?locale=en-US"), 200, "id", id, "conversationId", nil)
			a.want(a.private("/private/product-reviews/nosuch"), 404, "errorCode", 1009)
		},
		"§4.6 create-conversation gives an id, the same one again, and the review bears it": func(a api) {
			id := a.silent()
			r := a.call("POST", "/private/product-reviews/"+id+"/create-conversation", "", a.bearer(), a.acting())
			a.want(r, 200, "#", 1)
			talk := a.text(r, "conversationId")
			a.want(a.call("POST", "/private/product-reviews/"+id+"/create-conversation", "", a.asUser()[0]), 200, "conversationId", talk)
			a.want(a.private("/private/product-reviews/"+id), 200, "conversationId", talk)
			a.want(a.private("/private/conversations/"+talk), 200, "id", talk, "sourceId", id, "source", "Product reviews", "comments.#", 0, "#", 7)
			a.want(a.call("POST", "/private/product-reviews/nosuch/create-conversation", "", a.bearer(), a.acting()), 404)
		},
		"§4.6 comments are appended, read, and updated by PUT": func(a api) {
			talk := a.text(a.call("POST", "/private/product-reviews/"+a.silent()+"/create-conversation", "", a.bearer(), a.acting()), "conversationId")
			path := "/private/conversations/" + talk + "/comments"
			first := a.send("POST", path, `{"content":"Tak <b> 📦","integrationId":"x"}`, a.acting())
			a.want(first, 200, "#", 4, "content", "Tak <b> 📦", "author.type", "businessUser", "author.id", a.BusinessUserID)
			a.send("POST", path, `{"content":"second"}`, a.acting())
			id := a.text(first, "commentId")
			a.want(a.private(path+"/"+id), 200, "content", "Tak <b> 📦")
			a.want(a.send("PUT", path+"/"+id, `{"content":"changed"}`, a.acting()), 200, "commentId", id, "content", "changed")
			a.want(a.private("/private/conversations/"+talk), 200, "comments.#", 2, "comments.0.content", "changed", "comments.1.content", "second")
			for _, bad := range []string{`{}`, `{"content":" "}`} {
				a.want(a.send("POST", path, bad, a.acting()), 400, "errorCode", 1001)
				a.want(a.send("PUT", path+"/"+id, bad, a.acting()), 400, "errorCode", 1001)
			}
			a.want(a.send("PUT", path+"/nosuch", `{"content":"x"}`, a.acting()), 404)
			a.want(a.send("POST", path, `{"content":"x"}`), 400, "errorCode", 1001)
			a.want(a.send("POST", "/private/conversations/nosuch/comments", `{"content":"x"}`, a.acting()), 404)
		},
		"§4.6 the state decides whether the public sees a conversation": func(a api) {
			talk := a.text(a.call("POST", "/private/product-reviews/"+a.silent()+"/create-conversation", "", a.bearer(), a.acting()), "conversationId")
			a.want(a.public("/conversations/"+talk), 200, "state", "public")
			if r := a.send("POST", "/private/conversations/"+talk+"/state", `{"state":"private"}`, a.acting()); r.status != 200 || r.body != "" {
				a.Errorf("%d %s", r.status, r.body)
			}
			a.want(a.public("/conversations/"+talk), 404, "errorCode", 1009)
			a.want(a.private("/private/conversations/"+talk), 200, "state", "private")
			a.want(a.send("POST", "/private/conversations/"+talk+"/state", `{"state":"x"}`, a.acting()), 400)
		},
	})
}

func TestAConversationThatAProductReviewOfAScenarioNamesIsThere(t *testing.T) {
	a := start(t, sandbox.Options{Scenario: file(t, `{"productReviews":[{"id":"66a0f1c2d3e4b5a697800001","stars":2,"conversationId":"66a0f1c2d3e4b5a697800002"}]}`)})
	path := "/private/conversations/66a0f1c2d3e4b5a697800002"
	a.want(a.private(path), 200, "sourceId", "66a0f1c2d3e4b5a697800001", "comments.#", 0)
	a.want(a.send("POST", path+"/comments", `{"content":"Tak"}`, a.acting()), 200, "content", "Tak")
	a.want(a.private(path), 200, "comments.#", 1)
}

func TestTheContractOnPartners(t *testing.T) {
	other := "5f" + strings.Repeat("0", 22)
	kept(t, sandbox.Options{Reviews: 5}, lines{
		"§6 check is 201 when the customer may and 200 when not, both empty": func(a api) {
			path := "/private/partners/" + a.PartnerID + "/check/"
			if r := a.private(path + a.BusinessUnitID); r.status != 201 || r.body != "" {
				a.Errorf("may: %d %s", r.status, r.body)
			}
			if r := a.private(path + other); r.status != 200 || r.body != "" {
				a.Errorf("may not: %d %s", r.status, r.body)
			}
		},
		"§6 a wrong partner id is 404, no token 401": func(a api) {
			wrong := "/private/partners/00000000-0000-4000-8000-000000000000/"
			a.want(a.private(wrong+"check/"+a.BusinessUnitID), 404, "errorCode", 1009)
			a.want(a.send("POST", wrong+"key/"+a.BusinessUnitID, ""), 404, "errorCode", 1009)
			a.want(a.call("GET", wrong+"check/x", ""), 401)
		},
		"§6 key is 201 with a pair that signs in and reads, 200 without the right": func(a api) {
			path := "/private/partners/" + a.PartnerID + "/key/"
			if r := a.call("POST", path+other, "", a.bearer()); r.status != 200 || r.body != "" {
				a.Errorf("no right: %d %s", r.status, r.body)
			}
			r := a.call("POST", path+a.BusinessUnitID, "", a.bearer())
			a.want(r, 201, "#", 2)
			customer := a
			customer.APIKey, customer.APISecret = a.text(r, "key"), a.text(r, "secret")
			token := tokens(a.T, customer.tokenCall("accesstoken", map[string][]string{"grant_type": {"client_credentials"}}))
			if token["client_id"] != customer.APIKey || !a.works(token["access_token"]) {
				a.Errorf("the token is %v", token)
			}
			a.want(customer.public(a.unit("")), 200)
			asCustomer := "Authorization: Bearer " + token["access_token"]
			a.want(a.call("POST", path+a.BusinessUnitID, "", asCustomer), 403)
			a.want(a.call("GET", strings.Replace(path, "key", "check", 1)+a.BusinessUnitID, "", asCustomer), 403)
		},
		"§6 a code for one pair of keys is worth nothing with another": func(a api) {
			r := a.call("POST", "/private/partners/"+a.PartnerID+"/key/"+a.BusinessUnitID, "", a.bearer())
			q := a.asking("https://desk.example/back")
			q.Set("client_id", a.text(r, "key"))
			code := landed(a.T, a.signIn(q, a.right()), "https://desk.example/back").Get("code")
			form := map[string][]string{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {"https://desk.example/back"}}
			wantOAuthError(a.T, a.tokenCall("accesstoken", form), 400, "invalid_grant")
		},
	})
}

func TestConversationsAreJournaled(t *testing.T) {
	path := t.TempDir() + "/journal"
	a := start(t, sandbox.Options{Seed: 7, Journal: path})
	id := a.silent()
	talk := a.text(a.call("POST", "/private/product-reviews/"+id+"/create-conversation", "", a.bearer(), a.acting()), "conversationId")
	comment := a.text(a.send("POST", "/private/conversations/"+talk+"/comments", `{"content":"x"}`, a.acting()), "commentId")
	a.send("PUT", "/private/conversations/"+talk+"/comments/"+comment, `{"content":"y"}`, a.acting())
	a.send("POST", "/private/conversations/"+talk+"/state", `{"state":"public"}`, a.acting())
	var ops []string
	for _, line := range readLines(t, path) {
		r := reply{body: line}
		if r.at(t, "reviewId") != id {
			t.Errorf("another review: %s", line)
		}
		ops = append(ops, r.at(t, "op").(string))
	}
	if !slices.Equal(ops, []string{"createConversation", "addComment", "editComment", "conversationState"}) {
		t.Errorf("the journal has %v", ops)
	}
}

package sandbox_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// invites is an address on the host of invitations.
func (a api) invites(call string) string {
	return a.InvitationsURL + "/private/business-units/" + a.BusinessUnitID + "/" + call
}

// acting is the header that names the business user to a token without one.
func (a api) acting() string { return "x-business-user-id: " + a.BusinessUserID }

// invited is what the sandbox still knows of invitations.
func (a api) invited() reply {
	a.Helper()
	return a.call("GET", a.AuthURL+"/_sandbox/invitations", "", "X-Sandbox-Key: "+a.ControlKey())
}

const wholeInvitation = `{"replyTo":"care@acme-outdoor.example","locale":"en-US","senderName":"Acme","senderEmail":"noreply@acme-outdoor.example","locationId":"DK-AAR-01",
	"referenceNumber":"AO-1","consumerName":"Søren Ågård","consumerEmail":"soren@customer.example","type":"email","unknown":1,
	"serviceReviewInvitation":{"templateId":"507f191e810c19729de860ea","preferredSendTime":"2026-08-01T09:00:00","redirectUri":"https://acme-outdoor.example/thanks","tags":["first-order"]},
	"productReviewInvitation":{"templateId":"507f191e810c19729de860eb","preferredSendTime":"09/07/2013 13:37:00","redirectUri":"https://acme-outdoor.example/thanks","products":[{"sku":"K-1","name":"Kettle"}]}}`

func TestTheContractOnInvitations(t *testing.T) {
	kept(t, sandbox.Options{Reviews: 20}, lines{
		"§4.7 an e-mail invitation with every field is 2xx and empty": func(a api) {
			r := a.send("POST", a.invites("email-invitations"), wholeInvitation, a.acting())
			if r.status/100 != 2 || r.body != "" {
				a.Errorf("%d %s", r.status, r.body)
			}
			a.want(a.invited(), 200, "invitations.#", 1, "invitations.0.email", "soren@customer.example", "invitations.0.reference", "AO-1", "invitations.0.kind", "email")
		},
		"§4.7 only consumerEmail is required": func(a api) {
			if r := a.send("POST", a.invites("email-invitations"), `{"consumerEmail":"a@b.example"}`, a.acting()); r.status/100 != 2 {
				a.Errorf("%d %s", r.status, r.body)
			}
		},
		"§4.7 a bad field is 400 with errorCode 1001 and details that name it": func(a api) {
			for body, field := range map[string]string{
				`{}`: "ConsumerEmail", `{"consumerEmail":null}`: "ConsumerEmail", `{"consumerEmail":""}`: "ConsumerEmail", `{"consumerEmail":"nobody"}`: "ConsumerEmail",
				`{"consumerEmail":"A <a@b.example>"}`: "ConsumerEmail", `{"consumerEmail":"a@b.example, c@d.example"}`: "ConsumerEmail",
				`{"consumerEmail":"a@b.example","replyTo":"x"}`: "ReplyTo", `{"consumerEmail":"a@b.example","senderEmail":"x y@z"}`: "SenderEmail",
				`{"consumerEmail":"a@b.example","locale":"english"}`: "Locale", `{"consumerEmail":"a@b.example","type":"sms"}`: "Type",
				`{"consumerEmail":"a@b.example","serviceReviewInvitation":{"templateId":"x"}}`:                             "ServiceReviewInvitation.TemplateId",
				`{"consumerEmail":"a@b.example","serviceReviewInvitation":{"preferredSendTime":"soon"}}`:                   "ServiceReviewInvitation.PreferredSendTime",
				`{"consumerEmail":"a@b.example","productReviewInvitation":{"redirectUri":"thanks"}}`:                       "ProductReviewInvitation.RedirectUri",
				`{"consumerEmail":"a@b.example","productReviewInvitation":{"products":[{"sku":"1"}],"productSkus":["1"]}}`: "ProductReviewInvitation",
			} {
				r := a.send("POST", a.invites("email-invitations"), body, a.acting())
				a.want(r, 400, "errorCode", 1001)
				if !strings.Contains(a.text(r, "details"), "'"+field+"'") {
					a.Errorf("%s: %s does not name %s", body, r.body, field)
				}
			}
			a.want(a.send("POST", a.invites("email-invitations"), `{"consumerEmail":7}`, a.acting()), 400, "errorCode", 1001)
			a.want(a.invited(), 200, "invitations.#", 0)
		},
		"§1.4 a token without a user must name one in x-business-user-id, a user's token need not": func(a api) {
			body := `{"consumerEmail":"a@b.example"}`
			a.want(a.send("POST", a.invites("email-invitations"), body), 400, "errorCode", 1001)
			a.want(a.send("POST", a.invites("email-invitations"), body, "x-business-user-id: "+strings.Repeat("f", 24)), 403)
			if r := a.call("POST", a.invites("email-invitations"), body, a.asUser()...); r.status/100 != 2 {
				a.Errorf("%d %s", r.status, r.body)
			}
		},
		"§4.7 a link from JSON is 200 with a 32 digit id and its real address": func(a api) {
			r := a.send("POST", a.invites("invitation-links"), `{"locationId":"DK-AAR-01","referenceId":"AO-2","email":"a@b.example","name":"Å","locale":"da-DK","tags":["x"],"redirectUri":"https://x.example"}`, a.acting())
			a.want(r, 200, "#", 2, "url", "https://www.trustpilot.com/evaluate-link/"+a.text(r, "id"))
			if !regexp.MustCompile(`^\{"id":"[0-9a-f]{32}","url":"[^" ]+"\}$`).MatchString(r.body) || r.header.Get("Content-Type") != "application/json; charset=utf-8" {
				a.Errorf("%s %s", r.header, r.body)
			}
		},
		"§4.7 a link from a form body with repeated tags is 200": func(a api) {
			form := url.Values{"email": {"soren@customer.example"}, "name": {"Søren"}, "referenceId": {"AO-3"}, "tags": {"tag1", "tag2"}}
			r := a.call("POST", a.invites("invitation-links"), form.Encode(), a.bearer(), a.acting(), "Content-Type: application/x-www-form-urlencoded")
			a.want(r, 200)
			a.want(a.invited(), 200, "invitations.0.kind", "link", "invitations.0.reference", "AO-3", "invitations.0.id", a.text(r, "id"))
		},
		"§4.7 a link with a bad field is 400": func(a api) {
			for _, body := range []string{`{}`, `{"email":"x"}`, `{"email":"a@b.example","locale":"x"}`, `{"email":"a@b.example","redirectUri":"x"}`, `{"email":"a@b.example","tags":"x"}`} {
				a.want(a.send("POST", a.invites("invitation-links"), body, a.acting()), 400, "errorCode", 1001)
			}
		},
		"§4.7 templates": func(a api) {
			r := a.private(a.invites("templates"))
			a.want(r, 200, "templates.#", 4, "templates.0.#", 5, "templates.0.isDefaultTemplate", true, "templates.0.locale", "en-US")
			if id := a.text(r, "templates.0.id"); len(id) != 24 {
				a.Errorf("id %s", id)
			}
		},
		"§4.7 invitation data is deleted by e-mail without case, or by age, not both": func(a api) {
			for _, mail := range []string{"a@b.example", "c@d.example", "e@f.example"} {
				a.send("POST", a.invites("email-invitations"), `{"consumerEmail":"`+mail+`"}`, a.acting())
			}
			forget := func(body string) reply { return a.send("POST", a.invites("invitation-data/delete"), body, a.acting()) }
			for _, bad := range []string{`{}`, `{"customerEmails":["x"]}`, `{"deleteOlderThan":"x"}`, `{"customerEmails":[],"deleteOlderThan":"2026-01-01"}`, `[]`} {
				a.want(forget(bad), 400, "errorCode", 1001)
			}
			if r := forget(`{"customerEmails":["A@B.example"]}`); r.status/100 != 2 || r.body != "" {
				a.Errorf("%d %s", r.status, r.body)
			}
			a.want(a.invited(), 200, "invitations.#", 2)
			forget(`{"deleteOlderThan":"` + noon.Add(-time.Hour).Format(time.RFC3339) + `"}`)
			a.want(a.invited(), 200, "invitations.#", 2)
			forget(`{"deleteOlderThan":"` + noon.Add(time.Hour).Format(time.RFC3339) + `"}`)
			a.want(a.invited(), 200, "invitations.#", 0)
		},
		"§4.7 a foreign unit is 403, no token 401, a wrong type 415": func(a api) {
			for _, call := range []string{"email-invitations", "invitation-links", "invitation-data/delete"} {
				foreign := strings.Replace(a.invites(call), a.BusinessUnitID, strings.Repeat("f", 24), 1)
				body := map[string]string{"email-invitations": `{"consumerEmail":"a@b.example"}`, "invitation-links": `{"email":"a@b.example"}`, "invitation-data/delete": `{"customerEmails":[]}`}[call]
				a.want(a.send("POST", foreign, body, a.acting()), 403)
				a.want(a.call("POST", a.invites(call), body), 401, "fault.detail.errorcode", "oauth.v2.InvalidAccessToken")
				a.want(a.call("POST", a.invites(call), body, a.bearer(), "Content-Type: text/plain"), 415)
			}
			a.want(a.private(strings.Replace(a.invites("templates"), a.BusinessUnitID, "x", 1)), 403)
		},
	})
}

func TestInvitationsAreJournaledWithWhatWasSent(t *testing.T) {
	path := t.TempDir() + "/journal"
	a := start(t, sandbox.Options{Reviews: 5, Journal: path})
	a.send("POST", a.invites("email-invitations"), `{"consumerEmail":"a@b.example","odd":[1]}`, a.acting())
	a.send("POST", a.invites("invitation-links"), `{"email":"c@d.example"}`, a.acting())
	a.send("POST", a.invites("invitation-data/delete"), `{"customerEmails":["a@b.example"]}`, a.acting())
	a.send("POST", a.invites("email-invitations"), `{}`, a.acting())
	lines := readLines(t, path)
	for i, op := range []string{"emailInvitation", "invitationLink", "deleteInvitationData"} {
		r := reply{body: lines[i]}
		if r.at(t, "op") != op || r.at(t, "businessUserId") != a.BusinessUserID {
			t.Errorf("line %d is %s", i, lines[i])
		}
	}
	if len(lines) != 3 || !strings.Contains(lines[0], `"body":{"consumerEmail":"a@b.example","odd":[1]}`) {
		t.Errorf("the journal is %q", lines)
	}
}

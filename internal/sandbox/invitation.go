package sandbox

import (
	"encoding/json"
	"net/mail"
	"net/url"
	"strings"
	"time"
)

// invitationBody is the body of an e-mail invitation, trustpilot-api §4.7.
type invitationBody struct {
	ReplyTo     *string        `json:"replyTo"`
	Locale      *string        `json:"locale"`
	SenderName  *string        `json:"senderName"`
	SenderEmail *string        `json:"senderEmail"`
	Location    *string        `json:"locationId"`
	Reference   *string        `json:"referenceNumber"`
	Name        *string        `json:"consumerName"`
	Email       *string        `json:"consumerEmail"`
	Type        *string        `json:"type"`
	Service     *serviceInvite `json:"serviceReviewInvitation"`
	Product     *productInvite `json:"productReviewInvitation"`
}

type serviceInvite struct {
	Template *string  `json:"templateId"`
	SendTime *string  `json:"preferredSendTime"`
	Redirect *string  `json:"redirectUri"`
	Tags     []string `json:"tags"`
}

type productInvite struct {
	Template *string           `json:"templateId"`
	SendTime *string           `json:"preferredSendTime"`
	Redirect *string           `json:"redirectUri"`
	Products []json.RawMessage `json:"products"`
	SKUs     []string          `json:"productSkus"`
}

// problem says what is wrong with an invitation, naming the field, or "".
func (b invitationBody) problem() string {
	var p complaints
	p.email("ConsumerEmail", b.Email, true)
	p.email("SenderEmail", b.SenderEmail, false)
	p.email("ReplyTo", b.ReplyTo, false)
	p.locale("Locale", b.Locale)
	p.that(b.Type == nil || *b.Type == "email", "'Type' must be email.")
	if i := b.Service; i != nil {
		p.plan("ServiceReviewInvitation", i.Template, i.SendTime, i.Redirect)
	}
	if i := b.Product; i != nil {
		p.plan("ProductReviewInvitation", i.Template, i.SendTime, i.Redirect)
		p.that(len(i.Products) == 0 || len(i.SKUs) == 0, "'ProductReviewInvitation' takes 'Products' or 'ProductSkus', not both.")
	}
	return p.first
}

// linkBody is the body of an invitation link, trustpilot-api §4.7.
type linkBody struct {
	Location  *string  `json:"locationId"`
	Reference *string  `json:"referenceId"`
	Email     *string  `json:"email"`
	Name      *string  `json:"name"`
	Locale    *string  `json:"locale"`
	Tags      []string `json:"tags"`
	Redirect  *string  `json:"redirectUri"`
}

func (b linkBody) problem() string {
	var p complaints
	p.email("Email", b.Email, true)
	p.locale("Locale", b.Locale)
	p.address("RedirectUri", b.Redirect)
	return p.first
}

// linkFrom reads the form body that a recorded client sends, with tags repeated.
func linkFrom(f url.Values) linkBody {
	get := func(name string) *string {
		if !f.Has(name) {
			return nil
		}
		return ptr(f.Get(name))
	}
	return linkBody{get("locationId"), get("referenceId"), get("email"), get("name"), get("locale"), f["tags"], get("redirectUri")}
}

// complaints keeps the first thing that is wrong with a body.
type complaints struct{ first string }

func (p *complaints) that(good bool, text string) {
	if !good && p.first == "" {
		p.first = text
	}
}

func (p *complaints) email(field string, s *string, required bool) {
	p.that(!required || s != nil && strings.TrimSpace(*s) != "", "'"+field+"' must not be empty.")
	p.that(s == nil || *s == "" || isAddress(*s), "'"+field+"' is not a valid email address.")
}

func (p *complaints) locale(field string, s *string) {
	p.that(s == nil || isLocale(*s), "'"+field+"' is not a locale such as en-US.")
}

func (p *complaints) address(field string, s *string) {
	if s == nil {
		return
	}
	u, err := url.Parse(*s)
	p.that(err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "", "'"+field+"' is not a web address.")
}

// plan checks what both kinds of e-mail invitation have. The time of sending is
// UTC in ISO form or in the form of the older documentation.
func (p *complaints) plan(of string, template, sendTime, redirect *string) {
	p.that(template == nil || isID(*template), "'"+of+".TemplateId' is not a template.")
	p.address(of+".RedirectUri", redirect)
	if sendTime != nil {
		_, iso := parseTime(*sendTime)
		_, old := time.Parse("01/02/2006 15:04:05", *sendTime)
		p.that(iso == nil || old == nil, "'"+of+".PreferredSendTime' is not a date and time.")
	}
}

// isAddress reports whether s is one bare e-mail address, in any script.
func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == ""
}

// Package invite reads the orders of invitations, says what is wrong with one, and sends them once each with a ledger on
// disk; how a template is called and how a request leaves are left to others.
package invite

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/rows"
)

// Row is one invitation as a person asked for it: the fields of trustpilot-api §4.7, with templates by ID or name and
// times as they were typed.
type Row struct {
	Line int // where it stands in its file, from 1; 0 for none

	Email, Name, Reference           string
	Locale, Location                 string // as da-DK; the company's own ID of the location
	Template, SendAt, Redirect       string // of the service review
	ReplyTo, SenderName, SenderEmail string
	Tags                             []string
	ProductTemplate, ProductSendAt   string
	ProductRedirect                  string
	SKUs                             []string
	Products                         []Product
	OnlyProduct                      bool // no service review is asked for
}

// Product is what was bought, in Trustpilot's field names (trustpilot-api §4.7).
type Product struct {
	URL      string `json:"productUrl,omitempty"`
	Image    string `json:"imageUrl,omitempty"`
	Name     string `json:"name,omitempty"`
	SKU      string `json:"sku,omitempty"`
	GTIN     string `json:"gtin,omitempty"`
	MPN      string `json:"mpn,omitempty"`
	Brand    string `json:"brand,omitempty"`
	Category string `json:"productCategoryGoogleId,omitempty"`
}

// AsksForProduct reports whether a product review is asked for too.
func (r Row) AsksForProduct() bool {
	return r.OnlyProduct || r.ProductTemplate+r.ProductSendAt+r.ProductRedirect != "" || len(r.SKUs)+len(r.Products) > 0
}

// texts are the texts of a row by the names that files and messages give them.
func texts() []rows.Field[Row] {
	return []rows.Field[Row]{
		{Name: "email", Needed: true, Text: func(r *Row) *string { return &r.Email }},
		{Name: "name", Text: func(r *Row) *string { return &r.Name }},
		{Name: "reference", Also: "ref", Text: func(r *Row) *string { return &r.Reference }},
		{Name: "locale", Text: func(r *Row) *string { return &r.Locale }},
		{Name: "location", Text: func(r *Row) *string { return &r.Location }},
		{Name: "template", Text: func(r *Row) *string { return &r.Template }},
		{Name: "sendAt", Text: func(r *Row) *string { return &r.SendAt }},
		{Name: "redirect", Text: func(r *Row) *string { return &r.Redirect }},
		{Name: "replyTo", Text: func(r *Row) *string { return &r.ReplyTo }},
		{Name: "senderName", Text: func(r *Row) *string { return &r.SenderName }},
		{Name: "senderEmail", Text: func(r *Row) *string { return &r.SenderEmail }},
		{Name: "productTemplate", Text: func(r *Row) *string { return &r.ProductTemplate }},
		{Name: "productSendAt", Text: func(r *Row) *string { return &r.ProductSendAt }},
		{Name: "productRedirect", Text: func(r *Row) *string { return &r.ProductRedirect }},
	}
}

// Over is the row with what it leaves open taken from base; tags and SKUs are added.
func (r Row) Over(base Row) Row {
	for _, f := range texts() {
		if own := f.Text(&r); *own == "" {
			*own = *f.Text(&base)
		}
	}
	r.Tags = slices.Concat(r.Tags, base.Tags)
	r.SKUs = slices.Concat(r.SKUs, base.SKUs)
	if len(r.Products) == 0 {
		r.Products = base.Products
	}
	r.OnlyProduct = r.OnlyProduct || base.OnlyProduct
	return r
}

// longest is how many bytes one text of a row may have.
const longest = 4096

// Check says what is wrong with a row; nil when it may be sent. Its message names the field, and never an address.
func (r Row) Check(now time.Time) error {
	for _, f := range texts() {
		switch text := *f.Text(&r); {
		case !utf8.ValidString(text):
			return fmt.Errorf("%s: it is no UTF-8", f.Name)
		case len(text) > longest || strings.ContainsFunc(text, control):
			return fmt.Errorf("%s: it is too long or holds control characters", f.Name)
		}
	}
	if strings.TrimSpace(r.Email) == "" {
		return errors.New("email: it is missing")
	}
	for _, f := range []struct{ name, value string }{{"email", r.Email}, {"replyTo", r.ReplyTo}, {"senderEmail", r.SenderEmail}} {
		if f.value != "" && !address(f.value) {
			return fmt.Errorf("%s: this is no e-mail address", f.name)
		}
	}
	if !locale(r.Locale) {
		return fmt.Errorf("locale %q: it is a language and a country, as da-DK", r.Locale)
	}
	for _, f := range []struct{ name, value string }{{"redirect", r.Redirect}, {"productRedirect", r.ProductRedirect}} {
		if f.value != "" && !webAddress(f.value) {
			return fmt.Errorf("%s: it is no web address", f.name)
		}
	}
	for _, f := range []struct{ name, value string }{{"sendAt", r.SendAt}, {"productSendAt", r.ProductSendAt}} {
		if _, err := ParseSendTime(f.value, now); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return r.checkLists()
}

func (r Row) checkLists() error {
	switch {
	case slices.ContainsFunc(r.Tags, blank):
		return errors.New("tags: one of them is empty, no UTF-8 or holds control characters")
	case slices.ContainsFunc(r.SKUs, blank):
		return errors.New("skus: one of them is empty, no UTF-8 or holds control characters")
	case len(r.SKUs) > 0 && len(r.Products) > 0:
		return errors.New("skus and products exclude each other: Trustpilot takes one of them")
	case r.OnlyProduct && r.Template+r.SendAt+r.Redirect != "":
		return errors.New("template, sendAt and redirect are of the service review, and none is asked for")
	}
	for _, p := range r.Products {
		if p.SKU == "" && p.Name == "" {
			return errors.New("products: one of them has neither sku nor name")
		}
	}
	return nil
}

func control(r rune) bool { return r < ' ' || r >= 0x7f && r <= 0x9f }

func blank(s string) bool {
	return strings.TrimSpace(s) == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, control)
}

// address reports whether s is one bare e-mail address.
func address(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == ""
}

func locale(s string) bool {
	return s == "" || len(s) == 5 && s[2] == '-' && strings.Trim(s[:2], "abcdefghijklmnopqrstuvwxyz") == "" && strings.Trim(s[3:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil
}

// ParseSendTime reads when an invitation is to go out, in UTC; zero for "" (at once). It takes RFC 3339 with its zone, and
// +2d or +36h from now. What could mean two moments is refused, and so is what has passed.
func ParseSendTime(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := moment(text, now)
	if err != nil {
		return time.Time{}, err
	}
	if t.Before(now) {
		return time.Time{}, fmt.Errorf("%s has passed: it is %s now", t.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
	}
	return t.UTC(), nil
}

func moment(text string, now time.Time) (time.Time, error) {
	if ago, ok := strings.CutPrefix(text, "+"); ok {
		if d, ok := span(ago); ok {
			return now.Add(d).Truncate(time.Second), nil
		}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	shown := review.NewText(text).Line()
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, fmt.Errorf("%q has no zone: write %sZ for UTC, or the zone as +02:00", shown, t.Format("2006-01-02T15:04"))
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time that can only mean one moment: write 2026-08-01T09:00Z, 2026-08-01T09:00+02:00 or +3d", shown)
}

// span reads a number of days or hours, at most a year.
func span(s string) (time.Duration, bool) {
	var n, unit = 0, ""
	if _, err := fmt.Sscanf(s, "%d%s", &n, &unit); err != nil || n < 0 || n > 366*24 || fmt.Sprintf("%d%s", n, unit) != s {
		return 0, false
	}
	switch unit {
	case "h":
		return time.Duration(n) * time.Hour, true
	case "d":
		return time.Duration(n) * 24 * time.Hour, n <= 366
	}
	return 0, false
}

// Batch names a file of rows by its bytes, so that a later run of the same file is known: 16 hex digits.
func Batch(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:8])
}

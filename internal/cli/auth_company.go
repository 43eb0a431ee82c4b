package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/client"
	"github.com/tpdesk/tpdesk/internal/config"
	"github.com/tpdesk/tpdesk/internal/review"
)

// company says which business unit a sign-in is for, and its domain where that is known: what the flags say, else the
// settings, else the sign-in before, else a person. It may stay open.
func (o *opener) company(ctx context.Context, at counter, app auth.App, options *loginOptions, before auth.Session) (unit, domain string, err error) {
	s := o.settings
	switch {
	case options.unit != "":
		return s.BusinessUnit, "", nil
	case options.domain == "" && s.BusinessUnit != "":
		return s.BusinessUnit, s.Domain, nil
	case s.Domain != "":
		unit, err = o.findUnit(ctx, app, s.Domain)
		return unit, s.Domain, err
	case before.Unit != "":
		return before.Unit, before.Domain, nil
	case options.unasked || options.credentials || !at.asks():
		return "", "", nil
	}
	return o.askCompany(ctx, at, app)
}

// typingErrors is how often a domain that Trustpilot does not know may be typed again.
const typingErrors = 3

// isUnitID reports whether the text is as Trustpilot writes the ID of a business unit: 24 hex digits.
func isUnitID(text string) bool {
	return len(text) == 24 && strings.Trim(text, "0123456789abcdef") == ""
}

// askCompany asks for the domain, or the ID of the business unit.
func (o *opener) askCompany(ctx context.Context, at counter, app auth.App) (unit, domain string, err error) {
	problem := ""
	for range typingErrors {
		text, err := at.company(ctx, problem)
		if err != nil {
			return "", "", err
		}
		text = strings.ToLower(strings.TrimSpace(text))
		if isUnitID(text) {
			return text, "", nil
		}
		if err := config.CheckDomain(text); err != nil {
			problem = err.Error()
			continue
		}
		at.doing(ctx, "asking Trustpilot for the business unit of "+text)
		unit, err := o.findUnit(ctx, app, text)
		if !errors.Is(err, review.ErrNotFound) {
			return unit, text, err
		}
		problem = "Trustpilot knows no business unit of " + review.NewText(text).Line()
	}
	return "", "", usagef("%s; no business unit was named: find the domain in Trustpilot's web app, or give --business-unit ID", problem)
}

// findUnit asks Trustpilot which business unit a domain is. That takes the API key alone, so a wrong one shows here.
func (o *opener) findUnit(ctx context.Context, app auth.App, domain string) (string, error) {
	cfg := o.clientConfig()
	cfg.APIKey, cfg.BusinessUnit, cfg.BusinessUser = app.Key.Reveal(), "", ""
	c, err := o.newClient(&cfg)
	if err != nil {
		return "", err
	}
	return unitOf(ctx, c, domain)
}

// unitOf is the ID of the business unit that a domain is at Trustpilot.
func unitOf(ctx context.Context, c *client.Client, domain string) (string, error) {
	unit, err := c.FindUnit(ctx, domain)
	if err != nil {
		return "", err // it names the act and the domain
	}
	return unit.ID.Raw(), nil
}

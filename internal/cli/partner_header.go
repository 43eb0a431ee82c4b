package cli

import (
	"context"

	"github.com/tpdesk/tpdesk/internal/auth"
)

// partnerHeader is what goes along on every call with a customer's key or token: that of the profile, else that of the
// partner who had its keys made. None is sent by default (trustpilot-api §6), and none where the partner itself acts.
func (o *opener) partnerHeader() map[string]string {
	h := o.settings.Partner.Header
	if h.IsZero() && o.partner != "" {
		if c, err := o.a.config(); err == nil {
			h = c.PartnerOf(o.partner, o.a.Env).Header
		}
	}
	if o.alone || h.IsZero() {
		return nil
	}
	return map[string]string{h.Name: h.Value}
}

// knowPartner looks whose partner had the keys of the sign-in made, for calls that need nothing else of it.
func (o *opener) knowPartner(ctx context.Context) {
	if st, err := o.account().Status(ctx); err == nil {
		o.partner = st.Partner
	}
}

// customerKeys are the keys that a sign-in goes by where a partner had them made: those that are named, else those that wait
// in the vault, unless the environment names others. Then the opener knows the partner.
func (o *opener) customerKeys(ctx context.Context, options *loginOptions) (auth.Customer, error) {
	if options.customer != nil {
		o.partner = options.customer.Partner
		return *options.customer, nil
	}
	waiting, ok, err := o.account().Waiting(ctx)
	if err != nil || !ok || options.partner {
		return auth.Customer{}, err
	}
	if own := o.settings.APIKey; !own.IsZero() && own.Reveal() != waiting.Key.Reveal() {
		o.a.say("TPDESK_API_KEY comes before the keys that tpdesk partner keys kept in profile %s: unset it to sign in with those", o.settings.Profile)
		return auth.Customer{}, nil
	}
	o.partner = waiting.Partner
	return waiting, nil
}

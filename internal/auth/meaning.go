package auth

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// grantRefresh is the grant of a renewal, which no Session comes from.
const grantRefresh = "refresh_token"

// ended is the SignInError of a refusal: what ended, what the server said, what that means, the next step.
func ended(err error, grant, what string) error {
	said := (*Error)(nil)
	if !errors.As(err, &said) {
		return signIn(err, "%s (%s)", what, err.Error())
	}
	return signIn(err, "%s (%s); %s", what, said, said.Meaning(grant))
}

// Meaning is what the refusal of a grant means, as far as the answer tells: Trustpilot keeps its messages terse
// (trustpilot-api §1.7), so where it tells nothing the likely causes stand in their order. grant is GrantCode or one of its like.
func (e *Error) Meaning(grant string) string {
	words := strings.ToLower(e.Code + " " + e.Description)
	if e.AboutRedirect() {
		return "the redirect address is not the one that is registered with Trustpilot: set redirect_uri in the profile, or TPDESK_REDIRECT_URI"
	}
	for _, row := range []struct {
		meaning string
		any     []string
	}{
		{"too many sign-ins or renewals: wait, then try again", []string{"quota", "spikearrest", "ratelimit", "too many"}},
		{"the code does not belong to this sign-in: try with pkce turned over in the profile", []string{"code_verifier", "pkce"}},
		{"the user's account is locked: Trustpilot's support, or an administrator of the company in the web app, can unlock it", []string{"locked", "suspended", "blocked"}},
		{"the user no longer exists or was taken out of the company: sign in as another one", []string{"user not found", "unknown user", "user removed", "user was removed", "user has been removed", "deactivated", "disabled", "inactive user"}},
		{"the application is not approved or was turned off: look in the web app, Integrations > Developers > APIs", []string{"app_not_approved", "appnotapproved", "not_active", "company_status", "developer_status"}},
		{"the sign-in was revoked", []string{"revoked", "not_approved", "notapproved"}},
		{"the API key and secret are not known or do not belong together: compare them with the web app, Integrations > Developers > APIs", []string{"invalid_client", "invalidapikey", "invalidclient", "client credentials", "consumer_key", "clientid"}},
	} {
		for _, word := range row.any {
			if strings.Contains(words, word) {
				return row.meaning
			}
		}
	}
	return e.likely(grant)
}

// AboutRedirect tells whether the server refused the redirect address: a setting is wrong.
func (e *Error) AboutRedirect() bool {
	return strings.Contains(strings.ToLower(e.Code+" "+e.Description), "redirect")
}

// likely are the causes of a refusal that explains nothing, the likeliest first.
func (e *Error) likely(grant string) string {
	switch {
	case e.Temporary():
		return "a passing fault of the server's: nothing changed; try again later"
	case e.Status == http.StatusForbidden:
		return likely("the plan has no API access", "the application may not use this kind of sign-in", "the user's role does not allow it")
	case grant == GrantCode:
		return likely("the code was used before or is older than five minutes", "it was made for another redirect address", "the API key is another one than the page was opened with")
	case grant == GrantPassword:
		return likely("the e-mail or the password is wrong", "two-step verification is on, which this kind of sign-in cannot pass", "the account is locked")
	case grant == grantRefresh:
		return likely("the same sign-in is used on another machine, which must sign in itself", "nobody used it for 30 days", "it was revoked", "the user was removed or locked")
	}
	return likely("the API key or the secret was replaced", "the application was turned off", "the plan has no API access")
}

// likely puts causes into one clause.
func likely(causes ...string) string {
	return fmt.Sprintf("likely, in this order: %s", strings.Join(causes, "; or "))
}

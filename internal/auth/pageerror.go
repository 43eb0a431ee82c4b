package auth

import "errors"

// ErrDenied says that the user, or Trustpilot, refused the sign-in on its page; the error that wraps it is a *PageError.
var ErrDenied = errors.New("the sign-in was refused on Trustpilot's page")

// ErrRedirect says that the sign-in page has no address to send the code to; the error that wraps it is a *RedirectError.
var ErrRedirect = errors.New("the redirect address cannot be used")

// RedirectError says why the redirect address cannot be used, and which setting holds it.
type RedirectError struct {
	Reason string
	Err    error // the cause, where there is one
}

// Error says why, then the setting.
func (e *RedirectError) Error() string {
	return e.Reason + ": set redirect_uri in the profile, or TPDESK_REDIRECT_URI, to the address that is registered with Trustpilot"
}

// Is makes every RedirectError an ErrRedirect.
func (e *RedirectError) Is(target error) bool { return target == ErrRedirect }

// Unwrap is the cause.
func (e *RedirectError) Unwrap() error { return e.Err }

// PageError is a sign-in that ended on Trustpilot's page without a code. Trustpilot documents no words for it
// (trustpilot-api §1.5); those of RFC 6749 §4.1.2.1 are understood.
type PageError struct{ Word string } // "access_denied", "server_error" …; one clean line

// Error says what the word means.
func (e *PageError) Error() string {
	switch e.Word {
	case "access_denied":
		return "the sign-in was refused on Trustpilot's page (access_denied): nothing changed; run tpdesk auth login again and agree there"
	case "unauthorized_client", "unsupported_response_type", "invalid_client":
		return "Trustpilot does not let this API key sign people in (" + e.Word + "): look at the application in the web app, Integrations > Developers > APIs"
	case "server_error", "temporarily_unavailable":
		return "Trustpilot's sign-in page has a fault of its own (" + e.Word + "): nothing changed; run tpdesk auth login again later"
	}
	return "the sign-in ended on Trustpilot's page without a code (" + e.Word + "): nothing changed; run tpdesk auth login again"
}

// Is makes a PageError an ErrDenied, except where the page itself is ill.
func (e *PageError) Is(target error) bool { return target == ErrDenied && !e.Temporary() }

// Temporary tells whether the same sign-in may work later.
func (e *PageError) Temporary() bool {
	return e.Word == "server_error" || e.Word == "temporarily_unavailable"
}

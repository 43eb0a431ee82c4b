package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// Error codes of the application shape, trustpilot-api §5.3. Only 1001 and 1009
// are evidenced; the others are this sandbox's own.
const (
	codeInvalid   = 1001
	codeDenied    = 1003
	codeNotFound  = 1009
	codeConflict  = 1010
	codeMethod    = 1005
	codeMediaType = 1015
	codeInternal  = 1000
	codeTooLarge  = 1013
)

// answer is what a call gets: a status, a body with its type, headers besides
// the usual ones. The zero body is an empty one.
type answer struct {
	status int
	kind   string
	header map[string]string
	body   []byte
}

const (
	kindJSON = "application/json; charset=utf-8"
	kindHTML = "text/html; charset=utf-8"
)

// ok is a 200 with v as JSON.
func ok(v any) answer { return asJSON(http.StatusOK, v) }

// empty is a status without a body.
func empty(status int) answer { return answer{status: status} }

// asJSON is a status with v as JSON.
func asJSON(status int, v any) answer {
	return answer{status: status, kind: kindJSON, body: encode(v)}
}

// encode writes v as compact JSON with <, > and & as they are.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // wire structs of this package always marshal
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// refuse is an error in the application shape.
func refuse(status, code int, message, details string) answer {
	var d *string
	if details != "" {
		d = &details
	}
	return asJSON(status, struct {
		Message       string  `json:"message"`
		ErrorCode     int     `json:"errorCode"`
		Details       *string `json:"details"`
		CorrelationID string  `json:"correlationId"`
	}{message, code, d, randomUUID()})
}

func invalid(details string) answer {
	return refuse(http.StatusBadRequest, codeInvalid, "The request was malformed", details)
}

func notFound(details string) answer {
	return refuse(http.StatusNotFound, codeNotFound, "The requested resource could not be found", details)
}

func denied(details string) answer {
	return refuse(http.StatusForbidden, codeDenied, "Access to the resource is denied", details)
}

func wrongType(details string) answer {
	return refuse(http.StatusUnsupportedMediaType, codeMediaType, "The content type is not supported", details)
}

func broken(err error) answer {
	return refuse(http.StatusInternalServerError, codeInternal, "An unexpected error occurred", err.Error())
}

// gateway is an error in the shape of the gateway before the API.
func gateway(status int, text, code string) answer {
	type detail struct {
		ErrorCode string `json:"errorcode"`
	}
	type fault struct {
		Text   string `json:"faultstring"`
		Detail detail `json:"detail"`
	}
	return asJSON(status, struct {
		Fault fault `json:"fault"`
	}{fault{text, detail{code}}})
}

func badToken() answer {
	return gateway(http.StatusUnauthorized, "Invalid access token", "oauth.v2.InvalidAccessToken")
}

func expiredToken() answer {
	return gateway(http.StatusUnauthorized, "Access Token expired", "keymanagement.service.access_token_expired")
}

func badKey() answer {
	return gateway(http.StatusUnauthorized, "Invalid ApiKey", "oauth.v2.InvalidApiKey")
}

// oauthError is an error in the OAuth shape of the token endpoint.
func oauthError(status int, code, description string) answer {
	return asJSON(status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{code, description})
}

// oldOAuthError is the older shape, which the token endpoint gives for a
// request that it cannot read.
func oldOAuthError(text string) answer {
	return asJSON(http.StatusBadRequest, struct {
		Code string `json:"ErrorCode"`
		Text string `json:"Error"`
	}{"invalid_request", text})
}

package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// mediaType is the content type of a request without its parameters, or "".
func mediaType(r *http.Request) string {
	t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return t
}

// readJSON reads a JSON body into v; unknown keys are ignored.
func readJSON(c *call, v any) *answer {
	var refused answer
	if t := mediaType(c.Request); t != jsonType && !strings.HasSuffix(t, "+json") {
		refused = wrongType("Send application/json")
		return &refused
	}
	b, err := io.ReadAll(c.Body)
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		refused = refuse(http.StatusRequestEntityTooLarge, codeTooLarge, "The request is too large", "")
	case err != nil:
		refused = invalid("The body cannot be read")
	case json.Unmarshal(b, v) != nil:
		refused = invalid("The body is not JSON of the expected shape")
	default:
		return nil
	}
	return &refused
}

package auth

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// ParsePaste takes the code out of one pasted line: the bare code, or the address that the browser was sent to. The
// address must be the redirect's and its state, when it has one, ours; a server that sends no state is accepted, for
// Trustpilot documents none (trustpilot-api §1.5). No error repeats the line: it may hold the code.
func ParsePaste(line, state, redirectURI string) (string, error) {
	line = strings.Trim(strings.TrimSpace(line), `"'<>`)
	switch {
	case line == "":
		return "", errors.New("the line is empty: paste the code, or the whole address of the page that the browser ended on")
	case strings.Contains(line, "://"):
		return fromAddress(line, state, redirectURI)
	case strings.HasPrefix(line, "?") || strings.HasPrefix(line, "code=") || strings.Contains(line, "&code="):
		return fromQuery(strings.TrimPrefix(line, "?"), state)
	case strings.Contains(line, "/") && strings.Contains(line, "?"): // browsers show addresses without their scheme
		scheme, _, _ := strings.Cut(redirectURI, "://")
		return fromAddress(scheme+"://"+line, state, redirectURI)
	}
	if plain, err := url.PathUnescape(line); err == nil {
		line = plain
	}
	return checkCode(line)
}

func fromAddress(line, state, redirectURI string) (string, error) {
	want, err := url.Parse(redirectURI)
	if err != nil {
		return "", errors.New("the configured redirect address cannot be read")
	}
	got, err := url.Parse(line)
	if err != nil || got.Scheme != want.Scheme || !strings.EqualFold(got.Host, want.Host) || !samePath(got.Path, want.Path) {
		return "", fmt.Errorf("that is not the address that the browser is sent to after the sign-in: it begins with %s", redirectURI)
	}
	return readCallback(got.Query(), state)
}

func fromQuery(query, state string) (string, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", errors.New("the line cannot be read: paste the whole address of the page that the browser ended on")
	}
	return readCallback(values, state)
}

// readCallback takes the code out of the redirect's parameters.
func readCallback(values url.Values, state string) (string, error) {
	if got := values.Get("state"); got != "" && subtle.ConstantTimeCompare([]byte(got), []byte(state)) != 1 {
		return "", errors.New("this answer belongs to another sign-in: begin again and use the newest page")
	}
	if said := values.Get("error"); said != "" {
		return "", &PageError{Word: clean(said)}
	}
	if len(values["code"]) > 1 || len(values["state"]) > 1 {
		return "", errors.New("the address holds more than one answer")
	}
	return checkCode(values.Get("code"))
}

func checkCode(code string) (string, error) {
	if code == "" {
		return "", errors.New("there is no code in it: paste the whole address of the page that the browser ended on")
	}
	if len(code) > 4096 || strings.ContainsFunc(code, func(r rune) bool { return r <= 0x20 || r >= 0x7f }) {
		return "", errors.New("that is not a code: paste the whole address of the page that the browser ended on")
	}
	return code, nil
}

// samePath compares paths without the slash that Trustpilot's page adds (trustpilot-api §1.5).
func samePath(got, want string) bool {
	return strings.TrimSuffix(got, "/") == strings.TrimSuffix(want, "/")
}

// Package config reads what the user set — folders, config.toml, environment and flags — into plain values; acting on them is left to others.
package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Env looks up an environment variable; os.LookupEnv is one.
type Env func(name string) (value string, ok bool)

// get is the value of a variable, "" when it is unset or empty: the two mean the same to tpdesk.
func (e Env) get(name string) string {
	if e == nil {
		return ""
	}
	value, _ := e(name)
	return value
}

// Error is a mistake in a flag, in the environment or in config.toml. Nothing was contacted yet (exit code 2).
type Error struct {
	Where  string // "--profile", "TPDESK_API_URL" or "FILE:LINE:COLUMN"
	Reason string // what is wrong and what is allowed; never a secret
}

// Error says where, then what.
func (e *Error) Error() string { return e.Where + ": " + e.Reason }

func wrong(where, format string, args ...any) *Error {
	return &Error{Where: where, Reason: fmt.Sprintf(format, args...)}
}

// Config is what config.toml says, with the defaults where it says nothing.
type Config struct {
	Profile      string             // the active profile; "" when the file names none
	UndoWait     time.Duration      // how long a public act waits before it is sent
	Theme        string             // "auto", "light" or "dark"
	Mouse        bool               // whether the desk listens to the mouse
	KeepPersonal int                // days that e-mails and order numbers stay after the server last gave them
	YearlyCalls  int                // calls that the plan allows in a year (trustpilot-api §8)
	Keys         map[string]string  // action → key
	Views        []View             // the saved views, in the order of the file
	Profiles     map[string]Profile // by name
}

// View is a saved query line of the desk.
type View struct {
	Name  string
	Query string
}

// Profile is one company or business unit, as config.toml describes it. Secrets are never part of it.
type Profile struct {
	Domain       string
	BusinessUnit string // ID, 24 hex digits at Trustpilot
	BusinessUser string // ID of the user that acts where a token names none
	RedirectURI  string // as registered with Trustpilot; https or loopback
	PKCE         bool
	Store        string // "", "keyring", "file" or "memory"
	Partner      Partner
}

// Default is the configuration without a file.
func Default() Config {
	return Config{
		UndoWait:     30 * time.Second,
		Theme:        "auto",
		Mouse:        true,
		KeepPersonal: 30,
		YearlyCalls:  200_000,
		Keys:         map[string]string{},
		Profiles:     map[string]Profile{},
	}
}

// DefaultProfile is the name of the profile when nobody names one.
const DefaultProfile = "default"

const (
	lower  = "abcdefghijklmnopqrstuvwxyz0123456789"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	dashes = "-_"
)

// only reports whether s is 1 to most of the letters. The names here are checked by hand: a pattern that counts is a
// millisecond of every start.
func only(s, letters string, most int) bool {
	return s != "" && len(s) <= most && strings.Trim(s, letters) == ""
}

func isProfileName(s string) bool {
	return only(s, lower+dashes, 32) && !strings.HasPrefix(s, "-") && !strings.HasPrefix(s, "_") && !isWindowsName(s)
}

// isWindowsName reports whether Windows has a device of that name.
func isWindowsName(s string) bool {
	switch s {
	case "con", "prn", "aux", "nul":
		return true
	}
	port := strings.TrimPrefix(strings.TrimPrefix(s, "com"), "lpt")
	return len(s) == 4 && len(port) == 1 && port[0] >= '0' && port[0] <= '9'
}

func isDomain(s string) bool {
	n := utf8.RuneCountInString(s)
	return n > 0 && n <= 253 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`/\?#@:`, r) })
}

// CheckProfile says why a name cannot be a profile's, nil when it can: it becomes a folder's name on every system.
func CheckProfile(name string) error {
	if isProfileName(name) {
		return nil
	}
	return fmt.Errorf("%q cannot be a profile's name: use 1 to 32 of a-z, 0-9, - and _, starting with a letter or digit", clip(name))
}

func checkID(id string) error {
	if only(id, lower+upper+dashes, 64) {
		return nil
	}
	return fmt.Errorf("%q is not an ID: use letters, digits, - and _ only", clip(id))
}

// CheckDomain says why a text cannot be a company's domain, nil when it can.
func CheckDomain(domain string) error {
	if isDomain(domain) {
		return nil
	}
	return fmt.Errorf("%q is not a domain: write it like shop.example", clip(domain))
}

func checkUndoWait(d time.Duration) error {
	if d < 0 || d > time.Hour {
		return fmt.Errorf("%s is out of range: from 0s to 1h", d)
	}
	return nil
}

func parseUndoWait(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a duration: write it like 30s or 2m", clip(text))
	}
	return d, checkUndoWait(d)
}

func checkOneOf(value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%q is not allowed: use one of %s", clip(value), quoted(allowed))
}

// stores are the places where secrets may be kept.
func stores() []string { return []string{"keyring", "file", "memory"} }

// clip keeps a wrong value short enough for an error line.
func clip(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}

package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// file is config.toml as it is written. Pointers tell "not said" from zero.
type file struct {
	Profile      *string                 `toml:"profile"`
	UndoWait     *string                 `toml:"undo_wait"`
	Theme        *string                 `toml:"theme"`
	Mouse        *bool                   `toml:"mouse"`
	KeepPersonal *int                    `toml:"keep_personal"`
	YearlyCalls  *int                    `toml:"yearly_calls"`
	Keys         map[string]string       `toml:"keys"`
	Views        map[string]string       `toml:"views"`
	Profiles     map[string]profileTable `toml:"profiles"`
}

type profileTable struct {
	Domain       *string `toml:"domain"`
	BusinessUnit *string `toml:"business_unit"`
	BusinessUser *string `toml:"business_user"`
	RedirectURI  *string `toml:"redirect_uri"`
	PKCE         bool    `toml:"pkce"`
	Store        *string `toml:"store"`
	PartnerID    *string `toml:"partner_id"`
	Header       *string `toml:"partner_header"`
	HeaderValue  *string `toml:"partner_header_value"`
}

// Parse reads the text of a config.toml; path is only for the messages.
func Parse(path string, data []byte) (Config, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var f file
	d := toml.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return Config{}, decodeError(path, err)
	}
	keys, err := readKeys(data)
	if err != nil {
		return Config{}, wrong(path, "%s", err)
	}
	if err := f.check(path, data, keys); err != nil {
		return Config{}, err
	}
	return f.config(keys), nil
}

// check looks at what the types of the fields cannot: values out of range and names that the user chose.
func (f file) check(path string, data []byte, keys []key) error {
	for _, k := range keys {
		if err := f.checkKey(k.path); err != nil {
			line := 1 + bytes.Count(data[:k.offset], []byte("\n"))
			return wrong(fmt.Sprintf("%s:%d", path, line), "%s", err)
		}
	}
	return nil
}

// checkKey also refuses a known name in other letters: the decoder takes Theme for theme, and what is looked for here by
// its own name would then go unchecked.
func (f file) checkKey(path []string) error {
	if !knownKey(path) {
		return errors.New(unknownKey(path))
	}
	switch len(path) {
	case 1:
		return f.checkTop(path[0])
	case 2:
		return checkName(path[0], path[1])
	case 3:
		return f.Profiles[path[1]].check(path[2])
	}
	return nil
}

func (f file) checkTop(name string) error {
	switch name {
	case "profile":
		return CheckProfile(*f.Profile)
	case "undo_wait":
		_, err := parseUndoWait(*f.UndoWait)
		return err
	case "theme":
		return checkOneOf(*f.Theme, "auto", "light", "dark")
	case "keep_personal":
		if *f.KeepPersonal < 0 || *f.KeepPersonal > 3650 {
			return errors.New("keep_personal is a number of days from 0 to 3650")
		}
	case "yearly_calls":
		if *f.YearlyCalls < 0 {
			return errors.New("yearly_calls is a number of calls from 0 (no limit) upwards")
		}
	}
	return nil
}

func (p profileTable) check(name string) error {
	switch name {
	case "domain":
		return CheckDomain(*p.Domain)
	case "business_unit":
		return checkID(*p.BusinessUnit)
	case "business_user":
		return checkID(*p.BusinessUser)
	case "redirect_uri":
		if err := checkRedirect(*p.RedirectURI); err != nil {
			return fmt.Errorf("redirect_uri: %w", err)
		}
	case "store":
		return checkStore(*p.Store)
	case "partner_id":
		return checkID(*p.PartnerID)
	case "partner_header":
		return checkHeaderName(*p.Header)
	case "partner_header_value":
		return checkHeaderValue(*p.HeaderValue)
	}
	return nil
}

// checkName looks at the names that the user chooses: of a profile, a view, an action.
func checkName(table, name string) error {
	switch table {
	case "profiles":
		return CheckProfile(name)
	case "views", "keys":
		if strings.TrimSpace(name) == "" || len([]rune(name)) > 64 || strings.ContainsFunc(name, isControl) {
			return fmt.Errorf("a name in [%s] has 1 to 64 characters and no control character", table)
		}
	}
	return nil
}

func isControl(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 }

func (f file) config(keys []key) Config {
	c := Default()
	set(&c.Profile, f.Profile)
	if f.UndoWait != nil {
		c.UndoWait, _ = parseUndoWait(*f.UndoWait) // checked above
	}
	set(&c.Theme, f.Theme)
	set(&c.Mouse, f.Mouse)
	set(&c.KeepPersonal, f.KeepPersonal)
	set(&c.YearlyCalls, f.YearlyCalls)
	maps.Copy(c.Keys, f.Keys)
	for _, name := range namesIn(keys, "views") {
		c.Views = append(c.Views, View{Name: name, Query: f.Views[name]})
	}
	for name, p := range f.Profiles {
		c.Profiles[name] = p.profile()
	}
	return c
}

func (p profileTable) profile() Profile {
	out := Profile{PKCE: p.PKCE}
	set(&out.Domain, p.Domain)
	set(&out.BusinessUnit, p.BusinessUnit)
	set(&out.BusinessUser, p.BusinessUser)
	set(&out.RedirectURI, p.RedirectURI)
	set(&out.Store, p.Store)
	set(&out.Partner.ID, p.PartnerID)
	set(&out.Partner.Header.Name, p.Header)
	set(&out.Partner.Header.Value, p.HeaderValue)
	return out
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

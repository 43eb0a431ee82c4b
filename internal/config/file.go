package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// maxFile is the largest config.toml that is read, in bytes.
const maxFile = 1 << 20

// Load reads config.toml, and lays the profile that Switch chose over the one that it names.
func Load(folders Folders) (Config, error) {
	c, err := LoadFile(folders)
	if err != nil {
		return Config{}, err
	}
	active, err := readActive(folders.ActiveFile())
	if active != "" {
		c.Profile = active
	}
	return c, err
}

// LoadFile reads config.toml alone, from the config folder. A file that is not there is the default; anything in it that
// tpdesk does not know, or that others could have written, is an *Error with file, line and column.
func LoadFile(folders Folders) (Config, error) {
	path := folders.ConfigFile()
	if err := checkReadable(folders.Config); err != nil {
		return Config{}, err
	}
	data, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Default(), nil
	}
	if err != nil {
		return Config{}, err
	}
	return Parse(path, data)
}

// readFile reads a regular file of at most maxFile bytes; a pipe or a device is refused before it is opened.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, wrong(path, "is not a regular file")
	}
	if err := checkPrivate(path, info, true); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fileError(path, err)
	}
	if len(data) > maxFile {
		return nil, wrong(path, "is larger than %d bytes", maxFile)
	}
	return data, nil
}

func fileError(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return wrong(path, "cannot be read: %s", reason(err))
}

// decodeError turns an error of the TOML library into file, line, column and what is allowed there.
func decodeError(path string, err error) error {
	if strict := (*toml.StrictMissingError)(nil); errors.As(err, &strict) && len(strict.Errors) > 0 {
		first := &strict.Errors[0]
		row, column := first.Position()
		return wrong(fmt.Sprintf("%s:%d:%d", path, row, column), "%s", unknownKey(first.Key()))
	}
	if bad := (*toml.DecodeError)(nil); errors.As(err, &bad) {
		row, column := bad.Position()
		return wrong(fmt.Sprintf("%s:%d:%d", path, row, column), "%s%s", where(bad.Key()), strings.TrimPrefix(bad.Error(), "toml: "))
	}
	return wrong(path, "%s", strings.TrimPrefix(err.Error(), "toml: "))
}

func where(path toml.Key) string {
	if len(path) == 0 {
		return ""
	}
	return clip(strings.Join(path, ".")) + ": "
}

// unknownKey says which keys are allowed in the table of an unknown one. Servers get their own words: a file that
// somebody else wrote must not be able to send the token elsewhere.
func unknownKey(path toml.Key) string {
	last := path[len(path)-1]
	if strings.HasSuffix(last, "_url") || strings.Contains(last, "host") {
		return fmt.Sprintf("unknown key %q: servers are set by the environment alone (TPDESK_API_URL, TPDESK_AUTH_URL, TPDESK_INVITATIONS_URL)", clip(last))
	}
	table, allowed := "", tags(reflect.TypeFor[file]())
	if len(path) >= 3 && path[0] == "profiles" {
		table, allowed = " in a profile", tags(reflect.TypeFor[profileTable]())
	}
	return fmt.Sprintf("unknown key %q%s: allowed are %s", clip(strings.Join(path, ".")), table, strings.Join(allowed, ", "))
}

// knownKey tells whether the words that tpdesk chose in a path, not the user's own, are spelled as it spells them.
func knownKey(path []string) bool {
	if !slices.Contains(tags(reflect.TypeFor[file]()), path[0]) {
		return false
	}
	return len(path) < 3 || slices.Contains(tags(reflect.TypeFor[profileTable]()), path[2])
}

func tags(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		names = append(names, t.Field(i).Tag.Get("toml"))
	}
	slices.Sort(names)
	return names
}

func quoted(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", w)
	}
	return b.String()
}

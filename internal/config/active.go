package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// ActiveFile is the path of the name that `tpdesk auth switch` chose. It lies in the state folder: config.toml is the
// user's own, with comments and often shared, and tpdesk only ever reads it. The choice comes after --profile and
// TPDESK_PROFILE and before the `profile` of config.toml, which is where a fresh machine begins.
func (f Folders) ActiveFile() string { return filepath.Join(f.State, "active-profile") }

// readActive gives the chosen profile, "" where none was. A name that makes no sense is an *Error: falling back to another
// profile could let a reply go out under the wrong company.
func readActive(path string) (string, error) {
	data, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	name := strings.TrimSpace(string(data))
	if err := CheckProfile(name); err != nil {
		return "", wrong(path, "%s; tpdesk auth switch NAME writes it anew", err)
	}
	return name, nil
}

// Switch makes a profile the active one from now on. The file is replaced whole.
func Switch(folders Folders, name string) error {
	if err := CheckProfile(name); err != nil {
		return wrong("profile", "%s", err)
	}
	if err := MakePrivate(folders.State); err != nil {
		return err
	}
	if err := replace(folders.ActiveFile(), name+"\n"); err != nil {
		return fmt.Errorf("switch to profile %s: %w", name, err)
	}
	return nil
}

// replace puts a small file for this account alone in place of the old one, so that either is there whole.
func replace(path, text string) error {
	fresh, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // 0600
	if err != nil {
		return err
	}
	_, err = fresh.WriteString(text)
	err = errors.Join(err, fresh.Sync(), fresh.Close())
	if err == nil {
		err = os.Rename(fresh.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(fresh.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a rename survive a power cut; Windows has no such call.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Names are the profiles that are known, sorted: those that config.toml describes, those that have kept something in the
// state folder, and the active one.
func (c Config) Names(folders Folders) ([]string, error) {
	var names []string
	for name := range c.Profiles {
		names = append(names, name)
	}
	spaces, err := Spaces(folders)
	if err != nil {
		return nil, err
	}
	for _, space := range spaces {
		name, _, _ := strings.Cut(space, "@")
		names = append(names, name)
	}
	if c.Profile != "" {
		names = append(names, c.Profile)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Spaces are the folders of profiles that are there, by the names that Settings.Space gives, sorted.
func Spaces(folders Folders) ([]string, error) {
	entries, err := os.ReadDir(folders.Place(""))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, wrong(folders.Place(""), "cannot be read: %s", reason(err))
	}
	var spaces []string
	for _, e := range entries {
		if name, _, _ := strings.Cut(e.Name(), "@"); e.IsDir() && CheckProfile(name) == nil {
			spaces = append(spaces, e.Name())
		}
	}
	return spaces, nil
}

package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// Folders are the two places where tpdesk keeps something. Both are tpdesk's own: files lie directly in them.
type Folders struct {
	Config string // config.toml, templates
	State  string // profiles, active-profile, outbox.jsonl, the file vault
}

// FindFolders takes TPDESK_CONFIG_HOME and TPDESK_STATE_HOME as they are; else "tpdesk" in the XDG folders, or in the platform's own.
// It touches no file. A relative path is refused: what it means would depend on the working folder.
func FindFolders(env Env) (Folders, error) {
	config, err := folder(env, "TPDESK_CONFIG_HOME", "XDG_CONFIG_HOME", xdg.ConfigHome)
	if err != nil {
		return Folders{}, err
	}
	state, err := folder(env, "TPDESK_STATE_HOME", "XDG_STATE_HOME", xdg.StateHome)
	if err != nil {
		return Folders{}, err
	}
	return Folders{Config: config, State: state}, nil
}

func folder(env Env, own, xdgName, platform string) (string, error) {
	if path := env.get(own); path != "" {
		if !filepath.IsAbs(path) {
			return "", wrong(own, "%q is not an absolute path", clip(path))
		}
		return filepath.Clean(path), nil
	}
	if base := env.get(xdgName); filepath.IsAbs(base) { // the XDG rules ignore a relative one
		return filepath.Join(base, "tpdesk"), nil
	}
	if !filepath.IsAbs(platform) {
		return "", wrong(own, "this account has no home folder: set %s", own)
	}
	return filepath.Join(platform, "tpdesk"), nil
}

// ConfigFile is the path of config.toml.
func (f Folders) ConfigFile() string { return filepath.Join(f.Config, "config.toml") }

// Outbox is the path of outbox.jsonl, the intents of public writes that no vault covers. All profiles share it.
func (f Folders) Outbox() string { return filepath.Join(f.State, "outbox.jsonl") }

// Vault is the path of the file vault (TPDESK_STORE=file).
func (f Folders) Vault() string { return filepath.Join(f.State, "vault.age") }

// Calls is the path of the ledger of calls of one API key, under a name that tells nothing of it.
func (f Folders) Calls(name string) string { return filepath.Join(f.State, "calls", name) }

// Place is the folder of what one profile keeps (reviews.db, work.db, locks); space is Settings.Space.
func (f Folders) Place(space string) string { return filepath.Join(f.State, "profiles", space) }

// MakePrivate makes a folder, and those above it, for this account alone (0700). It refuses a folder that belongs to another
// account or that other accounts may write to; one that was there before keeps its mode.
func MakePrivate(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("check folder: %w", err)
	}
	return checkPrivate(path, info, false)
}

// checkReadable refuses a folder or file that others could have written. What is not there is fine.
func checkReadable(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return wrong(path, "cannot be read: %s", reason(err))
	}
	return checkPrivate(path, info, true)
}

// reason is an error of the file system without the path that is said already.
func reason(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}

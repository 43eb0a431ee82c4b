//go:build unix

package config

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// home gives the two folders with a config.toml in them.
func home(t *testing.T, toml string) Folders {
	t.Helper()
	dir := t.TempDir()
	f := Folders{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")}
	if err := os.MkdirAll(f.Config, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(f.ConfigFile(), []byte(toml), 0o600); err != nil {
		t.Fatal(err)
	}
	return f
}

const twoShops = "profile = \"north\" # where a new machine begins\n[profiles.north]\ndomain = \"north.example\"\n[profiles.south]\n"

func TestTheChosenProfileComesAfterFlagAndEnvironmentAndBeforeTheFile(t *testing.T) {
	f := home(t, twoShops)
	for _, c := range []struct{ chosen, env, flag, want string }{
		{"", "", "", "north"},
		{"south", "", "", "south"},
		{"south", "west", "", "west"},
		{"south", "west", "east", "east"},
	} {
		if c.chosen != "" {
			if err := Switch(f, c.chosen); err != nil {
				t.Fatal(err)
			}
		}
		loaded, err := Load(f)
		if err != nil {
			t.Fatal(err)
		}
		s, err := loaded.Settings(Flags{Profile: c.flag}, vars("TPDESK_PROFILE", c.env))
		if err != nil || s.Profile != c.want {
			t.Errorf("%+v: %s, %v", c, s.Profile, err)
		}
	}
}

func TestSwitchingLeavesTheUsersFileAloneAndKeepsItsOwnPrivate(t *testing.T) {
	f := home(t, twoShops)
	for _, name := range []string{"south", "north", "south"} {
		if err := Switch(f, name); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(f.ConfigFile()); err != nil || string(got) != twoShops {
		t.Errorf("config.toml: %q, %v", got, err)
	}
	info, err := os.Stat(f.ActiveFile())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("active-profile: %v, %v", info, err)
	}
	entries, err := os.ReadDir(f.State)
	if err != nil || len(entries) != 1 {
		t.Errorf("left in the state folder: %v, %v", entries, err)
	}
	wantMistake(t, Switch(f, "../x"), "cannot be a profile's name")
}

func TestAChoiceThatMakesNoSenseIsNeverReplacedByAnotherProfile(t *testing.T) {
	f := home(t, twoShops)
	if err := os.MkdirAll(f.State, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, damaged := range []string{"", "\n", "so\x00uth", "South", "south\nnorth", "../../etc"} {
		if err := os.WriteFile(f.ActiveFile(), []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(f)
		wantMistake(t, err, f.ActiveFile(), "tpdesk auth switch NAME")
	}
	if _, err := LoadFile(f); err != nil {
		t.Errorf("the file alone: %v", err)
	}
}

func TestKnownProfilesAreThoseOfTheFileAndThoseThatKeptSomething(t *testing.T) {
	f := home(t, twoShops)
	for _, space := range []string{"west", "west@127.0.0.1_8080", "south@127.0.0.1_1", "Not A Profile"} {
		if err := os.MkdirAll(f.Place(space), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Load(f)
	if err != nil {
		t.Fatal(err)
	}
	names, err := c.Names(f)
	if want := []string{"north", "south", "west"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("got %v, %v; want %v", names, err, want)
	}
	spaces, err := Spaces(f)
	if want := []string{"south@127.0.0.1_1", "west", "west@127.0.0.1_8080"}; err != nil || !slices.Equal(spaces, want) {
		t.Errorf("got %v, %v; want %v", spaces, err, want)
	}
	if spaces, err := Spaces(Folders{State: filepath.Join(f.State, "none")}); err != nil || spaces != nil {
		t.Errorf("without a state folder: %v, %v", spaces, err)
	}
}

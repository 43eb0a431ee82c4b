//go:build unix

package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/secret"
)

func vars(pairs ...string) Env {
	set := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		set[pairs[i]] = pairs[i+1]
	}
	return func(name string) (string, bool) { v, ok := set[name]; return v, ok }
}

func wantMistake(t *testing.T, err error, parts ...string) {
	t.Helper()
	var bad *Error
	if !errors.As(err, &bad) {
		t.Fatalf("got %v, want an *Error", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
}

func TestEverySettingOfTheFileArrives(t *testing.T) {
	c, err := Parse("config.toml", []byte(`
profile = "shop"
undo_wait = "45s"
theme = "dark"
mouse = false
keep_personal = 0
yearly_calls = 1000000

[keys]
reply = "R"

[views]
urgent = "stars:1-2 replied:no"
"all danish" = "language:da"
a = ""

[profiles.shop]
domain = "shop.example"
business_unit = "507f191e810c19729de860ea"
business_user = "60aa11bb22cc33dd44ee55ff"
redirect_uri = "https://shop.example/cb"
pkce = true
store = "file"
`))
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Profile: "shop", UndoWait: 45 * time.Second, Theme: "dark", YearlyCalls: 1_000_000,
		Keys:  map[string]string{"reply": "R"},
		Views: []View{{"urgent", "stars:1-2 replied:no"}, {"all danish", "language:da"}, {"a", ""}},
		Profiles: map[string]Profile{"shop": {
			Domain: "shop.example", BusinessUnit: "507f191e810c19729de860ea", BusinessUser: "60aa11bb22cc33dd44ee55ff",
			RedirectURI: "https://shop.example/cb", PKCE: true, Store: "file",
		}},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got  %+v\nwant %+v", c, want)
	}
}

func TestAnEmptyFileIsTheDefault(t *testing.T) {
	for _, text := range []string{"", "\xef\xbb\xbf", "# nothing\r\n\r\n"} {
		c, err := Parse("config.toml", []byte(text))
		if err != nil || !reflect.DeepEqual(c, Default()) {
			t.Errorf("%q: got %+v, %v", text, c, err)
		}
	}
}

func TestViewsKeepTheOrderOfTheFileHoweverTheyAreWritten(t *testing.T) {
	for _, text := range []string{
		"[views]\nz = '1'\na = '2'\nm = '3'\n",
		"views = {z = '1', a = '2', m = '3'}\n",
		"views.z = '1'\nviews.a = '2'\nviews.m = '3'\n",
	} {
		c, err := Parse("config.toml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if want := []View{{"z", "1"}, {"a", "2"}, {"m", "3"}}; !reflect.DeepEqual(c.Views, want) {
			t.Errorf("%q: got %v", text, c.Views)
		}
	}
}

func TestAMistakeInTheFileIsNamedByItsLineAndWhatIsAllowed(t *testing.T) {
	for _, c := range []struct {
		text  string
		parts []string
	}{
		{"\nthemes = 'dark'\n", []string{"f.toml:2:1", `unknown key "themes"`, "theme", "undo_wait"}},
		{"mouse = true\nTheme = 'dark'\n", []string{"f.toml:2", `unknown key "Theme"`, "theme"}},
		{"Profiles.O = {}\n", []string{"f.toml:1", `unknown key "Profiles.O"`, "profiles"}},
		{"[profiles.a]\nStore = 'file'\n", []string{"f.toml:2", `unknown key "profiles.a.Store"`, "in a profile", "store"}},
		{"mouse = true\ntheme = 'neon'\n", []string{"f.toml:2:", `"auto", "light", "dark"`}},
		{"mouse = 'yes'\n", []string{"f.toml:1:", "mouse"}},
		{"undo_wait = 'soon'\n", []string{"f.toml:1:", "30s"}},
		{"undo_wait = '2h'\n", []string{"f.toml:1:", "0s to 1h"}},
		{"undo_wait = 30\n", []string{"f.toml:1:"}},
		{"\n\nkeep_personal = -1\n", []string{"f.toml:3:", "0 to 3650"}},
		{"yearly_calls = -1\n", []string{"f.toml:1:", "yearly_calls"}},
		{"api_url = 'https://evil.example'\n", []string{"f.toml:1:1", "TPDESK_API_URL"}},
		{"[profiles.a]\napi_url = 'https://evil.example'\n", []string{"f.toml:2:1", "TPDESK_API_URL"}},
		{"[profiles.a]\napi_secret = 'x'\n", []string{"f.toml:2:1", "in a profile", "business_unit"}},
		{"[profiles.a]\nredirect_uri = 'http://shop.example'\n", []string{"f.toml:2:", "https"}},
		{"[profiles.a]\nbusiness_unit = '../x'\n", []string{"f.toml:2:", "not an ID"}},
		{"[profiles.a]\ndomain = 'a b'\n", []string{"f.toml:2:", "shop.example"}},
		{"[profiles.a]\nstore = 'plain'\n", []string{"f.toml:2:", `"keyring", "file", "memory"`}},
		{"mouse = true\n[profiles.\"../x\"]\npkce = true\n", []string{"f.toml:2:", "profile's name"}},
		{"profile = 'CON'\n", []string{"f.toml:1:", "profile's name"}},
		{"[views]\n\"a\\u001b\" = 'x'\n", []string{"f.toml:2:", "control"}},
		{"[views]\na = 'x'\na = 'y'\n", []string{"f.toml:3:"}},
		{"theme = \"a\x00b\"\n", []string{"f.toml:1:"}},
		{"[hooks]\nnew = 'rm'\n", []string{"f.toml:1:", "unknown key"}},
		{"theme = \n", []string{"f.toml:1:"}},
	} {
		_, err := Parse("f.toml", []byte(c.text))
		t.Run(c.text, func(t *testing.T) { wantMistake(t, err, c.parts...) })
	}
}

func TestAFileThatIsNotThereIsTheDefault(t *testing.T) {
	for _, folder := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none")} {
		c, err := Load(Folders{Config: folder})
		if err != nil || !reflect.DeepEqual(c, Default()) {
			t.Errorf("got %+v, %v", c, err)
		}
	}
}

func TestTheFileOfTheConfigFolderIsReadAndNoOther(t *testing.T) {
	folder, working := t.TempDir(), t.TempDir()
	write(t, filepath.Join(folder, "config.toml"), "theme = 'light'\n", 0o600)
	write(t, filepath.Join(working, "config.toml"), "theme = 'dark'\n", 0o600)
	t.Chdir(working)
	c, err := Load(Folders{Config: folder})
	if err != nil || c.Theme != "light" {
		t.Errorf("got %q, %v", c.Theme, err)
	}
}

func TestAFileThatOthersCouldHaveWrittenIsRefused(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.toml")
	write(t, path, "theme = 'light'\n", 0o622)
	_, err := Load(Folders{Config: folder})
	wantMistake(t, err, path, "chmod go-w")
	write(t, path, "theme = 'light'\n", 0o600)
	chmod(t, folder, 0o777)
	_, err = Load(Folders{Config: folder})
	wantMistake(t, err, folder, "chmod go-w")
}

func TestAFileThatIsHugeOrNoFileIsRefusedWithoutWaiting(t *testing.T) {
	huge := t.TempDir()
	write(t, filepath.Join(huge, "config.toml"), strings.Repeat("#\n", maxFile), 0o600)
	pipe := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(pipe, "config.toml"), 0o600); err != nil {
		t.Fatal(err)
	}
	device := t.TempDir()
	if err := os.Symlink("/dev/zero", filepath.Join(device, "config.toml")); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "config.toml"), 0o700); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{huge: "larger than", pipe: "regular file", device: "regular file", folder: "regular file"} {
		_, err := Load(Folders{Config: path})
		wantMistake(t, err, says, filepath.Join(path, "config.toml"))
	}
}

func TestTheTwoVariablesAreTheFoldersThemselves(t *testing.T) {
	f, err := FindFolders(vars("TPDESK_CONFIG_HOME", "/c", "TPDESK_STATE_HOME", "/s/", "XDG_CONFIG_HOME", "/x"))
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		f.ConfigFile(): "/c/config.toml", f.Outbox(): "/s/outbox.jsonl", f.Vault(): "/s/vault.age", f.Place("shop"): "/s/profiles/shop",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestWithoutThemTheXDGFoldersHoldATpdeskFolder(t *testing.T) {
	f, err := FindFolders(vars("XDG_CONFIG_HOME", "/x", "XDG_STATE_HOME", "/y"))
	if err != nil || f != (Folders{Config: "/x/tpdesk", State: "/y/tpdesk"}) {
		t.Errorf("got %+v, %v", f, err)
	}
	if f, err := FindFolders(nil); err != nil || filepath.Base(f.Config) != "tpdesk" || !filepath.IsAbs(f.State) {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestARelativeFolderIsRefused(t *testing.T) {
	for _, name := range []string{"TPDESK_CONFIG_HOME", "TPDESK_STATE_HOME"} {
		_, err := FindFolders(vars(name, "here"))
		wantMistake(t, err, name, "absolute")
	}
}

func TestAFolderIsMadeForThisAccountAlone(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	path := filepath.Join(t.TempDir(), "a", "b")
	if err := MakePrivate(path); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, filepath.Dir(path)} {
		if info, err := os.Stat(p); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", p, info.Mode(), err)
		}
	}
}

func TestAFolderThatOthersMayWriteToIsRefused(t *testing.T) {
	path := t.TempDir()
	for _, mode := range []os.FileMode{0o770, 0o702} {
		chmod(t, path, mode)
		wantMistake(t, MakePrivate(path), path, "chmod go-w")
	}
}

func TestNamesOfProfilesAreSafeFolderNames(t *testing.T) {
	for _, name := range []string{"default", "shop-2", "a", "9_b"} {
		if err := CheckProfile(name); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"", ".", "..", "../x", "a/b", `a\b`, "A", "-a", "con", "lpt1", "a.b", "ä", "a b", "a\n", strings.Repeat("a", 33)} {
		if CheckProfile(name) == nil {
			t.Errorf("%q is allowed", name)
		}
	}
}

func TestAFlagWinsOverTheEnvironmentOverTheProfileOverTheDefault(t *testing.T) {
	c := Default()
	c.Profile = "file"
	c.Profiles["file"] = Profile{BusinessUnit: "unit-file", Store: "file"}
	c.Profiles["env"] = Profile{BusinessUnit: "unit-env"}
	for _, want := range []struct {
		flags                Flags
		env                  Env
		profile, unit, store string
	}{
		{Flags{}, nil, "file", "unit-file", "file"},
		{Flags{}, vars("TPDESK_PROFILE", "env", "TPDESK_STORE", "memory"), "env", "unit-env", "memory"},
		{Flags{}, vars("TPDESK_PROFILE", "env", "TPDESK_BUSINESS_UNIT", "u2"), "env", "u2", "keyring"},
		{Flags{Profile: "new", BusinessUnit: "u3", Store: "file"}, vars("TPDESK_PROFILE", "env", "TPDESK_BUSINESS_UNIT", "u2"), "new", "u3", "file"},
	} {
		s, err := c.Settings(want.flags, want.env)
		if err != nil || s.Profile != want.profile || s.BusinessUnit != want.unit || s.Store != want.store {
			t.Errorf("got %s %s %s %v, want %+v", s.Profile, s.BusinessUnit, s.Store, err, want)
		}
	}
}

func TestTheDefaultsPointAtTrustpilot(t *testing.T) {
	s, err := Default().Settings(Flags{}, vars("TPDESK_TOKEN", ""))
	if err != nil {
		t.Fatal(err)
	}
	want := Settings{
		Profile: "default", APIURL: DefaultAPIURL, AuthURL: DefaultAuthURL, InvitationsURL: DefaultInvitationsURL,
		Store: "keyring", UndoWait: 30 * time.Second, YearlyCalls: 200_000,
	}
	if s != want || s.Loopback() || s.Space() != "default" {
		t.Errorf("got %+v", s)
	}
}

func TestOnlyHttpsOrThisMachineIsAServer(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://api.example/v1": true, "http://127.0.0.1:8080": true, "http://[::1]:1/v1": true, "http://localhost:9": true, "http://127.9.9.9": true,
		"http://api.example": false, "ftp://127.0.0.1": false, "api.example": false, "http://127.0.0.1.evil.example": false, "https://": false,
		"https://user:pw@api.example": false, "https://api.example?a=b": false, "https://a#b": false, "http://127.0.0.1@evil.example": false, "https://a\x00b": false,
	} {
		for _, name := range []string{"TPDESK_API_URL", "TPDESK_AUTH_URL", "TPDESK_INVITATIONS_URL"} {
			_, err := Default().Settings(Flags{}, vars(name, address))
			if ok && err != nil {
				t.Errorf("%s is refused: %v", address, err)
			}
			if !ok {
				wantMistake(t, err, name)
			}
		}
	}
}

func TestDataOfAnotherServerStaysApart(t *testing.T) {
	s, err := Default().Settings(Flags{}, vars("TPDESK_API_URL", "http://127.0.0.1:8123/v1/"))
	if err != nil || !s.Loopback() || s.APIURL != "http://127.0.0.1:8123/v1" || s.Space() != "default@127.0.0.1_8123" {
		t.Errorf("got %q %q %v", s.APIURL, s.Space(), err)
	}
}

func TestAWrongVariableIsNamed(t *testing.T) {
	for _, c := range [][3]string{
		{"TPDESK_STORE", "plain", `"keyring", "file", "memory"`},
		{"TPDESK_PROFILE", "../x", "profile's name"},
		{"TPDESK_UNDO_WAIT", "-1s", "0s to 1h"},
		{"TPDESK_UNDO_WAIT", "x", "30s"},
		{"TPDESK_REDIRECT_URI", "http://shop.example/cb", "https"},
		{"TPDESK_BUSINESS_UNIT", "a/b", "not an ID"},
		{"TPDESK_BUSINESS_USER", "a?b", "not an ID"},
	} {
		_, err := Default().Settings(Flags{}, vars(c[0], c[1]))
		wantMistake(t, err, c[0], c[2])
	}
	_, err := Default().Settings(Flags{Profile: "A"}, nil)
	wantMistake(t, err, "--profile")
}

func TestASecretShowsNowhere(t *testing.T) {
	const canary = "tps-CANARY-7f3a"
	env := vars("TPDESK_API_KEY", canary+"1\n", "TPDESK_API_SECRET", canary+"2", "TPDESK_TOKEN", canary+"3", "TPDESK_PASSPHRASE", canary+"4")
	s, err := Default().Settings(Flags{}, env)
	if err != nil {
		t.Fatal(err)
	}
	if s.APIKey.Reveal() != canary+"1" || s.Passphrase.Reveal() != canary+"4" {
		t.Error("the secrets did not arrive")
	}
	hidden := struct{ s secret.Text }{s.Token}
	asJSON, _ := json.Marshal(map[string]any{"settings": s, "list": []secret.Text{s.Token}})
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", s.Token, "all", s)
	for _, shown := range []string{
		fmt.Sprintf("%v %+v %#v %s %q %x %d", s, s, s, s.Token, s.Token, s.Token, s.Token), fmt.Sprintf("%v %+v %#v", hidden, hidden, hidden), string(asJSON), log.String(),
	} {
		if strings.Contains(shown, "CANARY") || strings.Contains(shown, fmt.Sprintf("%x", canary)) {
			t.Errorf("the secret shows in %s", shown)
		}
	}
}

func TestASecretThatNoHeaderCanCarryIsRefusedUnseen(t *testing.T) {
	_, err := Default().Settings(Flags{}, vars("TPDESK_TOKEN", "CANARY\r\nX-Evil: 1"))
	wantMistake(t, err, "TPDESK_TOKEN")
	if strings.Contains(err.Error(), "CANARY") {
		t.Errorf("the error shows the secret: %v", err)
	}
}

func FuzzParseNeverPanicsAndKeepsItsPromises(f *testing.F) {
	for _, seed := range []string{"", "theme = 'dark'", "[views]\na='b'", "views = {a='b'}", "[profiles.a]\npkce=true", "[[views]]", "views.a.b = 1", "Profiles.O = {}", "profiles.a.Store = 'x'", "[profiles]\na = 1", "keys = []"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("f.toml", data)
		if err != nil {
			if bad := (*Error)(nil); !errors.As(err, &bad) || !strings.HasPrefix(bad.Where, "f.toml") {
				t.Fatalf("error without a place: %v", err)
			}
			return
		}
		for name := range c.Profiles {
			if CheckProfile(name) != nil {
				t.Fatalf("profile %q", name)
			}
		}
		for _, v := range c.Views {
			if strings.ContainsFunc(v.Name, isControl) {
				t.Fatalf("view %q", v.Name)
			}
		}
	})
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	chmod(t, path, mode)
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestTheDeskIsInLinesWhereThatIsAskedForOrTheTerminalHasNoScreen(t *testing.T) {
	for env, want := range map[[4]string]bool{
		{"ACCESSIBLE", "1", "TERM", "xterm"}: true, {"ACCESSIBLE", "0", "TERM", "xterm"}: false,
		{"ACCESSIBLE", "", "TERM", "dumb"}: true, {"ACCESSIBLE", "", "TERM", "linux"}: false, {"ACCESSIBLE", "", "TERM", ""}: false,
	} {
		s, err := Default().Settings(Flags{}, vars(env[:]...))
		if err != nil || s.Accessible != want {
			t.Errorf("%q: in lines %v, want %v; %v", env, s.Accessible, want, err)
		}
	}
}

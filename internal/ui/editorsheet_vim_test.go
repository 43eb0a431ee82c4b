//go:build vim

package ui

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestVimTakesNoOrderFromATextOfOurs opens files for an editor in a vim that looks for orders in a hundred lines at each end,
// and wants all of its settings as they are for a harmless text.
func TestVimTakesNoOrderFromATextOfOurs(t *testing.T) {
	want := vimSettings(t, "harmless")
	for _, in := range append(corpusTexts(t), modelines()...) {
		if got := vimSettings(t, in); got != want {
			t.Errorf("%.60q: vim has\n%s\nnot\n%s", in, got, want)
		}
	}
	plain := filepath.Join(t.TempDir(), "reply.txt")
	if err := os.WriteFile(plain, []byte("vim: set ts=3 :\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if settingsOf(t, plain) == want {
		t.Error("vim takes no orders at all: the test proves nothing")
	}
}

func vimSettings(t *testing.T, in string) string {
	t.Helper()
	s, _ := sheetOf(t, in)
	path, err := layOut(s)
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(filepath.Dir(path))
	return settingsOf(t, path)
}

// settingsOf are the settings of a vim that has opened the file.
func settingsOf(t *testing.T, path string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "settings")
	cmd := exec.Command("vim", "-N", "-u", "NONE", "-n", "-i", "NONE", "--cmd", "set modeline modelines=100", "-es", "-c", "redir! > "+out+" | silent setlocal | silent set ts? fdm? fde? wrap? | redir END", "-c", "qa!", path)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("vim: %v: %s", err, said)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatIsFilteredIsExportedFromTheDesk goes the agent's way on a true terminal: filter, :export, a name, a file.
func TestWhatIsFilteredIsExportedFromTheDesk(t *testing.T) {
	s := openScreen(t, 120, 36, "demo")
	s.see("No reply yet")
	s.typed("/")
	s.typed(ctrlU + "stars:5" + enter)
	s.gone("★☆☆☆☆")
	file := filepath.Join(t.TempDir(), "five.csv")
	s.typed(":export" + enter)
	s.see("personal data")
	s.typed(ctrlU + file + enter)
	s.see(" reviews in ")
	b, err := os.ReadFile(file)
	lines := strings.Split(string(b), "\n")
	if err != nil || len(lines) < 20 || !strings.HasPrefix(lines[0], "Review Id,") || strings.Contains(lines[0], "Email") {
		t.Fatalf("%d lines: %q, %v", len(lines), lines[0], err)
	}
	s.typed(":export" + enter)
	s.see("left out")
	s.typed(ctrlU + file + enter)
	s.see("y  replace it")
	s.typed(escKey)
	s.see("personal data")
	s.typed(escKey)
	s.gone("personal data")
	s.typed("q")
	if code := s.end(); code != 0 {
		t.Errorf("q ended with %d", code)
	}
	s.restored()
	if again, err := os.ReadFile(file); err != nil || string(again) != string(b) {
		t.Errorf("the file was replaced: %v", err)
	}
}

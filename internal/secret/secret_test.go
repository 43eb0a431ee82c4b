package secret

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestASecretIsWrittenByNothingButReveal(t *testing.T) {
	const canary = "tps-CANARY-7f3a"
	s := New(canary)
	hidden := struct{ s Text }{s}
	asJSON, err := json.Marshal(map[Text]any{s: []Text{s}})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", s, "hidden", hidden)
	for _, shown := range []string{fmt.Sprintf("%v %+v %#v %s %q %x %d", s, s, s, s, s, s, s), fmt.Sprintf("%v %+v %#v", hidden, hidden, hidden), string(asJSON), log.String()} {
		if strings.Contains(shown, "CANARY") || strings.Contains(shown, fmt.Sprintf("%x", canary)) {
			t.Errorf("the secret shows in %s", shown)
		}
	}
	if s.Reveal() != canary || s.IsZero() {
		t.Error("the secret is lost")
	}
}

func TestNoSecretIsNone(t *testing.T) {
	if s := New(""); !s.IsZero() || s.Reveal() != "" || s != (Text{}) {
		t.Errorf("an empty text is a secret: %v", s)
	}
}

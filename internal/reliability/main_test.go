package reliability

import (
	"io"
	"log"
	"os"
	"testing"

	"github.com/tpdesk/tpdesk/internal/cli"
)

// TestMain lets the test binary be tpdesk itself, so that a real process can be killed.
func TestMain(m *testing.M) {
	if os.Getenv("TPDESK_AS_MAIN") != "" {
		if room := os.Getenv("TPDESK_TEST_ROOM"); room != "" {
			if err := leaveRoom(room); err != nil {
				panic(err)
			}
		}
		os.Exit(cli.Main(os.Args[1:], cli.Build{Version: "0.0.0-test"}))
	}
	log.SetOutput(io.Discard) // net/http tells stray bytes there
	os.Exit(m.Run())
}

package reliability

import (
	"io"
	"log"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard) // net/http tells stray bytes there
	os.Exit(m.Run())
}

// Command tpdesk answers a company's Trustpilot reviews: a full-screen desk, commands for scripts, and a sandbox to
// rehearse on.
package main

import (
	"os"

	"github.com/tpdesk/tpdesk/internal/cli"
)

// Set by the release build; a build from source takes them from the build information.
var version, commit, date string

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.Build{Version: version, Commit: commit, Date: date}))
}

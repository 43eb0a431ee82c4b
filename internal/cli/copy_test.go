package cli_test

import (
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// vanish takes reviews off the sandbox, whose IDs a file has line by line: vanish FILE
func vanish(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: vanish FILE")
	}
	for _, id := range strings.Fields(ts.ReadFile(args[0])) {
		ts.Check(server(ts).Vanish(id))
	}
}

// consumerGone ends the account of who wrote a review: consumer-gone ID
func consumerGone(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: consumer-gone ID")
	}
	ts.Check(server(ts).Schedule(sandbox.Event{Event: "consumer-deleted", ReviewID: args[0]}))
}

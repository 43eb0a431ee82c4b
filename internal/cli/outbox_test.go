package cli_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// committed waits until the sandbox has committed so many writes of a kind: committed reply 1
func committed(ts *testscript.TestScript, _ bool, args []string) {
	deadline := time.After(time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if n := strings.Count(ts.ReadFile("journal.jsonl"), `"op":"`+args[0]+`"`); strconv.Itoa(n) == args[1] {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			ts.Fatalf("the sandbox never committed %s × %s", args[1], args[0])
		}
	}
}

// switches turns what the contract leaves open: switches '{"readLagSeconds":600}'
func switches(ts *testscript.TestScript, _ bool, args []string) {
	srv := server(ts)
	req, err := http.NewRequest(http.MethodPost, strings.TrimSuffix(srv.Info().APIURL, "/v1")+"/_sandbox/switches", strings.NewReader(args[0]))
	ts.Check(err)
	req.Header.Set("X-Sandbox-Key", srv.ControlKey())
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		ts.Fatalf("the sandbox refused the switches: %s", resp.Status)
	}
}

// edit changes a review as its author would: edit ID TEXT
func edit(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(server(ts).Edit(args[0], 2, "Changed", args[1]))
}

// colleague replies in Trustpilot's web app: colleague ID TEXT
func colleague(ts *testscript.TestScript, _ bool, args []string) {
	info := server(ts).Info()
	body, err := json.Marshal(map[string]string{"message": args[1], "authorBusinessUserId": info.BusinessUserID})
	ts.Check(err)
	req, err := http.NewRequest(http.MethodPost, info.APIURL+"/private/reviews/"+args[0]+"/reply", bytes.NewReader(body))
	ts.Check(err)
	req.Header.Set("Authorization", "Bearer "+info.ClientToken)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		ts.Fatalf("the sandbox refused the reply: %s", resp.Status)
	}
}

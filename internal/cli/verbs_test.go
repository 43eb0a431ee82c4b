package cli_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// long writes a file of N characters: long FILE N
func long(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat("é", n)), 0o600))
}

// eligible puts the ID of a review whose reviewer may be asked, and was not, into a variable: eligible NAME
func eligible(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(ts.Exec("tpdesk", "list", "--fresh", "--quiet", "--stars", "1-3", "--contacted", "no", "--json=id,findReviewer"))
	var all []struct {
		ID           string
		FindReviewer struct{ IsEligible bool }
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &all))
	for _, r := range all {
		if r.FindReviewer.IsEligible {
			ts.Setenv(args[0], r.ID)
			return
		}
	}
	ts.Fatalf("no review is eligible")
}

// awaitFile waits until another process has written a file: await FILE
func awaitFile(ts *testscript.TestScript, _ bool, args []string) {
	if !comes(ts.MkAbs(args[0])) {
		ts.Fatalf("%s was never written", args[0])
	}
}

// comes reports whether a file is there within a minute.
func comes(path string) bool {
	deadline := time.After(time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return true
		}
		select {
		case <-tick.C:
		case <-deadline:
			return false
		}
	}
}

// login runs tpdesk auth login --paste as a person does: it reads the address, signs in on the page without a browser,
// and pastes where the page redirected to.
func login(ts *testscript.TestScript, _ bool, _ []string) {
	self, err := exec.LookPath("tpdesk")
	if err != nil {
		self = strings.Split(ts.Getenv("PATH"), string(os.PathListSeparator))[0] + "/tpdesk"
	}
	cmd := exec.Command(self, "auth", "login", "--paste")
	cmd.Env = scriptEnv(ts)
	in, err := cmd.StdinPipe()
	ts.Check(err)
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	var said strings.Builder
	cmd.Stderr = &said
	ts.Check(cmd.Start())
	r := bufio.NewReader(out)
	address, err := r.ReadString('\n')
	ts.Check(err)
	to, err := fillIn(strings.TrimSpace(address), ts.Getenv("SANDBOX_USER"), ts.Getenv("SANDBOX_PASSWORD"))
	ts.Check(err)
	_, err = io.WriteString(in, to+"\n")
	ts.Check(err)
	_, _ = io.Copy(io.Discard, r)
	if err := cmd.Wait(); err != nil {
		ts.Fatalf("auth login --paste: %v\n%s", err, said.String())
	}
}

// scriptEnv is the environment of the script as far as tpdesk looks at it.
func scriptEnv(ts *testscript.TestScript) []string {
	var out []string
	for _, name := range []string{"HOME", "PATH", "TPDESK_CONFIG_HOME", "TPDESK_STATE_HOME", "TPDESK_API_URL", "TPDESK_AUTH_URL",
		"TPDESK_API_KEY", "TPDESK_API_SECRET", "TPDESK_BUSINESS_UNIT", "TPDESK_STORE", "TPDESK_PASSPHRASE"} {
		out = append(out, name+"="+ts.Getenv(name))
	}
	return out
}

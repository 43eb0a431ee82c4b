package cli_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tpdesk/tpdesk/internal/cli"
	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// TestMain lets the test binary be tpdesk itself, so that scripts run the real program.
func TestMain(m *testing.M) {
	cripple()
	if os.Getenv("TPDESK_AS_MAIN") == "panics" {
		os.Exit(mainThatPanics())
	}
	if os.Getenv("TPDESK_AS_MAIN") != "" { // the pty tests start the test binary itself
		os.Exit(cli.Main(os.Args[1:], cli.Build{Version: "0.0.0-test"}))
	}
	testscript.Main(m, map[string]func(){
		"tpdesk":  func() { os.Exit(cli.Main(os.Args[1:], cli.Build{Version: "0.0.0-test"})) },
		"browser": browser,
		"racer":   racer,
	})
}

// TestScripts runs testdata/script/*.txtar: the command line as it is promised, on the real program against a sandbox.
// Every script has its own sandbox with the same 500 reviews; the first lines of the environment say where.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Setup: setUp,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exit":     exitCode,
			"pick":     pick,
			"fault":    fault,
			"unfault":  unfault,
			"keyring":  useKeyring,
			"journal":  journal,
			"grab":     grab,
			"long":     long,
			"eligible": eligible,
			"await":    awaitFile,
			"example":  example,
			"login":    login,

			"committed": committed,
			"switches":  switches,
			"edit":      edit,
			"colleague": colleague,
			"vanish":    vanish,

			"consumer-gone": consumerGone,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// serverKey is where a script's environment keeps its sandbox.
type serverKey struct{}

func setUp(env *testscript.Env) error {
	scenario := filepath.Join(env.WorkDir, "scenario.json")
	o := sandbox.Options{Seed: 7, Reviews: 500, Journal: filepath.Join(env.WorkDir, "journal.jsonl")}
	if _, err := os.Stat(scenario); err == nil {
		o.Scenario = scenario
	}
	srv, err := sandbox.Start(context.Background(), o)
	if err != nil {
		return err
	}
	env.Defer(func() { _ = srv.Close() })
	env.Values[serverKey{}] = srv
	info := srv.Info()
	for name, value := range map[string]string{
		"HOME": env.WorkDir, "TPDESK_CONFIG_HOME": filepath.Join(env.WorkDir, "config"), "TPDESK_STATE_HOME": filepath.Join(env.WorkDir, "state"),
		"TPDESK_API_URL": info.APIURL, "TPDESK_AUTH_URL": info.AuthURL, "TPDESK_INVITATIONS_URL": info.InvitationsURL,
		"TPDESK_API_KEY": info.APIKey, "TPDESK_API_SECRET": info.APISecret, "TPDESK_TOKEN": info.ClientToken,
		"TPDESK_BUSINESS_UNIT": info.BusinessUnitID, "TPDESK_BUSINESS_USER": info.BusinessUserID,
		"TPDESK_STORE": "file", "TPDESK_PASSPHRASE": "open sesame", "SANDBOX_USER": info.Username, "SANDBOX_PASSWORD": info.Password, "API": info.APIURL, "PAGE": info.AuthURL, "DOMAIN": info.Domain, "PARTNER": info.PartnerID,
		"DBUS_SESSION_BUS_ADDRESS": "", "XDG_RUNTIME_DIR": env.WorkDir,
	} {
		env.Setenv(name, value)
	}
	return nil
}

func server(ts *testscript.TestScript) *sandbox.Server {
	return ts.Value(serverKey{}).(*sandbox.Server)
}

// exitCode runs a command and wants an exit code: exit 6 tpdesk reply …
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit CODE PROGRAM ARG...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if coded, ok := errors.AsType[interface {
		error
		ExitCode() int
	}](err); ok {
		got = coded.ExitCode()
	} else if err != nil {
		ts.Fatalf("%s: %v", args[1], err)
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("%s ended with %d, want %s", strings.Join(args[1:], " "), got, args[0])
	}
}

// pick puts what a query finds into a variable: pick ID stars:1-2 replied:no
func pick(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: pick NAME QUERY...")
	}
	query := strings.Join(args[1:], " ")
	ts.Check(ts.Exec("tpdesk", "list", "--fresh", "--quiet", "--limit", "1", "--query", query, "--jq", ".[].id"))
	id := strings.TrimSpace(ts.ReadFile("stdout"))
	if id == "" {
		ts.Fatalf("no review matches %s", query)
	}
	ts.Setenv(args[0], id)
}

// fault tells the sandbox to misbehave: fault '{"match":{…},"count":1,"fault":"status","status":503}'
func fault(ts *testscript.TestScript, neg bool, args []string) {
	if err := steer(server(ts), http.MethodPost, strings.Join(args, " ")); err != nil {
		ts.Fatalf("%v", err)
	}
}

// steer plans a fault in the sandbox, or takes all back.
func steer(srv *sandbox.Server, method, body string) error {
	req, err := http.NewRequest(method, strings.TrimSuffix(srv.Info().APIURL, "/v1")+"/_sandbox/faults", strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("X-Sandbox-Key", srv.ControlKey())
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("the sandbox refused the fault: %s", resp.Status)
	}
	return nil
}

// faulty is fault for tests that are no script.
func faulty(t *testing.T, srv *sandbox.Server, body string) {
	t.Helper()
	if err := steer(srv, http.MethodPost, body); err != nil {
		t.Fatal(err)
	}
}

// healed takes all faults back.
func healed(t *testing.T, srv *sandbox.Server) {
	t.Helper()
	if err := steer(srv, http.MethodDelete, ""); err != nil {
		t.Fatal(err)
	}
}

// journal counts the committed writes of a kind: journal reply 1
func journal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: journal OP COUNT")
	}
	n := strings.Count(ts.ReadFile("journal.jsonl"), `"op":"`+args[0]+`"`)
	if fmt.Sprint(n) != args[1] {
		ts.Fatalf("the sandbox committed %d × %s, want %s", n, args[0], args[1])
	}
}

// grab puts the first group of an expression, found in what the last command said, into a variable:
// grab SHA stderr '--replace ([0-9a-f]{12})'
func grab(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: grab NAME stdout|stderr EXPRESSION")
	}
	m := regexp.MustCompile(args[2]).FindStringSubmatch(ts.ReadFile(args[1]))
	if len(m) != 2 {
		ts.Fatalf("%s does not match %s", args[1], args[2])
	}
	ts.Setenv(args[0], m[1])
}

package cli_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// browser is a browser without a screen: BROWSER=browser lets tpdesk open it. It signs in on the page, as SANDBOX_USER and
// SANDBOX_PASSWORD say, and follows the redirect. BROWSER_DOES makes it do something else, and BROWSER_TRACE names a file
// where it writes what it was given: its arguments and its environment.
func browser() {
	if err := browse(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "browser:", err)
		os.Exit(1)
	}
}

func browse(address string) error {
	if path := os.Getenv("BROWSER_TRACE"); path != "" {
		given := strings.Join(append(os.Args, os.Environ()...), "\n")
		if err := os.WriteFile(path+".new", []byte(given), 0o600); err != nil {
			return err
		}
		if err := os.Rename(path+".new", path); err != nil {
			return err
		}
	}
	form := url.Values{"username": {os.Getenv("SANDBOX_USER")}, "password": {os.Getenv("SANDBOX_PASSWORD")}}
	switch os.Getenv("BROWSER_DOES") {
	case "nothing":
		return nil
	case "deny":
		form.Set("deny", "1")
	}
	back, err := submit(address, form)
	if err != nil || back == "" {
		return fmt.Errorf("the page sent the browser nowhere: %w", err)
	}
	if os.Getenv("BROWSER_DOES") == "forge" { // another page calls the listener first
		if err := visit(strings.Replace(back, "state=", "state=x", 1), http.StatusBadRequest); err != nil {
			return err
		}
	}
	return visit(back, http.StatusOK)
}

// visit opens a page and wants a status.
func visit(address string, want int) error {
	resp, err := http.Get(address)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != want {
		err = fmt.Errorf("%s: %d %s", address, resp.StatusCode, page)
	}
	return err
}

// unfault takes all faults back.
func unfault(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(steer(server(ts), http.MethodDelete, ""))
}

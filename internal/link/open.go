package link

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Open hands an address to the user's browser and does not wait for it. The address must have passed Openable. BROWSER
// may name the program; no shell is started, and nothing of tpdesk's own is left in the child's environment.
func Open(ctx context.Context, env func(name string) (string, bool), address string) error {
	name, args, err := browser(env, address)
	if err != nil {
		return err
	}
	cmd := exec.Command(name, args...)
	cmd.Env = childEnv(os.Environ())
	cmd.SysProcAttr = detached()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	go func() { _ = cmd.Wait() }() // no zombie stays behind
	return nil
}

// browser finds the program that shows a page.
func browser(env func(name string) (string, bool), address string) (string, []string, error) {
	if path, _ := env("BROWSER"); path != "" && !strings.ContainsAny(path, " :") {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", nil, fmt.Errorf("BROWSER: %w", err)
		}
		return found, []string{address}, nil
	}
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	found, err := exec.LookPath(name)
	if err != nil {
		return "", nil, fmt.Errorf("no browser was found (%s)", name)
	}
	return found, args, nil
}

// childEnv is the environment without tpdesk's own variables, some of which are secrets.
func childEnv(environ []string) []string {
	var out []string
	for _, v := range environ {
		if !strings.HasPrefix(strings.ToUpper(v), "TPDESK_") {
			out = append(out, v)
		}
	}
	return out
}

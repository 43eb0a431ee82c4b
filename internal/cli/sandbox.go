package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// sandboxOptions are what tpdesk sandbox was asked for.
type sandboxOptions struct {
	addr, scenario, journal string
	seed                    uint64
	reviews                 int
	env, detach, stop       bool

	controlKey, webhooks, switches string
	tls                            bool
}

func (o *sandboxOptions) add(cmd *cobra.Command) {
	cmd.Flags().Uint64Var(&o.seed, "seed", 7, "which reviews to make up: the same `seed` gives the same ones")
	cmd.Flags().IntVar(&o.reviews, "reviews", 500, "how many `reviews` to make up")
	cmd.Flags().StringVar(&o.scenario, "scenario", "", "serve the reviews of this `file` instead: {\"reviews\":[…]}")
	cmd.Flags().StringVar(&o.journal, "journal", "", "append each committed write to this `file` as a JSON line")
}

func (o *sandboxOptions) server(a *App) sandbox.Options {
	n := o.reviews
	if n == 0 {
		n = -1 // none, where the sandbox's own 0 is its default
	}
	return sandbox.Options{Addr: o.addr, Seed: o.seed, Reviews: n, Scenario: o.scenario, Journal: o.journal, Now: a.Now,
		ControlKeyFile: o.controlKey, WebhookURL: o.webhooks, TLS: o.tls}
}

// readSwitches reads --switches, which chooses how the sandbox behaves where Trustpilot's contract is unsure.
func (o *sandboxOptions) readSwitches(into *sandbox.Switches) error {
	if o.switches == "" {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(o.switches))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return usagef("--switches: %w; docs/sandbox.md lists them", err)
	}
	return nil
}

func (a *App) sandboxCommand() *cobra.Command {
	o := &sandboxOptions{}
	cmd := &cobra.Command{
		Use: "sandbox", Short: "Serve the Trustpilot API on this machine, to learn, test and rehearse", Args: cobra.NoArgs,
		Long: `Serve the Trustpilot API on loopback with made-up reviews until stopped. When it is ready it prints one JSON line with the
addresses and keys; with --env, export lines for a shell instead.`,
		Example: `  eval "$(tpdesk sandbox --env --detach)"     # every later tpdesk is on the sandbox
  tpdesk list --stars 1
  tpdesk sandbox --stop`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.sandbox(cmd.Context(), o) },
	}
	o.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.addr, "addr", "127.0.0.1:0", "loopback `address` to listen on; port 0 takes a free one")
	f.BoolVar(&o.env, "env", false, "print export lines for a shell")
	f.StringVar(&o.controlKey, "control-key", "", "write the key that opens /_sandbox/ (faults, events, switches) to this `file`")
	f.StringVar(&o.webhooks, "webhooks", "", "post webhooks to this loopback `address`")
	f.StringVar(&o.switches, "switches", "", "behave otherwise where the contract is unsure: `JSON`, as {\"secondReply\":\"409\"}")
	f.BoolVar(&o.tls, "tls", false, "serve https beside http; the address is said on stderr, so not with --detach")
	f.BoolVar(&o.detach, "detach", false, "go on in the background")
	f.BoolVar(&o.stop, "stop", false, "stop the sandbox that TPDESK_SANDBOX_PID names")
	cmd.MarkFlagsMutuallyExclusive("stop", "detach")
	cmd.MarkFlagsMutuallyExclusive("tls", "detach")
	return cmd
}

func (a *App) sandbox(ctx context.Context, o *sandboxOptions) error {
	switch {
	case o.reviews < 0:
		return usagef("--reviews %d: allowed are 0 and up", o.reviews)
	case o.stop:
		return a.stopSandbox(ctx)
	case o.detach:
		return a.detachSandbox(ctx, o)
	}
	options := o.server(a)
	if err := o.readSwitches(&options.Switches); err != nil {
		return err
	}
	srv, err := sandbox.Start(ctx, options)
	if err != nil {
		return usageError{err}
	}
	defer srv.Close()
	if o.tls {
		a.say("https: %s", srv.TLSURL())
	}
	if err := a.printSandbox(srv.Info(), o.env, os.Getpid()); err != nil {
		return err
	}
	<-ctx.Done()
	return context.Cause(ctx)
}

// printSandbox tells where the sandbox is: one JSON line, or export lines.
func (a *App) printSandbox(info sandbox.Info, env bool, pid int) error {
	if !env {
		b, err := json.Marshal(info)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(a.Out, "%s\n", b); err != nil {
			return err
		}
		return a.flushOut()
	}
	for _, v := range [][2]string{
		{"TPDESK_API_URL", info.APIURL}, {"TPDESK_AUTH_URL", info.AuthURL}, {"TPDESK_INVITATIONS_URL", info.InvitationsURL},
		{"TPDESK_API_KEY", info.APIKey}, {"TPDESK_API_SECRET", info.APISecret}, {"TPDESK_TOKEN", info.ClientToken},
		{"TPDESK_BUSINESS_UNIT", info.BusinessUnitID}, {"TPDESK_BUSINESS_USER", info.BusinessUserID}, {"TPDESK_SANDBOX_PID", strconv.Itoa(pid)},
	} {
		if _, err := fmt.Fprintf(a.Out, "export %s='%s'\n", v[0], strings.ReplaceAll(v[1], "'", `'\''`)); err != nil {
			return err
		}
	}
	return a.flushOut()
}

// detachSandbox starts this program again in the background, waits until it is ready, and prints where it is.
func (a *App) detachSandbox(ctx context.Context, o *sandboxOptions) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, o.again()...)
	cmd.SysProcAttr = ownSession()
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	said := &strings.Builder{}
	cmd.Stderr = &limitedWriter{w: said, left: 4 << 10}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the sandbox: %w", err)
	}
	info, err := readInfo(ctx, out)
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return usagef("the sandbox did not start: %s", strings.TrimPrefix(strings.TrimSpace(said.String()), "tpdesk: "))
	}
	pid := cmd.Process.Pid
	_ = cmd.Process.Release()
	return a.printSandbox(info, o.env, pid)
}

// again is the command line that starts the same sandbox in the foreground.
func (o *sandboxOptions) again() []string {
	args := []string{"sandbox", "--quiet", "--addr", o.addr, "--seed", strconv.FormatUint(o.seed, 10), "--reviews", strconv.Itoa(o.reviews)}
	for flag, value := range map[string]string{"--scenario": o.scenario, "--journal": o.journal, "--control-key": o.controlKey, "--webhooks": o.webhooks, "--switches": o.switches} {
		if value != "" {
			args = append(args, flag, value)
		}
	}
	return args
}

// limitedWriter keeps the first bytes.
type limitedWriter struct {
	w    io.Writer
	left int
}

func (l *limitedWriter) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	_, err := l.w.Write(p[:n])
	l.left -= n
	return len(p), err
}

// sandboxReady is how long a sandbox may take until it is ready; a million reviews take ten seconds.
const sandboxReady = 60 * time.Second

func readInfo(ctx context.Context, out io.Reader) (info sandbox.Info, err error) {
	ctx, cancel := context.WithTimeout(ctx, sandboxReady)
	defer cancel()
	line, err := await(ctx, func() (string, error) { return bufio.NewReader(out).ReadString('\n') })
	if err != nil {
		return info, err
	}
	return info, json.Unmarshal([]byte(line), &info)
}

// stopSandbox ends the sandbox that TPDESK_SANDBOX_PID names, after a look that it is one.
func (a *App) stopSandbox(ctx context.Context) error {
	text, _ := a.Env("TPDESK_SANDBOX_PID")
	pid, err := strconv.Atoi(text)
	if err != nil || pid <= 1 {
		return usagef("TPDESK_SANDBOX_PID does not name a sandbox: it is set by eval \"$(tpdesk sandbox --env --detach)\"")
	}
	if !isSandbox(pid) {
		a.say("the sandbox is not running any more")
		return nil
	}
	p, err := os.FindProcess(pid)
	if err == nil {
		err = p.Signal(syscall.SIGTERM)
	}
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the sandbox: %w", err)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for isSandbox(pid) {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
	a.say("the sandbox is stopped")
	return nil
}

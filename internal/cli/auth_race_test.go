package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/tpdesk/tpdesk/internal/cli"
)

// racer is a process of tpdesk that runs `auth token` whenever a line comes: the line says how many hours its clock is ahead.
// Each run is a whole one, with its own reading of settings and vault.
func racer() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		hours, err := strconv.Atoi(in.Text())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		var out, errs bytes.Buffer
		a := &cli.App{
			In: strings.NewReader(""), Out: &out, Err: &errs, Width: 80, Env: os.LookupEnv,
			InTTY: true, ErrTTY: true, // with a person's patience: thirty at once on a busy machine make a slow keyring, not an ill one
			Now: func() time.Time { return time.Now().Add(time.Duration(hours) * time.Hour) },
		}
		code := a.Run(context.Background(), []string{"auth", "token"}, func() error { return nil })
		_ = json.NewEncoder(os.Stdout).Encode(lap{Code: code, Token: strings.TrimSpace(out.String()), Said: errs.String()})
	}
}

// lap is how one run of a racer ended.
type lap struct {
	Code        int
	Token, Said string
}

// racing is a racer from outside.
type racing struct {
	in  io.Writer
	out *json.Decoder
}

// race starts so many racers at the seat; they end with the test.
func (p *seat) race(n int) []racing {
	p.t.Helper()
	path, err := exec.LookPath("racer")
	if err != nil {
		p.t.Fatal(err)
	}
	var out []racing
	for range n {
		cmd := exec.Command(path)
		cmd.Env, cmd.Dir, cmd.Stderr = p.command().Env, p.dir, os.Stderr
		in, err := cmd.StdinPipe()
		if err != nil {
			p.t.Fatal(err)
		}
		from, err := cmd.StdoutPipe()
		if err != nil {
			p.t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			p.t.Fatal(err)
		}
		p.t.Cleanup(func() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		})
		out = append(out, racing{in, json.NewDecoder(from)})
	}
	return out
}

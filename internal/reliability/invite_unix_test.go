//go:build unix

package reliability

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/review"
)

// TestAKillWhileInvitationsAreSentSendsNoneTwice kills the real program while it sends a file of invitations; a script then
// sends the file again, and a person decides on the one in doubt.
func TestAKillWhileInvitationsAreSentSendsNoneTwice(t *testing.T) {
	t.Parallel()
	n := max(4, runs(t, "TPDESK_KILLS", 16)/4)
	b := newBed(t, mistake{}, 500)
	doubts := 0
	for done := 0; done < n; done += len(b.plain) {
		if done > 0 {
			b = newBed(t, mistake{}, 500)
		}
		b.commands(t, firstSeed(t)+uint64(done), min(len(b.plain), n-done), func(l *lane, seed uint64, _ review.ID) string {
			return l.killedWhileInviting(t, rand.New(rand.NewPCG(seed, 0x696e7669)), seed)
		})
		doubts += b.deaths["in doubt"]
	}
	t.Logf("%d kills, %d left an invitation in doubt", n, doubts)
}

func (l *lane) killedWhileInviting(t *testing.T, r *rand.Rand, seed uint64) string {
	args := l.orders(t, seed)
	l.proxy.Begin(faultproxy.NewPlan(seed, 4, 0.3, 20*time.Millisecond, faultproxy.Delay, faultproxy.Slow, faultproxy.Hang, faultproxy.FIN))
	cmd := l.command(args...)
	check(t, cmd.Start())
	l.await(r)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	l.proxy.End()
	return l.resumed(t, seed, args)
}

// orders writes a file of invitations and gives the command that sends it.
func (l *lane) orders(t *testing.T, seed uint64) []string {
	file, rows := filepath.Join(l.set["HOME"], "orders.csv"), []string{"email,name,reference"}
	for i := range invitedRows {
		rows = append(rows, fmt.Sprintf("%s,Bo,%d", invitedAs(seed, i), i))
	}
	check(t, os.WriteFile(file, []byte(strings.Join(rows, "\n")), 0o600))
	return []string{"invite", "email", "--csv", file, "--yes", "--json"}
}

// resumed is what a script and then a person do: nothing goes out twice, and in the end everything has gone out.
func (l *lane) resumed(t *testing.T, seed uint64, args []string) string {
	before := l.invitations(t, seed)
	again := l.run(t, -1, nil, args...)
	if again.code == 0 {
		if n := l.invitations(t, seed); n != invitedRows {
			return again.wrong("%d invitations are public", n)
		}
		return ""
	}
	line, err := strconv.Atoi(lineOf.ReplaceAllString(lineOf.FindString(again.said), "$1"))
	if err != nil || again.code != 3 && again.code != 8 || l.invitations(t, seed) != before {
		return again.wrong("%d invitations are public, %d were before, and it stopped at line %d", l.invitations(t, seed), before, line)
	}
	l.mu.Lock()
	l.deaths["in doubt"]++
	known := l.invited[invitedAs(seed, line-2)] > 0
	l.mu.Unlock()
	decided := l.run(t, -1, nil, append(args, map[bool]string{true: "--unknown=skip", false: "--unknown=again"}[known])...)
	if n := l.invitations(t, seed); decided.code != 0 || n != invitedRows {
		return decided.wrong("a person decided on line %d, and %d invitations are public", line, n)
	}
	return ""
}

// lineOf finds the line of a file that a message names.
var lineOf = regexp.MustCompile(`line (\d+)`)

// invitedRows is how many invitations a file of a lane has.
const invitedRows = 3

func invitedAs(seed uint64, row int) string {
	return fmt.Sprintf("lane%d.%d@customer.example", seed, row)
}

// invitations is how many of a seed's invitations were committed; one that went out twice makes it more than there are.
func (l *lane) invitations(t *testing.T, seed uint64) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.committed(t, "")
	for i := range invitedRows {
		times := l.invited[invitedAs(seed, i)]
		if n += times; times > 1 {
			return 100
		}
	}
	return n
}

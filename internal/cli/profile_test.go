package cli_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func TestAReplyNeverGoesOutUnderTheProfileOfAnotherBusinessUnit(t *testing.T) {
	const review = `{"id":"66a0f1c2d3e4b5a697887766","stars":1,"title":"x","text":"y","companyReply":null,"businessUnit":{"id":"UNIT","identifyingName":"north.example"},"businessUnitHistory":[HISTORY]}`
	for name, c := range map[string]struct {
		unit, history string
		code          int
	}{
		"another unit":          {"60aa11bb22cc33dd44ee55ff", "", 7},
		"its own unit":          {"507f191e810c19729de860ea", "", 8}, // sent: the fake never shows a reply
		"its own before a move": {"60aa11bb22cc33dd44ee55ff", `{"businessUnitId":"507f191e810c19729de860ea"}`, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var posts atomic.Int32
			fake := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodGet {
					posts.Add(1)
					panic(http.ErrAbortHandler) // committed, answer lost
				}
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte(strings.NewReplacer("UNIT", c.unit, "HISTORY", c.history).Replace(review)))
			}))
			defer fake.Close()
			p := newSeat(t, sandbox.Info{APIURL: fake.URL + "/v1", AuthURL: fake.URL, BusinessUnitID: "507f191e810c19729de860ea"})
			p.env["TPDESK_TOKEN"] = "tpa-both-units"
			p.env["TPDESK_PROFILE"] = "south"
			p.env["TPDESK_STORE"] = "memory"
			if c.code == 8 { // settling a lost write looks for 20 s: what matters here is that it was sent
				cmd := p.command("reply", "66a0f1c2d3e4b5a697887766", "--text", "Thank you.", "--yes")
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				waitUntil(t, "the reply was sent", func() bool { return posts.Load() == 1 })
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
				return
			}
			for _, act := range [][]string{
				{"reply", "66a0f1c2d3e4b5a697887766", "--text", "Thank you.", "--yes"},
				{"reply", "66a0f1c2d3e4b5a697887766", "--text", "Thank you.", "--dry-run"},
				{"find-reviewer", "66a0f1c2d3e4b5a697887766", "--dry-run"},
				{"tag", "66a0f1c2d3e4b5a697887766", "--add", "late", "--dry-run"},
				{"tag", "66a0f1c2d3e4b5a697887766", "--add", "late"},
			} {
				r := p.run(act...)
				if r.code != c.code || r.out != "" || posts.Load() != 0 || !strings.Contains(r.err, "is of north.example, and profile south acts for another business unit") {
					t.Errorf("tpdesk %s: %d, %d posts: %s%s", strings.Join(act, " "), r.code, posts.Load(), r.out, r.err)
				}
			}
		})
	}
}

package hostile

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// refusing is a server that answers every call with an error in a shape of its own, with the text in it.
func refusing(t *testing.T) (command, func(shape, text string)) {
	t.Helper()
	var body atomic.Pointer[string]
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Correlation-Id", "a\x9b2Jb")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(*body.Load()))
	}))
	t.Cleanup(srv.Close)
	home := t.TempDir()
	c := command{t: t, w: 80, env: map[string]string{"HOME": home, "TPDESK_CONFIG_HOME": home + "/config", "TPDESK_STATE_HOME": home + "/state", "TPDESK_STORE": "memory",
		"TPDESK_API_URL": srv.URL + "/v1", "TPDESK_AUTH_URL": srv.URL, "TPDESK_TOKEN": "token", "TPDESK_API_KEY": "key", "TPDESK_BUSINESS_UNIT": reviewID(1), "NO_COLOR": "1"}}
	return c, func(shape, text string) { body.Store(new(strings.ReplaceAll(shape, "@@", quote(text)))) }
}

// TestWhatAServerSaysInAnErrorCannotAct answers with each line of the corpus in each shape of an error body
// (trustpilot-api §5.3): told in words and in JSON, of a read and of a write.
func TestWhatAServerSaysInAnErrorCannotAct(t *testing.T) {
	c, say := refusing(t)
	shapes := []string{`{"message":@@,"errorCode":1001,"details":@@,"correlationId":@@}`, `{"fault":{"faultstring":@@,"detail":{"errorcode":@@}}}`, `{"error":@@,"error_description":@@}`, `{"ErrorCode":@@,"Error":@@}`, "@@"}
	for i, l := range corpus(t) {
		if l.RawJSON != "" {
			continue
		}
		for n, shape := range shapes {
			if n != i%len(shapes) && l.Field != "error" && !torture() {
				continue
			}
			say(shape, l.text(1000))
			c.checkError(t, l, n < 4 && l.Field == "error")
		}
	}
}

func (c command) checkError(t *testing.T, l line, shown bool) {
	t.Helper()
	for _, args := range [][]string{{"list", "--fresh"}, {"reply", reviewID(3), "--text", "ok", "--yes"}} {
		r := c.on(80).run(args...)
		if r.code == 0 || r.code == 70 {
			t.Errorf("%s: %s ends with %d: %s", l.ID, args[0], r.code, r.err)
		}
		checkSaid(t, l, r, shown)
	}
	r := c.run("list", "--fresh", "--json")
	harmless(t, l.ID+" in the error's JSON", r.err, never()...)
	var failure struct{ Error struct{ Message string } }
	last := r.err[strings.LastIndex(strings.TrimSpace(r.err), "\n")+1:]
	if err := json.Unmarshal([]byte(last), &failure); err != nil || failure.Error.Message == "" {
		t.Errorf("%s: the error's JSON cannot be read: %v: %s", l.ID, err, quoted(r.err))
	}
}

func checkSaid(t *testing.T, l line, r result, shown bool) {
	t.Helper()
	names, expressions := l.forbidden()
	harmless(t, l.ID+" in an error", r.err, append(never(), screenNames(names)...)...)
	for _, re := range expressions {
		if at := re.FindString(r.err); at != "" && l.Class != "csv" {
			t.Errorf("%s: the error emits %q", l.ID, at)
		}
	}
	if n := strings.Count(r.err, "\n") - strings.Count(r.err, "\n  "); n > 3 { // what is too wide goes on set in
		t.Errorf("%s: the error has %d lines: %s", l.ID, n, quoted(r.err))
	}
	for _, want := range l.MustShow {
		if shown && !shows(r.err, want) {
			t.Errorf("%s: the error does not show %q: %s", l.ID, want, quoted(r.err))
		}
	}
	if r.out != "" {
		t.Errorf("%s: a command that failed printed %s", l.ID, quoted(r.out))
	}
}

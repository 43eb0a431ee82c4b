package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"syscall"
	"time"
)

// hook posts what happens to reviews to an address on this machine,
// trustpilot-api §4.8. The nil hook posts nothing.
type hook struct {
	address string
	client  *http.Client
	wake    chan struct{}

	mu      sync.Mutex
	waiting [][]byte
}

// openHook takes a loopback address only; no address is no hook.
func openHook(address string) (*hook, error) {
	if address == "" {
		return nil, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("post webhooks: %w", err)
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme != "http" || u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("post webhooks to %s: only http on loopback is served", address)
	}
	dialer := &net.Dialer{Control: onlyLoopback}
	return &hook{address: address, wake: make(chan struct{}, 1), client: &http.Client{
		Timeout: 5 * time.Second, Transport: &http.Transport{DialContext: dialer.DialContext},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// onlyLoopback refuses connections that a name would lead elsewhere.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("post webhooks to %s: not on loopback", address)
	}
	return nil
}

// put lets bodies wait to be posted.
func (h *hook) put(bodies ...[]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiting = append(h.waiting, bodies...)
	select {
	case h.wake <- struct{}{}:
	default: // it is awake already
	}
}

// next takes the first that waits.
func (h *hook) next() ([]byte, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.waiting) == 0 {
		return nil, false
	}
	body := h.waiting[0]
	h.waiting = h.waiting[1:]
	return body, true
}

// run posts one body after the other until done. Trustpilot promises no delivery,
// so neither does this: what cannot be posted is lost.
func (h *hook) run(done <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { <-done; cancel() }()
	for {
		for body, some := h.next(); some; body, some = h.next() {
			h.post(ctx, body)
		}
		select {
		case <-h.wake:
		case <-done:
			return
		}
	}
}

func (h *hook) post(ctx context.Context, body []byte) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address, bytes.NewReader(body))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", kindJSON)
	if res, err := h.client.Do(req); err == nil {
		_ = res.Body.Close() // what the receiver says changes nothing
	}
}

// announce posts what an event has done to a service review. The lock is held.
func (s *Server) announce(event, id string) {
	name := map[string]string{"created": "service-review-created", "edited": "service-review-updated"}[event]
	i, found := s.data.find(id)
	if found && (event == "vanished" || event == "settled") && s.data.rows[i].marks.has(vanished) {
		name = "service-review-deleted"
	}
	if s.hook == nil || name == "" {
		return
	}
	body := encode(map[string]any{"events": []any{hookEvent{name, "1", s.hookData(name, i, id)}}})
	switch s.switched().Webhooks {
	case "never":
	case "twice":
		s.hook.put(body, body)
	default:
		s.hook.put(body)
	}
}

type hookEvent struct {
	Name    string `json:"eventName"`
	Version string `json:"version"`
	Data    any    `json:"eventData"`
}

// hookReview is a review as webhooks have it: no e-mail, no source, and the
// consumer's name under another key than in the API.
type hookReview struct {
	ID        string          `json:"id"`
	Language  json.RawMessage `json:"language"`
	Title     json.RawMessage `json:"title"`
	Text      json.RawMessage `json:"text"`
	Reference json.RawMessage `json:"referenceId"`
	Stars     json.RawMessage `json:"stars"`
	CreatedAt json.RawMessage `json:"createdAt"`
	Verified  json.RawMessage `json:"isVerified"`
	Location  json.RawMessage `json:"locationId"`
	Link      string          `json:"link"`
	Consumer  hookConsumer    `json:"consumer"`
	Tags      []tag           `json:"tags"`
}

type hookConsumer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Link string `json:"link"`
}

// hookData is the review; of a deleted one only its id.
func (s *Server) hookData(name string, i int, id string) any {
	if name == "service-review-deleted" {
		return map[string]string{"id": id}
	}
	o := parseObject(s.data.private(i))
	get := func(o object, key string) json.RawMessage {
		return json.RawMessage(cmp.Or(string(o.get(key)), "null"))
	}
	who := parseObject(o.get("consumer"))
	by := asText(who.get("id"))
	return hookReview{
		ID: id, Language: get(o, "language"), Title: get(o, "title"), Text: get(o, "text"), Reference: get(o, "referenceId"), Stars: get(o, "stars"),
		CreatedAt: get(o, "createdAt"), Verified: get(o, "isVerified"), Location: get(parseObject(o.get("location")), "id"),
		Link: realSite + "/reviews/" + id, Consumer: hookConsumer{by, asText(who.get("displayName")), realSite + "/users/" + by}, Tags: orEmpty(s.data.tagsOf(i)),
	}
}

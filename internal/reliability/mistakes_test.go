package reliability

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tpdesk/tpdesk/internal/desk"
	"github.com/tpdesk/tpdesk/internal/faultproxy"
	"github.com/tpdesk/tpdesk/internal/review"
)

// mistakes are what a hurried hand would do, with the words in which the runs must complain of it.
func mistakes() []struct {
	mistake
	complaint string
} {
	type row = struct {
		mistake
		complaint string
	}
	return []row{
		{mistake{name: "repeat the POST when its answer is lost", only: []faultproxy.What{faultproxy.FIN, faultproxy.Cut}, api: onAPI(func(b *bed, api desk.Trustpilot) desk.Trustpilot { return &repeating{api} })}, "DUPLICATE"},
		{mistake{name: "follow the 307", only: []faultproxy.What{faultproxy.Redirect}, api: onAPI(func(b *bed, api desk.Trustpilot) desk.Trustpilot { return &following{api, b} })}, "TRAPPED"},
		{mistake{name: "skip the read-back", api: onAPI(func(b *bed, api desk.Trustpilot) desk.Trustpilot { return &believing{Trustpilot: api} })}, "FALSE"},
		{mistake{name: "drop the fsync", work: func(w desk.Work) desk.Work { return &lazy{Work: w} }}, "without a record"},
		{mistake{name: "ignore the 429", only: []faultproxy.What{faultproxy.TooMany}, api: func(b *bed, t *testing.T, api desk.Trustpilot) desk.Trustpilot { return &hasty{api, b, t} }}, "EARLY"},
		{mistake{name: "trust an empty 200", only: []faultproxy.What{faultproxy.Empty}, api: onAPI(func(b *bed, api desk.Trustpilot) desk.Trustpilot { return &trusting{api} })}, "REPLACED"},
		{mistake{name: "forget the lock", work: func(w desk.Work) desk.Work { return &alone{Work: w} }}, "DUPLICATE"},
	}
}

func onAPI(wrap func(*bed, desk.Trustpilot) desk.Trustpilot) func(*bed, *testing.T, desk.Trustpilot) desk.Trustpilot {
	return func(b *bed, _ *testing.T, api desk.Trustpilot) desk.Trustpilot { return wrap(b, api) }
}

func TestEveryPlantedMistakeIsCaught(t *testing.T) {
	for _, m := range mistakes() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			failed := playUntil(t, m.mistake, m.complaint, 3000)
			if failed == "" {
				t.Fatal("3000 runs did not find it")
			}
			t.Log(failed)
		})
	}
}

// playUntil plays seeds with a mistake until a run complains of it.
func playUntil(t *testing.T, m mistake, complaint string, most int) string {
	var found string
	var mu sync.Mutex
	for from := 0; from < most && found == ""; from += 60 {
		play(t, m, uint64(from+1), 60, 2, func(x *run) bool {
			mu.Lock()
			defer mu.Unlock()
			if slices.ContainsFunc(x.wrong, func(s string) bool { return strings.Contains(s, complaint) }) {
				found = x.plan.String() + "\n  " + x.String()
			}
			return found != ""
		})
	}
	return found
}

// repeating sends a reply again when nobody knows what became of it.
type repeating struct{ desk.Trustpilot }

func (m *repeating) Reply(ctx context.Context, id review.ID, text string) error {
	err := m.Trustpilot.Reply(ctx, id, text)
	if errors.Is(err, review.ErrUnknown) {
		err = m.Trustpilot.Reply(ctx, id, text)
	}
	return err
}

// following posts as Go's client does by itself: where a redirect points too.
type following struct {
	desk.Trustpilot
	b *bed
}

func (m *following) Reply(ctx context.Context, id review.ID, text string) error {
	body, err := json.Marshal(map[string]string{"message": text, "authorBusinessUserId": m.b.sandbox.Info().BusinessUserID})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.b.proxy.URL()+"/v1/private/reviews/"+string(id)+"/reply", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+m.b.sandbox.Info().ClientToken)
	req.Header.Set("Content-Type", "application/json")
	c := http.Client{Timeout: impatient.Call}
	res, err := c.Do(req)
	if err != nil {
		return review.ErrUnknown
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		return review.ErrUnknown
	}
	return nil
}

// believing shows what was sent as if the server had shown it.
type believing struct {
	desk.Trustpilot
	sent string
}

func (m *believing) Reply(ctx context.Context, id review.ID, text string) error {
	m.sent = text
	return m.Trustpilot.Reply(ctx, id, text)
}

func (m *believing) Review(ctx context.Context, id review.ID) (review.Review, error) {
	r, err := m.Trustpilot.Review(ctx, id)
	if m.sent != "" {
		r.CompanyReply, err = &review.Reply{Text: review.NewText(m.sent)}, nil
	}
	return r, err
}

// lazy writes an intent down when the write is over.
type lazy struct {
	desk.Work
	mu   sync.Mutex
	held []review.Intent
}

func (m *lazy) Arm(_ context.Context, in review.Intent) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held = append(m.held, in)
	return -int64(len(m.held)), nil
}

func (m *lazy) Advance(ctx context.Context, key int64, state review.IntentState, note string) error {
	if key > 0 || state == review.Sent {
		return nil
	}
	m.mu.Lock()
	in := m.held[-key-1]
	m.mu.Unlock()
	key, err := m.Work.Arm(ctx, in)
	return errors.Join(err, m.Work.Advance(ctx, key, state, note))
}

// hasty asks again at once, by a client that has not heard of any pause.
type hasty struct {
	desk.Trustpilot
	b *bed
	t *testing.T
}

func (m *hasty) Review(ctx context.Context, id review.ID) (review.Review, error) {
	r, err := m.Trustpilot.Review(ctx, id)
	if errors.Is(err, review.ErrTemporary) {
		return m.b.newClient(m.t, m.b.proxy.URL()+"/v1", impatient).Review(ctx, id)
	}
	return r, err
}

// trusting takes an answer without a review for a review without a reply.
type trusting struct{ desk.Trustpilot }

func (m *trusting) Review(ctx context.Context, id review.ID) (review.Review, error) {
	r, err := m.Trustpilot.Review(ctx, id)
	if err != nil && errors.Is(err, review.ErrTemporary) {
		return review.Review{ID: id}, nil
	}
	return r, err
}

// alone does not look whether another process is at it.
type alone struct{ desk.Work }

func (m *alone) Intents(context.Context) ([]review.Intent, error) { return nil, nil }

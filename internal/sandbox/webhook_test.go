package sandbox_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// receiver is a relay that takes webhooks.
func receiver(t *testing.T) (string, chan reply) {
	got := make(chan reply, 100)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got <- reply{200, r.Header, string(b)}
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/hooks", got
}

func next(t *testing.T, got chan reply) reply {
	t.Helper()
	select {
	case r := <-got:
		return r
	case <-time.After(time.Minute):
		t.Fatal("no webhook came")
	}
	return reply{}
}

func TestWebhooksTellOfNewEditedAndDeletedReviews(t *testing.T) {
	url, got := receiver(t)
	a := start(t, sandbox.Options{Seed: 7, WebhookURL: url})
	all := a.all("perPage=100")
	r := all[0]
	for _, v := range all {
		if v.Location != nil && len(v.Tags) > 0 && v.ReferenceID != nil {
			r = v
			break
		}
	}
	a.happens(`{"event":"edited","reviewId":"` + r.ID + `","stars":4,"title":"Sorted"}`)
	first := next(t, got)
	a.want(first, 200, "#", 1, "events.#", 1, "events.0.#", 3, "events.0.eventName", "service-review-updated", "events.0.version", "1", "events.0.eventData.#", 12,
		"events.0.eventData.id", r.ID, "events.0.eventData.stars", 4, "events.0.eventData.title", "Sorted", "events.0.eventData.text", r.Text, "events.0.eventData.referenceId", *r.ReferenceID,
		"events.0.eventData.locationId", r.Location.ID, "events.0.eventData.link", "https://www.trustpilot.com/reviews/"+r.ID, "events.0.eventData.consumer.name", r.Consumer.DisplayName,
		"events.0.eventData.consumer.link", "https://www.trustpilot.com/users/"+r.Consumer.ID, "events.0.eventData.tags.0.value", r.Tags[0].Value)
	if strings.Contains(first.body, "@") || strings.Contains(first.body, `"source"`) || !strings.HasPrefix(first.header.Get("Content-Type"), "application/json") {
		t.Errorf("the body is %s", first.body)
	}
	id := a.happens(`{"event":"created"}`)[0]
	a.want(next(t, got), 200, "events.0.eventName", "service-review-created", "events.0.eventData.id", id)
	a.happens(`{"event":"vanished","reviewId":"` + id + `"}`)
	a.want(next(t, got), 200, "events.0.eventName", "service-review-deleted", "events.0.eventData.#", 1, "events.0.eventData.id", id)
	a.happens(`{"events":[{"event":"reported","reviewId":"` + r.ID + `"},{"event":"settled","reviewId":"` + r.ID + `","outcome":"removed"}]}`)
	a.want(next(t, got), 200, "events.0.eventName", "service-review-deleted", "events.0.eventData.id", r.ID)
}

func TestWebhooksComeTwiceOrNotAtAllAsSwitched(t *testing.T) {
	url, got := receiver(t)
	a := start(t, sandbox.Options{Seed: 7, WebhookURL: url, Switches: sandbox.Switches{Webhooks: "twice"}})
	id := a.happens(`{"event":"created"}`)[0]
	if x, y := next(t, got), next(t, got); x.body != y.body || !strings.Contains(x.body, id) {
		t.Errorf("%s and %s", x.body, y.body)
	}
	a.turn(`{"webhooks":"never"}`)
	a.happens(`{"event":"created"}`)
	a.turn(`{"webhooks":"once"}`)
	id = a.happens(`{"event":"created"}`)[0]
	a.want(next(t, got), 200, "events.0.eventData.id", id)
}

func TestAnEventInTimeIsPostedAlthoughNobodyCalls(t *testing.T) {
	url, got := receiver(t)
	a := start(t, sandbox.Options{Seed: 7, WebhookURL: url, Now: time.Now})
	a.happens(`{"event":"created","afterSeconds":0.15,"text":"in time"}`)
	calls := len(a.Requests())
	a.want(next(t, got), 200, "events.0.eventData.text", "in time")
	if len(a.Requests()) != calls {
		t.Error("somebody called")
	}
}

func TestWebhooksGoToLoopbackOnlyAndFollowNoRedirect(t *testing.T) {
	for _, url := range []string{"http://192.0.2.1/x", "https://relay.example", "http://relay.example", "ftp://127.0.0.1/", "127.0.0.1:80", "http://[::]/", "http://127.0.0.1.evil.example/"} {
		if s, err := sandbox.Start(context.Background(), sandbox.Options{Reviews: 1, WebhookURL: url}); err == nil {
			_ = s.Close()
			t.Errorf("%s was taken", url)
		}
	}
	url, got := receiver(t)
	first := make(chan bool, 10)
	away := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first <- true
		http.Redirect(w, r, url, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(away.Close)
	a := start(t, sandbox.Options{Seed: 7, WebhookURL: away.URL})
	a.happens(`{"event":"created","count":2}`)
	<-first
	<-first // the second is sent when the first is done with
	select {
	case r := <-got:
		t.Errorf("a redirect was followed: %s", r.body)
	default:
	}
}

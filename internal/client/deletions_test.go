package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tpdesk/tpdesk/internal/review"
	"github.com/tpdesk/tpdesk/internal/sandbox"
)

func collectIDs(seq iter.Seq2[review.ID, error]) (ids []review.ID, err error) {
	for id, e := range seq {
		if e != nil {
			return ids, e
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// fixedToken is the token of a signed-in program.
type fixedToken string

func (f fixedToken) Token(context.Context) (string, error)         { return string(f), nil }
func (f fixedToken) Renew(context.Context, string) (string, error) { return string(f), nil }

// onSandbox is a client that is signed in to a sandbox of forty reviews.
func onSandbox(t *testing.T) (*sandbox.Server, *Client) {
	t.Helper()
	srv, err := sandbox.Start(t.Context(), sandbox.Options{Seed: 7, Reviews: 40})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	info := srv.Info()
	c, err := New(Config{BaseURL: info.APIURL, BusinessUnit: info.BusinessUnitID, APIKey: info.APIKey, Tokens: fixedToken(info.ClientToken)})
	if err != nil {
		t.Fatal(err)
	}
	return srv, c
}

func TestWhatTheSandboxDeletedIsListedAndCostsNoCallOfTheAllowance(t *testing.T) {
	srv, c := onSandbox(t)
	was, err := collectIDs(c.Deletions(t.Context(), time.Time{}))
	if err != nil || c.Calls() != 0 {
		t.Fatalf("%v after %d calls", err, c.Calls())
	}
	some, err := collect(c.Reviews(t.Context(), review.Filter{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range some[3:5] {
		if err := srv.Vanish(string(r.ID)); err != nil {
			t.Fatal(err)
		}
	}
	want := []review.ID{some[3].ID, some[4].ID}
	if got, err := collectIDs(c.Deletions(t.Context(), time.Now().Add(-time.Minute))); err != nil || len(got) < 2 || !slices.Equal(got[len(got)-2:], want) {
		t.Errorf("got %v, want %v at the end: %v", got, want, err)
	}
	if got, err := collectIDs(c.Deletions(t.Context(), time.Time{})); err != nil || len(got) != len(was)+2 {
		t.Errorf("of all times %d, want %d: %v", len(got), len(was)+2, err)
	}
}

func TestDeletionsAreReadByTokenToTheEndAndWhatIsNoIDIsLeftOut(t *testing.T) {
	var asked []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RequestURI())
		if r.Header.Get("Apikey") != "key-1" || r.Header.Get("Authorization") != "" {
			t.Errorf("it came with %v", r.Header)
		}
		switch r.URL.Query().Get("nextToken") {
		case "":
			_, _ = io.WriteString(w, `{"reviews":[{"reviewId":"a1","deletedAt":"2026-03-01T10:00:00.123Z"},{"reviewId":"../x"},null,7],"nextToken":"two"}`)
		case "two":
			_, _ = io.WriteString(w, `{"reviews":[],"nextToken":"three"}`)
		default:
			_, _ = io.WriteString(w, `{"reviews":[{"reviewId":"b2"}],"nextToken":null}`)
		}
	})
	got, err := collectIDs(c.Deletions(context.Background(), time.Date(2026, 3, 1, 23, 30, 0, 0, time.FixedZone("", -3600))))
	if err != nil || !slices.Equal(got, []review.ID{"a1", "b2"}) {
		t.Errorf("got %v, %v", got, err)
	}
	if want := "/v1/reviews/deletions?limit=1000&startDate=2026-03-02"; len(asked) != 3 || asked[0] != want || !strings.HasSuffix(asked[1], "&nextToken=two&startDate=2026-03-02") {
		t.Errorf("asked %q", asked)
	}
}

func TestDeletionsThatGoRoundInCirclesAreAnErrorAndNotAList(t *testing.T) {
	n := 0
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		n++
		_, _ = fmt.Fprintf(w, `{"reviews":[{"reviewId":"a%d"}],"nextToken":"%d"}`, n, n%3)
	})
	got, err := collectIDs(c.Deletions(context.Background(), begin))
	if !errors.Is(err, errCircle) || n > 4 {
		t.Errorf("got %d in %d calls: %v", len(got), n, err)
	}
}

func TestAnAnswerWithoutDeletionsIsNotAnEmptyOne(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"consumers":[]}`) })
	if _, err := collectIDs(c.Deletions(context.Background(), begin)); err == nil {
		t.Error("taken for an empty list")
	}
}

func TestTheConsumersWhomTheSandboxDeletedAreListed(t *testing.T) {
	srv, c := onSandbox(t)
	some, err := collect(c.Reviews(t.Context(), review.Filter{Limit: 1}))
	if err == nil {
		err = srv.Schedule(sandbox.Event{Event: "consumer-deleted", ReviewID: string(some[0].ID)})
	}
	if err != nil {
		t.Fatal(err)
	}
	made := c.Calls()
	var got []string
	for id, err := range c.DeletedConsumers(t.Context(), time.Time{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, id)
	}
	if len(got) < 2 || !some[0].Consumer.ID.Is(got[len(got)-1]) || c.Calls() != made {
		t.Errorf("listed %v in %d calls of the allowance, want %s as the last", got, c.Calls()-made, some[0].Consumer.ID.Raw())
	}
}

package sandbox_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tpdesk/tpdesk/internal/sandbox"
)

// lines are lines of the contract with the check that the sandbox keeps each of
// them, over plain HTTP and with nothing but what JSON says.
type lines map[string]func(a api)

// kept runs each line against a sandbox of its own.
func kept(t *testing.T, o sandbox.Options, all lines) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) { all[name](start(t, o)) })
	}
}

// want checks a status and values in the body: pairs of a path such as
// "reviews.0.id" and what stands there. "#" at the end of a path counts.
func (a api) want(r reply, status int, pairs ...any) {
	a.Helper()
	if r.status != status {
		a.Errorf("status %d, want %d: %.300s", r.status, status, r.body)
		return
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if got := r.at(a.T, pairs[i].(string)); got != number(pairs[i+1]) {
			a.Errorf("%s is %v, want %v, in %.600s", pairs[i], got, pairs[i+1], r.body)
		}
	}
}

// number turns the integers of a test into what JSON decodes to.
func number(v any) any {
	if n, is := v.(int); is {
		return float64(n)
	}
	return v
}

// at digs a value out of a JSON body.
func (r reply) at(t *testing.T, path string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(r.body), &v); err != nil {
		t.Errorf("%.200q is no JSON: %v", r.body, err)
	}
	for part := range strings.SplitSeq(path, ".") {
		v = within(v, part)
	}
	return v
}

// within takes one step down: a key, an index, or "#" for the length.
func within(v any, step string) any {
	switch v := v.(type) {
	case map[string]any:
		if step == "#" {
			return float64(len(v))
		}
		got, has := v[step]
		if !has {
			return "(no such key)"
		}
		return got
	case []any:
		if step == "#" {
			return float64(len(v))
		}
		if i, err := strconv.Atoi(step); err == nil && i < len(v) {
			return v[i]
		}
		return "(no such entry)"
	}
	return "(nothing below)"
}

// text is a value of the body that must be a string with something in it.
func (a api) text(r reply, path string) string {
	a.Helper()
	s, is := r.at(a.T, path).(string)
	if !is || s == "" {
		a.Errorf("%s is %v in %.400s", path, r.at(a.T, path), r.body)
	}
	return s
}

// unit is the path of the sandbox's own business unit.
func (a api) unit(rest string) string { return "/business-units/" + a.BusinessUnitID + rest }

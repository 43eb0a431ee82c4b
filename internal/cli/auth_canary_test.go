package cli_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// disguises are the forms in which a secret may turn up: as it is, in base64 wherever it begins, URL-escaped, in hex, and as JSON
// writes it.
func disguises(secret string) map[string][]byte {
	out := map[string][]byte{
		"raw": []byte(secret), "in hex": []byte(hex.EncodeToString([]byte(secret))), "in HEX": bytes.ToUpper([]byte(hex.EncodeToString([]byte(secret)))),
		"URL-escaped": []byte(url.QueryEscape(secret)), "path-escaped": []byte(url.PathEscape(secret)),
	}
	quoted, _ := json.Marshal(secret)
	out["in JSON"] = bytes.Trim(quoted, `"`)
	var escaped strings.Builder
	for _, r := range secret {
		fmt.Fprintf(&escaped, `\u%04x`, r)
	}
	out["in JSON escapes"] = []byte(escaped.String())
	for before := range 3 { // what stands before shifts the letters; what touches a border depends on the neighbours
		for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "URL base64": base64.RawURLEncoding} {
			text := e.EncodeToString([]byte(strings.Repeat("x", before) + secret))
			from, to := (before*8+5)/6, (before+len(secret))*8/6
			out[fmt.Sprintf("in %s after %d", name, before)] = []byte(text[from:to])
		}
	}
	return out
}

// leak names the form in which a content holds a secret, "" when it holds none.
func leak(content []byte, secret string) string {
	for form, text := range disguises(secret) {
		if bytes.Contains(content, text) {
			return form
		}
	}
	return ""
}

func TestTheSearchFindsASecretInEveryDisguise(t *testing.T) {
	const secret = `tps-"Ünïque+ /%<secret>?`
	for name, hidden := range map[string]string{
		"raw":            "a" + secret + "b",
		"basic":          base64.StdEncoding.EncodeToString([]byte("tpk-key:" + secret)),
		"basic, shifted": base64.StdEncoding.EncodeToString([]byte("tpk-key1:" + secret + "…")),
		"base64 twice":   base64.URLEncoding.EncodeToString([]byte("xx" + secret)),
		"form":           url.Values{"client_secret": {secret}}.Encode(),
		"path":           url.PathEscape(secret),
		"hex":            hex.EncodeToString([]byte("a" + secret)),
		"json":           string(must(json.Marshal(map[string]string{"s": secret}))),
	} {
		if leak([]byte("before "+hidden+" after"), secret) == "" {
			t.Errorf("%s: not found in %s", name, hidden)
		}
	}
	if form := leak([]byte("nothing of the kind"), secret); form != "" {
		t.Errorf("found %s where nothing is", form)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

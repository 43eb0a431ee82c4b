package link

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// rounds is how many random payloads go to the openssl program and back: BGL_ROUNDS, else 500.
func rounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("BGL_ROUNDS")
	if text == "" {
		return 500
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// openssl runs the program, which must be installed: it is what our own cipher is held against.
func openssl(t *testing.T, stdin []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("openssl", args...)
	cmd.Stdin = bytes.NewReader(stdin)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("openssl %s: %v\n%s", args[0], err, said.Bytes())
	}
	return out
}

// dice is a source of random payloads and keys; the seed is told so that a failure can be seen again.
func dice(t *testing.T) *rand.Rand {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func randomBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func randomKeys(t *testing.T, r *rand.Rand) Keys {
	t.Helper()
	k, err := ParseKeys(base64.StdEncoding.EncodeToString(randomBytes(r, 32)), base64.StdEncoding.EncodeToString(randomBytes(r, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestRandomPayloadsAgreeWithOpenSSL seals payloads of up to 8 KB, has openssl decrypt what was sealed and sign it, and
// opens what openssl encrypted and signed.
func TestRandomPayloadsAgreeWithOpenSSL(t *testing.T) {
	r, dir := dice(t), t.TempDir()
	for left := rounds(t); left > 0; left -= 50 {
		k := randomKeys(t, r)
		var names []string
		var want [][]byte
		for n := range min(50, left) {
			payload, iv := randomBytes(r, r.IntN(8192)), [16]byte(randomBytes(r, 16))
			if n%4 == 0 {
				payload = payload[:r.IntN(64)&len(payload)] // the lengths around a block
			}
			raw := sealedByBoth(t, k, payload, iv, n%2 == 0)
			signed := raw[:len(raw)-32]
			name := filepath.Join(dir, fmt.Sprint(n))
			if err := os.WriteFile(name, signed, 0o600); err != nil {
				t.Fatal(err)
			}
			names, want = append(names, name), append(want, raw[len(signed):])
		}
		wantCodes(t, k, names, want)
	}
}

// sealedByBoth seals with ours and encrypts or decrypts with openssl, and gives IV, cipher text and code.
func sealedByBoth(t *testing.T, k Keys, payload []byte, iv [16]byte, encrypt bool) []byte {
	t.Helper()
	p := k.Seal(payload, iv)
	raw, err := base64.StdEncoding.DecodeString(p)
	if err != nil {
		t.Fatal(err)
	}
	text := raw[16 : len(raw)-32]
	args := []string{"enc", "-aes-256-cbc", "-K", hex.EncodeToString(k.Encrypt[:]), "-iv", hex.EncodeToString(iv[:])}
	if encrypt {
		if got := openssl(t, payload, args...); !bytes.Equal(got, text) {
			t.Fatalf("openssl encrypts %x otherwise", payload)
		}
	} else if got := openssl(t, text, append(args, "-d")...); !bytes.Equal(got, payload) {
		t.Fatalf("openssl decrypts to %x, not to %x", got, payload)
	}
	if got, err := k.Open(p); err != nil || !bytes.Equal(got, payload) {
		t.Fatalf("opened to %x, %v", got, err)
	}
	return raw
}

// wantCodes has openssl sign each file, and wants the codes that we made.
func wantCodes(t *testing.T, k Keys, names []string, want [][]byte) {
	t.Helper()
	args := []string{"dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:" + hex.EncodeToString(k.Auth[:]), "-r"}
	lines := strings.Split(strings.TrimSpace(string(openssl(t, nil, append(args, names...)...))), "\n")
	if len(lines) != len(want) {
		t.Fatalf("openssl signed %d files of %d", len(lines), len(want))
	}
	for i, line := range lines {
		if code, _, _ := strings.Cut(line, " "); code != hex.EncodeToString(want[i]) {
			t.Errorf("openssl signs file %d with %s, we with %x", i, code, want[i])
		}
	}
}

package link

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/tpdesk/tpdesk/internal/review"
)

// ErrTampered says that a link was not made with these keys, or was changed since. It wraps review.ErrRefused.
var ErrTampered = fmt.Errorf("the link was changed, or was made with other keys: %w", review.ErrRefused)

// Seal encrypts the bytes of a payload: AES-256-CBC with PKCS#7, then HMAC-SHA256 over IV and cipher text, in base64
// (business-generated-links §1). An IV has 16 bytes and is never used twice; Build takes a fresh one.
func (k Keys) Seal(payload []byte, iv [aes.BlockSize]byte) string {
	size := len(payload) + aes.BlockSize - len(payload)%aes.BlockSize
	raw := make([]byte, aes.BlockSize+size, aes.BlockSize+size+sha256.Size)
	copy(raw, iv[:])
	text := raw[aes.BlockSize:]
	for i := copy(text, payload); i < size; i++ {
		text[i] = byte(size - len(payload))
	}
	cipher.NewCBCEncrypter(k.block(), iv[:]).CryptBlocks(text, text)
	return base64.StdEncoding.EncodeToString(k.sum(raw, raw))
}

// Build is the value of a link's p for a payload, with an IV of its own: the same payload never gives the same value.
func (k Keys) Build(p Payload) (string, error) {
	text, err := p.Bytes()
	if err != nil {
		return "", err
	}
	var iv [aes.BlockSize]byte
	_, _ = rand.Read(iv[:]) // never fails
	return k.Seal(text, iv), nil
}

// Open gives the bytes of the payload in a link's p. Its error is ErrTampered. The code over IV and cipher text is
// compared in constant time before anything is decrypted.
func (k Keys) Open(p string) ([]byte, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(p)
	if err != nil || strings.ContainsAny(p, "\r\n") {
		return nil, fmt.Errorf("its p is no base64 (a + must be written %%2B): %w", ErrTampered)
	}
	signed := len(raw) - sha256.Size
	if signed < 2*aes.BlockSize || signed%aes.BlockSize != 0 {
		return nil, fmt.Errorf("its p is cut: %w", ErrTampered)
	}
	if !hmac.Equal(raw[signed:], k.sum(nil, raw[:signed])) {
		return nil, ErrTampered
	}
	text := raw[aes.BlockSize:signed]
	cipher.NewCBCDecrypter(k.block(), raw[:aes.BlockSize]).CryptBlocks(text, text)
	return unpad(text)
}

// Read opens a link's p and reads the payload in it.
func (k Keys) Read(p string) (Payload, error) {
	text, err := k.Open(p)
	if err != nil {
		return Payload{}, err
	}
	return ReadPayload(text)
}

func (k Keys) block() cipher.Block {
	b, err := aes.NewCipher(k.Encrypt[:])
	if err != nil {
		panic(err) // 32 bytes are always a key
	}
	return b
}

// sum appends the code over what is signed.
func (k Keys) sum(to, signed []byte) []byte {
	mac := hmac.New(sha256.New, k.Auth[:])
	_, _ = mac.Write(signed)
	return mac.Sum(to)
}

var errPadding = errors.New("its padding is wrong")

// unpad takes the padding off. It is looked at only after the code was right, so how long that takes tells nothing.
func unpad(text []byte) ([]byte, error) {
	n := int(text[len(text)-1])
	if n == 0 || n > aes.BlockSize {
		return nil, fmt.Errorf("%w: %w", errPadding, ErrTampered)
	}
	for _, b := range text[len(text)-n:] {
		if int(b) != n {
			return nil, fmt.Errorf("%w: %w", errPadding, ErrTampered)
		}
	}
	return text[:len(text)-n], nil
}

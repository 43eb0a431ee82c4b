package auth

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
)

// StoreKey gives the key that the profile's local data is encrypted with, 32 bytes in hex; the first call makes it.
func (a Account) StoreKey(ctx context.Context) (string, error) {
	if key, err := a.storeKey(ctx); !errors.Is(err, ErrNotFound) {
		return key, err
	}
	release, err := a.lock(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	if key, err := a.storeKey(ctx); !errors.Is(err, ErrNotFound) {
		return key, err
	}
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails
	key := hex.EncodeToString(fresh)
	return key, a.Vault.Set(ctx, a.name(partStore), key)
}

func (a Account) storeKey(ctx context.Context) (string, error) {
	key, err := a.Vault.Get(ctx, a.name(partStore))
	if err != nil {
		return "", err
	}
	if raw, err := hex.DecodeString(key); err != nil || len(raw) != 32 {
		return "", &VaultError{Kind: a.Vault.Kind(), Act: "read", Reason: "the key of the local data is damaged"}
	}
	return key, nil
}

// ForgetStoreKey removes the key of the local data. What was encrypted with it cannot be read any more.
func (a Account) ForgetStoreKey(ctx context.Context) error {
	return a.Vault.Delete(ctx, a.name(partStore))
}

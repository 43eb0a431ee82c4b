package cli

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tpdesk/tpdesk/internal/auth"
	"github.com/tpdesk/tpdesk/internal/link"
	"github.com/tpdesk/tpdesk/internal/review"
)

func (a *App) linkKeyCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "key", Example: "  tpdesk link key set < keys.txt\n  tpdesk link key status", Short: "Keep the two keys of Business Generated Links in the vault", Args: unknownVerb, RunE: showHelp}
	var yes bool
	remove := &cobra.Command{Use: "remove", Example: "  tpdesk link key remove --yes", Short: "Remove the keys from the vault", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.linkKeyRemove(cmd.Context(), yes) }}
	remove.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	cmd.AddCommand(
		&cobra.Command{Use: "set", Short: "Read the encryption key and the authentication key, and keep them", Args: cobra.NoArgs,
			Long: `Read two lines from stdin, the encryption key and the authentication key, or ask for them at a terminal without showing
them, and keep them in the vault. Trustpilot Business shows both under Invitation methods, Business Generated Links:
44 characters each that end in =.`,
			Example: `  tpdesk link key set < keys.txt`,
			RunE:    func(cmd *cobra.Command, _ []string) error { return a.linkKeySet(cmd.Context()) }},
		&cobra.Command{Use: "status", Example: "  tpdesk link key status --json", Short: "Tell whether the keys are kept, without showing them", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return a.linkKeyStatus(cmd.Context()) }},
		remove,
	)
	return cmd
}

// The entries of the vault, one for each key.
const (
	partEncrypt = "encrypt"
	partSign    = "authenticate"
)

// keyEntry is a key in the vault. Both entries of a pair have its name, so that half of a new pair is never used with half
// of an old one.
type keyEntry struct {
	Version int    `json:"v"`
	Pair    string `json:"pair"`
	Key     string `json:"key"`
}

// linkKeyName names a key's entry: opaque, since systems show such names, and apart for a profile and for a server that
// is not Trustpilot's, so that a rehearsal never replaces the company's keys.
func (o *opener) linkKeyName(part string) string {
	sum := sha256.Sum256([]byte("tpdesk link key 1\x00" + o.settings.Space() + "\x00" + part))
	return hex.EncodeToString(sum[:16])
}

// keepLinkKeys puts a pair of keys in the vault.
func (o *opener) keepLinkKeys(ctx context.Context, k link.Keys) error {
	pair := rand.Text()
	for _, e := range []struct {
		part string
		key  [32]byte
	}{{partEncrypt, k.Encrypt}, {partSign, k.Auth}} {
		text, err := json.Marshal(keyEntry{Version: 1, Pair: pair, Key: link.Text(e.key)})
		if err == nil {
			err = o.vault.Set(ctx, o.linkKeyName(e.part), string(text))
		}
		if err != nil {
			return threeChoices(err)
		}
	}
	return nil
}

// errNoLinkKeys says that no whole pair of keys is in the vault.
var errNoLinkKeys = errors.New("the keys of Business Generated Links are not set")

// linkKeys reads the pair of keys; errNoLinkKeys when there is none.
func (o *opener) linkKeys(ctx context.Context) (link.Keys, error) {
	var entries [2]keyEntry
	for i, part := range []string{partEncrypt, partSign} {
		text, err := o.vault.Get(ctx, o.linkKeyName(part))
		if errors.Is(err, auth.ErrNotFound) {
			return link.Keys{}, errNoLinkKeys
		}
		if err != nil {
			return link.Keys{}, threeChoices(err)
		}
		if json.Unmarshal([]byte(text), &entries[i]) != nil { // the cause could quote the key
			return link.Keys{}, errNoLinkKeys
		}
	}
	if entries[0].Version != 1 || entries[1].Version != 1 || entries[0].Pair != entries[1].Pair {
		return link.Keys{}, errNoLinkKeys
	}
	k, err := link.ParseKeys(entries[0].Key, entries[1].Key)
	if err != nil {
		return link.Keys{}, errNoLinkKeys
	}
	return k, nil
}

// neededLinkKeys are the keys for a command that cannot go on without them: that is a usage error with the next step.
func (o *opener) neededLinkKeys(ctx context.Context) (link.Keys, error) {
	k, err := o.linkKeys(ctx)
	if errors.Is(err, errNoLinkKeys) {
		return k, withNext(usagef("%w for profile %s", err, o.settings.Profile), "", "tpdesk link key set")
	}
	return k, err
}

// openVault opens the settings and the vault, and nothing else.
func (a *App) openVault() (*opener, error) {
	settings, err := a.settings()
	if err != nil {
		return nil, err
	}
	return a.opener(settings)
}

func (a *App) linkKeySet(ctx context.Context) error {
	o, err := a.openVault()
	if err != nil {
		return err
	}
	if o.settings.Store == "memory" {
		return threeChoices(&auth.VaultError{Kind: "memory", Act: "save", Reason: "it ends with this command, and the keys with it"})
	}
	encrypt, sign, err := a.readLinkKeys(ctx)
	if err != nil {
		return err
	}
	k, err := link.ParseKeys(encrypt, sign)
	if err != nil {
		return usageError{err}
	}
	if err := o.keepLinkKeys(ctx, k); err != nil {
		return err
	}
	return a.tellLinkKeys(ctx, o, k, true)
}

// readLinkKeys asks at a terminal, else reads two lines from stdin.
func (a *App) readLinkKeys(ctx context.Context) (encrypt, sign string, err error) {
	if a.InTTY && a.ErrTTY {
		if encrypt, err = a.typed(ctx, "Encryption key: "); err == nil {
			sign, err = a.typed(ctx, "Authentication key: ")
		}
		return encrypt, sign, err
	}
	text, err := await(ctx, func() (string, error) {
		b, err := io.ReadAll(io.LimitReader(a.In, maxLine))
		return string(b), err
	})
	if err != nil {
		return "", "", fmt.Errorf("read stdin: %w", errors.Join(review.ErrIO, err))
	}
	lines := strings.Fields(text) // base64 has no blanks
	if len(lines) != 2 {
		return "", "", usagef("stdin has %s: it takes two, the encryption key and the authentication key", plural(len(lines), "line"))
	}
	return lines[0], lines[1], nil
}

// linkKeysJSON tells about the keys without telling them: a fingerprint shows whether two machines have the same.
type linkKeysJSON struct {
	Profile           string `json:"profile"`
	Set               bool   `json:"set"`
	Vault             string `json:"vault"` // keyring, file or memory
	EncryptionKey     string `json:"encryptionKey,omitempty"`
	AuthenticationKey string `json:"authenticationKey,omitempty"`
}

// fingerprint tells two keys apart: eight hex digits, of 256 random bits.
func fingerprint(key [32]byte) string {
	sum := sha256.Sum256(append([]byte("tpdesk fingerprint\x00"), key[:]...))
	return hex.EncodeToString(sum[:4])
}

func (a *App) tellLinkKeys(ctx context.Context, o *opener, k link.Keys, set bool) error {
	j := linkKeysJSON{Profile: o.settings.Profile, Set: set, Vault: o.vault.Kind()}
	if set {
		j.EncryptionKey, j.AuthenticationKey = fingerprint(k.Encrypt), fingerprint(k.Auth)
	}
	switch {
	case a.out.asked():
		return a.printJSON(ctx, j)
	case set:
		a.say("profile %s: the keys are in the %s vault; fingerprints: encryption %s, authentication %s", j.Profile, j.Vault, j.EncryptionKey, j.AuthenticationKey)
	default:
		a.say("profile %s: no keys; tpdesk link key set keeps them", j.Profile)
	}
	return nil
}

func (a *App) linkKeyStatus(ctx context.Context) error {
	o, err := a.openVault()
	if err != nil {
		return err
	}
	k, err := o.linkKeys(ctx)
	if err != nil && !errors.Is(err, errNoLinkKeys) {
		return err
	}
	return a.tellLinkKeys(ctx, o, k, err == nil)
}

func (a *App) linkKeyRemove(ctx context.Context, yes bool) error {
	o, err := a.openVault()
	if err != nil {
		return err
	}
	if !yes && !(a.InTTY && a.ErrTTY) {
		return usagef("there is no terminal to ask at: add --yes to remove the keys")
	}
	if !yes {
		line, err := a.ask(ctx, fmt.Sprintf("Remove the keys of Business Generated Links of profile %s? [y/N] ", o.settings.Profile))
		if err != nil || !strings.EqualFold(strings.TrimSpace(line), "y") {
			return err
		}
	}
	for _, part := range []string{partEncrypt, partSign} {
		if err := o.vault.Delete(ctx, o.linkKeyName(part)); err != nil {
			return threeChoices(err)
		}
	}
	return a.tellLinkKeys(ctx, o, link.Keys{}, false)
}

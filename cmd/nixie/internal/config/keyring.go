package config

import (
	"context"
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"
)

// keyringService is what the entries of passwords are called in the keyring of
// the system. Tokens of OAuth2 have entries of another name.
const keyringService = "nixie-password"

// fromKeyring reads the entry of that user name. The library has no time limit:
// what it does after ours is left alone.
func (s Secret) fromKeyring(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, secretTimeout)
	defer cancel()
	type answer struct {
		word string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		word, err := keyring.Get(keyringService, s.Keyring)
		done <- answer{word, err}
	}()
	select {
	case a := <-done:
		switch {
		case errors.Is(a.err, keyring.ErrNotFound):
			return "", fmt.Errorf("the keyring has no entry of service %q and user %q; on Linux, make it with: secret-tool store --label=nixie service %[1]s username %[2]s", keyringService, s.Keyring)
		case a.err != nil:
			return "", fmt.Errorf("the keyring cannot be read: %w", a.err)
		}
		return a.word, nil
	case <-ctx.Done():
		return "", fmt.Errorf("the keyring does not answer within %v", secretTimeout)
	}
}

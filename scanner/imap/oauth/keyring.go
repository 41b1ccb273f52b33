package oauth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"
)

const (
	// keyringService is what the entries are called in the keyring.
	keyringService = "nixie"
	// keyringTimeout is how long the keyring may take: it may ask its owner to
	// unlock it.
	keyringTimeout = 60 * time.Second
)

// A Keyring keeps a grant in the keyring of the system: the Secret Service of a
// Linux desktop, the keychain of macOS, the credentials of Windows. Where there
// is none, as on most servers, it keeps the grant in a file.
type Keyring struct {
	account string
	file    *File
	note    func(string)
}

// NewKeyring returns the store for the account of that name. Note, which may be
// nil, is told in one line when the file is used instead.
func NewKeyring(account string, instead *File, note func(line string)) *Keyring {
	if note == nil {
		note = func(string) {}
	}
	return &Keyring{account, instead, note}
}

// Place names the keyring, or the file if the grant is there.
func (k *Keyring) Place() string {
	if _, err := k.file.Load(); !errors.Is(err, ErrSignedOut) {
		return k.file.Place()
	}
	return fmt.Sprintf("the keyring (%s, %s)", keyringService, k.account)
}

// Load reads the file, which is there only if the keyring was not when the
// grant was saved, else the keyring.
func (k *Keyring) Load() (*Grant, error) {
	g, err := k.file.Load()
	if !errors.Is(err, ErrSignedOut) {
		return g, err
	}
	text, err := inTime(func() (string, error) { return keyring.Get(keyringService, k.account) })
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return nil, fmt.Errorf("%w: there is no token in %s", ErrSignedOut, k.Place())
	case err != nil:
		return nil, fmt.Errorf("%w: the keyring cannot be read (%s), and there is no token in %s", ErrSignedOut, clean(err.Error()), k.file.Place())
	}
	if g, err = decode([]byte(text)); err != nil {
		return nil, fmt.Errorf("%w: the entry in %s is damaged: %v", ErrSignedOut, k.Place(), err)
	}
	return g, nil
}

// Save writes to the keyring, else to the file.
func (k *Keyring) Save(g *Grant) error {
	err := k.set(g)
	if errors.Is(err, keyring.ErrSetDataTooBig) {
		// macOS and Windows take 2,500 bytes. The access token can be had again.
		small := *g
		small.Access = Secret{}
		err = k.set(&small)
	}
	if err == nil {
		return k.file.Delete()
	}
	if err := k.file.Save(g); err != nil {
		return err
	}
	k.note(fmt.Sprintf("no keyring: the token is kept in %s, which only you can read (%s)", k.file.Place(), clean(err.Error())))
	return nil
}

func (k *Keyring) set(g *Grant) error {
	text, err := g.encode()
	if err != nil {
		return err
	}
	_, err = inTime(func() (string, error) { return "", keyring.Set(keyringService, k.account, string(text)) })
	return err
}

// Delete removes the grant from keyring and file. A keyring that cannot be
// reached is no error where the grant was in the file.
func (k *Keyring) Delete() error {
	_, missing := k.file.Load()
	_, err := inTime(func() (string, error) { return "", keyring.Delete(keyringService, k.account) })
	if errors.Is(err, keyring.ErrNotFound) || !errors.Is(missing, ErrSignedOut) {
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("the keyring cannot be reached, and may hold a token (%s): %s; unlock it and run this again", k.Place(), clean(err.Error()))
	}
	return errors.Join(err, k.file.Delete())
}

// Lock locks beside the file.
func (k *Keyring) Lock(ctx context.Context) (unlock func(), err error) { return k.file.Lock(ctx) }

// inTime gives the keyring a time limit, which the library has not. What it
// does after that is left alone.
func inTime(ask func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		text, err := ask()
		done <- answer{text, err}
	}()
	select {
	case a := <-done:
		return a.text, a.err
	case <-time.After(keyringTimeout):
		return "", fmt.Errorf("the keyring does not answer within %v", keyringTimeout)
	}
}

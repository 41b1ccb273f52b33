//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package oauth

import "context"

// Lock does nothing here: of two processes that refresh at once, the one whose
// refresh token was used up reads the store again.
func (f *File) Lock(context.Context) (unlock func(), err error) {
	if err := f.folder(); err != nil {
		return nil, err
	}
	return func() {}, nil
}

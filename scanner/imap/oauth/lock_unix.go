//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package oauth

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// Lock waits until no other process has the lock, which ends with its process.
func (f *File) Lock(ctx context.Context) (unlock func(), err error) {
	if err := f.folder(); err != nil {
		return nil, err
	}
	l, err := os.OpenFile(f.path+lockSuffix, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("token file: %w", err)
	}
	for {
		err := syscall.Flock(int(l.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return func() { l.Close() }, nil
		case errors.Is(err, syscall.EINTR):
		case !errors.Is(err, syscall.EWOULDBLOCK):
			// A file system without locks: who loses the race reads again.
			return func() { l.Close() }, nil
		default:
			if err := pause(ctx, 50*time.Millisecond); err != nil {
				l.Close()
				return nil, fmt.Errorf("token file: waiting for another nixie that has locked %s: %w", f.path, err)
			}
		}
	}
}

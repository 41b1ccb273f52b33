package oauth

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"
)

// sharingViolation is ERROR_SHARING_VIOLATION: another process has the file.
const sharingViolation = syscall.Errno(32)

// Lock waits until no other process has the lock, which ends with its process:
// the file is opened so that nobody else can open it.
func (f *File) Lock(ctx context.Context) (unlock func(), err error) {
	if err := f.folder(); err != nil {
		return nil, err
	}
	name, err := syscall.UTF16PtrFromString(f.path + lockSuffix)
	if err != nil {
		return nil, fmt.Errorf("token file: %w", err)
	}
	for {
		h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
		switch {
		case err == nil:
			return func() { syscall.CloseHandle(h) }, nil
		case !errors.Is(err, sharingViolation):
			return nil, fmt.Errorf("token file: locking %s: %w", f.path, err)
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return nil, fmt.Errorf("token file: waiting for another nixie that has locked %s: %w", f.path, err)
		}
	}
}

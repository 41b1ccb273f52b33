//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package mailbox

import (
	"io"
	"os"
	"syscall"
)

// locked reports whether another process has locked a file to write to it, by
// fcntl or by flock. It keeps no lock itself.
func locked(file *os.File) bool {
	held := false
	conn, err := file.SyscallConn()
	if err != nil {
		return false
	}
	_ = conn.Control(func(fd uintptr) {
		lock := syscall.Flock_t{Type: syscall.F_RDLCK, Whence: io.SeekStart}
		if err := syscall.FcntlFlock(fd, syscall.F_GETLK, &lock); err == nil && lock.Type != syscall.F_UNLCK {
			held = true
			return
		}
		switch err := syscall.Flock(int(fd), syscall.LOCK_SH|syscall.LOCK_NB); err {
		case nil:
			_ = syscall.Flock(int(fd), syscall.LOCK_UN)
		case syscall.EWOULDBLOCK:
			held = true
		}
	})
	return held
}

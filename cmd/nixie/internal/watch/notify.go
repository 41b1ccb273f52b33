package watch

import (
	"net"
	"strconv"
	"strings"
	"time"
)

// A Notifier tells systemd how a service is (sd_notify(3)). The zero value
// tells nobody.
type Notifier struct {
	socket string
	every  time.Duration
}

// NewNotifier returns one that speaks to the socket that systemd names in the
// environment, if it does.
func NewNotifier(getenv func(string) string) Notifier {
	n := Notifier{socket: getenv("NOTIFY_SOCKET")}
	if strings.HasPrefix(n.socket, "@") {
		n.socket = "\x00" + n.socket[1:] // the abstract namespace
	}
	if usec, err := strconv.ParseInt(getenv("WATCHDOG_USEC"), 10, 64); err == nil && usec > 0 {
		n.every = time.Duration(usec) * time.Microsecond / 2
	}
	return n
}

// Every returns how often systemd wants a sign of life (WATCHDOG=1), half of
// the time that it allows; 0 if it wants none.
func (n Notifier) Every() time.Duration { return n.every }

// Tell sends lines such as "READY=1". Where nobody listens nothing happens: a
// service must not die of it.
func (n Notifier) Tell(lines ...string) {
	if n.socket == "" {
		return
	}
	conn, err := net.Dial("unixgram", n.socket)
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = conn.Write([]byte(strings.Join(lines, "\n")))
}

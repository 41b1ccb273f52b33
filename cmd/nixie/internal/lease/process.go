package lease

import (
	"fmt"
	"os"
	"strings"
	"sync"
)

// A process is one that holds a lease, as it is written into the ledger.
type process struct {
	host  string // where it runs: name, start of the system, namespace of numbers
	pid   int
	began string // when, in the system's own unit; "" if unknown
}

// String returns "process 1234 on mx.example.org, begun 5678".
func (p process) String() string {
	return fmt.Sprintf("process %d on %s, begun %s", p.pid, p.host, p.began)
}

// Who names the holder of a lease for people: "process 1234 on mx.example.org".
// What else stands in it tells apart systems and processes of the same name.
func Who(holder string) string {
	p, ok := parse(holder)
	if !ok {
		return holder
	}
	host, _, _ := strings.Cut(p.host, "/")
	return fmt.Sprintf("process %d on %s", p.pid, host)
}

// parse reads what String has written.
func parse(holder string) (p process, ok bool) {
	rest, began, ok := strings.Cut(holder, ", begun ")
	if !ok {
		return p, false
	}
	p.began = began
	number, host, ok := strings.Cut(rest, " on ")
	p.host = host
	_, err := fmt.Sscanf(number, "process %d", &p.pid)
	return p, ok && err == nil && p.pid > 0
}

// self is this process.
var self = sync.OnceValue(func() process {
	pid := os.Getpid()
	return process{host: hostName(), pid: pid, began: begun(pid)}
})

// hostName names this system so that no other has the same name: two
// containers may have the same host name, and so may two machines. After a
// restart of the system it is another.
func hostName() string {
	name, err := os.Hostname()
	if err != nil || name == "" {
		name = "localhost"
	}
	for _, id := range []string{bootID(), namespace()} {
		if id != "" {
			name += "/" + id
		}
	}
	return strings.ReplaceAll(name, ", ", "_")
}

// bootID changes with each start of the system; "" where that is not Linux.
func bootID() string {
	text, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil || len(text) < 8 {
		return ""
	}
	return string(text[:8])
}

// namespace is that of the numbers of processes; "" where that is not Linux.
func namespace() string {
	link, err := os.Readlink("/proc/self/ns/pid") // pid:[4026531836]
	if err != nil {
		return ""
	}
	return strings.Trim(strings.TrimPrefix(link, "pid:"), "[]")
}

// begun is when the process of that number began, in ticks since the start of
// the system (proc(5), field 22 of stat); "" if there is none, or no Linux.
func begun(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	// The second field is the name in parentheses and may hold anything.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	const start, state = 22 - 3, 0
	if len(fields) <= start || fields[state] == "Z" { // a zombie works no more
		return ""
	}
	return fields[start]
}

// dead reports whether the holder of a lease is known to run no more: a process
// of this system that is gone, or whose number another process has got.
func dead(holder string) bool {
	p, ok := parse(holder)
	if !ok || p.host != self().host {
		return false
	}
	if self().began != "" {
		return begun(p.pid) != p.began
	}
	return !runs(p.pid)
}

package mailbox

import (
	"bytes"
	"io/fs"
	"mime"
	"net/mail"
	"os"
	"strings"
	"time"
)

const (
	justNow  = 10 * time.Second // since its last change, somebody may still be writing to a file
	dotStale = 10 * time.Minute // an older ".lock" was left behind by a program that has died
)

// beingWritten reports whether the last message of an mbox may still be on its way
// into the file: if somebody holds a lock, if the file has grown and goes on with
// no new message, or if it was changed just now and the message is cut off.
func beingWritten(file *os.File, m mboxMessage) bool {
	info, err := file.Stat()
	if err != nil {
		return false
	}
	if info.Size() > m.end {
		_, n := position{n: 1, start: m.start, end: m.end}.resume(file)
		return n == 0
	}
	return locked(file) || dotLocked(file.Name()) || time.Since(info.ModTime()) < justNow && cutOff(m.raw)
}

// dotLocked reports whether a program that delivers mail has locked the mbox by a
// file beside it.
func dotLocked(path string) bool {
	info, err := os.Stat(path + ".lock")
	return err == nil && info.Mode()&fs.ModeType == 0 && time.Since(info.ModTime()) < dotStale
}

// cutOff reports whether a message ends in its header, or in a multipart body that
// has not ended (RFC 2046 section 5.1.1).
func cutOff(raw []byte) bool {
	if raw == nil {
		return false // over the limit: nobody knows
	}
	if !bytes.Contains(raw, []byte("\n\n")) && !bytes.Contains(raw, []byte("\n\r\n")) {
		return true
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return false
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	boundary := params["boundary"]
	if err != nil || boundary == "" || !strings.HasPrefix(kind, "multipart/") {
		return false
	}
	return !bytes.Contains(raw, []byte("\n--"+boundary+"--"))
}

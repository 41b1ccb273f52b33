package mailbox

import (
	"io"
	"runtime"
	"strings"
	"testing"
)

// filler yields n bytes of lines of text.
type filler struct{ left int64 }

const fillerLine = "A line of a body, as long as such lines are: some seventy characters.\n"

func (f *filler) Read(b []byte) (int, error) {
	if f.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(b) && f.left > 0 {
		k := copy(b[n:min(int64(len(b)), int64(n)+f.left)], fillerLine)
		n += k
		f.left -= int64(k)
	}
	return n, nil
}

// A message of 200 MB is named with its place and the limit, is not held in
// memory, and what follows is read.
func TestHugeMessage(t *testing.T) {
	const size = 200 << 20
	box := io.MultiReader(strings.NewReader(mbox("one")+from+"Subject: huge\n\n"), &filler{size}, strings.NewReader("\n\n"+mbox("three")))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := read(t, Reader("-", box, nil, nil), nil, -1)
	runtime.ReadMemStats(&after)
	if want := "#1: one #2: error #3: three"; short(got) != want {
		t.Fatalf("read %q, want %q", short(got), want)
	}
	for _, s := range []string{"-#2", "32 MiB", "raise the limit"} {
		if !strings.Contains(got[1].Err.Error(), s) {
			t.Errorf("Err = %q, want it to say %q", got[1].Err, s)
		}
	}
	if got[1].Position == "" {
		t.Error("the huge message has no position: it would be read again and again")
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 3*MaxMessage {
		t.Errorf("%d bytes were allocated for a limit of %d", grown, MaxMessage)
	}
}

// A length that no file can have is not believed, whatever number it is: what
// follows is not taken into memory to look.
func TestHugeContentLength(t *testing.T) {
	for _, length := range []string{"9223372036854775807", "9223372036854775000", "33554432", "99999999999999999999"} {
		in := &filler{64 << 20}
		head := from + "Subject: one\nContent-Length: " + length + "\n\nx\n\n" + from + "Subject: two\n\n"
		r := newMboxReader(newStream(io.MultiReader(strings.NewReader(head), in)), 0, MaxMessage)
		if m, err := r.next(); err != nil || string(m.raw) != "Subject: one\nContent-Length: "+length+"\n\nx\n" {
			t.Fatalf("%s: read %q, error %v", length, m.raw, err)
		}
		if ahead := 64<<20 - in.left; ahead > bufferSize {
			t.Errorf("%s: %d bytes were read beyond the message", length, ahead)
		}
	}
}

func TestHugeSingleMessage(t *testing.T) {
	in := io.MultiReader(strings.NewReader("Subject: huge\n\n"), &filler{200 << 20})
	got := read(t, Reader("-", in, nil, nil), nil, -1)
	if len(got) != 1 || got[0].Err == nil || !strings.Contains(got[0].Err.Error(), "more than 32 MiB") {
		t.Errorf("got %s", outline("", got))
	}
}

// At the limit itself a message is read, and its buffer never has more.
func TestMessageAtTheLimit(t *testing.T) {
	head := "Subject: large\n\n"
	body := io.LimitReader(&filler{1 << 40}, MaxMessage-int64(len(head)))
	got := read(t, Reader("-", io.MultiReader(strings.NewReader(head), body), nil, nil), nil, -1)
	if len(got) != 1 || got[0].Err != nil || len(got[0].Raw) != MaxMessage || cap(got[0].Raw) > MaxMessage {
		t.Errorf("read %d bytes in %d, Err %v; want %d", len(got[0].Raw), cap(got[0].Raw), got[0].Err, MaxMessage)
	}
}

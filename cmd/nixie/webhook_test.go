package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A hookServer is a real receiver of webhooks that remembers which ids it has
// met.
type hookServer struct {
	*httptest.Server
	status atomic.Int32 // that it answers; 0 is 200
	mu     sync.Mutex
	met    map[string]int // ids, and how often
	emails map[string]bool
}

func listenForHooks(t *testing.T) *hookServer {
	t.Helper()
	s := &hookServer{met: map[string]int{}, emails: map[string]bool{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *hookServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var news struct{ Email string }
	if err == nil {
		err = json.Unmarshal(body, &news)
	}
	if code := int(s.status.Load()); err != nil || code != 0 {
		w.WriteHeader(max(code, 400))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.met[r.Header.Get("webhook-id")]++
	s.emails[news.Email] = true
}

// counts returns how many ids were met, and how many times one was met again.
func (s *hookServer) counts() (ids, again int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.met {
		again += n - 1
	}
	return len(s.met), again
}

// hookConf is a folder with a configuration that names the receiver.
func hookConf(t *testing.T, url string) (home, conf string) {
	t.Helper()
	home = t.TempDir()
	conf = filepath.Join(home, "nixie.toml")
	text := fmt.Sprintf("version = 1\nstate = \"sqlite:n.db\"\n[[outputs]]\ntype = \"csv\"\npath = \"list.csv\"\n"+
		"[[outputs]]\ntype = \"webhook\"\nname = \"crm\"\nurl = \"%s/hook?key=s3cret-in-url\"\nuser = \"nixie\"\npassword_env = \"HOOK_WORD\"\nsecret_file = \"key\"\n", url)
	for name, content := range map[string]string{"nixie.toml": text, "key": "s3cret-that-signs\n"} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return home, conf
}

// What is meant for tickets holds no addresses, unless somebody asks for them.
func TestWebhookListMasks(t *testing.T) {
	conf := filepath.Join(t.TempDir(), "nixie.toml")
	nixie := func(args ...string) string {
		t.Helper()
		var out bytes.Buffer
		args = append([]string{"-q", "-c", conf}, args...)
		if code := run(context.Background(), args, []string{"HOOK_WORD=s3cret-for-basic"}, strings.NewReader(""), &out, &out); code != exitDone {
			t.Errorf("nixie %v: exit code %d\n%s", args, code, out.String())
		}
		return out.String()
	}
	text := "version = 1\nstate = \"sqlite:n.db\"\n[[outputs]]\ntype = \"csv\"\npath = \"list.csv\"\n"
	for _, more := range []string{"", "[[outputs]]\ntype = \"webhook\"\nurl = \"https://crm.example.org/lists/ann.lee@example.org\"\nuser = \"nixie\"\npassword_env = \"HOOK_WORD\"\n"} {
		if err := os.WriteFile(conf, []byte(text+more), 0o600); err != nil {
			t.Fatal(err)
		}
		if more == "" { // a ledger, before there is anybody to tell
			nixie("scan", "../../testdata/formats/qmail/01.eml")
		}
	}
	for flags, want := range map[string]string{"-f table": "ann.lee@", "-f md": `a\*\*\*@`, "-f md --redact=false": "ann.lee@", "-f json --redact": "a***@"} {
		if got := nixie(append([]string{"webhook", "list"}, strings.Fields(flags)...)...); !strings.Contains(got, want) {
			t.Errorf("webhook list %s: want %q in\n%s", flags, want, got)
		}
	}
}

// TestWebhook: a scan tells; what is not taken waits, is shown, and sent again.
// No secret is told.
func TestWebhook(t *testing.T) {
	server, inbox := listenForHooks(t), recentInbox(t)
	_, conf := hookConf(t, server.URL)
	nixie := func(want int, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		args = append([]string{"-vv", "-c", conf}, args...)
		code := run(context.Background(), args, []string{"HOOK_WORD=s3cret-for-basic"}, strings.NewReader(""), &out, &out)
		if code != want {
			t.Errorf("nixie %s: exit code %d, want %d\n%s", strings.Join(args, " "), code, want, out.String())
		}
		if strings.Contains(out.String(), "s3cret") {
			t.Errorf("nixie %s tells a secret:\n%s", strings.Join(args, " "), out.String())
		}
		return out.String()
	}
	wants := func(text, want string) {
		t.Helper()
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said in\n%s", want, text)
		}
	}
	server.status.Store(500)
	text := nixie(exitPartly, "scan", inbox)
	wants(text, "webhook crm: 500 Internal Server Error; what it has not taken waits, and is sent again")
	text = nixie(exitDone, "webhook", "list", "--format", "json")
	wants(text, `"name":"crm","waiting":14,`)
	wants(text, `"delivered":0,"parked":0,"why":"500 Internal Server Error"`)
	nixie(exitUnreachable, "webhook", "flush")

	text = nixie(exitPartly, "scan", inbox) // none is due yet
	wants(text, "webhook crm has not taken 14: 500 Internal Server Error; the next try is due at 20")
	wants(text, "nixie webhook flush crm sends them at once")

	server.status.Store(404)
	wants(nixie(exitUnreachable, "webhook", "flush", "crm"), "webhook crm: 404 Not Found; look at the URL; what it has not taken waits")
	wants(nixie(exitDone, "report"), "The webhook crm has not taken 14: 404 Not Found; look at the URL.")

	server.status.Store(422)
	parked := "webhook crm refuses 14 for good: 422 Unprocessable Entity; nixie webhook flush --parked crm sends them once more"
	wants(nixie(exitPartly, "webhook", "flush", "crm"), parked)
	wants(nixie(exitDone, "webhook", "list"), "WHY")
	for _, again := range []string{"webhook flush", "scan " + inbox, "-q scan " + inbox} {
		wants(nixie(exitPartly, strings.Fields(again)...), parked)
	}
	for _, format := range []string{"summary", "html", "md", "summary-json"} {
		wants(nixie(exitDone, "report", "-f", format), "The webhook crm has not taken 14: 422 Unprocessable Entity.")
	}

	server.status.Store(0)
	wants(nixie(exitDone, "webhook", "flush", "--parked"), "Webhook crm: delivered: 14")
	wants(nixie(exitDone, "webhook", "flush", "--parked"), "nothing waits")
	if ids, again := server.counts(); ids != 14 || again != 0 || !server.emails["martin.okafor@example.org"] {
		t.Errorf("%d ids were met, %d once more", ids, again)
	}
	nixie(exitDone, "scan", "--rescan", inbox)
	nixie(exitDone, "scan", "--rescan", "--dry-run", inbox)
	if ids, again := server.counts(); ids != 14 || again != 0 {
		t.Errorf("after a second scan %d ids were met, %d once more", ids, again)
	}
	wants(nixie(exitUsage, "webhook", "flush", "crn"), "did you mean crm?")
	wants(nixie(exitDone, "config", "show"), "[[outputs]]")
}

// TestWebhookMistakes: what is wrong with the configuration is said, and the
// scan has been done.
func TestWebhookMistakes(t *testing.T) {
	server := listenForHooks(t)
	home, conf := hookConf(t, server.URL)
	var out bytes.Buffer
	args := []string{"-c", conf, "scan", "../../testdata/inbox.mbox"}
	if code := run(context.Background(), args, nil, nil, &out, &out); code != exitPartly || !strings.Contains(out.String(), "webhook crm: password: the variable HOOK_WORD is not set") {
		t.Errorf("exit code %d\n%s", code, out.String())
	}
	if _, err := os.Stat(filepath.Join(home, "list.csv")); err != nil {
		t.Errorf("the list: %v", err)
	}
	out.Reset()
	if code := run(context.Background(), []string{"-c", conf, "webhook", "flush"}, nil, nil, &out, &out); code != exitAuth {
		t.Errorf("flush without its password: exit code %d\n%s", code, out.String())
	}
	if ids, _ := server.counts(); ids != 0 {
		t.Errorf("%d deliveries without a password", ids)
	}
}

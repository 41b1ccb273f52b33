package page_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/nixie-mail/nixie/report/page"
)

// A browser shows pages and notes what goes wrong in them.
type browser struct {
	ctx  context.Context
	site *httptest.Server

	mu       sync.Mutex
	page     []byte
	troubles []string
	asked    []string // URLs of all requests
}

// openBrowser starts Chromium; the test skips where there is none, and fails
// where CI promises one.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no Chromium: %v", err)
		}
		t.Skip("no Chromium here; with apt-get install chromium this test runs")
	}
	b := &browser{}
	b.site = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(b.page)
	}))
	t.Cleanup(b.site.Close)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(profile(t)),
		chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute) // against a hang
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(stop)
	b.ctx, cancel = chromedp.NewContext(ctx, chromedp.WithListener(b.hear))
	t.Cleanup(cancel)
	return b
}

// profile makes a folder for the browser. Its processes may write there for a moment
// when it has ended, which the removal by TempDir takes amiss.
func profile(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "nixie")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for end := time.Now().Add(time.Minute); os.RemoveAll(dir) != nil && time.Now().Before(end); {
			time.Sleep(20 * time.Millisecond)
		}
	})
	return dir
}

// hear notes what the console says and what the page asks for.
func (b *browser) hear(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch ev := ev.(type) {
	case *log.EventEntryAdded:
		b.troubles = append(b.troubles, ev.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		b.troubles = append(b.troubles, fmt.Sprint("console: ", ev.Args))
	case *runtime.EventExceptionThrown:
		b.troubles = append(b.troubles, ev.ExceptionDetails.Text)
	case *network.EventRequestWillBeSent:
		b.asked = append(b.asked, ev.Request.URL)
	}
}

// show loads a page in a window of a width, a colour scheme and a medium.
func (b *browser) show(t *testing.T, p []byte, width int64, scheme, medium string) {
	t.Helper()
	b.mu.Lock()
	b.page, b.troubles, b.asked = p, nil, nil
	b.mu.Unlock()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium, Features: features}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(b.site.URL)); err != nil {
		t.Fatal(err)
	}
}

// check finds what a reader would stumble over.
func (b *browser) check(t *testing.T, width int64) {
	t.Helper()
	// What is wider than the window must scroll within a box of its own.
	wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`[document.documentElement.scrollWidth, ...[...document.body.querySelectorAll("*")]
		.filter(e => !e.closest(innerWidth < 640 ? ".scroll > :not(.stack, .stack *), svg, .defs" : ".scroll > *, svg, .defs") && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + "." + e.getAttribute("class"))].join(" ")`))
	if err != nil {
		t.Fatal(err)
	}
	if wide != fmt.Sprint(width) {
		t.Errorf("page is wider than its window, %d: %s", width, wide)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.troubles) > 0 {
		t.Errorf("the console says: %q", b.troubles)
	}
	if len(b.asked) != 1 || strings.TrimSuffix(b.asked[0], "/") != b.site.URL {
		t.Errorf("the page asks the network for %q", b.asked)
	}
}

func pageHTML(t *testing.T, p *page.Overview) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.WriteHTML(&b, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// looks are the windows, colours and media in which a page must be readable;
// 794 is the width of A4 in pixels of CSS.
var looks = []struct {
	width          int64
	scheme, medium string
}{{360, "light", "screen"}, {360, "dark", "screen"}, {1400, "light", "screen"}, {1400, "dark", "screen"}, {794, "dark", "print"}}

func TestPageInBrowser(t *testing.T) {
	b := openBrowser(t)
	pages := []struct {
		name string
		page []byte
	}{
		{"sample", pageHTML(t, samplePage(t, nil))},
		{"empty", pageHTML(t, overview(t, emptyBook(t), nil))},
		{"hostile", pageHTML(t, hostilePage(t))},
		{"own causes", pageHTML(t, ownCauses(t))},
	}
	for _, p := range pages {
		for _, look := range looks {
			name := fmt.Sprintf("%s %d %s %s", p.name, look.width, look.scheme, look.medium)
			t.Run(name, func(t *testing.T) {
				b.show(t, p.page, look.width, look.scheme, look.medium)
				b.check(t, look.width)
				b.keep(t, strings.ReplaceAll(name, " ", "-"), look.width)
			})
		}
	}
}

// keep saves a picture where NIXIE_SCREENSHOTS names a folder, to be looked at.
func (b *browser) keep(t *testing.T, name string, width int64) {
	t.Helper()
	dir := os.Getenv("NIXIE_SCREENSHOTS")
	if dir == "" {
		return
	}
	// The list of addresses may be long; its end looks like its begin.
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, min(5_000, 6_000_000/width))); err != nil {
		t.Fatal(err)
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestPageSearch types into the box above the addresses.
func TestPageSearch(t *testing.T) {
	b := openBrowser(t)
	p := samplePage(t, nil)
	for _, width := range []int64{360, 1400} {
		b.show(t, pageHTML(t, p), width, "light", "screen")
		b.search(t, p)
	}
}

func (b *browser) search(t *testing.T, p *page.Overview) {
	t.Helper()
	wanted := p.Removals[3].Email
	shown, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](fmt.Sprintf(`(() => {
		const box = document.getElementById("search");
		box.value = %q;
		box.dispatchEvent(new Event("input"));
		return box.closest("form").hidden ? -1 : [...document.querySelectorAll("#addresses tbody tr")].filter(r => r.offsetHeight > 0).length;
	})()`, strings.ToUpper(wanted))))
	if err != nil {
		t.Fatal(err)
	}
	if shown != 1 {
		t.Errorf("searching %s shows %d of %d addresses", wanted, shown, len(p.Removals))
	}
}

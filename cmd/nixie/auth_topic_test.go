package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSignInTopic: what the help tells people to write into the configuration is
// one.
func TestSignInTopic(t *testing.T) {
	dir := t.TempDir()
	must(os.WriteFile(filepath.Join(dir, "secret"), []byte("s\n"), 0o600))
	auths := regexp.MustCompile(`auth = \{.*\}`).FindAllString(signInTopic, -1)
	urls := regexp.MustCompile(`"imaps://.*"`).FindAllString(signInTopic, -1)
	if len(auths) != 4 || len(urls) != 2 {
		t.Fatalf("found %q and %q in the topic", urls, auths)
	}
	for _, auth := range auths {
		for _, url := range urls {
			path := filepath.Join(dir, "nixie.toml")
			must(os.WriteFile(path, []byte("version = 1\n[[accounts]]\nname = \"bounces\"\nurl = "+url+"\n"+strings.ReplaceAll(auth, "…", "an-id")+"\n"), 0o600))
			var said strings.Builder
			if code := run(t.Context(), []string{"config", "validate", "-c", path}, nil, strings.NewReader(""), io.Discard, &said); code != exitDone {
				t.Errorf("%s: exit code %d\n%s", auth, code, &said)
			}
		}
	}
}

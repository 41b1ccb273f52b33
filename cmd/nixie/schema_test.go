package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/watch"
)

// rarelySaid are the fields, by their part of the schema, that no sample fills: a
// removal is held in an outage only.
var rarelySaid = []string{"recipients.csv held"}

// TestSchema: what nixie prints of all samples is as the schema says, with no field
// that it does not describe; and it describes none that is never filled.
func TestSchema(t *testing.T) {
	c := newSchemaCheck(t)
	for _, args := range [][]string{
		{"analyze", "--all", "-f", "ndjson", "--taxonomy", "powermta"},
		{"analyze", "-f", "ndjson", "--max-message", "2KiB"}, // and some are too large
	} {
		c.lines(t, nixieOn(t, append(args, samplesOnly(t)...)...))
	}
	var list []json.RawMessage
	if err := json.Unmarshal(nixieOn(t, "analyze", "-f", "json", "../../testdata/inbox.mbox", "nosuch.eml"), &list); err != nil {
		t.Fatal(err)
	}
	for _, element := range list {
		c.check(t, "", element)
	}
	c.scan(t)
	c.health(t)
	c.complete(t)
}

// samplesOnly returns the files and folders of samples, without what is said of
// them.
func samplesOnly(t *testing.T) (paths []string) {
	t.Helper()
	err := filepath.WalkDir("../../testdata", func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".eml" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) < 300 {
		t.Fatalf("%d samples, %v", len(paths), err)
	}
	return append(paths, "../../testdata/inbox.mbox")
}

// nixieOn runs a command and returns what it prints.
func nixieOn(t *testing.T, args ...string) []byte {
	t.Helper()
	var out, said bytes.Buffer
	if code := run(context.Background(), args, []string{"HOOK_WORD=x"}, strings.NewReader(""), &out, &said); code != exitDone && code != exitPartly {
		t.Fatalf("nixie %s: exit code %d\n%s", args[0], code, &said)
	}
	return out.Bytes()
}

// scan checks what a scan prints, the list that it writes and what it tells two
// receivers of webhooks.
func (c *schemaCheck) scan(t *testing.T) {
	var mu sync.Mutex
	bodies := map[string][]json.RawMessage{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		bodies[r.URL.Path] = append(bodies[r.URL.Path], body)
	}))
	defer server.Close()
	dir := t.TempDir()
	conf := "version = 1\nstate = \"sqlite:n.db\"\n[[outputs]]\ntype = \"csv\"\npath = \"list.csv\"\n"
	for part, preset := range map[string]string{"webhook": "generic", "listmonk": "listmonk"} {
		conf += fmt.Sprintf("[[outputs]]\ntype = \"webhook\"\nname = %q\nurl = \"%s/%s\"\nuser = \"u\"\npassword_env = \"HOOK_WORD\"\n"+
			"send = [\"hard\", \"complaint\", \"soft\", \"block\"]\npreset = %q\n", part, server.URL, part, preset)
	}
	path := filepath.Join(dir, "nixie.toml")
	must(os.WriteFile(path, []byte(conf), 0o600))
	c.lines(t, nixieOn(t, "-c", path, "scan", "-f", "ndjson", recentInbox(t), "../../testdata/correlate", softOfListmonk(t)))
	for part, list := range bodies {
		for _, body := range list {
			c.check(t, strings.TrimPrefix(part, "/"), body)
		}
	}
	c.list(t, filepath.Join(dir, "list.csv"))
}

// softOfListmonk is a bounce of mail that listmonk sent, which is told by itself,
// however old it is.
func softOfListmonk(t *testing.T) (path string) {
	t.Helper()
	text, err := os.ReadFile("../../testdata/correlate/03-listmonk.eml")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte("550 5.1.1 User unknown"), []byte("552 5.2.2 Mailbox full"))
	text = bytes.ReplaceAll(text, []byte("Status: 5.1.1"), []byte("Status: 5.2.2"))
	path = filepath.Join(t.TempDir(), "soft.eml")
	must(os.WriteFile(path, text, 0o600))
	return path
}

// list checks the rows of recipients.csv.
func (c *schemaCheck) list(t *testing.T, path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 10 {
		t.Fatalf("%s: %d rows, %v", path, len(rows), err)
	}
	for _, row := range rows[1:] {
		cells := map[string]any{}
		for i, name := range rows[0] {
			cells[name] = row[i]
		}
		c.value(t, "recipient", c.part("recipient"), cells)
	}
}

// health checks the health file of a watch that has seen it all.
func (c *schemaCheck) health(t *testing.T) {
	now := time.Now()
	h := watch.NewHealth("1.0", 42, []string{"a", "b"})
	for _, step := range []func(){
		func() {}, func() { h.Well("a", now); h.Acts("a", "no such folder") }, func() { h.Failed("b", "no answer", now) }, func() { h.Well("b", now) }, h.Stop,
	} {
		step()
		text, err := json.Marshal(h.Status(now))
		if err != nil {
			t.Fatal(err)
		}
		c.check(t, "health", text)
	}
}

// complete says which words of the schema no sample has met.
func (c *schemaCheck) complete(t *testing.T) {
	for _, part := range c.doc["$defs"].(map[string]any) {
		title := part.(map[string]any)["title"].(string)
		for name := range part.(map[string]any)["properties"].(map[string]any) {
			field := title + " " + name
			if rare := slices.Contains(rarelySaid, field); rare == c.filled[field] {
				t.Errorf("%s: filled by a sample %v, listed as rare %v", field, c.filled[field], rare)
			}
		}
	}
	if len(c.filled) < 60 {
		t.Errorf("only these fields were met: %v", slices.Sorted(maps.Keys(c.filled)))
	}
}

// The columns of events.csv are the fields of an event that hold one text.
func TestSchemaNamesColumns(t *testing.T) {
	c := newSchemaCheck(t)
	text := nixieOn(t, "analyze", "-f", "csv", "../../testdata/inbox.mbox")
	header, _, _ := strings.Cut(string(text), "\n")
	described := c.part("event")["properties"].(map[string]any)
	for _, name := range strings.Split(header, ",") {
		if described[name] == nil {
			t.Errorf("the column %s is not described", name)
		}
		delete(described, name)
	}
	if got := strings.Join(slices.Sorted(maps.Keys(described)), " "); got != "foreign_cause problems schema type" {
		t.Errorf("fields that are no columns: %s", got)
	}
}

// What nixie schema prints is the document, and the help tells of each field.
func TestSchemaIsTold(t *testing.T) {
	if got := nixieOn(t, "schema"); !bytes.Equal(got, schemaText) {
		t.Error("nixie schema prints something else")
	}
	help := string(nixieOn(t, "help", "output"))
	c := newSchemaCheck(t)
	for name, part := range c.doc["$defs"].(map[string]any) {
		for field := range part.(map[string]any)["properties"].(map[string]any) {
			if !strings.Contains(help, "\n    "+field+" ") {
				t.Errorf("%s: the help does not tell of %s", name, field)
			}
		}
	}
}

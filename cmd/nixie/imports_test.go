package main_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/nixie-mail/nixie/"

// mayImport says which of our own packages each package may import: five
// floors, no arrow upward. A new edge is a decision; make it here, in a review.
var mayImport = map[string][]string{
	"cmd/nixie": {"cmd/nixie/internal/checkup", "cmd/nixie/internal/config", "cmd/nixie/internal/lease", "cmd/nixie/internal/suggest", "cmd/nixie/internal/watch", "dsn", "report", "report/clean", "report/explain", "report/export", "report/export/webhook", "report/locale", "report/page", "report/safe", "report/terminal", "rules", "scanner", "scanner/imap", "scanner/imap/oauth", "scanner/ledger", "scanner/mailbox"},

	"cmd/nixie/internal/checkup": {"cmd/nixie/internal/config", "cmd/nixie/internal/suggest", "scanner"},
	"cmd/nixie/internal/config":  {"cmd/nixie/internal/suggest", "dsn", "report/export/webhook", "rules", "scanner", "scanner/ledger", "scanner/imap", "scanner/imap/oauth"},
	"cmd/nixie/internal/lease":   {"scanner/ledger"},
	"cmd/nixie/internal/watch":   {"scanner"},
	"cmd/nixie/internal/suggest": {},

	// report and scanner/ledger show what the lower floors name: a verdict is of
	// rules, a recipient of dsn. Both come with scanner.Outcome.
	"report":         {"dsn", "report/locale", "report/safe", "report/terminal", "rules", "scanner", "scanner/ledger"},
	"report/clean":   {"dsn", "report", "report/locale", "report/safe", "report/terminal", "rules", "scanner", "scanner/ledger"},
	"report/explain": {"dsn", "report", "report/locale", "report/page", "report/safe", "report/terminal", "rules", "scanner", "scanner/ledger"}, // page: its style
	"report/page":    {"dsn", "report", "report/locale", "report/safe", "report/terminal", "rules", "scanner", "scanner/ledger"},

	"report/locale":   {"rules"},
	"report/safe":     {"report/terminal"},
	"report/terminal": {},

	"report/internal/reporttest": {"dsn", "report/terminal", "rules", "scanner", "scanner/ledger", "scanner/mailbox"}, // imported by tests only

	"report/export":         {"dsn", "report/safe", "rules", "scanner", "scanner/ledger"},
	"report/export/webhook": {"dsn", "report/export", "report/safe", "rules", "scanner", "scanner/ledger"},

	"scanner":                      {"dsn", "rules", "scanner/internal/ordered"},
	"scanner/imap":                 {"dsn", "scanner"}, // dsn: is the report complete in what was fetched?
	"scanner/imap/dovecottest":     {},                 // imported by tests only
	"scanner/imap/oauth":           {},
	"scanner/imap/oauth/oauthtest": {}, // imported by tests only
	"scanner/internal/ordered":     {},
	"scanner/ledger":               {"dsn", "rules", "scanner", "scanner/internal/ordered"}, // ordered: standings are completed by several cores
	"scanner/mailbox":              {"scanner"},

	"rules": {"dsn", "dsn/letter"},

	"dsn":                 {"dsn/internal/format"},
	"dsn/internal/format": {"dsn/letter"},
	"dsn/letter":          {},
}

// onlyIn says where a library may be used: each has its room, and should one
// disappoint, only that room changes. Drivers of databases belong to cmd.
var onlyIn = map[string][]string{
	"modernc.org/sqlite":               {"cmd/nixie", "report/internal/reporttest"}, // the latter is imported by tests only
	"github.com/spf13/":                {"cmd/nixie"},
	"github.com/emersion/go-imap/":     {"scanner/imap"},
	"github.com/emersion/go-sasl":      {"scanner/imap"},
	"github.com/emersion/go-message":   {"dsn"},
	"github.com/jhillyerd/enmime/":     {"dsn"},
	"github.com/pressly/goose/":        {"scanner/ledger"},
	"github.com/klauspost/compress/":   {"scanner/mailbox"},
	"github.com/pelletier/go-toml/":    {"cmd/nixie/internal/config", "rules", "report/locale"},
	"golang.org/x/term":                {"cmd/nixie"},
	"github.com/clipperhouse/":         {"report/terminal"},
	"golang.org/x/text/language":       {"report/locale"},
	"github.com/mattn/go-isatty":       {"cmd/nixie"},
	"github.com/jackc/pgx/":            {"cmd/nixie"},
	"golang.org/x/oauth2":              {"scanner/imap/oauth"},
	"github.com/zalando/go-keyring":    {"cmd/nixie/internal/config", "scanner/imap/oauth"},
	"github.com/rogpeppe/go-internal/": {},
	"github.com/google/go-cmp/":        {"report/internal/reporttest"}, // imported by tests only
}

// standardOnly are the packages that use nothing but the standard library and
// our own.
var standardOnly = []string{"dsn/internal/format", "dsn/letter", "scanner/internal/ordered"}

// goPackage is what `go list` tells of a package, tests apart.
type goPackage struct {
	ImportPath string
	Imports    []string
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		seen[name] = true
		allowed, known := mayImport[name]
		if !known {
			t.Errorf("package %s stands in no table; add it to mayImport and to architecture", name)
			continue
		}
		for _, imported := range p.Imports {
			checkImport(t, name, imported, allowed)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(mayImport)) {
		if !seen[name] {
			t.Errorf("mayImport names %s, which does not exist", name)
		}
	}
}

func checkImport(t *testing.T, name, imported string, allowed []string) {
	if own, ours := strings.CutPrefix(imported, module); ours {
		if !slices.Contains(allowed, own) {
			t.Errorf("%s imports %s; it may import %v", name, own, allowed)
		}
		return
	}
	if slices.Contains(standardOnly, name) && strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") {
		t.Errorf("%s imports %s; it may use only the standard library", name, imported)
	}
	for library, rooms := range onlyIn {
		if strings.HasPrefix(imported, library) && !slices.Contains(rooms, name) {
			t.Errorf("%s imports %s; only %v may", name, imported, rooms)
		}
	}
}

// listPackages asks the Go tool for all packages of the module.
func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		all = append(all, p)
	}
}

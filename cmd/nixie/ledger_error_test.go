package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/scanner/ledger"
)

// What a PostgreSQL refuses with is told in its words, with what to do about it
// and an exit code that a script can go by.
func TestPostgresRefusals(t *testing.T) {
	for _, c := range []struct {
		code, routine, message string
		want                   int
		hint                   string
	}{
		{"28P01", "auth_failed", `password authentication failed for user "nixie"`, exitAuth, "the password is wrong, or there is none"},
		{"28000", "ClientAuthentication", `no pg_hba.conf entry for host "192.0.2.1"`, exitAuth, "pg_hba.conf on the server must let this user in"},
		{"28000", "InitializeSessionUserId", `Rolle »nixie« existiert nicht`, exitAuth, "make the user first: createuser"},
		{"28000", "", "peer authentication failed", exitAuth, "the server must let this user in"},
		{"3D000", "InitPostgres", `database "nixie" does not exist`, exitUsage, "make the database first: createdb"},
		{"57P03", "ProcessStartupPacket", "the database system is starting up", exitUnreachable, "try again in a minute"},
		{"53300", "InitProcess", "sorry, too many clients already", exitUnreachable, "too much is asked of the server at once"},
		{"XX000", "", "something internal", exitFailed, ""},
	} {
		t.Run(c.code+" "+c.routine, func(t *testing.T) {
			url := refusingPostgres(t, "SFATAL\x00VFATAL\x00C"+c.code+"\x00M"+c.message+"\x00R"+c.routine+"\x00\x00")
			_, err := new(app).openStore(t.Context(), url, true)
			var e *exitError
			if !errors.As(err, &e) || e.code != c.want || !strings.HasPrefix(e.hint, c.hint) || (c.hint == "") != (e.hint == "") {
				t.Fatalf("%#v, want exit code %d and the hint %q", err, c.want, c.hint)
			}
			if want := maskedLedger(url) + ": " + c.message; err.Error() != want {
				t.Errorf("said %q, want %q", err, want)
			}
		})
	}
}

// refusingPostgres answers whoever connects with an ErrorResponse
// (https://www.postgresql.org/docs/current/protocol-message-formats.html).
func refusingPostgres(t *testing.T, fields string) (url string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			var size uint32
			if binary.Read(conn, binary.BigEndian, &size) == nil && size < 1<<16 {
				io.CopyN(io.Discard, conn, int64(size)-4)
				fmt.Fprintf(conn, "E%s%s", binary.BigEndian.AppendUint32(nil, uint32(len(fields)+4)), fields)
			}
			conn.Close()
		}
	}()
	return "postgres://nixie@" + l.Addr().String() + "/nixie?sslmode=disable"
}

func TestPostgresOutOfReach(t *testing.T) {
	for url, want := range map[string]int{
		fmt.Sprintf("postgres://nixie:sesame@127.0.0.1:%d/nixie", closedPort(t)): exitUnreachable,
		"postgres://nixie:sesame@127.0.0.1:99999/nixie":                          exitUsage,
		"postgres://nixie:sesame@127.0.0.1/nixie?sslmode=bogus":                  exitUsage,
	} {
		_, err := new(app).openStore(t.Context(), url, true)
		if codeOf(err) != want || strings.Contains(err.Error(), "sesame") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v (%d), want one line without the password, and %d", maskedLedger(url), err, codeOf(err), want)
		}
	}
}

// newLedger is a ledger that a scan of the sample inbox has made.
func newLedger(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "n.db")
	var said bytes.Buffer
	if code := run(t.Context(), []string{"scan", "-q", "--ledger", path, "-o", filepath.Join(t.TempDir(), "r.csv"), "../../testdata/inbox.mbox"}, nil, nil, &said, &said); code != exitDone {
		t.Fatalf("exit code %d: %s", code, said.String())
	}
	return path
}

// A damaged ledger says so, and not "malformed (11)".
func TestDamagedLedger(t *testing.T) {
	path := newLedger(t)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.WriteAt(bytes.Repeat([]byte{0xee}, int(info.Size())-1<<15), 1<<15) // all but the first two pages
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"report", "show", "scan"} {
		var said bytes.Buffer
		args := []string{command, "--ledger", path}
		switch command {
		case "show":
			args = append(args, "martin.okafor@example.org")
		case "scan":
			args = append(args, "-q", "-o", filepath.Join(t.TempDir(), "r.csv"), "../../testdata/inbox.mbox")
		}
		code := run(t.Context(), args, nil, nil, io.Discard, &said)
		if code != exitFailed || !strings.Contains(said.String(), "the ledger is damaged\nhint: nixie state check tells which part") {
			t.Errorf("nixie %s: exit code %d, said\n%s", command, code, said.String())
		}
	}
}

// A full disk is told as one.
func TestFullDisk(t *testing.T) {
	s, err := new(app).openStore(t.Context(), newLedger(t), true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	s.db.SetMaxOpenConns(1)
	if _, err := s.db.Exec("PRAGMA max_page_count = 1"); err != nil { // no more than there are
		t.Fatal(err)
	}
	for i := range 10_000 {
		if err = s.Block(t.Context(), fmt.Sprintf("someone%d@example.org", i), strings.Repeat("x", 1000)); err != nil {
			break
		}
	}
	err = failedf("", "%w", err)
	if want := "no space left on the disk that holds the ledger"; !strings.HasSuffix(err.Error(), want) || codeOf(err) != exitFailed {
		t.Errorf("%v (%d), want … %s", err, codeOf(err), want)
	}
}

// The database of another program is left as it is, to the byte.
func TestForeignDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "contacts.db")
	s, err := new(app).openFile(t.Context(), path, ledger.SQLiteDSN(path))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec("ALTER TABLE nixie_schema RENAME TO contacts; PRAGMA journal_mode = DELETE"); err != nil {
		t.Fatal(err)
	}
	s.close()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, create := range []bool{false, true} {
		_, err := new(app).openStore(t.Context(), path, create)
		if !errors.Is(err, ledger.ErrForeign) || codeOf(err) != exitUsage {
			t.Errorf("%v (%d), want %v", err, codeOf(err), ledger.ErrForeign)
		}
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed (%v)", err)
	}
}

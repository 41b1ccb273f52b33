package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/nixie-mail/nixie/report/safe"
)

// maxAddressLine bounds a line of a list of addresses, in bytes.
const maxAddressLine = 64 << 10

// addressesOf calls add for each address that an argument names: itself, or
// those in a file. The same address twice does no harm.
func (a *app) addressesOf(arg string, add func(string) error) error {
	if arg == "-" {
		return readAddresses("standard input", a.stdin, add)
	}
	if _, err := os.Stat(arg); err != nil && strings.Contains(arg, "@") {
		arg = withoutGuard(arg)
		if err := checkAddress(arg); err != nil {
			return usagef("an address has a name, an @ and a domain: someone@example.org", "%w", err)
		}
		return add(arg)
	}
	file, err := os.Open(arg)
	if err != nil {
		return failedf("give an address, a file with one on each line, or -", "%w", err)
	}
	defer file.Close()
	return readAddresses(arg, file, add)
}

// readAddresses reads an address from each line. Empty lines, a header "email"
// and those that begin with # are passed over; so are quotes around one.
func readAddresses(name string, r io.Reader, add func(string) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxAddressLine)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") || n == 1 && strings.EqualFold(strings.Trim(line, `"`), "email") {
			continue
		}
		if strings.Count(line, `"`) == 2 && strings.HasPrefix(line, `"`) && strings.HasSuffix(line, `"`) {
			line = line[1 : len(line)-1]
		}
		line = withoutGuard(line)
		if err := checkAddress(line); err != nil {
			return failedf("give an address on each line", "%s:%d: %w", safe.Line(name), n, err)
		}
		if err := add(line); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return failedf("", "%s: %w", safe.Line(name), err)
	}
	return nil
}

// withoutGuard undoes what recipients.csv puts before an address that a
// spreadsheet would calculate: '+ann@example.org.
func withoutGuard(address string) string {
	if len(address) > 1 && address[0] == '\'' && strings.IndexByte("=+-@", address[1]) >= 0 {
		return address[1:]
	}
	return address
}

// checkAddress refuses what is no address at all, such as a whole row of CSV.
func checkAddress(text string) error {
	at := strings.LastIndexByte(text, '@')
	if at <= 0 || at == len(text)-1 || len(text) > 320 || strings.ContainsAny(text, ",;\t<>") || strings.Contains(text[at:], " ") {
		return fmt.Errorf("%q is no address", safe.Line(text[:min(len(text), 80)]))
	}
	return nil
}

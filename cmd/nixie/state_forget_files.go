package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
)

// forgetFiles looks into the files that nixie has written beside the ledger. The
// lists that a scan would write here are written anew, without the addresses; what
// else holds one is named.
func (a *app) forgetFiles(ctx context.Context, book *store, addresses []string, f *stateFlags) error {
	conf, err := a.loadConfig()
	if err != nil {
		return err
	}
	lists, others := configuredLists(conf), []target(nil)
	if f.url != "" { // a list that lies here may be that of another ledger
		lists, others = nil, lists
	}
	for _, t := range lists {
		today := config.DatePath(t.path, time.Now())
		bom, there, err := namesAny(today, addresses)
		switch {
		case err != nil:
			a.warn("%v", err)
			continue
		case there && f.dry:
			err = a.result("Would write anew: %s", safe.Line(today))
		case there:
			if err = a.writeLists(book.Standings(ctx, book.policy), []target{t}, bom); err == nil {
				err = a.result("Written anew: %s", safe.Line(today))
			}
		}
		if err != nil {
			return err
		}
	}
	paths, err := beside(ctx, book, lists, others)
	if err != nil {
		return failedf("", "%w", err)
	}
	for _, path := range paths {
		if _, there, err := namesAny(path, addresses); err != nil {
			a.warn("%v", err)
		} else if there {
			a.warn("%s holds the address, too: delete it, or write it anew", path)
		}
	}
	return nil
}

// beside returns the files that may hold an address, and are nobody's to change
// unasked: copies that were made before the ledger was brought up to date, the
// lists of earlier days, those of others, and exports.
func beside(ctx context.Context, book *store, lists, others []target) ([]string, error) {
	var patterns []string
	if !isPostgres(book.path) {
		patterns = append(patterns, inPattern(book.path)+".v*.bak")
	}
	for _, t := range lists {
		if strings.Contains(t.path, "{date}") {
			patterns = append(patterns, inPattern(t.path))
		}
	}
	for _, t := range others {
		patterns = append(patterns, inPattern(t.path))
	}
	s, err := book.Stats(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range s.Exports {
		// The name is that of markName: export PRESET FILE --filters
		if words := strings.SplitN(e.Name, " ", 3); len(words) == 3 && words[0] == "export" {
			path, _, _ := strings.Cut(words[2], " --")
			ext := filepath.Ext(path)
			patterns = append(patterns, inPattern(path), inPattern(strings.TrimSuffix(path, ext))+"-*"+inPattern(ext))
		}
	}
	var all []string
	for _, p := range patterns {
		found, _ := filepath.Glob(p) // a pattern that is none finds nothing
		all = append(all, found...)
	}
	today := func(path string) bool {
		return slices.ContainsFunc(lists, func(t target) bool { return config.DatePath(t.path, time.Now()) == path })
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), today), nil
}

// inPattern returns a path as a pattern for filepath.Glob: any day for {date}.
func inPattern(path string) string {
	if os.PathSeparator == '/' { // elsewhere "\" parts folders
		path = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
	}
	return strings.ReplaceAll(path, "{date}", "????-??-??")
}

// namesAny reports whether a file holds one of the addresses, whatever its case,
// and whether it begins with a byte order mark. What is not there holds none.
func namesAny(path string, addresses []string) (bom, found bool, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return false, false, err
	}
	longest := 0
	for _, address := range addresses {
		longest = max(longest, len(address))
	}
	const piece = 64 << 10
	buf := make([]byte, 0, piece+longest)
	for first := true; ; first = false {
		n, err := io.ReadFull(file, buf[len(buf):len(buf)+piece])
		buf = buf[:len(buf)+n]
		bom = bom || first && bytes.HasPrefix(buf, []byte("\xef\xbb\xbf"))
		low := bytes.ToLower(buf)
		for _, address := range addresses {
			found = found || bytes.Contains(low, []byte(strings.ToLower(strings.TrimSpace(address))))
		}
		if found || err == io.EOF || err == io.ErrUnexpectedEOF {
			return bom, found, nil
		}
		if err != nil {
			return bom, false, err
		}
		keep := min(longest, len(buf))
		buf = append(buf[:0], buf[len(buf)-keep:]...)
	}
}

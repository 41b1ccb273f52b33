package main

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/report/safe"
)

// serviceGroup may read what is configured under /etc: it is that of the user of
// the units in dist.
const serviceGroup = "nixie"

// configInit writes the sample. Under /etc it is that of a service, and the
// group of the service may read it.
func (a *app) configInit(args []string) error {
	path := "nixie.toml"
	if len(args) > 0 {
		path = args[0]
	}
	sample := config.SampleFor(config.PlacesOf(path, a.env.get))
	if path == "-" {
		_, err := a.stdout.Write(sample)
		return err
	}
	forService := config.OfSystem(path)
	err := makeConfigFolder(path, forService)
	if err == nil {
		err = writeNew(path, sample)
	}
	if errors.Is(err, fs.ErrExist) {
		return usagef("name another file, or - for standard output", "%s exists and is left alone", path)
	}
	if err != nil {
		return failedf("name a file in a folder that this user may write", "%w", err)
	}
	const next = "Change the account in it, then: nixie config validate, nixie check"
	if !forService {
		a.note("Written: %s. "+next, safe.Line(path))
		return nil
	}
	if err := letGroupRead(path); err != nil {
		a.note("Written: %s. "+next, safe.Line(path))
		a.warn("the group %s cannot read it: %v; when the service has its user: chgrp %[1]s %[3]s && chmod 640 %[3]s", serviceGroup, err, safe.Line(path))
		return nil
	}
	a.note("Written: %s, for root and the group %s. "+next, safe.Line(path), serviceGroup)
	return nil
}

// makeConfigFolder makes the folder of a configuration, if it is missing. Under
// /etc everybody may look into it, whatever the umask of root says: the files in it
// are protected themselves.
func makeConfigFolder(path string, forService bool) error {
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil || !forService {
		return err
	}
	return os.Chmod(folder, 0o755)
}

// writeNew writes a file for its owner alone: a configuration names accounts. One
// that is there is an error.
func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// letGroupRead gives a file to the group of the service, to read.
func letGroupRead(path string) error {
	group, err := user.LookupGroup(serviceGroup)
	if err != nil {
		return errors.New("there is no such group yet")
	}
	id, err := strconv.Atoi(group.Gid)
	if err != nil {
		return err
	}
	if err := os.Chown(path, -1, id); err != nil {
		return err
	}
	return os.Chmod(path, 0o640)
}

package config

import (
	"path/filepath"
	"strings"
)

// Places are where a service keeps its files. The zero value is beside the
// configuration, as for a person.
type Places struct {
	State   string // a folder of its own: for the ledger, the list and the tokens
	Runtime string // a folder that others may read: for the health file
}

// The folders of a service that is configured under /etc, which are those that
// StateDirectory=nixie and RuntimeDirectory=nixie make in a unit of systemd.
const (
	systemFolder  = "/etc/"
	stateFolder   = "/var/lib/nixie"
	runtimeFolder = "/run/nixie"
)

// PlacesOf returns the places of a service whose configuration is at path: those
// that its manager has told it in the environment (systemd.exec(5),
// RuntimeDirectory=), else those of a file under /etc.
func PlacesOf(path string, getenv func(string) string) Places {
	p := Places{State: firstFolder(getenv("STATE_DIRECTORY")), Runtime: firstFolder(getenv("RUNTIME_DIRECTORY"))}
	if p.State == "" && OfSystem(path) {
		p.State = stateFolder
	}
	if p.State != "" && p.Runtime == "" {
		p.Runtime = runtimeFolder
	}
	return p
}

// OfSystem reports whether a file lies where the configurations of the whole
// machine lie.
func OfSystem(path string) bool {
	full, err := filepath.Abs(path)
	return err == nil && strings.HasPrefix(filepath.ToSlash(full), systemFolder)
}

// firstFolder returns the first of the folders that systemd names, which stand
// between colons.
func firstFolder(folders string) string {
	first, _, _ := strings.Cut(folders, ":")
	return first
}

// TokenFolder returns the folder for tokens of an account that names no file,
// below the state of a service or the home of a person: "" if neither is known.
func TokenFolder(getenv func(string) string, home string) string {
	state := firstFolder(getenv("STATE_DIRECTORY"))
	if state != "" {
		return filepath.Join(state, "tokens")
	}
	if state = getenv("XDG_STATE_HOME"); state == "" && home != "" {
		state = filepath.Join(home, ".local", "state")
	}
	if state == "" {
		return ""
	}
	return filepath.Join(state, "nixie", "tokens")
}

// SampleFor is the Sample with the places of a service written out, so that
// whoever starts nixie, and from which folder, means the same files.
func SampleFor(p Places) []byte {
	if p.State == "" {
		return Sample
	}
	const password = "auth = { password_cmd ="
	lines := []struct{ from, to string }{
		{`state = "sqlite:nixie.db"`, "state = " + tomlValue(SQLite+p.State+"/nixie.db")},
		{`# tokens = "tokens"`, "tokens = " + tomlValue(p.State+"/tokens")},
		{password, "# " + password}, // a service has no password manager
		{`# auth = { password_file =`, "auth = { password_file ="},
		{`# health = "health.json"`, "health = " + tomlValue(p.Runtime+"/health.json")},
		{`path = "recipients.csv"`, "path = " + tomlValue(p.State+"/recipients.csv")},
	}
	var text strings.Builder
	for line := range strings.Lines(string(Sample)) {
		for _, l := range lines {
			if rest, found := strings.CutPrefix(line, l.from); found {
				line = l.to + beside(l.to, rest)
				break
			}
		}
		text.WriteString(line)
	}
	return []byte(text.String())
}

// noteColumn is where notes begin in the sample.
const noteColumn = 50

// beside puts what is behind a key where notes stand.
func beside(key, rest string) string {
	if note := strings.TrimLeft(rest, " "); strings.HasPrefix(note, "#") {
		return strings.Repeat(" ", max(2, noteColumn-len(key))) + note
	}
	return rest
}

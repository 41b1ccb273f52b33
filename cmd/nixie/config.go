package main

import (
	"errors"
	"io/fs"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// loadConfig reads the configuration: the file that --config names, or the first
// that exists of those that config.Find lists. Without any it returns the
// defaults.
func (a *app) loadConfig() (*config.Config, error) { return readConfig(a.configPath, a.env) }

// readConfig is loadConfig of a named file.
func readConfig(named string, env environment) (*config.Config, error) {
	conf, err := config.Load(named, env.get)
	var mistakes config.Mistakes
	switch {
	case errors.As(err, &mistakes):
		return nil, &exitError{code: exitUsage, err: err, hint: "nixie help config shows every key"}
	case errors.Is(err, fs.ErrPermission):
		return nil, usagef("run nixie as a user who may read it (runuser -u nixie -- nixie …), or name another with --config", "%w", err)
	case err != nil:
		return nil, usagef("check the path; nixie config init writes a sample", "%w", err)
	}
	return conf, nil
}

// openConfig is loadConfig for commands that need no configuration to work. A
// file that nobody asked for by name is passed over, then, if it has mistakes,
// which is said, or if this user may not read it, as the one in /etc that holds
// the secrets of a service.
func (a *app) openConfig() (*config.Config, error) {
	conf, err := a.loadConfig()
	if err == nil || a.configPath != "" || a.env.get("NIXIE_CONFIG") != "" {
		return conf, err
	}
	if !errors.Is(err, fs.ErrPermission) {
		a.warn("the configuration has mistakes and is passed over; nixie config validate lists them")
	}
	return &config.Config{Version: config.Version}, nil
}

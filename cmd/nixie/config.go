package main

import (
	"errors"

	"github.com/nixie-mail/nixie/cmd/nixie/config"
)

// loadConfig reads the configuration: the named file, or the first that exists
// of those that config.Find lists. Without any it returns the defaults.
func loadConfig(named string, env environment) (*config.Config, error) {
	conf, err := config.Load(named, env.get)
	var mistakes config.Mistakes
	switch {
	case errors.As(err, &mistakes):
		return nil, &exitError{code: exitUsage, err: err, hint: "nixie help config shows every key"}
	case err != nil:
		return nil, usagef("check the path and the permissions", "%w", err)
	}
	return conf, nil
}

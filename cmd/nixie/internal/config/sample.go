package config

import _ "embed"

// Sample is a configuration with every key, explained: what `nixie config init`
// writes. Keys that are commented out have the values that they have by default
// or show what could stand there.
//
//go:embed sample.toml
var Sample []byte

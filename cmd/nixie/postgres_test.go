package main

import (
	"strings"
	"testing"
)

// A password in the URL of a ledger is never shown, wherever it stands.
func TestMaskedLedger(t *testing.T) {
	for url, want := range map[string]string{
		"postgres://nixie@db.example.org/nixie":                    "postgres://nixie@db.example.org/nixie",
		"postgres://nixie:sesame@db.example.org:5433/nixie":        "postgres://nixie@db.example.org:5433/nixie",
		"postgresql://db.example.org/nixie?user=a&password=sesame": "postgresql://db.example.org/nixie?user=a",
		"postgres://nixie:sesame%zz@db.example.org/nixie":          "postgres://…",
		"postgres://nixie:sesame@db.example.org/nixie?sslmode=verify-full&sslpassword=sesame&sslrootcert=ca.pem&pass%57ord=sesame": "postgres://nixie@db.example.org/nixie?sslmode=verify-full&sslrootcert=ca.pem",
	} {
		if got := maskedLedger(url); got != want {
			t.Errorf("maskedLedger(%q) = %q, want %q", url, got, want)
		}
	}
}

// Nothing that goes wrong with a PostgreSQL shows the password.
func TestPostgresErrors(t *testing.T) {
	for _, url := range []string{
		"postgres://nixie:sesame@127.0.0.1:1/nixie", "postgres://nixie:sesame@127.0.0.1:99999/nixie",
		"postgres://nixie:sesame%zz@127.0.0.1/nixie", "postgres://nixie@127.0.0.1:1/nixie?password=sesame",
	} {
		_, err := new(app).openStore(t.Context(), url, false)
		if err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v, want an error that does not show the password", maskedLedger(url), err)
		}
	}
}

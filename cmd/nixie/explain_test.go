package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/nixie-mail/nixie/report/locale"
)

// BenchmarkExplainColdStart runs the whole program, as a person does: the
// answer is to come within 50 ms. TestMain makes the test binary be nixie under
// that name.
func BenchmarkExplainColdStart(b *testing.B) {
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	nixie := filepath.Join(b.TempDir(), "nixie")
	if err := os.Symlink(self, nixie); err != nil {
		b.Skip(err)
	}
	for _, lang := range locale.Languages() {
		b.Run(lang, func(b *testing.B) {
			for b.Loop() {
				if out, err := exec.Command(nixie, "explain", "--lang", lang, "550").CombinedOutput(); err != nil {
					b.Fatalf("%v: %s", err, out)
				}
			}
		})
	}
}

func TestWantedLanguage(t *testing.T) {
	for _, tt := range []struct {
		name string
		lang string // --lang
		env  environment
		want string
	}{
		{"nothing", "", nil, ""},
		{"LANG", "", environment{"LANG=pl_PL.UTF-8"}, "pl_PL.UTF-8"},
		{"LC_ALL wins", "", environment{"LANG=pl_PL.UTF-8", "LC_ALL=tr_TR.UTF-8"}, "tr_TR.UTF-8"},
		{"LC_MESSAGES before LANG", "", environment{"LANG=pl_PL.UTF-8", "LC_MESSAGES=tr_TR.UTF-8"}, "tr_TR.UTF-8"},
		{"empty counts for nothing", "", environment{"LC_ALL=", "LANG=de_DE@euro"}, "de_DE@euro"},
		{"LANGUAGE is a list", "", environment{"LANG=pl_PL.UTF-8", "LANGUAGE=gu:en"}, "gu,en"},
		{"LANGUAGE is void with C", "", environment{"LANG=C.UTF-8", "LANGUAGE=gu:en"}, "C.UTF-8"},
		{"the flag wins", "ja", environment{"LC_ALL=tr_TR.UTF-8", "LANGUAGE=gu"}, "ja"},
	} {
		a := &app{env: tt.env, lang: tt.lang}
		if got := a.wantedLanguage(); got != tt.want {
			t.Errorf("%s: wantedLanguage() = %q, want %q", tt.name, got, tt.want)
		}
	}
}

package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
)

// TestUnits: every line of the units that starts nixie is one that it takes.
func TestUnits(t *testing.T) {
	units, err := filepath.Glob("dist/*.service")
	if err != nil || len(units) != 2 {
		t.Fatalf("units %v, %v; want two", units, err)
	}
	for _, unit := range units {
		keys := unitKeys(t, unit)
		words := strings.Fields(keys["Service.ExecStart"])
		if len(words) < 2 || filepath.Base(words[0]) != "nixie" {
			t.Errorf("%s: ExecStart=%s starts no nixie", unit, keys["Service.ExecStart"])
			continue
		}
		takes(t, unit, words[1:])
		for _, flag := range []string{"--ledger", "--output", "--health"} {
			if slices.Contains(words, flag) {
				t.Errorf("%s: %s says what the configuration says, so that the shell means other files", unit, flag)
			}
		}
		for _, want := range []string{"User=" + serviceGroup, "Group=" + serviceGroup, "StateDirectory=nixie", "ProtectSystem=strict", "NoNewPrivileges=yes", "UMask=0077"} {
			name, value, _ := strings.Cut(want, "=")
			if keys["Service."+name] != value {
				t.Errorf("%s: %s=%q, want %q", unit, name, keys["Service."+name], value)
			}
		}
	}
	keys := unitKeys(t, "dist/nixie.service")
	want := config.Places{State: "/var/lib/" + keys["Service.StateDirectory"], Runtime: "/run/" + keys["Service.RuntimeDirectory"]}
	if got := config.PlacesOf("/etc/nixie/config.toml", environment(nil).get); got != want {
		t.Errorf("nixie config init writes of %+v, and the unit makes %+v", got, want)
	}
	if keys["Service.Type"] != "notify" || keys["Service.ExecReload"] != "/bin/kill -HUP $MAINPID" {
		t.Errorf("nixie.service: Type=%s, ExecReload=%s", keys["Service.Type"], keys["Service.ExecReload"])
	}
	if keys := unitKeys(t, "dist/nixie-scan.timer"); keys["Timer.OnCalendar"] == "" || keys["Install.WantedBy"] != "timers.target" {
		t.Errorf("nixie-scan.timer: %v", keys)
	}
}

// TestUnitsVerify asks systemd itself, where it is. The program that they start
// is the test binary, under the name that they give it.
func TestUnitsVerify(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed; TestUnits has read the units")
	}
	dir := t.TempDir()
	for _, name := range []string{"nixie.service", "nixie-scan.service", "nixie-scan.timer"} {
		text, err := os.ReadFile(filepath.Join("dist", name))
		if err != nil {
			t.Fatal(err)
		}
		program, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		text = []byte(strings.ReplaceAll(string(text), "/usr/local/bin/nixie", program))
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(analyze, "verify", "--man=no", "--recursive-errors=no",
		filepath.Join(dir, "nixie.service"), filepath.Join(dir, "nixie-scan.service"), filepath.Join(dir, "nixie-scan.timer"))
	out, err := cmd.CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, dir) { // other lines are about the machine
			t.Errorf("systemd-analyze verify: %s", line)
		}
	}
	t.Logf("%v\n%s", err, out)
}

// TestContainerfile: images are pinned, and what runs is not root.
func TestContainerfile(t *testing.T) {
	text, err := os.ReadFile("dist/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\S+)$`).FindStringSubmatch(string(module))[1]
	steps := map[string]string{} // the last of each instruction
	froms := 0
	for line := range strings.Lines(string(text)) {
		instruction, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		steps[instruction] = rest
		if instruction != "FROM" {
			continue
		}
		froms++
		if image := strings.Fields(rest)[0]; image != "scratch" && !strings.Contains(image, ":"+version+"-") {
			t.Errorf("FROM %s: is not pinned to the Go of go.mod, %s", image, version)
		}
	}
	if froms != 2 || steps["FROM"] != "scratch" {
		t.Errorf("%d stages, the last FROM %s; want two, and scratch", froms, steps["FROM"])
	}
	if !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(steps["USER"]) {
		t.Errorf("USER %s: want the numbers of nobody in particular", steps["USER"])
	}
	var entry, args []string
	if json.Unmarshal([]byte(steps["ENTRYPOINT"]), &entry) != nil || len(entry) != 1 || entry[0] != "/usr/bin/nixie" {
		t.Errorf("ENTRYPOINT %s", steps["ENTRYPOINT"])
	}
	if err := json.Unmarshal([]byte(steps["CMD"]), &args); err != nil {
		t.Fatalf("CMD %s: %v", steps["CMD"], err)
	}
	takes(t, "Containerfile", args)
}

// takes checks that nixie has such a command with such flags.
func takes(t *testing.T, where string, args []string) {
	t.Helper()
	root := (&app{color: "auto", logFormat: "text"}).rootCommand()
	cmd, rest, err := root.Find(args)
	if err != nil || cmd == root {
		t.Errorf("%s: nixie has no command %q", where, args)
		return
	}
	if err := cmd.ParseFlags(rest); err != nil {
		t.Errorf("%s: nixie %s: %v", where, strings.Join(args, " "), err)
	}
	if err := cobra.NoArgs(cmd, cmd.Flags().Args()); err != nil {
		t.Errorf("%s: %v", where, err)
	}
}

// unitKeys returns the keys of a unit, "Section.Key"; of several, the last.
func unitKeys(t *testing.T, path string) map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	keys := map[string]string{}
	section := ""
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		key, value, ok := strings.Cut(line, "=")
		switch {
		case line == "", line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		case !ok || section == "":
			t.Errorf("%s: %q is no line of a unit", path, line)
		default:
			keys[section+"."+key] = value
		}
	}
	return keys
}

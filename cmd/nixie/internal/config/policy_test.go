package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/rules"
	"github.com/nixie-mail/nixie/scanner/ledger"
)

func TestPolicy(t *testing.T) {
	standard := ledger.Standard
	for name, x := range map[string]struct {
		text string
		want func() ledger.Policy
	}{
		"nothing":           {"", standard},
		"a profile":         {`profile = "strict"`, ledger.ProfileStrict.Policy},
		"confirmed":         {"confirm_hard = 2", func() ledger.Policy { p := standard(); p.Confirm(2); return p }},
		"gentle, at once":   {"profile = \"gentle\"\nconfirm_hard = 1", func() ledger.Policy { p := ledger.ProfileGentle.Policy(); p.Confirm(1); return p }},
		"no end of a count": {"quiet = 0", func() ledger.Policy { p := standard(); p.Quiet = 0; return p }},
		"no guard":          {"incident_guard = { off = true }", func() ledger.Policy { p := standard(); p.Guard = ledger.Guard{}; return p }},
		"another guard":     {"[policy.incident_guard]\nfactor = 3.5\nmin_recipients = 50", func() ledger.Policy { p := standard(); p.Guard = ledger.Guard{Factor: 3.5, Least: 50}; return p }},
		"a cause": {"[policy.causes.mailbox-full]\nremove_after = { bounces = 3, days = 10 }", func() ledger.Policy {
			p := standard()
			p.Causes[rules.MailboxFull] = ledger.Threshold{Days: 3, Span: 10}
			return p
		}},
		"a cause never": {"causes = { expired = { remove_after = { bounces = 0 } } }", func() ledger.Policy { p := standard(); p.Causes[rules.Expired] = ledger.Threshold{}; return p }},
		"a cause over a way": {"confirm_hard = 3\n[policy.causes.bad-address]\nremove_after = { bounces = 1 }", func() ledger.Policy {
			p := standard()
			p.Confirm(3)
			p.Causes[rules.BadAddress] = ledger.Threshold{Days: 1}
			return p
		}},
	} {
		t.Run(name, func(t *testing.T) {
			conf, err := config.Parse("c.toml", []byte("[policy]\n"+x.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(x.want(), conf.Policy.Ledger()); diff != "" {
				t.Errorf("policy (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPolicyMistakes(t *testing.T) {
	for text, want := range map[string]string{
		`profile = "gentel"`:                  `c.toml:2: policy.profile: "gentel" is no profile; write gentle standard strict`,
		"confirm_hard = 0":                    "c.toml:2: policy.confirm_hard: must be between 1 and 10",
		"quiet = -1":                          "c.toml:2: policy.quiet: must be between 0 and 1000",
		"confirm = 2":                         `c.toml:2: unknown key "policy.confirm"`,
		"incident_guard = { factor = 0.5 }":   "c.toml:2: policy.incident_guard.factor: must be between 1 and 1000; off = true turns the guard off",
		"incident_guard = { factor = nan }":   "c.toml:2: policy.incident_guard.factor: must be between 1 and 1000",
		"[policy.incident_guard]\nfaktor = 5": `c.toml:3: unknown key "policy.incident_guard.faktor"; did you mean "factor"?`,
		"[policy.causes.mailbox-ful]\nremove_after = { bounces = 2 }":            `c.toml:2: policy.causes.mailbox-ful: is no cause; did you mean "mailbox-full"?`,
		"[policy.causes.blocklisted]\nremove_after = { bounces = 2 }":            "c.toml:2: policy.causes.blocklisted: is on the sender's side and never counts against a recipient",
		"[policy.causes.mailbox-full]\nremove_after = { bounces = 1, days = 9 }": "c.toml:3: policy.causes.mailbox-full.remove_after.days: needs bounces = 2 or more",
		"[policy.causes.mailbox-full]\nremove_after = { bounces = -2 }":          "c.toml:3: policy.causes.mailbox-full.remove_after.bounces: must be between 0 and 1000",
		"[policy.causes.mailbox-full]\nremove_afer = { bounces = 2 }":            `c.toml:3: unknown key "policy.causes.mailbox-full.remove_afer"; did you mean "remove_after"?`,
	} {
		_, err := config.Parse("c.toml", []byte("[policy]\n"+text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
}

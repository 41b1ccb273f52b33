package rules

import "testing"

// TestProvidersShareNoDomain is inside the package because a Set shows its
// providers only through verdicts.
func TestProvidersShareNoDomain(t *testing.T) {
	l := newLoader()
	if err := l.addLayer(builtinData()); err != nil {
		t.Fatal(err)
	}
	hosts, domains := map[string]string{}, map[string]string{}
	for _, p := range sortedValues(l.providers) {
		if p.Name == "" {
			t.Errorf("%s has no name", p.ID)
		}
		for _, h := range p.Hosts {
			if other := hosts[h]; other != "" {
				t.Errorf("%s belongs to %s and %s", h, other, p.ID)
			}
			hosts[h] = p.ID
		}
		for _, d := range p.Domains {
			if other := domains[d]; other != "" {
				t.Errorf("addresses at %s belong to %s and %s", d, other, p.ID)
			}
			domains[d] = p.ID
		}
	}
}

func TestNamesForPeople(t *testing.T) {
	set := Builtin()
	for id, want := range map[string]string{
		"google": "Google (Gmail, Workspace)", "gmx": "GMX", "nobody": "nobody", "": "",
	} {
		if got := set.ProviderName(id); got != want {
			t.Errorf("ProviderName(%q) = %q, want %q", id, got, want)
		}
	}
	for id, want := range map[string]string{"spamhaus-zen": "Spamhaus ZEN", "nobody": "nobody", "": ""} {
		if got := set.ListName(id); got != want {
			t.Errorf("ListName(%q) = %q, want %q", id, got, want)
		}
	}
}

package format

import (
	"strings"
	"testing"
)

func TestBannerStems(t *testing.T) {
	for _, w := range banners() {
		found := false
		for _, stem := range bannerStems {
			found = found || strings.Contains(w, Fold(stem))
		}
		if !found {
			t.Errorf("no stem is in the banner %q", w)
		}
	}
}

func TestWithoutBanners(t *testing.T) {
	const notice = "Your message was not delivered to ann@example.org.\n"
	for _, tt := range []struct{ name, text, want string }{
		{"none", notice, notice},
		{"above", "CAUTION: This email originated from outside of the company. Do not click\nlinks in it.\n\n" + notice, "\n" + notice},
		{"below, over two lines", notice + "\nThis e-mail is intended\nsolely for its addressee and free of any virus.\n", notice},
		{"between rules", "----\nVon außerhalb: Klicken Sie nicht auf Links.\n----\n" + notice, "----\n" + notice},
		{"in the paragraph of the notice", "External sender.\n" + notice, "External sender.\n" + notice},
		{"with a reply", "Virus-free mail only: 554 5.7.1 no\n", "Virus-free mail only: 554 5.7.1 no\n"},
		{"words of failure", "Blocked, for it was rejected by an external sender rule.\n", "Blocked, for it was rejected by an external sender rule.\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := WithoutBanners(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

package checkup

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nixie-mail/nixie/cmd/nixie/internal/config"
	"github.com/nixie-mail/nixie/scanner"
)

// rightNames are the rights of RFC 4314 section 2.1 without which an act is refused.
var rightNames = map[rune]string{
	's': "s (mark as read)", 'w': "w (set flags)", 'i': "i (insert messages)", 'k': "k (create folders)",
	't': "t (mark as deleted)", 'e': "e (expunge)",
}

// rights is about what the server does not let this user do. A folder of which it
// says nothing is taken for one where all is allowed.
func (f *Facts) rights() []string {
	var all []string
	told := map[string]bool{}
	for _, sort := range config.Sorts {
		act := f.Account.On.Of(sort)
		if act == (scanner.Act{}) {
			continue
		}
		for _, n := range f.needs(act) {
			lacks := f.without(n)
			if key := n.folder + " " + lacks; lacks != "" && !told[key] {
				told[key] = true
				all = append(all, fmt.Sprintf("In %s this user lacks the right %s, so that the server will refuse %q for each %s: have it granted there (IMAP ACL), or choose another act.", n.folder, lacks, act, sort))
			}
		}
	}
	return all
}

// A need are the rights to a folder that an act takes.
type need struct{ folder, rights string }

// needs returns what an act takes, in the folders that are scanned and in its target.
func (f *Facts) needs(act scanner.Act) (all []need) {
	source := map[scanner.Verb]string{scanner.Move: "te", scanner.Delete: "te", scanner.Flag: "w"}[act.Verb]
	if strings.EqualFold(act.Target, `\Seen`) {
		source = "s"
	}
	for _, folder := range f.Account.Scanned() {
		if source != "" {
			all = append(all, need{folder, source})
		}
	}
	if act.Verb == scanner.Move || act.Verb == scanner.Copy {
		all = append(all, f.target(act.Target))
	}
	return all
}

// target is what it takes to put messages into a folder, which may have to be made
// below the nearest one that is there.
func (f *Facts) target(name string) need {
	if strings.HasPrefix(name, `\`) || len(f.Folders) == 0 || !f.Lacks(name) {
		return need{name, "i"}
	}
	for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
		if !f.Lacks(name[:i]) {
			return need{name[:i], "k"}
		}
	}
	return need{name, ""}
}

// Asked returns the folders whose rights matter, each once.
func (f *Facts) Asked() (folders []string) {
	for _, sort := range config.Sorts {
		for _, n := range f.needs(f.Account.On.Of(sort)) {
			if n.rights != "" && !slices.Contains(folders, n.folder) {
				folders = append(folders, n.folder)
			}
		}
	}
	return folders
}

// without names the rights that are needed and lacking, "" for none.
func (f *Facts) without(n need) string {
	granted, known := f.Rights[n.folder]
	if !known {
		return ""
	}
	var names []string
	for _, right := range n.rights {
		if !strings.ContainsRune(granted, right) {
			names = append(names, rightNames[right])
		}
	}
	return strings.Join(names, " and ")
}

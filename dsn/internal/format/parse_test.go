package format_test

// temporary: figures through dsn.Parse
import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/nixie-mail/nixie/dsn"
)

func TestParse(t *testing.T) {
	dir := os.Getenv("CORPUS")
	type row struct{ to, alt, status, code string }
	gold := map[string][]row{}
	b, _ := os.ReadFile(filepath.Join(dir, "gold.tsv"))
	for _, l := range strings.Split(string(b), "\n")[1:] {
		f := strings.Split(l, "\t")
		if len(f) > 8 {
			gold[f[0]] = append(gold[f[0]], row{strings.ToLower(f[4]), f[5], f[7], f[8]})
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "eml", "*.eml"))
	all, right := 0, 0
	for _, p := range files {
		name := filepath.Base(p)
		if strings.HasPrefix(name, "arf") || strings.HasPrefix(name, "rfc3834") {
			continue
		}
		raw, _ := os.ReadFile(p)
		r, err := dsn.ParseBytes(raw)
		all++
		var got, want, st, gst []string
		kind := ""
		if err == nil {
			kind = r.Format
			for _, x := range r.Recipients {
				got = append(got, strings.ToLower(x.Address))
				c := ""
				if x.Reply.Code > 0 {
					c = fmt.Sprint(x.Reply.Code)
				}
				gst = append(gst, strings.ToLower(x.Address)+" "+x.Status.String()+" "+c)
			}
		}
		for _, x := range gold[name] {
			want = append(want, x.to)
			st = append(st, x.to+" "+x.status+" "+x.code)
		}
		sort.Strings(got)
		sort.Strings(want)
		sort.Strings(st)
		sort.Strings(gst)
		if fmt.Sprint(got) == fmt.Sprint(want) {
			right++
			if fmt.Sprint(st) != fmt.Sprint(gst) {
				fmt.Println("CODE", name, kind, "got", gst, "want", st)
			}
		} else {
			fmt.Println("MISS", name, kind, err, "got", got, "want", want)
		}
		if s := os.Getenv("SHOW"); s != "" && strings.Contains(name, s) && err == nil {
			fmt.Println("==", name, r.Format, r.Kind)
			for _, x := range r.Recipients {
				fmt.Printf("   %+v\n", x)
			}
			if os.Getenv("V") != "" {
				fmt.Println(r.Text)
			}
		}
	}
	fmt.Println(right, "of", all)
}

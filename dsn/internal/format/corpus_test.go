package format

// temporary: figures on the corpus
import (
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

func body(r io.Reader, ct, cte string, parts *[]string, hasDS *bool) {
	mt, ps, _ := mime.ParseMediaType(ct)
	if mt == "" {
		mt = "text/plain"
	}
	if strings.HasPrefix(mt, "multipart/") && ps["boundary"] != "" {
		mr := multipart.NewReader(r, ps["boundary"])
		for {
			p, err := mr.NextRawPart()
			if err != nil {
				return
			}
			body(p, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), parts, hasDS)
		}
	}
	if strings.Contains(mt, "delivery-status") {
		*hasDS = true
	}
	if !strings.HasPrefix(mt, "text/") || mt == "text/rfc822-headers" {
		return
	}
	switch strings.ToLower(cte) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	}
	b, _ := io.ReadAll(r)
	if e, err := htmlindex.Get(ps["charset"]); err == nil {
		b, _ = e.NewDecoder().Bytes(b)
	}
	*parts = append(*parts, strings.ReplaceAll(string(b), "\r\n", "\n"))
}

func load(path string) (*Notice, bool) {
	b, _ := os.ReadFile(path)
	if strings.HasPrefix(string(b), "From ") {
		_, s, _ := strings.Cut(string(b), "\n")
		b = []byte(s)
	}
	m, err := mail.ReadMessage(strings.NewReader(string(b)))
	if err != nil {
		return nil, false
	}
	n := &Notice{}
	dec := mime.WordDecoder{CharsetReader: func(cs string, r io.Reader) (io.Reader, error) {
		e, err := htmlindex.Get(cs)
		if err != nil {
			return nil, err
		}
		return e.NewDecoder().Reader(r), nil
	}}
	n.Header = func(name string) string {
		v := m.Header.Get(name)
		if d, err := dec.DecodeHeader(v); err == nil {
			return d
		}
		return v
	}
	var ds bool
	body(m.Body, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), &n.Parts, &ds)
	n.Text = strings.Join(n.Parts, "\n")
	return n, ds
}

func TestCorpus(t *testing.T) {
	dir := os.Getenv("CORPUS")
	gold := map[string][]string{}
	b, _ := os.ReadFile(filepath.Join(dir, "gold.tsv"))
	for _, l := range strings.Split(string(b), "\n")[1:] {
		f := strings.Split(l, "\t")
		if len(f) > 5 {
			gold[f[0]] = append(gold[f[0]], strings.ToLower(f[4]))
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "eml", "*.eml"))
	type fam struct{ n, known, right int }
	fams := map[string]*fam{}
	for _, p := range files {
		name := filepath.Base(p)
		n, ds := load(p)
		if n == nil || (ds && os.Getenv("ALL") == "") || strings.HasPrefix(name, "arf") || strings.HasPrefix(name, "rfc3834") {
			continue
		}
		r, ok := Read(n)
		var got []string
		for _, f := range r.Found {
			got = append(got, strings.ToLower(f.To))
		}
		want := gold[name]
		sort.Strings(want)
		sort.Strings(got)
		fm := name[:strings.LastIndex(name, "-")]
		if fams[fm] == nil {
			fams[fm] = &fam{}
		}
		fams[fm].n++
		if ok {
			fams[fm].known++
		}
		good := strings.Join(got, ",") == strings.Join(want, ",")
		if good {
			fams[fm].right++
		}
		if !good || strings.Contains(name, os.Getenv("SHOW")) && os.Getenv("SHOW") != "" {
			fmt.Printf("%s %v [%s] %s got %v want %v\n", map[bool]string{true: "ok  ", false: "MISS"}[good], ok, r.Format, name, got, want)
			if os.Getenv("V") != "" {
				for _, f := range r.Found {
					fmt.Printf("     to=%q alias=%q host=%q st=%q cmd=%q act=%q\n       reply=%q\n       why=%q\n", f.To, f.Alias, f.Host, f.Status, f.Command, f.Action, f.Reply, f.Why)
				}
			}
		}
	}
	var names []string
	for k := range fams {
		names = append(names, k)
	}
	sort.Strings(names)
	var tn, tk, tr int
	for _, k := range names {
		f := fams[k]
		fmt.Printf("%-24s %3d known %3d right %3d\n", k, f.n, f.known, f.right)
		tn += f.n
		tk += f.known
		tr += f.right
	}
	fmt.Println("total", tn, tk, tr)
	ord, _ := filepath.Glob(filepath.Join(dir, "..", "ordinary", "*.eml"))
	for _, p := range ord {
		n, _ := load(p)
		if r, ok := Read(n); ok {
			fmt.Println("ORDINARY", filepath.Base(p), r.Format, r.Found)
		}
	}
}

package invoke

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/registry"
)

// Whatever a script writes: a repaired address parses, is legal on the wire, and
// is not changed by a second repair.
func FuzzRepairURL(f *testing.F) {
	for _, s := range []string{
		"https://a.test/x?y=1#z", " http://a.test/q=name='A B' ", "http://u:p@a.test", "https://a.test/%zz%4", "ftp://x", "http://[::1]:80/",
		"http://münchen.test/ü?ü", `http://a\@b/`, "http://a:b:c/", "http://a.test?x?y", "https:///x", "http://a%41/", "HTTP://A/{|}^`\\",
	} {
		f.Add(s)
	}
	x := &exchange{c: &registry.Call{}, task: taskName}
	f.Fuzz(func(t *testing.T, text string) {
		address, _, err := x.repairURL(text)
		if err != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Scheme != "http" && u.Scheme != "https" {
			t.Fatalf("%q → %q: %+v, %v", text, address, u, err)
		}
		if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f }) || strings.ContainsAny(address, "\"<>\\^`{|}") {
			t.Fatalf("%q → %q", text, address)
		}
		if uri := u.RequestURI(); !strings.HasSuffix(address, uri) && uri != "/" && !strings.HasPrefix(uri, "/?") {
			t.Fatalf("%q → %q is sent as %q", text, address, uri)
		}
		again, _, err := x.repairURL(address)
		if err != nil || again != address {
			t.Fatalf("%q → %q → %q, %v", text, address, again, err)
		}
	})
}

// Whatever a service writes: a file name has no directory and no control character.
func FuzzFileName(f *testing.F) {
	for _, s := range []string{`attachment; filename="../a"`, `attachment; filename*=UTF-8''%2e%2e%2fa`, `x; filename=C:\a b.txt`, "", `attachment; filename=".."`} {
		f.Add(s, "/p/a%2Fb")
	}
	f.Fuzz(func(t *testing.T, disposition, path string) {
		u := &url.URL{Scheme: "http", Host: "a.test", Path: "/" + path}
		name := fileName(&answer{header: http.Header{"Content-Disposition": {disposition}}, url: u})
		if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\\\x00\r\n") {
			t.Fatalf("%q %q → %q", disposition, path, name)
		}
	})
}

package cli

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections/connectiontest"
)

// curlWorld is a connection that is logged in.
func curlWorld(t *testing.T) *accounts {
	w := newAccounts(t)
	w.service("demo")
	w.dg(0, "", "connections", "add", "crm", "--service", "demo")
	w.dg(0, "", "connections", "login", "crm", "--redirect", anyPort, "--no-browser")
	return w
}

func TestCurlIsNotThere(t *testing.T) {
	w := curlWorld(t)
	t.Setenv("PATH", t.TempDir())
	if said := w.dg(2, "", "connections", "curl", "crm", "--", "/oauth/account"); !strings.Contains(said, "there is no program curl here") {
		t.Error(said)
	}
}

// The program itself reads the configuration as it is meant.
func TestCurlItself(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl on this machine; the transcripts use one of their own")
	}
	w := curlWorld(t)
	if said := w.dg(0, "", "connections", "curl", "crm", "--", "-s", "/oauth/account"); !strings.Contains(said, "demo@example.com") {
		t.Error(said)
	}
	var got []string
	w.server.SetFaults(connectiontest.Faults{API: func(out http.ResponseWriter, r *http.Request) bool {
		_ = r.ParseForm()
		got = append(got, r.Method+" "+r.URL.RequestURI()+" "+r.PostForm.Encode())
		if r.URL.Path != "/x" {
			out.WriteHeader(http.StatusNotFound)
		}
		return true
	}})
	w.dg(0, "", "connections", "curl", "crm", "--", "-s", "-d", "note=a \"b\"\\\n\tc", "-d", "n=1", "/x?{a,b}=[1-3]")
	w.dg(0, "", "connections", "curl", "crm", "--", "-sX", "DELETE", "/x")
	w.dg(1, "", "connections", "curl", "crm", "--", "-sf", "/missing")
	want := []string{"POST /x?{a,b}=[1-3] n=1&note=a+%22b%22%5C%0A%09c", "DELETE /x ", "GET /missing "}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("the server saw %q, want %q", got, want)
	}
	w.search("the output", w.output.Bytes())
}

func TestParseCurl(t *testing.T) {
	for _, tt := range []struct{ line, method, url, rest string }{
		{"-sSX PUT -T file /a", "PUT", "/a", "-s -S -X PUT -T file"},
		{"-T file /a", "PUT", "/a", "-T file"},
		{"-XPATCH -dx=1 /a", "PATCH", "/a", "-X PATCH"},
		{"--json {} --url /a -o out", "POST", "/a", "--json {} -o out"},
		{"-I /a", "HEAD", "/a", "-I"},
		{"-G -d q=1 /a", "GET", "/a", "-G -d q=1"},
		{"-F a=@file -- /a", "POST", "/a", "-F a=@file"},
	} {
		c, err := parseCurl("crm", strings.Fields(tt.line))
		if err != nil {
			t.Errorf("%s: %v", tt.line, err)
			continue
		}
		if c.method != tt.method || c.url != tt.url || strings.Join(c.rest, " ") != tt.rest {
			t.Errorf("%s: %s %s %q", tt.line, c.method, c.url, c.rest)
		}
	}
	for _, line := range []string{"-T - /a", "-F a=@- /a", "-F a=<- /a", "--data-urlencode @- /a", "-H @- /a", "-K file /a", "-u a:b /a", "-k /a", "--next /a", "-? /a", ""} {
		if c, err := parseCurl("crm", strings.Fields(line)); err == nil {
			t.Errorf("%q was taken: %+v", line, c)
		}
	}
}

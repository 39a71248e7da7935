package demo_test

import (
	"context"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/dg-lang/dg/cmd/internal/demo"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/examples/quickstart"
)

// TestByHand takes the way that the demonstration describes for a real service: the
// same files, by the commands that a person types.
func TestByHand(t *testing.T) {
	var posted atomic.Int32
	server, err := connectiontest.Start(connectiontest.Config{Consent: true, API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost {
			posted.Add(1)
			w.WriteHeader(http.StatusCreated)
		}
		_, _ = w.Write([]byte(`{"status":"created","data":[{"name":"Ada","email":"ada@example.com"}]}`))
	})})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	t.Chdir(copyOf(t, server.URL()))
	config := t.TempDir()
	id, secret := server.Client()
	dg := func(stdin, args, want string) {
		t.Helper()
		c := &command{stdin: stdin, config: config}
		c.err.watch = signIn(t)
		if code := c.run(context.Background(), strings.Fields(args)...); code != 0 {
			t.Fatalf("dg %s: exit code %d\n%s", args, code, c.err.String())
		}
		if !strings.Contains(c.out.String(), want) {
			t.Errorf("dg %s printed %q, want %q", args, c.out.String(), want)
		}
		if all := c.out.String() + c.err.String(); strings.Contains(all, secret) {
			t.Errorf("dg %s prints the secret", args)
		}
	}
	dg(secret, "services add service.yaml --with-secret --client-id "+id+" --redirect "+freeRedirect(t), "")
	dg("", "connections add demo_crm --service demo", "")
	dg("", "connections login demo_crm --no-browser", "")
	dg("", "connections list", "connected")
	dg("", "run contacts.dg", "Ada, ada@example.com\nGrace Hopper: created\n")
	dg("", "run connector.dg", "201\nBarbara Liskov: created\n")
	dg("", `connectors execute contacts.add --map {"Name":"Ann","Email":"ann@example.com"}`, "created")
	dg("", "workflow fire Leads.create First_Name=Ines Last_Name=Byrne Email=ines@example.com Lead_Source=Web", "Ines Byrne: created\n")
	dg("", "workflow fire Leads.create First_Name=Tom Last_Name=Ash Email=tom@example.com Lead_Source=Fair", "")
	if n := posted.Load(); n != 4 {
		t.Errorf("%d contacts were posted, want 4: the rule does not take the lead from the fair", n)
	}
}

// signIn is the person in front of the login: it opens the address once it shows.
func signIn(t *testing.T) func(string) {
	address := regexp.MustCompile(`\n  (http://\S+)\n`)
	opened := false
	return func(sofar string) {
		found := address.FindStringSubmatch(sofar)
		if opened || found == nil || !strings.Contains(found[1], connectiontest.AuthorizePath) {
			return
		}
		opened = true
		go func() {
			if err := demo.Allow(context.Background(), found[1]); err != nil {
				t.Error(err)
			}
		}()
	}
}

// copyOf writes the files for a server into a folder.
func copyOf(t *testing.T, url string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, quickstart.Files); err != nil {
		t.Fatal(err)
	}
	host := strings.TrimPrefix(url, "http://")
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(strings.ReplaceAll(string(text), quickstart.Host, host)), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// freeRedirect is a redirect URL on a port that nobody uses now.
func freeRedirect(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String() + "/callback"
}

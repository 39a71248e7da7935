package demo_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dg-lang/dg/cmd/internal/cli"
	"github.com/dg-lang/dg/cmd/internal/demo"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib"
)

func options(out *strings.Builder) demo.Options {
	reg := registry.New()
	stdlib.Register(reg)
	return demo.Options{Out: out, Width: 40, Registry: reg, Connectors: cli.Connectors, Life: 2 * time.Second}
}

// inOrder reports the first of want that is not in got behind the one before it.
func inOrder(got, want []string) (missing string) {
	for _, w := range want {
		i := slices.Index(got, w)
		if i < 0 {
			return w
		}
		got = got[i+1:]
	}
	return ""
}

// TestServersSawIt looks at the logs of the servers, not at what the demonstration
// says about itself.
func TestServersSawIt(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	var servers *demo.Servers
	seen := &secrets{}
	o := options(&out)
	o.Started = func(s *demo.Servers) {
		servers = s
		seen.watch(s.Provider)
	}
	report, err := demo.Run(context.Background(), o)
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	var log []string
	for _, e := range servers.Provider.Events() {
		log = append(log, strings.TrimSpace(e.Kind+" "+e.Detail))
	}
	want := []string{
		"api-401 GET /contacts", // without a token
		"authorize scope contacts", "consent allow", "token authorization_code, scope contacts",
		"api GET /contacts", "api POST /contacts", // the script
		"api-401 GET /contacts", "refresh scope contacts", // the old token has ended; dg renews before it calls
		"api GET /contacts", "api POST /contacts",
		"api-401 GET /contacts", "refresh scope contacts", // the API says so first; dg renews and repeats
		"api GET /contacts", "api POST /contacts",
		"api POST /contacts", // the connector
		"api POST /contacts", // the rule
	}
	if missing := inOrder(log, want); missing != "" {
		t.Errorf("%q is missing or out of order in %q", missing, log)
	}
	names := []string{"Ada Lovelace", "Alan Turing", "Grace Hopper", "Barbara Liskov", "Ines Byrne"}
	if got := servers.Book.Names(); !slices.Equal(got, names) {
		t.Errorf("the API holds %q", got)
	}
	if n := servers.Provider.Count("token-error"); n > 0 {
		t.Errorf("%d errors of the token endpoint", n)
	}
	if !report.OK || len(report.Steps) != 8 {
		t.Errorf("report %+v", report)
	}
	seen.scan(t, out.String())
	if _, err := os.Stat(servers.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	checkWidth(t, out.String(), o.Width)
}

// secrets collects what must never be printed, from the side of the provider.
type secrets struct {
	mu  sync.Mutex
	all []string
}

func (s *secrets) watch(p *connectiontest.Server) {
	_, secret := p.Client()
	s.add(secret)
	p.SetFaults(connectiontest.Faults{
		Token: func(_ http.ResponseWriter, r *http.Request) bool {
			for _, field := range []string{"code", "code_verifier", "refresh_token", "client_secret"} {
				s.add(r.PostFormValue(field))
			}
			return false
		},
		API: func(_ http.ResponseWriter, r *http.Request) bool {
			s.add(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
			return false
		},
	})
}

func (s *secrets) add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text != "" && !slices.Contains(s.all, text) {
		s.all = append(s.all, text)
	}
}

// scan looks for every piece of eight characters: no part of a secret may show, but
// for the four by which a masked token is told from another.
func (s *secrets) scan(t *testing.T, text string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	// Client secret, code, verifier, refresh token, three access tokens.
	if len(s.all) < 7 {
		t.Errorf("only %d secrets were seen", len(s.all))
	}
	const piece = 8
	for _, secret := range s.all {
		for i := 0; i+piece <= len(secret); i++ {
			if strings.Contains(text, secret[i:i+piece]) {
				t.Errorf("a secret shows in the output: …%s…", secret[i:i+piece])
			}
		}
	}
}

// checkWidth holds everything but files and addresses to the width of the terminal.
func checkWidth(t *testing.T, out string, width int) {
	t.Helper()
	inFile := false
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "  -- "):
			inFile = true
		case line != "" && !strings.HasPrefix(line, " "):
			inFile = false
		}
		if n := len([]rune(line)); !inFile && n > width && len(strings.Fields(line)) > 2 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// TestNoFakeSuccess breaks one thing at a time: the run must end with an error.
func TestNoFakeSuccess(t *testing.T) {
	tests := map[string]struct {
		faults connectiontest.Faults
		want   string
	}{
		"API down":         {connectiontest.Faults{API: fails}, "step 4, script"},
		"no code exchange": {connectiontest.Faults{Token: fails}, "step 3, login"},
		"no refresh": {connectiontest.Faults{Token: func(w http.ResponseWriter, r *http.Request) bool {
			return r.PostFormValue("grant_type") == "refresh_token" && fails(w, r)
		}}, "step 5, expiry"},
		"API forgets": {connectiontest.Faults{API: func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPost {
				_, _ = w.Write([]byte(`{"status":"created"}`))
			}
			return r.Method == http.MethodPost
		}}, "the servers should have seen"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			o := options(&out)
			o.Started = func(s *demo.Servers) { s.Provider.SetFaults(tt.faults) }
			report, err := demo.Run(context.Background(), o)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if report.OK || strings.Contains(out.String(), "\nDone\n") {
				t.Error("the demonstration says that all is well")
			}
		})
	}
}

func fails(w http.ResponseWriter, _ *http.Request) bool {
	http.Error(w, `{"error":"out of order"}`, http.StatusInternalServerError)
	return true
}

// TestBrowser lets the test be the person: it opens the address that is printed.
func TestBrowser(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	o := options(&out)
	o.Browser = true
	opened := ""
	o.Open = func(address string) error {
		opened = address
		return demo.Allow(context.Background(), address)
	}
	if _, err := demo.Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if opened == "" || !strings.Contains(out.String(), "\n  "+opened+"\n") {
		t.Error("the address is not printed on a line of its own")
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		text  string
		width int
		want  []string
	}{
		{"", 5, []string{""}},
		{"a b c", 3, []string{"a b", "c"}},
		{"abcdef gh", 3, []string{"abcdef", "gh"}},
		{`run --arg "a b" c`, 9, []string{"run --arg", `"a b" c`}},
		{"••• ••", 6, []string{"••• ••"}},
		{"a < b.txt", 3, []string{"a", "< b.txt"}},
	}
	for _, tt := range tests {
		if got := demo.Wrap(tt.text, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("%q in %d: %q", tt.text, tt.width, got)
		}
	}
}

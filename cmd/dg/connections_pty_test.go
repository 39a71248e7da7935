//go:build unix

package main

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/dg-lang/dg/connections/connectiontest"
)

// answer waits for a question and types the answer.
func (s *screen) answer(question, text string) {
	s.t.Helper()
	s.waitFor(question, 1)
	s.send(text + "\n")
}

// answerHidden is answer for a question without echo, which the terminal switches
// off only after the question is there.
func (s *screen) answerHidden(question, text string) {
	s.t.Helper()
	s.waitFor(question, 1)
	time.Sleep(100 * time.Millisecond)
	s.send(text + "\n")
}

func startAccounts(t *testing.T) *connectiontest.Server {
	t.Helper()
	server, err := connectiontest.Start(connectiontest.Config{ClientID: providerClient, ClientSecret: providerSecret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	t.Setenv("BROWSER", "browser")
	return server
}

// A person answers questions only, and ends with a connected account.
func TestGuidedServiceAndConnection(t *testing.T) {
	server, dir := startAccounts(t), t.TempDir()
	size := pty.Winsize{Rows: 40, Cols: 100}
	s := startScreen(t, dir, size, "services", "add", "--private", "--token-auth", "header", "--pkce", "required")
	s.answer("Service Name: ", "My API")
	s.answer("Service Link Name [my_api]: ", "My Api")
	s.waitFor("a lower-case letter", 1)
	s.send("\n")
	s.answer("Choose [oauth2]: ", "1")
	s.answer("Choose [header]: ", "")
	s.answer("Choose [authorization_code]: ", "")
	s.answer("Client Id", "")
	s.answer("Authorize URL: ", "nonsense")
	s.waitFor("a whole URL", 1)
	s.send(server.URL() + connectiontest.AuthorizePath + "\n")
	s.answer("Access Token URL: ", server.URL()+connectiontest.TokenPath)
	s.answer("Refresh Token URL [", "")
	s.answer("Scope 1 ", "read write")
	s.answer("Scope 2 ", "")
	s.answer("Choose [comma]: ", "space")
	s.answer("Hosts of the API", "")
	s.answer("Test URL", server.URL()+connectiontest.AccountPath)
	s.answer("Connection Name (empty", "")
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d\n%s", code, s.text())
	}
	s.waitFor(`✓ Service "my_api" is stored.`, 1)

	s = startScreen(t, dir, size, "connections", "add", "crm", "--redirect", "http://127.0.0.1:0/callback")
	s.answer("Service (a name", "nothing")
	s.waitFor("no service is called that", 1)
	s.send("my\n")
	s.answer("Client Id: ", providerClient)
	s.answerHidden("Client Secret", providerSecret)
	s.answer("Scopes (separated by blanks) [read write]: ", "read")
	s.waitFor("Use it:", 1)
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d\n%s", code, s.text())
	}
	if strings.Contains(s.text(), "s3cret") {
		t.Errorf("the secret was shown:\n%s", s.text())
	}
	if server.Count("token") != 1 {
		t.Errorf("the provider saw %v", server.Kinds())
	}

	narrowList(t, dir)
	removeAsked(t, dir)
}

// On a narrow terminal every value can still be read and copied.
func narrowList(t *testing.T, dir string) {
	t.Helper()
	s := startScreen(t, dir, pty.Winsize{Rows: 40, Cols: 40}, "connections", "list")
	s.exit()
	s.waitFor("crm\r\n  service: my_api\r\n", 1)
	s.waitFor("  state: connected\r\n", 1)
}

// What is lost for good is asked about, and no answer means no.
func removeAsked(t *testing.T, dir string) {
	t.Helper()
	size := pty.Winsize{Rows: 40, Cols: 100}
	s := startScreen(t, dir, size, "connections", "remove", "crm")
	s.answer("(y/N): ", "")
	if code := s.exit(); code != 1 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
	s.waitFor("Nothing was changed.", 1)
	s = startScreen(t, dir, size, "connections", "remove", "crm")
	s.answer("(y/N): ", "y")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
}

// A default service asks for what its description needs, and says where the client
// comes from.
func TestGuidedRegion(t *testing.T) {
	s := startScreen(t, t.TempDir(), pty.Winsize{Rows: 40, Cols: 80}, "connections", "add", "books", "--service", "zoho", "--no-browser",
		"--redirect", "http://127.0.0.1:0/cb")
	s.waitFor("Europe", 1)
	s.answer("Choose [us]: ", "mars")
	s.waitFor("a number from 1 to", 1)
	s.send("2\n")
	s.waitFor("Register a client at https://api-console.zoho.com/", 1)
	s.answer("Client Id: ", "1000.ABC")
	s.answerHidden("Client Secret", "")
	s.answer("Scopes", "")
	s.waitFor("https://accounts.zoho.eu/oauth/v2/auth?access_type=offline&client_id=1000.ABC", 1)
	s.send("\x03")
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
}

// Ctrl-C stops a question and a login alike, with 130 and a word about what stays.
func TestInterruptedLogin(t *testing.T) {
	server, dir := startAccounts(t), t.TempDir()
	size := pty.Winsize{Rows: 40, Cols: 100}
	s := startScreen(t, dir, size, "services", "add", "--link", "api", "--auth-url", server.URL()+connectiontest.AuthorizePath,
		"--token-url", server.URL()+connectiontest.TokenPath, "--host", server.URL(), "--private", "--client-id", providerClient, "--pkce", "required")
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d\n%s", code, s.text())
	}
	s = startScreen(t, dir, size, "connections", "add", "crm", "--service", "api")
	s.waitFor("Scopes", 1)
	s.send("\x03")
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
	s.waitFor("Stopped. No connection was added.", 1)
	s = startScreen(t, dir, size, "connections", "add", "crm", "--service", "api", "--no-browser", "--redirect", "http://127.0.0.1:0/cb")
	s.answer("Scopes", "")
	s.waitFor("Waiting on", 1)
	s.send("\x03")
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
	s.waitFor("Stopped. The connection is as it was: dg connections login crm", 1)
}

// A browser on another machine ends at an address that nobody serves there: the
// person pastes it into the login that still waits, and a wrong one changes nothing.
func TestPasteIntoAWaitingLogin(t *testing.T) {
	server, dir := startAccounts(t), t.TempDir()
	size := pty.Winsize{Rows: 40, Cols: 300}
	s := startScreen(t, dir, size, "services", "add", "--link", "api", "--auth-url", server.URL()+connectiontest.AuthorizePath,
		"--token-url", server.URL()+connectiontest.TokenPath, "--host", server.URL(), "--private", "--client-id", providerClient,
		"--pkce", "required", "--token-auth", "header", "--with-secret")
	s.answerHidden("Client Secret", providerSecret)
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d\n%s", code, s.text())
	}
	s = startScreen(t, dir, size, "connections", "add", "crm", "--service", "api", "--no-browser", "--redirect", "http://127.0.0.1:0/cb")
	s.answer("Scopes", "read")
	s.waitFor("p = paste a code instead", 1)
	s.send("p\n")
	s.waitFor("Paste the address that the browser ended at", 1)
	s.send("http://127.0.0.1/cb?code=x&state=y\n")
	s.waitFor("that is not the answer to this login", 1)
	address := regexp.MustCompile(`http://\S+/oauth/authorize\?\S+`).FindString(s.text())
	resp, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	s.send(resp.Header.Get("Location") + "\n")
	s.waitFor("Use it:", 1)
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
}

// connected is a connection that is logged in, made without a person.
func connected(t *testing.T) (*connectiontest.Server, string) {
	t.Helper()
	server, dir := startAccounts(t), filepath.Join(t.TempDir(), "dg")
	w := &fire{t: t, dir: dir, env: []string{"DG_KEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "BROWSER=browser"}}
	for _, args := range [][]string{
		{"services", "add", "--link", "api", "--auth-url", server.URL() + connectiontest.AuthorizePath, "--token-url", server.URL() + connectiontest.TokenPath,
			"--scopes", "read", "--delimiter", "space", "--host", server.URL(), "--private", "--client-id", providerClient, "--pkce", "required", "--token-auth", "header", "--with-secret"},
		{"connections", "add", "crm", "--service", "api", "--title", "The CRM"},
		{"connections", "login", "crm", "--redirect", "http://127.0.0.1:0/cb"},
	} {
		if code, out, errOut := w.dg(providerSecret+"\n", args...); code != 0 {
			t.Fatalf("dg %v: exit code %d\n%s%s", args, code, out, errOut)
		}
	}
	return server, dir
}

// A token is shown on a terminal only to somebody who wants that.
func TestTokenAsksOnATerminal(t *testing.T) {
	_, dir := connected(t)
	size := pty.Winsize{Rows: 40, Cols: 100}
	token := regexp.MustCompile(`(?m)^[A-Za-z0-9_-]{32}\r$`)
	for _, tt := range []struct {
		answer string
		args   []string
		code   int
		shown  bool
	}{
		{"", nil, 1, false}, {"n", nil, 1, false}, {"y", nil, 0, true},
		{"none", []string{"--yes"}, 0, true}, {"none", []string{"--no-input"}, 2, false}, {"none", []string{"--no-input", "--yes"}, 0, true},
	} {
		s := startScreen(t, dir, size, append([]string{"connections", "token", "crm"}, tt.args...)...)
		if tt.answer != "none" {
			s.answer(`Show the access token of "crm" on this screen? (y/N): `, tt.answer)
		}
		if code := s.exit(); code != tt.code {
			t.Errorf("%q %v: exit code %d, want %d\n%s", tt.answer, tt.args, code, tt.code, s.text())
		}
		if tt.shown {
			s.waitFor("\r\n", 1)
		}
		if token.MatchString(s.text()) != tt.shown {
			t.Errorf("%q %v: %s", tt.answer, tt.args, s.text())
		}
	}
}

// Without flags edit asks for each field with what it holds, and goes on to the login
// that new scopes need.
func TestGuidedEdit(t *testing.T) {
	server, dir := connected(t)
	size := pty.Winsize{Rows: 40, Cols: 100}
	s := startScreen(t, dir, size, "connections", "edit", "crm")
	s.answer("Connection Name [The CRM]: ", "Our CRM")
	s.answer("Client Id (empty: that of the service): ", "")
	s.answer("Scopes (separated by blanks) [read]: ", "read write")
	s.waitFor(`✓ Connection "crm" is changed.`, 1)
	s.answer(`Log in to "crm" now? (y/N): `, "")
	if code := s.exit(); code != 0 {
		t.Fatalf("exit code %d\n%s", code, s.text())
	}
	s.waitFor("Next: dg connections login crm", 1)
	s = startScreen(t, dir, size, "connections", "show", "crm")
	s.exit()
	s.waitFor("Our CRM", 1)
	s.waitFor("read write", 1)
	if n := server.Count("token"); n != 1 {
		t.Errorf("%d logins, want the first alone", n)
	}

	// Ctrl-C in the middle changes nothing.
	s = startScreen(t, dir, size, "connections", "edit", "crm")
	s.answer("Connection Name [Our CRM]: ", "Another")
	s.waitFor("Client Id", 1)
	s.send("\x03")
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
	s.waitFor("Stopped. The connection is as it was.", 1)
	s = startScreen(t, dir, size, "connections", "show", "crm")
	s.exit()
	s.waitFor("Our CRM", 1)
}

// status and doctor say the same on a terminal, with their signs.
func TestStatusOnATerminal(t *testing.T) {
	_, dir := connected(t)
	for _, command := range []string{"status", "doctor"} {
		s := startScreen(t, dir, pty.Winsize{Rows: 40, Cols: 40}, "connections", command)
		if code := s.exit(); code != 0 {
			t.Errorf("exit code %d\n%s", code, s.text())
		}
		s.waitFor("✓ ", 1)
		s.waitFor("crm", 1)
	}
}

// A name that is missing is asked for in a terminal, and is an error elsewhere.
func TestMissingNameIsAskedFor(t *testing.T) {
	_, dir := connected(t)
	size := pty.Winsize{Rows: 40, Cols: 120}
	s := startScreen(t, dir, size, "connections", "add", "--service", "api", "--no-browser", "--redirect", "http://127.0.0.1:0/cb")
	s.answer("Connection Link Name (scripts use it): ", "Second One")
	s.waitFor("a letter, then letters, digits and _", 1)
	s.send("second\n")
	s.waitFor("Scopes", 1)
	s.send("\x03")
	s.exit()
	for _, tt := range []struct {
		command, answer, says string
		code                  int
	}{
		{"show", "1", "Link name", 0}, {"show", "cr", "Link name", 0}, {"disable", "crm", `Scripts cannot use "crm"`, 0}, {"enable", "1", `Scripts can use "crm" again`, 0},
		{"test", "1", "names no test request", 2},
	} {
		s := startScreen(t, dir, size, "connections", tt.command)
		s.waitFor("1  crm                  api, ", 1)
		s.answer("Choose [crm]: ", tt.answer)
		if code := s.exit(); code != tt.code {
			t.Errorf("%s: exit code %d, want %d\n%s", tt.command, code, tt.code, s.text())
		}
		s.waitFor(tt.says, 1)
	}
	s = startScreen(t, dir, size, "connections", "show", "--no-input")
	if code := s.exit(); code != 2 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
	s.waitFor("usage: dg connections show NAME", 1)
	s = startScreen(t, filepath.Join(t.TempDir(), "empty"), size, "connections", "login")
	if code := s.exit(); code != 2 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
	s.waitFor("there are no connections yet", 1)
}

//go:build unix

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/dg-lang/dg/connections/connectiontest"
)

// The form of the tutorial on custom connections, field by field: names, type, where
// the credential goes, grant, client, the three URLs, scopes one by one with the
// delimiter that appears from the second on, and the connection with its two names;
// then the consent, and a script that uses it.
func TestFormOfTheTutorial(t *testing.T) {
	server, dir := startAccounts(t), t.TempDir()
	size := pty.Winsize{Rows: 60, Cols: 120}
	s := startScreen(t, dir, size, "services", "add", "--private", "--redirect", "http://127.0.0.1:0/callback")
	s.answer("Service Name: ", "Survey Monkey")
	s.answer("Service Link Name [survey_monkey]: ", "")
	s.answer("Choose [oauth2]: ", "oauth2")
	s.waitFor("Param Type:", 1)
	s.answer("Choose [header]: ", "header")
	s.waitFor("Grant Type:", 1)
	s.answer("Choose [authorization_code]: ", "authorization_code")
	s.answer("Client Id (empty", providerClient)
	s.answerHidden("Client Secret", providerSecret)
	s.answer("Authorize URL: ", server.URL()+connectiontest.AuthorizePath+"?access_type=offline")
	s.answer("Access Token URL: ", server.URL()+connectiontest.TokenPath)
	s.answer("Refresh Token URL [", "")
	s.answer("Scope 1 ", "surveys_read=View surveys")
	s.answer("Scope 2 ", "users_read")
	s.answer("Scope 3 ", "")
	s.waitFor("Scope Delimiter:", 1)
	s.answer("Choose [comma]: ", "space")
	s.answer("Hosts of the API", "")
	s.answer("Test URL", server.URL()+connectiontest.AccountPath)
	s.waitFor(`✓ Service "survey_monkey" is stored.`, 1)
	s.answer("Connection Name (empty", "Survey Monkey Accounts")
	s.answer("Connection Link Name [survey_monkey_accounts]: ", "2nd")
	s.waitFor("a letter, then letters, digits", 1)
	s.send("\n")
	s.answer("Use Credentials of Login User (y/N): ", "")
	s.waitFor("✓ Connected to Survey Monkey", 1)
	s.waitFor(`connection: "survey_monkey_accounts"`, 1)
	if code := s.exit(); code != 0 || strings.Contains(s.text(), "s3cret") {
		t.Fatalf("exit code %d\n%s", code, s.text())
	}
	asked := server.Events()[0].Detail
	if asked != "scope surveys_read users_read" {
		t.Errorf("asked for %q", asked)
	}
	useForm(t, dir, server)
}

// The block that show prints runs, and the scopes have the names of the form.
func useForm(t *testing.T, dir string, server *connectiontest.Server) {
	t.Helper()
	size := pty.Winsize{Rows: 60, Cols: 120}
	s := startScreen(t, dir, size, "connections", "show", "survey_monkey_accounts")
	s.waitFor("Survey Monkey Accounts", 1)
	s.waitFor("connection : ", 1)
	s.exit()
	s = startScreen(t, dir, size, "services", "show", "survey_monkey")
	s.waitFor("surveys_read (View surveys)", 1)
	s.exit()
	script := filepath.Join(dir, "call.dg")
	text := "response = invokeurl\n[\n\turl : \"" + server.URL() + connectiontest.AccountPath + "\"\n\ttype : GET\n\tconnection : \"survey_monkey_accounts\"\n];\ninfo response;\n"
	if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s = startScreen(t, dir, size, "run", script)
	s.waitFor("demo@example.com", 1)
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
}

// Rows of an API key: any number, each with its place, its name, a prefix and what it
// is called when it is asked for.
func TestFormOfAPIKeys(t *testing.T) {
	seen := make(chan *http.Request, 1)
	api := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- r }))
	defer api.Close()
	dir, size := t.TempDir(), pty.Winsize{Rows: 60, Cols: 120}
	s := startScreen(t, dir, size, "services", "add", "--private")
	s.answer("Service Name: ", "Mailer")
	s.answer("Service Link Name [mailer]: ", "")
	s.answer("Choose [oauth2]: ", "api_key")
	s.answer("Choose [header]: ", "1")
	s.answer("Header [Authorization]: ", "")
	s.answer("Prefix before the key", "Klaviyo-API-Key")
	s.answer("Parameter Display Name [Authorization]: ", "Private key")
	s.answer("Another key (y/N): ", "y")
	s.waitFor("Choose [header]: ", 2)
	s.send("query\n")
	s.answer("Actual Parameter (its name): ", "app")
	s.waitFor("Prefix before the key", 2)
	s.send("\n")
	s.answer("Parameter Display Name [app]: ", "App id")
	s.waitFor("Another key (y/N): ", 2)
	s.send("\n")
	s.answer("Hosts of the API", api.URL)
	s.answer("Test URL", api.URL+"/me")
	s.answer("Connection Name (empty", "Mailer")
	s.answer("Connection Link Name [mailer]: ", "")
	s.answer("Use Credentials of Login User (y/N): ", "")
	s.answerHidden("Private key", "k3y-of-the-account")
	s.answerHidden("App id", "4711")
	r := <-seen
	if got := r.Header.Get("Authorization"); got != "Klaviyo-API-Key k3y-of-the-account" || r.URL.RawQuery != "app=4711" {
		t.Errorf("sent %q and %q", got, r.URL.RawQuery)
	}
	s.waitFor("✓ Connected to Mailer", 1)
	if code := s.exit(); code != 0 || strings.Contains(s.text(), "k3y-of") {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
}

// A {name} in the addresses of a service is asked for, held against what it may be,
// and kept with the connection.
func TestGuidedVariable(t *testing.T) {
	dir, size := t.TempDir(), pty.Winsize{Rows: 60, Cols: 120}
	s := startScreen(t, dir, size, "connections", "add", "shop", "--service", "shopify", "--no-browser", "--redirect", "http://127.0.0.1:0/cb")
	s.answer("Shop name, the part before .myshopify.com (such as acme): ", "acme.evil.example/")
	s.waitFor("does not look right (example: acme)", 1)
	s.send("acme\n")
	s.answer("Client Id: ", "k1")
	s.answerHidden("Client Secret", "planted-s3cret")
	s.answer("Scopes", "read_products write_products")
	s.waitFor("https://acme.myshopify.com/admin/oauth/authorize?client_id=k1", 1)
	s.waitFor("scope=read_products%2Cwrite_products", 1)
	s.send("\x03")
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
	s = startScreen(t, dir, size, "connections", "show", "shop")
	s.waitFor("shop=acme", 1)
	s.waitFor("acme.myshopify.com", 1)
	s.exit()
}

// A variable that has a value of its own is offered with it: Slack's workspace.
func TestGuidedWorkspace(t *testing.T) {
	dir, size := t.TempDir(), pty.Winsize{Rows: 60, Cols: 120}
	s := startScreen(t, dir, size, "connections", "add", "chat", "--service", "slack", "--redirect", "https://dg.example/callback")
	s.answer("Workspace, as its address has it (such as acme.slack.com) [slack.com]: ", "acme.evil.example")
	s.waitFor("does not look right", 1)
	s.send("acme.slack.com\n")
	s.answer("Client Id: ", "k1")
	s.answerHidden("Client Secret", "planted-s3cret")
	s.answer("Scopes", "")
	s.waitFor("https://acme.slack.com/oauth/v2/authorize?client_id=k1", 1)
	s.waitFor("Paste that address", 1)
	s.send("\x03")
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
}

// The client alone, under the provider's word for it, with a field of its own.
func TestFormOfAccountCredentials(t *testing.T) {
	got := make(chan string, 2)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			got <- r.PostFormValue("grant_type") + " " + r.PostFormValue("account_id") + " " + r.PostFormValue("client_id")
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"access_token":"t0ken","expires_in":3600}`))
		}
	}))
	defer server.Close()
	dir, size := t.TempDir(), pty.Winsize{Rows: 60, Cols: 120}
	s := startScreen(t, dir, size, "services", "add", "--private")
	s.answer("Service Name: ", "Zoom Meeting")
	s.answer("Service Link Name [zoom_meeting]: ", "")
	s.answer("Choose [oauth2]: ", "oauth2")
	s.answer("Choose [header]: ", "")
	s.answer("Choose [authorization_code]: ", "account")
	s.answer("Client Id (empty", "zoom-client")
	s.answerHidden("Client Secret", "planted-s3cret")
	s.answer("Access Token URL: ", server.URL+"/token")
	s.answer("More fields for the Access Token URL", "account_id")
	s.waitFor("has no name and value", 1)
	s.send("account_id=A1\n")
	s.answer("Scope 1 ", "")
	s.answer("Hosts of the API", "")
	s.answer("Test URL", "")
	s.answer("Connection Name (empty", "Zoom Meeting")
	s.answer("Connection Link Name [zoom_meeting]: ", "")
	s.answer("Use Credentials of Login User (y/N): ", "")
	s.waitFor("✓ Connected to Zoom Meeting", 1)
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
	if form := <-got; form != "account_credentials A1 zoom-client" {
		t.Errorf("the token URL was sent %q", form)
	}
}

// The editor shows a service's description again until it reads.
func TestEditorForAService(t *testing.T) {
	dir, size := t.TempDir(), pty.Winsize{Rows: 60, Cols: 120}
	editor := filepath.Join(t.TempDir(), "editor")
	script := "#!/bin/sh\nif grep -q titel \"$1\"; then sed -i.bak 's/titel: .*/title: Renamed/' \"$1\"; else sed -i.bak 's/title: .*/titel: x/' \"$1\"; fi\n"
	if err := os.WriteFile(editor, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("EDITOR", editor)
	t.Setenv("VISUAL", "")
	s := startScreen(t, dir, size, "services", "add", "--link", "api", "--auth", "basic", "--host", "api.example.com")
	s.exit()
	s = startScreen(t, dir, size, "services", "edit", "api")
	s.waitFor(`unknown key "titel"; did you mean "title"?`, 1)
	s.answer("Open it again (Y/n): ", "")
	s.waitFor(`✓ Service "api" is stored.`, 1)
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
	s = startScreen(t, dir, size, "services", "edit", "api")
	s.waitFor(`unknown key`, 1)
	s.answer("Open it again (Y/n): ", "n")
	if code := s.exit(); code != 1 {
		t.Errorf("exit code %d\n%s", code, s.text())
	}
	s = startScreen(t, dir, size, "services", "show", "api")
	s.waitFor("Renamed", 1)
	s.exit()
}

package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/dg-lang/dg/cmd/internal/streams"
	"github.com/dg-lang/dg/connections/connectiontest"
)

const (
	testKey      = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	testSecret   = "cl1ent/secret+ %&=~"
	testPassword = "pa55word: with blanks"
	testAPIKey   = "ap1-key-4711-0815-xyz"
	testEnvToken = "env-token-0123456789"
)

// accounts is a configuration folder with a provider whose secrets are all noted.
type accounts struct {
	t      *testing.T
	env    map[string]string
	server *connectiontest.Server
	web    *httptest.Server

	mu      sync.Mutex
	secrets map[string]string // by what they are
	output  bytes.Buffer
}

func newAccounts(t *testing.T) *accounts {
	w := &accounts{t: t, env: map[string]string{"DG_CONFIG_DIR": filepath.Join(t.TempDir(), "dg"), "DG_KEY": testKey}, secrets: map[string]string{
		"key": testKey, "client secret": testSecret, "password": testPassword, "API key": testAPIKey, "environment": testEnvToken,
	}}
	w.server = connectiontest.New(connectiontest.Config{ClientID: "client-id", ClientSecret: testSecret, Rotate: true,
		API: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})})
	w.web = httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(w.web.Close)
	return w
}

// serve notes every secret on its way.
func (w *accounts) serve(out http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	rec := httptest.NewRecorder()
	w.server.ServeHTTP(rec, r)
	if form, err := url.ParseQuery(string(body)); err == nil {
		w.note("verifier", form.Get("code_verifier"))
	}
	if to, err := url.Parse(rec.Header().Get("Location")); err == nil {
		w.note("code", to.Query().Get("code"))
	}
	var tokens map[string]any
	if json.Unmarshal(rec.Body.Bytes(), &tokens) == nil {
		for _, name := range []string{"access_token", "refresh_token"} {
			text, _ := tokens[name].(string)
			w.note(name, text)
		}
	}
	for k, v := range rec.Header() {
		out.Header()[k] = v
	}
	out.WriteHeader(rec.Code)
	_, _ = out.Write(rec.Body.Bytes())
}

func (w *accounts) note(what, secret string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if secret != "" {
		w.secrets[what+" "+secret[:4]] = secret
	}
}

// app is the program without a command.
func (w *accounts) app() *app {
	return &app{io: streams.New(strings.NewReader(""), &w.output, &w.output, func(name string) string { return w.env[name] })}
}

// dg runs a command and keeps what it printed; input is what comes on stdin.
func (w *accounts) dg(want int, input string, args ...string) string {
	w.t.Helper()
	var out, errOut bytes.Buffer
	s := streams.New(strings.NewReader(input), &out, &follower{Writer: &errOut}, func(name string) string { return w.env[name] })
	code := Run(context.Background(), append([]string{"-vv"}, args...), s) // before: what is behind -- belongs to curl
	if code != want {
		w.t.Errorf("dg %s: exit code %d, want %d\n%s", strings.Join(args, " "), code, want, &errOut)
	}
	w.output.WriteString("$ dg " + strings.Join(args, " ") + "\n" + out.String() + errOut.String())
	return out.String() + errOut.String()
}

// follower opens the address of a login, as a person would.
type follower struct{ io.Writer }

var loginAddress = regexp.MustCompile(`http://\S+/oauth/authorize\?\S+`)

func (f *follower) Write(p []byte) (int, error) {
	if address := loginAddress.FindString(string(p)); address != "" && !strings.Contains(address, "%3A8484") {
		go func() {
			if resp, err := http.Get(address); err == nil {
				_ = resp.Body.Close()
			}
		}()
	}
	return f.Writer.Write(p)
}

// service stores the provider as a service.
func (w *accounts) service(name string, more ...string) {
	w.t.Helper()
	at := w.web.URL
	w.dg(0, testSecret+"\n", append([]string{"services", "add", "--link", name, "--auth-url", at + "/oauth/authorize", "--token-url", at + "/oauth/token",
		"--revoke-url", at + "/oauth/revoke", "--scopes", "read", "--pkce", "required", "--host", at, "--private", "--test-url", at + "/oauth/account",
		"--account-path", "account", "--client-id", "client-id", "--with-secret"}, more...)...)
}

const anyPort = "http://127.0.0.1:0/callback"

// Nothing that opens a door is ever printed: not by a command that works, not by
// one that fails, not with -vv, and not when the provider sends it back.
func TestSecretsAreNeverPrinted(t *testing.T) {
	w := newAccounts(t)
	w.service("demo")
	w.dg(0, "", "connections", "add", "crm", "--service", "demo")
	w.dg(0, "", "connections", "login", "crm", "--redirect", anyPort, "--no-browser")
	everything := [][]string{
		{"services", "list"}, {"services", "list", "--json"}, {"services", "show", "demo"}, {"services", "show", "demo", "--json"},
		{"services", "show", "demo", "--yaml"}, {"connections", "list"}, {"connections", "list", "--json"},
		{"connections", "show", "crm"}, {"connections", "show", "crm", "--json"}, {"connections", "test", "crm"},
		{"connections", "test", "crm", "--json"}, {"__complete", "connections", "show", ""},
		{"connections", "status"}, {"connections", "status", "crm", "--json"}, {"connections", "doctor", "--online"}, {"connections", "doctor", "--json"},
		{"connections", "refresh", "crm", "--force"}, {"connections", "refresh", "crm", "--json"}, {"connections", "rename", "crm", "Our CRM"},
		{"connections", "edit", "crm", "--scopes", "+write"}, {"connections", "edit", "crm", "--scopes", "-write"}, {"connections", "audit", "crm", "--json"},
	}
	for _, args := range everything {
		w.dg(0, "", args...)
	}
	w.server.ExpireAccess()
	w.dg(0, "", "connections", "test", "crm")
	w.dg(0, "", "connections", "login", "crm", "--redirect", anyPort, "--no-browser")
	w.othersFail()
	w.keys()
	w.calls()
	w.dg(0, testSecret+"\n", "connections", "edit", "crm", "--client-id", "client-id", "--with-secret")
	w.dg(0, "", "connections", "revoke", "crm")
	w.dg(4, "", "connections", "token", "crm")
	w.dg(4, "", "connections", "curl", "crm", "--", "/x")
	w.dg(0, "", "connections", "remove", "crm", "--yes")
	w.dg(0, "", "services", "remove", "demo", "--yes")
	if len(w.secrets) < 12 {
		t.Errorf("only %d secrets were seen; the test looks for too little", len(w.secrets))
	}
	w.search("the output", w.output.Bytes())
}

// calls runs scripts whose requests and answers are shown with -vv, by a server that
// repeats what it was sent.
func (w *accounts) calls() {
	w.dg(0, "", "connections", "login", "crm", "--redirect", anyPort, "--no-browser")
	w.dg(4, testAPIKey+"\n", "connections", "login", "keyed", "--flow", "api-key")
	w.server.SetFaults(connectiontest.Faults{API: func(out http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		out.Header().Set("X-Echo", r.Header.Get("Authorization"))
		_ = json.NewEncoder(out).Encode(map[string]string{"sent": string(body), "token": r.Header.Get("Authorization"), "query": r.URL.RawQuery})
		return true
	}})
	for _, link := range []string{"crm", "keyed", "erp"} {
		script := fmt.Sprintf("x = invokeurl [ url: %q type: POST parameters: {\"a\":\"b\"} connection: %q ];", w.web.URL+"/x?q=1", link)
		w.dg(0, script, "run", "-")
		w.recorded(script)
	}
	w.server.SetFaults(connectiontest.Faults{})
}

// recorded runs a script that is recorded, and one that is shown and not sent.
func (w *accounts) recorded(script string) {
	w.t.Helper()
	tape := filepath.Join(w.t.TempDir(), "tape.yaml")
	w.dg(0, script, "run", "-", "--record", tape)
	text, err := os.ReadFile(tape)
	if err != nil || !bytes.Contains(text, []byte("url: "+w.web.URL)) {
		w.t.Errorf("nothing was recorded: %v\n%s", err, text)
	}
	w.output.Write(text)
	w.dg(0, script, "run", "-", "--replay", tape)
	w.note("written in the script", "my-0wn-api-key")
	w.dg(0, strings.Replace(script, "type:", `headers: {"Authorization":"Bearer my-0wn-api-key"} type:`, 1), "run", "-", "--dry-run")
}

// othersFail puts secrets into the hands of a provider that sends them back.
func (w *accounts) othersFail() {
	echo := func(out http.ResponseWriter, r *http.Request) bool {
		out.Header().Set("Content-Type", "application/json")
		out.WriteHeader(http.StatusBadRequest)
		_, secret, _ := r.BasicAuth()
		said := r.Form.Encode() + " " + r.Form.Get("client_secret") + secret + " " + r.Form.Get("refresh_token") + " " + r.Form.Get("code") + r.Header.Get("Authorization")
		_ = json.NewEncoder(out).Encode(map[string]string{"error": "invalid_request", "error_description": said})
		return true
	}
	w.server.SetFaults(connectiontest.Faults{Token: echo, API: echo})
	w.dg(4, "", "connections", "login", "crm", "--redirect", anyPort, "--no-browser")
	w.dg(4, "my-own-refresh-token\n", "connections", "login", "crm", "--flow", "refresh-token")
	w.note("own", "my-own-refresh-token")
	w.dg(4, "pasted-code-8484\n", "connections", "login", "crm", "--flow", "paste")
	w.note("pasted", "pasted-code-8484")
	w.dg(1, "", "connections", "test", "crm")
	w.server.SetFaults(connectiontest.Faults{})
	w.dg(4, "http://127.0.0.1/?code=pasted-8484-code&state=no\n", "connections", "login", "crm", "--flow", "paste")
	w.note("pasted", "pasted-8484-code")
}

// keys covers the services without a login page.
func (w *accounts) keys() {
	at := w.web.URL
	w.dg(0, "", "services", "add", "--link", "keyed", "--auth", "api_key", "--placement", "query", "--header", "appid", "--host", at, "--private",
		"--test-url", at+"/oauth/account")
	w.dg(4, testAPIKey+"\n", "connections", "add", "keyed", "--service", "keyed", "--flow", "api-key")
	w.dg(0, "", "services", "add", "--link", "erp", "--auth", "basic", "--host", at, "--private", "--test-url", at+"/oauth/account")
	w.dg(4, "ada\n"+testPassword+"\n", "connections", "add", "erp", "--service", "erp", "--flow", "basic")
	for _, name := range []string{"keyed", "erp"} {
		w.dg(0, "", "connections", "show", name, "--json")
		w.dg(4, "", "connections", "test", name)
	}
	w.env["DG_CONNECTION_KEYED_TOKEN"] = testEnvToken
	w.dg(0, "", "connections", "show", "keyed")
	w.dg(0, "", "connections", "logout", "keyed")
	delete(w.env, "DG_CONNECTION_KEYED_TOKEN")
	w.server.SetFaults(connectiontest.Faults{})
	w.web.CloseClientConnections()
}

// search looks for each secret in every spelling that a request or a log gives it.
func (w *accounts) search(where string, text []byte) {
	w.t.Helper()
	for what, secret := range w.secrets {
		for spelling, form := range spellingsOf(secret) {
			if i := bytes.Index(text, []byte(form)); i >= 0 {
				w.t.Errorf("%s holds the %s, %s: …%q…", where, what, spelling, text[max(0, i-200):min(len(text), i+60)])
			}
		}
	}
}

func spellingsOf(secret string) map[string]string {
	forms := map[string]string{
		"raw": secret, "in a query": url.QueryEscape(secret), "in a path": url.PathEscape(secret),
		"in hex": hex.EncodeToString([]byte(secret)), "in capital hex": strings.ToUpper(hex.EncodeToString([]byte(secret))),
	}
	quoted, _ := json.Marshal(secret)
	forms["in JSON"] = strings.Trim(string(quoted), `"`)
	// Base64 of a longer text shows its middle in one of three ways.
	for shift := range 3 {
		padded := strings.Repeat("x", shift) + secret
		for name, enc := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			whole := enc.EncodeToString([]byte(padded[:len(padded)-len(padded)%3]))
			forms[name+strings.Repeat("+", shift)] = whole[min(len(whole), 4*((shift+2)/3)):]
		}
	}
	for name, form := range forms {
		if len(form) < 8 {
			delete(forms, name)
		}
	}
	return forms
}

// The files hold no secret in the clear either, and are for their owner alone.
func TestSecretsAreSealedOnDisk(t *testing.T) {
	w := newAccounts(t)
	w.service("demo")
	w.dg(0, "", "connections", "add", "crm", "--service", "demo")
	w.dg(0, "", "connections", "login", "crm", "--redirect", anyPort, "--no-browser")
	w.keys()
	err := filepath.WalkDir(w.env["DG_CONFIG_DIR"], func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		w.search(d.Name(), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A key in a header goes to the service's host and nowhere else: a test request
// does not follow a redirect, which would take the header along.
func TestTestRequestFollowsNoRedirect(t *testing.T) {
	var leaked []http.Header
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { leaked = append(leaked, r.Header) }))
	defer elsewhere.Close()
	service := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer service.Close()
	w := newAccounts(t)
	w.dg(0, "", "services", "add", "--link", "odd", "--auth", "api_key", "--header", "X-Visitor", "--host", service.URL, "--private", "--test-url", service.URL+"/me")
	w.dg(0, testAPIKey+"\n", "connections", "add", "odd", "--service", "odd", "--flow", "api-key")
	if said := w.dg(1, "", "connections", "test", "odd"); !strings.Contains(said, "302 Found") {
		t.Error(said)
	}
	if len(leaked) > 0 {
		t.Errorf("the request went to another host: %v", leaked)
	}
}

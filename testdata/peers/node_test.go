package peers

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

// modulesVariable names a folder with node_modules of oidc-provider and
// oauth2-mock-server; .ci/proof makes one. The servers are not part of this module,
// so without it their tests say that they were skipped.
const modulesVariable = "DG_PEERS_NODE"

// startNode runs one of the servers in the folder node and returns its address.
func startNode(t *testing.T, script string) string {
	t.Helper()
	dir := os.Getenv(modulesVariable)
	if dir == "" {
		t.Skip("needs npm: .ci/proof peers installs the server and runs this")
	}
	text, err := os.ReadFile(filepath.Join("node", script))
	if err != nil {
		t.Fatal(err)
	}
	// Node finds modules from the folder of the script.
	path := filepath.Join(dir, script)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, exec.Command("node", path))
}

// start runs a server that prints "listening ADDRESS", until the test ends.
func start(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	cmd.Env = append(os.Environ(), "PEER_ID="+clientID, "PEER_SECRET="+nodeSecret, "NODE_NO_WARNINGS=1")
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "listening "); ok {
			go io.Copy(io.Discard, out) //nolint:errcheck // ends with the process
			return address
		}
	}
	t.Fatal("the server ended before it listened")
	return ""
}

// nodeSecret stays within what every server takes in HTTP Basic.
const nodeSecret = "n0de-s3cret+with%chars"

// nodeBench is dg with one connection to a server of node's.
func nodeBench(t *testing.T, address string, spec provider.Service, scopes ...string) *bench {
	t.Helper()
	b := &bench{peer: &peer{Server: &httptest.Server{URL: address}}}
	dir := t.TempDir()
	b.again = func() *connections.Manager {
		b.store = boltstore.New(boltstore.Options{Dir: dir})
		return connections.NewManager(connections.Options{Store: b.store, Refresher: &oauthflow.Client{Now: b.now}, Now: b.now})
	}
	b.manager = b.again()
	spec.ID, spec.Title, spec.Auth, spec.Private = "peer", "Peer", provider.OAuth2, true
	spec.Hosts, spec.ScopeDelimiter = []string{address}, "space"
	err := b.manager.AddService(t.Context(), &connections.Service{Spec: spec, Client: connections.Client{ID: clientID, Secret: nodeSecret}})
	if err == nil {
		err = b.manager.AddConnection(t.Context(), &connections.Connection{Link: "peer_account", Service: "peer", Scopes: scopes})
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// events asks a server of node's what happened.
func (b *bench) events(t *testing.T) []string {
	t.Helper()
	resp, err := http.Get(b.URL + "/log")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	var list []string
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

func (b *bench) wantEvents(t *testing.T, want ...string) {
	t.Helper()
	if got := b.events(t); !slices.Equal(got, want) {
		t.Errorf("the server saw %q, want %q", got, want)
	}
}

var (
	formAction = regexp.MustCompile(`<form[^>]*action="([^"]*)"`)
	hidden     = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

// person is a browser with somebody in front of it who fills in every form.
func person(address string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	browser := &http.Client{Jar: jar}
	resp, err := browser.Get(address)
	for range 5 {
		if err != nil {
			return err
		}
		page, readErr := io.ReadAll(resp.Body)
		if err := errors.Join(readErr, resp.Body.Close()); err != nil {
			return err
		}
		form := formAction.FindSubmatch(page)
		if form == nil {
			return nil // dg's own page
		}
		values := url.Values{"login": {"ada"}, "password": {"any"}}
		for _, field := range hidden.FindAllSubmatch(page, -1) {
			values.Set(string(field[1]), html.UnescapeString(string(field[2])))
		}
		target, err2 := resp.Request.URL.Parse(html.UnescapeString(string(form[1])))
		if err2 != nil {
			return err2
		}
		resp, err = browser.PostForm(target.String(), values)
	}
	return fmt.Errorf("the forms never end: %v", err)
}

func (b *bench) loginAs(t *testing.T, open func(string) error) connections.LoginResult {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := b.manager.Login(ctx, "peer_account", &oauthflow.Code{
		Client: &oauthflow.Client{Now: b.now}, Redirect: "http://127.0.0.1:0/callback", Notify: func(oauthflow.Waiting) {}, Open: open,
	})
	if err != nil {
		t.Fatal(err, b.events(t))
	}
	return r
}

const nodeOK = `{"ok":true}`

func oidcBench(t *testing.T, grant string) *bench {
	address := startNode(t, "oidc-provider.mjs")
	spec := provider.Service{AuthorizeURL: address + "/auth", TokenURL: address + "/token", RevokeURL: address + "/token/revocation",
		TokenAuth: provider.TokenAuthHeader, PKCE: provider.PKCERequired, Grant: grant, Issuer: address}
	if grant != "" {
		return nodeBench(t, address, spec)
	}
	spec.AuthorizeParams = map[string]string{"prompt": "consent"} // offline_access needs it
	return nodeBench(t, address, spec, "openid", "offline_access")
}

func TestOidcProviderLoginCallRefresh(t *testing.T) {
	b := oidcBench(t, "")
	if r := b.loginAs(t, person); !r.HasRefresh {
		t.Errorf("login: %+v", r)
	}
	b.wantRun(t, getScript, nodeOK)
	b.forward(2 * time.Hour)
	b.wantRun(t, getScript, nodeOK)
	if warning, err := b.manager.Logout(t.Context(), "peer_account", true); err != nil || warning != "" {
		t.Errorf("revoke: %q %v", warning, err)
	}
	b.wantEvents(t, "authorization_code", "api GET", "refresh_token", "api GET", "grant revoked")
}

// Reuse detection: a second refresh with one token would end the whole grant. Two
// managers stand for two processes; they share nothing but the folder.
func TestOidcProviderX11RefreshesAtOnce(t *testing.T) {
	b := oidcBench(t, "")
	b.loginAs(t, person)
	const rounds = 3
	for range rounds {
		b.forward(2 * time.Hour)
		var wg sync.WaitGroup
		for range 2 {
			m := b.again()
			for range 3 {
				wg.Go(func() {
					if _, err := m.Token(t.Context(), "peer_account", false); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		b.wantRun(t, getScript, nodeOK)
	}
	want := []string{"authorization_code"}
	for range rounds {
		want = append(want, "refresh_token", "api GET")
	}
	b.wantEvents(t, want...)
}

func TestOidcProviderClientCredentials(t *testing.T) {
	b := oidcBench(t, provider.ClientCredentials)
	b.wantRun(t, getScript, nodeOK)
	b.wantRun(t, getScript, nodeOK)
	b.forward(2 * time.Hour)
	b.wantRun(t, getScript, nodeOK)
	b.wantEvents(t, "client_credentials", "api GET", "api GET", "client_credentials", "api GET")
}

func mockBench(t *testing.T) *bench {
	address := startNode(t, "oauth2-mock-server.mjs")
	b := nodeBench(t, address, provider.Service{AuthorizeURL: address + "/authorize", TokenURL: address + "/token",
		TokenAuth: provider.TokenAuthBody, PKCE: provider.PKCESupported}, "read")
	b.loginAs(t, person)
	return b
}

// next bends the next token answer of the mock server.
func (b *bench) next(t *testing.T, answer string) {
	t.Helper()
	resp, err := http.Post(b.URL+"/next", "application/json", strings.NewReader(answer))
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	_ = resp.Body.Close()
}

func TestMockServerRefusedTokenIsRenewedOnce(t *testing.T) {
	b := mockBench(t)
	b.wantRun(t, getScript, nodeOK)
	if resp, err := http.Get(b.URL + "/forget"); err != nil || resp.Body.Close() != nil {
		t.Fatal(err)
	}
	b.wantRun(t, getScript, nodeOK)
	b.wantEvents(t, "authorization_code 200", "api GET", "api 401", "refresh_token 200", "api GET")
}

// What the server says instead of a token, and what dg makes of it.
func TestMockServerX20X21BentAnswers(t *testing.T) {
	b := mockBench(t)
	for _, answer := range []string{
		`{"keep":true,"body":{"expires_in":"3600"}}`, `{"keep":true,"body":{"expires_in":3600.0}}`,
		`{"keep":true,"body":{"expires_in":3600000,"expires_in_sec":3600}}`, `{"keep":true,"body":{"scope":["read"],"token_type":"bearer"}}`,
	} {
		b.forward(2 * time.Hour)
		b.next(t, answer)
		b.wantRun(t, getScript, nodeOK)
	}
	for answer, want := range map[string]connections.Kind{
		`{"status":500,"body":"<html>"}`:                            connections.Refresh,
		`{"status":200,"body":{"ok":false,"error":"ratelimited"}}`:  connections.Refresh,
		`{"status":200,"body":{"error":{"message":"slow down"}}}`:   connections.Refresh,
		`{"status":403,"body":{"error":"invalid_grant"}}`:           connections.Unauthenticated,
		`{"status":503,"body":{"error":"temporarily_unavailable"}}`: connections.Refresh,
		`{"status":429,"body":{"message":"too many"}}`:              connections.Refresh,
	} {
		b.loginAs(t, person)
		b.forward(2 * time.Hour)
		b.next(t, answer)
		_, err := b.again().Token(t.Context(), "peer_account", false)
		var own *connections.Error
		if !errors.As(err, &own) || own.Kind != want {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

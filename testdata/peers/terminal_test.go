//go:build unix

package peers

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// desk is a person at a terminal with dg.
type desk struct {
	t    *testing.T
	dg   string
	dir  string
	tty  *os.File
	cmd  *exec.Cmd
	mu   sync.Mutex
	seen strings.Builder
}

// newDesk builds the program.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, dg: filepath.Join(t.TempDir(), "dg"), dir: t.TempDir()}
	build := exec.Command("go", "build", "-o", d.dg, "./cmd/dg")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return d
}

func (d *desk) start(args ...string) {
	d.t.Helper()
	d.cmd = exec.Command(d.dg, args...)
	d.cmd.Env = append(os.Environ(), "DG_CONFIG_DIR="+d.dir, "DG_KEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "TERM=xterm", "NO_COLOR=1")
	var err error
	if d.tty, err = pty.StartWithSize(d.cmd, &pty.Winsize{Rows: 50, Cols: 400}); err != nil {
		d.t.Fatal(err)
	}
	d.seen.Reset()
	go d.watch(d.tty)
	tty, cmd := d.tty, d.cmd
	d.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = tty.Close() })
}

func (d *desk) watch(tty io.Reader) {
	buf := make([]byte, 4096)
	for {
		n, err := tty.Read(buf)
		d.mu.Lock()
		d.seen.Write(buf[:n])
		d.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (d *desk) text() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seen.String()
}

// patience bounds a wait; nothing passes or fails by it otherwise.
const patience = 30 * time.Second

// waitFor waits until the terminal shows something that matches.
func (d *desk) waitFor(pattern string) []string {
	d.t.Helper()
	match := regexp.MustCompile(pattern)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if found := match.FindStringSubmatch(d.text()); found != nil {
			return found
		}
	}
	d.t.Fatalf("%s did not appear on\n%s", pattern, d.text())
	return nil
}

func (d *desk) types(question, answer string) {
	d.t.Helper()
	d.waitFor(question)
	time.Sleep(50 * time.Millisecond) // a question without echo is there before the echo is off
	if _, err := io.WriteString(d.tty, answer+"\n"); err != nil {
		d.t.Fatal(err)
	}
}

// ends waits for the end of the command and checks its exit code.
func (d *desk) ends(want int) string {
	d.t.Helper()
	done := make(chan struct{})
	go func() { _ = d.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(patience):
		d.t.Fatalf("it does not end:\n%s", d.text())
	}
	time.Sleep(20 * time.Millisecond) // the rest of what it said
	if code := d.cmd.ProcessState.ExitCode(); code != want {
		d.t.Fatalf("exit code %d, want %d\n%s", code, want, d.text())
	}
	return d.text()
}

func (d *desk) runs(want int, args ...string) string {
	d.t.Helper()
	d.start(args...)
	return d.ends(want)
}

// connects goes through the whole of it: a service, a connection, a login with the
// browser of open, and what a person does with it afterwards.
func (d *desk) connects(address string, secret string, flags []string, scopes string, open func(string) error) {
	d.t.Helper()
	d.start(append([]string{"services", "add", "--link", "peer", "--name", "Peer", "--delimiter", "space", "--host", address, "--private",
		"--client-id", clientID, "--with-secret"}, flags...)...)
	d.types("Client Secret", secret)
	d.ends(0)
	d.start("connections", "add", "peer_account", "--redirect", "http://127.0.0.1:0/callback", "--no-browser")
	d.types("Service \\(a name", "peer")
	d.types("Scopes \\(separated by blanks\\)", scopes)
	login := d.waitFor(`connect "peer_account":\s+(http://\S+)\s+Waiting on http://127.0.0.1:\d+/callback   \(Ctrl-C stops, p = paste a code instead\)`)
	if err := open(login[1]); err != nil {
		d.t.Fatal(err)
	}
	d.waitFor(`✓ Scopes: .*Refresh token: yes   Expires: in 1 h \(renewed automatically\)`)
	d.waitFor(`✓ Stored in the connections file, sealed`)
	d.waitFor(`Use it:  invokeurl \[ url: …  connection: "peer_account" \];`)
	if text := d.ends(0); strings.Contains(text, secret) {
		d.t.Errorf("the secret was shown:\n%s", text)
	}
}

// works uses the connection.
func (d *desk) works(address, answer string) {
	d.t.Helper()
	script := filepath.Join(d.t.TempDir(), "call.dg")
	text := fmt.Sprintf("info invokeurl [ url: %q type: GET connection: \"peer_account\" ];", address+"/api/x")
	if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"run", script}, regexp.QuoteMeta(answer)},
		{[]string{"connections", "status", "peer_account"}, `✓ account     connected`},
		{[]string{"connections", "refresh", "peer_account", "--force"}, `✓ The access token of "peer_account" is new`},
		{[]string{"run", script}, regexp.QuoteMeta(answer)},
		{[]string{"connections", "list"}, `peer_account +peer .*connected`},
	} {
		if said := d.runs(0, step.args...); !regexp.MustCompile(step.want).MatchString(said) {
			d.t.Errorf("dg %s: %s", strings.Join(step.args, " "), said)
		}
	}
}

func TestTerminalLoginWithRotation(t *testing.T) {
	p, d := startPeer(t), newDesk(t)
	d.connects(p.URL, clientSecret, []string{"--auth-url", p.URL + "/authorize", "--token-url", p.URL + "/token", "--token-auth", "header", "--pkce", "required"},
		"offline read", person)
	d.works(p.URL, `{"scopes":2,"sent":""}`)
	want := []string{"authorize", "authorization_code", "api GET", "refresh_token", "api GET"}
	if got := p.log(); !slices.Equal(got, want) {
		t.Errorf("the server saw %q, want %q", got, want)
	}
}

// Its login and consent are forms that a person fills in.
func TestOidcProviderTerminalLogin(t *testing.T) {
	address := startNode(t, "oidc-provider.mjs")
	d := newDesk(t)
	d.connects(address, nodeSecret, []string{"--auth-url", address + "/auth?prompt=consent", "--token-url", address + "/token",
		"--revoke-url", address + "/token/revocation", "--token-auth", "header", "--pkce", "required"}, "openid offline_access", person)
	d.works(address, nodeOK)
	said := d.runs(0, "connections", "revoke", "peer_account")
	if !strings.Contains(said, "✓ The provider has revoked them.") {
		t.Error(said)
	}
	if said := d.runs(4, "connections", "status", "peer_account"); !strings.Contains(said, "X account     revoked: revoked") {
		t.Error(said)
	}
}

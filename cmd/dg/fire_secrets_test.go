package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/seal"
)

// watch is a browser that writes down what it was started with, as every other user
// of the machine or every child could read it.
func watch() {
	said := fmt.Sprintln(os.Args, os.Environ())
	for _, name := range []string{"cmdline", "environ"} {
		for _, process := range []string{"self", fmt.Sprint(os.Getppid())} {
			text, err := os.ReadFile("/proc/" + process + "/" + name)
			if err == nil && (process == "self" || name == "cmdline") { // the environment of dg itself is its user's
				said += string(text) + "\n"
			}
		}
	}
	err := os.WriteFile(os.Getenv("WATCHED"), []byte(said), 0o600)
	if err == nil {
		err = visit(os.Args[len(os.Args)-1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Secrets of a person. No eight characters of them stand anywhere by chance.
const (
	sessionKey    = "q83vEjRWeJq83vEjRWeJq83vEjRWeJqrze8SNFZ4mrw="
	sessionNewKey = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MEFCQ0RFRkdISUo="
	sessionClient = "Xk9+z/&w Q%vö7Tr$mJ2pLhYd"
	sessionPass   = "Wb4!tGq8 zNcR5uKe"
	sessionAPIKey = "k3Yq7Zt+Vw/9Bx=Lm2Np&Rs5"
	sessionEnv    = "Hj6Df8Ga1Qs4We7Rt0Yu"
	sessionOwn    = "Po9Iu8Yt7Re6Wq5As4Df"
)

// session is one person's use of dg with everything it produces.
type session struct {
	*fire
	secrets map[string]bool
	said    strings.Builder
	key     string
}

func newSession(t *testing.T) *session {
	t.Helper()
	apart(t)
	w := &session{fire: &fire{t: t, dir: filepath.Join(t.TempDir(), "config")}, key: sessionKey,
		secrets: map[string]bool{sessionKey: true, sessionNewKey: true, sessionClient: true, sessionPass: true, sessionAPIKey: true, sessionEnv: true, sessionOwn: true}}
	server, err := connectiontest.Start(connectiontest.Config{Rotate: true, ClientID: "session-client", ClientSecret: sessionClient,
		API: http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { _, _ = out.Write([]byte("fine")) })})
	w.check(err)
	t.Cleanup(func() { _ = server.Close() })
	w.server = server
	w.setEnv()
	return w
}

func (w *session) setEnv(more ...string) {
	w.env = append([]string{"DG_KEY=" + w.key, "BROWSER=watcher", "WATCHED=" + filepath.Join(w.t.TempDir(), "watched"), "DG_CONNECTION_OTHER_TOKEN=" + sessionEnv}, more...)
}

// does runs a command, keeps what it said, and learns what is stored after it.
func (w *session) does(want int, input string, args ...string) {
	w.t.Helper()
	code, out, errOut := w.dg(input, append([]string{"-vv"}, args...)...)
	if code != want {
		w.t.Errorf("dg %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), code, want, out, errOut)
	}
	w.said.WriteString(strings.Join(args, " ") + "\n" + out + errOut)
	for _, e := range w.env {
		if path, ok := strings.CutPrefix(e, "WATCHED="); ok {
			text, err := os.ReadFile(path)
			if err == nil {
				w.said.Write(text)
			}
		}
	}
	store := boltstore.New(boltstore.Options{Dir: w.dir, Keys: seal.Keys{Getenv: func(string) string { return w.key }}})
	auths, err := store.Authorizations(w.t.Context())
	w.check(err)
	for _, a := range auths {
		for _, s := range []string{a.Access, a.Refresh} {
			w.secrets[s] = w.secrets[s] || s != ""
		}
	}
}

// A whole session of the program: what it prints, what it writes, and what it
// starts other programs with holds no secret, in no spelling.
func TestX28EverythingThatIsProduced(t *testing.T) {
	w := newSession(t)
	w.connect()
	w.curl()
	w.use()
	w.backup()
	w.does(0, "", "connections", "revoke", "crm")
	delete(w.secrets, "")
	outputs := map[string]string{"what was said": w.said.String()}
	w.check(filepath.WalkDir(filepath.Dir(w.dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		outputs[d.Name()] = string(text)
		return err
	}))
	if len(w.secrets) < 14 || outputs[boltstore.FileName] == "" || outputs["plain.json"] == "" || outputs["all.age"] == "" {
		t.Fatalf("%d secrets, %d outputs: the test has lost its subject", len(w.secrets), len(outputs))
	}
	if runtime.GOOS == "linux" && !strings.Contains(outputs["what was said"], "watcher\x00") {
		t.Error("the browser's command line was not read")
	}
	searched := 0
	for where, text := range outputs {
		searched += len(text)
		for secret := range w.secrets {
			if piece := leaks(text, secret); piece != "" {
				at := strings.Index(text, piece)
				t.Errorf("%s holds %q of a secret: …%q…", where, piece, text[max(0, at-80):min(len(text), at+60)])
			}
		}
	}
	t.Logf("%d secrets in their spellings: none in %d bytes of output, %d files, and the arguments and environment of the browser", len(w.secrets), searched, len(outputs)-1)
}

const sessionRedirect = "http://127.0.0.1:0/callback"

func (w *session) connect() {
	at := w.server.URL()
	w.does(0, sessionClient+"\n", "services", "add", "--link", "demo", "--auth-url", at+"/oauth/authorize", "--token-url", at+"/oauth/token",
		"--revoke-url", at+"/oauth/revoke", "--scopes", "read", "--pkce", "required", "--host", at, "--private", "--test-url", at+"/oauth/account",
		"--account-path", "account", "--client-id", "session-client", "--with-secret")
	w.does(0, "", "connections", "add", "crm", "--service", "demo")
	w.does(0, "", "connections", "login", "crm", "--redirect", sessionRedirect)
	w.does(0, "", "services", "add", "--link", "keyed", "--auth", "api_key", "--placement", "query", "--header", "appid", "--host", at, "--private", "--test-url", at+"/x")
	w.does(4, sessionAPIKey+"\n", "connections", "add", "keyed", "--service", "keyed", "--flow", "api-key")
	w.does(4, sessionOwn+"\n", "connections", "login", "crm", "--flow", "refresh-token")
	w.does(0, "", "connections", "login", "crm", "--redirect", sessionRedirect)
	for _, args := range [][]string{{"list"}, {"list", "--json"}, {"show", "crm"}, {"show", "crm", "--json"}, {"test", "crm"}, {"test", "crm", "--json"},
		{"status", "crm"}, {"status", "crm", "--json"}, {"refresh", "crm"}, {"refresh", "crm", "--force"}, {"refresh", "crm", "--json"},
		{"rename", "crm", "The CRM"}, {"edit", "crm", "--scopes", "+more"}, {"edit", "crm", "--scopes", "-more"}} {
		w.does(0, "", append([]string{"connections"}, args...)...)
	}
	w.does(4, "", "connections", "doctor", "--online") // the key is a wrong one
}

// curl runs the program that gets the credentials on its input: they must be neither
// in its arguments nor in its environment, where others could see them.
func (w *session) curl() {
	w.t.Helper()
	seen := filepath.Join(w.t.TempDir(), "seen")
	w.env = append(w.env, "CURL_SEEN="+seen)
	for _, link := range []string{"crm", "keyed"} {
		w.does(0, "", "connections", "curl", link, "--", "-s", "-d", "a=b", "/x")
		config, err := os.ReadFile(seen + ".config")
		w.check(err)
		if !strings.Contains(string(config), "Bearer ") && !strings.Contains(string(config), "appid=") {
			w.t.Errorf("curl got no credentials: %s", config)
		}
		for _, part := range []string{".argv", ".environ"} {
			text, err := os.ReadFile(seen + part)
			w.check(err)
			w.said.Write(text)
		}
	}
	w.does(4, "", "connections", "curl", "crm", "--", "https://evil.example/x")
	w.setEnv()
}

// use runs scripts that work and scripts that fail in every way.
func (w *session) use() {
	at := w.server.URL()
	call := func(want int, link, address string) {
		file := w.script(fmt.Sprintf("info invokeurl [ url: %q type: GET connection: %q detailed: true ];", address, link))
		w.does(want, "", "run", file)
		if address == at+"/refused" {
			want = 4 // the first has found out
		}
		w.does(want, "", "run", file, "--json")
	}
	call(0, "crm", at+"/x?q=1")
	w.server.ExpireAccess()
	call(0, "crm", at+"/x")
	call(0, "keyed", at+"/x")
	call(4, "crm", "https://evil.example/x")
	echo := func(out http.ResponseWriter, r *http.Request) bool {
		_, secret, _ := r.BasicAuth()
		out.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(out).Encode(map[string]string{"error": "invalid_request", "error_description": r.Form.Encode() + secret + r.Form.Get("refresh_token")})
		return true
	}
	w.server.SetFaults(connectiontest.Faults{Token: echo})
	w.server.ExpireAccess()
	call(0, "crm", at+"/refused") // 401, and the renewal fails
	w.does(4, "", "connections", "login", "crm", "--redirect", sessionRedirect)
	w.server.SetFaults(connectiontest.Faults{})
	w.does(0, "", "connections", "login", "crm", "--redirect", sessionRedirect)
}

// backup moves everything to a new key by way of a backup.
func (w *session) backup() {
	dir := filepath.Dir(w.dir)
	w.does(0, "", "connections", "audit", "--json")
	w.does(0, "", "connections", "audit")
	w.does(0, "", "connections", "doctor", "--json")
	w.does(0, "", "connections", "export", filepath.Join(dir, "plain.json"))
	w.does(0, sessionPass+"\n", "connections", "export", filepath.Join(dir, "all.age"), "--secrets")
	w.does(2, "the wrong passphrase\n", "connections", "import", filepath.Join(dir, "all.age"))
	w.does(2, "", "connections", "rekey")
	w.setEnv("DG_NEW_KEY=" + sessionNewKey)
	old := w.key
	w.key = sessionNewKey
	w.env = append(w.env, "DG_KEY="+old)
	w.does(0, "", "connections", "rekey")
	w.does(2, "", "connections", "audit") // still with the old key
	w.setEnv()
	w.does(0, "", "connections", "test", "crm")
	w.check(os.Rename(filepath.Join(w.dir, boltstore.FileName), filepath.Join(dir, "moved.db")))
	w.does(0, sessionPass+"\n", "connections", "import", filepath.Join(dir, "all.age"))
	w.does(0, "", "connections", "list")
	w.does(0, "", "connections", "test", "crm")
}

// The restored store has everything, in the order it had.
func TestX30BackupGoesRound(t *testing.T) {
	w := newFire(t, connectiontest.Config{})
	file := filepath.Join(t.TempDir(), "all.age")
	if code, _, errOut := w.dg(sessionPass+"\n", "connections", "export", file, "--secrets"); code != 0 {
		t.Fatal(errOut)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the backup: %v %v", info, err)
	}
	before, err := w.store.Authorizations(t.Context())
	w.check(err)
	w.check(os.RemoveAll(w.dir))
	if code, _, errOut := w.dg(sessionPass+"\n", "connections", "import", file); code != 0 {
		t.Fatal(errOut)
	}
	after, err := boltstore.New(boltstore.Options{Dir: w.dir}).Authorizations(t.Context())
	w.check(err)
	same := slices.EqualFunc(before, after, func(a, b connections.Authorization) bool { return a.Access == b.Access && a.Refresh == b.Refresh })
	if !same || len(after) != 1 {
		t.Errorf("%v, %v", before, after)
	}
	if code, out, errOut := w.dg("", "run", w.script(threeCalls)); code != 0 || out != "200\n200\n200\n" {
		t.Errorf("exit code %d, %q\n%s", code, out, errOut)
	}
}

package main

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
)

// The tests of these files run the program itself, several at a time, against a
// provider that ends the whole grant when a refresh token comes twice. They are the
// short forms of claims of .ci/proof, which raises the numbers by DG_FIRE_….

const fireLink = "demo_account"

// fire is a configuration folder with a connection that is logged in.
type fire struct {
	t       *testing.T
	dir     string
	env     []string // on top of what dg needs
	server  *connectiontest.Server
	store   *boltstore.Store
	manager *connections.Manager
}

// raced says that the race detector watches. It sees one process and makes each of
// them slow; the races inside one are looked for in the tests of connections.
var raced bool

func apart(t *testing.T) {
	t.Helper()
	if raced {
		t.Skip("many processes, none of which the race detector can hold against another")
	}
}

func newFire(t *testing.T, c connectiontest.Config) *fire {
	t.Helper()
	apart(t)
	c.Rotate, c.DetectReuse = true, true
	if c.API == nil {
		c.API = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("fine")) })
	}
	server, err := connectiontest.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	w := &fire{t: t, dir: filepath.Join(t.TempDir(), "config"), server: server}
	w.store = boltstore.New(boltstore.Options{Dir: w.dir})
	w.manager = connections.NewManager(connections.Options{Store: w.store, Refresher: &oauthflow.Client{}})
	id, secret := server.Client()
	w.check(w.manager.AddService(t.Context(), &connections.Service{Spec: server.Service("demo"), Client: connections.Client{ID: id, Secret: secret}}))
	w.check(w.manager.AddConnection(t.Context(), &connections.Connection{Link: fireLink, Service: "demo"}))
	w.login()
	return w
}

func (w *fire) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *fire) login() {
	w.t.Helper()
	_, err := w.manager.Login(w.t.Context(), fireLink, &oauthflow.Code{
		Client: &oauthflow.Client{}, Redirect: "http://127.0.0.1:0/callback", Notify: func(oauthflow.Waiting) {}, Open: visit,
	})
	w.check(err)
}

// visit is a browser in which somebody agrees at once.
func visit(address string) error {
	resp, err := http.Get(address) //nolint:gosec // an address of the test's own
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// expire ends the access token for dg and for the server.
func (w *fire) expire() {
	w.t.Helper()
	snap, err := w.store.Lookup(w.t.Context(), fireLink, "", "")
	w.check(err)
	a := snap.Authorization
	a.Expiry = a.Obtained
	w.check(w.store.PutAuthorization(w.t.Context(), &a))
	w.server.ExpireAccess()
}

// command is dg as another process; the test binary stands for it.
func (w *fire) command(args ...string) (cmd *exec.Cmd, out, errOut *bytes.Buffer) {
	w.t.Helper()
	cmd = exec.Command("dg", args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + w.dir, "DG_CONFIG_DIR=" + w.dir, "NO_COLOR=1"}, w.env...)
	out, errOut = &bytes.Buffer{}, &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, errOut
	return cmd, out, errOut
}

// dg runs a command to its end and returns exit code and output.
func (w *fire) dg(input string, args ...string) (code int, out, errOut string) {
	w.t.Helper()
	cmd, o, e := w.command(args...)
	cmd.Stdin = strings.NewReader(input)
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

// script writes a script file; %s in it stands for the server's address.
func (w *fire) script(text string) string {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "fire.dg")
	w.check(os.WriteFile(file, []byte(strings.ReplaceAll(text, "%s", w.server.URL())), 0o600))
	return file
}

const threeCalls = `for each i in {1, 2, 3} {
	r = invokeurl [ url: "%s/contacts" type: GET connection: "demo_account" detailed: true ];
	info r.get("responseCode");
}
`

// times is the number that a claim asks for, or that of the short form.
func times(t *testing.T, variable string, short int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return short
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

func (w *fire) count(kind string, want int) {
	w.t.Helper()
	if got := w.server.Count(kind); got != want {
		w.t.Errorf("%d %s requests, want %d", got, kind, want)
	}
}

// Two processes need one rotating token that has ended: the server is asked once.
func TestX11TwoProcesses(t *testing.T) {
	w := newFire(t, connectiontest.Config{})
	file := w.script(threeCalls)
	rounds := times(t, "DG_FIRE_ROUNDS", 3)
	for round := range rounds {
		w.expire()
		var running [2]*exec.Cmd
		var said, complained [2]*bytes.Buffer
		for i := range running {
			running[i], said[i], complained[i] = w.command("run", file)
			w.check(running[i].Start())
		}
		for i, cmd := range running {
			if err := cmd.Wait(); err != nil || said[i].String() != "200\n200\n200\n" {
				t.Fatalf("round %d: %v, printed %q\n%s", round, err, said[i], complained[i])
			}
		}
	}
	w.count("refresh", rounds)
	w.count("token-error", 0)
	w.count("api", rounds*6)
	w.count("api-401", 0)
	t.Logf("%d rounds: %d token requests, %d calls answered 200", rounds, w.server.Count("refresh"), w.server.Count("api"))
}

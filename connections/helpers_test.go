package connections_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 5, 2, 10, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// logBuffer is a log that tests read while others write.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// world is a provider, a store and a manager on one clock.
type world struct {
	t       *testing.T
	clock   *clock
	server  *connectiontest.Server
	store   *boltstore.Store
	client  *oauthflow.Client
	manager *connections.Manager
	log     *logBuffer
	dir     string
}

const link = "demo_account"

// newWorld has a connection that is logged in.
func newWorld(t *testing.T, c connectiontest.Config, change ...func(*provider.Service)) *world {
	t.Helper()
	w := &world{t: t, clock: newClock(), log: &logBuffer{}, dir: filepath.Join(t.TempDir(), "dg")}
	c.Now = w.clock.Now
	if c.API == nil {
		c.API = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	}
	server, err := connectiontest.Start(c)
	w.check(err)
	t.Cleanup(func() { _ = server.Close() })
	w.server = server
	w.client = &oauthflow.Client{Now: w.clock.Now}
	w.manager = w.newManager(connections.Options{})
	id, secret := server.Client()
	spec := server.Service("demo")
	for _, f := range change {
		f(&spec)
	}
	w.check(w.manager.AddService(ctx, &connections.Service{Spec: spec, Client: connections.Client{ID: id, Secret: secret}}))
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: link, Title: "Demo Account", Service: "demo", Scopes: []string{"read"}}))
	if spec.Interactive() {
		w.login()
	}
	return w
}

var ctx = context.Background()

// newManager is what another process would have: a manager and a store of its own.
func (w *world) newManager(o connections.Options) *connections.Manager {
	log := slog.New(slog.NewTextHandler(w.log, nil))
	w.store = boltstore.New(boltstore.Options{Dir: w.dir})
	if o.Store == nil {
		o.Store = w.store
	}
	if o.Refresher == nil {
		o.Refresher = w.client
	}
	o.Now, o.Log, o.HTTP = w.clock.Now, log, http.DefaultClient
	return connections.NewManager(o)
}

func named(user string) func() string { return func() string { return user } }

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) login() connections.LoginResult {
	w.t.Helper()
	r, err := w.manager.Login(ctx, link, &oauthflow.Code{
		Client: w.client, Redirect: "http://127.0.0.1:0/callback", Notify: func(oauthflow.Waiting) {},
		Open: func(url string) error {
			resp, err := http.Get(url)
			if err != nil {
				return err
			}
			return resp.Body.Close()
		},
	})
	w.check(err)
	return r
}

// call sends one request as a runtime does: a 401 means one renewal and one
// repetition. It returns the last status.
func (w *world) call(m *connections.Manager) (int, error) { return callAt(m, w.server.URL()) }

func callAt(m *connections.Manager, base string) (int, error) {
	for attempt := 0; ; attempt++ {
		req, err := http.NewRequest("GET", base+"/contacts", nil)
		if err != nil {
			return 0, err
		}
		if err := m.Authorize(ctx, link, req); err != nil {
			return 0, err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0, err
		}
		if err := resp.Body.Close(); err != nil {
			return 0, err
		}
		if resp.StatusCode != http.StatusUnauthorized || attempt > 0 || m.Rejected(ctx, link, req) != nil {
			return resp.StatusCode, nil
		}
	}
}

// ok calls and expects status 200.
func (w *world) ok(m *connections.Manager) {
	w.t.Helper()
	if status, err := w.call(m); err != nil || status != 200 {
		w.t.Fatalf("call: %d %v; %v", status, err, w.server.Kinds())
	}
}

func (w *world) count(kind string, want int) {
	w.t.Helper()
	if got := w.server.Count(kind); got != want {
		w.t.Errorf("%d %s events, want %d: %v", got, kind, want, w.server.Kinds())
	}
}

func (w *world) status() connections.Summary {
	w.t.Helper()
	s, err := w.manager.Status(ctx, link)
	w.check(err)
	return s
}

// kind fails the test unless err is a *connections.Error of this kind.
func kind(t *testing.T, err error, want connections.Kind) *connections.Error {
	t.Helper()
	var e *connections.Error
	if !errors.As(err, &e) {
		t.Fatalf("not a connections error: %v", err)
	}
	if e.Kind != want {
		t.Fatalf("kind %v, want %v: %v", e.Kind, want, err)
	}
	return e
}

// failTokens makes the token endpoint answer like this.
func (w *world) failTokens(status int, body string) {
	w.server.SetFaults(connectiontest.Faults{Token: func(rw http.ResponseWriter, _ *http.Request) bool {
		rw.WriteHeader(status)
		_, _ = rw.Write([]byte(body))
		return true
	}})
}

func (w *world) heal() { w.server.SetFaults(connectiontest.Faults{}) }

package peers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/seal"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib/invoke"
)

// bench is dg with one connection to a peer, and a clock that can be moved.
type bench struct {
	*peer
	manager *connections.Manager
	store   connections.Store
	again   func() *connections.Manager // what another process would have

	mu    sync.Mutex
	ahead time.Duration
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Add(b.ahead)
}

func (b *bench) forward(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ahead += d
}

func newBench(t *testing.T, grant string) *bench {
	t.Helper()
	b := &bench{peer: startPeer(t)}
	b.store = boltstore.New(boltstore.Options{Dir: t.TempDir(), Keys: seal.Keys{}})
	b.manager = connections.NewManager(connections.Options{
		Store: b.store, Refresher: &oauthflow.Client{Now: b.now}, Now: b.now,
	})
	service := &connections.Service{Spec: b.service(), Client: connections.Client{ID: clientID, Secret: clientSecret}}
	service.Spec.Grant = grant
	if err := b.manager.AddService(t.Context(), service); err != nil {
		t.Fatal(err)
	}
	c := &connections.Connection{Link: "peer_account", Service: "peer", Scopes: []string{"offline", "read"}}
	if err := b.manager.AddConnection(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return b
}

// login goes through the authorization-code flow; the browser is a plain client.
func (b *bench) login(t *testing.T) connections.LoginResult {
	t.Helper()
	result, err := b.manager.Login(t.Context(), "peer_account", &oauthflow.Code{
		Client: &oauthflow.Client{Now: b.now}, Redirect: "http://127.0.0.1:0/callback", Notify: func(oauthflow.Waiting) {},
		Open: func(address string) error {
			resp, err := http.Get(address)
			if err != nil {
				return err
			}
			return resp.Body.Close()
		},
	})
	if err != nil {
		t.Fatal(err, b.log())
	}
	return result
}

// run runs a script that calls the API of the peer and returns what it printed.
func (b *bench) run(t *testing.T, script string) (string, error) {
	t.Helper()
	reg := registry.New()
	invoke.Register(reg)
	out := &printed{}
	h := host.Default(host.Host{Auth: b.manager, Clock: host.SystemClock{}, Out: out})
	o := httpx.FromHost(h)
	o.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
	client := httpx.New(o)
	defer client.Close()
	h.HTTP = client
	program, found := dg.Compile(source.NewFile("peer.dg", strings.ReplaceAll(script, "${API}", b.URL+"/api/x")), dg.Options{Registry: reg, Host: h})
	if program == nil {
		t.Fatal(found.Err())
	}
	_, err := program.Run(t.Context(), dg.Call{Host: h})
	return strings.Join(out.lines, "\n"), err
}

type printed struct{ lines []string }

func (p *printed) Info(_ context.Context, line host.InfoLine) { p.lines = append(p.lines, line.Text) }

const (
	getScript  = `response = invokeurl [ url: "${API}" type: GET connection: "peer_account" ]; info response;`
	postScript = `response = invokeurl [ url: "${API}" type: POST parameters: "hello" connection: peer_account ]; info response;`
)

func (b *bench) wantRun(t *testing.T, script, want string) {
	t.Helper()
	got, err := b.run(t, script)
	if err != nil || got != want {
		t.Errorf("printed %q, %v; want %q", got, err, want)
	}
}

func (b *bench) wantLog(t *testing.T, want ...string) {
	t.Helper()
	if got := b.log(); !slices.Equal(got, want) {
		t.Errorf("the server saw %q, want %q", got, want)
	}
}

func TestLoginCallRefresh(t *testing.T) {
	b := newBench(t, "")
	if r := b.login(t); !r.HasRefresh || len(r.Missing) > 0 {
		t.Errorf("login: %+v", r)
	}
	b.wantRun(t, getScript, `{"scopes":2,"sent":""}`)
	b.forward(2 * time.Hour) // the access token is past its life by our clock
	b.wantRun(t, postScript, `{"scopes":2,"sent":"hello"}`)
	b.wantLog(t, "authorize", "authorization_code", "api GET", "refresh_token", "api POST")
}

// The server forgot the token although it is fresh by the clock: one 401, one
// refresh, one repeat with the entity, and the script notices nothing.
func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	b := newBench(t, "")
	b.login(t)
	b.forgetAccess()
	b.wantRun(t, postScript, `{"scopes":2,"sent":"hello"}`)
	b.wantLog(t, "authorize", "authorization_code", "api 401", "refresh_token", "api POST")
}

// Two runs at once with a dead token: with rotation and reuse detection a second
// refresh would end the whole family.
func TestRunsAtOnceRefreshOnce(t *testing.T) {
	b := newBench(t, "")
	b.login(t)
	b.forward(2 * time.Hour)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { b.wantRun(t, getScript, `{"scopes":2,"sent":""}`) })
	}
	wg.Wait()
	if n := strings.Count(strings.Join(b.log(), " "), "refresh_token"); n != 1 {
		t.Errorf("%d refreshes, want 1: %q", n, b.log())
	}
	b.forward(2 * time.Hour)
	b.wantRun(t, getScript, `{"scopes":2,"sent":""}`)
}

// Somebody else used the refresh token: the family is dead, and the script learns
// what to do about it.
func TestStolenRefreshToken(t *testing.T) {
	b := newBench(t, "")
	b.login(t)
	snap, err := b.store.Lookup(t.Context(), "peer_account", connections.SharedUser, connections.DefaultEnvironment)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {snap.Authorization.Refresh}}
	req, _ := http.NewRequest("POST", b.URL+"/token", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(clientID, url.QueryEscape(clientSecret))
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	_ = resp.Body.Close()
	b.forward(2 * time.Hour)
	_, err = b.run(t, getScript)
	var own *connections.Error
	if !errors.As(err, &own) || own.Kind != connections.Unauthenticated || !strings.Contains(err.Error(), "UnAuthenticated Connections") {
		t.Errorf("error = %v", err)
	}
	if strings.Contains(err.Error(), snap.Authorization.Refresh) {
		t.Error("the message holds the token")
	}
	before := len(b.log())
	_, _ = b.run(t, getScript)
	if after := len(b.log()); after != before {
		t.Errorf("the provider was asked again: %q", b.log())
	}
}

func TestClientCredentials(t *testing.T) {
	b := newBench(t, "client_credentials")
	b.wantRun(t, getScript, `{"scopes":2,"sent":""}`)
	b.wantRun(t, getScript, `{"scopes":2,"sent":""}`)
	b.wantLog(t, "client_credentials", "api GET", "api GET")
}

package connections

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dg-lang/dg/connections/oauth1"
	"github.com/dg-lang/dg/connections/provider"
)

// Options configure a Manager. Store is needed; the rest has defaults.
type Options struct {
	Store     Store
	Refresher Refresher // nil: tokens are used as they are
	// Catalogue gives the services that are known, when they are first asked for: to
	// read them takes longer than all the rest of a short run. nil: the built-in ones.
	Catalogue func() *provider.Catalogue
	Log       *slog.Logger     // nil: silent. Warnings for the user; never a secret
	Now       func() time.Time // nil: time.Now

	// User names the owner of the authorizations of LoginUser connections. It is
	// asked once, when a connection is used. nil: nobody.
	User func() string
	// UserGiven says that somebody named the user, so that the commands in messages do.
	UserGiven   bool
	Environment string // empty: DefaultEnvironment
	// Replace gives other connections in the place of some, by link name.
	Replace map[string]string
	// Getenv finds DG_CONNECTION_<NAME>_TOKEN and …_REFRESH_TOKEN, which win over
	// the store. nil: none.
	Getenv func(string) string
	// HTTP sends the verification request of Probe, to addresses that ReachFrom
	// lets pass. nil: Probe is refused.
	HTTP interface {
		Do(*http.Request) (*http.Response, error)
	}
}

// Manager puts credentials on requests and keeps them fresh. It is safe for
// concurrent use.
type Manager struct {
	store     Store
	refresher Refresher
	log       *slog.Logger
	now       func() time.Time
	user      func() string
	opts      Options

	flights  flights
	renewed  atomic.Int64   // tokens of any connection
	running  sync.WaitGroup // refreshes under way
	underWay atomic.Int64   // how many those are
	mu       sync.Mutex
	keys     map[Key]*keyState
	// replaced are the names that were looked for and stand for another.
	replaced map[string]bool
	env      map[string]Authorization // connections whose token came from the environment
}

// keyState is what one process remembers of an authorization between calls.
type keyState struct {
	current     string    // token handed out last
	failures    int       // transient refresh failures in a row
	retryAt     time.Time // no refresh before
	lastFailure error
	warned      map[string]bool
	signs       []provider.ExpiredSign // of the service
	private     bool                   // the service may be in a private network
}

// Renewals is how many access tokens were renewed so far.
func (m *Manager) Renewals() int64 { return m.renewed.Load() }

// NewManager makes a Manager. It opens nothing.
func NewManager(o Options) *Manager {
	m := &Manager{
		store: o.Store, refresher: o.Refresher, log: o.Log, now: o.Now, opts: o,
		keys: map[Key]*keyState{}, env: map[string]Authorization{}, replaced: map[string]bool{},
	}
	if m.log == nil {
		m.log = slog.New(slog.DiscardHandler)
	}
	if m.now == nil {
		m.now = time.Now
	}
	m.user = func() string { return "" }
	if o.User != nil {
		m.user = sync.OnceValue(o.User)
	}
	return m
}

// catalogue returns the services that are known.
func (m *Manager) catalogue() *provider.Catalogue {
	if m.opts.Catalogue != nil {
		return m.opts.Catalogue()
	}
	return provider.BuiltIn()
}

// Authorize puts the credentials of a connection on req: header, query or form
// fields, as the service wants. The host is checked before anything else; a
// refused request is left unchanged. All errors are *Error.
func (m *Manager) Authorize(ctx context.Context, connection string, req *http.Request) error {
	snap, t, err := m.lookup(ctx, connection, req.URL.Hostname())
	if err != nil {
		return err
	}
	if err := t.Service.CheckURL(req.URL); err != nil {
		return m.hostRefused(ctx, t, req, err)
	}
	a, err := m.usable(ctx, snap, t)
	if err != nil {
		return err
	}
	replaced, err := place(req, t, a, oauth1.Signer{Now: m.now})
	if err != nil {
		return &Error{Kind: Invalid, Connection: connection, Message: `connection "` + connection + `": ` + err.Error(), Cause: err}
	}
	m.warnReplaced(t.Key, replaced)
	m.handedOut(t, a.Access)
	return nil
}

// lookup reads a connection and makes it ready. host helps to suggest a service
// when there is no such connection; it may be empty.
func (m *Manager) lookup(ctx context.Context, connection, host string) (Snapshot, Target, error) {
	connection = m.meant(connection)
	snap, err := m.store.Lookup(ctx, connection, m.user(), m.opts.Environment)
	if errors.Is(err, ErrNotFound) {
		return snap, Target{}, m.notFound(ctx, connection, host)
	}
	if err != nil {
		return snap, Target{}, storeError(connection, err)
	}
	t, err := m.target(snap)
	if err != nil {
		return snap, t, err
	}
	t.named = m.opts.UserGiven
	t.Key = snap.Connection.Key(m.user(), m.opts.Environment)
	return snap, t, nil
}

// meant is the connection that stands in the place of another for this run.
func (m *Manager) meant(connection string) string {
	other, ok := m.opts.Replace[connection]
	if !ok {
		return connection
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.replaced[connection] = true
	return other
}

// NotReplaced are the names of Options.Replace that nobody has asked for yet,
// sorted.
func (m *Manager) NotReplaced() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var names []string
	for name := range m.opts.Replace {
		if !m.replaced[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Allowed reports whether a connection's credentials may go to req's host,
// without touching the request or the tokens. It is for checks on redirects.
func (m *Manager) Allowed(ctx context.Context, connection string, req *http.Request) error {
	_, t, err := m.lookup(ctx, connection, req.URL.Hostname())
	if err != nil {
		return err
	}
	if err := t.Service.CheckURL(req.URL); err != nil {
		return m.hostRefused(ctx, t, req, err)
	}
	return nil
}

// Expired reports whether an API answer means that the connection's token is no
// longer good: status 401, or a sign of the service's own. If so, call Rejected.
// It looks at the services of connections that were authorized before, so that an
// ordinary answer costs nothing.
func (m *Manager) Expired(_ context.Context, connection string, status int, body []byte) bool {
	connection = m.meant(connection)
	if provider.LacksScope(status, body) {
		m.warnScope(connection)
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, s := range m.keys {
		if key.Connection == connection {
			return provider.Service{ExpiredSigns: s.signs}.Expired(status, body)
		}
	}
	return status == http.StatusUnauthorized
}

// warnScope tells once a connection that a call needs a scope that was not granted.
func (m *Manager) warnScope(connection string) {
	m.mu.Lock()
	told := false
	for key, s := range m.keys {
		if key.Connection == connection {
			told, s.warned["scope"] = told || s.warned["scope"], true
		}
	}
	m.mu.Unlock()
	if !told {
		m.log.Warn("the connection lacks a scope for this call; to ask for it: dg connections refresh "+connection+" --scopes +SCOPE", "connection", connection)
	}
}

func (m *Manager) state(key Key) *keyState {
	s := m.keys[key]
	if s == nil {
		s = &keyState{warned: map[string]bool{}}
		m.keys[key] = s
	}
	return s
}

// handedOut remembers which token went out last, for warnReplaced, and what is
// known of the service, for Expired and Reach.
func (m *Manager) handedOut(t Target, token string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.state(t.Key)
	s.signs, s.private, s.current = t.Service.ExpiredSigns, t.Service.Private, token
}

// warnReplaced tells once per name that the script's own value was replaced. A
// value of ours, left on the request by the attempt before, is not worth a word.
func (m *Manager) warnReplaced(key Key, values []replacement) {
	for _, v := range values {
		m.mu.Lock()
		s := m.state(key)
		quiet := s.warned[v.name] || (s.current != "" && strings.Contains(v.old, s.current))
		s.warned[v.name] = s.warned[v.name] || !quiet
		m.mu.Unlock()
		if !quiet {
			m.log.Warn("the connection's value replaces the script's own", "connection", key.Connection, "name", v.name)
		}
	}
}

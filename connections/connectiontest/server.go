// Package connectiontest is a small OAuth 2 provider in this process: an
// authorization server and a protected API on loopback, with a log of what
// arrived. Tests use it, and so does the demonstration that dg carries.
package connectiontest

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// Event is one line of the server's log, without secrets.
type Event struct {
	Time   time.Time
	Kind   string // authorize, consent, token, refresh, client-credentials, revoke, api, api-401, token-error
	Detail string
}

// Config describes a server. The zero value is an auto-approving provider with
// tokens of one hour and no API.
type Config struct {
	ClientID, ClientSecret string        // default "demo-client", "demo-secret"
	Life                   time.Duration // of access tokens; default 1 hour
	Rotate                 bool          // a refresh gives a new refresh token and ends the old one
	DetectReuse            bool          // a dead refresh token ends its whole family
	Consent                bool          // show a page with a button instead of approving at once
	NoRefresh              bool          // hand out no refresh token
	Grant                  string        // takes this grant type, too, from a client that sends its account_id
	Offline                bool          // hand one out only when access_type=offline was asked for
	Scopes                 []string      // grant no others; nil: what is asked for
	Account                string        // name of the account; default "demo@example.com"
	Organisation           string        // that it belongs to; default "Demo Ltd"
	Address                string        // where Start listens; default a free port of 127.0.0.1
	Now                    func() time.Time
	API                    http.Handler // everything but the server's own paths; reached only with a token
	Faults                 Faults
}

// Faults are hooks that tests put in the way. A hook that returns true has
// answered the request itself. Each is called without the server's lock.
type Faults struct {
	Token func(w http.ResponseWriter, r *http.Request) bool // after the form was parsed
	API   func(w http.ResponseWriter, r *http.Request) bool // after the token was checked
}

// Paths of the server.
const (
	AuthorizePath = "/oauth/authorize"
	TokenPath     = "/oauth/token"
	RevokePath    = "/oauth/revoke"
	AccountPath   = "/oauth/account" // protected; names the account
	EchoPath      = "/oauth/echo"    // not protected; answers with the query
)

// Server is a provider. It is safe for concurrent use.
type Server struct {
	config Config
	mux    *http.ServeMux
	server *http.Server
	url    string

	mu      sync.Mutex
	faults  Faults
	events  []Event
	codes   map[string]code
	access  map[string]access
	tokens  map[string]refresh     // refresh tokens
	signed  map[string]signedToken // of OAuth 1
	nonces  map[string]bool
	devices map[string]device
}

type code struct {
	redirect, challenge, scope string
	expires                    time.Time
	used, offline              bool
	family                     string
}

type access struct {
	expires time.Time
	family  string
}

type refresh struct {
	family, scope string
	dead          bool
}

// New makes a server without a listener; it is an http.Handler.
func New(c Config) *Server {
	setDefault(&c.ClientID, "demo-client")
	setDefault(&c.ClientSecret, "demo-secret")
	setDefault(&c.Account, "demo@example.com")
	setDefault(&c.Organisation, "Demo Ltd")
	setDefault(&c.Address, "127.0.0.1:0")
	if c.Life == 0 {
		c.Life = time.Hour
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Server{config: c, faults: c.Faults, codes: map[string]code{}, access: map[string]access{}, tokens: map[string]refresh{},
		signed: map[string]signedToken{}, nonces: map[string]bool{}, devices: map[string]device{}}
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("GET "+AuthorizePath, s.authorize)
	s.mux.HandleFunc("POST "+AuthorizePath, s.consent)
	s.mux.HandleFunc("POST "+TokenPath, s.token)
	s.mux.HandleFunc("POST "+RevokePath, s.revoke)
	s.mux.HandleFunc("GET "+AccountPath, s.protect(http.HandlerFunc(s.account)))
	s.mux.HandleFunc("POST "+DevicePath, s.startDevice)
	s.mux.HandleFunc("GET "+ActivatePath, s.activate)
	s.mux.HandleFunc("GET /.well-known/openid-configuration", s.describe)
	s.mux.HandleFunc(EchoPath, func(w http.ResponseWriter, r *http.Request) {
		s.note("echo", r.URL.RawQuery)
		writeJSON(w, http.StatusOK, map[string]any{"length": len(r.URL.Query().Get("key"))})
	})
	s.signedRoutes()
	s.mux.HandleFunc("/", s.protect(c.API))
	return s
}

func setDefault(text *string, value string) {
	if *text == "" {
		*text = value
	}
}

// Start makes a server and serves it on Config.Address. Call Close.
func Start(c Config) (*Server, error) {
	s := New(c)
	l, err := net.Listen("tcp", s.config.Address)
	if err != nil {
		return nil, err
	}
	s.url = "http://" + l.Addr().String()
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go s.server.Serve(l) //nolint:errcheck // ends with Close
	return s, nil
}

// Close ends a started server.
func (s *Server) Close() error {
	if s.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if s.server.Shutdown(ctx) != nil {
		return s.server.Close()
	}
	return nil
}

// URL is the server's address without a slash at the end.
func (s *Server) URL() string { return s.url }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Service describes a started server for a connection.
func (s *Server) Service(id string) provider.Service {
	return provider.Service{
		ID: id, Title: "Local demonstration service", Auth: provider.OAuth2,
		AuthorizeURL: s.url + AuthorizePath, TokenURL: s.url + TokenPath, RevokeURL: s.url + RevokePath,
		ScopeDelimiter: "space", TokenAuth: provider.TokenAuthHeader, PKCE: provider.PKCERequired,
		Hosts: []string{s.url}, Private: true,
		TestURL: s.url + AccountPath, AccountPath: "account",
		Products: map[string]string{"api": s.url},
	}
}

// Client is the id and the secret that the server knows.
func (s *Server) Client() (id, secret string) { return s.config.ClientID, s.config.ClientSecret }

// Events is the log so far, in order.
func (s *Server) Events() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// Kinds are the kinds of all events so far.
func (s *Server) Kinds() []string {
	var kinds []string
	for _, e := range s.Events() {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// Count is how many events of a kind there are.
func (s *Server) Count(kind string) int {
	n := 0
	for _, k := range s.Kinds() {
		if k == kind {
			n++
		}
	}
	return n
}

// ExpireAccess ends all access tokens now, as if their time had come.
func (s *Server) ExpireAccess() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t, a := range s.access {
		a.expires = time.Time{}
		s.access[t] = a
	}
}

// SetLife changes how long the access tokens live that are handed out from now on.
func (s *Server) SetLife(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config.Life = d
}

// SetAccount changes who is signed in from now on.
func (s *Server) SetAccount(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config.Account = name
}

// SetScopes changes which scopes are granted from now on; nil means all.
func (s *Server) SetScopes(scopes []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config.Scopes = scopes
}

// granted are the scopes of a request that this server grants. The caller has the
// lock.
func (s *Server) granted(asked string) string {
	if s.config.Scopes == nil {
		return asked
	}
	return strings.Join(slices.DeleteFunc(strings.Fields(asked), func(name string) bool { return !slices.Contains(s.config.Scopes, name) }), " ")
}

// EndGrants ends all refresh tokens, as when the user takes the consent back.
func (s *Server) EndGrants() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t, r := range s.tokens {
		r.dead = true
		s.tokens[t] = r
	}
}

// SetFaults replaces the fault hooks.
func (s *Server) SetFaults(f Faults) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = f
}

func (s *Server) hooks() Faults {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults
}

// note appends to the log. The caller does not have the lock.
func (s *Server) note(kind, detail string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = append(s.events, Event{Time: s.config.Now(), Kind: kind, Detail: detail})
}

func random() string {
	b := make([]byte, 24)
	rand.Read(b) //nolint:errcheck // never fails: crypto/rand
	return base64.RawURLEncoding.EncodeToString(b)
}

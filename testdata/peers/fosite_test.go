package peers

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/ory/fosite"
	"github.com/ory/fosite/compose"
	"github.com/ory/fosite/storage"
	"golang.org/x/crypto/bcrypt"

	"github.com/dg-lang/dg/connections/provider"
)

const (
	clientID     = "dg-peer"
	clientSecret = "s3cret +&%é" // form-encoded in HTTP Basic, RFC 6749 §2.3.1
)

// peer is an authorization server on github.com/ory/fosite with a protected API
// that answers the scope of the token. It enforces PKCE, takes client_secret_basic
// only, rotates refresh tokens, and ends the whole family when one is used twice.
type peer struct {
	*httptest.Server
	oauth fosite.OAuth2Provider
	store *storage.MemoryStore

	mu     sync.Mutex
	events []string
}

func startPeer(t *testing.T) *peer {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(clientSecret), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{store: storage.NewMemoryStore()}
	p.store.Clients[clientID] = &fosite.DefaultOpenIDConnectClient{
		DefaultClient: &fosite.DefaultClient{
			ID: clientID, Secret: hash,
			// A loopback redirect may come with any port, RFC 8252 §7.3.
			RedirectURIs:  []string{"http://127.0.0.1/callback"},
			GrantTypes:    fosite.Arguments{"authorization_code", "refresh_token", "client_credentials"},
			ResponseTypes: fosite.Arguments{"code"},
			Scopes:        fosite.Arguments{"offline", "read"},
		},
		TokenEndpointAuthMethod: "client_secret_basic",
	}
	config := &fosite.Config{
		AccessTokenLifespan: time.Hour, EnforcePKCE: true, GlobalSecret: []byte("0123456789abcdef0123456789abcdef"),
	}
	p.oauth = compose.Compose(config, p.store, &compose.CommonStrategy{CoreStrategy: compose.NewOAuth2HMACStrategy(config)},
		compose.OAuth2AuthorizeExplicitFactory, compose.OAuth2ClientCredentialsGrantFactory, compose.OAuth2RefreshTokenGrantFactory,
		compose.OAuth2PKCEFactory, compose.OAuth2TokenRevocationFactory, compose.OAuth2TokenIntrospectionFactory)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("/api/", p.api)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// service describes the peer to dg.
func (p *peer) service() provider.Service {
	return provider.Service{
		ID: "peer", Title: "Peer", Auth: provider.OAuth2, AuthorizeURL: p.URL + "/authorize", TokenURL: p.URL + "/token",
		ScopeDelimiter: "space", TokenAuth: provider.TokenAuthHeader, PKCE: provider.PKCERequired,
		Hosts: []string{p.Listener.Addr().String()}, Private: true,
	}
}

func (p *peer) note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events = append(p.events, fmt.Sprintf(format, args...))
}

func (p *peer) log() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.events...)
}

func (p *peer) authorize(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	ar, err := p.oauth.NewAuthorizeRequest(ctx, r)
	if err != nil {
		p.note("authorize: %v", err)
		p.oauth.WriteAuthorizeError(ctx, w, ar, err)
		return
	}
	for _, scope := range ar.GetRequestedScopes() {
		ar.GrantScope(scope)
	}
	response, err := p.oauth.NewAuthorizeResponse(ctx, ar, &fosite.DefaultSession{Subject: "user-1"})
	if err != nil {
		p.note("authorize: %v", err)
		p.oauth.WriteAuthorizeError(ctx, w, ar, err)
		return
	}
	p.note("authorize")
	p.oauth.WriteAuthorizeResponse(ctx, w, ar, response)
}

func (p *peer) token(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	ar, err := p.oauth.NewAccessRequest(ctx, r, &fosite.DefaultSession{})
	grant := r.PostForm.Get("grant_type")
	if err != nil {
		p.note("%s refused", grant)
		p.oauth.WriteAccessError(ctx, w, ar, err)
		return
	}
	if grant == "client_credentials" {
		for _, scope := range ar.GetRequestedScopes() {
			ar.GrantScope(scope)
		}
	}
	response, err := p.oauth.NewAccessResponse(ctx, ar)
	if err != nil {
		p.note("%s refused", grant)
		p.oauth.WriteAccessError(ctx, w, ar, err)
		return
	}
	p.note("%s", grant)
	p.oauth.WriteAccessResponse(ctx, w, ar, response)
}

func (p *peer) api(w http.ResponseWriter, r *http.Request) {
	use, request, err := p.oauth.IntrospectToken(r.Context(), fosite.AccessTokenFromRequest(r), fosite.AccessToken, &fosite.DefaultSession{})
	if err != nil || use != fosite.AccessToken {
		p.note("api 401")
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		http.Error(w, `{"error":"invalid_token"}`, http.StatusUnauthorized)
		return
	}
	body, _ := io.ReadAll(r.Body)
	p.note("api %s", r.Method)
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"scopes":%d,"sent":%q}`, len(request.GetGrantedScopes()), body)
}

// forgetAccess ends all access tokens and leaves the refresh tokens.
func (p *peer) forgetAccess() {
	clear(p.store.AccessTokens)
	clear(p.store.AccessTokenRequestIDs)
}

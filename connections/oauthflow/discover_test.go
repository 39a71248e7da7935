package oauthflow

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/provider"
)

// The issuer's description fills the fields; the issuer on the redirect must be it.
func TestF14Discovery(t *testing.T) {
	s := newScene(t, connectiontest.Config{})
	described := provider.Service{ID: "oidc", Issuer: s.server.URL() + "/", Private: true, Discover: true, Hosts: []string{s.server.URL()}}
	found, err := (&Client{}).Discover(t.Context(), described)
	if err != nil {
		t.Fatal(err)
	}
	want := connections.Discovered{Issuer: s.server.URL(), AuthorizeURL: s.server.URL() + connectiontest.AuthorizePath,
		TokenURL: s.server.URL() + connectiontest.TokenPath, RevokeURL: s.server.URL() + connectiontest.RevokePath,
		DeviceURL: s.server.URL() + connectiontest.DevicePath, TokenAuth: provider.TokenAuthHeader, PKCE: provider.PKCESupported}
	if found != want {
		t.Errorf("%+v", found)
	}
	found.Fill(&s.target.Service)
	for issuer, ok := range map[string]bool{s.server.URL(): true, "https://evil.example": false} {
		w := s.start(t.Context())
		u := authorizeOnce(t, w)
		q := u.Query()
		q.Set("iss", issuer)
		get(t, callbackOf(t, w, q))
		if o := <-s.result; (o.err == nil) != ok {
			t.Errorf("iss %s: %v", issuer, o.err)
		}
	}
}

func TestF14DiscoveryFaults(t *testing.T) {
	good := `{"issuer":"ISS","token_endpoint":"https://a.example/t"}`
	for name, c := range map[string]struct {
		status     int
		body, want string
	}{
		"another issuer":  {200, strings.Replace(good, "ISS", "https://evil.example", 1), `issuer "https://evil.example"`},
		"plain http":      {200, strings.Replace(good, "https://a", "ftp://a", 1), "token_endpoint is no https address"},
		"no token":        {200, `{"issuer":"ISS"}`, "names no token_endpoint"},
		"no JSON":         {200, "<html>", "no JSON"},
		"not there":       {404, "", "openid-configuration"},
		"redirected away": {302, "", "never followed"},
	} {
		e := newEndpoint(t, nil)
		answer := says(c.status, "application/json", strings.ReplaceAll(c.body, "ISS", e.URL))
		e.Config.Handler = answer
		_, err := (&Client{}).Discover(t.Context(), provider.Service{Issuer: e.URL, Private: true})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (&Client{}).Discover(t.Context(), provider.Service{Issuer: "http://login.example.com"}); err == nil {
		t.Error("plain http was asked")
	}
}

// What the issuer says it supports decides where the client's credentials go.
func TestF14Supported(t *testing.T) {
	for methods, want := range map[string]provider.TokenAuth{
		"": provider.TokenAuthHeader, "client_secret_post": provider.TokenAuthBody, "none": provider.TokenAuthNone,
		"client_secret_post client_secret_basic": provider.TokenAuthHeader, "private_key_jwt": provider.TokenAuthHeader,
	} {
		if got := (document{TokenAuth: strings.Fields(methods)}).tokenAuth(); got != want {
			t.Errorf("%s: %s", methods, got)
		}
	}
	if (document{CodeChallenge: []string{"plain"}}).pkce() != provider.PKCEUnknown {
		t.Error("plain alone is no S256")
	}
}

// authorizeOnce opens the address and stops at the redirect.
func authorizeOnce(t *testing.T, w Waiting) *url.URL {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Get(w.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	u, err := resp.Location()
	if err != nil {
		t.Fatal(err)
	}
	return u
}

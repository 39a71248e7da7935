package oauthflow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// discoveryPath is where an issuer describes itself (OpenID Connect Discovery 1.0 §4).
const discoveryPath = "/.well-known/openid-configuration"

// Discover asks an issuer for its URLs and for what it supports. The issuer that the
// document names must be the one that was asked, so that no other can speak for it.
func (c *Client) Discover(ctx context.Context, s provider.Service) (connections.Discovered, error) {
	issuer := strings.TrimSuffix(s.Issuer, "/")
	if u, err := url.Parse(issuer); err != nil || u.Host == "" || u.Scheme != "https" && !(s.Private && u.Scheme == "http") {
		return connections.Discovered{}, errors.New("the issuer is no https address")
	}
	x := c.begin(connections.Target{Service: s})
	x.describing = true
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, issuer+discoveryPath, nil)
	if err != nil {
		return connections.Discovered{}, errors.New("the issuer does not parse")
	}
	resp, err := x.httpClient().Do(req)
	if err != nil {
		if _, err = x.end(err); err != nil {
			err = fmt.Errorf("%s%s: %w", issuer, discoveryPath, err)
		}
		return connections.Discovered{}, err
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return connections.Discovered{}, err
	}
	return described(body, s)
}

// document is what is read of an issuer's description.
type document struct {
	Issuer        string   `json:"issuer"`
	Authorize     string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Revoke        string   `json:"revocation_endpoint"`
	Device        string   `json:"device_authorization_endpoint"`
	TokenAuth     []string `json:"token_endpoint_auth_methods_supported"`
	CodeChallenge []string `json:"code_challenge_methods_supported"`
}

func described(body []byte, s provider.Service) (connections.Discovered, error) {
	var d document
	if err := json.Unmarshal(body, &d); err != nil {
		return connections.Discovered{}, errors.New("the issuer's description of itself is no JSON")
	}
	if strings.TrimSuffix(d.Issuer, "/") != strings.TrimSuffix(s.Issuer, "/") {
		return connections.Discovered{}, fmt.Errorf("the description is that of issuer %q", cut(d.Issuer, 100))
	}
	for name, address := range map[string]string{"authorization_endpoint": d.Authorize, "token_endpoint": d.Token,
		"revocation_endpoint": d.Revoke, "device_authorization_endpoint": d.Device} {
		u, err := url.Parse(address)
		if address != "" && (err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !(s.Private && u.Scheme == "http")) {
			return connections.Discovered{}, fmt.Errorf("the issuer's %s is no https address", name)
		}
	}
	if d.Token == "" {
		return connections.Discovered{}, errors.New("the issuer names no token_endpoint")
	}
	return connections.Discovered{Issuer: d.Issuer, AuthorizeURL: d.Authorize, TokenURL: d.Token, RevokeURL: d.Revoke, DeviceURL: d.Device,
		TokenAuth: d.tokenAuth(), PKCE: d.pkce()}, nil
}

// tokenAuth is client_secret_basic where nothing is said (Discovery §3).
func (d document) tokenAuth() provider.TokenAuth {
	switch {
	case len(d.TokenAuth) == 0 || slices.Contains(d.TokenAuth, "client_secret_basic"):
		return provider.TokenAuthHeader
	case slices.Contains(d.TokenAuth, "client_secret_post"):
		return provider.TokenAuthBody
	case slices.Contains(d.TokenAuth, "none"):
		return provider.TokenAuthNone
	}
	return provider.TokenAuthHeader
}

func (d document) pkce() provider.PKCE {
	if slices.Contains(d.CodeChallenge, "S256") {
		return provider.PKCESupported
	}
	return provider.PKCEUnknown
}

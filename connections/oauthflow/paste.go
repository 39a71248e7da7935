package oauthflow

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// Paste is the authorization-code flow for machines without a browser: the user
// opens the address elsewhere and pastes the address that the browser ended at.
type Paste struct {
	Client   *Client
	Notify   func(Waiting)
	Read     func(ctx context.Context) (string, error) // the pasted text
	Redirect string                                    // overrides the connection's redirect URL
}

var _ connections.Flow = (*Paste)(nil)

// Login implements connections.Flow.
func (f *Paste) Login(ctx context.Context, t connections.Target) (connections.Grant, error) {
	redirect := f.Redirect
	switch {
	case redirect != "":
	case t.Service.Auth == provider.OAuth1 && t.Client.Redirect == "":
		redirect = outOfBand
	default:
		redirect = Redirect(t)
	}
	a, err := f.Client.attempt(ctx, t, redirect)
	if err != nil {
		return connections.Grant{}, err
	}
	f.Notify(Waiting{URL: a.url, Redirect: redirect})
	text, err := f.Read(ctx)
	if err != nil {
		return connections.Grant{}, err
	}
	q, err := a.pasted(text)
	if err != nil {
		return connections.Grant{}, err
	}
	return f.Client.finish(ctx, t, a, q)
}

// pasted reads a whole redirected address, whose state must fit, or a bare code.
func (a attempt) pasted(text string) (url.Values, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, errors.New("nothing was pasted")
	}
	if !strings.ContainsAny(text, "?&=") {
		if a.token != "" {
			return url.Values{"oauth_token": {a.token}, "oauth_verifier": {text}}, nil
		}
		return url.Values{"code": {text}}, nil
	}
	if _, query, ok := strings.Cut(text, "?"); ok {
		text, _, _ = strings.Cut(query, "#")
	}
	q, err := url.ParseQuery(text)
	if err != nil {
		return nil, errors.New("the pasted address does not parse")
	}
	return q, a.check(q)
}

// SelfClient trades a grant code that the provider's console made for tokens;
// there is no redirect.
type SelfClient struct {
	Client *Client
	Code   string
}

var _ connections.Flow = (*SelfClient)(nil)

// Login implements connections.Flow.
func (f *SelfClient) Login(ctx context.Context, t connections.Target) (connections.Grant, error) {
	g, err := f.Client.exchange(ctx, t, strings.TrimSpace(f.Code), "", "")
	return g, explain(t, err)
}

// Import takes a refresh token that the user has already, and uses it once to
// see that it works.
type Import struct {
	Client  *Client
	Refresh string
}

var _ connections.Flow = (*Import)(nil)

// Login implements connections.Flow.
func (f *Import) Login(ctx context.Context, t connections.Target) (connections.Grant, error) {
	token := strings.TrimSpace(f.Refresh)
	if token == "" {
		return connections.Grant{}, errors.New("no refresh token was given")
	}
	g, err := f.Client.Refresh(ctx, t, connections.Authorization{Refresh: token})
	if err == nil && g.Refresh == "" {
		g.Refresh = token
	}
	return g, explain(t, err)
}

// Credentials gets a token with the client's own credentials.
type Credentials struct{ Client *Client }

var _ connections.Flow = (*Credentials)(nil)

// Login implements connections.Flow.
func (f *Credentials) Login(ctx context.Context, t connections.Target) (connections.Grant, error) {
	return f.Client.ClientCredentials(ctx, t)
}

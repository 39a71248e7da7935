package oauthflow

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// lasting trades the short-lived token of a login for one that lasts, where the
// service has such a step; elsewhere it is g itself.
func (c *Client) lasting(ctx context.Context, t connections.Target, g connections.Grant) (connections.Grant, error) {
	if t.Service.Exchange != nil {
		traded, err := c.trade(ctx, t, *t.Service.Exchange, g.Access)
		if err != nil {
			return g, err
		}
		traded.Warnings = slices.Concat(g.Warnings, traded.Warnings)
		extra := maps.Clone(g.Extra)
		maps.Copy(extra, traded.Extra)
		if traded.Extra = extra; len(traded.Scopes) == 0 {
			traded.Scopes = g.Scopes
		}
		g = traded
	}
	return renewedByItself(t, g), nil
}

// renewedByItself lets the access token stand in for a refresh token, where the
// service renews it by itself.
func renewedByItself(t connections.Target, g connections.Grant) connections.Grant {
	if t.Service.Renew != nil {
		g.Refresh = g.Access
	}
	return g
}

// trade asks for another token with a GET, which is what services outside RFC 6749
// take. The secret stands in the query then, so nothing of the address is ever shown
// but its host.
func (c *Client) trade(ctx context.Context, t connections.Target, by provider.Trade, token string) (connections.Grant, error) {
	x := c.begin(t, token)
	u, err := url.Parse(by.URL)
	if err != nil {
		return connections.Grant{}, errors.New("the service's URL for the exchange of tokens does not parse")
	}
	q := u.Query()
	for k, v := range by.Params {
		q.Set(k, v)
	}
	q.Set(by.Token, token)
	if by.ClientID {
		q.Set(clientIDName(t.Service), t.Client.ID)
	}
	if by.ClientSecret {
		q.Set("client_secret", t.Client.Secret)
	}
	u.RawQuery = q.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return connections.Grant{}, errors.New("the service's URL for the exchange of tokens does not parse")
	}
	resp, err := x.httpClient().Do(req)
	if err == nil {
		err = resp.Body.Close()
	}
	return x.end(err)
}

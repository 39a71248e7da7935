package oauthflow

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// Timeout bounds one request to a token endpoint.
const Timeout = 30 * time.Second

// Client talks to token endpoints. The zero value works. It is safe for
// concurrent use.
type Client struct {
	Transport http.RoundTripper // nil: one that finds public addresses only, unless the service is private
	Now       func() time.Time  // nil: time.Now
	Timeout   time.Duration     // 0: Timeout
}

var _ connections.Refresher = (*Client)(nil)

func (c *Client) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// Refresh implements connections.Refresher.
func (c *Client) Refresh(ctx context.Context, t connections.Target, a connections.Authorization) (connections.Grant, error) {
	if a.Refresh == "" {
		return c.ClientCredentials(ctx, t)
	}
	if t.Service.Renew != nil {
		g, err := c.trade(ctx, t, *t.Service.Renew, a.Refresh)
		return renewedByItself(t, g), err
	}
	if t.Service.RefreshAuth != "" {
		t.Service.TokenAuth = t.Service.RefreshAuth
	}
	x := c.begin(t, a.Refresh)
	x.extra = maps.Clone(t.Service.TokenParams)
	if x.extra == nil {
		x.extra = map[string]string{}
	}
	maps.Copy(x.extra, t.Service.RefreshParams)
	conf := config(t, "")
	if t.Service.RefreshURL != "" {
		conf.Endpoint.TokenURL = t.Service.RefreshURL
	}
	_, err := conf.TokenSource(x.context(ctx), &oauth2.Token{RefreshToken: a.Refresh}).Token()
	return x.end(err)
}

// ClientCredentials gets a token with the client's own credentials (RFC 6749
// §4.4). Grant names other than client_credentials are sent as they are.
func (c *Client) ClientCredentials(ctx context.Context, t connections.Target) (connections.Grant, error) {
	x := c.begin(t)
	params := url.Values{"grant_type": {t.Service.GrantName()}}
	if scopes := t.Scopes(); len(scopes) > 0 {
		params.Set("scope", strings.Join(scopes, t.Service.Delimiter()))
	}
	if g := t.Service.TokenParams["grant_type"]; g != "" {
		params.Set("grant_type", g)
	}
	x.extra = t.Service.TokenParams
	conf := clientcredentials.Config{
		ClientID: t.Client.ID, ClientSecret: secret(t), TokenURL: t.Service.TokenURL,
		AuthStyle: authStyle(t), EndpointParams: params,
	}
	_, err := conf.Token(x.context(ctx))
	g, err := x.end(err)
	g.Refresh = "" // a refresh token makes no sense here (RFC 6749 §4.4.3)
	return g, err
}

// exchange trades an authorization code for tokens. verifier is empty without PKCE.
func (c *Client) exchange(ctx context.Context, t connections.Target, code, redirect, verifier string) (connections.Grant, error) {
	x := c.begin(t, code, verifier)
	var options []oauth2.AuthCodeOption
	if verifier != "" {
		options = append(options, oauth2.VerifierOption(verifier))
	}
	x.extra = t.Service.TokenParams
	_, err := config(t, redirect).Exchange(x.context(ctx), code, options...)
	return x.end(err)
}

// config describes the client for x/oauth2. Scopes are left out: the library
// joins them with blanks only.
func config(t connections.Target, redirect string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: t.Client.ID, ClientSecret: secret(t), RedirectURL: redirect,
		Endpoint: oauth2.Endpoint{AuthURL: t.Service.AuthorizeURL, TokenURL: t.Service.TokenURL, DeviceAuthURL: t.Service.DeviceURL, AuthStyle: authStyle(t)},
	}
}

func secret(t connections.Target) string {
	if t.Service.TokenAuth == provider.TokenAuthNone {
		return ""
	}
	return t.Client.Secret
}

// authStyle is never automatic: that would mean a second request after any
// failure, and a second use of a single-use code. A public client has no secret that
// a header could carry; its id goes into the body (RFC 6749 §3.2.1).
func authStyle(t connections.Target) oauth2.AuthStyle {
	if t.Service.TokenAuth == provider.TokenAuthHeader && t.Client.Secret != "" {
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleInParams
}

// begin prepares one exchange; secrets are masked in what the provider says.
func (c *Client) begin(t connections.Target, secrets ...string) *exchange {
	return &exchange{client: c, target: t, secrets: append(secrets, t.Client.Secret)}
}

// context gives x/oauth2 the HTTP client of this exchange.
func (x *exchange) context(ctx context.Context) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, x.httpClient())
}

func (x *exchange) httpClient() *http.Client {
	timeout := x.client.Timeout
	if timeout == 0 {
		timeout = Timeout
	}
	return &http.Client{
		Transport: x, Timeout: timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// end turns the outcome of an exchange into a grant or a *connections.RefreshError.
func (x *exchange) end(err error) (connections.Grant, error) {
	if err == nil {
		return x.grant, nil
	}
	var re *connections.RefreshError
	if errors.As(err, &re) {
		return connections.Grant{}, re
	}
	if errors.Is(err, errPrivate) {
		return connections.Grant{}, &connections.RefreshError{Fault: connections.FaultTransient, Description: errPrivate.Error(), Cause: errPrivate}
	}
	text := "the token endpoint did not answer"
	var ue *url.Error
	if errors.As(err, &ue) {
		text = "the token endpoint at " + hostOf(ue.URL) + " did not answer"
		if ue.Timeout() {
			text += " in time"
		}
		err = ue.Err
	}
	return connections.Grant{}, &connections.RefreshError{Fault: connections.FaultTransient, Description: text, Cause: err}
}

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "its address"
	}
	return u.Host
}

// Revoke implements connections.Refresher (RFC 7009).
func (c *Client) Revoke(ctx context.Context, t connections.Target, a connections.Authorization) error {
	token, hint := a.Refresh, "refresh_token"
	if token == "" {
		token, hint = a.Access, "access_token"
	}
	if token == "" || t.Service.RevokeURL == "" {
		return nil
	}
	x := c.begin(t, a.Refresh, a.Access)
	form := url.Values{"token": {token}, "token_type_hint": {hint}}
	if authStyle(t) == oauth2.AuthStyleInParams {
		form.Set(clientIDName(t.Service), t.Client.ID)
		if s := secret(t); s != "" {
			form.Set("client_secret", s)
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.Service.RevokeURL, strings.NewReader(form.Encode()))
	if err != nil {
		return errors.New("the revoke URL does not parse")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if authStyle(t) == oauth2.AuthStyleInHeader {
		req.SetBasicAuth(url.QueryEscape(t.Client.ID), url.QueryEscape(t.Client.Secret))
	}
	x.revoking = true
	resp, err := x.httpClient().Do(req)
	if err != nil {
		_, err = x.end(err)
		return err
	}
	return errors.Join(resp.Body.Close(), statusError(resp.StatusCode))
}

func statusError(status int) error {
	if status >= 300 {
		return fmt.Errorf("status %d", status)
	}
	return nil
}

// masked replaces secrets in a text of the provider's, in the forms that an echo
// of the request could have.
func masked(text string, secrets []string) string {
	for _, s := range secrets {
		if len(s) < 4 {
			continue
		}
		for _, form := range []string{s, url.QueryEscape(s), url.PathEscape(s)} {
			text = strings.ReplaceAll(text, form, "•••")
		}
	}
	return text
}

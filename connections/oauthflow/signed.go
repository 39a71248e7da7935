package oauthflow

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/oauth1"
	"github.com/dg-lang/dg/connections/provider"
)

// outOfBand is the callback of a client that has none: the provider shows a number
// to paste (RFC 5849 §2.1).
const outOfBand = "oob"

// attempt makes the address that the user opens. With OAuth 1 that takes a request
// token (RFC 5849 §2.1).
func (c *Client) attempt(ctx context.Context, t connections.Target, redirect string) (attempt, error) {
	if t.Service.Auth != provider.OAuth1 {
		return newAttempt(t, redirect)
	}
	if t.Client.ID == "" {
		return attempt{}, errors.New("no consumer key: register dg at the provider and give it with --client-id")
	}
	answer, err := c.signedPost(ctx, t, t.Service.RequestTokenURL, oauth1.Credentials{}, oauth1.Param{Name: "oauth_callback", Value: redirect})
	if err != nil {
		return attempt{}, err
	}
	if answer.Get("oauth_callback_confirmed") != "true" {
		return attempt{}, errors.New("the provider did not confirm the callback; it may know the older OAuth 1.0 only, which is not safe")
	}
	a := attempt{redirect: redirect, token: answer.Get("oauth_token"), tokenSecret: answer.Get("oauth_token_secret")}
	u, err := url.Parse(t.Service.AuthorizeURL)
	if err != nil || a.token == "" || u.Host == "" || u.Scheme != "https" && !t.Service.Private {
		return a, errors.New("the provider gave no request token, or the service's authorize URL is no https address")
	}
	q := url.Values{}
	for k, v := range t.Service.AuthorizeParams {
		q.Set(k, v)
	}
	if scopes := t.Connection.Scopes; len(scopes) > 0 {
		q.Set("scope", strings.Join(scopes, t.Service.Delimiter()))
	}
	maps.Copy(q, u.Query())
	q.Set("oauth_token", a.token)
	u.RawQuery = q.Encode()
	a.url = u.String()
	return a, nil
}

// checkToken is check for OAuth 1, where the request token tells the logins apart.
func (a attempt) checkToken(q url.Values) error {
	got := slices.Concat(q["oauth_token"], q["denied"])
	if len(got) == 0 || subtle.ConstantTimeCompare([]byte(got[0]), []byte(a.token)) != 1 {
		return ErrState
	}
	return nil
}

// finishSigned trades the verifier of a checked redirect for a token (§2.3).
func (c *Client) finishSigned(ctx context.Context, t connections.Target, a attempt, q url.Values) (connections.Grant, error) {
	if q.Get("denied") != "" || q.Get("oauth_problem") != "" {
		return connections.Grant{}, &DeniedError{Code: "access_denied", Description: cut(q.Get("oauth_problem"), 60)}
	}
	verifier := q.Get("oauth_verifier")
	if verifier == "" {
		return connections.Grant{}, errors.New("the provider's answer holds no verifier")
	}
	answer, err := c.signedPost(ctx, t, t.Service.TokenURL, oauth1.Credentials{Token: a.token, TokenSecret: a.tokenSecret},
		oauth1.Param{Name: "oauth_verifier", Value: verifier})
	if err != nil {
		return connections.Grant{}, err
	}
	g := connections.Grant{Access: answer.Get("oauth_token"), Type: "OAuth", Obtained: c.now(),
		Secrets: map[string]string{connections.SecretToken: answer.Get("oauth_token_secret")}, Extra: map[string]string{}}
	if g.Access == "" {
		return g, errors.New("the provider's answer holds no token")
	}
	for name := range answer {
		keepExtra(g.Extra, name, name, answer.Get(name))
	}
	return g, nil
}

// signedPost sends one signed request without a body and reads the form that comes
// back.
func (c *Client) signedPost(ctx context.Context, t connections.Target, address string, token oauth1.Credentials, extra oauth1.Param) (url.Values, error) {
	x := c.begin(t, token.Token, token.TokenSecret, extra.Value)
	x.signing = true
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, nil)
	if err != nil {
		return nil, errors.New("the service's URL does not parse")
	}
	token.ConsumerKey, token.ConsumerSecret = t.Client.ID, t.Client.Secret
	signer := oauth1.Signer{Method: string(t.Service.SignatureMethod), Now: c.now}
	params, err := signer.Sign(oauth1.Request{Method: req.Method, URL: req.URL}, token, extra)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", oauth1.Header(params, t.Service.Realm))
	resp, err := x.httpClient().Do(req)
	if err != nil {
		_, err = x.end(err)
		return nil, err
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	answer, err := url.ParseQuery(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, errors.New("the provider's answer is no form")
	}
	return answer, nil
}

// readSigned lets a good answer through and words a bad one, which may be a form, a
// JSON object or a sentence.
func (x *exchange) readSigned(resp *http.Response, body []byte) ([]byte, error) {
	if resp.StatusCode < 300 {
		return body, nil
	}
	value, err := decode(body)
	root, _ := value.(map[string]any)
	code, description := providerError(root)
	if p := text(root["oauth_problem"]); p != "" {
		code = p
	}
	if err != nil && len(body) < 300 {
		description = string(body)
	}
	re := x.fault(resp, code, description)
	if resp.StatusCode == http.StatusUnauthorized {
		re.Fault = connections.FaultClientRejected
	}
	return nil, re
}

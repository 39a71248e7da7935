package oauthflow

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// DefaultRedirect is the redirect URL that users register at their provider. Its
// port is fixed because many providers compare the whole URL.
const DefaultRedirect = "http://127.0.0.1:8484/callback"

// Redirect is the redirect URL of a connection: the one of its client, or the
// default in the spelling that the service asks for.
func Redirect(t connections.Target) string {
	if t.Client.Redirect != "" {
		return t.Client.Redirect
	}
	if t.Service.RedirectHost == "localhost" {
		return strings.Replace(DefaultRedirect, "127.0.0.1", "localhost", 1)
	}
	return DefaultRedirect
}

// attempt is one authorization request and what its answer is held against.
type attempt struct {
	state, verifier, redirect, url string
	token, tokenSecret             string // of OAuth 1, in the place of the first two
}

// newAttempt makes the address that the user opens. State and verifier are fresh
// random values (RFC 6749 §10.12, RFC 7636 §4.1).
func newAttempt(t connections.Target, redirect string) (attempt, error) {
	a := attempt{redirect: redirect, state: newState()}
	base, err := url.Parse(t.Service.AuthorizeURL)
	if err != nil || base.Host == "" {
		return a, errors.New("the service's authorize URL does not parse")
	}
	if base.Scheme != "https" && !t.Service.Private {
		return a, errors.New("the service's authorize URL is not https")
	}
	if t.Client.ID == "" {
		return a, errors.New("no client id: register dg at the provider and give it with --client-id")
	}
	conf := config(t, redirect)
	own := base.Query()
	base.RawQuery, base.Fragment = "", ""
	conf.Endpoint.AuthURL = base.String()
	var options []oauth2.AuthCodeOption
	if t.Service.SendsPKCE() {
		a.verifier = oauth2.GenerateVerifier()
		options = append(options, challenge(t.Service, a.verifier)...)
	}
	a.url, err = withParams(t, conf.AuthCodeURL(a.state, options...), own)
	return a, err
}

// challenge is S256 of RFC 7636 §4.2, or the same in hexadecimal.
func challenge(s provider.Service, verifier string) []oauth2.AuthCodeOption {
	if !s.PKCEHex {
		return []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier)}
	}
	sum := sha256.Sum256([]byte(verifier))
	return []oauth2.AuthCodeOption{
		oauth2.SetAuthURLParam("code_challenge_method", "S256"), oauth2.SetAuthURLParam("code_challenge", hex.EncodeToString(sum[:])),
	}
}

// fixed are the parameters on which the flow itself depends.
var fixed = []string{"client_id", "redirect_uri", "response_type", "state", "code_challenge", "code_challenge_method"}

// withParams adds the parameters beside the standard ones. What stands in the
// service's authorize URL wins, except for what the flow itself depends on.
func withParams(t connections.Target, address string, own url.Values) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", errors.New("the service's authorize URL does not parse")
	}
	q := u.Query()
	if scopes := t.Scopes(); len(scopes) > 0 {
		q.Set("scope", strings.Join(scopes, t.Service.Delimiter()))
	}
	for k, v := range t.Service.AuthorizeParams {
		switch {
		case v == "" && k != "state" && k != "redirect_uri":
			q.Del(k)
		case v != "" && !slices.Contains(fixed, k):
			q.Set(k, v)
		}
	}
	for k, values := range own {
		if !slices.Contains(fixed, k) {
			q[k] = values
		}
	}
	if name := clientIDName(t.Service); name != "client_id" && q.Has("client_id") {
		q.Set(name, q.Get("client_id"))
		q.Del("client_id")
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

func newState() string {
	b := make([]byte, 32)
	rand.Read(b) //nolint:errcheck // never fails: crypto/rand
	return base64.RawURLEncoding.EncodeToString(b)
}

// ErrState is wrapped when an answer does not belong to this login.
var ErrState = errors.New("the answer does not belong to this login (state differs)")

// DeniedError is the provider's refusal on the redirect (RFC 6749 §4.1.2.1).
type DeniedError struct{ Code, Description string }

func (e *DeniedError) Error() string {
	text := "the provider answered " + e.Code
	if e.Description != "" {
		text += ": " + e.Description
	}
	switch e.Code {
	case "access_denied":
		text += " (consent was not given)"
	case "no_org":
		text += " (the account has no organisation in a product that the scopes name)"
	}
	return text
}

// check decides whether a redirect belongs to this attempt.
func (a attempt) check(q url.Values) error {
	if a.token != "" {
		return a.checkToken(q)
	}
	got := q["state"]
	if len(got) != 1 || subtle.ConstantTimeCompare([]byte(got[0]), []byte(a.state)) != 1 {
		return ErrState
	}
	return nil
}

// outcome reads a redirect that belongs to this attempt.
func outcome(t connections.Target, q url.Values) (code string, err error) {
	if iss := q.Get("iss"); iss != "" && t.Service.Issuer != "" && iss != t.Service.Issuer {
		// RFC 9207: another provider's code must not reach this one's token endpoint.
		return "", errors.New("the answer comes from another issuer than the service's; nothing was stored")
	}
	if e := q.Get("error"); e != "" {
		return "", &DeniedError{cut(e, 60), cut(q.Get("error_description"), 300)}
	}
	if t.Service.SignedRedirect {
		if err := checkSignature(t, q); err != nil {
			return "", err
		}
	}
	name := t.Service.CodeName
	if name == "" || !q.Has(name) { // a pasted code has no name
		name = "code"
	}
	if q.Get(name) == "" {
		return "", errors.New("the provider's answer holds no code")
	}
	return q.Get(name), nil
}

// checkSignature holds a redirect against its hmac: HMAC-SHA256 in hexadecimal, with
// the client's secret, over the other parameters in the order of their names. A code
// that was pasted alone brings none.
func checkSignature(t connections.Target, q url.Values) error {
	if len(q) == 1 && q.Has("code") {
		return nil
	}
	var pairs []string
	for k := range q {
		if k != "hmac" {
			pairs = append(pairs, k+"="+q.Get(k))
		}
	}
	slices.Sort(pairs)
	mac := hmac.New(sha256.New, []byte(t.Client.Secret))
	mac.Write([]byte(strings.Join(pairs, "&")))
	got, err := hex.DecodeString(q.Get("hmac"))
	if err != nil || !hmac.Equal(got, mac.Sum(nil)) {
		return errors.New("the answer is not signed with the client's secret (hmac); nothing was stored")
	}
	return nil
}

// finish trades the code of a checked redirect for tokens and keeps the variables
// that came with it.
func (c *Client) finish(ctx context.Context, t connections.Target, a attempt, q url.Values) (connections.Grant, error) {
	if a.token != "" {
		return c.finishSigned(ctx, t, a, q)
	}
	code, err := outcome(t, q)
	if err != nil {
		return connections.Grant{}, err
	}
	moved, err := relocate(t, q)
	if err != nil {
		return connections.Grant{}, err
	}
	g, err := c.exchange(ctx, moved, code, a.redirect, a.verifier)
	if err == nil {
		g, err = c.lasting(ctx, moved, g)
	}
	if err != nil {
		return g, explain(t, err)
	}
	if moved.Connection.Region != t.Connection.Region {
		g.Region = moved.Connection.Region
	}
	for _, name := range append([]string{"realmId", "shop"}, t.Service.Keep...) {
		if v := q.Get(name); v != "" && len(v) <= 2048 {
			g.Extra[name] = v
		}
	}
	return g, nil
}

// relocate follows the provider to the account's data centre, but only to one of
// the service's own regions.
func relocate(t connections.Target, q url.Values) (connections.Target, error) {
	if location := q.Get("location"); location != "" && location != t.Connection.Region {
		if moved, err := t.InRegion(location); err == nil {
			t = moved
		}
	}
	server := q.Get("accounts-server")
	if server == "" || len(t.Service.Regions) == 0 {
		return t, nil
	}
	if u, err := url.Parse(server); err != nil || u.Host != hostOf(t.Service.TokenURL) {
		return t, fmt.Errorf("the account lives at %s, which is not the token endpoint of region %s", cut(server, 80), t.Connection.Region)
	}
	return t, nil
}

// explain adds what a provider's error code does not say.
func explain(t connections.Target, err error) error {
	var re *connections.RefreshError
	if errors.As(err, &re) && re.Code == "invalid_code" {
		region := t.Connection.Region
		return fmt.Errorf("%w: the code has expired, was used before, or belongs to another data centre than %q", err, region)
	}
	return err
}

// loopback reports whether dg itself can receive a redirect, and where to listen.
func loopback(redirect string) (u *url.URL, ok bool) {
	u, err := url.Parse(redirect)
	if err != nil || u.Scheme != "http" {
		return u, false
	}
	if u.Hostname() == "localhost" {
		return u, true
	}
	ip := net.ParseIP(u.Hostname())
	return u, ip != nil && ip.IsLoopback()
}

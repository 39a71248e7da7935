package httpx

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/dg-lang/dg/runtime/host"
)

// peekSize is how much of an answer is read to look for the signs by which a
// service reports an expired token with a status other than 401, in bytes.
const peekSize = 4 << 10

// authorization puts the credentials of a connection on a copy of each request,
// and renews them once when the service refuses them.
type authorization struct {
	next    http.RoundTripper
	auth    host.Authorizer
	log     *slog.Logger
	timeout time.Duration // of one call of auth
}

// expiry is implemented by authorizers that know services which report an expired
// token by other means than status 401, or mean something else by that.
type expiry interface {
	Expired(ctx context.Context, connection string, status int, body []byte) bool
}

// reacher is implemented by authorizers that know which addresses a connection's
// credentials may go to; nil means any. It is asked after Authorize.
type reacher interface {
	Reach(connection string) func(netip.Addr) error
}

// counter is implemented by authorizers that count the tokens they renew.
type counter interface{ Renewals() int64 }

func (a *authorization) renewals() int64 {
	if c, ok := a.auth.(counter); ok {
		return c.Renewals()
	}
	return 0
}

func (a *authorization) RoundTrip(req *http.Request) (*http.Response, error) {
	t := taskOf(req)
	if t.info.Connection == "" || t.left {
		return a.next.RoundTrip(req)
	}
	resp, sent, err := a.attempt(t, req)
	if err != nil || t.renewed || !a.expired(t, resp) {
		return resp, err
	}
	t.renewed = true
	if err := a.renew(t, sent); err != nil {
		if t.caller.Err() != nil {
			_ = resp.Body.Close()
			return nil, context.Cause(t.caller)
		}
		a.log.Warn(t.info.Task+": the service refused the credentials, and they could not be renewed",
			"connection", t.info.Connection, "host", req.URL.Host, "reason", err.Error())
		return resp, nil
	}
	drain(resp.Body)
	resp, _, err = a.attempt(t, req)
	return resp, err
}

// attempt sends req with credentials; sent is the copy that carried them. The
// answer names the request without them.
func (a *authorization) attempt(t *task, req *http.Request) (resp *http.Response, sent *http.Request, err error) {
	sent, err = a.sign(t, req)
	if err != nil {
		return nil, nil, err
	}
	resp, err = a.next.RoundTrip(sent)
	if resp != nil {
		resp.Request = req
	}
	return resp, sent, err
}

// sign returns a copy of req with the credentials of the connection, and notes
// what they are called.
func (a *authorization) sign(t *task, req *http.Request) (*http.Request, error) {
	if a.auth == nil {
		err := errors.New("no connections are set up")
		return nil, &Error{Kind: Authorization, Message: `Connection Name was not found: "` + t.info.Connection + `"`, Host: req.URL.Host, Cause: err}
	}
	signed, err := again(req)
	if err != nil {
		return nil, err
	}
	err = a.outsideWatch(t, func(ctx context.Context) error {
		return a.auth.Authorize(ctx, t.info.Connection, signed)
	})
	if err != nil {
		return nil, t.refused(req.URL, err)
	}
	t.placed.note(req, signed)
	if r, ok := a.auth.(reacher); ok {
		signed = signed.WithContext(WithReach(signed.Context(), r.Reach(t.info.Connection)))
	}
	return signed, nil
}

// renew asks for other credentials than those on sent.
func (a *authorization) renew(t *task, sent *http.Request) error {
	return a.outsideWatch(t, func(ctx context.Context) error {
		return a.auth.Rejected(ctx, t.info.Connection, sent)
	})
}

// outsideWatch runs f, whose time does not count as that of the service.
func (a *authorization) outsideWatch(t *task, f func(context.Context) error) error {
	t.watch.pause()
	defer t.watch.resume()
	before := a.renewals()
	defer func() { t.renewals += a.renewals() - before }()
	ctx, cancel := context.WithTimeout(t.caller, a.timeout)
	defer cancel()
	return f(ctx)
}

// expired reports whether resp says that the token is not good any more.
func (a *authorization) expired(t *task, resp *http.Response) bool {
	refused := resp.StatusCode == http.StatusUnauthorized
	e, ok := a.auth.(expiry)
	if !ok || resp.ContentLength > peekSize {
		return refused
	}
	head, err := io.ReadAll(io.LimitReader(resp.Body, peekSize))
	resp.Body = &peeked{ReadCloser: resp.Body, head: bytes.NewReader(head), err: err}
	if err != nil || len(head) == 0 {
		return refused
	}
	return e.Expired(t.caller, t.info.Connection, resp.StatusCode, head)
}

// peeked is a body whose beginning was read already.
type peeked struct {
	io.ReadCloser
	head *bytes.Reader
	err  error // that ended the reading of head
}

func (p *peeked) Read(b []byte) (int, error) {
	if p.head.Len() > 0 {
		return p.head.Read(b)
	}
	if p.err != nil {
		return 0, p.err
	}
	return p.ReadCloser.Read(b)
}

// again returns a copy of req that can be changed and sent.
func again(req *http.Request) (*http.Request, error) {
	c := req.Clone(req.Context())
	if req.GetBody == nil {
		return c, nil
	}
	var err error
	c.Body, err = req.GetBody()
	return c, err
}

// placed is what a connection put on the requests of a task: it must not go
// anywhere else, whatever it is called.
type placed struct {
	headers []string
	query   []pair
	secrets []string // the values without their prefix, for mask
}

// note adds what signed has more than plain.
func (p *placed) note(plain, signed *http.Request) {
	for name, values := range signed.Header {
		if slices.Equal(values, plain.Header[name]) {
			continue
		}
		if !slices.Contains(p.headers, name) {
			p.headers = append(p.headers, name)
		}
		for _, v := range values {
			p.keepHeader(v)
		}
	}
	for _, q := range addedFields(plain, signed) {
		p.keep(q.value)
		if text, err := url.QueryUnescape(q.value); err == nil {
			p.keep(text)
		}
	}
	if plain.URL.Path != signed.URL.Path { // a token that stands in the path
		for part := range strings.SplitSeq(strings.TrimSuffix(signed.URL.Path, plain.URL.Path), "/") {
			p.keep(part)
		}
	}
	before := splitQuery(plain.URL.RawQuery)
	for _, q := range splitQuery(signed.URL.RawQuery) {
		if !slices.Contains(before, q) && !slices.Contains(p.query, q) {
			p.query = append(p.query, q)
			p.keep(q.value)
			if plain, err := url.QueryUnescape(q.value); err == nil {
				p.keep(plain)
			}
		}
	}
}

// shortest is the length from which on a value is masked: shorter ones stand in
// addresses by chance.
const shortest = 8

// keepHeader notes a header's value without its scheme, and the password in one of
// Basic (RFC 7617 §2).
func (p *placed) keepHeader(v string) {
	_, value := splitScheme(v)
	p.keep(value)
	p.keep(value[strings.LastIndexByte(value, ' ')+1:])
	if pair, err := base64.StdEncoding.DecodeString(value); err == nil && strings.HasPrefix(v, "Basic ") {
		_, password, _ := strings.Cut(string(pair), ":")
		p.keep(password)
	}
}

// addedFields are the form fields that signed has more than plain.
func addedFields(plain, signed *http.Request) []pair {
	if signed.ContentLength == plain.ContentLength {
		return nil
	}
	before := splitQuery(entity(plain))
	return slices.DeleteFunc(splitQuery(entity(signed)), func(q pair) bool { return slices.Contains(before, q) })
}

func entity(req *http.Request) string {
	if req.GetBody == nil {
		return ""
	}
	body, err := req.GetBody()
	if err != nil {
		return ""
	}
	text, _ := io.ReadAll(body)
	_ = body.Close()
	return string(text)
}

func (p *placed) keep(secret string) {
	if len(secret) >= shortest && !slices.Contains(p.secrets, secret) {
		p.secrets = append(p.secrets, secret)
	}
}

// mask takes the noted values out of an address that logs may show: a service may
// repeat what it was sent in the path of a redirect.
func (p *placed) mask(shown string) string {
	for _, s := range p.secrets {
		for _, form := range []string{s, url.PathEscape(s), url.QueryEscape(s)} {
			shown = strings.ReplaceAll(shown, form, "…")
		}
	}
	return shown
}

// strip removes the noted values, and parameters of their names, from u: services
// that take a token in the query tend to repeat the whole query in a redirect.
func (p *placed) strip(u *url.URL) {
	if len(p.query) == 0 {
		return
	}
	var kept []string
	for _, q := range splitQuery(u.RawQuery) {
		if !slices.ContainsFunc(p.query, func(c pair) bool { return c.name == q.name || c.value != "" && c.value == q.value }) {
			kept = append(kept, q.text)
		}
	}
	u.RawQuery = strings.Join(kept, "&")
}

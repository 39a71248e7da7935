package httpx

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/dg-lang/dg/runtime/host"
)

// authTimeout bounds one call of the Authorizer, token refresh included. A refresh
// has 30 s of its own; this one is longer, so that the refresh words its own error.
const authTimeout = 35 * time.Second

// Options configure a Client. The zero value works: no connections, the limits of
// package host, and the proxy of the environment.
type Options struct {
	Auth    host.Authorizer // nil: no connection is known
	Clock   host.Clock      // measures durations
	Journal host.Journal    // takes every request that went out
	Log     *slog.Logger    // takes warnings
	Net     host.Net        // time-outs and the greatest answer

	Offline    bool     // refuse every request that Stage does not answer
	Stage      Stage    // answers in the place of the network, or listens; nil: none
	AllowHosts []string // "example.com", "*.example.com", "localhost:8080"; empty: any host
	DenyHosts  []string // as AllowHosts; wins over it

	// NoRedirects returns redirects as answers. It is for requests that carry their
	// credentials already: those could not be taken off for another origin.
	NoRedirects bool

	MaxCalls int   // tasks that may be sent; 0: no limit
	MaxBytes int64 // entity bytes that may arrive in all; 0: no limit

	Proxy     func(*http.Request) (*url.URL, error) // nil: the environment's
	Transport http.RoundTripper                     // nil: a NewTransport of its own
}

// FromHost returns the options that follow from the parts of h.
func FromHost(h *host.Host) Options {
	return Options{Auth: h.Auth, Clock: h.Clock, Journal: h.Journal, Log: h.Log, Net: h.Net}
}

// Client is the host.Doer of one run: its budget is never reset. Runs that should
// share connections share a Transport.
type Client struct {
	parts  *host.Host // the options with defaults
	budget *budget
	chain  http.RoundTripper
	idle   interface{ CloseIdleConnections() }
}

var _ host.Doer = (*Client)(nil)

// New returns a Client.
func New(o Options) *Client {
	parts := host.Default(host.Host{Clock: o.Clock, Journal: o.Journal, Log: o.Log, Net: o.Net})
	c := &Client{parts: parts, budget: &budget{maxCalls: o.MaxCalls, maxBytes: o.MaxBytes}}
	if o.Transport == nil {
		o.Transport = NewTransport(parts.Net, o.Proxy)
	}
	c.idle, _ = o.Transport.(interface{ CloseIdleConnections() })
	wire := &wire{next: o.Transport, parts: parts, budget: c.budget}
	auth := &authorization{next: wire, auth: o.Auth, log: parts.Log, timeout: authTimeout}
	var out http.RoundTripper = auth
	if o.Offline {
		out = offline{}
	}
	if o.Stage != nil {
		out = &staged{next: out, stage: o.Stage, parts: parts}
	}
	policy := &policy{next: out, allow: o.AllowHosts, deny: o.DenyHosts}
	c.chain = policy
	if !o.NoRedirects {
		c.chain = &redirects{next: policy}
	}
	return c
}

// Stats returns what the client did so far.
func (c *Client) Stats() Stats { return c.budget.stats() }

// Close ends idle connections. The client stays usable.
func (c *Client) Close() {
	if c.idle != nil {
		c.idle.CloseIdleConnections()
	}
}

// Do sends req, following redirects and renewing credentials once. The caller
// closes the body of the answer; reading it may fail with the same errors as Do:
//   - an *Error says what went wrong with the network, in words for a person
//   - a *LimitError says that the budget of the run is used up
//   - the cause of the context of req, when that ended
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	req, err := replayable(req)
	if err != nil {
		return nil, err
	}
	if err := c.budget.start(); err != nil {
		return nil, err
	}
	t, ctx := c.begin(req)
	resp, err := c.chain.RoundTrip(req.WithContext(ctx))
	if err != nil {
		t.end()
		return nil, err
	}
	c.budget.answered()
	resp.Body = &lastBody{ReadCloser: resp.Body, end: t.end}
	return resp, nil
}

// replayable returns req with an entity that can be sent again, to another
// location or with a renewed token.
func replayable(req *http.Request) (*http.Request, error) {
	if req.Body == nil || req.Body == http.NoBody || req.GetBody != nil {
		return req, nil
	}
	data, err := io.ReadAll(req.Body)
	_ = req.Body.Close()
	if err != nil {
		return nil, err
	}
	req = req.Clone(req.Context())
	req.ContentLength = int64(len(data))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	req.Body, err = req.GetBody()
	return req, err
}

// task is the state of one Do, shared by the round-trippers through the context.
type task struct {
	info   host.CallInfo
	caller context.Context // of the request given to Do
	watch  *watch
	limit  time.Duration
	origin string // that credentials are for

	left    bool // the origin was left: no credentials any more
	renewed bool // credentials were renewed after a 401
	placed  placed

	renewals int64 // of the token, since the last request
}

type taskKey struct{}

func taskOf(req *http.Request) *task { return req.Context().Value(taskKey{}).(*task) }

func (c *Client) begin(req *http.Request) (*task, context.Context) {
	caller := req.Context()
	ctx, cancel := context.WithCancel(caller)
	t := &task{info: host.CallFrom(caller), caller: caller, limit: c.parts.Net.Timeout, origin: origin(req.URL)}
	if t.info.Task == "" {
		t.info.Task = "invokeUrl"
	}
	if signedBefore(caller) {
		t.placed.note(&http.Request{URL: &url.URL{}}, req)
	}
	t.watch = newWatch(c.parts.Clock, t.limit, cancel)
	return t, context.WithValue(ctx, taskKey{}, t)
}

// end releases the timer and the context of the task.
func (t *task) end() { t.watch.stop() }

// lastBody ends the task when the answer was read or closed.
type lastBody struct {
	io.ReadCloser
	end func()
}

func (b *lastBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.end()
	}
	return n, err
}

func (b *lastBody) Close() error {
	err := b.ReadCloser.Close()
	b.end()
	return err
}

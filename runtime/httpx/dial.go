package httpx

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"

	"github.com/dg-lang/dg/runtime/host"
)

// Reach decides whether a request may go to an address, after its host name was
// looked up: a name that is allowed can point into a private network, also by a
// name server that changes its mind (DNS rebinding). Its error is for a person.
type Reach func(addr netip.Addr) error

type reachKey struct{}

// WithReach returns a context whose requests go only to addresses that reach
// lets pass. nil changes nothing.
func WithReach(ctx context.Context, reach Reach) context.Context {
	if reach == nil {
		return ctx
	}
	return context.WithValue(ctx, reachKey{}, reach)
}

func reachOf(ctx context.Context) Reach {
	reach, _ := ctx.Value(reachKey{}).(Reach)
	return reach
}

// ReachError is the refusal of an address that a name was found to have.
type ReachError struct {
	Addr  netip.Addr
	Cause error
}

// Error returns the reason.
func (e *ReachError) Error() string { return e.Cause.Error() }

// Unwrap returns the reason.
func (e *ReachError) Unwrap() error { return e.Cause }

// Transport is what clients share: http.Transport with two pools. Requests that
// WithReach bounds have a pool of their own, because a connection that was opened
// for another request was not held against any bound. What goes through a proxy is
// not bounded: the proxy looks the name up.
type Transport struct {
	open, bounded *http.Transport
}

// NewTransport returns the transport of a Client, to be shared between clients.
// proxy nil stands for the environment's.
func NewTransport(n host.Net, proxy func(*http.Request) (*url.URL, error)) *Transport {
	n = host.Default(host.Host{Net: n}).Net
	if proxy == nil {
		proxy = http.ProxyFromEnvironment
	}
	t := &Transport{open: plainTransport(n), bounded: plainTransport(n)}
	t.open.Proxy = proxy
	t.open.DialContext = (&net.Dialer{Timeout: n.ConnectTimeout}).DialContext
	t.bounded.DialContext = (&net.Dialer{Timeout: n.ConnectTimeout, ControlContext: control}).DialContext
	return t
}

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if reachOf(req.Context()) == nil {
		return t.open.RoundTrip(req)
	}
	if by, err := t.open.Proxy(req); err != nil || by != nil {
		return t.open.RoundTrip(req)
	}
	return t.bounded.RoundTrip(req)
}

// CloseIdleConnections ends connections that no request uses.
func (t *Transport) CloseIdleConnections() {
	t.open.CloseIdleConnections()
	t.bounded.CloseIdleConnections()
}

// control refuses an address before the first packet goes there. The context is
// that of the request for which the connection is opened.
func control(ctx context.Context, _, address string, _ syscall.RawConn) error {
	reach := reachOf(ctx)
	if reach == nil {
		return fmt.Errorf("no bound for %s", address) // never: RoundTrip asked
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if err := reach(at.Addr()); err != nil {
		return &ReachError{Addr: at.Addr(), Cause: err}
	}
	return nil
}

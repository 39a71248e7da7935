package httpx

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
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
	net   host.Net
	proxy func(*http.Request) (*url.URL, error)

	make          sync.Once // by the first request: most scripts send none
	open, bounded *http.Transport
}

// NewTransport returns the transport of a Client, to be shared between clients.
// proxy nil stands for the environment's.
func NewTransport(n host.Net, proxy func(*http.Request) (*url.URL, error)) *Transport {
	if proxy == nil {
		proxy = http.ProxyFromEnvironment
	}
	return &Transport{net: n, proxy: proxy}
}

func (t *Transport) pools() (open, bounded *http.Transport) {
	t.make.Do(func() {
		n := host.Default(host.Host{Net: t.net}).Net
		t.open, t.bounded = plainTransport(n), plainTransport(n)
		t.open.Proxy = t.proxy
		t.open.DialContext = (&net.Dialer{Timeout: n.ConnectTimeout}).DialContext
		t.bounded.DialContext = (&net.Dialer{Timeout: n.ConnectTimeout, ControlContext: control}).DialContext
	})
	return t.open, t.bounded
}

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	open, bounded := t.pools()
	if reachOf(req.Context()) == nil {
		return open.RoundTrip(req)
	}
	if by, err := open.Proxy(req); err != nil || by != nil {
		return open.RoundTrip(req)
	}
	return bounded.RoundTrip(req)
}

// CloseIdleConnections ends connections that no request uses.
func (t *Transport) CloseIdleConnections() {
	open, bounded := t.pools()
	open.CloseIdleConnections()
	bounded.CloseIdleConnections()
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

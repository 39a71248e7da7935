package oauthflow

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/dg-lang/dg/connections"
)

// LoginTime is how long a login waits for its redirect.
const LoginTime = 5 * time.Minute

// Waiting is told to the user before anything is opened.
type Waiting struct {
	URL      string // to open in a browser, on any machine that reaches the redirect
	Redirect string // where dg listens, or the redirect URL of a pasted answer
}

// Code is the authorization-code flow with a loopback redirect (RFC 8252 §7.3).
type Code struct {
	Client *Client
	// Notify is called with the address first, so that a browser that does not
	// start ends nothing. Needed.
	Notify   func(Waiting)
	Open     func(url string) error // starts a browser; nil: the user does
	OnOpen   func(error)            // called when Open failed; nil: silent
	Redirect string                 // overrides the connection's redirect URL
	Wait     time.Duration          // 0: LoginTime
	Listen   func(network, address string) (net.Listener, error)
}

var _ connections.Flow = (*Code)(nil)

// Login implements connections.Flow. It returns after the first redirect that
// carries this login's state; others get an error page and change nothing.
func (f *Code) Login(ctx context.Context, t connections.Target) (connections.Grant, error) {
	redirect := f.Redirect
	if redirect == "" {
		redirect = Redirect(t)
	}
	u, ok := loopback(redirect)
	if !ok {
		return connections.Grant{}, fmt.Errorf("dg cannot listen at %s; use --flow paste", redirect)
	}
	listeners, err := f.listen(u)
	if err != nil {
		return connections.Grant{}, err
	}
	if u.Port() == "0" {
		u.Host = net.JoinHostPort(u.Hostname(), port(listeners[0]))
	}
	a, err := f.Client.attempt(ctx, t, u.String())
	if err != nil {
		closeAll(listeners)
		return connections.Grant{}, err
	}
	answer, err := f.wait(ctx, listeners, u, a)
	if err != nil {
		return connections.Grant{}, err
	}
	return f.Client.finish(ctx, t, a, answer)
}

// wait shows the address and serves the redirect until it comes.
func (f *Code) wait(ctx context.Context, listeners []net.Listener, u *url.URL, a attempt) (url.Values, error) {
	limit := f.Wait
	if limit == 0 {
		limit = LoginTime
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errors.New("no answer from the browser in "+limit.String()))
	defer cancel()
	cb := newCallback(u.Path, a)
	stop := cb.serve(listeners)
	defer stop()
	f.Notify(Waiting{URL: a.url, Redirect: a.redirect})
	if f.Open != nil {
		go f.open(a.url)
	}
	select {
	case q := <-cb.answer:
		return q, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (f *Code) open(address string) {
	if err := f.Open(address); err != nil && f.OnOpen != nil {
		f.OnOpen(err)
	}
}

// listen opens the redirect's port on loopback only; for the name localhost on
// both families, because browsers differ in which they take first.
func (f *Code) listen(u *url.URL) ([]net.Listener, error) {
	listen := f.Listen
	if listen == nil {
		listen = net.Listen
	}
	number := u.Port()
	if number == "" {
		number = "80"
	}
	host := u.Hostname()
	if host == "localhost" {
		host = "127.0.0.1"
	}
	first, err := listen("tcp", net.JoinHostPort(host, number))
	if err != nil {
		return nil, fmt.Errorf("port %s of the redirect URL cannot be used (%w); end what uses it, or register another redirect URL and give it with --redirect", number, cause(err))
	}
	all := []net.Listener{first}
	if u.Hostname() == "localhost" {
		if second, err := listen("tcp6", net.JoinHostPort("::1", port(first))); err == nil {
			all = append(all, second)
		}
	}
	return all, nil
}

func cause(err error) error {
	var oe *net.OpError
	if errors.As(err, &oe) {
		return oe.Err
	}
	return err
}

func port(l net.Listener) string {
	_, p, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "0"
	}
	return p
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		_ = l.Close()
	}
}

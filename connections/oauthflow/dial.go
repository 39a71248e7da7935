package oauthflow

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// dialTime bounds the opening of one connection to a token endpoint.
const dialTime = 15 * time.Second

var errPrivate = errors.New("the token endpoint's name leads to an address of a private network, and the service is not marked private")

// transport is the client's own, else one that fits the service.
func (x *exchange) transport() http.RoundTripper {
	if x.client.Transport != nil {
		return x.client.Transport
	}
	if x.target.Service.Private {
		return http.DefaultTransport
	}
	return public()
}

// public opens connections to public addresses only, because client secret and
// refresh token go there, whatever a name server says. A proxy looks names up by
// itself, so what goes through one goes as it always did.
var public = sync.OnceValue(func() http.RoundTripper {
	plain, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport // a program has put its own there
	}
	direct := plain.Clone()
	direct.Proxy = nil
	direct.DialContext = (&net.Dialer{Timeout: dialTime, Control: refusePrivate}).DialContext
	return &unlessProxied{direct: direct, plain: plain}
})

type unlessProxied struct{ direct, plain *http.Transport }

// RoundTrip implements http.RoundTripper.
func (u *unlessProxied) RoundTrip(req *http.Request) (*http.Response, error) {
	if u.plain.Proxy != nil {
		if by, err := u.plain.Proxy(req); err != nil || by != nil {
			return u.plain.RoundTrip(req)
		}
	}
	return u.direct.RoundTrip(req)
}

func refusePrivate(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if provider.PrivateAddr(at.Addr()) {
		return errPrivate
	}
	return nil
}

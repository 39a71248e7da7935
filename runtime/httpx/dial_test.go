package httpx_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
)

// bounded is an Authorizer that wants no loopback address.
type bounded struct{ *tokens }

func (bounded) Reach(string) func(netip.Addr) error {
	return func(addr netip.Addr) error {
		if addr.IsLoopback() {
			return errors.New("private")
		}
		return nil
	}
}

// A name that passes the host list leads to this machine: nothing is sent, also
// not on a connection that a request without credentials has opened.
func TestX25NameThatLeadsToAPrivateAddress(t *testing.T) {
	s := newServer(t, func(http.ResponseWriter, *http.Request) {})
	address := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	auth := &tokens{host: strings.TrimPrefix(address, "http://"), set: bearer}
	transport := httpx.NewTransport(host.Net{}, noProxy)
	for range 2 {
		if _, _, err := get(t, client(t, httpx.Options{Transport: transport}), host.CallInfo{}, "GET", address, "", nil); err != nil {
			t.Fatal(err)
		}
		_, _, err := get(t, client(t, httpx.Options{Transport: transport, Auth: bounded{auth}}), host.CallInfo{Connection: "svc"}, "GET", address, "", nil)
		wantKind(t, err, httpx.Refusal, "localhost has the address")
		var reach *httpx.ReachError
		if !errors.As(err, &reach) || !reach.Addr.IsLoopback() {
			t.Errorf("cause of %v", err)
		}
	}
	if n := len(s.arrivals()); n != 2 {
		t.Errorf("%d requests arrived", n)
	}
	if _, _, err := get(t, client(t, httpx.Options{Transport: transport, Auth: auth}), host.CallInfo{Connection: "svc"}, "GET", address, "", nil); err != nil {
		t.Errorf("an authorizer without bounds: %v", err)
	}
}

// The bound may come with the request, for those who authorize by themselves.
func TestWithReach(t *testing.T) {
	s := newServer(t, func(http.ResponseWriter, *http.Request) {})
	c := client(t, httpx.Options{})
	no := func(netip.Addr) error { return errors.New("not there") }
	_, _, err := getCtx(t, httpx.WithReach(context.Background(), no), c, "GET", s.URL, "", nil)
	wantKind(t, err, httpx.Refusal, "not there")
	if _, _, err := getCtx(t, httpx.WithReach(context.Background(), nil), c, "GET", s.URL, "", nil); err != nil || len(s.arrivals()) != 1 {
		t.Error(err)
	}
}

package connections_test

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

// What a name leads to counts as well as the name itself.
func TestX25AddressesBehindNames(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	loopback, public := netip.MustParseAddr("::ffff:127.0.0.1"), netip.MustParseAddr("93.184.215.14")
	w.ok(w.manager)
	if w.manager.Reach(link) != nil {
		t.Error("a private service may be anywhere")
	}
	spec := provider.Service{ID: "open", Title: "Open", Auth: provider.OAuth2, AuthorizeURL: "https://a.example/", TokenURL: "https://a.example/t", Hosts: []string{"api.example"}}
	w.check(w.manager.AddService(ctx, &connections.Service{Spec: spec}))
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: "open", Service: "open"}))
	_, err := w.manager.Login(ctx, "open", &oauthflow.Static{Client: w.client, Access: "token-of-open"})
	w.check(err)
	w.check(w.manager.Authorize(ctx, "open", request(t, "GET", "https://api.example/", "")))
	for _, name := range []string{"open", "never seen"} {
		check := w.manager.Reach(name)
		if check == nil || check(loopback) == nil || check(public) != nil {
			t.Errorf("%s: a name may lead to loopback", name)
		}
	}
}

// doer keeps what it is asked to send.
type doer struct{ sent *http.Request }

func (d *doer) Do(req *http.Request) (*http.Response, error) {
	d.sent = req
	return nil, http.ErrHandlerTimeout
}

func TestX25ProbeIsBoundToo(t *testing.T) {
	for _, private := range []bool{false, true} {
		w := newWorld(t, connectiontest.Config{}, func(s *provider.Service) {
			s.TestURL, s.Hosts = "https://api.example/me", append(s.Hosts, "api.example")
		})
		s, _, err := w.manager.FindService(ctx, "demo")
		w.check(err)
		s.Spec.Private = private
		s.Spec.TokenURL, s.Spec.AuthorizeURL, s.Spec.RevokeURL = "https://a.example/", "https://a.example/", ""
		w.check(w.store.PutService(ctx, &s))
		d := &doer{}
		m := connections.NewManager(connections.Options{Store: w.store, HTTP: d, Now: w.clock.Now})
		if _, err := m.Probe(ctx, link); err == nil || d.sent == nil {
			t.Fatal(err)
		}
		if bound := connections.ReachFrom(d.sent.Context()) != nil; bound == private {
			t.Errorf("private %t: bound %t", private, bound)
		}
	}
}

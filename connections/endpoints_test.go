package connections_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/provider"
)

// What a provider says with a token fills the service's URLs, and leads nowhere
// that the host list does not name.
func TestX36ExtrasInServiceURLs(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: time.Hour}, func(s *provider.Service) {
		s.Products = map[string]string{"crm": "{api_domain}/crm/{realmId}"}
		s.TestURL = "{api_domain}/me/{team.id}"
	})
	if _, err := w.manager.BaseURL(ctx, link, "crm"); err == nil || !strings.Contains(err.Error(), `no value for "api_domain" yet`) {
		t.Errorf("before the provider spoke: %v", err)
	}
	answer := func(domain string) {
		w.server.SetFaults(connectiontest.Faults{Token: func(rw http.ResponseWriter, _ *http.Request) bool {
			_, _ = rw.Write([]byte(`{"access_token":"x","expires_in":3600,"api_domain":"` + domain + `","realmId":9130355377388383,"team":{"id":"T1"}}`))
			return true
		}})
		w.clock.Add(2 * time.Hour)
		_, err := w.manager.Token(ctx, link, false)
		w.check(err)
	}
	answer(w.server.URL())
	if got, err := w.manager.BaseURL(ctx, link, "crm"); err != nil || got != w.server.URL()+"/crm/9130355377388383" {
		t.Errorf("%s %v", got, err)
	}
	if r, err := w.manager.Probe(ctx, link); r.URL != w.server.URL()+"/me/T1" {
		t.Errorf("%+v %v", r, err)
	}
	if v, ok, err := w.manager.Variable(ctx, link, "team.id"); v != "T1" || !ok || err != nil {
		t.Errorf("%q %v %v", v, ok, err)
	}
	for _, domain := range []string{"https://evil.example", w.server.URL() + "@evil.example", "http://user@127.0.0.1", "//evil.example"} {
		answer(domain)
		_, err := w.manager.BaseURL(ctx, link, "crm")
		kind(t, err, connections.HostRefused)
		_, err = w.manager.Probe(ctx, link)
		kind(t, err, connections.HostRefused)
	}
}

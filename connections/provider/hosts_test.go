package provider

import (
	"errors"
	"net/netip"
	"net/url"
	"testing"
)

func TestX25HostBinding(t *testing.T) {
	slack := Service{Hosts: []string{"slack.com", "*.slack.com", "api.example.org:8443", "bücher.example"}}
	local := Service{Private: true, Hosts: []string{"127.0.0.1:8080", "localhost:*", "http://10.0.0.7", "[::1]:9000"}}
	cases := []struct {
		s   Service
		url string
		ok  bool
	}{
		{slack, "https://slack.com/api", true},
		{slack, "https://files.slack.com/x", true},
		{slack, "https://a.b.slack.com/x", true},
		{slack, "https://SLACK.com./api", true},
		{slack, "https://slack.com:443/api", true},
		{slack, "https://api.example.org:8443/", true},
		{slack, "https://xn--bcher-kva.example/", true},
		{slack, "https://BÜCHER.example/", true},

		{slack, "http://slack.com/api", false},
		{slack, "https://slack.com:8443/api", false},
		{slack, "https://api.example.org/", false},
		{slack, "https://slack.com.evil.tld/", false},
		{slack, "https://api.slack.com.evil.tld/", false},
		{slack, "https://evilslack.com/", false},
		{slack, "https://xslack.com/", false},
		{slack, "https://slack.com@evil.tld/", false},
		{slack, "https://slack.com:443@evil.tld/", false},
		{slack, "https://user@slack.com/", false},
		{slack, "https://slack.com..evil.tld/", false},
		{slack, "https://slаck.com/", false}, // Cyrillic a
		{slack, "https://slack。com.evil.tld/", false},
		{slack, "https://127.0.0.1/", false},
		{slack, "https://[::1]/", false},
		{slack, "ftp://slack.com/", false},
		{slack, "https:slack.com", false},
		{slack, "https:///x", false},

		{local, "http://127.0.0.1:8080/", true},
		{local, "http://localhost:1234/", true},
		{local, "https://127.0.0.1:8080/", true},
		{local, "http://[::1]:9000/", true},
		{local, "http://10.0.0.7/", true},
		{local, "https://10.0.0.7/", false},
		{local, "http://127.0.0.1:8081/", false},
		{local, "http://127.0.0.2:8080/", false},
		{local, "http://127.1:8080/", false},
		{local, "http://2130706433:8080/", false},
		{local, "http://0x7f000001:8080/", false},
		{local, "http://10.0.0.8/", false},
	}
	for _, c := range cases {
		u, err := url.Parse(c.url)
		if err != nil {
			t.Fatalf("%s: %v", c.url, err)
		}
		err = c.s.CheckURL(u)
		if (err == nil) != c.ok {
			t.Errorf("CheckURL(%s) = %v, want ok %v", c.url, err, c.ok)
		}
		if err != nil && !errors.Is(err, ErrHost) {
			t.Errorf("CheckURL(%s): %v is not ErrHost", c.url, err)
		}
	}
}

// A wildcard of a service may not open the private network.
func TestX25PrivateAddressesNeedPermission(t *testing.T) {
	s := Service{Hosts: []string{"*.internal", "192.168.1.1", "localhost", "*.localhost", "printer.local"}}
	for _, raw := range []string{"https://db.internal/", "https://192.168.1.1/", "https://localhost/", "https://a.localhost/", "https://printer.local/"} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if s.CheckURL(u) == nil {
			t.Errorf("%s was allowed without private: true", raw)
		}
		s.Private = true
		if err := s.CheckURL(u); err != nil {
			t.Errorf("%s with private: true: %v", raw, err)
		}
		s.Private = false
	}
}

func TestPrivateAddr(t *testing.T) {
	private := []string{"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "224.0.0.1"}
	for _, a := range private {
		if !PrivateAddr(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as public", a)
		}
	}
	for _, a := range []string{"8.8.8.8", "2606:4700::1111", "100.128.0.1", "172.32.0.1"} {
		if PrivateAddr(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as private", a)
		}
	}
}

func FuzzCheckURL(f *testing.F) {
	for _, s := range []string{"https://slack.com/", "https://slack.com.evil.tld", "https://a@slack.com", "https://[::1]:1/"} {
		f.Add(s)
	}
	s := Service{Hosts: []string{"*.slack.com"}}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := url.Parse(raw)
		if err != nil || s.CheckURL(u) != nil {
			return
		}
		// What is allowed is a name under slack.com as Go's dialler reads it.
		host, err := CanonicalHost(u.Hostname())
		if err != nil || len(host) <= len(".slack.com") || host[len(host)-len(".slack.com"):] != ".slack.com" {
			t.Errorf("%q was allowed", raw)
		}
	})
}

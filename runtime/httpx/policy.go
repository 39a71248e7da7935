package httpx

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// policy refuses requests before a name is looked up or a token refreshed.
type policy struct {
	next        http.RoundTripper
	allow, deny []string
}

func (p *policy) RoundTrip(req *http.Request) (*http.Response, error) {
	t := taskOf(req)
	if reason := p.refuses(t, req.URL); reason != "" {
		return nil, t.errorf(Refusal, req.URL, nil, "%s", reason)
	}
	if t.info.Allow != nil {
		if err := t.info.Allow(req.URL.String()); err != nil {
			return nil, t.errorf(Refusal, req.URL, err, "%s", err)
		}
	}
	return p.next.RoundTrip(req)
}

// refuses returns the reason why u may not be called, empty when it may.
func (p *policy) refuses(t *task, u *url.URL) string {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Sprintf("scheme %q is not supported, only http and https", u.Scheme)
	case u.Hostname() == "":
		return "the url has no host"
	case u.User != nil && t.info.Connection != "":
		return fmt.Sprintf("the url holds user information, which a call with connection %q may not", t.info.Connection)
	case matchesHost(p.deny, u), len(p.allow) > 0 && !matchesHost(p.allow, u):
		return fmt.Sprintf("host %s is not allowed here", u.Host)
	}
	return ""
}

// matchesHost reports whether one of patterns stands for the host of u. A pattern
// without a port stands for every port; "*.x" stands for all below x, not for x.
func matchesHost(patterns []string, u *url.URL) bool {
	name := plainHost(u.Hostname())
	withPort := name + ":" + port(u)
	return slices.ContainsFunc(patterns, func(p string) bool {
		p = strings.ToLower(p)
		if below, ok := strings.CutPrefix(p, "*"); ok && strings.HasPrefix(below, ".") {
			return strings.HasSuffix(name, below) || strings.HasSuffix(withPort, below)
		}
		return p == name || p == withPort
	})
}

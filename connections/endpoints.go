package connections

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/dg-lang/dg/connections/provider"
)

// BaseURL is the address of a product for a connection's region and account,
// without a slash at the end. Without a product it is the service's only one, or
// https and its first host.
func (m *Manager) BaseURL(ctx context.Context, connection, product string) (string, error) {
	snap, t, err := m.lookup(ctx, connection, "")
	if err != nil {
		return "", err
	}
	template, err := productURL(t.Service, product)
	if err != nil {
		return "", m.invalid(connection, err, "dg services show "+t.Service.ID)
	}
	base, err := m.expandURL(t, snap.Authorization, template)
	return strings.TrimSuffix(base, "/"), err
}

// expandURL fills a connection's variables into a URL and holds the result
// against the host list: what the provider said may not lead elsewhere.
func (m *Manager) expandURL(t Target, a Authorization, template string) (string, error) {
	text, missing := provider.Expand(template, t.vars(a))
	if missing != "" {
		return "", m.invalid(t.Connection.Link, fmt.Errorf("no value for %q yet; it comes with a login", missing), t.loginCommand())
	}
	u, err := url.Parse(text)
	if err != nil {
		return "", m.invalid(t.Connection.Link, fmt.Errorf("the service's URL does not parse"), "dg services show "+t.Service.ID)
	}
	if err := t.Service.CheckURL(u); err != nil {
		return "", &Error{Kind: HostRefused, Connection: t.Connection.Link, Cause: err, Next: "dg services show " + t.Service.ID + " has the URL and the hosts",
			Message: fmt.Sprintf("connection %q may not be used with host %s (allowed: %s)", t.Connection.Link, u.Host, strings.Join(t.Service.Hosts, ", "))}
	}
	return text, nil
}

func productURL(s provider.Service, product string) (string, error) {
	if template, ok := s.Products[strings.ToLower(product)]; ok {
		return template, nil
	}
	if template, ok := s.Products[strings.TrimPrefix(strings.ToLower(product), s.ID)]; ok {
		return template, nil // zohocrm names product crm of service zoho
	}
	if product != "" {
		if len(s.Products) == 0 {
			return "", fmt.Errorf("service %q has no product %q", s.ID, product)
		}
		return "", fmt.Errorf("service %q has no product %q: one of %s", s.ID, product, strings.Join(s.ProductNames(), ", "))
	}
	if len(s.Products) == 1 {
		return s.Products[s.ProductNames()[0]], nil
	}
	for _, h := range s.Hosts {
		if strings.HasPrefix(h, "*.") {
			continue
		}
		if !strings.Contains(h, "://") {
			h = "https://" + h
		}
		return h, nil
	}
	return "", fmt.Errorf("service %q has no single base address; name a product", s.ID)
}

// Variable is one of a connection's variables: the region's, the user's, or what
// the provider said with a token (api_domain, realmId, shop …). No secrets.
func (m *Manager) Variable(ctx context.Context, connection, name string) (string, bool, error) {
	snap, t, err := m.lookup(ctx, connection, "")
	if err != nil {
		return "", false, err
	}
	v, ok := t.vars(snap.Authorization)[name]
	return v, ok, nil
}

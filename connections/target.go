package connections

import (
	"context"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// Target is a connection made ready for talking to its provider: the service
// with region and variables filled in, and the client that applies.
type Target struct {
	Service    provider.Service
	Connection Connection
	Client     Client
	Key        Key
	template   provider.Service // before region and variables were filled in
	named      bool             // somebody named the user
}

// InRegion is the target in another data centre of its service.
func (t Target) InRegion(region string) (Target, error) {
	resolved, err := t.template.Resolve(region, t.Connection.Vars)
	if err != nil {
		return t, err
	}
	t.Service, t.Connection.Region = resolved, region
	return t, nil
}

// Grant is what a provider handed out.
type Grant struct {
	Access, Refresh, Type string
	Obtained              time.Time // arrival of the answer
	Expiry                time.Time // zero: does not expire
	RefreshExpiry         time.Time
	Scopes                []string          // granted; empty: not stated
	Extra                 map[string]string // connection variables
	Secrets               map[string]string // entered by the user (basic, API key)
	Warnings              []string          // for the user; no secrets
	Skew                  time.Duration     // of this machine's clock against the provider's
	Region                string            // data centre of the account, when the provider said so
}

// Refresher gets tokens without a person. Errors from the provider are
// *RefreshError. oauthflow.Client is the one for real providers.
type Refresher interface {
	// Refresh renews an authorization by its refresh token, or by the client's
	// own credentials where the grant of the service needs no person.
	Refresh(ctx context.Context, t Target, a Authorization) (Grant, error)
	// Revoke tells the provider to forget the tokens (RFC 7009).
	Revoke(ctx context.Context, t Target, a Authorization) error
}

// Flow gets a first grant, usually with a person's help.
type Flow interface {
	Login(ctx context.Context, t Target) (Grant, error)
}

// target resolves a snapshot against the catalogue.
func (m *Manager) target(snap Snapshot) (Target, error) {
	c := snap.Connection
	spec, region := snap.Service.Spec, c.Region
	if spec.ID == "" {
		found, r, err := m.catalogue().Lookup(c.Service)
		if err != nil {
			return Target{}, m.invalid(c.Link, err, "dg services list")
		}
		spec = found
		if region == "" {
			region = r
		}
	}
	if c.Grant != "" {
		spec.Grant = c.Grant
	}
	resolved, err := resolve(spec, region, c, snap.Authorization)
	if err != nil {
		return Target{}, m.invalid(c.Link, err, "dg connections edit "+c.Link+" mends it")
	}
	client := snap.Service.Client
	if c.Client.ID != "" {
		redirect := client.Redirect
		client = c.Client
		if client.Redirect == "" {
			client.Redirect = redirect
		}
	}
	c.Region = region
	return Target{Service: resolved, Connection: c, Client: client, template: spec}, nil
}

// resolve fills in what the person entered and what the provider said of itself and
// with its tokens. Where the provider names the host of the refresh URL, that host
// must be one of the service's: client secret and refresh token go there.
func resolve(spec provider.Service, region string, c Connection, a Authorization) (provider.Service, error) {
	vars, told := maps.Clone(c.Vars), false
	for _, name := range spec.Keep {
		if v := a.Extra[name]; v != "" && vars[name] == "" {
			if vars == nil {
				vars = map[string]string{}
			}
			vars[name] = v
			told = told || strings.Contains(spec.RefreshURL, "{"+name+"}")
		}
	}
	resolved, err := spec.Resolve(region, vars)
	if err != nil {
		return spec, err
	}
	if spec.Discover && c.Discovered != nil {
		c.Discovered.Fill(&resolved)
	}
	if !told {
		return resolved, nil
	}
	u, err := url.Parse(resolved.RefreshURL)
	if err != nil {
		return resolved, err
	}
	return resolved, resolved.CheckURL(u)
}

// vars are all variables of a connection: those of the service and region, the
// user's, and what the provider said, which never overrides the former.
func (t Target) vars(a Authorization) map[string]string {
	all := maps.Clone(a.Extra)
	if all == nil {
		all = map[string]string{}
	}
	if own, err := t.Service.Values(t.Connection.Region, t.Connection.Vars); err == nil {
		maps.Copy(all, own)
	}
	return all
}

package cli

import (
	"context"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/oauthflow"
)

// discover asks the issuer of a service for its URLs, each time somebody logs in:
// they change, and a refresh must not depend on one more request.
func (l *loginOptions) discover(ctx context.Context, m *connections.Manager, t connections.Target) (connections.Target, error) {
	if !t.Service.Discover {
		return t, nil
	}
	s := t.Service
	if t.Connection.Discovered != nil {
		s.Issuer = t.Connection.Discovered.Issuer
	}
	found, err := (&oauthflow.Client{}).Discover(ctx, s)
	if err != nil {
		return t, &connections.Error{Kind: connections.Login, Connection: t.Connection.Link, Cause: err,
			Message: "the provider could not be asked for its addresses: " + err.Error(), Next: "dg connections show " + t.Connection.Link}
	}
	link := t.Connection.Link
	if err := m.ChangeConnection(ctx, link, func(c *connections.Connection) error {
		c.Discovered = &found
		return nil
	}); err != nil {
		return t, err
	}
	return m.Target(ctx, link)
}

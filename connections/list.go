package connections

import (
	"cmp"
	"context"
	"slices"
)

// List sums up every connection, one line for each authorization and one for a
// connection without any. It holds no secret.
func (m *Manager) List(ctx context.Context) ([]Summary, error) {
	all, err := m.store.Connections(ctx)
	if err != nil {
		return nil, storeError("", err)
	}
	auths, err := m.store.Authorizations(ctx)
	if err != nil {
		return nil, storeError("", err)
	}
	byLink := map[string][]Authorization{}
	for _, a := range auths {
		byLink[a.Connection] = append(byLink[a.Connection], a)
	}
	var lines []Summary
	for _, c := range all {
		own, key := byLink[c.Link], c.Key(m.user(), m.opts.Environment)
		if env, ok := m.fromEnvironment(Target{Key: key}); ok {
			own = []Authorization{env}
		}
		if len(own) == 0 {
			own = []Authorization{{Connection: c.Link, User: key.User, Environment: key.Environment}}
		}
		for _, a := range own {
			lines = append(lines, m.summary(c, a))
		}
	}
	slices.SortFunc(lines, func(a, b Summary) int {
		return cmp.Or(cmp.Compare(a.Link, b.Link), cmp.Compare(a.User, b.User), cmp.Compare(a.Environment, b.Environment))
	})
	return lines, nil
}

func (m *Manager) summary(c Connection, a Authorization) Summary {
	s := Summary{
		Link: c.Link, Title: c.Title, Service: c.Service, Region: c.Region,
		User: a.User, Environment: a.Environment, Account: a.Account, Organisation: a.Organisation,
		State: a.StateAt(m.now()), Reason: a.Reason, LastError: a.LastError,
		Scopes: a.Scopes, Expiry: a.Expiry, RefreshExpiry: a.RefreshExpiry, Used: a.Used,
		HasRefresh: a.Refresh != "",
	}
	if c.Disabled {
		s.State = StateDisabled
	}
	if len(s.Scopes) == 0 {
		s.Scopes = c.Scopes
	}
	return s
}

// Status sums up the authorization that a run would use now.
func (m *Manager) Status(ctx context.Context, connection string) (Summary, error) {
	snap, t, err := m.lookup(ctx, connection, "")
	if err != nil {
		return Summary{}, err
	}
	a := snap.Authorization
	a.User, a.Environment = t.Key.User, t.Key.Environment
	if env, ok := m.fromEnvironment(t); ok {
		a = env
	}
	return m.summary(snap.Connection, a), nil
}

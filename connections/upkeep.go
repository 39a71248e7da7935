package connections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// Refreshed tells what Refresh did. It holds no secret.
type Refreshed struct {
	Renewed bool      // false: the token was good, and no renewal was forced
	Expiry  time.Time // of the access token; zero: it does not expire
}

// Refresh renews a connection's access token when it is due, or with force in any
// case. A connection whose token cannot be renewed is left as it is. All errors are
// *Error.
func (m *Manager) Refresh(ctx context.Context, connection string, force bool) (Refreshed, error) {
	snap, t, err := m.lookup(ctx, connection, "")
	if err != nil {
		return Refreshed{}, err
	}
	if err := m.mayRefresh(t, snap); err != nil {
		return Refreshed{}, err
	}
	before := snap.Authorization
	if !force && !due(before, m.now()) {
		return Refreshed{Expiry: before.Expiry}, nil
	}
	if err := m.canRefresh(t, before, force); err != nil {
		return Refreshed{}, err
	}
	after, err := m.renew(ctx, t, before, func(now Authorization) bool { return now.Access != before.Access }, byHand)
	if err == nil && after.Access == before.Access { // the old one still serves, but that was not the wish
		err = m.lastFailure(t)
	}
	return Refreshed{Renewed: err == nil, Expiry: after.Expiry}, err
}

// mayRefresh refuses what has no token, or none that could be kept.
func (m *Manager) mayRefresh(t Target, snap Snapshot) error {
	link := t.Connection.Link
	if t.Service.Auth != provider.OAuth2 {
		return m.invalid(link, fmt.Errorf("there is no token to renew: its service uses %s", t.Service.Auth), "dg connections login "+link+" takes other credentials")
	}
	if name := m.EnvironmentVariable(link); name != "" {
		return m.invalid(link, fmt.Errorf("its token comes from %s, where a new one could not be kept", name), "unset "+name+" to use what is stored")
	}
	return m.checkState(t, snap)
}

// canRefresh refuses before the provider is asked what it would refuse, or count.
func (m *Manager) canRefresh(t Target, a Authorization, force bool) error {
	link := t.Connection.Link
	if m.refresher == nil || !renewable(t.Service, a) {
		why := "the provider gave no refresh token"
		if t.Service.RefreshNeeds != "" {
			why += " (it needs " + t.Service.RefreshNeeds + ")"
		}
		return &Error{Kind: Unauthenticated, Connection: link, Next: t.loginCommand(),
			Message: fmt.Sprintf("connection %q: its access token cannot be renewed: %s", link, why)}
	}
	gap := time.Duration(t.Service.ForcedRefreshGap) * time.Second
	if past := m.now().Sub(a.Forced); force && !a.Forced.IsZero() && past < gap {
		return m.refreshError(t, fmt.Errorf("%s counts renewals; the next one that is not due can be asked for in %s", t.Service.Title, (gap-past).Round(time.Second)))
	}
	return m.usedUp(t, a)
}

// lastFailure is why the last refresh failed in passing.
func (m *Manager) lastFailure(t Target) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.state(t.Key).lastFailure; err != nil {
		return err
	}
	return m.refreshError(t, errors.New("the provider gave the same token again"))
}

// Connection returns a stored connection and its service, also one that does not fit
// its service any more. It holds the client's secret.
func (m *Manager) Connection(ctx context.Context, link string) (Connection, Service, error) {
	snap, _, err := m.lookup(ctx, link, "")
	if err != nil && (!broken(err) || snap.Connection.Link == "") {
		return Connection{}, Service{}, err
	}
	s, _, err := m.FindService(ctx, snap.Connection.Service)
	return snap.Connection, s, err
}

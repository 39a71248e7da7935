package connections

import (
	"context"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// straggler is how long after a refresh a 401 may still belong to a call that
// left with the token before.
const straggler = 10 * time.Second

// Rejected is called when an API answered 401 to a request that Authorize had
// prepared. nil means that there is another token now: authorize again and repeat
// the request once. Otherwise the API's answer stands.
func (m *Manager) Rejected(ctx context.Context, connection string) error {
	snap, t, err := m.lookup(ctx, connection, "")
	if err != nil {
		return err
	}
	if env, ok := m.fromEnvironment(t); ok {
		snap.Authorization = env
	}
	if err := m.checkState(t, snap); err != nil {
		return err
	}
	a := snap.Authorization
	if t.Service.Auth != provider.OAuth2 {
		return m.unauthenticated(t, a, "the provider refused the credentials", "")
	}
	if m.newerThanSent(t.Key, a) {
		return nil
	}
	if err := m.tooSoon(t, a); err != nil {
		return err
	}
	sent := a.Access
	_, err = m.renew(ctx, t, a, func(now Authorization) bool { return now.Access != sent }, true)
	return err
}

// newerThanSent reports whether the refused call may have carried an older token
// than the stored one.
func (m *Manager) newerThanSent(key Key, a Authorization) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.state(key)
	if s.current != a.Access {
		return true
	}
	// Several calls may be under way with the token before; the first of them to
	// come back has switched.
	if s.stragglers == 0 || m.now().Sub(s.switched) >= straggler {
		return false
	}
	s.stragglers--
	return true
}

// tooSoon refuses a forced refresh where the provider counts them.
func (m *Manager) tooSoon(t Target, a Authorization) error {
	gap := time.Duration(t.Service.ForcedRefreshGap) * time.Second
	if a.Forced.IsZero() || m.now().Sub(a.Forced) >= gap {
		return nil
	}
	return m.unauthenticated(t, a, "a token renewed "+m.now().Sub(a.Forced).Round(time.Second).String()+
		" ago was refused too; the account may lack the scope, or it lives in another data centre", "dg connections test "+t.Connection.Link)
}

package connections

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// earlyLimit is how long before its end an access token counts as used up; a
// tenth of the life if that is shorter.
const earlyLimit = 60 * time.Second

// usedStep is how exactly the time of the last use is kept: a finer step would
// mean a write for every call.
const usedStep = 15 * time.Minute

// leaseTry is how long a lease is tried for that is wanted only in passing.
const leaseTry = 2 * time.Millisecond

// leaseWait is how long a lease is waited for by a command whose purpose is what it
// writes then, such as the account after a login.
const leaseWait = 2 * time.Second

// occasion is why a token is renewed, as the audit trail has it.
type occasion string

// The occasions of a refresh.
const (
	byClock  occasion = "due"
	after401 occasion = "after a 401"
	byHand   occasion = "by hand"
)

// due reports whether an access token should be renewed before the next call.
func due(a Authorization, now time.Time) bool {
	if a.Access == "" {
		return true
	}
	if a.Expiry.IsZero() {
		return false
	}
	early := min(earlyLimit, a.Expiry.Sub(a.Obtained)/10)
	return !now.Before(a.Expiry.Add(-max(early, 0)))
}

// lasting reports whether an access token has not ended yet.
func lasting(a Authorization, now time.Time) bool {
	return a.Access != "" && (a.Expiry.IsZero() || now.Before(a.Expiry))
}

// renewable reports whether tokens can be had without a person.
func renewable(s provider.Service, a Authorization) bool {
	return s.Auth == provider.OAuth2 && (a.Refresh != "" || !s.Interactive())
}

// usable returns an authorization whose credentials may be sent now.
func (m *Manager) usable(ctx context.Context, snap Snapshot, t Target) (Authorization, error) {
	if env, ok := m.fromEnvironment(t); ok {
		snap.Authorization = env
	}
	if err := m.checkState(t, snap); err != nil {
		return Authorization{}, err
	}
	a := snap.Authorization
	if snap.Pending {
		m.settle(ctx, t.Key)
	}
	if t.Service.Auth != provider.OAuth2 || !due(a, m.now()) || (lasting(a, m.now()) && !renewable(t.Service, a)) {
		m.touch(ctx, snap)
		return a, nil
	}
	return m.renew(ctx, t, a, func(now Authorization) bool { return !due(now, m.now()) }, byClock)
}

// checkState refuses what no refresh can mend.
func (m *Manager) checkState(t Target, snap Snapshot) error {
	a := snap.Authorization
	switch {
	case snap.Connection.Disabled || a.State == StateDisabled:
		return m.unauthenticated(t, a, "disabled", "dg connections enable "+t.Connection.Link)
	case t.Service.Auth == provider.None:
		return nil
	case t.Service.Auth == provider.OAuth2 && !t.Service.Interactive() && a.State != StateRevoked && a.State != StateNeedsReconnect:
		return nil // fetched on first use
	case t.Service.Auth == provider.OAuth1 && !t.Service.Interactive() && a.State != StateRevoked:
		return nil // signed with the client's own secret
	case a.State == "" || a.State == StateNew:
		return m.unauthenticated(t, a, "never connected", "")
	case a.State == StateNeedsReconnect || a.State == StateRevoked:
		return m.unauthenticated(t, a, a.Reason, "")
	}
	return nil
}

// renew refreshes an authorization once for all goroutines and processes. done
// decides, on the record read again under the lease, whether another one was
// faster.
func (m *Manager) renew(ctx context.Context, t Target, a Authorization, done func(Authorization) bool, why occasion) (Authorization, error) {
	unlock, err := m.flights.lock(ctx, t.Key)
	if err != nil {
		return a, m.refreshError(t, err)
	}
	if _, ok := m.fromEnvironment(t); ok {
		defer unlock()
		return m.renewInMemory(ctx, t, done)
	}
	if err := m.waiting(t); err != nil && why == byClock {
		unlock()
		return m.orStillGood(t, a, err)
	}
	release, err := m.store.Lease(ctx, t.Key)
	if err != nil {
		unlock()
		return m.orStillGood(t, a, storeError(t.Key.Connection, err))
	}
	return m.finish(ctx, t, func() { release(); unlock() }, func(ctx context.Context) (Authorization, error) {
		snap, err := m.store.Lookup(ctx, t.Key.Connection, m.user(), m.opts.Environment)
		if err != nil {
			return m.orStillGood(t, a, storeError(t.Key.Connection, err))
		}
		if err := m.checkState(t, snap); err != nil {
			return Authorization{}, err
		}
		if done(snap.Authorization) {
			return snap.Authorization, nil
		}
		return m.exchange(ctx, t, snap.Authorization, why)
	})
}

// finish runs a refresh to its end even if the caller's context ends first: once
// the request is out, a rotating provider may have ended the old token, and its
// answer must be kept. The caller is let go at once; Wait waits for the rest.
func (m *Manager) finish(ctx context.Context, t Target, cleanup func(), f func(context.Context) (Authorization, error)) (Authorization, error) {
	type outcome struct {
		a   Authorization
		err error
	}
	done := make(chan outcome, 1)
	m.underWay.Add(1)
	m.running.Go(func() {
		defer m.underWay.Add(-1)
		a, err := f(context.WithoutCancel(ctx))
		cleanup()
		done <- outcome{a, err}
	})
	select {
	case o := <-done:
		return o.a, o.err
	case <-ctx.Done():
		return Authorization{}, m.refreshError(t, context.Cause(ctx))
	}
}

// Busy reports whether refreshes are under way.
func (m *Manager) Busy() bool { return m.underWay.Load() > 0 }

// Wait waits for refreshes that go on after their callers were cancelled, until
// ctx ends. A program calls it before it exits.
func (m *Manager) Wait(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		m.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// orStillGood falls back to an access token that has not ended yet.
func (m *Manager) orStillGood(t Target, a Authorization, err error) (Authorization, error) {
	if lasting(a, m.now()) {
		m.log.Warn("token refresh failed; the old token is used while it lasts", "connection", t.Key.Connection, "error", err.Error())
		return a, nil
	}
	return Authorization{}, err
}

// exchange asks the provider. The caller holds the lease.
func (m *Manager) exchange(ctx context.Context, t Target, a Authorization, why occasion) (Authorization, error) {
	if m.refresher == nil || !renewable(t.Service, a) {
		reason := "the access token ended and the provider gave no refresh token"
		if why == after401 {
			reason = "the access token was refused and the provider gave no refresh token"
		}
		if t.Service.RefreshNeeds != "" {
			reason += " (it needs " + t.Service.RefreshNeeds + ")"
		}
		return m.giveUp(ctx, t, a, reason)
	}
	if err := m.usedUp(t, a); err != nil {
		return m.orStillGood(t, a, err)
	}
	g, err := m.refresher.Refresh(ctx, t, a)
	if err != nil {
		return m.refused(ctx, t, a, err)
	}
	if field := accountChanged(a.Extra, g.Extra); field != "" {
		return m.giveUp(ctx, t, a, "the provider's answer belongs to another account ("+field+" differs)")
	}
	next := apply(a, t.Key, g)
	next.Refreshed = g.Obtained
	next.Renewals = recent(t.Service, append(next.Renewals, g.Obtained), m.now())
	if why != byClock {
		next.Forced = g.Obtained
	}
	if err := m.keep(ctx, &next, Event{Kind: "refresh", Detail: string(why)}); err != nil {
		return Authorization{}, err
	}
	m.settled(t.Key)
	m.renewed.Add(1)
	m.log.Info("the access token was renewed", "connection", t.Key.Connection, "why", string(why))
	for _, w := range g.Warnings {
		m.log.Warn(w, "connection", t.Key.Connection)
	}
	return next, nil
}

// accountFields name the account in token answers.
var accountFields = []string{"account_id", "user_id", "userid", "sub", "authed_user.id", "team.id", "realmId", "shop"}

// accountChanged names a field that tells two accounts apart, or is empty.
func accountChanged(before, after map[string]string) string {
	for _, f := range accountFields {
		if before[f] != "" && after[f] != "" && before[f] != after[f] {
			return f
		}
	}
	return ""
}

// apply puts a grant over an authorization. What the provider did not repeat is
// kept: a refresh answer often holds no refresh token (RFC 6749 §6).
func apply(a Authorization, key Key, g Grant) Authorization {
	next := a.clone()
	next.Connection, next.User, next.Environment = key.Connection, key.User, key.Environment
	next.Access, next.Type = g.Access, g.Type
	next.Obtained, next.Expiry, next.Skew = g.Obtained, g.Expiry, g.Skew
	if g.Refresh != "" {
		next.Refresh = g.Refresh
	}
	if !g.RefreshExpiry.IsZero() {
		next.RefreshExpiry = g.RefreshExpiry
	}
	if len(g.Scopes) > 0 {
		next.Scopes = g.Scopes
	}
	if g.Secrets != nil {
		next.Secrets = g.Secrets
	}
	if len(g.Extra) > 0 {
		if next.Extra == nil {
			next.Extra = map[string]string{}
		}
		maps.Copy(next.Extra, g.Extra)
	}
	if next.Created.IsZero() {
		next.Created = g.Obtained
	}
	next.State, next.Reason, next.LastError = StateConnected, "", ""
	return next
}

// keep makes a new authorization durable before anyone uses it: with rotating
// refresh tokens the old one is dead by now. It is first held beside the store,
// so that neither a full disk nor a kill between the two steps loses it.
func (m *Manager) keep(ctx context.Context, a *Authorization, e Event) error {
	// The provider has spoken: an interrupt must not lose its answer.
	ctx = context.WithoutCancel(ctx)
	e.Time, e.Connection, e.User = m.now(), a.Connection, a.User
	held := m.store.Hold(ctx, *a)
	err := m.store.PutAuthorization(ctx, a, e)
	if err == nil {
		return nil
	}
	if held == nil && !errors.Is(err, ErrConflict) {
		m.log.Warn("the new token could not be written into the connections file; it is kept beside it", "connection", a.Connection, "error", err.Error())
		return nil
	}
	return storeError(a.Connection, err)
}

// settle writes a held authorization into the store. Failure is no harm: the
// record stays where it is, and Lookup goes on to find it.
func (m *Manager) settle(ctx context.Context, key Key) {
	now, cancel := context.WithTimeout(ctx, leaseTry)
	defer cancel()
	release, err := m.store.Lease(now, key)
	if err != nil {
		return
	}
	defer release()
	snap, err := m.store.Lookup(ctx, key.Connection, m.user(), m.opts.Environment)
	if err != nil || !snap.Pending {
		return
	}
	e := Event{Time: m.now(), Kind: "recovered", Connection: key.Connection, User: key.User}
	if err := m.store.PutAuthorization(ctx, &snap.Authorization, e); err != nil {
		m.log.Debug("a held authorization could not be written yet", "connection", key.Connection, "error", err.Error())
	}
}

// touch notes the time of use now and then; it never fails a call and never
// waits for one who renews the token.
func (m *Manager) touch(ctx context.Context, snap Snapshot) {
	a := snap.Authorization
	if a.Rev == 0 || snap.Pending || m.now().Sub(a.Used) < usedStep {
		return
	}
	m.amend(ctx, a.Key(), leaseTry, func(a *Authorization) { a.Used = m.now() })
}

// amend changes a stored authorization unless somebody renews it for longer than
// wait: a change of the record under a refresh would make its held copy stale.
func (m *Manager) amend(ctx context.Context, key Key, wait time.Duration, change func(*Authorization)) {
	now, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	release, err := m.store.Lease(now, key)
	if err != nil {
		return
	}
	defer release()
	snap, err := m.store.Lookup(ctx, key.Connection, m.user(), m.opts.Environment)
	if err != nil || snap.Pending || snap.Authorization.Rev == 0 {
		return
	}
	change(&snap.Authorization)
	if err := m.store.PutAuthorization(ctx, &snap.Authorization); err != nil {
		m.log.Debug("a note on the authorization was not written", "connection", key.Connection, "error", err.Error())
	}
}

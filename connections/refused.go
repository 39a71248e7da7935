package connections

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// backoff is the wait before the next refresh after a passing fault.
var backoff = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}

// refused decides what a failed refresh means. The caller holds the lease.
func (m *Manager) refused(ctx context.Context, t Target, a Authorization, err error) (Authorization, error) {
	var re *RefreshError
	if !errors.As(err, &re) {
		re = &RefreshError{Fault: FaultTransient, Cause: err, Description: "the request failed"}
	}
	switch re.Fault {
	case FaultGrantRefused:
		return m.lostRace(ctx, t, a, re)
	case FaultClientRejected:
		return m.giveUp(ctx, t, a, fmt.Sprintf("client …%s rejected by the provider: %s", tail(t.Client.ID), re))
	case FaultRefused:
		return m.giveUp(ctx, t, a, "refused by the provider: "+re.Error())
	}
	failure := m.failed(t, re)
	return m.orStillGood(t, a, failure)
}

// lostRace handles invalid_grant: another process without our lease (another
// machine on a shared folder, an older copy) may have used the token first.
func (m *Manager) lostRace(ctx context.Context, t Target, a Authorization, re *RefreshError) (Authorization, error) {
	snap, err := m.store.Lookup(ctx, t.Key.Connection, m.user(), m.opts.Environment)
	if err == nil && snap.Authorization.Refresh != a.Refresh && snap.Authorization.Refresh != "" {
		if !due(snap.Authorization, m.now()) {
			return snap.Authorization, nil
		}
		// The winner's access token has ended, too. Each round needs a refresh token
		// that was not tried yet, so this comes to an end.
		return m.exchange(ctx, t, snap.Authorization, byClock)
	}
	return m.giveUp(ctx, t, a, re.Error()+" ("+m.now().UTC().Format(time.DateOnly)+")")
}

// giveUp marks an authorization as needing a person.
func (m *Manager) giveUp(ctx context.Context, t Target, a Authorization, reason string) (Authorization, error) {
	a.Connection, a.User, a.Environment = t.Key.Connection, t.Key.User, t.Key.Environment
	a.State, a.Reason, a.LastError = StateNeedsReconnect, reason, reason
	e := Event{Time: m.now(), Kind: "refused", Connection: a.Connection, User: a.User, Detail: reason}
	if err := m.store.PutAuthorization(context.WithoutCancel(ctx), &a, e); err != nil {
		m.log.Warn("the connection's new state could not be written", "connection", a.Connection, "error", err.Error())
	}
	return Authorization{}, m.unauthenticated(t, a, reason, "")
}

// failed notes a passing fault and sets the time before which no one asks again.
func (m *Manager) failed(t Target, re *RefreshError) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.state(t.Key)
	wait := backoff[min(s.failures, len(backoff)-1)]
	s.failures++
	s.retryAt = m.now().Add(max(wait, re.RetryAfter))
	s.lastFailure = m.refreshError(t, re)
	return s.lastFailure
}

// waiting returns the last passing fault while its wait lasts.
func (m *Manager) waiting(t Target) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.state(t.Key)
	if s.lastFailure != nil && m.now().Before(s.retryAt) {
		return s.lastFailure
	}
	return nil
}

// settled forgets passing faults after a success.
func (m *Manager) settled(key Key) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.state(key)
	s.failures, s.retryAt, s.lastFailure = 0, time.Time{}, nil
}

// tail is the last four characters of a client id, or less of a short one.
func tail(id string) string {
	return id[len(id)-min(4, len(id)/2):]
}

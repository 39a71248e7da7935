package connections

import (
	"context"
	"strings"
)

// EnvName is the environment variable that gives a connection's access token,
// for machines without a store of their own secrets.
func EnvName(link string) string {
	return "DG_CONNECTION_" + envPart(link) + "_TOKEN"
}

// EnvRefreshName is the environment variable that gives a refresh token.
func EnvRefreshName(link string) string {
	return "DG_CONNECTION_" + envPart(link) + "_REFRESH_TOKEN"
}

func envPart(link string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, link)
}

// EnvironmentVariable names the variable that gives a connection's token to this
// process; empty when there is none. What it gives wins over the store and is never
// written there.
func (m *Manager) EnvironmentVariable(link string) string {
	if m.opts.Getenv == nil {
		return ""
	}
	for _, name := range []string{EnvName(link), EnvRefreshName(link)} {
		if m.opts.Getenv(name) != "" {
			return name
		}
	}
	return ""
}

// fromEnvironment returns the authorization that the environment gives. It lives
// in memory only; what is renewed there is lost with the process.
func (m *Manager) fromEnvironment(t Target) (Authorization, bool) {
	if m.opts.Getenv == nil {
		return Authorization{}, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if a, ok := m.env[t.Key.Connection]; ok {
		return a, true
	}
	if m.EnvironmentVariable(t.Key.Connection) == "" {
		return Authorization{}, false
	}
	access, refresh := m.opts.Getenv(EnvName(t.Key.Connection)), m.opts.Getenv(EnvRefreshName(t.Key.Connection))
	a := Authorization{
		Connection: t.Key.Connection, User: t.Key.User, Environment: t.Key.Environment,
		Access: access, Refresh: refresh, State: StateConnected, Account: "from the environment",
	}
	m.env[t.Key.Connection] = a
	return a, true
}

// renewInMemory refreshes an authorization of the environment. The caller holds
// the flight.
func (m *Manager) renewInMemory(ctx context.Context, t Target, done func(Authorization) bool) (Authorization, error) {
	a, _ := m.fromEnvironment(t)
	if done(a) {
		return a, nil
	}
	if m.refresher == nil || !renewable(t.Service, a) {
		variable := m.EnvironmentVariable(t.Key.Connection)
		return a, m.unauthenticated(t, a, "the token in "+variable+" was refused", "another token in "+variable+", or unset it to use what is stored")
	}
	g, err := m.refresher.Refresh(ctx, t, a)
	if err != nil {
		return a, m.refreshError(t, err)
	}
	next := apply(a, t.Key, g)
	m.mu.Lock()
	m.env[t.Key.Connection] = next
	m.mu.Unlock()
	return next, nil
}

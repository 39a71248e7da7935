package connections

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// LoginResult tells what a login brought. It holds no secret.
type LoginResult struct {
	Account       string
	Granted       []string // scopes; empty when the provider did not say
	Missing       []string // asked for and not granted
	HasRefresh    bool
	Expiry        time.Time
	RefreshExpiry time.Time
	Warnings      []string
}

// Target reads a connection and makes it ready for its provider, for flows and
// for showing it.
func (m *Manager) Target(ctx context.Context, connection string) (Target, error) {
	_, t, err := m.lookup(ctx, connection, "")
	return t, err
}

// Login runs a flow and stores what it brings. The old authorization stays valid
// until the new one is stored; its refresh token is revoked afterwards, because
// providers count them.
func (m *Manager) Login(ctx context.Context, connection string, flow Flow) (LoginResult, error) {
	_, t, err := m.lookup(ctx, connection, "")
	if err != nil {
		return LoginResult{}, err
	}
	g, err := flow.Login(ctx, t)
	if err != nil {
		return LoginResult{}, m.loginError(t, err)
	}
	a, old, err := m.replace(ctx, t, g)
	if err != nil {
		return LoginResult{}, err
	}
	if g.Region != "" && g.Region != t.Connection.Region {
		if err := m.relocate(ctx, &t, g.Region); err != nil {
			return LoginResult{}, err
		}
		g.Warnings = append(g.Warnings, "the account lives in region "+g.Region+"; the connection uses it from now on")
	}
	if old.Refresh != "" && old.Refresh != a.Refresh && m.refresher != nil && t.Service.RevokeURL != "" {
		if err := m.refresher.Revoke(ctx, t, old); err != nil {
			g.Warnings = append(g.Warnings, "the old authorization could not be revoked at the provider: "+err.Error())
		}
	}
	return loginResult(t, a, g), nil
}

// relocate moves a connection to the data centre of its account.
func (m *Manager) relocate(ctx context.Context, t *Target, region string) error {
	moved, err := t.InRegion(region)
	if err != nil {
		return m.loginError(*t, err)
	}
	snap, err := m.store.Lookup(ctx, t.Connection.Link, m.user(), m.opts.Environment)
	if err != nil {
		return storeError(t.Connection.Link, err)
	}
	snap.Connection.Region = region
	if err := m.store.PutConnection(ctx, &snap.Connection); err != nil {
		return storeError(t.Connection.Link, err)
	}
	*t = moved
	return nil
}

func (m *Manager) loginError(t Target, err error) error {
	var own *Error
	if errors.As(err, &own) {
		return err
	}
	return &Error{
		Kind: Login, Connection: t.Connection.Link, Cause: err, Next: t.loginCommand(),
		Message: fmt.Sprintf("login for connection %q failed: %v", t.Connection.Link, err),
	}
}

// replace stores a new grant over whatever there is, under the lease so that no
// refresh of the old one runs meanwhile.
func (m *Manager) replace(ctx context.Context, t Target, g Grant) (a, old Authorization, err error) {
	unlock, err := m.flights.lock(ctx, t.Key)
	if err != nil {
		return a, old, m.loginError(t, err)
	}
	defer unlock()
	release, err := m.store.Lease(ctx, t.Key)
	if err != nil {
		return a, old, storeError(t.Connection.Link, err)
	}
	defer release()
	snap, err := m.store.Lookup(ctx, t.Connection.Link, m.user(), m.opts.Environment)
	if err != nil {
		return a, old, storeError(t.Connection.Link, err)
	}
	old = snap.Authorization
	a = apply(Authorization{Rev: old.Rev}, t.Key, g)
	err = m.keep(ctx, &a, Event{Kind: "login"})
	m.settled(t.Key)
	return a, old, err
}

func loginResult(t Target, a Authorization, g Grant) LoginResult {
	r := LoginResult{
		Granted: a.Scopes, HasRefresh: a.Refresh != "", Expiry: a.Expiry, RefreshExpiry: a.RefreshExpiry,
		Warnings: g.Warnings, Account: a.Account,
	}
	r.Missing = missingScopes(t.Scopes(), a.Scopes)
	if len(r.Missing) > 0 {
		r.Warnings = append(r.Warnings, "not granted: "+strings.Join(r.Missing, ", "))
	}
	if t.Service.Auth == provider.OAuth2 && t.Service.Interactive() && !a.Expiry.IsZero() && a.Refresh == "" {
		w := "no refresh token came: this connection ends with its access token"
		if t.Service.RefreshNeeds != "" {
			w += "; " + t.Service.Title + " needs " + t.Service.RefreshNeeds
		}
		r.Warnings = append(r.Warnings, w)
	}
	return r
}

// Scopes are those of the connection, else the service's default ones.
func (t Target) Scopes() []string {
	if len(t.Connection.Scopes) > 0 {
		return t.Connection.Scopes
	}
	return t.Service.DefaultScopes
}

// Logout drops the tokens here; with atProvider it asks the provider to forget
// them first. The tokens are gone whatever the provider answers; its fault comes
// back as a warning.
func (m *Manager) Logout(ctx context.Context, connection string, atProvider bool) (warning string, err error) {
	_, t, err := m.lookup(ctx, connection, "")
	if err != nil {
		return "", err
	}
	unlock, err := m.flights.lock(ctx, t.Key)
	if err != nil {
		return "", m.loginError(t, err)
	}
	defer unlock()
	release, err := m.store.Lease(ctx, t.Key)
	if err != nil {
		return "", storeError(connection, err)
	}
	defer release()
	snap, err := m.store.Lookup(ctx, connection, m.user(), m.opts.Environment)
	if err != nil {
		return "", storeError(connection, err)
	}
	if atProvider {
		warning = m.revokeAtProvider(ctx, t, snap.Authorization)
	}
	return warning, m.dropTokens(ctx, t, snap.Authorization, atProvider)
}

func (m *Manager) revokeAtProvider(ctx context.Context, t Target, a Authorization) string {
	if m.refresher == nil || t.Service.RevokeURL == "" {
		return "the service names no revoke URL; the tokens stay valid at the provider until they end"
	}
	if a.Access == "" && a.Refresh == "" {
		return ""
	}
	if err := m.refresher.Revoke(ctx, t, a); err != nil {
		return "the provider did not revoke the tokens: " + err.Error()
	}
	return ""
}

func (m *Manager) dropTokens(ctx context.Context, t Target, a Authorization, atProvider bool) error {
	a.Connection, a.User, a.Environment = t.Key.Connection, t.Key.User, t.Key.Environment
	a.dropCredentials()
	a.State, a.Reason = StateRevoked, "logged out "+m.now().UTC().Format(time.DateOnly)
	kind := "logout"
	if atProvider {
		kind, a.Reason = "revoke", "revoked "+m.now().UTC().Format(time.DateOnly)
	}
	e := Event{Time: m.now(), Kind: kind, Connection: a.Connection, User: a.User}
	if err := m.store.PutAuthorization(context.WithoutCancel(ctx), &a, e); err != nil {
		return storeError(a.Connection, err)
	}
	return nil
}

// Token returns a usable access token, renewed if due, or with force in any case.
func (m *Manager) Token(ctx context.Context, connection string, force bool) (string, error) {
	snap, t, err := m.lookup(ctx, connection, "")
	if err != nil {
		return "", err
	}
	if t.Service.Auth != provider.OAuth2 {
		return "", &Error{Kind: Invalid, Connection: connection, Message: fmt.Sprintf("connection %q has no access token: its service uses %s", connection, t.Service.Auth)}
	}
	if force {
		if err := m.checkState(t, snap); err != nil {
			return "", err
		}
		before := snap.Authorization.Access
		a, err := m.renew(ctx, t, snap.Authorization, func(now Authorization) bool { return now.Access != before }, byHand)
		return a.Access, err
	}
	a, err := m.usable(ctx, snap, t)
	return a.Access, err
}

package conformance

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
	"github.com/dg-lang/dg/connections/seal"
)

// accounts is the manager of the connections of a case, over a store in dir.
type accounts struct {
	*connections.Manager
	store connections.Store
}

func newAccounts(ctx context.Context, dir string, log *slog.Logger, all []Account) (*accounts, error) {
	store := boltstore.New(boltstore.Options{Dir: dir, Keys: seal.Keys{}, Log: log})
	a := &accounts{store: store, Manager: connections.NewManager(connections.Options{
		Store: store, Refresher: &oauthflow.Client{}, Log: log,
	})}
	for _, one := range all {
		if err := a.add(ctx, one); err != nil {
			return nil, fmt.Errorf("connection %s: %w", one.Link, err)
		}
	}
	return a, nil
}

func (a *accounts) add(ctx context.Context, one Account) error {
	id := "service-" + strings.ToLower(one.Link)
	err := a.AddService(ctx, &connections.Service{
		Spec:   one.service(id),
		Client: connections.Client{ID: one.ClientID, Secret: one.ClientSecret},
	})
	if err != nil {
		return err
	}
	if err := a.AddConnection(ctx, &connections.Connection{Link: one.Link, Service: id}); err != nil {
		return err
	}
	if one.AccessToken == "" && one.User == "" {
		return nil // never connected
	}
	auth := one.authorization(time.Now())
	return a.store.PutAuthorization(ctx, &auth)
}

// service describes how the account authenticates.
func (one Account) service(id string) provider.Service {
	s := provider.Service{ID: id, Title: id, Auth: provider.Auth(one.Auth), Grant: one.Grant, Hosts: one.Hosts, Private: true}
	if s.Auth == provider.OAuth2 {
		s.TokenURL, s.AuthorizeURL = one.TokenURL, one.TokenURL
		if s.TokenURL == "" { // needed, and never called
			s.TokenURL, s.AuthorizeURL = "http://127.0.0.1:9/token", "http://127.0.0.1:9/authorize"
		}
		s.TokenAuth = provider.TokenAuthBody
		if one.TokenAuth == "basic" {
			s.TokenAuth = provider.TokenAuthHeader
		}
	}
	if p := one.Place; p != nil {
		s.Placement = provider.Placement{In: provider.In(p.In), Name: p.Name, Template: strings.ReplaceAll(p.Value, "{token}", "{value}")}
	}
	return s
}

func (one Account) authorization(now time.Time) connections.Authorization {
	a := connections.Authorization{
		Connection: one.Link, User: connections.SharedUser, Environment: connections.DefaultEnvironment,
		Access: one.AccessToken, Refresh: one.RefreshToken, State: connections.StateConnected, Obtained: now, Created: now,
	}
	if one.User != "" {
		a.Secrets = map[string]string{connections.SecretUser: one.User, connections.SecretPassword: one.Password}
	} else {
		a.Expiry = now.Add(time.Duration(one.ExpiresIn) * time.Second)
	}
	return a
}

// match holds the stored authorizations against fields of a case.
func (a *accounts) match(ctx context.Context, want map[string]map[string]string) error {
	for link, fields := range want {
		snap, err := a.store.Lookup(ctx, link, connections.SharedUser, connections.DefaultEnvironment)
		if err != nil {
			return err
		}
		got := map[string]string{
			"access_token": snap.Authorization.Access, "refresh_token": snap.Authorization.Refresh, "state": string(snap.Authorization.State),
		}
		for name, v := range fields {
			if g, ok := got[name]; !ok || g != v {
				return fmt.Errorf("store: %s of %s is %q, want %q", name, link, g, v)
			}
		}
	}
	return nil
}

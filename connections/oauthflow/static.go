package oauthflow

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// Static stores credentials that the user entered: user name and password, the
// key rows of a service, or an access token. Nothing is sent.
type Static struct {
	Client *Client // for its clock
	Values map[string]string
	Access string // a token of an OAuth 2 service; it is never renewed
}

var _ connections.Flow = (*Static)(nil)

// Login implements connections.Flow.
func (f *Static) Login(_ context.Context, t connections.Target) (connections.Grant, error) {
	g := connections.Grant{Obtained: f.Client.now(), Secrets: maps.Clone(f.Values)}
	var missing []string
	for _, field := range Fields(t.Service) {
		if f.Values[field.Name] == "" && t.Service.Auth != provider.OAuth2 {
			missing = append(missing, field.Title)
		}
	}
	switch t.Service.Auth {
	case provider.OAuth2:
		g.Access, g.Type, g.Secrets = strings.TrimSpace(f.Access), "Bearer", nil
		if g.Access == "" {
			missing = append(missing, "access token")
		}
	case provider.OAuth1:
		g.Access, g.Type = f.Values[signedToken], "OAuth"
		delete(g.Secrets, signedToken)
	}
	if len(missing) > 0 {
		return connections.Grant{}, fmt.Errorf("no value for %s", strings.Join(missing, ", "))
	}
	return g, nil
}

// signedToken is the field for the token of an OAuth 1 service.
const signedToken = "token"

// Fields lists what a service without a login page asks of the user.
func Fields(s provider.Service) []provider.Field {
	switch s.Auth {
	case provider.OAuth1:
		if !s.Interactive() {
			return nil // signed with the client's own secret
		}
		return []provider.Field{
			{Name: signedToken, Title: "Access token", Secret: true},
			{Name: connections.SecretToken, Title: "Access token secret", Secret: true},
		}
	case provider.Basic:
		if len(s.Keys) > 0 {
			return titled(s.Keys)
		}
		return []provider.Field{
			{Name: connections.SecretUser, Title: "User name"},
			{Name: connections.SecretPassword, Title: "Password", Secret: true},
		}
	case provider.APIKey:
		fields := titled(s.Keys)
		for i := range fields {
			fields[i].Secret = true
		}
		return fields
	}
	return nil
}

// titled are the fields of rows, each with something to call it.
func titled(keys []provider.Key) []provider.Field {
	fields := make([]provider.Field, len(keys))
	for i, k := range keys {
		fields[i] = k.Field
		if fields[i].Title == "" {
			fields[i].Title = k.Name
		}
	}
	return fields
}

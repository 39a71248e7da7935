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
	if t.Service.Auth == provider.OAuth2 {
		g.Access, g.Type, g.Secrets = strings.TrimSpace(f.Access), "Bearer", nil
		if g.Access == "" {
			missing = append(missing, "access token")
		}
	}
	if len(missing) > 0 {
		return connections.Grant{}, fmt.Errorf("no value for %s", strings.Join(missing, ", "))
	}
	return g, nil
}

// Fields lists what a service without a login page asks of the user.
func Fields(s provider.Service) []provider.Field {
	switch s.Auth {
	case provider.Basic:
		return []provider.Field{
			{Name: connections.SecretUser, Title: "User name"},
			{Name: connections.SecretPassword, Title: "Password", Secret: true},
		}
	case provider.APIKey:
		fields := make([]provider.Field, len(s.Keys))
		for i, k := range s.Keys {
			fields[i] = k.Field
			fields[i].Secret = true
			if fields[i].Title == "" {
				fields[i].Title = k.Name
			}
		}
		return fields
	}
	return nil
}

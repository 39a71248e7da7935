package connections

import (
	"fmt"
	"log/slog"
)

// The types that hold secrets print and log without them, so that a careless %v
// reveals nothing. JSON keeps them: it is the form of the store. For output use
// Summary and LoginResult.

// String names the client without its secret.
func (c Client) String() string { return fmt.Sprintf("client %q", c.ID) }

// GoString is String.
func (c Client) GoString() string { return c.String() }

// LogValue is String.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// String names the authorization without its credentials.
func (a Authorization) String() string {
	return fmt.Sprintf("authorization of %q for %s in %s (%s)", a.Connection, a.User, a.Environment, a.State)
}

// GoString is String.
func (a Authorization) GoString() string { return a.String() }

// LogValue is String.
func (a Authorization) LogValue() slog.Value { return slog.StringValue(a.String()) }

// String tells what came without the tokens.
func (g Grant) String() string {
	return fmt.Sprintf("grant (access %t, refresh %t, expires %s)", g.Access != "", g.Refresh != "", g.Expiry)
}

// GoString is String.
func (g Grant) GoString() string { return g.String() }

// LogValue is String.
func (g Grant) LogValue() slog.Value { return slog.StringValue(g.String()) }

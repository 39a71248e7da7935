package cli

import (
	"context"
	"errors"
	"net/http"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/runtime/host"
)

// accounts gives a run its connections. Where there is no configuration
// folder, as in a container without HOME, scripts that name no connection run all
// the same.
func (a *app) accounts(w whose) (host.Authorizer, host.Endpoints) {
	m, err := a.managerOf(w)
	if err != nil {
		none := homeless{err}
		return none, none
	}
	return m, m
}

// homeless is the connections of somebody without a configuration folder.
type homeless struct{ err error }

func (h homeless) Authorize(_ context.Context, connection string, _ *http.Request) error {
	return h.lack(connection)
}

func (h homeless) Rejected(_ context.Context, connection string, _ *http.Request) error {
	return h.lack(connection)
}

func (h homeless) BaseURL(_ context.Context, connection, _ string) (string, error) {
	return "", h.lack(connection)
}

func (h homeless) lack(connection string) error {
	e := &connections.Error{Kind: connections.Invalid, Connection: connection, Message: h.err.Error(), Cause: h.err}
	var next interface{ Hint() string }
	if errors.As(h.err, &next) {
		e.Next = next.Hint()
	}
	return e
}

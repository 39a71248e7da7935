package connections

import (
	"context"
	"errors"
	"time"
)

// Errors that every Store returns, wrapped with what they are about.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("changed by another process meanwhile")
	ErrBusy     = errors.New("the connections file is in use")
)

// Event is one line of the audit trail. It never holds a secret.
type Event struct {
	Time       time.Time `json:"time"`
	Kind       string    `json:"kind"` // login, refresh, refused, revoke, add, remove, host-refused …
	Connection string    `json:"connection,omitempty"`
	User       string    `json:"user,omitempty"`
	Detail     string    `json:"detail,omitempty"`
}

// PendingLogin is a login that waits for its answer.
type PendingLogin struct {
	State    string    `json:"state"`
	Key      Key       `json:"key"`
	Verifier string    `json:"verifier,omitempty"` // PKCE
	Redirect string    `json:"redirect"`
	Expires  time.Time `json:"expires"`
}

// Store keeps services, connections and authorizations.
//
// Every Put compares: the record's Rev must equal the stored one (0 for a new
// record), else the error is ErrConflict and nothing changes; on success the
// record's Rev is set to the new value. Events given to a Put are written in the
// same step. All methods are safe for concurrent use by goroutines and processes,
// and none keeps the store locked after it returns.
type Store interface {
	// Lookup reads a connection, its service and the authorization of a user in
	// an environment. A missing connection is ErrNotFound; a missing service or
	// authorization is its zero value.
	Lookup(ctx context.Context, link, user, environment string) (Snapshot, error)
	Service(ctx context.Context, name string) (Service, error)
	Services(ctx context.Context) ([]Service, error)
	Connections(ctx context.Context) ([]Connection, error)
	Authorizations(ctx context.Context) ([]Authorization, error)

	PutService(ctx context.Context, s *Service, events ...Event) error
	PutConnection(ctx context.Context, c *Connection, events ...Event) error
	PutAuthorization(ctx context.Context, a *Authorization, events ...Event) error
	DeleteService(ctx context.Context, name string, events ...Event) error
	// DeleteConnection removes a connection with all its authorizations.
	DeleteConnection(ctx context.Context, link string, events ...Event) error

	// Hold keeps an authorization safe beside the store until the next
	// successful PutAuthorization of the same key. Lookup returns it meanwhile.
	// It is durable when Hold returns.
	Hold(ctx context.Context, a Authorization) error
	// Lease gives one holder among all processes the right to refresh an
	// authorization. It waits until ctx ends. A lease ends with its process.
	Lease(ctx context.Context, key Key) (release func(), err error)

	PutLogin(ctx context.Context, p PendingLogin) error
	// TakeLogin returns a pending login once; after that, or after its time, it
	// is ErrNotFound.
	TakeLogin(ctx context.Context, state string, now time.Time) (PendingLogin, error)

	Audit(ctx context.Context, events ...Event) error
	// Events returns the newest n events, oldest first.
	Events(ctx context.Context, n int) ([]Event, error)
}

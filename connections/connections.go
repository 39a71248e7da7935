package connections

import (
	"maps"
	"slices"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// SharedUser owns the authorizations that every run uses, whoever starts it.
const SharedUser = "*"

// DefaultEnvironment is the environment of a run that names none.
const DefaultEnvironment = "production"

// Client is how dg is registered at a provider.
type Client struct {
	ID       string `json:"id,omitempty"`
	Secret   string `json:"secret,omitempty"`
	Redirect string `json:"redirect,omitempty"` // whole redirect URL; empty: http://127.0.0.1:8484/callback
}

// Service is a service in the store: one made by the user, or the user's client
// for a built-in one.
type Service struct {
	Spec   provider.Service `json:"spec"`
	Client Client           `json:"client"`
	Rev    uint64           `json:"rev"`
}

// Connection is a named use of a service. Scripts know only Link.
type Connection struct {
	Link    string `json:"link"`
	Title   string `json:"title,omitempty"`
	Service string `json:"service"`          // id in the store or in the catalogue
	Region  string `json:"region,omitempty"` // data centre, when the service has several
	Grant   string `json:"grant,omitempty"`  // overrides the service's grant
	Client  Client `json:"client"`           // overrides the service's client when its ID is set

	Scopes []string          `json:"scopes,omitempty"`
	Vars   map[string]string `json:"vars,omitempty"` // variables of the service that the user entered

	// Discovered is what the issuer says of itself, for a service that asks it.
	Discovered *Discovered `json:"discovered,omitempty"`

	// LoginUser gives every user an authorization of their own; otherwise all
	// runs share one.
	LoginUser bool `json:"login_user,omitempty"`
	// AllEnvironments uses the authorization of DefaultEnvironment everywhere.
	AllEnvironments bool `json:"all_environments,omitempty"`
	Disabled        bool `json:"disabled,omitempty"`

	Created time.Time `json:"created"`
	Rev     uint64    `json:"rev"` // compare-and-swap; 0 for a record that is not stored yet
}

// Discovered are the parts of a service that its issuer describes (OpenID Connect
// Discovery 1.0 §3).
type Discovered struct {
	Issuer       string             `json:"issuer"`
	AuthorizeURL string             `json:"authorize_url,omitempty"`
	TokenURL     string             `json:"token_url"`
	RevokeURL    string             `json:"revoke_url,omitempty"`
	DeviceURL    string             `json:"device_url,omitempty"`
	TokenAuth    provider.TokenAuth `json:"token_auth,omitempty"`
	PKCE         provider.PKCE      `json:"pkce,omitempty"`
}

// Fill puts what was discovered into a description of the service.
func (d Discovered) Fill(s *provider.Service) {
	s.Issuer, s.AuthorizeURL, s.TokenURL = d.Issuer, d.AuthorizeURL, d.TokenURL
	s.RevokeURL, s.DeviceURL, s.TokenAuth, s.PKCE = d.RevokeURL, d.DeviceURL, d.TokenAuth, d.PKCE
}

// Key names one authorization.
type Key struct {
	Connection, User, Environment string
}

// Key is the authorization that a run of this user in this environment uses.
func (c Connection) Key(user, environment string) Key {
	if !c.LoginUser || user == "" {
		user = SharedUser
	}
	if c.AllEnvironments || environment == "" {
		environment = DefaultEnvironment
	}
	return Key{Connection: c.Link, User: user, Environment: environment}
}

// State is where an authorization stands in its life.
type State string

// The states of an authorization.
const (
	StateNew            State = "new"             // never connected
	StateConnected      State = "connected"       // usable
	StateExpiring       State = "expiring"        // access token past its life, a refresh will follow
	StateNeedsReconnect State = "needs_reconnect" // the provider refused the refresh, or there is none
	StateRevoked        State = "revoked"         // logged out or revoked by us
	StateDisabled       State = "disabled"        // switched off by the user
)

// Authorization holds the credentials of one account.
type Authorization struct {
	Connection  string `json:"connection"`
	User        string `json:"user"`
	Environment string `json:"environment"`
	Account     string `json:"account,omitempty"` // what the provider calls the account, for people
	// Organisation is what the account belongs to, where the provider says so.
	Organisation string `json:"organisation,omitempty"`

	Access        string    `json:"access,omitempty"`
	Refresh       string    `json:"refresh,omitempty"`
	Type          string    `json:"type,omitempty"`
	Obtained      time.Time `json:"obtained,omitzero"`       // arrival of the access token
	Expiry        time.Time `json:"expiry,omitzero"`         // zero: does not expire
	RefreshExpiry time.Time `json:"refresh_expiry,omitzero"` // zero: unknown or none
	Scopes        []string  `json:"scopes,omitempty"`        // granted; empty: the provider did not say

	// Secrets are credentials that the user entered: username and password, or
	// one entry for each key row of the service.
	Secrets map[string]string `json:"secrets,omitempty"`
	// Extra is what the provider said beside the tokens: api_domain, realmId, shop …
	Extra map[string]string `json:"extra,omitempty"`

	State     State     `json:"state"`
	Reason    string    `json:"reason,omitempty"` // why the state is what it is
	LastError string    `json:"last_error,omitempty"`
	Created   time.Time `json:"created,omitzero"`
	Refreshed time.Time `json:"refreshed,omitzero"` // last refresh
	Forced    time.Time `json:"forced,omitzero"`    // last refresh that was not due by the clock
	// Skew is how far this machine's clock was ahead when the token came.
	Skew time.Duration `json:"skew,omitempty"`
	Used time.Time     `json:"used,omitzero"` // last use, to the quarter of an hour
	// Renewals are the times of the last refreshes, for providers that count them.
	Renewals []time.Time `json:"renewals,omitempty"`
	Rev      uint64      `json:"rev"`
}

// Key names the authorization.
func (a Authorization) Key() Key {
	return Key{Connection: a.Connection, User: a.User, Environment: a.Environment}
}

// clone copies the maps and slices, so that a change never reaches a shared value.
func (a Authorization) clone() Authorization {
	a.Scopes = slices.Clone(a.Scopes)
	a.Secrets = maps.Clone(a.Secrets)
	a.Extra = maps.Clone(a.Extra)
	a.Renewals = slices.Clone(a.Renewals)
	return a
}

// dropCredentials forgets everything that opens a door.
func (a *Authorization) dropCredentials() {
	a.Access, a.Refresh, a.Secrets = "", "", nil
	a.Expiry, a.RefreshExpiry = time.Time{}, time.Time{}
}

// StateAt is the state at a moment: the stored one, with connected turning into
// expiring when the access token is past its life.
func (a Authorization) StateAt(now time.Time) State {
	if a.State == "" {
		return StateNew
	}
	if a.State == StateConnected && !a.Expiry.IsZero() && !now.Before(a.Expiry) {
		return StateExpiring
	}
	return a.State
}

// Snapshot is one consistent reading of everything that a call needs.
type Snapshot struct {
	Service       Service // zero Spec.ID when the store has none of that name
	Connection    Connection
	Authorization Authorization // Rev 0 when there is none
	// Pending says that the authorization was read from a file that waits to be
	// written into the store.
	Pending bool
}

// Summary is one line of a list. It never holds a secret.
type Summary struct {
	Link, Title, Service, Region string
	User, Environment            string
	Account, Organisation        string
	State                        State
	Reason, LastError            string
	Scopes                       []string
	Expiry, RefreshExpiry, Used  time.Time
	HasRefresh                   bool
}

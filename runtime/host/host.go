// Package host is everything outside the language: the network, accounts, the
// clock, randomness, output and who runs the script. The evaluator and the
// library reach the world only through a Host, so that tests, dry runs and
// replays put their own parts in its place.
package host

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/dg-lang/dg/runtime/value"
)

// Doer sends one HTTP request; *http.Client is one. Redirects and retries are the
// business of the package httpx, which every task goes through.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Authorizer puts the credentials of a stored connection on a request.
type Authorizer interface {
	// Authorize looks the link name up, refuses hosts the connection is not for,
	// refreshes the token when it is about to expire, and sets header, query or form.
	Authorize(ctx context.Context, connection string, req *http.Request) error
	// Rejected is told that the service answered 401 to req, a request that
	// Authorize had prepared, as it was sent. It returns nil when there are other
	// credentials now than those on req, and the request may be repeated once.
	Rejected(ctx context.Context, connection string, req *http.Request) error
}

// Endpoints knows the base URL of a product in the region of a connection.
type Endpoints interface {
	BaseURL(ctx context.Context, connection, product string) (string, error)
}

// Connectors prepares the requests of connector APIs.
type Connectors interface {
	// Prepare fills the placeholders of the API called id, such as
	// "googledrive.contacts", from values.
	Prepare(ctx context.Context, id string, values *value.Map) (*ConnectorRequest, error)
}

// ConnectorRequest is a connector API with its placeholders filled.
type ConnectorRequest struct {
	Method, URL string
	Header      http.Header
	Body        []byte
	Connection  string                 // link name; empty: no credentials
	Mock        *ConnectorMock         // the answer to give instead of calling
	Allow       func(url string) error // host list of the connector; nil: any host
}

// ConnectorMock is a canned answer.
type ConnectorMock struct {
	Status int
	Body   string
}

// Clock tells the time of a run.
type Clock interface {
	Now() time.Time
	Sleep(ctx context.Context, d time.Duration) error
	Location() *time.Location // zone of the application
}

// InfoLine is one executed info statement.
type InfoLine struct {
	Text string
	File string
	Line int // from 1
}

// Sink takes what a script prints.
type Sink interface {
	Info(ctx context.Context, line InfoLine)
}

// Exchange is one HTTP call of a run, for its log. It never holds a credential.
type Exchange struct {
	Method     string        `json:"method"`
	URL        string        `json:"url"` // without query values
	Status     int           `json:"status,omitempty"`
	Duration   time.Duration `json:"duration"`
	Sent       int64         `json:"sent"`     // bytes of the entity
	Received   int64         `json:"received"` // bytes of the entity
	Connection string        `json:"connection,omitempty"`
	Connector  string        `json:"connector,omitempty"`
	Renewals   int           `json:"renewals,omitempty"` // of the access token, for this request
	Source     string        `json:"source,omitempty"`   // who answered in the place of the network, such as "mock"
	Error      string        `json:"error,omitempty"`
}

// DryRun is the Source of an Exchange that was shown and not sent.
const DryRun = "dry run"

// Journal takes the HTTP calls of a run as they end.
type Journal interface {
	Exchanged(ctx context.Context, e Exchange)
}

// Message is one direction of an HTTP call as it went over the wire, for a person who
// looks for a mistake. Credentials are masked.
type Message struct {
	Sent   bool     // else received
	Start  string   // request line or status line
	Header []string // "Name: value", by name
	Body   string   // beginning of the entity; empty when it is not text
	Size   int64    // of the entity as far as it was read, in bytes
}

// Tracer is a Journal that takes the messages of each call, too.
type Tracer interface {
	Traced(ctx context.Context, m Message)
}

// Identity is who runs the script, for zoho.loginuser and its kin.
type Identity struct {
	User, UserEmail   string
	Admin, AdminEmail string
	App, AppURI, IP   string
}

// Dialect is the flavour of the language.
type Dialect string

// The dialects. They differ in the order of && and ||, and in a few built-ins.
const (
	Generic Dialect = "generic"
	Creator Dialect = "creator"
)

// Net are the limits of network tasks.
type Net struct {
	Timeout           time.Duration // of one task, to the last byte
	ConnectTimeout    time.Duration
	MaxResponse       int64 // bytes
	StrictContentType bool  // text without a type is text/plain, as the manual says
}

// Host is the outside world of one or many runs. Default fills what is left empty.
type Host struct {
	HTTP       Doer
	Auth       Authorizer
	URLs       Endpoints
	Connectors Connectors
	Clock      Clock
	Rand       io.Reader
	Out        Sink
	Journal    Journal
	Log        *slog.Logger // warnings and notes to the person who runs the script

	Identity func() Identity // asked when a script wants to know
	Dialect  Dialect
	Format   *value.Format
	Net      Net
	// VendorLimits holds built-ins to the sizes that the vendor allows them.
	VendorLimits bool
}

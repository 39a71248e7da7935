package host

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/dg-lang/dg/runtime/value"
)

// The limits of network tasks that hold when nothing else is said.
// Source: https://www.zoho.com/deluge/help/deluge-invoke-url.html
const (
	DefaultTimeout        = 40 * time.Second
	DefaultConnectTimeout = 10 * time.Second
	DefaultMaxResponse    = 50 << 20 // bytes; the vendor's limits range from 5 to 50 MB
)

// Default returns h with every empty part filled: the machine's clock in UTC,
// its randomness, no output, and a network that works but knows no connection.
func Default(h Host) *Host {
	if h.HTTP == nil {
		h.HTTP = http.DefaultClient
	}
	if h.Clock == nil {
		h.Clock = SystemClock{Zone: time.UTC}
	}
	if h.Rand == nil {
		h.Rand = rand.Reader
	}
	if h.Out == nil {
		h.Out = discard{}
	}
	if h.Journal == nil {
		h.Journal = discard{}
	}
	if h.Log == nil {
		h.Log = slog.New(slog.DiscardHandler)
	}
	if h.Dialect == "" {
		h.Dialect = Generic
	}
	if h.Format == nil {
		h.Format = &value.Format{Location: h.Clock.Location()}
	}
	h.Identity = identity(h.Identity)
	h.Net = h.Net.filled()
	return &h
}

func (n Net) filled() Net {
	if n.Timeout == 0 {
		n.Timeout = DefaultTimeout
	}
	if n.ConnectTimeout == 0 {
		n.ConnectTimeout = DefaultConnectTimeout
	}
	if n.MaxResponse == 0 {
		n.MaxResponse = DefaultMaxResponse
	}
	return n
}

// identity asks once, and fills what is left empty.
func identity(ask func() Identity) func() Identity {
	return sync.OnceValue(func() Identity {
		if ask == nil {
			return Identity{}.filled()
		}
		return ask().filled()
	})
}

func (id Identity) filled() Identity {
	or := func(s *string, d string) {
		if *s == "" {
			*s = d
		}
	}
	or(&id.User, "user")
	or(&id.UserEmail, id.User+"@localhost")
	or(&id.Admin, id.User)
	or(&id.AdminEmail, id.UserEmail)
	or(&id.App, "app")
	or(&id.AppURI, "/"+id.User+"/app/")
	or(&id.IP, "127.0.0.1")
	return id
}

// SystemClock is the machine's clock, shown in Zone.
type SystemClock struct{ Zone *time.Location }

// Now returns the present instant.
func (c SystemClock) Now() time.Time { return time.Now().In(c.Location()) }

// Location returns the zone, UTC when none is set.
func (c SystemClock) Location() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// Sleep waits for d or until ctx ends.
func (c SystemClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// FixedClock stands still at At, for runs that must be repeatable.
type FixedClock struct{ At time.Time }

// Now returns the fixed instant.
func (c FixedClock) Now() time.Time { return c.At }

// Location returns the zone of the fixed instant.
func (c FixedClock) Location() *time.Location { return c.At.Location() }

// Sleep returns at once.
func (c FixedClock) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

type discard struct{}

func (discard) Info(context.Context, InfoLine)      {}
func (discard) Exchanged(context.Context, Exchange) {}

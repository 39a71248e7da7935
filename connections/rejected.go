package connections

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// Rejected is called when an API answered 401 to req, a request that Authorize had
// prepared, as it was sent. nil means that there is another token than the one on
// req: authorize again and repeat the request once. Otherwise the API's answer
// stands.
//
// The token on req decides, not the time: of many calls that left with one token,
// the first to come back refused renews it, and the others find it renewed. All
// errors are *Error.
func (m *Manager) Rejected(ctx context.Context, connection string, req *http.Request) error {
	snap, t, err := m.lookup(ctx, connection, "")
	if err != nil {
		return err
	}
	if env, ok := m.fromEnvironment(t); ok {
		snap.Authorization = env
	}
	if err := m.checkState(t, snap); err != nil {
		return err
	}
	a := snap.Authorization
	if t.Service.Auth != provider.OAuth2 {
		return m.unauthenticated(t, a, "the provider refused the credentials", "")
	}
	if !carries(req, t.Service, a) {
		return nil
	}
	if err := m.tooSoon(t, a); err != nil {
		return err
	}
	_, err = m.renew(ctx, t, a, func(now Authorization) bool { return !carries(req, t.Service, now) }, after401)
	return err
}

// carries reports whether req was sent with the credentials of a.
func carries(req *http.Request, s provider.Service, a Authorization) bool {
	all, err := credentials(s, a)
	if err != nil {
		return false
	}
	for _, c := range all {
		if !holds(req, c) {
			return false
		}
	}
	return true
}

// holds reports whether one credential stands on req.
func holds(req *http.Request, c credential) bool {
	switch c.in {
	case provider.InQuery:
		return req.URL.Query().Get(c.name) == c.value
	case provider.InForm:
		form, err := url.ParseQuery(entity(req))
		return err == nil && form.Get(c.name) == c.value
	}
	if c.in == provider.InPath {
		return strings.HasPrefix(req.URL.Path, c.value)
	}
	return req.Header.Get(c.name) == c.value
}

// tooSoon refuses a forced refresh where the provider counts them.
func (m *Manager) tooSoon(t Target, a Authorization) error {
	gap := time.Duration(t.Service.ForcedRefreshGap) * time.Second
	if a.Forced.IsZero() || m.now().Sub(a.Forced) >= gap {
		return nil
	}
	return m.unauthenticated(t, a, "a token renewed "+m.now().Sub(a.Forced).Round(time.Second).String()+
		" ago was refused too; the account may lack the scope, or it lives in another data centre", "dg connections test "+t.Connection.Link)
}

package connections

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// probeLimit is how much of a verification answer is read, in bytes.
const probeLimit = 1 << 20

// ProbeResult is what a service's verification request said.
type ProbeResult struct {
	URL     string
	Status  int
	Account string        // empty when the answer does not name one
	Skew    time.Duration // of this machine's clock against the service's
	// Organisation is empty, too, when the answer does not name one.
	Organisation string
}

// Probe sends the service's verification request and, when the answer names the
// account, notes it. One refresh and repeat on a 401, as for any call.
func (m *Manager) Probe(ctx context.Context, connection string) (ProbeResult, error) {
	snap, t, err := m.lookup(ctx, connection, "")
	if err != nil {
		return ProbeResult{}, err
	}
	if t.Service.TestURL == "" || m.opts.HTTP == nil {
		return ProbeResult{}, m.invalid(connection, fmt.Errorf("service %q names no test request", t.Service.ID), "dg services show "+t.Service.ID)
	}
	target, err := m.expandURL(t, snap.Authorization, t.Service.TestURL)
	if err != nil {
		return ProbeResult{}, err
	}
	r := ProbeResult{URL: target}
	got, err := m.get(ctx, connection, target)
	if err == nil && t.Service.Expired(got.status, got.body) && m.Rejected(ctx, connection, got.req) == nil {
		got, err = m.get(ctx, connection, target)
	}
	if err != nil {
		return r, err
	}
	status, body := got.status, got.body
	r.Status = status
	if date, err := http.ParseTime(got.date); err == nil {
		r.Skew = m.now().Sub(date)
	}
	if status < 300 && t.Service.AccountPath != "" {
		r.Account = provider.TextAt(body, t.Service.AccountPath)
	}
	if status < 300 && t.Service.OrganisationPath != "" {
		r.Organisation = provider.TextAt(body, t.Service.OrganisationPath)
	}
	if status < 300 {
		m.learn(ctx, t, snap.Authorization, body)
	}
	if now := snap.Authorization; r.Account != "" && r.Account != now.Account || r.Organisation != "" && r.Organisation != now.Organisation {
		m.amend(ctx, t.Key, leaseWait, func(a *Authorization) {
			a.Account, a.Organisation = cmp.Or(r.Account, a.Account), cmp.Or(r.Organisation, a.Organisation)
		})
	}
	return r, nil
}

// learn keeps what the verification answer tells about the account: the data centre
// of a Mailchimp account, the tenant of a Xero one.
func (m *Manager) learn(ctx context.Context, t Target, a Authorization, body []byte) {
	news := map[string]string{}
	for name, path := range t.Service.Learn {
		if v := provider.TextAt(body, path); v != "" && len(v) <= 2048 && v != a.Extra[name] {
			news[name] = v
		}
	}
	if len(news) == 0 {
		return
	}
	m.amend(ctx, t.Key, leaseWait, func(a *Authorization) {
		if a.Extra == nil {
			a.Extra = map[string]string{}
		}
		maps.Copy(a.Extra, news)
	})
}

// answered is the answer to a request.
type answered struct {
	req    *http.Request // as it was sent
	status int
	body   []byte
	date   string
}

// get sends one request with the connection's credentials.
func (m *Manager) get(ctx context.Context, connection, target string) (answered, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return answered{}, err
	}
	if err := m.Authorize(ctx, connection, req); err != nil {
		return answered{}, err
	}
	if check := m.Reach(connection); check != nil {
		req = req.WithContext(context.WithValue(ctx, reachKey{}, check))
	}
	resp, err := m.opts.HTTP.Do(req)
	if err != nil {
		return answered{}, &Error{Kind: Refresh, Connection: connection, Cause: err,
			Message: fmt.Sprintf("connection %q: the test request to %s got no answer", connection, req.URL.Host)}
	}
	defer resp.Body.Close() //nolint:errcheck // nothing is lost: the body was only read
	body, err := io.ReadAll(io.LimitReader(resp.Body, probeLimit))
	return answered{req, resp.StatusCode, body, resp.Header.Get("Date")}, err
}

package connections_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/provider"
)

func TestX07RefreshBeforeTheEnd(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: time.Hour, Rotate: true})
	w.ok(w.manager)
	w.clock.Add(time.Hour - 61*time.Second)
	w.ok(w.manager)
	w.count("refresh", 0)
	w.clock.Add(2 * time.Second) // 59 s before its end
	w.ok(w.manager)
	w.ok(w.manager)
	w.count("refresh", 1)
	w.count("api-401", 0)
}

// A short life is renewed a tenth of it early, not a minute.
func TestX16ShortLife(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: 20 * time.Second})
	w.clock.Add(17 * time.Second)
	w.ok(w.manager)
	w.count("refresh", 0)
	w.clock.Add(2 * time.Second)
	w.ok(w.manager)
	w.count("refresh", 1)
}

func TestX16ClockJumps(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: time.Hour})
	w.clock.Add(-24 * time.Hour)
	w.ok(w.manager)
	w.count("refresh", 0)
	w.clock.Add(72 * time.Hour)
	w.ok(w.manager)
	w.count("refresh", 1)
}

func TestX08UnexpectedRefusalIsRenewedOnce(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Rotate: true})
	w.server.ExpireAccess()
	w.ok(w.manager)
	w.count("refresh", 1)
	w.count("api-401", 1)

	// An API that refuses whatever comes: one renewal, one repetition, then its answer stands.
	w.server.SetFaults(connectiontest.Faults{API: func(rw http.ResponseWriter, _ *http.Request) bool {
		rw.WriteHeader(http.StatusUnauthorized)
		return true
	}})
	w.clock.Add(time.Minute)
	status, err := w.call(w.manager)
	if err != nil || status != 401 {
		t.Errorf("%d %v", status, err)
	}
	w.count("refresh", 2)
	w.count("api-fault", 2)
}

func TestX37ForcedRefreshOnceAMinute(t *testing.T) {
	w := newWorld(t, connectiontest.Config{}, func(s *provider.Service) { s.ForcedRefreshGap = 60 })
	w.server.ExpireAccess()
	w.ok(w.manager)
	for range 5 {
		w.server.ExpireAccess()
		if status, err := w.call(w.manager); err != nil || status != 401 {
			t.Errorf("%d %v", status, err)
		}
		w.clock.Add(11 * time.Second)
	}
	w.count("refresh", 1)
	current := request(t, "GET", w.server.URL(), "")
	w.check(w.manager.Authorize(ctx, link, current))
	kind(t, w.manager.Rejected(ctx, link, current), connections.Unauthenticated)
	// The limit holds for all processes.
	other := w.newManager(connections.Options{})
	if status, err := w.call(other); err != nil || status != 401 {
		t.Errorf("another process: %d %v", status, err)
	}
	w.count("refresh", 1)
	w.clock.Add(6 * time.Second)
	w.ok(w.manager)
	w.count("refresh", 2)
}

func TestX09ForbiddenIsNoReasonToRefresh(t *testing.T) {
	w := newWorld(t, connectiontest.Config{}, func(s *provider.Service) {
		s.ExpiredSigns = []provider.ExpiredSign{{Status: 200, Path: "error", Equals: "token_expired"}}
	})
	w.ok(w.manager)
	for status, want := range map[int]bool{401: true, 403: false, 200: false} {
		if w.manager.Expired(ctx, link, status, nil) != want {
			t.Errorf("status %d: %v", status, !want)
		}
	}
	if !w.manager.Expired(ctx, link, 200, []byte(`{"ok":false,"error":"token_expired"}`)) {
		t.Error("the service's own sign was not seen")
	}
}

func TestX10RefusedRefreshNeedsAPerson(t *testing.T) {
	for _, status := range []int{400, 401, 403} {
		w := newWorld(t, connectiontest.Config{})
		w.clock.Add(2 * time.Hour)
		w.failTokens(status, `{"error":"invalid_grant","error_description":"revoked by the user"}`)
		_, err := w.call(w.manager)
		e := kind(t, err, connections.Unauthenticated)
		want := `UnAuthenticated Connections: "demo_account" has no usable token (invalid_grant: revoked by the user (2026-05-02)). Reconnect: dg connections login demo_account`
		if e.Message != want || e.Hint() != "dg connections login demo_account" {
			t.Errorf("%s\nhint %s", e.Message, e.Hint())
		}
		for range 3 { // no loop
			_, err = w.call(w.manager)
			kind(t, err, connections.Unauthenticated)
		}
		w.count("token-error", 1)
		if s := w.status(); s.State != connections.StateNeedsReconnect || !strings.Contains(s.Reason, "invalid_grant") {
			t.Errorf("%+v", s)
		}
		w.heal()
		w.login() // and all is well again
		w.ok(w.manager)
	}
}

func TestX10RejectedClient(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	w.clock.Add(2 * time.Hour)
	w.failTokens(401, `{"error":"invalid_client"}`)
	_, err := w.call(w.manager)
	e := kind(t, err, connections.Unauthenticated)
	_, secret := w.server.Client()
	if !strings.Contains(e.Message, "client …ient rejected") || strings.Contains(e.Message, secret) {
		t.Error(e.Message)
	}
}

func TestX20PassingFaults(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: time.Hour})
	w.failTokens(502, "<html>bad gateway</html>")
	w.clock.Add(time.Hour - 30*time.Second)
	w.ok(w.manager) // the old token is good for another 30 s
	w.count("token-error", 1)
	if !strings.Contains(w.log.String(), "the old token is used") {
		t.Errorf("log: %s", w.log)
	}
	w.ok(w.manager) // no second try within a second
	w.count("token-error", 1)

	w.clock.Add(31 * time.Second)
	for _, wait := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 4 * time.Second} {
		_, err := w.call(w.manager)
		e := kind(t, err, connections.Refresh)
		if !strings.Contains(e.Message, "token refresh") || !strings.Contains(e.Message, "502") {
			t.Error(e.Message)
		}
		_, err = w.call(w.manager) // within the wait: the same error, no request
		kind(t, err, connections.Refresh)
		w.clock.Add(wait * 2)
	}
	w.count("token-error", 5)
	if s := w.status(); s.State != connections.StateExpiring {
		t.Errorf("state %s", s.State)
	}
	w.heal()
	w.ok(w.manager)
}

func TestX20RetryAfterIsKept(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: time.Hour})
	w.clock.Add(2 * time.Hour)
	w.server.SetFaults(connectiontest.Faults{Token: func(rw http.ResponseWriter, _ *http.Request) bool {
		rw.Header().Set("Retry-After", "60")
		rw.WriteHeader(429)
		return true
	}})
	for range 3 {
		_, err := w.call(w.manager)
		kind(t, err, connections.Refresh)
		w.clock.Add(15 * time.Second)
	}
	w.count("token-error", 1)
	w.clock.Add(30 * time.Second)
	w.heal()
	w.ok(w.manager)
}

func TestX12ManyGoroutinesOneRefresh(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Rotate: true, DetectReuse: true, Life: time.Hour})
	other := w.newManager(connections.Options{}) // a second process, as far as the store can tell
	for range 3 {
		w.clock.Add(2 * time.Hour)
		var wg sync.WaitGroup
		for i := range 12 {
			m := w.manager
			if i%2 == 0 {
				m = other
			}
			wg.Go(func() {
				if status, err := w.call(m); err != nil || status != 200 {
					t.Errorf("%d %v", status, err)
				}
			})
		}
		wg.Wait()
	}
	w.count("refresh", 3)
	w.count("token-error", 0)
}

// Calls that left with the old token and come back refused do not renew the new one.
func TestX12StragglersDoNotRenewAgain(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Rotate: true})
	var sent []*http.Request
	authorize := func() {
		req := request(t, "GET", w.server.URL()+"/x", "")
		w.check(w.manager.Authorize(ctx, link, req))
		sent = append(sent, req)
	}
	authorize()
	authorize()
	authorize()
	w.server.ExpireAccess()
	for _, req := range sent[:3] {
		w.check(w.manager.Rejected(ctx, link, req))
		authorize()
	}
	w.count("refresh", 1)
}

// A token that is refused a moment after it was switched to is renewed at once,
// although calls with the one before are still under way.
func TestX08X12RefusalRightAfterASwitch(t *testing.T) {
	for _, in := range []provider.Placement{{}, {In: provider.InQuery, Name: "access_token"}} {
		w := newWorld(t, connectiontest.Config{Rotate: true}, func(s *provider.Service) { s.Placement = in })
		authorize := func() *http.Request {
			req := request(t, "GET", w.server.URL()+"/x", "")
			w.check(w.manager.Authorize(ctx, link, req))
			return req
		}
		first, late := authorize(), authorize()
		w.check(w.manager.Rejected(ctx, link, first))
		w.count("refresh", 1)
		second := authorize()
		w.check(w.manager.Rejected(ctx, link, second)) // the new one is dead, too
		w.count("refresh", 2)
		w.check(w.manager.Rejected(ctx, link, late)) // came back with the oldest
		w.count("refresh", 2)
		if third := authorize(); carriesSame(second, third) || carriesSame(first, third) {
			t.Error("the dead token would be sent again")
		}
	}
}

func carriesSame(a, b *http.Request) bool {
	return a.URL.String() == b.URL.String() && a.Header.Get("Authorization") == b.Header.Get("Authorization")
}

func TestX12UnrelatedConnectionsAreNotBlocked(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: "second", Service: "demo"}))
	release, err := w.store.Lease(ctx, connections.Key{Connection: "second", User: connections.SharedUser, Environment: connections.DefaultEnvironment})
	w.check(err)
	defer release()
	w.clock.Add(2 * time.Hour)
	w.ok(w.manager)
	short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	_, err = w.store.Lease(short, connections.Key{Connection: "second", User: connections.SharedUser, Environment: connections.DefaultEnvironment})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a taken lease: %v", err)
	}
}

func TestF06OldRefreshTokenIsKept(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Rotate: false, Life: time.Hour})
	for range 3 {
		w.clock.Add(2 * time.Hour)
		w.ok(w.manager)
	}
	w.count("refresh", 3)
}

func TestF05ClientCredentialsOnFirstUse(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: time.Hour}, func(s *provider.Service) { s.Grant = provider.ClientCredentials })
	w.count("client-credentials", 0)
	w.ok(w.manager)
	w.ok(w.newManager(connections.Options{}))
	w.count("client-credentials", 1)
	w.clock.Add(2 * time.Hour)
	w.ok(w.manager)
	w.count("client-credentials", 2)
	w.server.ExpireAccess()
	w.ok(w.manager)
	w.count("client-credentials", 3)
}

func TestNoRefreshToken(t *testing.T) {
	w := newWorld(t, connectiontest.Config{NoRefresh: true, Life: time.Hour}, func(s *provider.Service) { s.RefreshNeeds = "access_type=offline" })
	r := w.login()
	if !strings.Contains(strings.Join(r.Warnings, "; "), "needs access_type=offline") {
		t.Errorf("warnings %v", r.Warnings)
	}
	w.clock.Add(time.Hour - time.Second)
	w.ok(w.manager) // good to the last second
	w.clock.Add(time.Second)
	_, err := w.call(w.manager)
	if e := kind(t, err, connections.Unauthenticated); !strings.Contains(e.Message, "no refresh token") {
		t.Error(e.Message)
	}
}

func TestX34AnotherAccountIsRefused(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: time.Hour})
	answer := func(id string) func(http.ResponseWriter, *http.Request) bool {
		return func(rw http.ResponseWriter, _ *http.Request) bool {
			_, _ = rw.Write([]byte(`{"access_token":"x","expires_in":3600,"user_id":"` + id + `","scope":"other"}`))
			return true
		}
	}
	w.server.SetFaults(connectiontest.Faults{Token: answer("one")})
	w.clock.Add(2 * time.Hour)
	if _, err := w.manager.Token(ctx, link, false); err != nil {
		t.Fatal(err)
	}
	w.server.SetFaults(connectiontest.Faults{Token: answer("two")})
	w.clock.Add(2 * time.Hour)
	_, err := w.manager.Token(ctx, link, false)
	if e := kind(t, err, connections.Unauthenticated); !strings.Contains(e.Message, "another account") {
		t.Error(e.Message)
	}
}

// A cancelled run does not lose the answer to a refresh that is on its way.
func TestX13CancelledCallerKeepsTheAnswer(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Rotate: true, DetectReuse: true, Life: time.Hour})
	w.clock.Add(2 * time.Hour)
	cancelled, cancel := context.WithCancel(ctx)
	arrived := make(chan struct{})
	w.server.SetFaults(connectiontest.Faults{Token: func(http.ResponseWriter, *http.Request) bool {
		if !w.manager.Busy() {
			t.Error("nothing is under way while the provider is asked")
		}
		close(arrived)
		cancel()
		return false
	}})
	req, err := http.NewRequest("GET", w.server.URL()+"/x", nil)
	w.check(err)
	if err := w.manager.Authorize(cancelled, link, req); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	<-arrived
	w.manager.Wait(ctx)
	if w.manager.Busy() {
		t.Error("something is under way after the wait")
	}
	w.heal()
	w.ok(w.newManager(connections.Options{}))
	w.count("refresh", 1)
	w.count("token-error", 0)
}

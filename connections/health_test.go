package connections_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/provider"
)

// twoRegions gives the service of the tests the data centres of Zoho.
func twoRegions(s *provider.Service) {
	s.Regions = []provider.Region{{Name: "us", Title: "United States"}, {Name: "eu", Title: "Europe"}}
}

// Each thing that can be wrong with a connection is found, with what repairs it.
func TestChecksFindWhatIsWrong(t *testing.T) {
	const login = "dg connections login demo_account"
	for _, tt := range []struct {
		name    string
		service func(*provider.Service)
		change  func(w *world, a *connections.Authorization)
		want    string // name, level, words of the text
		next    string
	}{
		{"all is well", nil, nil, "account ok connected", ""},
		{"renewed", nil, nil, "token ok and is renewed", ""},
		{"granted", nil, nil, "scopes ok read", ""},
		{"ended, renewable", nil, func(w *world, _ *connections.Authorization) { w.clock.Add(2 * time.Hour) }, "token ok the next call renews it", ""},
		{"ends, not renewable", func(s *provider.Service) { s.RefreshNeeds = "access_type=offline" },
			func(_ *world, a *connections.Authorization) { a.Refresh = "" }, "token warning no refresh token came; it needs access_type=offline", login},
		{"ended, not renewable", nil, func(w *world, a *connections.Authorization) { a.Refresh = ""; w.clock.Add(2 * time.Hour) }, "token bad no refresh token came", login},
		{"refresh token ends", nil, func(w *world, a *connections.Authorization) { a.RefreshExpiry = w.clock.Now().Add(72 * time.Hour) },
			"token warning its refresh token ends on 2026-05-05", login},
		{"refresh token ended", nil, func(w *world, a *connections.Authorization) { a.RefreshExpiry = w.clock.Now().Add(-time.Hour) },
			"token bad its refresh token ended on", login},
		{"refused", nil, func(_ *world, a *connections.Authorization) {
			a.State, a.Reason = connections.StateNeedsReconnect, "invalid_grant"
		}, "account bad needs_reconnect: invalid_grant", login},
		{"revoked", nil, func(_ *world, a *connections.Authorization) {
			a.State, a.Reason = connections.StateRevoked, "logged out"
		}, "account bad revoked: logged out", login},
		{"scope missing", nil, func(_ *world, a *connections.Authorization) { a.Scopes = []string{"other"} }, "scopes warning not granted: read", login},
		{"no scope said", nil, func(_ *world, a *connections.Authorization) { a.Scopes = nil }, "scopes ok read (asked for; the provider did not say)", ""},
		{"clock ahead", nil, func(_ *world, a *connections.Authorization) { a.Skew = 10 * time.Minute }, "clock warning 10m0s ahead", "set the clock"},
		{"clock behind", nil, func(_ *world, a *connections.Authorization) { a.Skew = -10 * time.Minute }, "clock warning 10m0s behind", "set the clock"},
		{"token of the future", nil, func(w *world, a *connections.Authorization) { a.Skew, a.Obtained = 0, w.clock.Now().Add(time.Hour) }, "clock warning 1h0m0s in the future", "set the clock"},
		{"other region", twoRegions, func(_ *world, a *connections.Authorization) { a.Extra = map[string]string{"location": "eu"} },
			"region bad the account lives in region eu", "dg connections edit demo_account --region eu"},
		{"own region", twoRegions, func(_ *world, a *connections.Authorization) { a.Extra = map[string]string{"location": "us"} }, "region ok us", ""},
		{"too many renewals", func(s *provider.Service) { s.RefreshLimit, s.RefreshWindow = 4, 600 },
			func(w *world, a *connections.Authorization) {
				now := w.clock.Now()
				a.Renewals = []time.Time{now, now, now}
			}, "renewals warning 3 of 4 in 10 minutes", "dg connections audit demo_account"},
		{"no renewals left", func(s *provider.Service) { s.RefreshLimit, s.RefreshWindow = 1, 600 },
			func(w *world, a *connections.Authorization) { a.Renewals = []time.Time{w.clock.Now()} }, "renewals warning 1 of 1 in 10 minutes: all are used up", "wait"},
		{"test URL elsewhere", func(s *provider.Service) { s.TestURL = "https://elsewhere.example/me" }, nil, "hosts warning the test URL is not on the host list: elsewhere.example", "dg services show demo"},
		{"last renewal failed", nil, func(_ *world, a *connections.Authorization) { a.LastError = "status 503" }, "token warning the last renewal failed: status 503", "dg connections refresh demo_account --force"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			services := []func(*provider.Service){}
			if tt.service != nil {
				services = append(services, tt.service)
			}
			w := newWorldIn(t, "us", services...)
			snap, err := w.store.Lookup(ctx, link, "", "")
			w.check(err)
			a := snap.Authorization
			if tt.change != nil {
				tt.change(w, &a)
				w.check(w.store.PutAuthorization(ctx, &a))
			}
			w.wantCheck(tt.want, tt.next)
		})
	}
}

// newWorldIn is newWorld with a connection in a region, where the service has some.
func newWorldIn(t *testing.T, region string, change ...func(*provider.Service)) *world {
	t.Helper()
	w := newWorld(t, connectiontest.Config{})
	if len(change) == 0 {
		return w
	}
	s, err := w.store.Service(ctx, "demo")
	w.check(err)
	for _, f := range change {
		f(&s.Spec)
	}
	w.check(w.store.PutService(ctx, &s))
	if len(s.Spec.Regions) > 0 {
		w.check(w.manager.ChangeConnection(ctx, link, func(c *connections.Connection) error {
			c.Region = region
			return nil
		}))
	}
	return w
}

func (w *world) wantCheck(want, next string) {
	w.t.Helper()
	checks, err := w.manager.Checks(ctx, link)
	w.check(err)
	var all strings.Builder
	for _, c := range checks {
		fmt.Fprintf(&all, "%s %s %s | %s\n", c.Name, c.Level, c.Text, c.Next)
		words := strings.SplitN(want, " ", 3)
		if c.Name == words[0] && string(c.Level) == words[1] && strings.Contains(c.Text, words[2]) && strings.HasPrefix(c.Next, next) && (next != "" || c.Next == "") {
			return
		}
	}
	w.t.Errorf("no check %q with %q among\n%s", want, next, &all)
}

// What does not fit its service any more can be looked at, and mended.
func TestBrokenConnectionIsChecked(t *testing.T) {
	w := newWorldIn(t, "us", twoRegions)
	s, err := w.store.Service(ctx, "demo")
	w.check(err)
	s.Spec.Regions = s.Spec.Regions[1:]
	w.check(w.store.PutService(ctx, &s))
	w.wantCheck(`service bad no region "us"`, "dg connections edit demo_account")
	w.check(w.manager.ChangeConnection(ctx, link, func(c *connections.Connection) error {
		c.Region = "eu"
		return nil
	}))
	w.wantCheck("service ok region eu", "")
}

func TestRefreshByHand(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Rotate: true}, func(s *provider.Service) { s.ForcedRefreshGap = 60 })
	if r, err := w.manager.Refresh(ctx, link, false); err != nil || r.Renewed || w.server.Count("refresh") != 0 {
		t.Errorf("%+v, %v: a good token was renewed", r, err)
	}
	if r, err := w.manager.Refresh(ctx, link, true); err != nil || !r.Renewed || !r.Expiry.Equal(w.clock.Now().Add(time.Hour)) {
		t.Errorf("%+v, %v", r, err)
	}
	// Zoho counts them: one a minute that is not due (X37).
	w.clock.Add(20 * time.Second)
	if _, err := w.manager.Refresh(ctx, link, true); err == nil || !strings.Contains(err.Error(), "in 40s") || w.server.Count("refresh") != 1 {
		t.Errorf("a second one at once: %v, %d renewals", err, w.server.Count("refresh"))
	}
	w.clock.Add(time.Hour)
	if r, err := w.manager.Refresh(ctx, link, false); err != nil || !r.Renewed || w.server.Count("refresh") != 2 {
		t.Errorf("%+v, %v: one that is due", r, err)
	}
}

func TestNearestCountsSwappedLetters(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	if _, err := w.manager.Target(ctx, "dmeo_account"); err == nil || !strings.Contains(err.Error(), `Did you mean "demo_account"?`) {
		t.Error(err)
	}
}

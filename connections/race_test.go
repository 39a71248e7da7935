package connections_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
)

// Somebody without our lease, on another machine with the same folder, uses the
// refresh token first: the provider refuses ours, and the store has the winner's.
func TestX11LostRace(t *testing.T) {
	for name, c := range map[string]struct {
		left    time.Duration // life of the winner's access token
		rotated bool          // the winner stored another refresh token
		asked   int
		want    string // access token; empty: a login is needed
	}{
		"the winner's token is good":       {time.Hour, true, 1, "winner-access"},
		"the winner's token has ended too": {-time.Hour, true, 2, "third"},
		"nobody else was there":            {-time.Hour, false, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, connectiontest.Config{Life: time.Hour, Rotate: true})
			w.clock.Add(2 * time.Hour)
			asked := 0
			w.server.SetFaults(connectiontest.Faults{Token: func(rw http.ResponseWriter, r *http.Request) bool {
				asked++
				if asked > 1 {
					if got := r.PostForm.Get("refresh_token"); got != "winner-refresh" {
						t.Errorf("refresh token %q", got)
					}
					_, _ = rw.Write([]byte(`{"access_token":"third","expires_in":3600}`))
					return true
				}
				if c.rotated {
					w.win(c.left)
				}
				rw.WriteHeader(http.StatusBadRequest)
				_, _ = rw.Write([]byte(`{"error":"invalid_grant"}`))
				return true
			}})
			got, err := w.manager.Token(ctx, link, false)
			if got != c.want || asked != c.asked {
				t.Errorf("token %q after %d requests, %v", got, asked, err)
			}
			if c.want == "" {
				kind(t, err, connections.Unauthenticated)
			} else if s := w.status(); err != nil || s.State != connections.StateConnected {
				t.Errorf("%v, state %s", err, s.State)
			}
		})
	}
}

// win stores what another process has got for the refresh token.
func (w *world) win(left time.Duration) {
	snap, err := w.store.Lookup(ctx, link, "", "")
	if err != nil {
		w.t.Error(err)
	}
	a := snap.Authorization
	a.Access, a.Refresh, a.Expiry = "winner-access", "winner-refresh", w.clock.Now().Add(left)
	a.Obtained = a.Expiry.Add(-time.Hour)
	if err := w.store.PutAuthorization(ctx, &a); err != nil {
		w.t.Error(err)
	}
}

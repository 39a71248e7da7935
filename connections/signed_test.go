package connections_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

// signedWorld has a connection to the OAuth 1 side of the provider, logged in.
func signedWorld(t *testing.T, change func(*provider.Service)) *world {
	t.Helper()
	w := newWorld(t, connectiontest.Config{})
	id, secret := w.server.Client()
	spec := w.server.SignedService("signed")
	change(&spec)
	w.check(w.manager.AddService(ctx, &connections.Service{Spec: spec, Client: connections.Client{ID: id, Secret: secret}}))
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: "signed", Service: "signed"}))
	if spec.Interactive() {
		flow := &oauthflow.Code{Client: w.client, Redirect: "http://127.0.0.1:0/callback", Notify: func(a oauthflow.Waiting) {
			go func() {
				if resp, err := http.Get(a.URL); err == nil {
					_ = resp.Body.Close()
				}
			}()
		}}
		_, err := w.manager.Login(ctx, "signed", flow)
		w.check(err)
	}
	return w
}

// send authorizes a request and sends it.
func (w *world) send(link string, req *http.Request) int {
	w.t.Helper()
	w.check(w.manager.Authorize(ctx, link, req))
	resp, err := http.DefaultClient.Do(req)
	w.check(err)
	w.check(resp.Body.Close())
	return resp.StatusCode
}

// Every method in every place, over query and form, not over JSON; the provider
// checks the signature.
func TestF08SignedCalls(t *testing.T) {
	const query = "?b=2&a=1&a=&q=%20%2B%7E*%C3%A9+x&oauth_token=stale"
	form := url.Values{"f": {"~ +*é", ""}, "empty": {""}}.Encode()
	for _, method := range []provider.SignatureMethod{"", provider.HMACSHA256, provider.Plaintext} {
		for _, in := range []provider.In{"", provider.InQuery, provider.InForm} {
			w := signedWorld(t, func(s *provider.Service) { s.SignatureMethod, s.Placement.In = method, in })
			address := w.server.URL() + connectiontest.SignedPath + "a%2Fb/~c"
			if in == provider.InQuery {
				address += query
			} else {
				address += strings.TrimSuffix(query, "&oauth_token=stale")
			}
			formRequest := request(t, "POST", address, form)
			formRequest.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
			if status := w.send("signed", formRequest); status != 200 {
				t.Errorf("%s %s form: %d %v", method, in, status, w.server.Events())
			}
			if in == provider.InForm {
				e := kind(t, w.manager.Authorize(ctx, "signed", request(t, "GET", address, "")), connections.Invalid)
				if !strings.Contains(e.Message, "form entity") {
					t.Error(e.Message)
				}
				continue
			}
			json := request(t, "POST", address, `{"not":"signed"}`)
			json.Header.Set("Content-Type", "application/json")
			for _, req := range []*http.Request{json, request(t, "GET", address, ""), request(t, "DELETE", w.server.URL()+connectiontest.SignedPath, "")} {
				if status := w.send("signed", req); status != 200 {
					t.Errorf("%s %s %s: %d %v", method, in, req.Method, status, w.server.Events())
				}
			}
		}
	}
}

// One leg: the client's secret alone, and nothing to log in to.
func TestF09OneLegCalls(t *testing.T) {
	w := signedWorld(t, func(s *provider.Service) { s.RequestTokenURL, s.AuthorizeURL, s.TokenURL = "", "", "" })
	if status := w.send("signed", request(t, "GET", w.server.URL()+connectiontest.OneLegPath+"orders?per_page=10", "")); status != 200 {
		t.Errorf("%d %v", status, w.server.Events())
	}
	if status := w.send("signed", request(t, "GET", w.server.URL()+connectiontest.SignedPath+"me", "")); status != 401 {
		t.Errorf("a call that needs a token: %d", status)
	}
}

// A request that was signed cannot be used again, nor one of another hour.
func TestX38NonceAndClock(t *testing.T) {
	w := signedWorld(t, func(*provider.Service) {})
	req := request(t, "GET", w.server.URL()+connectiontest.SignedPath, "")
	first, second := w.send("signed", req), 0
	if resp, err := http.DefaultClient.Do(req.Clone(ctx)); err == nil { // the same signature once more
		second = resp.StatusCode
		w.check(resp.Body.Close())
	}
	if first != 200 || second != 401 {
		t.Errorf("first %d, again %d", first, second)
	}
	w.clock.Add(time.Hour) // of server and client alike
	if status := w.send("signed", request(t, "GET", w.server.URL()+connectiontest.SignedPath, "")); status != 200 {
		t.Errorf("an hour later: %d", status)
	}
}

// What a provider answers to a bad signature is not a token to renew.
func TestF08RefusedSignature(t *testing.T) {
	w := signedWorld(t, func(*provider.Service) {})
	req := request(t, "GET", w.server.URL()+connectiontest.SignedPath, "")
	w.check(w.manager.Authorize(ctx, "signed", req))
	e := kind(t, w.manager.Rejected(ctx, "signed", req), connections.Unauthenticated)
	if !strings.Contains(e.Message, "refused the credentials") || e.Next != "dg connections login signed" {
		t.Errorf("%s (%s)", e.Message, e.Next)
	}
	if _, err := w.manager.Logout(ctx, "signed", false); err != nil {
		t.Fatal(err)
	}
	kind(t, w.manager.Authorize(ctx, "signed", request(t, "GET", w.server.URL()+connectiontest.SignedPath, "")), connections.Unauthenticated)
}

// The new refresh token is in the store before the access token is used.
func TestF07RotationIsKeptFirst(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: time.Hour, Rotate: true})
	before, err := w.store.Lookup(ctx, link, "", "")
	w.check(err)
	w.clock.Add(2 * time.Hour)
	req := request(t, "GET", w.server.URL()+"/x", "")
	w.check(w.manager.Authorize(ctx, link, req))
	after, err := w.store.Lookup(ctx, link, "", "")
	w.check(err)
	if after.Authorization.Refresh == before.Authorization.Refresh || req.Header.Get("Authorization") != "Bearer "+after.Authorization.Access {
		t.Errorf("the token went out before its refresh token was kept: %v", after.Authorization)
	}
}

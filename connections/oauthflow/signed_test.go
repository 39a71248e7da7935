package oauthflow

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/provider"
)

// signedScene is a scene at a provider that speaks OAuth 1.
func signedScene(t *testing.T, method provider.SignatureMethod) *scene {
	t.Helper()
	s := newScene(t, connectiontest.Config{ClientSecret: clientSecret})
	s.target.Service = s.server.SignedService("signed")
	s.target.Service.SignatureMethod = method
	s.target.Connection.Scopes = nil
	return s
}

func TestF08ThreeLegs(t *testing.T) {
	for _, method := range []provider.SignatureMethod{"", provider.HMACSHA256, provider.Plaintext} {
		s := signedScene(t, method)
		w := s.start(t.Context())
		if strings.Contains(w.URL, "secret") {
			t.Errorf("%s: %s", method, w.URL)
		}
		if status, body := get(t, w.URL); status != 200 || !strings.Contains(body, "close this window") {
			t.Errorf("%s: page %d %s", method, status, body)
		}
		o := <-s.result
		if o.err != nil || o.g.Access == "" || o.g.Secrets[connections.SecretToken] == "" || o.g.Extra["screen_name"] != "demo@example.com" || o.g.Extra["oauth_token_secret"] != "" {
			t.Errorf("%s: %+v %v", method, o.g.Extra, o.err)
		}
		if got := strings.Join(s.server.Kinds(), " "); got != "request-token authorize access-token" {
			t.Errorf("%s: %s", method, got)
		}
	}
}

// Without a callback the provider shows a number to paste.
func TestF08F11PastedVerifier(t *testing.T) {
	s := signedScene(t, "")
	address := ""
	flow := &Paste{Client: &Client{}, Notify: func(w Waiting) { address = w.URL }, Read: func(context.Context) (string, error) {
		_, pin := get(t, address)
		return pin + "\n", nil
	}}
	g, err := flow.Login(t.Context(), s.target)
	if err != nil || g.Access == "" {
		t.Fatal(err)
	}
	if e := s.server.Events()[0]; e.Detail != "oob" {
		t.Errorf("callback %q", e.Detail)
	}
}

// A redirect of another login, a refusal, and a second use of the verifier.
func TestF08X01X02X05SignedRedirects(t *testing.T) {
	s := signedScene(t, "")
	w := s.start(t.Context())
	if status, _ := get(t, callbackOf(t, w, url.Values{"oauth_token": {"other"}, "oauth_verifier": {"v"}})); status != 400 {
		t.Errorf("another token: %d", status)
	}
	u, err := url.Parse(w.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, body := get(t, callbackOf(t, w, url.Values{"denied": {u.Query().Get("oauth_token")}})); !strings.Contains(body, "Consent was not given") {
		t.Error(body)
	}
	var denied *DeniedError
	if o := <-s.result; !errors.As(o.err, &denied) {
		t.Errorf("%v", o.err)
	}
	s = signedScene(t, "")
	a, err := (&Client{}).attempt(t.Context(), s.target, "http://127.0.0.1:1/cb")
	if err != nil {
		t.Fatal(err)
	}
	back := authorizeOnce(t, Waiting{URL: a.url})
	if _, err := (&Client{}).finishSigned(t.Context(), s.target, a, back.Query()); err != nil {
		t.Fatal(err)
	}
	if _, err := (&Client{}).finishSigned(t.Context(), s.target, a, back.Query()); err == nil || !strings.Contains(err.Error(), "verifier_invalid") {
		t.Errorf("second use: %v", err)
	}
}

// What a provider answers in the place of a token.
func TestF08X21SignedFaults(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"callback not confirmed": {says(200, "", "oauth_token=a&oauth_token_secret=b"), "did not confirm the callback"},
		"no token":               {says(200, "", "oauth_callback_confirmed=true"), "no request token"},
		"problem":                {says(401, "", "oauth_problem=signature_invalid"), "signature_invalid"},
		"sentence":               {says(401, "text/plain", "Invalid consumer key"), "Invalid consumer key"},
		"JSON":                   {says(400, "application/json", `{"errors":[{"code":32,"message":"Could not authenticate you"}]}`), "Could not authenticate you"},
		"echo":                   {says(400, "text/plain", "bad "+clientSecret), "bad •••"},
		"redirect":               {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/x", 307) }, "never followed"},
		"too large":              {says(200, "", strings.Repeat("x", 2<<20)), "larger than 1 MB"},
	} {
		e := newEndpoint(t, c.answer)
		tg := target(e.URL)
		tg.Service.Auth, tg.Service.RequestTokenURL, tg.Service.AuthorizeURL = provider.OAuth1, e.URL, e.URL
		_, err := (&Client{}).attempt(t.Context(), tg, "oob")
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), clientSecret) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A token that the person has already.
func TestF08ImportedToken(t *testing.T) {
	s := signedScene(t, "")
	g, err := (&Static{Client: &Client{}, Values: map[string]string{"token": "t1", connections.SecretToken: "s1"}}).Login(t.Context(), s.target)
	if err != nil || g.Access != "t1" || g.Secrets[connections.SecretToken] != "s1" || g.Secrets["token"] != "" {
		t.Errorf("%+v %v", g.Secrets, err)
	}
	if _, err := (&Static{Client: &Client{}, Values: map[string]string{"token": "t1"}}).Login(t.Context(), s.target); err == nil || !strings.Contains(err.Error(), "Access token secret") {
		t.Errorf("%v", err)
	}
}

package oauthflow

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections/provider"
)

// A public client names itself in the body, and sends no empty secret anywhere,
// whatever the service says about confidential ones.
func TestF03PublicClient(t *testing.T) {
	for _, place := range []provider.TokenAuth{provider.TokenAuthNone, provider.TokenAuthHeader, provider.TokenAuthBody} {
		e := newEndpoint(t, says(200, "application/json", `{"access_token":"new","refresh_token":"r"}`))
		tg := target(e.URL)
		tg.Service.TokenAuth, tg.Client.Secret = place, ""
		if _, err := (&Client{}).exchange(t.Context(), tg, "c0de", "http://127.0.0.1:1/cb", "verifier"); err != nil {
			t.Fatal(err)
		}
		if _, err := refresh(tg); err != nil {
			t.Fatal(err)
		}
		for i, form := range e.forms {
			if form.Get("client_id") != clientID || form.Has("client_secret") || e.headers[i].Get("Authorization") != "" {
				t.Errorf("%s: %v, Authorization %q", place, form, e.headers[i].Get("Authorization"))
			}
		}
	}
}

// Parameters that stand in the Authorize URL win over the service's own, all of their
// values, but for those on which the flow depends.
func TestF01OwnQueryOfTheAuthorizeURL(t *testing.T) {
	tg := target("https://a.example/t")
	tg.Service.AuthorizeURL = "https://a.example/auth?access_type=offline&prompt=none&x=1&x=2&state=mine&client_id=other&redirect_uri=https://evil.example&response_type=token"
	tg.Service.AuthorizeParams = map[string]string{"prompt": "consent", "audience": "api"}
	tg.Connection.Scopes = []string{"a", "b"}
	a, err := newAttempt(tg, "http://127.0.0.1:1/cb")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(a.url)
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{"access_type": {"offline"}, "prompt": {"none"}, "x": {"1", "2"}, "audience": {"api"}, "scope": {"a,b"}, "state": {a.state},
		"client_id": {clientID}, "redirect_uri": {"http://127.0.0.1:1/cb"}, "response_type": {"code"}}
	if got := u.Query().Encode(); got != want.Encode() {
		t.Errorf("got  %s\nwant %s", got, want.Encode())
	}
	tg.Service.AuthorizeURL += "&scope=mine"
	if a, err = newAttempt(tg, "http://127.0.0.1:1/cb"); err != nil || !strings.Contains(a.url, "scope=mine&") {
		t.Errorf("%s %v", a.url, err)
	}
}

// The delimiters of the form: comma by default, space, and plus, which is how a blank
// is written in a query.
func TestF01ScopeDelimiters(t *testing.T) {
	for delimiter, want := range map[string]string{"": "scope=a%2Cb", "comma": "scope=a%2Cb", "space": "scope=a+b", "plus": "scope=a+b"} {
		tg := target("https://a.example/t")
		tg.Service.AuthorizeURL, tg.Service.ScopeDelimiter, tg.Connection.Scopes = "https://a.example/a", delimiter, []string{"a", "b"}
		if a, err := newAttempt(tg, "http://127.0.0.1:1/cb"); err != nil || !strings.Contains(a.url, want) {
			t.Errorf("%s: %s %v", delimiter, a.url, err)
		}
	}
}

// A grant name and fields of the provider's own, as a service of the user has them.
func TestF05ClientCredentialsVariants(t *testing.T) {
	e := newEndpoint(t, says(200, "application/json", `{"access_token":"new","refresh_token":"not kept","expires_in":3600}`))
	for _, s := range []provider.Service{
		{Grant: "account_credentials", TokenParams: map[string]string{"account_id": "A1"}},
		{Grant: "client_credentials", TokenParams: map[string]string{"account_id": "A1", "grant_type": "account_credentials"}},
	} {
		tg := target(e.URL)
		tg.Service.Grant, tg.Service.TokenParams, tg.Service.TokenAuth = s.Grant, s.TokenParams, provider.TokenAuthHeader
		g, err := (&Client{}).ClientCredentials(t.Context(), tg)
		if err != nil || g.Refresh != "" {
			t.Errorf("%+v %v", g, err)
		}
	}
	for _, form := range e.forms {
		if form.Encode() != "account_id=A1&grant_type=account_credentials" {
			t.Errorf("sent %s", form.Encode())
		}
	}
}

// A redirect that should be signed and is not, or by another secret, stores nothing.
func TestX01SignedRedirect(t *testing.T) {
	tg := target("https://a.example/t")
	tg.Service.SignedRedirect = true
	mac := hmac.New(sha256.New, []byte(clientSecret))
	mac.Write([]byte("code=c&shop=acme.myshopify.com&state=s"))
	good := hex.EncodeToString(mac.Sum(nil))
	for sum, ok := range map[string]bool{good: true, strings.ToUpper(good): true, good[2:] + "00": false, "": false, "zz": false} {
		_, err := outcome(tg, url.Values{"code": {"c"}, "shop": {"acme.myshopify.com"}, "state": {"s"}, "hmac": {sum}})
		if (err == nil) != ok {
			t.Errorf("%s: %v", sum, err)
		}
	}
	if _, err := outcome(tg, url.Values{"code": {"c"}, "shop": {"other.myshopify.com"}, "state": {"s"}, "hmac": {good}}); err == nil {
		t.Error("another shop was believed")
	}
}

// The code under another name, and a code that was pasted alone.
func TestF11NamedCode(t *testing.T) {
	tg := target("https://a.example/t")
	tg.Service.CodeName = "spapi_oauth_code"
	for _, q := range []url.Values{{"spapi_oauth_code": {"c"}}, {"code": {"c"}}} {
		if code, err := outcome(tg, q); err != nil || code != "c" {
			t.Errorf("%v: %s %v", q, code, err)
		}
	}
}

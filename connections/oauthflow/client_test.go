package oauthflow

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

const (
	clientID     = "client-1234"
	clientSecret = "s3cret+/&%=ü"
	oldRefresh   = "old-refresh-token"
)

// endpoint is a token endpoint that answers as told and keeps what it was sent.
type endpoint struct {
	*httptest.Server
	requests atomic.Int32
	forms    []url.Values // to be read after the answer has come
	headers  []http.Header
}

func newEndpoint(t *testing.T, answer http.HandlerFunc) *endpoint {
	t.Helper()
	e := &endpoint{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		e.requests.Add(1)
		e.forms, e.headers = append(e.forms, r.PostForm), append(e.headers, r.Header)
		answer(w, r)
	}))
	t.Cleanup(e.Close)
	return e
}

func target(tokenURL string) connections.Target {
	return connections.Target{
		Service: provider.Service{ID: "demo", Auth: provider.OAuth2, TokenURL: tokenURL, RevokeURL: tokenURL, Private: true, TokenAuth: provider.TokenAuthBody},
		Client:  connections.Client{ID: clientID, Secret: clientSecret},
	}
}

func says(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func refresh(t connections.Target) (connections.Grant, error) {
	c := &Client{Timeout: 5 * time.Second}
	return c.Refresh(context.Background(), t, connections.Authorization{Refresh: oldRefresh})
}

// fault fails the test unless err is a RefreshError; it checks that no secret
// stands in it.
func fault(t *testing.T, err error) *connections.RefreshError {
	t.Helper()
	var re *connections.RefreshError
	if !errors.As(err, &re) {
		t.Fatalf("not a refresh error: %v", err)
	}
	for _, s := range []string{clientSecret, url.QueryEscape(clientSecret), oldRefresh} {
		if strings.Contains(err.Error(), s) {
			t.Errorf("the error holds a secret: %v", err)
		}
	}
	return re
}

func TestX22ContentTypesDoNotMatter(t *testing.T) {
	js, form := `{"access_token":"new","expires_in":3600}`, "access_token=new&expires_in=3600"
	for _, c := range []struct{ contentType, body string }{
		{"application/json", js}, {"text/html", js}, {"text/plain", js}, {"", js}, {"application/json", "\ufeff" + js},
		{"application/x-www-form-urlencoded", form}, {"text/html", form}, {"", form}, {"application/json", form},
	} {
		e := newEndpoint(t, says(200, c.contentType, c.body))
		g, err := refresh(target(e.URL))
		if err != nil || g.Access != "new" || g.Expiry.IsZero() || g.Refresh != "" {
			t.Errorf("%s %s: %+v %v", c.contentType, c.body, g, err)
		}
		if len(e.forms) != 1 {
			t.Errorf("%s: %d requests", c.contentType, len(e.forms))
		}
	}
}

func TestX22Gzip(t *testing.T) {
	e := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, `{"access_token":"new"}`)
		_ = z.Close()
	})
	if g, err := refresh(target(e.URL)); err != nil || g.Access != "new" {
		t.Errorf("%+v %v", g, err)
	}
}

func TestX22TooLarge(t *testing.T) {
	e := newEndpoint(t, says(200, "application/json", `{"access_token":"`+strings.Repeat("x", answerLimit)+`"}`))
	_, err := refresh(target(e.URL))
	if re := fault(t, err); re.Fault != connections.FaultTransient || !strings.Contains(re.Description, "1 MB") {
		t.Errorf("%v", err)
	}
}

// Answers that are failures, and whether they end the connection.
func TestX10X20X21Failures(t *testing.T) {
	const transient, grant, client, refused = connections.FaultTransient, connections.FaultGrantRefused, connections.FaultClientRejected, connections.FaultRefused
	for _, c := range []struct {
		status int
		body   string
		want   connections.RefreshFault
	}{
		{400, `{"error":"invalid_grant"}`, grant},
		{401, `{"error":"invalid_grant"}`, grant},
		{403, `{"error":"invalid_grant","error_description":"unknown refresh token"}`, grant},
		{200, `{"error":"invalid_code"}`, grant},
		{200, `{"ok":false,"error":"invalid_refresh_token"}`, grant},
		{400, `{"error":{"code":"invalid_grant","message":"gone"}}`, grant},
		{401, `{"error":"invalid_client"}`, client},
		{200, `{"error":"invalid_client_secret"}`, client},
		{400, `{"error":"unsupported_grant_type"}`, refused},
		{500, `{"error":"invalid_grant"}`, transient},
		{500, `<html>oops</html>`, transient},
		{502, `<html>bad gateway</html>`, transient},
		{503, ``, transient},
		{429, `{"error":"invalid_request"}`, transient},
		{400, `{"error":"Access Denied","error_description":"You have made too many requests continuously."}`, transient},
		{403, `<html>captive portal</html>`, transient},
		{404, `not found`, transient},
		{200, `<html>please log in</html>`, transient},
		{200, ``, transient},
		{200, `[]`, transient},
		{200, `{}`, transient},
		{200, `{"message":"come back later"}`, transient},
	} {
		e := newEndpoint(t, says(c.status, "application/json", c.body))
		_, err := refresh(target(e.URL))
		if re := fault(t, err); re.Fault != c.want {
			t.Errorf("%d %s: fault %d, want %d (%v)", c.status, c.body, re.Fault, c.want, err)
		}
		if len(e.forms) != 1 {
			t.Errorf("%d %s: %d requests; the token may be used once only", c.status, c.body, len(e.forms))
		}
	}
}

func TestX20RetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-5": 0, "x": 0, "999999999": time.Hour,
		"Thu, 01 Jan 2026 00:00:30 GMT": 30 * time.Second, "Wed, 31 Dec 2025 00:00:30 GMT": 0,
	} {
		if got := retryAfter(text, now); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// The provider's text is cut to 300 characters and secrets in it are masked.
func TestX21X28EchoedSecretsAreMasked(t *testing.T) {
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		text := "you sent " + r.PostFormValue("client_secret") + " and " + url.QueryEscape(r.PostFormValue("client_secret")) +
			" and " + r.PostFormValue("refresh_token") + "\r\n\x1b[31m" + strings.Repeat("é", 500)
		says(400, "application/x-www-form-urlencoded", url.Values{"error": {"invalid_grant"}, "error_description": {text}}.Encode())(w, r)
	})
	_, err := refresh(target(e.URL))
	re := fault(t, err)
	if n := len([]rune(re.Description)); n > 300 || strings.ContainsAny(re.Description, "\r\n\x1b") || !strings.Contains(re.Description, "•••") {
		t.Errorf("%d characters: %q", n, re.Description)
	}
}

// Where the client's credentials go is fixed by the service: one place, one try.
func TestF02ClientCredentialsInOnePlace(t *testing.T) {
	for _, style := range []provider.TokenAuth{provider.TokenAuthBody, provider.TokenAuthHeader, provider.TokenAuthNone, ""} {
		e := newEndpoint(t, says(401, "application/json", `{"error":"invalid_client"}`))
		tg := target(e.URL)
		tg.Service.TokenAuth = style
		_, err := refresh(tg)
		fault(t, err)
		if len(e.forms) != 1 {
			t.Fatalf("%q: %d requests", style, len(e.forms))
		}
		header, body := e.headers[0].Get("Authorization") != "", e.forms[0].Has("client_secret")
		if header != (style == provider.TokenAuthHeader) || body != (style == provider.TokenAuthBody || style == "") {
			t.Errorf("%q: header %v, body %v", style, header, body)
		}
		if style == provider.TokenAuthNone && e.forms[0].Get("client_id") != clientID {
			t.Errorf("public client sent %v", e.forms[0])
		}
	}
}

func TestX33SecretEncoding(t *testing.T) {
	for _, raw := range []bool{false, true} {
		e := newEndpoint(t, says(200, "", `{"access_token":"a"}`))
		tg := target(e.URL)
		tg.Service.TokenAuth, tg.Service.RawClientAuth = provider.TokenAuthHeader, raw
		if _, err := refresh(tg); err != nil {
			t.Fatal(err)
		}
		id, secret, _ := (&http.Request{Header: e.headers[0]}).BasicAuth()
		want := clientSecret
		if !raw {
			want = url.QueryEscape(clientSecret)
		}
		if id != clientID || secret != want {
			t.Errorf("raw %v: %q %q", raw, id, secret)
		}
	}
}

// Go's own client repeats secret and refresh token to the host a 307 names.
func TestX23TokenEndpointRedirectKeepsSecret(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		var stranger atomic.Int32
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			stranger.Add(1)
			says(200, "application/json", `{"access_token":"stolen"}`)(w, nil)
		}))
		e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, status) })
		g, err := refresh(target(e.URL))
		if re := fault(t, err); re.Fault != connections.FaultTransient || g.Access != "" || !strings.Contains(re.Description, "redirect") {
			t.Errorf("%d: %+v %v", status, g, err)
		}
		if n := stranger.Load(); n != 0 {
			t.Errorf("%d: the other host got %d requests", status, n)
		}
		other.Close()
	}
}

func TestX19SlowAndBrokenEndpoints(t *testing.T) {
	cases := map[string]http.HandlerFunc{
		"hangs": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"half answer": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, `{"acc`)
		},
		"resets": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	}
	for name, handler := range cases {
		e := newEndpoint(t, handler)
		c := &Client{Timeout: 200 * time.Millisecond}
		_, err := c.Refresh(context.Background(), target(e.URL), connections.Authorization{Refresh: oldRefresh})
		if re := fault(t, err); re.Fault != connections.FaultTransient || !strings.Contains(err.Error(), "token endpoint") {
			t.Errorf("%s: %v", name, err)
		}
		if n := e.requests.Load(); n > 1 {
			t.Errorf("%s: %d requests", name, n)
		}
		e.CloseClientConnections()
	}
	dead := httptest.NewServer(nil)
	dead.Close()
	_, err := refresh(target(dead.URL))
	fault(t, err)
}

func TestX26TokenTypes(t *testing.T) {
	for kind, ok := range map[string]bool{`"Bearer"`: true, `"bearer"`: true, `"BEARER"`: true, `null`: true, `""`: true, `"mac"`: false, `"DPoP"`: false} {
		e := newEndpoint(t, says(200, "application/json", `{"access_token":"a","token_type":`+kind+`}`))
		g, err := refresh(target(e.URL))
		if (err == nil) != ok || ok && g.Type != "Bearer" {
			t.Errorf("%s: %+v %v", kind, g, err)
		}
	}
	e := newEndpoint(t, says(200, "application/json", `{"access_token":"a","token_type":"bot"}`))
	tg := target(e.URL)
	tg.Service.Token.Types = []string{"bot"}
	if _, err := refresh(tg); err != nil {
		t.Errorf("a type the service names: %v", err)
	}
}

func TestPlainHTTPNeedsPermission(t *testing.T) {
	e := newEndpoint(t, says(200, "", `{"access_token":"a"}`))
	tg := target(e.URL)
	tg.Service.Private = false
	_, err := refresh(tg)
	if fault(t, err); len(e.forms) != 0 {
		t.Error("the secret went out over plain http")
	}
}

func TestF05ClientCredentials(t *testing.T) {
	e := newEndpoint(t, says(200, "application/json", `{"access_token":"a","expires_in":60,"refresh_token":"nonsense"}`))
	tg := target(e.URL)
	tg.Service.Grant = "account_credentials"
	tg.Service.TokenParams = map[string]string{"account_id": "77"}
	tg.Connection.Scopes = []string{"a", "b"}
	g, err := (&Client{}).Refresh(context.Background(), tg, connections.Authorization{})
	if err != nil || g.Access != "a" || g.Refresh != "" {
		t.Fatalf("%+v %v", g, err)
	}
	form := e.forms[0]
	if form.Get("grant_type") != "account_credentials" || form.Get("account_id") != "77" || form.Get("scope") != "a,b" {
		t.Errorf("form %v", form)
	}
}

func TestRefreshSendsTokenParamsAndRefreshURL(t *testing.T) {
	e := newEndpoint(t, says(200, "application/json", `{"access_token":"a","refresh_token":"rotated"}`))
	tg := target("https://unused.example/token")
	tg.Service.RefreshURL = e.URL
	tg.Service.TokenParams = map[string]string{"audience": "x", "grant_type": "evil"}
	g, err := refresh(tg)
	if err != nil || g.Refresh != "rotated" {
		t.Fatalf("%+v %v", g, err)
	}
	if f := e.forms[0]; f.Get("audience") != "x" || f.Get("grant_type") != "refresh_token" || f.Get("refresh_token") != oldRefresh {
		t.Errorf("form %v", f)
	}
}

func TestX16ClockWarning(t *testing.T) {
	e := newEndpoint(t, says(200, "application/json", `{"access_token":"a","expires_in":3600}`))
	now := time.Now().Add(-10 * time.Minute)
	c := &Client{Now: func() time.Time { return now }}
	g, err := c.Refresh(context.Background(), target(e.URL), connections.Authorization{Refresh: oldRefresh})
	if err != nil || len(g.Warnings) != 1 || !strings.Contains(g.Warnings[0], "clock") || !g.Expiry.Equal(now.Add(time.Hour)) {
		t.Errorf("%+v %v", g, err)
	}
}

func TestF13Revoke(t *testing.T) {
	e := newEndpoint(t, says(200, "", ""))
	a := connections.Authorization{Access: "acc", Refresh: oldRefresh}
	if err := (&Client{}).Revoke(context.Background(), target(e.URL), a); err != nil {
		t.Fatal(err)
	}
	if f := e.forms[0]; f.Get("token") != oldRefresh || f.Get("token_type_hint") != "refresh_token" || f.Get("client_secret") == "" {
		t.Errorf("form %v", f)
	}
	bad := newEndpoint(t, says(503, "", "x"))
	if err := (&Client{}).Revoke(context.Background(), target(bad.URL), a); err == nil {
		t.Error("a failed revocation is silent")
	}
}

package connections_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

func request(t *testing.T, method, address, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func TestX25RefusedBeforeAnythingHappens(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	for _, address := range []string{
		"https://evil.example/x", "https://127.0.0.1.evil.example/", strings.Replace(w.server.URL(), "http://", "http://user@", 1),
		w.server.URL() + "0/x", "http://localhost/x", "https://api.example/?a=b",
	} {
		req := request(t, "GET", address, "")
		before := req.URL.String()
		e := kind(t, w.manager.Authorize(ctx, link, req), connections.HostRefused)
		want := `connection "demo_account" may not be used with host ` + req.URL.Host + ` (allowed: ` + w.server.URL() + `)`
		if !strings.HasPrefix(e.Message, want) {
			t.Errorf("message %s", e.Message)
		}
		if len(req.Header) != 0 || req.URL.String() != before {
			t.Errorf("%s: the request was changed: %v", address, req.Header)
		}
	}
	events, err := w.store.Events(ctx, 100)
	w.check(err)
	if last := events[len(events)-1]; last.Kind != "host-refused" || last.Detail != "api.example" {
		t.Errorf("audit: %+v", last)
	}
}

// A redirect by the API: the caller asks before it sends the credential on.
func TestX24RedirectTargetsAreChecked(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	if err := w.manager.Allowed(ctx, link, request(t, "GET", w.server.URL()+"/other", "")); err != nil {
		t.Error(err)
	}
	for _, address := range []string{"https://evil.example/", "http://sub.127.0.0.1/", strings.Replace(w.server.URL(), "http:", "ftp:", 1)} {
		kind(t, w.manager.Allowed(ctx, link, request(t, "GET", address, "")), connections.HostRefused)
	}
}

func TestX36WrongRegionNamesTheRightOne(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	own := connections.Service{Spec: provider.Service{ID: "own", Title: "Own", Auth: provider.None, Hosts: []string{"{dc}.own.example"},
		Regions: []provider.Region{{Name: "north", Vars: map[string]string{"dc": "n1"}}, {Name: "south", Vars: map[string]string{"dc": "s1"}}}}}
	w.check(w.manager.AddService(ctx, &own))
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: "books", Service: "zoho-eu"}))
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: "south", Service: "own", Region: "south"}))
	for _, c := range []struct{ link, url, want string }{
		{"books", "https://www.zohoapis.com/books/v3/x", "(allowed: www.zohoapis.eu, *.zoho.eu); that host belongs to region us, the connection to eu: use www.zohoapis.eu"},
		{"books", "https://Desk.zoho.com.au/api", "belongs to region au, the connection to eu: use desk.zoho.eu"},
		{"books", "https://sheet.zohocloud.ca/x", "belongs to region ca, the connection to eu: use sheet.zoho.eu"},
		{"south", "https://n1.own.example/", "belongs to region north, the connection to south: use s1.own.example"},
	} {
		e := kind(t, w.manager.Authorize(ctx, c.link, request(t, "GET", c.url, "")), connections.HostRefused)
		if !strings.Contains(e.Message, c.want) || !strings.Contains(e.Next, "write https://") {
			t.Errorf("%s: %s (%s)", c.url, e.Message, e.Next)
		}
	}
	e := kind(t, w.manager.Authorize(ctx, "books", request(t, "GET", "https://zoho.com.evil.example/", "")), connections.HostRefused)
	if strings.Contains(e.Message, "region") {
		t.Error(e.Message)
	}
}

func TestNotFound(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: "zoho_crm", Title: "My CRM", Service: "zoho", Region: "us"}))
	for _, c := range []struct{ name, host, want string }{
		{"zohocrm", "https://www.zohoapis.eu/", `Connection Name was not found: "zohocrm". Known: demo_account, zoho_crm. Did you mean "zoho_crm"? Create it with: dg connections add zohocrm --service zoho --region eu`},
		{"Demo_Account", "https://x.example/", `Connection Name was not found: "Demo_Account". Known: demo_account, zoho_crm. Did you mean "demo_account"? Create it with: dg connections add Demo_Account`},
		{"my crm", "https://api.github.com/", `Connection Name was not found: "my crm". Known: demo_account, zoho_crm. Did you mean "zoho_crm"? Create it with: dg connections add 'my crm' --service github`},
		{"q", "https://x.example/", `Connection Name was not found: "q". Known: demo_account, zoho_crm. Create it with: dg connections add q`},
	} {
		e := kind(t, w.manager.Authorize(ctx, c.name, request(t, "GET", c.host, "")), connections.NotFound)
		if e.Message != c.want {
			t.Errorf("got  %s\nwant %s", e.Message, c.want)
		}
		if !strings.HasSuffix(c.want, e.Hint()) {
			t.Errorf("hint %s", e.Hint())
		}
	}
}

func TestNeverConnectedDisabledAndLoggedOut(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	call := func(name string) *connections.Error {
		t.Helper()
		return kind(t, w.manager.Authorize(ctx, name, request(t, "GET", w.server.URL(), "")), connections.Unauthenticated)
	}
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: "fresh", Service: "demo"}))
	if e := call("fresh"); e.Message != `UnAuthenticated Connections: "fresh" has no usable token (never connected). Reconnect: dg connections login fresh` {
		t.Error(e.Message)
	}
	w.check(w.manager.ChangeConnection(ctx, link, func(c *connections.Connection) error { c.Disabled = true; return nil }))
	if e := call(link); !strings.Contains(e.Message, "(disabled). Try: dg connections enable demo_account") {
		t.Error(e.Message)
	}
	w.check(w.manager.ChangeConnection(ctx, link, func(c *connections.Connection) error { c.Disabled = false; return nil }))
	warning, err := w.manager.Logout(ctx, link, true)
	if err != nil || warning != "" {
		t.Errorf("logout: %q %v", warning, err)
	}
	w.count("revoke", 1)
	if e := call(link); !strings.Contains(e.Message, "(revoked 2026-05-02)") {
		t.Error(e.Message)
	}
	auths, err := w.store.Authorizations(ctx)
	w.check(err)
	if len(auths) != 1 || auths[0].Access+auths[0].Refresh != "" {
		t.Errorf("tokens are left: %+v", auths)
	}
}

// F13: the tokens are gone here whatever the provider answers.
func TestF13LogoutWhenTheProviderIsDown(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	w.check(w.server.Close())
	warning, err := w.manager.Logout(ctx, link, true)
	if err != nil || !strings.Contains(warning, "did not revoke") || w.status().State != connections.StateRevoked {
		t.Errorf("%q %v", warning, err)
	}
}

// F12: the old refresh token is revoked once the new login is stored.
func TestF12ReconnectRevokesTheOldToken(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	w.login()
	w.count("revoke", 1)
	w.ok(w.manager)
}

func TestX02FailedLoginKeepsTheOldTokens(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	flow := &oauthflow.Import{Client: w.client, Refresh: "planted-bad-token"}
	_, err := w.manager.Login(ctx, link, flow)
	if e := kind(t, err, connections.Login); strings.Contains(e.Message, "planted") {
		t.Error(e.Message)
	}
	w.ok(w.manager)
	w.count("revoke", 0)
}

func TestX27FewerScopesThanAsked(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	w.check(w.manager.ChangeConnection(ctx, link, func(c *connections.Connection) error { c.Scopes = []string{"read", "write"}; return nil }))
	w.server.SetFaults(connectiontest.Faults{Token: func(rw http.ResponseWriter, _ *http.Request) bool {
		_, _ = io.WriteString(rw, `{"access_token":"x","scope":["read"]}`)
		return true
	}})
	r := w.login()
	if strings.Join(r.Missing, ",") != "write" || !strings.Contains(strings.Join(r.Warnings, ";"), "not granted: write") {
		t.Errorf("%+v", r)
	}
}

// What each authentication type puts on the wire.
func TestF10Placement(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	base := provider.Service{Title: "X", Hosts: []string{"api.example"}}
	oauth := func(p provider.Placement) provider.Service {
		s := base
		s.Auth, s.Placement, s.AuthorizeURL, s.TokenURL = provider.OAuth2, p, "https://api.example/a", "https://api.example/t"
		return s
	}
	keys := func(rows ...provider.Key) provider.Service {
		s := base
		s.Auth, s.Keys = provider.APIKey, rows
		return s
	}
	row := func(name string, p provider.Placement) provider.Key {
		return provider.Key{Field: provider.Field{Name: name}, Placement: p}
	}
	basic, none := base, base
	basic.Auth, none.Auth = provider.Basic, provider.None
	pair := "Basic " + base64.StdEncoding.EncodeToString([]byte("üser:p:w"))
	for name, c := range map[string]struct {
		spec          provider.Service
		header, query string
	}{
		"bearer":         {oauth(provider.Placement{}), "Authorization: Bearer T+&=", "a=1&b=%20&c=+"},
		"zoho":           {oauth(provider.Placement{Prefix: "Zoho-oauthtoken "}), "Authorization: Zoho-oauthtoken T+&=", "a=1&b=%20&c=+"},
		"own header":     {oauth(provider.Placement{Name: "X-Shopify-Access-Token"}), "X-Shopify-Access-Token: T+&=", "a=1&b=%20&c=+"},
		"no prefix":      {oauth(provider.Placement{Template: "{value}"}), "Authorization: T+&=", "a=1&b=%20&c=+"},
		"query":          {oauth(provider.Placement{In: provider.InQuery, Name: "a"}), "", "b=%20&c=+&a=T%2B%26%3D"},
		"basic":          {basic, "Authorization: " + pair, "a=1&b=%20&c=+"},
		"none":           {none, "", "a=1&b=%20&c=+"},
		"key with words": {keys(row("key", provider.Placement{Name: "Authorization", Template: "Token token={value}"})), "Authorization: Token token=K", "a=1&b=%20&c=+"},
		"key in query":   {keys(row("key", provider.Placement{In: provider.InQuery})), "", "a=1&b=%20&c=+&key=K"},
	} {
		spec := c.spec
		spec.ID = "s_" + strings.NewReplacer(" ", "_").Replace(name)
		w.check(w.manager.AddService(ctx, &connections.Service{Spec: spec}))
		w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: spec.ID, Service: spec.ID}))
		if spec.Auth != provider.None {
			flow := &oauthflow.Static{Client: w.client, Access: "T+&=", Values: map[string]string{"username": "üser", "password": "p:w", "key": "K"}}
			_, err := w.manager.Login(ctx, spec.ID, flow)
			w.check(err)
		}
		req := request(t, "GET", "https://api.example/x?a=1&b=%20&c=+", "")
		w.check(w.manager.Authorize(ctx, spec.ID, req))
		var headers []string
		for k, v := range req.Header {
			headers = append(headers, k+": "+strings.Join(v, "|"))
		}
		if got := strings.Join(headers, "\n"); got != c.header || req.URL.RawQuery != c.query {
			t.Errorf("%s: header %q, query %q", name, got, req.URL.RawQuery)
		}
	}
}

func TestFormPlacement(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	spec := provider.Service{ID: "formy", Title: "F", Auth: provider.APIKey, Hosts: []string{"api.example"},
		Keys: []provider.Key{{Field: provider.Field{Name: "key"}, Placement: provider.Placement{In: provider.InForm, Name: "auth"}}}}
	w.check(w.manager.AddService(ctx, &connections.Service{Spec: spec}))
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: "formy", Service: "formy"}))
	_, err := w.manager.Login(ctx, "formy", &oauthflow.Static{Client: w.client, Values: map[string]string{"key": "K&="}})
	w.check(err)

	req := request(t, "POST", "https://api.example/x", "a=1&auth=mine&b=2")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	w.check(w.manager.Authorize(ctx, "formy", req))
	body, err := io.ReadAll(req.Body)
	w.check(err)
	if string(body) != "a=1&b=2&auth=K%26%3D" || req.ContentLength != int64(len(body)) {
		t.Errorf("body %q, length %d", body, req.ContentLength)
	}
	again, err := req.GetBody()
	w.check(err)
	if text, err := io.ReadAll(again); err != nil || string(text) != string(body) {
		t.Errorf("the entity cannot be sent again: %q %v", text, err)
	}

	js := request(t, "POST", "https://api.example/x", `{"a":1}`)
	js.Header.Set("Content-Type", "application/json")
	if e := kind(t, w.manager.Authorize(ctx, "formy", js), connections.Invalid); !strings.Contains(e.Message, "header or the query") {
		t.Error(e.Message)
	}
}

func TestScriptsOwnHeaderIsReplacedAndWarnedAbout(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	req := request(t, "GET", w.server.URL(), "")
	req.Header["authorization"] = nil
	req.Header.Set("Authorization", "Bearer planted-literal")
	w.check(w.manager.Authorize(ctx, link, req))
	w.check(w.manager.Authorize(ctx, link, req)) // the repetition is no news
	if got := req.Header.Values("Authorization"); len(got) != 1 || strings.Contains(got[0], "planted") {
		t.Errorf("header %v", got)
	}
	if log := w.log.String(); strings.Count(log, "replaces the script") != 1 || strings.Contains(log, "planted") {
		t.Errorf("log %s", log)
	}
}

func TestEnvironmentWins(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	env := map[string]string{"DG_CONNECTION_DEMO_ACCOUNT_TOKEN": "from-env"}
	m := w.newManager(connections.Options{Getenv: func(name string) string { return env[name] }})
	req := request(t, "GET", w.server.URL(), "")
	w.check(m.Authorize(ctx, link, req))
	if got := req.Header.Get("Authorization"); got != "Bearer from-env" {
		t.Errorf("header %q", got)
	}
	kind(t, m.Authorize(ctx, link, request(t, "GET", "https://evil.example", "")), connections.HostRefused)
	e := kind(t, m.Rejected(ctx, link, req), connections.Unauthenticated)
	if !strings.Contains(e.Message, "DG_CONNECTION_DEMO_ACCOUNT_TOKEN") || strings.Contains(e.Message, "from-env") {
		t.Error(e.Message)
	}
}

func TestUsersAndEnvironments(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: "personal", Service: "demo", LoginUser: true}))
	ann := w.newManager(connections.Options{User: named("ann@example.com"), Environment: "stage"})
	bob := w.newManager(connections.Options{User: named("bob@example.com"), Environment: "stage"})
	_, err := ann.Login(ctx, "personal", &oauthflow.Static{Client: w.client, Access: "ann-token"})
	w.check(err)
	req := request(t, "GET", w.server.URL(), "")
	w.check(ann.Authorize(ctx, "personal", req))
	if got := req.Header.Get("Authorization"); got != "Bearer ann-token" {
		t.Errorf("header %q", got)
	}
	kind(t, bob.Authorize(ctx, "personal", request(t, "GET", w.server.URL(), "")), connections.Unauthenticated)
	prod := w.newManager(connections.Options{User: named("ann@example.com")})
	kind(t, prod.Authorize(ctx, "personal", request(t, "GET", w.server.URL(), "")), connections.Unauthenticated)
	lines, err := w.manager.List(ctx)
	w.check(err)
	if len(lines) != 2 || lines[1].User != "ann@example.com" || lines[1].Environment != "stage" {
		t.Errorf("%+v", lines)
	}
}

func TestBaseURL(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: "books", Service: "zoho", Region: "eu"}))
	for product, want := range map[string]string{"books": "https://www.zohoapis.eu/books/v3", "zohocrm": "https://www.zohoapis.eu/crm/v6", "Desk": "https://desk.zoho.eu/api/v1", "": "https://www.zohoapis.eu"} {
		if got, err := w.manager.BaseURL(ctx, "books", product); err != nil || got != want {
			t.Errorf("%q: %s %v", product, got, err)
		}
	}
	_, err := w.manager.BaseURL(ctx, "books", "spreadsheets")
	if e := kind(t, err, connections.Invalid); !strings.Contains(e.Message, "one of analytics, bigin, billing") {
		t.Error(e.Message)
	}
	if got, err := w.manager.BaseURL(ctx, link, ""); err != nil || got != w.server.URL() {
		t.Errorf("%s %v", got, err)
	}
}

func TestProbeNamesTheAccount(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Account: "me@example.com"})
	w.server.ExpireAccess()
	r, err := w.manager.Probe(ctx, link)
	if err != nil || r.Status != 200 || r.Account != "me@example.com" || w.status().Account != "me@example.com" {
		t.Errorf("%+v %v, status %+v", r, err, w.status())
	}
}

func TestAddChecks(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	for _, c := range []struct {
		c    connections.Connection
		want string
	}{
		{connections.Connection{Link: "1x", Service: "zoho"}, "a letter, then"},
		{connections.Connection{Link: "a/b", Service: "zoho"}, "a letter, then"},
		{connections.Connection{Link: "a", Service: "nope"}, `unknown service "nope"`},
		{connections.Connection{Link: "a", Service: "zoho"}, "needs a region: one of us, eu"},
		{connections.Connection{Link: "a", Service: "zoho", Region: "moon"}, `no region "moon"`},
		{connections.Connection{Link: link, Service: "demo"}, "exists already"},
	} {
		if e := kind(t, w.manager.AddConnection(ctx, &c.c), connections.Invalid); !strings.Contains(e.Message, c.want) {
			t.Errorf("%+v: %s", c.c, e.Message)
		}
	}
	if e := kind(t, w.manager.RemoveService(ctx, "demo"), connections.Invalid); !strings.Contains(e.Message, `used by connection "demo_account"`) {
		t.Error(e.Message)
	}
	w.check(w.manager.RemoveConnection(ctx, link))
	w.check(w.manager.RemoveService(ctx, "demo"))
	kind(t, w.manager.Authorize(ctx, link, request(t, "GET", "https://a.example", "")), connections.NotFound)
}

// A header of the token must not smuggle another line.
func TestCredentialWithLineBreak(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	_, err := w.manager.Login(ctx, link, &oauthflow.Static{Client: w.client, Access: "a\r\nX-Evil: 1"})
	w.check(err)
	req := request(t, "GET", w.server.URL(), "")
	kind(t, w.manager.Authorize(ctx, link, req), connections.Invalid)
	if _, err := url.Parse(req.URL.String()); err != nil || len(req.Header) != 0 {
		t.Errorf("%v %v", req.Header, err)
	}
}

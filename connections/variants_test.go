package connections_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

// entered makes a connection whose credentials a person has entered.
func (w *world) entered(spec provider.Service, values map[string]string) string {
	w.t.Helper()
	spec.Title, spec.Hosts = spec.ID, []string{"api.example.com"}
	w.check(w.manager.AddService(ctx, &connections.Service{Spec: spec}))
	w.check(w.manager.AddConnection(ctx, &connections.Connection{Link: spec.ID, Service: spec.ID}))
	_, err := w.manager.Login(ctx, spec.ID, &oauthflow.Static{Client: w.client, Values: values})
	w.check(err)
	return spec.ID
}

// User name and password made of the keys of a service.
func TestF10BasicTemplates(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	key := provider.Key{Field: provider.Field{Name: "key"}}
	for name, c := range map[string]struct {
		user, password string
		values         map[string]string
		want           string
	}{
		"plain":    {"", "", map[string]string{"username": "ädä", "password": "p:w"}, "ädä:p:w"},
		"fixed":    {"api", "{key}", map[string]string{"key": "k1"}, "api:k1"},
		"reversed": {"{key}", "X", map[string]string{"key": "k1"}, "k1:X"},
		"suffixed": {"{key}/token", "{key}", map[string]string{"key": "{password}"}, "{password}/token:{password}"},
	} {
		spec := provider.Service{ID: name, Auth: provider.Basic, UserTemplate: c.user, PasswordTemplate: c.password}
		if c.user != "" {
			spec.Keys = []provider.Key{key}
		}
		req := request(t, "GET", "https://api.example.com/", "")
		w.check(w.manager.Authorize(ctx, w.entered(spec, c.values), req))
		if got := req.Header.Get("Authorization"); got != "Basic "+base64.StdEncoding.EncodeToString([]byte(c.want)) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Rows of any number, each with a place and a template of its own.
func TestF10KeyRows(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	row := func(name string, p provider.Placement) provider.Key {
		return provider.Key{Field: provider.Field{Name: name}, Placement: p}
	}
	link := w.entered(provider.Service{ID: "rows", Auth: provider.APIKey, Keys: []provider.Key{
		row("a", provider.Placement{Name: "Authorization", Template: "Token token={value}"}),
		row("b", provider.Placement{Name: "X-App"}), row("c", provider.Placement{In: provider.InQuery, Name: "appid"}),
		row("d", provider.Placement{In: provider.InForm, Name: "secret", Prefix: "v1-"}),
	}}, map[string]string{"a": "A{value}", "b": "B", "c": "C&c", "d": "D"})
	req := request(t, "POST", "https://api.example.com/x?q=1", "f=2")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w.check(w.manager.Authorize(ctx, link, req))
	body, err := io.ReadAll(req.Body)
	w.check(err)
	got := strings.Join([]string{req.Header.Get("Authorization"), req.Header.Get("X-App"), req.URL.RawQuery, string(body)}, " ")
	if want := "Token token=A{value} B q=1&appid=C%26c f=2&secret=v1-D"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A token before the path, once, whatever the path looks like.
func TestF10PathPlacement(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	link := w.entered(provider.Service{ID: "bot", Auth: provider.APIKey, Keys: []provider.Key{
		{Field: provider.Field{Name: "token"}, Placement: provider.Placement{In: provider.InPath, Prefix: "/bot"}}}}, map[string]string{"token": "12:a-b_c"})
	for address, want := range map[string]string{
		"https://api.example.com/sendMessage?x=1":     "https://api.example.com/bot12:a-b_c/sendMessage?x=1",
		"https://api.example.com":                     "https://api.example.com/bot12:a-b_c",
		"https://api.example.com/a%2Fb":               "https://api.example.com/bot12:a-b_c/a%2Fb",
		"https://api.example.com/bot12:a-b_c/getMe":   "https://api.example.com/bot12:a-b_c/getMe",
		"https://api.example.com/bot12:a-b_cd/getFoo": "https://api.example.com/bot12:a-b_c/bot12:a-b_cd/getFoo",
	} {
		req := request(t, "GET", address, "")
		w.check(w.manager.Authorize(ctx, link, req))
		if got := req.URL.String(); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// --connection a=b: another connection stands for a name, for one manager only.
func TestReplacedConnection(t *testing.T) {
	w := newWorld(t, connectiontest.Config{})
	w.entered(provider.Service{ID: "sandbox", Auth: provider.APIKey, Keys: []provider.Key{{Field: provider.Field{Name: "X-Key"}}}}, map[string]string{"X-Key": "k"})
	m := w.newManager(connections.Options{Replace: map[string]string{link: "sandbox", "unused": "sandbox", "sandbox": link}})
	req := request(t, "GET", "https://api.example.com/", "")
	w.check(m.Authorize(ctx, link, req))
	if req.Header.Get("X-Key") != "k" {
		t.Errorf("sent %v", req.Header)
	}
	if got := m.NotReplaced(); len(got) != 2 || got[0] != "sandbox" || got[1] != "unused" {
		t.Errorf("not replaced: %v", got)
	}
	if m.Expired(ctx, link, 200, nil) || m.Reach(link) == nil {
		t.Error("the signs and the reach are not those of the other connection")
	}
	if err := w.manager.Authorize(ctx, link, request(t, "GET", "https://api.example.com/", "")); err == nil {
		t.Error("another manager replaced it too")
	}
}

// What the verification answer tells becomes variables of the connection.
func TestLearnedVariables(t *testing.T) {
	w := newWorld(t, connectiontest.Config{}, func(s *provider.Service) {
		s.Learn = map[string]string{"dc": "account", "gone": "no.such.path"}
		s.Products = map[string]string{"api": s.TokenURL[:strings.Index(s.TokenURL, "/oauth")] + "/{dc}"}
	})
	if _, err := w.manager.BaseURL(ctx, link, "api"); err == nil || !strings.Contains(err.Error(), `no value for "dc"`) {
		t.Errorf("before: %v", err)
	}
	_, err := w.manager.Probe(ctx, link)
	w.check(err)
	if dc, ok, err := w.manager.Variable(ctx, link, "dc"); err != nil || !ok || dc != "demo@example.com" {
		t.Errorf("%q %v %v", dc, ok, err)
	}
}

// A provider may name the host of its refresh URL with the tokens, if it is one of the
// service's own.
func TestX36RefreshHostOfTheAnswer(t *testing.T) {
	for host, ok := range map[string]bool{"": true, "www.acme.example": true, "evil.example": false, "www.acme.example@evil.example": false} {
		var asked string
		w := newWorld(t, connectiontest.Config{Life: time.Hour}, func(s *provider.Service) {
			s.RefreshURL, s.Keep = "https://{host}/oauth2/token", []string{"host"}
			s.Hosts = append(s.Hosts, "*.acme.example")
		})
		snap, err := w.store.Lookup(ctx, link, "", "")
		w.check(err)
		if host != "" {
			snap.Authorization.Extra = map[string]string{"host": host}
			w.check(w.store.PutAuthorization(ctx, &snap.Authorization))
		}
		w.client.Transport = seen(func(r *http.Request) { asked = r.URL.Host })
		w.clock.Add(2 * time.Hour)
		err = w.manager.Authorize(ctx, link, request(t, "GET", w.server.URL()+"/x", ""))
		switch {
		case !ok && (err == nil || asked != ""):
			t.Errorf("%q: asked %q, %v", host, asked, err)
		case ok && host != "" && asked != host, ok && host == "" && "http://"+asked != w.server.URL():
			t.Errorf("%q: asked %q", host, asked)
		}
	}
}

// seen is a transport that reports and refuses every request.
type seen func(*http.Request)

func (s seen) RoundTrip(r *http.Request) (*http.Response, error) {
	s(r)
	return nil, io.ErrUnexpectedEOF
}

package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
	services "github.com/dg-lang/dg/connections/provider"
)

// spellings are the forms in which a secret can leak: as it is, in base64 at any
// offset, URL-encoded, in hex and as a JSON text, and of the first also every piece
// of eight characters.
func spellings(secret string) []string {
	var all []string
	for i := 0; i+8 <= len(secret); i++ {
		all = append(all, secret[i:i+8])
	}
	for shift := range 3 {
		whole := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + secret))
		inside := strings.TrimRight(whole, "=")
		inside = inside[4 : len(inside)-4] // the ends depend on what stands beside it
		all = append(all, inside, strings.NewReplacer("+", "-", "/", "_").Replace(inside))
	}
	quoted, err := json.Marshal(secret)
	if err != nil {
		panic(err)
	}
	code := hex.EncodeToString([]byte(secret))
	return append(all, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(quoted), `"`), code, strings.ToUpper(code))
}

// leaks returns the first spelling of a secret that stands in text, or nothing.
func leaks(text, secret string) string {
	for _, s := range spellings(secret) {
		if strings.Contains(text, s) {
			return s
		}
	}
	return ""
}

// stranger is a second server that writes down all that it is sent.
type stranger struct {
	*httptest.Server
	mu   sync.Mutex
	seen []string
}

func newStranger(t *testing.T) *stranger {
	s := &stranger{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		dump, err := httputil.DumpRequest(r, true)
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		s.seen = append(s.seen, string(dump))
		s.mu.Unlock()
		// What it says is that it has a token, in case somebody believes it.
		_, _ = w.Write([]byte(`{"access_token":"from-a-stranger","expires_in":3600}`))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *stranger) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.seen...)
}

// knows fails the test when the stranger was sent a secret.
func (s *stranger) knows(t *testing.T, secrets ...string) {
	t.Helper()
	for _, request := range s.all() {
		for _, secret := range secrets {
			if piece := leaks(request, secret); piece != "" {
				t.Errorf("a stranger was sent %q of a secret:\n%s", piece, request)
			}
		}
	}
}

const plantedToken = "planted/access+token=%with-everything"

// placements are the places where a service can want its credential.
var placements = []services.Placement{{}, {Name: "X-Shopify-Access-Token"}, {In: services.InQuery, Name: "access_token"}}

// The API redirects to a stranger, who may know that somebody came, but not who.
func TestX24RedirectByTheAPI(t *testing.T) {
	w := newFire(t, connectiontest.Config{})
	s := newStranger(t)
	var status, arrived atomic.Int32
	api := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if leaks(fmt.Sprint(r.Header, r.URL), plantedToken) != "" {
			arrived.Add(1)
		}
		// Services that take a token in the query tend to repeat the query.
		http.Redirect(out, r, s.URL+"/away?"+r.URL.RawQuery, int(status.Load()))
	}))
	defer api.Close()
	calls := 0
	for i, place := range placements {
		link := fmt.Sprintf("placed_%d", i)
		w.plant(link, services.Service{Placement: place, Hosts: []string{api.URL}, Private: true})
		for _, code := range []int32{301, 302, 303, 307, 308} {
			status.Store(code)
			for _, method := range []string{"GET", "POST"} {
				file := w.script(fmt.Sprintf(`info invokeurl [ url: "%s/x?q=1" type: %s parameters: "entity" connection: "%s" ];`, api.URL, method, link))
				w.dg("", "run", file, "-vv")
				calls++
			}
		}
	}
	if n := int(arrived.Load()); n < calls {
		t.Errorf("the credential reached the API in %d of %d calls", n, calls)
	}
	if len(s.all()) == 0 {
		t.Error("no redirect was followed: nothing was shown")
	}
	s.knows(t, plantedToken)
	t.Logf("%d redirects by the API: the stranger saw %d requests and no credential", calls, len(s.all()))
}

// plant makes a service of its own with a connection that has the planted token.
func (w *fire) plant(link string, spec services.Service) {
	w.t.Helper()
	spec.ID, spec.Title, spec.Auth = link, link, services.OAuth2
	spec.AuthorizeURL, spec.TokenURL = "https://a.example/authorize", "https://a.example/token"
	w.check(w.manager.AddService(w.t.Context(), &connections.Service{Spec: spec}))
	w.check(w.manager.AddConnection(w.t.Context(), &connections.Connection{Link: link, Service: link}))
	_, err := w.manager.Login(w.t.Context(), link, &oauthflow.Static{Client: &oauthflow.Client{}, Access: plantedToken})
	w.check(err)
}

// A script names another host, or one that looks like the right one.
func TestX25ForeignHostInTheScript(t *testing.T) {
	w := newFire(t, connectiontest.Config{})
	s := newStranger(t)
	w.plant("bound", services.Service{Hosts: []string{"api.example.com", w.server.URL()}, Private: true})
	port := s.URL[strings.LastIndexByte(s.URL, ':'):]
	addresses := []string{
		s.URL, "http://localhost" + port, "http://LOCALHOST." + port, "http://[::1]" + port, "http://127.1" + port, "http://2130706433" + port,
		"http://api.example.com@127.0.0.1" + port, "http://user:pw@127.0.0.1" + port, w.server.URL() + "@127.0.0.1" + port,
		"http://127.0.0.1" + port + "#@api.example.com", "http://127.0.0.1" + port + "/?https://api.example.com/",
		`http://127.0.0.1` + port + `\\@api.example.com`, "http://api.example.com.localhost" + port,
	}
	for _, address := range addresses {
		file := w.script(fmt.Sprintf(`info invokeurl [ url: "%s" type: GET connection: "bound" ];`, address))
		if code, out, errOut := w.dg("", "run", file); code == 0 || out != "" {
			t.Errorf("%s: exit code %d, printed %q\n%s", address, code, out, errOut)
		}
	}
	if seen := s.all(); len(seen) != 0 {
		t.Errorf("a refused request was sent: %q", seen)
	}
	t.Logf("%d foreign addresses: each refused before anything was sent", len(addresses))
}

// The token endpoint redirects, as if to hand over client secret and refresh token.
func TestX23RedirectByTheTokenEndpoint(t *testing.T) {
	w := newFire(t, connectiontest.Config{ClientSecret: "planted+client&secret/of-the-fire"})
	s := newStranger(t)
	w.env = []string{"BROWSER=browser"}
	snap, err := w.store.Lookup(t.Context(), fireLink, "", "")
	w.check(err)
	file := w.script(threeCalls)
	var asked atomic.Int32
	for _, status := range []int{301, 302, 303, 307, 308} {
		w.server.SetFaults(connectiontest.Faults{Token: func(out http.ResponseWriter, r *http.Request) bool {
			asked.Add(1)
			http.Redirect(out, r, s.URL+"/token?"+r.PostForm.Encode(), status)
			return true
		}})
		w.expire()
		if code, out, errOut := w.dg("", "run", file); code == 0 || !strings.Contains(errOut, "redirect") {
			t.Errorf("refresh, %d: exit code %d, printed %q\n%s", status, code, out, errOut)
		}
		if code, _, errOut := w.dg("", "connections", "login", fireLink, "--redirect", "http://127.0.0.1:0/callback"); code == 0 || !strings.Contains(errOut, "redirect") {
			t.Errorf("login, %d: exit code %d\n%s", status, code, errOut)
		}
	}
	if seen := s.all(); len(seen) != 0 || asked.Load() < 10 {
		t.Errorf("asked %d times; the stranger saw %q", asked.Load(), seen)
	}
	_, secret := w.server.Client()
	s.knows(t, secret, snap.Authorization.Refresh)
	w.server.SetFaults(connectiontest.Faults{})
	if code, out, errOut := w.dg("", "run", file); code != 0 || out != "200\n200\n200\n" {
		t.Errorf("afterwards: exit code %d, printed %q\n%s", code, out, errOut)
	}
	t.Logf("%d redirects by the token endpoint: none was followed, and the tokens were kept", asked.Load())
}

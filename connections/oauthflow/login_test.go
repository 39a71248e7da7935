package oauthflow

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/provider"
)

// scene is a provider, a flow that waits for its redirect, and its outcome.
type scene struct {
	t       *testing.T
	server  *connectiontest.Server
	target  connections.Target
	flow    *Code
	waiting chan Waiting
	result  chan outcomeOf
}

type outcomeOf struct {
	g   connections.Grant
	err error
}

func newScene(t *testing.T, c connectiontest.Config) *scene {
	t.Helper()
	server, err := connectiontest.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	id, secret := server.Client()
	s := &scene{
		t: t, server: server, waiting: make(chan Waiting, 1), result: make(chan outcomeOf, 1),
		target: connections.Target{
			Service: server.Service("demo"), Client: connections.Client{ID: id, Secret: secret},
			Connection: connections.Connection{Link: "demo_account", Scopes: []string{"read", "write"}},
		},
	}
	s.flow = &Code{Client: &Client{}, Redirect: "http://127.0.0.1:0/callback", Notify: func(w Waiting) { s.waiting <- w }}
	return s
}

// start runs the flow and returns the address that the user would open.
func (s *scene) start(ctx context.Context) Waiting {
	s.t.Helper()
	go func() {
		g, err := s.flow.Login(ctx, s.target)
		s.result <- outcomeOf{g, err}
	}()
	select {
	case w := <-s.waiting:
		return w
	case o := <-s.result:
		s.t.Fatalf("the login ended at once: %v", o.err)
	}
	return Waiting{}
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// callbackOf is the redirect of a login with changed parameters.
func callbackOf(t *testing.T, w Waiting, params url.Values) string {
	t.Helper()
	u, err := url.Parse(w.Redirect)
	if err != nil {
		t.Fatal(err)
	}
	u.RawQuery = params.Encode()
	return u.String()
}

func stateOf(t *testing.T, w Waiting) string {
	t.Helper()
	u, err := url.Parse(w.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("state")
}

func TestF01CodeWithPKCE(t *testing.T) {
	s := newScene(t, connectiontest.Config{Rotate: true})
	w := s.start(t.Context())
	u, err := url.Parse(w.URL)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if q.Get("scope") != "read write" || q.Get("code_challenge_method") != "S256" || len(q.Get("state")) != 43 || strings.Contains(w.URL, "secret") {
		t.Errorf("authorize URL %s", w.URL)
	}
	status, body := get(t, w.URL)
	if status != 200 || !strings.Contains(body, "close this window") {
		t.Errorf("page %d %s", status, body)
	}
	o := <-s.result
	if o.err != nil || o.g.Access == "" || o.g.Refresh == "" || len(o.g.Scopes) != 2 {
		t.Errorf("%+v %v", o.g, o.err)
	}
}

func TestX01WrongStateChangesNothing(t *testing.T) {
	s := newScene(t, connectiontest.Config{})
	w := s.start(t.Context())
	for _, q := range []url.Values{
		{"code": {"evil"}, "state": {"wrong"}}, {"code": {"evil"}}, {"code": {"evil"}, "state": {""}},
		{"code": {"evil"}, "state": {stateOf(t, w), stateOf(t, w)}}, {"error": {"access_denied"}}, {},
	} {
		status, body := get(t, callbackOf(t, w, q))
		if status != http.StatusBadRequest || strings.Contains(body, "evil") {
			t.Errorf("%v: %d %s", q, status, body)
		}
	}
	if n := s.server.Count("token-error"); n != 0 {
		t.Errorf("a stranger's code was sent to the provider %d times", n)
	}
	get(t, w.URL) // the right answer still works
	if o := <-s.result; o.err != nil {
		t.Error(o.err)
	}
}

func TestX02AccessDenied(t *testing.T) {
	s := newScene(t, connectiontest.Config{})
	w := s.start(t.Context())
	status, body := get(t, callbackOf(t, w, url.Values{"error": {"no_org"}, "error_description": {"<script>x"}, "state": {stateOf(t, w)}}))
	if status != 200 || strings.Contains(body, "<script>") {
		t.Errorf("page %d %s", status, body)
	}
	o := <-s.result
	var denied *DeniedError
	if !errors.As(o.err, &denied) || denied.Code != "no_org" || !strings.Contains(o.err.Error(), "organisation") {
		t.Errorf("%v", o.err)
	}
}

// Two logins at once: each answer reaches its own.
func TestX03TwoLoginsAtOnce(t *testing.T) {
	one, two := newScene(t, connectiontest.Config{Account: "one"}), newScene(t, connectiontest.Config{Account: "two"})
	w1, w2 := one.start(t.Context()), two.start(t.Context())
	if status, _ := get(t, callbackOf(t, w1, url.Values{"code": {"c"}, "state": {stateOf(t, w2)}})); status != 400 {
		t.Errorf("the other login's state was taken: %d", status)
	}
	get(t, w2.URL)
	get(t, w1.URL)
	for _, s := range []*scene{one, two} {
		if o := <-s.result; o.err != nil || s.server.Count("token") != 1 {
			t.Errorf("%v, %v", o.err, s.server.Kinds())
		}
	}
}

func TestX04IssuerMixUp(t *testing.T) {
	s := newScene(t, connectiontest.Config{})
	s.target.Service.Issuer = "https://honest.example"
	w := s.start(t.Context())
	get(t, callbackOf(t, w, url.Values{"code": {"c"}, "state": {stateOf(t, w)}, "iss": {"https://evil.example"}}))
	if o := <-s.result; o.err == nil || !strings.Contains(o.err.Error(), "issuer") {
		t.Errorf("%v", o.err)
	}
	if len(s.server.Events()) != 0 {
		t.Errorf("the code was sent: %v", s.server.Kinds())
	}
}

// A reload, a favicon or a prefetch must not send the code twice: some providers
// revoke the whole grant for that.
func TestX05SecondHitIsIgnored(t *testing.T) {
	a := attempt{state: "right", redirect: "http://127.0.0.1:1/callback"}
	cb := newCallback("/callback", a)
	hit := func(method, path, host string) (int, string) {
		req, err := http.NewRequest(method, "http://127.0.0.1:1"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		w := &recorder{header: http.Header{}}
		cb.ServeHTTP(w, req)
		return w.status, w.body.String()
	}
	const good = "/callback?state=right&code=c"
	for _, c := range []struct {
		method, path, host string
		want               int
	}{
		{"GET", "/favicon.ico", "127.0.0.1:1", 404},
		{"GET", "/", "127.0.0.1:1", 404},
		{"HEAD", good, "127.0.0.1:1", 404},
		{"POST", good, "127.0.0.1:1", 404},
		{"GET", good, "evil.example", 404}, // a name that points at this machine
		{"GET", good, "127.0.0.1:1", 200},
		{"GET", good, "127.0.0.1:1", 200},
		{"GET", "/callback?state=wrong", "127.0.0.1:1", 200},
	} {
		if status, _ := hit(c.method, c.path, c.host); status != c.want {
			t.Errorf("%s %s %s: %d, want %d", c.method, c.host, c.path, status, c.want)
		}
	}
	if len(cb.answer) != 1 {
		t.Errorf("%d answers", len(cb.answer))
	}
}

type recorder struct {
	header http.Header
	status int
	body   strings.Builder
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

func TestX06ProviderRefusesTheExchange(t *testing.T) {
	for name, change := range map[string]func(*scene){
		"wrong secret":   func(s *scene) { s.target.Client.Secret = "planted-wrong-secret" },
		"fault injected": func(s *scene) { s.server.SetFaults(connectiontest.Faults{Token: refuse400}) },
	} {
		s := newScene(t, connectiontest.Config{})
		change(s)
		w := s.start(t.Context())
		get(t, w.URL)
		o := <-s.result
		var re *connections.RefreshError
		if !errors.As(o.err, &re) || re.Code == "" || strings.Contains(o.err.Error(), "planted") {
			t.Errorf("%s: %v", name, o.err)
		}
		if n := s.server.Count("token-error"); n != 1 {
			t.Errorf("%s: the code was sent %d times", name, n)
		}
	}
}

func refuse400(w http.ResponseWriter, _ *http.Request) bool {
	w.WriteHeader(400)
	_, _ = io.WriteString(w, `{"error":"invalid_grant","error_description":"wrong verifier"}`)
	return true
}

func TestX31PortTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := newScene(t, connectiontest.Config{})
	s.flow.Redirect = "http://" + l.Addr().String() + "/callback"
	_, err = s.flow.Login(t.Context(), s.target)
	if err == nil || !strings.Contains(err.Error(), "--redirect") {
		t.Errorf("%v", err)
	}
}

func TestX31NoBrowser(t *testing.T) {
	s := newScene(t, connectiontest.Config{})
	failed := make(chan error, 1)
	s.flow.Open = func(string) error { return errors.New("no browser") }
	s.flow.OnOpen = func(err error) { failed <- err }
	w := s.start(t.Context())
	<-failed
	get(t, w.URL) // the user opens it elsewhere
	if o := <-s.result; o.err != nil {
		t.Error(o.err)
	}
}

func TestX31LocalhostBothFamilies(t *testing.T) {
	s := newScene(t, connectiontest.Config{})
	s.flow.Redirect = "http://localhost:0/callback"
	w := s.start(t.Context())
	if !strings.HasPrefix(w.Redirect, "http://localhost:") {
		t.Errorf("redirect %s", w.Redirect)
	}
	get(t, strings.Replace(w.Redirect, "localhost", "127.0.0.1", 1))
	get(t, w.URL)
	if o := <-s.result; o.err != nil {
		t.Error(o.err)
	}
}

func TestX32TimeOutAndCancelCloseTheListener(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	for name, prepare := range map[string]func(*scene){
		"time-out": func(s *scene) { s.flow.Wait = 20 * time.Millisecond },
		"cancel":   func(*scene) { time.AfterFunc(20*time.Millisecond, cancel) },
	} {
		s := newScene(t, connectiontest.Config{})
		prepare(s)
		w := s.start(ctx)
		if o := <-s.result; o.err == nil {
			t.Errorf("%s: no error", name)
		}
		if status, text := get(t, w.Redirect); status != 0 {
			t.Errorf("%s: someone still listens: %d %s", name, status, text)
		}
	}
}

func TestF11Paste(t *testing.T) {
	s := newScene(t, connectiontest.Config{})
	paste := func(change func(string) string) error {
		var at Waiting
		f := &Paste{
			Client: &Client{}, Redirect: "https://example.org/done", Notify: func(w Waiting) { at = w },
			Read: func(context.Context) (string, error) {
				c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
				resp, err := c.Get(at.URL)
				if err != nil {
					return "", err
				}
				return change(resp.Header.Get("Location")), resp.Body.Close()
			},
		}
		_, err := f.Login(t.Context(), s.target)
		return err
	}
	code := func(location string) string {
		u, err := url.Parse(location)
		if err != nil {
			t.Fatal(err)
		}
		return u.Query().Get("code")
	}
	if err := paste(func(l string) string { return " " + l + "#_=_\n" }); err != nil {
		t.Errorf("whole address: %v", err)
	}
	if err := paste(code); err != nil {
		t.Errorf("bare code: %v", err)
	}
	if err := paste(func(l string) string { return strings.Replace(l, "state=", "state=x", 1) }); !errors.Is(err, ErrState) {
		t.Errorf("wrong state: %v", err)
	}
	if err := paste(func(string) string { return " " }); err == nil {
		t.Error("nothing pasted: no error")
	}
}

func TestF04NoPKCEWhereNotKnown(t *testing.T) {
	for kind, want := range map[provider.PKCE]bool{provider.PKCERequired: true, provider.PKCESupported: true, provider.PKCENo: false, provider.PKCEUnknown: false, "": false} {
		a, err := newAttempt(connections.Target{
			Service: provider.Service{AuthorizeURL: "https://x.example/a?access_type=offline&scope=own&client_id=evil&state=evil", PKCE: kind, AuthorizeParams: map[string]string{"access_type": "online", "prompt": "consent"}},
			Client:  connections.Client{ID: "me"}, Connection: connections.Connection{Scopes: []string{"s"}},
		}, "http://127.0.0.1:8484/callback")
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(a.url)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		if q.Has("code_challenge") != want || (a.verifier != "") != want {
			t.Errorf("%q: challenge %v", kind, q.Has("code_challenge"))
		}
		for k, v := range map[string]string{"access_type": "offline", "scope": "own", "client_id": "me", "state": a.state, "prompt": "consent", "response_type": "code"} {
			if len(q[k]) != 1 || q.Get(k) != v {
				t.Errorf("%q: %s = %q, want %q once", kind, k, q[k], v)
			}
		}
	}
}

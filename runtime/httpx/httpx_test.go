package httpx_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
)

// noProxy keeps the tests on the loopback whatever the environment says.
func noProxy(*http.Request) (*url.URL, error) { return nil, nil }

// journal collects exchanges.
type journal struct {
	mu      sync.Mutex
	entries []host.Exchange
}

func (j *journal) Exchanged(_ context.Context, e host.Exchange) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
}

func (j *journal) all() []host.Exchange {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]host.Exchange(nil), j.entries...)
}

// tokens is an Authorizer that hands out TOKEN1, TOKEN2 … to one host.
type tokens struct {
	host    string
	set     func(req *http.Request, token string)
	authErr error
	renew   func() error // nil: renewing works

	mu       sync.Mutex
	n        int
	rejected int
	refused  *http.Request // given to Rejected last
}

func (a *tokens) Authorize(_ context.Context, connection string, req *http.Request) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.authErr != nil {
		return a.authErr
	}
	if req.URL.Host != a.host {
		return fmt.Errorf("connection %q may not be used with host %s", connection, req.URL.Host)
	}
	a.set(req, fmt.Sprintf("TOKEN%d", a.n+1))
	return nil
}

func (a *tokens) Rejected(_ context.Context, _ string, req *http.Request) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rejected++
	a.refused = req
	if a.renew != nil {
		return a.renew()
	}
	a.n++
	return nil
}

func bearer(req *http.Request, token string) { req.Header.Set("Authorization", "Bearer "+token) }

func addQuery(req *http.Request, q string) {
	if req.URL.RawQuery != "" {
		q = req.URL.RawQuery + "&" + q
	}
	req.URL.RawQuery = q
}

// arrival is one request as a server saw it.
type arrival struct {
	method, uri, body string
	header            http.Header
}

func (a arrival) holds(s string) bool {
	return strings.Contains(fmt.Sprint(a), s)
}

// server records what arrives.
type server struct {
	*httptest.Server
	mu   sync.Mutex
	seen []arrival
}

func newServer(t *testing.T, answer http.HandlerFunc) *server {
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.seen = append(s.seen, arrival{r.Method, r.RequestURI, string(body), r.Header})
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) arrivals() []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]arrival(nil), s.seen...)
}

func (s *server) host() string { return strings.TrimPrefix(s.URL, "http://") }

// get sends one request and reads the answer.
func get(t *testing.T, c *httpx.Client, info host.CallInfo, method, address, body string, header http.Header) (int, string, error) {
	t.Helper()
	return getCtx(t, host.WithCall(t.Context(), info), c, method, address, body, header)
}

func getCtx(t *testing.T, ctx context.Context, c *httpx.Client, method, address, body string, header http.Header) (int, string, error) {
	t.Helper()
	var entity io.Reader
	if body != "" {
		entity = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, entity)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(data), err
}

func client(t *testing.T, o httpx.Options) *httpx.Client {
	o.Proxy = noProxy
	c := httpx.New(o)
	t.Cleanup(c.Close)
	return c
}

func wantKind(t *testing.T, err error, kind httpx.Kind, text string) {
	t.Helper()
	var e *httpx.Error
	if !errors.As(err, &e) || e.Kind != kind || !strings.Contains(e.Error(), text) {
		t.Errorf("error = %v, want kind %q with %q", err, kind, text)
	}
}

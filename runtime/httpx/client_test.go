package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mccutchen/go-httpbin/v2/httpbin"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
)

func bin(t *testing.T) string {
	s := httptest.NewServer(httpbin.New().Handler())
	t.Cleanup(s.Close)
	return s.URL
}

func TestHTTPBin(t *testing.T) {
	base := bin(t)
	c := client(t, httpx.Options{})
	tests := []struct {
		method, path, body string
		status             int
		holds              string
	}{
		{"GET", "/get?a=1", "", 200, `"a": [`},
		{"POST", "/post", "hello", 200, "aGVsbG8="},
		{"PUT", "/put", "hello", 200, "aGVsbG8="},
		{"PATCH", "/patch", "hello", 200, "aGVsbG8="},
		{"DELETE", "/delete", "", 200, "/delete"},
		{"GET", "/gzip", "", 200, `"gzipped": true`},
		{"GET", "/redirect/3", "", 200, "/get"},
		{"GET", "/status/418", "", 418, ""},
		{"GET", "/stream/5", "", 200, `"id":4`},
		{"GET", "/stream-bytes/70000?seed=1", "", 200, ""},
		{"GET", "/delay/0.05", "", 200, "/delay"},
		{"GET", "/basic-auth/u/p", "", 401, ""},
		{"GET", "/range/26", "", 200, "abcdefghijklmnopqrstuvwxyz"},
	}
	for _, tt := range tests {
		status, body, err := get(t, c, host.CallInfo{}, tt.method, base+tt.path, tt.body, nil)
		if err != nil || status != tt.status || !strings.Contains(body, tt.holds) {
			t.Errorf("%s %s: %d %.200q %v", tt.method, tt.path, status, body, err)
		}
	}
	if n := c.Stats(); n.Calls != len(tests) || n.Requests != len(tests)+3 || n.Received < 70000 {
		t.Errorf("stats = %+v", n)
	}
}

func TestHTTPBinCredentials(t *testing.T) {
	base := bin(t)
	auth := &tokens{host: strings.TrimPrefix(base, "http://"), set: bearer}
	c := client(t, httpx.Options{Auth: auth})
	_, body, err := get(t, c, host.CallInfo{Connection: "svc"}, "GET", base+"/bearer", "", nil)
	if err != nil || !strings.Contains(body, "TOKEN1") {
		t.Errorf("%q %v", body, err)
	}
	auth.set = func(r *http.Request, _ string) { r.SetBasicAuth("u", "p") }
	if status, _, err := get(t, c, host.CallInfo{Connection: "svc"}, "GET", base+"/basic-auth/u/p", "", nil); status != 200 || err != nil {
		t.Errorf("basic: %d %v", status, err)
	}
}

func TestTimeout(t *testing.T) {
	base := bin(t)
	for _, path := range []string{"/delay/5", "/drip?duration=5s&numbytes=10&delay=0s"} {
		c := client(t, httpx.Options{Net: host.Net{Timeout: 100 * time.Millisecond}})
		_, _, err := get(t, c, host.CallInfo{Task: "getUrl"}, "GET", base+path, "", nil)
		wantKind(t, err, httpx.Timeout, "getUrl: socket timeout error: no answer from 127.0.0.1:")
		wantKind(t, err, httpx.Timeout, "within 0.1 s")
	}
}

// The time that a slow token endpoint takes is not the service's.
func TestTimeoutLeavesAuthorizationOut(t *testing.T) {
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer TOKEN1" {
			w.WriteHeader(401)
		}
	})
	auth := &tokens{host: s.host(), set: bearer}
	auth.renew = func() error { time.Sleep(400 * time.Millisecond); auth.n++; return nil }
	c := client(t, httpx.Options{Auth: auth, Clock: host.SystemClock{}, Net: host.Net{Timeout: 300 * time.Millisecond}})
	status, _, err := get(t, c, host.CallInfo{Connection: "svc"}, "GET", s.URL, "", nil)
	if status != 200 || err != nil {
		t.Errorf("%d %v", status, err)
	}
}

func TestCancel(t *testing.T) {
	base := bin(t)
	for _, path := range []string{"/delay/9", "/drip?duration=9s&numbytes=10&delay=0s"} {
		why := errors.New("stopped by the user")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(50*time.Millisecond, func() { cancel(why) })
		_, _, err := getCtx(t, ctx, client(t, httpx.Options{}), "GET", base+path, "", nil)
		var e *httpx.Error
		if !errors.Is(err, why) || errors.As(err, &e) {
			t.Errorf("%s: error = %v", path, err)
		}
	}
}

func TestTransportErrors(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := listener.Addr().String()
	listener.Close()
	raw := func(text string) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				_, _ = c.Read(make([]byte, 4096))
				_, _ = c.Write([]byte(text))
				c.Close()
			}
		}()
		return "http://" + l.Addr().String()
	}
	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	defer tls.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	tests := []struct {
		address string
		kind    httpx.Kind
		text    string
	}{
		{"http://" + dead + "/x?key=SECRET", httpx.Refused, "invokeUrl: connection refused by " + dead},
		{"http://no-such-host.invalid/x?key=SECRET", httpx.UnknownHost, "invokeUrl: unknown host no-such-host.invalid"},
		{tls.URL + "?key=SECRET", httpx.Certificate, "TLS certificate of " + tls.Listener.Addr().String() + " not trusted: "},
		{strings.Replace(plain.URL, "http:", "https:", 1), httpx.Malformed, "malformed answer from"},
		{raw("hello\r\n\r\n"), httpx.Malformed, "invokeUrl: malformed answer from 127.0.0.1:"},
		{raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"), httpx.Interrupted, "ended the connection before the answer was complete"},
		{raw(""), httpx.Interrupted, "ended the connection"},
		{"ftp://127.0.0.1/", httpx.Refusal, `scheme "ftp"`},
		{"https:///x", httpx.Refusal, "no host"},
	}
	for _, tt := range tests {
		j := &journal{}
		_, _, err := get(t, client(t, httpx.Options{Journal: j}), host.CallInfo{}, "GET", tt.address, "", nil)
		wantKind(t, err, tt.kind, tt.text)
		if err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v", tt.address, err)
		}
		for _, e := range j.all() {
			if strings.Contains(e.URL+e.Error, "SECRET") || e.Error == "" {
				t.Errorf("journal: %+v", e)
			}
		}
	}
}

func TestConnectTimeout(t *testing.T) {
	// A listener whose queue is full accepts nothing; a dialer that waits does.
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, &net.OpError{Op: "dial", Err: context.DeadlineExceeded}
	}
	tr := &http.Transport{DialContext: func(ctx context.Context, n, a string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		return dial(ctx, n, a)
	}}
	_, _, err := get(t, client(t, httpx.Options{Transport: tr}), host.CallInfo{}, "GET", "http://10.255.255.1/x", "", nil)
	wantKind(t, err, httpx.ConnectTimeout, "invokeUrl: connect timeout: 10.255.255.1 did not accept a connection within 10 s")
}

func TestSizeLimits(t *testing.T) {
	s := newServer(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte("x"), 3000)) })
	_, _, err := get(t, client(t, httpx.Options{Net: host.Net{MaxResponse: 1000}}), host.CallInfo{}, "GET", s.URL, "", nil)
	wantKind(t, err, httpx.TooLarge, "invokeUrl: answer larger than 1000 bytes ("+s.host()+"); limit set by net.max_response")

	c := client(t, httpx.Options{MaxBytes: 4000, MaxCalls: 3})
	if _, _, err = get(t, c, host.CallInfo{}, "GET", s.URL, "", nil); err != nil {
		t.Fatal(err)
	}
	var limit *httpx.LimitError
	if _, _, err = get(t, c, host.CallInfo{}, "GET", s.URL, "", nil); !errors.As(err, &limit) || limit.Max != 4000 {
		t.Errorf("bytes: %v", err)
	}
	_, _, _ = get(t, c, host.CallInfo{}, "GET", s.URL, "", nil)
	if _, _, err = get(t, c, host.CallInfo{}, "GET", s.URL, "", nil); !errors.As(err, &limit) || limit.Max != 3 {
		t.Errorf("calls: %v", err)
	}
	if n := len(s.arrivals()); n != 4 {
		t.Errorf("%d requests, want 4", n)
	}
}

// A small gzip answer that unpacks to a large one is held to the size as well.
func TestSizeLimitOfUnpacked(t *testing.T) {
	base := bin(t)
	_, _, err := get(t, client(t, httpx.Options{Net: host.Net{MaxResponse: 100}}), host.CallInfo{}, "GET", base+"/gzip", "", nil)
	wantKind(t, err, httpx.TooLarge, "100 bytes")
}

func TestPolicy(t *testing.T) {
	tests := []struct {
		o       httpx.Options
		address string
		ok      bool
	}{
		{httpx.Options{Offline: true}, "http://a.test/", false},
		{httpx.Options{AllowHosts: []string{"a.test"}}, "http://A.test./", true},
		{httpx.Options{AllowHosts: []string{"a.test"}}, "http://a.test.evil/", false},
		{httpx.Options{AllowHosts: []string{"*.a.test"}}, "http://x.a.test/", true},
		{httpx.Options{AllowHosts: []string{"*.a.test"}}, "http://a.test/", false},
		{httpx.Options{AllowHosts: []string{"*.a.test"}}, "http://xa.test/", false},
		{httpx.Options{AllowHosts: []string{"a.test:80"}}, "http://a.test/", true},
		{httpx.Options{AllowHosts: []string{"a.test:81"}}, "http://a.test/", false},
		{httpx.Options{AllowHosts: []string{"a.test"}, DenyHosts: []string{"a.test:8080"}}, "http://a.test:8080/", false},
		{httpx.Options{DenyHosts: []string{"*.a.test"}}, "http://b.a.test/", false},
	}
	for _, tt := range tests {
		reached := false
		tt.o.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			reached = true
			return &http.Response{StatusCode: 200, Body: http.NoBody, Request: r}, nil
		})
		_, _, err := get(t, client(t, tt.o), host.CallInfo{}, "GET", tt.address, "", nil)
		if reached != tt.ok || (err == nil) != tt.ok {
			t.Errorf("%+v %s: reached %v, %v", tt.o, tt.address, reached, err)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestConnectorHosts(t *testing.T) {
	s := newServer(t, func(http.ResponseWriter, *http.Request) {})
	refuse := errors.New(`connector "a.b": host not allowed`)
	_, _, err := get(t, client(t, httpx.Options{}), host.CallInfo{Task: "invokeConnector", Connector: "a.b", Allow: func(string) error { return refuse }}, "GET", s.URL, "", nil)
	wantKind(t, err, httpx.Refusal, refuse.Error())
	if len(s.arrivals()) != 0 {
		t.Error("a request went out")
	}
}

func TestJournal(t *testing.T) {
	s := newServer(t, redirectTo(302, func() string { return "/end" }))
	j := &journal{}
	auth := &tokens{host: s.host(), set: func(r *http.Request, token string) { addQuery(r, "key="+token) }}
	c := client(t, httpx.Options{Auth: auth, Journal: j})
	if _, _, err := get(t, c, host.CallInfo{Connection: "svc", Connector: "a.b"}, "POST", s.URL+"/p?q=SECRET&BARE", "12345", nil); err != nil {
		t.Fatal(err)
	}
	got := j.all()
	if len(got) != 2 {
		t.Fatalf("%d entries", len(got))
	}
	first, second := got[0], got[1]
	if first.URL != s.URL+"/p?q&…&key" || first.Method != "POST" || first.Status != 302 || first.Sent != 5 || first.Connection != "svc" || first.Connector != "a.b" {
		t.Errorf("%+v", first)
	}
	if second.URL != s.URL+"/end?key" || second.Method != "GET" || second.Received != 3 {
		t.Errorf("%+v", second)
	}
}

func TestConcurrentUse(t *testing.T) {
	base := bin(t)
	c := client(t, httpx.Options{Auth: &tokens{host: strings.TrimPrefix(base, "http://"), set: bearer}, Journal: &journal{}})
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, _, err := get(t, c, host.CallInfo{Connection: "svc"}, "GET", base+"/redirect/2", "", nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := c.Stats().Calls; n != 16 {
		t.Errorf("%d calls", n)
	}
}

func TestFromHost(t *testing.T) {
	h := host.Default(host.Host{Net: host.Net{Timeout: time.Second}})
	if o := httpx.FromHost(h); o.Net.Timeout != time.Second || o.Clock == nil {
		t.Errorf("%+v", o)
	}
}

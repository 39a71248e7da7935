package httpx_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
)

// redirectTo answers status with a location; /end answers what arrived.
func redirectTo(status int, location func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/end" {
			_, _ = w.Write([]byte("end"))
			return
		}
		w.Header().Set("Location", location())
		w.WriteHeader(status)
	}
}

func TestRedirectMethods(t *testing.T) {
	tests := []struct {
		method string
		status int
		want   string // method of the second request; empty: not followed
		body   string
	}{
		{"GET", 301, "GET", ""}, {"GET", 302, "GET", ""}, {"GET", 303, "GET", ""}, {"GET", 307, "GET", ""}, {"GET", 308, "GET", ""},
		{"HEAD", 303, "HEAD", ""},
		{"POST", 301, "GET", ""}, {"POST", 302, "GET", ""}, {"POST", 303, "GET", ""}, {"POST", 307, "POST", "abc"}, {"POST", 308, "POST", "abc"},
		{"PUT", 302, "GET", ""}, {"PATCH", 308, "PATCH", "abc"}, {"DELETE", 303, "GET", ""}, {"DELETE", 307, "DELETE", "abc"},
		{"GET", 300, "", ""}, {"GET", 304, "", ""}, {"GET", 305, "", ""},
	}
	for _, tt := range tests {
		s := newServer(t, redirectTo(tt.status, func() string { return "/end" }))
		body := "abc"
		if tt.method == "GET" || tt.method == "HEAD" {
			body = ""
		}
		status, _, err := get(t, client(t, httpx.Options{}), host.CallInfo{}, tt.method, s.URL+"/start", body, http.Header{"Content-Type": {"text/x"}})
		seen := s.arrivals()
		if tt.want == "" {
			if err != nil || status != tt.status || len(seen) != 1 {
				t.Errorf("%s %d: status %d, %d requests, %v", tt.method, tt.status, status, len(seen), err)
			}
			continue
		}
		if err != nil || len(seen) != 2 || seen[1].method != tt.want || seen[1].body != tt.body {
			t.Errorf("%s %d: %v, %v", tt.method, tt.status, seen, err)
			continue
		}
		if has := seen[1].header.Get("Content-Type") != ""; has != (tt.body != "" || tt.status >= 307) {
			t.Errorf("%s %d: content type kept = %v", tt.method, tt.status, has)
		}
	}
}

func TestRedirectLimit(t *testing.T) {
	s := newServer(t, redirectTo(302, func() string { return "/again" }))
	_, _, err := get(t, client(t, httpx.Options{}), host.CallInfo{}, "GET", s.URL, "", nil)
	wantKind(t, err, httpx.Redirect, "invokeUrl: redirect to "+s.host()+" not followed")
	if n := len(s.arrivals()); n != 6 {
		t.Errorf("%d requests, want 6", n)
	}
}

// No credential, of the connection or of the script, may reach another origin.
func TestRedirectKeepsCredentialsHome(t *testing.T) {
	places := map[string]func(*http.Request, string){
		"authorization": bearer,
		"custom header": func(r *http.Request, token string) { r.Header.Set("X-Shop-Access", token) },
		"query":         func(r *http.Request, token string) { addQuery(r, "access_token="+token) },
	}
	script := http.Header{
		"Authorization": {"Basic SCRIPT"}, "Cookie": {"SCRIPT"}, "X-Api-Key": {"SCRIPT"}, "X-Auth-Email": {"SCRIPT"}, "Apikey": {"SCRIPT"},
		"X-Access_token": {"SCRIPT"}, "X-Apikey-Id": {"SCRIPT"}, "X-Shop-Access": {"SCRIPT"}, "X-Plain": {"kept"},
	}
	for name, set := range places {
		t.Run(name, func(t *testing.T) {
			other := newServer(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("far")) })
			// The service repeats its whole query in the location, as some do.
			home := newServer(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", other.URL+"/far?a=1&"+r.URL.RawQuery+"&copy=TOKEN1")
				w.WriteHeader(302)
			})
			auth := &tokens{host: home.host(), set: set}
			h := script.Clone()
			if name != "custom header" {
				h.Del("X-Shop-Access")
			}
			_, body, err := get(t, client(t, httpx.Options{Auth: auth}), host.CallInfo{Connection: "svc"}, "GET", home.URL+"/start?b=2", "", h)
			if err != nil || body != "far" {
				t.Fatalf("%q, %v", body, err)
			}
			if !home.arrivals()[0].holds("TOKEN1") {
				t.Error("the credential did not reach its own service")
			}
			far := other.arrivals()[0]
			if far.holds("SCRIPT") || far.holds("TOKEN") && name == "query" || far.header.Get("X-Plain") != "kept" || far.header.Get("Referer") != "" {
				t.Errorf("at the other origin: %v", far)
			}
			if name != "query" && (far.header.Get("Authorization") != "" || far.header.Get("X-Shop-Access") != "") {
				t.Errorf("at the other origin: %v", far)
			}
		})
	}
}

// A way back does not make an origin trusted again: the address was chosen outside.
func TestRedirectThereAndBack(t *testing.T) {
	var home, other *server
	other = newServer(t, redirectTo(302, func() string { return home.URL + "/end" }))
	home = newServer(t, redirectTo(302, func() string { return other.URL + "/x" }))
	auth := &tokens{host: home.host(), set: bearer}
	if _, _, err := get(t, client(t, httpx.Options{Auth: auth}), host.CallInfo{Connection: "svc"}, "GET", home.URL, "", nil); err != nil {
		t.Fatal(err)
	}
	if last := home.arrivals()[1]; last.header.Get("Authorization") != "" {
		t.Errorf("authorized again: %v", last)
	}
}

func TestRedirectSameOriginIsAuthorizedAgain(t *testing.T) {
	s := newServer(t, redirectTo(302, func() string { return "/end" }))
	auth := &tokens{host: s.host(), set: bearer}
	if _, _, err := get(t, client(t, httpx.Options{Auth: auth}), host.CallInfo{Connection: "svc"}, "GET", s.URL+"/a", "", nil); err != nil {
		t.Fatal(err)
	}
	if got := s.arrivals()[1].header.Get("Authorization"); got != "Bearer TOKEN1" {
		t.Errorf("Authorization = %q", got)
	}
}

// A service may write what it was sent into the path of a redirect: the journal
// must not repeat it.
func TestRedirectPathIsMasked(t *testing.T) {
	const secret = "long/enough+to=be&found"
	var other *server
	other = newServer(t, func(http.ResponseWriter, *http.Request) {})
	for name, set := range map[string]func(*http.Request, string){
		"header": func(r *http.Request, _ string) { r.Header.Set("Authorization", "Bearer "+secret) },
		"query":  func(r *http.Request, _ string) { addQuery(r, "key="+url.QueryEscape(secret)) },
	} {
		t.Run(name, func(t *testing.T) {
			home := newServer(t, redirectTo(302, func() string { return other.URL + "/echo/" + url.PathEscape(secret) + "/x" }))
			log := &journal{}
			auth := &tokens{host: home.host(), set: set}
			if _, _, err := get(t, client(t, httpx.Options{Auth: auth, Journal: log}), host.CallInfo{Connection: "svc"}, "GET", home.URL, "", nil); err != nil {
				t.Fatal(err)
			}
			entries := log.all()
			if len(entries) != 2 || entries[1].URL != other.URL+"/echo/…/x" {
				t.Errorf("journal %+v", entries)
			}
		})
	}
}

func TestRedirectRefused(t *testing.T) {
	plain := newServer(t, func(http.ResponseWriter, *http.Request) {})
	secure := httptest.NewTLSServer(redirectTo(302, func() string { return plain.URL }))
	defer secure.Close()
	auth := &tokens{host: secure.URL[len("https://"):], set: bearer}
	o := httpx.Options{Auth: auth, Transport: secure.Client().Transport}
	_, _, err := get(t, client(t, o), host.CallInfo{Connection: "svc"}, "GET", secure.URL, "", nil)
	wantKind(t, err, httpx.Redirect, "not followed: it leaves https")

	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		s := newServer(t, redirectTo(307, func() string { return plain.URL }))
		_, _, err = get(t, client(t, httpx.Options{}), host.CallInfo{}, method, s.URL, "secret", nil)
		wantKind(t, err, httpx.Redirect, "redirect to "+plain.host()+" not followed")
	}
	s := newServer(t, redirectTo(302, func() string { return "file:///etc/passwd" }))
	_, _, err = get(t, client(t, httpx.Options{}), host.CallInfo{}, "GET", s.URL, "", nil)
	wantKind(t, err, httpx.Redirect, "not followed")
	if n := len(plain.arrivals()); n != 0 {
		t.Errorf("%d requests went through", n)
	}
}

func TestRedirectLocationWithBlanks(t *testing.T) {
	s := newServer(t, redirectTo(302, func() string { return "/end?q=a b\"é" }))
	if _, _, err := get(t, client(t, httpx.Options{}), host.CallInfo{}, "GET", s.URL, "", nil); err != nil {
		t.Fatal(err)
	}
	if got := s.arrivals()[1].uri; got != "/end?q=a%20b%22%C3%A9" {
		t.Errorf("uri = %s", got)
	}
}

func TestNoRedirects(t *testing.T) {
	s := newServer(t, redirectTo(302, func() string { return "/end" }))
	status, _, err := get(t, client(t, httpx.Options{NoRedirects: true}), host.CallInfo{}, "GET", s.URL, "", nil)
	if status != 302 || err != nil || len(s.arrivals()) != 1 {
		t.Errorf("%d, %v", status, err)
	}
}

package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/httpx"
)

func TestUserInfoWithConnection(t *testing.T) {
	auth := &tokens{set: bearer}
	_, _, err := get(t, client(t, httpx.Options{Auth: auth}), host.CallInfo{Connection: "svc"}, "GET", "http://u:p@127.0.0.1:1/", "", nil)
	wantKind(t, err, httpx.Refusal, "user information")
}

func TestUnauthorizedIsRepeatedOnce(t *testing.T) {
	tests := []struct {
		name     string
		good     string // token that the service takes
		renew    func() error
		status   int
		requests int
		warns    bool
	}{
		{name: "fresh", good: "TOKEN1", status: 200, requests: 1},
		{name: "stale", good: "TOKEN2", status: 200, requests: 2},
		{name: "never", good: "none", status: 401, requests: 2},
		{name: "not renewed", good: "TOKEN2", renew: func() error { return errors.New("invalid_grant") }, status: 401, requests: 1, warns: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bearer "+tt.good {
					w.WriteHeader(401)
				}
			})
			var logged bytes.Buffer
			auth := &tokens{host: s.host(), set: bearer, renew: tt.renew}
			c := client(t, httpx.Options{Auth: auth, Log: slog.New(slog.NewTextHandler(&logged, nil))})
			status, _, err := get(t, c, host.CallInfo{Connection: "svc"}, "POST", s.URL, "entity", nil)
			seen := s.arrivals()
			if err != nil || status != tt.status || len(seen) != tt.requests {
				t.Errorf("status %d, %d requests, %v", status, len(seen), err)
			}
			for _, a := range seen {
				if a.body != "entity" {
					t.Errorf("entity = %q", a.body)
				}
			}
			if auth.refused != nil && auth.refused.Header.Get("Authorization") != "Bearer TOKEN1" {
				t.Errorf("Rejected was told of %v", auth.refused.Header)
			}
			if strings.Contains(logged.String(), "invalid_grant") != tt.warns || strings.Contains(logged.String(), "TOKEN") {
				t.Errorf("log: %s", &logged)
			}
		})
	}
}

// No connection and no 401: nobody asks for a renewal.
func TestForbiddenIsNotRepeated(t *testing.T) {
	s := newServer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) })
	auth := &tokens{host: s.host(), set: bearer}
	c := client(t, httpx.Options{Auth: auth})
	for _, connection := range []string{"svc", ""} {
		if status, _, err := get(t, c, host.CallInfo{Connection: connection}, "GET", s.URL, "", nil); status != 403 || err != nil {
			t.Errorf("%d %v", status, err)
		}
	}
	if auth.rejected != 0 || len(s.arrivals()) != 2 {
		t.Errorf("rejected %d, %d requests", auth.rejected, len(s.arrivals()))
	}
}

// signs is an Authorizer whose service reports expiry with status 200.
type signs struct{ *tokens }

func (signs) Expired(_ context.Context, _ string, status int, body []byte) bool {
	return status == 200 && strings.Contains(string(body), "token_expired")
}

func TestExpiredBySign(t *testing.T) {
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer TOKEN1" {
			_, _ = w.Write([]byte(`{"ok":false,"error":"token_expired"}`))
			return
		}
		_, _ = w.Write([]byte(`{"ok":true}` + strings.Repeat(" ", 9000)))
	})
	c := client(t, httpx.Options{Auth: signs{&tokens{host: s.host(), set: bearer}}})
	_, body, err := get(t, c, host.CallInfo{Connection: "svc"}, "GET", s.URL, "", nil)
	if err != nil || len(body) != 9011 {
		t.Errorf("%d bytes, %v", len(body), err)
	}
}

func TestAuthorizerErrors(t *testing.T) {
	cause := errors.New(`UnAuthenticated Connections: "svc" has no usable token`)
	j := &journal{}
	c := client(t, httpx.Options{Auth: &tokens{authErr: cause}, Journal: j})
	_, _, err := get(t, c, host.CallInfo{Connection: "svc"}, "GET", "http://127.0.0.1:1/", "", nil)
	wantKind(t, err, httpx.Authorization, "UnAuthenticated Connections")
	if !errors.Is(err, cause) || !strings.HasPrefix(err.Error(), "UnAuth") || len(j.all()) != 0 {
		t.Errorf("%v, journal %v", err, j.all())
	}
	_, _, err = get(t, client(t, httpx.Options{}), host.CallInfo{Connection: "svc"}, "GET", "http://127.0.0.1:1/", "", nil)
	wantKind(t, err, httpx.Authorization, `Connection Name was not found: "svc"`)
}

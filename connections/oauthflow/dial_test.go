package oauthflow_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

// The name of a token endpoint leads to this machine: no secret goes there unless
// the service is marked private.
func TestX25TokenEndpointBehindAPrivateAddress(t *testing.T) {
	hit := false
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hit = true }))
	defer server.Close()
	t.Setenv("HTTPS_PROXY", "")
	target := connections.Target{
		Client: connections.Client{ID: "id", Secret: "planted-secret"},
		Service: provider.Service{ID: "s", Title: "S", Auth: provider.OAuth2,
			TokenURL: strings.Replace(server.URL, "127.0.0.1", "localhost", 1)},
	}
	_, err := (&oauthflow.Client{}).Refresh(t.Context(), target, connections.Authorization{Refresh: "planted-refresh"})
	var fault *connections.RefreshError
	if !errors.As(err, &fault) || fault.Fault != connections.FaultTransient || !strings.Contains(fault.Description, "private network") || hit {
		t.Errorf("%v, arrived: %t", err, hit)
	}
}

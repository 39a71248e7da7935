package peers

import (
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// goOAuth2Variable names the program of the folder gooauth2; .ci/proof builds it.
const goOAuth2Variable = "DG_PEERS_GO_OAUTH2"

func goOAuth2Bench(t *testing.T) *bench {
	t.Helper()
	program := os.Getenv(goOAuth2Variable)
	if program == "" {
		t.Skip("needs a module that not every proxy has: .ci/proof peer-go-oauth2 builds the server and runs this")
	}
	address := start(t, exec.Command(program))
	b := nodeBench(t, address, provider.Service{AuthorizeURL: address + "/authorize", TokenURL: address + "/token",
		TokenAuth: provider.TokenAuthBody, PKCE: provider.PKCESupported}, "read")
	b.loginAs(t, person)
	return b
}

func TestGoOAuth2LoginCallRefresh(t *testing.T) {
	b := goOAuth2Bench(t)
	b.wantRun(t, getScript, nodeOK)
	for range 2 { // the second needs the rotated token
		b.forward(2 * time.Hour)
		b.wantRun(t, postScript, nodeOK)
	}
	b.wantEvents(t, "authorization_code 200", "api GET", "refresh_token 200", "api POST", "refresh_token 200", "api POST")
}

func TestGoOAuth2X11RefreshesAtOnce(t *testing.T) {
	b := goOAuth2Bench(t)
	b.forward(2 * time.Hour)
	var wg sync.WaitGroup
	for range 2 {
		m := b.again()
		for range 3 {
			wg.Go(func() {
				if _, err := m.Token(t.Context(), "peer_account", false); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	b.wantEvents(t, "authorization_code 200", "refresh_token 200")
}

package connections_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/seal"
)

// A whole life on a provider in this process: service, connection, login, a call,
// the end of the access token, and a call that renews it without noticing.
func ExampleManager() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "dg-example")
	check(err)
	defer os.RemoveAll(dir)

	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "hello from ", r.URL.Path) })
	server, err := connectiontest.Start(connectiontest.Config{API: api})
	check(err)
	defer server.Close()

	client := &oauthflow.Client{}
	manager := connections.NewManager(connections.Options{
		Store:     boltstore.New(boltstore.Options{Dir: dir, Keys: seal.Keys{Getenv: func(string) string { return "" }}}),
		Refresher: client, HTTP: http.DefaultClient,
	})

	id, secret := server.Client()
	check(manager.AddService(ctx, &connections.Service{Spec: server.Service("demo"), Client: connections.Client{ID: id, Secret: secret}}))
	check(manager.AddConnection(ctx, &connections.Connection{Link: "demo_account", Service: "demo", Scopes: []string{"read"}}))

	// The browser of this example is a plain HTTP client: the server approves at once.
	browser := func(url string) error {
		resp, err := http.Get(url)
		if err != nil {
			return err
		}
		return resp.Body.Close()
	}
	result, err := manager.Login(ctx, "demo_account", &oauthflow.Code{
		Client: client, Redirect: "http://127.0.0.1:0/callback", Open: browser, Notify: func(oauthflow.Waiting) {},
	})
	check(err)
	fmt.Println("refresh token:", result.HasRefresh)

	call := func() {
		req, err := http.NewRequestWithContext(ctx, "GET", server.URL()+"/contacts", nil)
		check(err)
		check(manager.Authorize(ctx, "demo_account", req))
		resp, err := http.DefaultClient.Do(req)
		check(err)
		defer resp.Body.Close()
		if resp.StatusCode == http.StatusUnauthorized && manager.Rejected(ctx, "demo_account", req) == nil {
			check(manager.Authorize(ctx, "demo_account", req))
			resp, err = http.DefaultClient.Do(req)
			check(err)
			defer resp.Body.Close()
		}
		text, err := io.ReadAll(resp.Body)
		check(err)
		fmt.Println(resp.StatusCode, string(text))
	}
	call()
	server.ExpireAccess()
	call()
	fmt.Println(strings.Join(server.Kinds(), ", "))
	// Output:
	// refresh token: true
	// 200 hello from /contacts
	// 200 hello from /contacts
	// authorize, token, api, api-401, refresh, api
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

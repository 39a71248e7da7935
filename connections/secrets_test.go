package connections_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
)

// pieces are the forms under which a secret could leak: raw, in base64 at any
// offset, in hex and URL-encoded, each also by any eight characters of it.
func pieces(secret string) []string {
	var all []string
	for i := 0; i+8 <= len(secret); i++ {
		all = append(all, secret[i:i+8])
	}
	for skip := range 3 {
		text := base64.StdEncoding.EncodeToString([]byte(secret[skip:]))
		all = append(all, text[:len(text)-4])
	}
	return append(all, hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))), url.QueryEscape(secret))
}

// Everything that a run leaves behind or says: files, log, errors, lists.
func TestX28NoSecretAnywhere(t *testing.T) {
	const clientSecret = "planted+client&secret/äöü"
	w := newWorld(t, connectiontest.Config{Rotate: true, Life: time.Hour, ClientSecret: clientSecret})
	var said strings.Builder
	say := func(v any, err error) {
		text, jsonErr := json.Marshal(v)
		w.check(jsonErr)
		fmt.Fprintf(&said, "%s %+v %v\n", text, err, err)
	}
	secrets := map[string]bool{clientSecret: true, "pl4nted+r3newal+of+user": true}
	collect := func() {
		auths, err := w.store.Authorizations(ctx)
		w.check(err)
		for _, a := range auths {
			secrets[a.Access], secrets[a.Refresh] = true, true
		}
	}
	step := func(what func()) {
		what()
		collect()
		list, err := w.manager.List(ctx)
		say(list, err)
		status, err := w.manager.Status(ctx, link)
		say(status, err)
	}
	call := func() { say(w.call(w.manager)) }
	step(call)
	step(func() { w.clock.Add(2 * time.Hour); call() })
	step(func() { w.server.ExpireAccess(); call() })
	step(func() {
		w.clock.Add(2 * time.Hour)
		w.server.SetFaults(connectiontest.Faults{Token: func(rw http.ResponseWriter, r *http.Request) bool {
			rw.WriteHeader(500)
			_ = json.NewEncoder(rw).Encode(map[string]any{"error": "echo", "error_description": fmt.Sprint(r.PostForm, r.Header)})
			return true
		}})
		call()
		w.clock.Add(time.Minute)
		w.failTokens(400, `{"error":"invalid_grant"}`)
		call()
	})
	step(func() {
		_, err := w.manager.Login(ctx, link, &oauthflow.Import{Client: w.client, Refresh: "pl4nted+r3newal+of+user"})
		say(nil, err)
		w.heal()
		w.login()
		say(nil, w.manager.Authorize(ctx, link, request(t, "GET", "https://evil.example", "")))
		_, err = w.manager.BaseURL(ctx, link, "nope")
		say(nil, err)
	})
	step(func() { say(w.manager.Logout(ctx, link, true)) })
	events, err := w.store.Events(ctx, 1000)
	say(events, err)
	services, err := w.manager.Services(ctx)
	say(services, err)
	say(w.server.Events(), nil)
	delete(secrets, "")

	outputs := map[string]string{"said": said.String(), "log": w.log.String()}
	w.check(filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "key" {
			return err
		}
		text, err := os.ReadFile(path)
		outputs["file "+d.Name()] = string(text)
		return err
	}))
	if len(secrets) < 8 || len(outputs) < 3 {
		t.Fatalf("%d secrets, %d outputs: the test has lost its subject", len(secrets), len(outputs))
	}
	for where, text := range outputs {
		for s := range secrets {
			for _, p := range pieces(s) {
				if strings.Contains(text, p) {
					t.Errorf("%s holds %q of a secret", where, p)
				}
			}
		}
	}
}

// An error names the connection and the reason, whatever printing verb is used.
func TestX28ErrorsPrintWithoutSecrets(t *testing.T) {
	w := newWorld(t, connectiontest.Config{Life: time.Hour})
	w.clock.Add(2 * time.Hour)
	w.failTokens(401, `{"error":"invalid_client"}`)
	_, err := w.call(w.manager)
	e := kind(t, err, connections.Unauthenticated)
	_, secret := w.server.Client()
	snap, err := w.store.Lookup(ctx, link, "", "")
	w.check(err)
	target, err := w.manager.Target(ctx, link)
	w.check(err)
	for _, verb := range []string{"%v", "%+v", "%s", "%q", "%#v"} {
		for _, v := range []any{e, snap, target, snap.Authorization, connections.Grant{Access: secret}} {
			text := fmt.Sprintf(verb, v)
			if strings.Contains(text, secret) || strings.Contains(text, snap.Authorization.Refresh) {
				t.Errorf("%s of a %T holds a secret", verb, v)
			}
		}
	}
}

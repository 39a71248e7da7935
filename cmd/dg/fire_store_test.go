package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/connectiontest"
)

// What a provider says with a token can stand in the URLs of connector APIs, but
// leads nowhere that the service does not allow.
func TestConnectionVariablesInURLs(t *testing.T) {
	var path string
	w := newFire(t, connectiontest.Config{API: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { path = r.URL.String() })})
	file := filepath.Join(t.TempDir(), "crm.yaml")
	// The connector's own hosts take more than the connection's.
	text := "connector: crmapi\nconnection: demo_account\nhosts: [" + strings.TrimPrefix(w.server.URL(), "http://") + ", evil.example, '127.0.0.1:1']\napis:\n  me:\n    url: ${instance_url}/company/${realmId}?x=${given}\n    published: true\n"
	w.check(os.WriteFile(file, []byte(text), 0o600))
	script := w.script(`m = Map(); m.put("given", "b c"); r = zoho.crm.invokeConnector("crmapi.me", m); info r.get("status_code");`)
	if code, _, errOut := w.dg("", "run", script, "--connectors", file); code == 0 || !strings.Contains(errOut, "${instance_url}") {
		t.Errorf("without the variable: exit code %d\n%s", code, errOut)
	}
	for instance, want := range map[string]int{w.server.URL(): 0, "https://evil.example": 4, "http://127.0.0.1:1": 4} {
		snap, err := w.store.Lookup(t.Context(), fireLink, "", "")
		w.check(err)
		snap.Authorization.Extra = map[string]string{"instance_url": instance, "realmId": "91/30"}
		w.check(w.store.PutAuthorization(t.Context(), &snap.Authorization))
		path = ""
		code, out, errOut := w.dg("", "run", script, "--connectors", file)
		if code != want || want == 0 && (out != "200\n" || path != "/company/91%2F30?x=b%20c") || want != 0 && path != "" {
			t.Errorf("%s: exit code %d, printed %q, called %q\n%s", instance, code, out, path, errOut)
		}
	}
}

// backupFile is a backup without secrets.
func (w *fire) backupFile() string {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "plain.json")
	if code, _, errOut := w.dg("", "connections", "export", file); code != 0 {
		w.t.Fatal(errOut)
	}
	return file
}

// Whatever is wrong with the file, the text says what to do, and the file stays.
func TestX14X29DoctorSaysWhatToDo(t *testing.T) {
	w := newFire(t, connectiontest.Config{})
	file, backup := filepath.Join(w.dir, boltstore.FileName), w.backupFile()
	whole, err := os.ReadFile(file)
	w.check(err)
	says := func(want int, words ...string) {
		t.Helper()
		code, out, errOut := w.dg("", "connections", "doctor")
		for _, word := range words {
			if code != want || !strings.Contains(out+errOut, word) {
				t.Errorf("exit code %d, want %d with %q\n%s%s", code, want, word, out, errOut)
			}
		}
	}
	says(0, "1 services, 1 connections, 1 authorizations", "demo_account: connected")
	w.env = []string{"DG_KEY=" + sessionKey}
	says(5, "made with another key", "connections import")
	for _, args := range [][]string{{"rekey"}, {"list"}, {"import", backup}, {"logout", fireLink}} {
		code, out, errOut := w.dg("", append([]string{"connections"}, args...)...)
		if code == 0 || args[0] != "rekey" && !strings.Contains(out+errOut, "another key") {
			t.Errorf("%v with another key: exit code %d\n%s%s", args, code, out, errOut)
		}
	}
	w.env = nil
	if now, err := os.ReadFile(file); err != nil || string(now) != string(whole) {
		t.Error("the file was changed with a wrong key")
	}
	w.check(os.WriteFile(file, whole[:100], 0o600))
	says(5, "damaged", "connections import")
	w.check(os.WriteFile(file, whole, 0o600))
}

// A refresh token that ends soon is worth a word while there is time.
func TestX18EndOfTheRefreshToken(t *testing.T) {
	w := newFire(t, connectiontest.Config{})
	for left, want := range map[time.Duration]string{72 * time.Hour: "its refresh token ends on", -time.Hour: "its refresh token ended on"} {
		snap, err := w.store.Lookup(t.Context(), fireLink, "", "")
		w.check(err)
		snap.Authorization.RefreshExpiry = time.Now().Add(left)
		w.check(w.store.PutAuthorization(t.Context(), &snap.Authorization))
		code, out, errOut := w.dg("", "connections", "doctor")
		if code != 4 || !strings.Contains(out, want) || !strings.Contains(out, "dg connections login demo_account") {
			t.Errorf("exit code %d\n%s%s", code, out, errOut)
		}
	}
}

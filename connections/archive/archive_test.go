package archive

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

const pass = "correct horse"

func sample() connections.Contents {
	spec := provider.Service{ID: "demo", Title: "Demo", Auth: provider.APIKey, Hosts: []string{"api.example"},
		Keys: []provider.Key{{Field: provider.Field{Name: "key"}}}, Variables: []provider.Field{{Name: "pin", Secret: true}}}
	return connections.Contents{
		Services: []connections.Service{{Spec: spec, Client: connections.Client{ID: "id", Secret: "planted-client"}}},
		Connections: []connections.Connection{{Link: "crm", Title: "My CRM", Service: "demo", Scopes: []string{"read"},
			Client: connections.Client{ID: "own", Secret: "planted-own"}, Vars: map[string]string{"pin": "planted-pin", "shop": "acme"}}},
		Authorizations: []connections.Authorization{{Connection: "crm", User: "*", Environment: "production",
			Access: "planted-access", Refresh: "planted-refresh", Secrets: map[string]string{"key": "planted-key"}}},
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestPlainHoldsNoSecret(t *testing.T) {
	text, err := Plain(sample())
	must(t, err)
	if bytes.Contains(text, []byte("planted")) || !bytes.Contains(text, []byte(`"connectionLinkName": "crm"`)) {
		t.Errorf("%s", text)
	}
	c, err := Read(text, "")
	must(t, err)
	if len(c.Authorizations) != 0 || c.Connections[0].Vars["shop"] != "acme" || c.Services[0].Client.ID != "id" {
		t.Errorf("%#v", c.Connections)
	}
}

func TestSealedRoundTrip(t *testing.T) {
	text, err := seal(sample(), pass, 10)
	must(t, err)
	if !Encrypted(text) || bytes.Contains(text, []byte("planted")) || bytes.Contains(text, []byte("crm")) {
		t.Error("the backup is not encrypted")
	}
	c, err := Read(text, pass)
	must(t, err)
	if !reflect.DeepEqual(c, sample()) {
		t.Errorf("%#v", c.Authorizations)
	}
}

func TestX29BackupsThatDoNotOpen(t *testing.T) {
	text, err := seal(sample(), pass, 10)
	must(t, err)
	changed := bytes.Clone(text)
	changed[len(changed)-20] ^= 1
	orphan, err := marshal(connections.Contents{Authorizations: sample().Authorizations}, false)
	must(t, err)
	for name, c := range map[string]struct {
		data []byte
		pass string
		want error
	}{
		"wrong passphrase": {text, "wrong horse", ErrPassphrase},
		"no passphrase":    {text, "", ErrEncrypted},
		"cut":              {text[:len(text)-30], pass, ErrDamaged},
		"header cut":       {text[:40], pass, ErrDamaged},
		"changed":          {changed, pass, ErrDamaged},
		"not a backup":     {[]byte(`{"format":"other"}`), "", ErrNotBackup},
		"no JSON":          {[]byte("planted"), "", ErrNotBackup},
		"orphan":           {orphan, "", ErrNotBackup},
	} {
		_, err := Read(c.data, c.pass)
		if !errors.Is(err, c.want) || strings.Contains(err.Error(), "planted") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read([]byte(`{"format":"dg connections","version":2}`), ""); err == nil || !strings.Contains(err.Error(), "form 2") {
		t.Error(err)
	}
	if _, err := Sealed(sample(), "short"); err == nil {
		t.Error("a short passphrase is taken")
	}
}

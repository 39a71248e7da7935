package oauthflow

import (
	"net/url"
	"strings"
	"testing"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

func TestX36DataCentreFollowsWithinTheService(t *testing.T) {
	zoho, _, err := provider.BuiltIn().Lookup("zoho")
	if err != nil {
		t.Fatal(err)
	}
	us, err := zoho.Resolve("us", nil)
	if err != nil {
		t.Fatal(err)
	}
	tg := connections.Target{Service: us, Connection: connections.Connection{Region: "us"}}
	for _, q := range []url.Values{
		{"accounts-server": {"https://accounts.evil.tld"}},
		{"accounts-server": {"https://accounts.zoho.com.evil.tld"}},
		{"location": {"mars"}, "accounts-server": {"https://accounts.zoho.mars"}},
	} {
		if _, err := relocate(tg, q); err == nil {
			t.Errorf("%v was followed", q)
		}
	}
	if _, err := relocate(tg, url.Values{"location": {"us"}, "accounts-server": {"https://accounts.zoho.com"}}); err != nil {
		t.Error(err)
	}
}

func TestStaticCredentials(t *testing.T) {
	basic := connections.Target{Service: provider.Service{Auth: provider.Basic}}
	f := &Static{Client: &Client{}, Values: map[string]string{connections.SecretUser: "u"}}
	if _, err := f.Login(t.Context(), basic); err == nil || !strings.Contains(err.Error(), "Password") {
		t.Errorf("%v", err)
	}
	f.Values[connections.SecretPassword] = "p"
	if g, err := f.Login(t.Context(), basic); err != nil || g.Secrets[connections.SecretPassword] != "p" {
		t.Errorf("%+v %v", g, err)
	}
	oauth := connections.Target{Service: provider.Service{Auth: provider.OAuth2}}
	if g, err := (&Static{Client: &Client{}, Access: " tok\n"}).Login(t.Context(), oauth); err != nil || g.Access != "tok" {
		t.Errorf("%+v %v", g, err)
	}
}

package provider

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// noting is a file system that remembers what was opened.
type noting struct {
	fs.FS
	opened []string
}

func (n *noting) Open(name string) (fs.File, error) {
	n.opened = append(n.opened, name)
	return n.FS.Open(name)
}

// A run that names no connection reads no service, and one that names one reads one.
func TestCatalogueReadsWhatIsAskedFor(t *testing.T) {
	n := &noting{FS: builtIn}
	c := Load(n, "catalogue")
	top := c.With(Service{ID: "own", Title: "Own"}).Over(&noting{FS: fstest.MapFS{}}, ".")
	if len(n.opened) != 0 {
		t.Fatalf("opened %v before anything was asked for", n.opened)
	}
	for range 2 {
		if _, region, err := top.Lookup("zoho-eu"); err != nil || region != "eu" {
			t.Fatal(region, err)
		}
	}
	if !slices.Contains(n.opened, "catalogue/zoho.yaml") || slices.Contains(n.opened, "catalogue/slack.yaml") {
		t.Errorf("opened %v", n.opened)
	}
}

const shopFile = "id: shop\ntitle: Shop\nauth: basic\nhosts: [shop.example]\n"

func TestCatalogueOfTheUser(t *testing.T) {
	c := BuiltIn().Over(fstest.MapFS{
		"services/shop.yaml":  {Data: []byte(shopFile)},
		"services/slack.yaml": {Data: []byte(strings.ReplaceAll(shopFile, "shop\n", "slack\n"))},
		"services/other.yaml": {Data: []byte(shopFile)},
		"services/bad.yaml":   {Data: []byte("id: bad\ntitel: x\n")},
		"services/readme.txt": {Data: []byte("x")},
	}, "services")
	for id, own := range map[string]bool{"shop": true, "slack": true, "github": false, "nothing": false} {
		if got := c.Own(id); got != own {
			t.Errorf("%s: own %v", id, got)
		}
	}
	if s, _, err := c.Lookup("slack"); err != nil || s.Auth != Basic {
		t.Errorf("slack: %+v %v", s, err)
	}
	for id, want := range map[string]string{"other": `its id is "shop"`, "bad": "bad.yaml", "nope": "unknown service"} {
		if _, _, err := c.Lookup(id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", id, err)
		}
	}
	if _, _, err := c.Lookup("../catalogue/slack"); !errors.Is(err, ErrUnknown) {
		t.Errorf("a path: %v", err)
	}
	ids, err := c.IDs()
	if err != nil || len(ids) != 127+3 || !slices.Contains(ids, "bad") || slices.Contains(ids, "readme") {
		t.Errorf("%d ids, %v", len(ids), err)
	}
}

// The URLs of x/oauth2 are taken from there, and only where a description leaves
// them open.
func TestEndpointsOfXOAuth2(t *testing.T) {
	base := "id: x\ntitle: X\nauth: oauth2\nhosts: [x.org]\nendpoint: "
	for name, want := range map[string][3]string{
		"GitHub":     {"https://github.com/login/oauth/authorize", "https://github.com/login/oauth/access_token", "https://github.com/login/device/code"},
		"AzureAD":    {"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize", "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/devicecode"},
		"Shopify":    {"https://{shop}.myshopify.com/admin/oauth/authorize", "https://{shop}.myshopify.com/admin/oauth/access_token", ""},
		"AWSCognito": {"https://{domain}/oauth2/authorize", "https://{domain}/oauth2/token", ""},
	} {
		s, err := Parse([]byte(base + name + "\n"))
		if got := [3]string{s.AuthorizeURL, s.TokenURL, s.DeviceURL}; err != nil || got != want || s.Endpoint != "" {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
	if s, err := Parse([]byte(base + "Google\nauthorize_url: https://x.org/a\n")); err != nil || s.AuthorizeURL != "https://x.org/a" {
		t.Errorf("%+v %v", s, err)
	}
	if _, err := Parse([]byte(base + "Nobody\n")); err == nil || !strings.Contains(err.Error(), "Nobody") {
		t.Errorf("%v", err)
	}
}

// A variable that is a whole address may begin a template, and nothing else.
func TestAddressVariables(t *testing.T) {
	s := Service{ID: "idp", Title: "IdP", Auth: OAuth2, Issuer: "{issuer}", Discover: true, Hosts: []string{"{api}"},
		Variables: []Field{{Name: "issuer", Address: true}, {Name: "api"}}}
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	for issuer, ok := range map[string]bool{
		"https://login.example.com/realms/a": true, "https://login.example.com": true, "http://127.0.0.1:8080/x": true,
		"http://login.example.com": false, "login.example.com": false, "https://a@b.example": false, "https://a.example/?q": false, "https://a.example/{x}": false,
	} {
		r, err := s.Resolve("", map[string]string{"issuer": issuer, "api": "api.example.com"})
		if (err == nil) != ok || ok && r.Issuer != issuer {
			t.Errorf("%s: %s %v", issuer, r.Issuer, err)
		}
	}
	s.Hosts = []string{"x.{issuer}"}
	if _, err := s.Resolve("", map[string]string{"issuer": "https://a.example"}); err == nil {
		t.Error("an address became part of a host")
	}
}

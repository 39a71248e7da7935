package provider

import (
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func TestCatalogueIsSound(t *testing.T) {
	for _, id := range builtInIDs(t) {
		s, _, err := BuiltIn().Lookup(id)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(); err != nil {
			t.Error(err)
		}
		regions := s.RegionNames()
		if len(regions) == 0 {
			regions = []string{""}
		}
		for _, r := range regions {
			checkResolved(t, s, r)
		}
	}
}

// builtInIDs are the default services: one for each row of the table of services,
// but for Zoho, whose ten rows are the regions of one.
func builtInIDs(t *testing.T) []string {
	t.Helper()
	ids, err := BuiltIn().IDs()
	if err != nil || len(ids) != 127 {
		t.Fatalf("%d services, %v", len(ids), err)
	}
	return ids
}

// example fills in the variables that a person would be asked for.
func example(s Service) map[string]string {
	vars := map[string]string{}
	for _, f := range s.Variables {
		switch {
		case len(f.Enum) > 0:
			vars[f.Name] = f.Enum[0]
		case f.Default == "":
			vars[f.Name] = f.Example
		}
	}
	return vars
}

// checkResolved makes sure that test and product URLs lie on the service's own hosts.
func checkResolved(t *testing.T, s Service, region string) {
	t.Helper()
	resolved, err := s.Resolve(region, example(s))
	if err != nil {
		t.Errorf("%s %s: %v", s.ID, region, err)
		return
	}
	vars, err := s.Values(region, example(s))
	if err != nil {
		t.Fatal(err)
	}
	urls := map[string]string{"test": s.TestURL}
	for name, raw := range s.Products {
		urls[name] = raw
	}
	for name, raw := range urls {
		for learned := range s.Learn {
			raw = strings.ReplaceAll(raw, "{"+learned+"}", "learned")
		}
		text, missing := Expand(raw, vars)
		if raw == "" {
			continue
		}
		u, err := url.Parse(text)
		if err != nil || missing != "" {
			t.Errorf("%s %s %s: %v, missing %q", s.ID, region, name, err, missing)
			continue
		}
		if err := resolved.CheckURL(u); err != nil {
			t.Errorf("%s %s %s: %v", s.ID, region, name, err)
		}
	}
}

func TestZohoRegions(t *testing.T) {
	want := strings.Fields("us eu in au jp ca sa cn uk ae")
	s, region, err := BuiltIn().Lookup("zoho-eu")
	if err != nil || region != "eu" {
		t.Fatalf("zoho-eu: region %q, %v", region, err)
	}
	if got := s.RegionNames(); !reflect.DeepEqual(got, want) {
		t.Errorf("regions %v, want %v", got, want)
	}
	eu, err := s.Resolve("eu", nil)
	if err != nil {
		t.Fatal(err)
	}
	if eu.TokenURL != "https://accounts.zoho.eu/oauth/v2/token" || !reflect.DeepEqual(eu.Hosts, []string{"www.zohoapis.eu", "*.zoho.eu"}) {
		t.Errorf("eu: %s %v", eu.TokenURL, eu.Hosts)
	}
	if eu.Placement.Value("t0k") != "Zoho-oauthtoken t0k" || eu.Delimiter() != "," {
		t.Errorf("eu: %q, delimiter %q", eu.Placement.Value("t0k"), eu.Delimiter())
	}
	var missing *MissingError
	if _, err := s.Resolve("", nil); !errors.As(err, &missing) || len(missing.Regions) != 10 {
		t.Errorf("without a region: %v", err)
	}
	if _, err := s.Resolve("mars", nil); err == nil || !strings.Contains(err.Error(), "us, eu") {
		t.Errorf("unknown region: %v", err)
	}
}

func TestGuess(t *testing.T) {
	for host, want := range map[string]string{
		"www.zohoapis.eu": "zoho eu", "desk.zoho.com": "zoho us", "www.zohoapis.com.au": "zoho au",
		"people.googleapis.com": "google-contacts ", "maps.googleapis.com": "google ", "graph.microsoft.com": "microsoft ", "API.GitHub.com": "github ", "slack.com": "slack ", "example.org": " ", "": " ",
	} {
		id, region := BuiltIn().Guess(host)
		if got := id + " " + region; got != want {
			t.Errorf("Guess(%q) = %q, want %q", host, got, want)
		}
	}
}

// A variable's value may not move a request to another host.
func TestResolveRefusesHostInjection(t *testing.T) {
	s := Service{
		ID: "shop", Title: "Shop", Auth: OAuth2, AuthorizeURL: "https://{shop}.example.com/a", TokenURL: "https://{shop}.example.com/t",
		Hosts: []string{"{shop}.example.com"}, Variables: []Field{{Name: "shop", Pattern: "[a-z0-9-]+", Example: "my-shop"}},
	}
	if r, err := s.Resolve("", map[string]string{"shop": "acme"}); err != nil || r.TokenURL != "https://acme.example.com/t" || r.Hosts[0] != "acme.example.com" {
		t.Errorf("acme: %+v %v", r, err)
	}
	free := s
	free.Variables = nil
	for _, bad := range []string{"evil.tld/", "evil.tld#", "evil.tld?", "a@evil.tld/", "evil.tld:1/", `evil.tld\`, "*", "a b", "{x}", "%2f"} {
		for _, service := range []Service{s, free} {
			if r, err := service.Resolve("", map[string]string{"shop": bad}); err == nil {
				t.Errorf("%q gave %s", bad, r.TokenURL)
			}
		}
	}
}

func TestPlacementValue(t *testing.T) {
	for _, c := range []struct {
		p    Placement
		want string
	}{
		{Placement{}, "s3"},
		{Placement{Prefix: "Bearer "}, "Bearer s3"},
		{Placement{Template: "Token token={value}"}, "Token token=s3"},
		{Placement{Prefix: "Klaviyo-API-Key ", Template: "{prefix}{value}"}, "Klaviyo-API-Key s3"},
	} {
		if got := c.p.Value("s3"); got != c.want {
			t.Errorf("%+v: %q, want %q", c.p, got, c.want)
		}
	}
	if got := (Placement{Prefix: "P "}).Value("{prefix}{value}"); got != "P {prefix}{value}" {
		t.Errorf("a secret was expanded: %q", got)
	}
}

func TestX09ExpiredSigns(t *testing.T) {
	slack, _, err := BuiltIn().Lookup("slack")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		status int
		body   string
		want   bool
	}{
		{401, "", true},
		{403, `{"error":"token_expired"}`, false},
		{200, `{"ok":false,"error":"token_expired"}`, true},
		{200, `{"ok":false,"error":"channel_not_found"}`, false},
		{200, `not json`, false},
	} {
		if got := slack.Expired(c.status, []byte(c.body)); got != c.want {
			t.Errorf("%d %s: %v", c.status, c.body, got)
		}
	}
	if (Service{}).Expired(200, []byte(`{"error":"token_expired"}`)) {
		t.Error("a service without signs took one")
	}
}

func TestTextAt(t *testing.T) {
	doc := []byte(`{"users":[{"email":"a@b.c","id":1234567890123456789,"ok":true,"none":null}]}`)
	for path, want := range map[string]string{
		"users.0.email": "a@b.c", "users.0.id": "1234567890123456789", "users.0.ok": "true",
		"users.0.none": "", "users.1.email": "", "users.x": "", "users": "", "a.b": "",
	} {
		if got := TextAt(doc, path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestParseRefusesNonsense(t *testing.T) {
	base := "id: x\ntitle: X\nauth: oauth2\nauthorize_url: https://x.org/a\ntoken_url: https://x.org/t\nhosts: [x.org]\n"
	if _, err := Parse([]byte(base)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"unknown key":      base + "tokenurl: y\n",
		"bad id":           strings.Replace(base, "id: x", "id: X Y", 1),
		"no title":         strings.Replace(base, "title: X", "title: ''", 1),
		"bad auth":         strings.Replace(base, "oauth2", "oauth3", 1),
		"no auth":          strings.Replace(base, "auth: oauth2\n", "", 1),
		"plain http":       strings.Replace(base, "https://x.org/t", "http://x.org/t", 1),
		"user in url":      strings.Replace(base, "https://x.org/t", "https://a@x.org/t", 1),
		"no hosts":         strings.Replace(base, "hosts: [x.org]", "hosts: []", 1),
		"star host":        strings.Replace(base, "hosts: [x.org]", `hosts: ["*"]`, 1),
		"star tld":         strings.Replace(base, "hosts: [x.org]", `hosts: ["*.org"]`, 1),
		"inner star":       strings.Replace(base, "hosts: [x.org]", `hosts: ["a.*.org"]`, 1),
		"path in host":     strings.Replace(base, "hosts: [x.org]", `hosts: ["x.org/a"]`, 1),
		"bad token_auth":   base + "token_auth: both\n",
		"bad pkce":         base + "pkce: maybe\n",
		"bad delimiter":    base + "scope_delimiter: semicolon\n",
		"query, no name":   base + "placement: {in: query}\n",
		"bad place":        base + "placement: {in: cookie}\n",
		"bad pattern":      base + "variables: [{name: a, pattern: '['}]\n",
		"no token url":     strings.Replace(base, "token_url: https://x.org/t\n", "", 1),
		"api key, no rows": "id: x\ntitle: X\nauth: api_key\nhosts: [x.org]\n",
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestMarshalParse(t *testing.T) {
	for _, id := range builtInIDs(t) {
		s, _, err := BuiltIn().Lookup(id)
		if err != nil {
			t.Fatal(err)
		}
		text, err := Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v\n%s", id, err, text)
		}
		if !reflect.DeepEqual(s, again) {
			t.Errorf("%s changed:\n%+v\n%+v", id, s, again)
		}
	}
}

package cli

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// apply lets the flags change what file or --from say.
func (o *servicesAddOptions) apply(cmd *cobra.Command, s *connections.Service) error {
	changed := cmd.Flags().Changed
	given := textFlags(&o.given)
	for i, t := range textFlags(&s.Spec) {
		if changed(t.name) {
			*t.to = *given[i].to
		}
	}
	normalSpelling(&s.Spec)
	if changed("private") {
		s.Spec.Private = o.given.Private
	}
	if changed("scopes") {
		s.Spec.DefaultScopes = words(o.scopes...)
	}
	if changed("host") {
		s.Spec.Hosts = words(o.hosts...)
	}
	if changed("client-id") {
		s.Client = connections.Client{ID: o.client.ID, Redirect: s.Client.Redirect}
	}
	if o.withSecret {
		s.Client.Secret = ""
	}
	if changed("redirect") {
		s.Client.Redirect = o.client.Redirect
	}
	if err := o.applyKeys(changed, &s.Spec); err != nil {
		return err
	}
	return o.applyParams(&s.Spec)
}

// applyKeys makes the rows of an API-key service from --key, or the only one from
// --header.
func (o *servicesAddOptions) applyKeys(changed func(string) bool, s *provider.Service) error {
	if s.Auth != provider.APIKey {
		if len(o.keys) > 0 {
			return usagef("add --auth api_key", "--key is for services with API keys")
		}
		return nil
	}
	rows := o.keys
	if len(rows) == 0 && changed("prefix") && s.Placement.Name == "" && (s.Placement.In == "" || s.Placement.In == provider.InHeader) {
		s.Placement.Name = "Authorization" // a prefix such as Bearer stands in no other header
	}
	if len(rows) == 0 && (changed("prefix") || changed("template") || changed("header") || changed("placement")) {
		if rows = []string{s.Placement.Name}; s.Placement.Name == "" {
			return usagef("add --header NAME", "an API key needs the name of its header or parameter")
		}
	}
	if len(rows) > 0 {
		s.Keys = nil
		for _, row := range rows {
			k, err := parseKey(row, s.Placement)
			if err != nil {
				return err
			}
			s.Keys = append(s.Keys, k)
		}
		s.Placement = provider.Placement{}
	}
	return o.nameKeys(s)
}

// parseKey reads [PLACE:]NAME[=TEMPLATE]. What it leaves open the other flags say.
func parseKey(row string, p provider.Placement) (provider.Key, error) {
	name, template, whole := strings.Cut(row, "=")
	if place, rest, ok := strings.Cut(name, ":"); ok {
		p.In, name = provider.In(place), rest
	}
	if name = strings.TrimSpace(name); name == "" || whole && !strings.Contains(template, "{value}") {
		return provider.Key{}, usagef("such as --key X-App-Id or --key 'header:Authorization=Token token={value}'",
			fmt.Sprintf("--key %q has no name, or no {value} in its template", row))
	}
	if whole {
		p.Template = template
	}
	return keyRow(name, p), nil
}

// nameKeys sets what the keys are called when they are asked for.
func (o *servicesAddOptions) nameKeys(s *provider.Service) error {
	for _, pair := range o.keyNames {
		name, title, _ := strings.Cut(pair, "=")
		i := slices.IndexFunc(s.Keys, func(k provider.Key) bool { return k.Place().Name == name || k.Name == name })
		if i < 0 || title == "" {
			return usagef("write --key-name NAME=TEXT for one of the keys", fmt.Sprintf("--key-name %q fits no key", pair))
		}
		s.Keys[i].Title = title
	}
	return nil
}

func keyRow(name string, p provider.Placement) provider.Key {
	p.Name = name
	return provider.Key{Field: provider.Field{Name: linkOr(name, "key"), Title: name, Secret: true}, Placement: p}
}

func linkOr(name, fallback string) string {
	if link := linkFrom(name); link != "" {
		return link
	}
	return fallback
}

func (o *servicesAddOptions) applyParams(s *provider.Service) error {
	for _, set := range []struct {
		flag  string
		given []string
		to    *map[string]string
	}{{"authorize-param", o.authorizeParams, &s.AuthorizeParams}, {"token-param", o.tokenParams, &s.TokenParams},
		{"refresh-param", o.refreshParams, &s.RefreshParams}, {"scope-name", o.scopeNames, &s.ScopeNames}} {
		for _, p := range set.given {
			name, value, ok := strings.Cut(p, "=")
			if !ok || name == "" {
				return usagef("write --"+set.flag+" NAME=VALUE", fmt.Sprintf("--%s %q has no name and value", set.flag, p))
			}
			if *set.to == nil {
				*set.to = map[string]string{}
			}
			(*set.to)[name] = value
		}
	}
	return nil
}

// spelled returns the word of a service file for what people write instead.
func spelled(word string) string {
	switch strings.ToLower(word) {
	case ",":
		return "comma"
	case " ":
		return "space"
	case "+":
		return "plus"
	case "authorization-code":
		return provider.AuthorizationCode
	case "client-credentials":
		return "client_credentials"
	case "device", "device_code", "device-code":
		return provider.DeviceCode
	case "oauth1.0a", "oauth 1":
		return "oauth1"
	case "apikey", "api-key":
		return "api_key"
	case "oauth":
		return "oauth2"
	case "basic-auth":
		return "basic"
	}
	return word
}

func normalSpelling(s *provider.Service) {
	for _, field := range []*string{&s.ScopeDelimiter, &s.Grant, (*string)(&s.Auth)} {
		*field = spelled(*field)
	}
	s.SignatureMethod = provider.SignatureMethod(strings.ToUpper(string(s.SignatureMethod)))
}

// settleService fills in what follows from the rest.
func settleService(s *provider.Service) {
	if s.Auth == "" && s.TokenURL != "" {
		s.Auth = provider.OAuth2
	}
	if s.ID == "" {
		s.ID = linkFrom(s.Title)
	}
	if s.Title == "" {
		s.Title = s.ID
	}
	if u, err := url.Parse(s.TestURL); err == nil && u.Host != "" && len(s.Hosts) == 0 {
		s.Hosts = []string{hostEntry(u)}
	}
}

// hostEntry spells the host of a URL as a host list does.
func hostEntry(u *url.URL) string {
	if u.Scheme == "http" {
		return "http://" + u.Host
	}
	return u.Host
}

// missingFlags names the flags without which a service means nothing.
func missingFlags(s provider.Service) []string {
	var flags []string
	need := func(empty bool, flag string) {
		if empty {
			flags = append(flags, flag)
		}
	}
	need(s.ID == "" && s.Title == "", "--name")
	need(s.Auth == "", "--auth")
	if s.Auth == provider.OAuth2 {
		need(s.AuthorizeURL == "" && s.GrantName() == provider.AuthorizationCode && !s.Discover, "--auth-url")
		need(s.TokenURL == "" && !s.Discover, "--token-url")
		need(s.DeviceURL == "" && s.GrantName() == provider.DeviceCode, "--device-url")
	}
	if s.Auth == provider.OAuth1 && s.RequestTokenURL+s.AuthorizeURL+s.TokenURL != "" { // none at all: one leg
		need(s.RequestTokenURL == "", "--request-token-url")
		need(s.AuthorizeURL == "", "--auth-url")
		need(s.TokenURL == "", "--token-url")
	}
	need(s.Auth == provider.APIKey && len(s.Keys) == 0, "--header")
	need(len(s.Hosts) == 0, "--host")
	return flags
}

// flagFor names the flag that an error of Validate is about: it names the field as
// the file does.
func flagFor(text string, s *provider.Service) string {
	fields := map[string]string{"authorize_url": "auth-url", "scope_delimiter": "delimiter", "hosts": "host", "title": "name", "service id": "link"}
	for field, flag := range fields {
		if strings.Contains(text, field+":") || strings.Contains(text, field+" ") {
			return "--" + flag + " sets it"
		}
	}
	for _, t := range textFlags(s) {
		if field := strings.ReplaceAll(t.name, "-", "_"); strings.Contains(text, field+":") || strings.Contains(text, field+" ") {
			return "--" + t.name + " sets it"
		}
	}
	return "dg services add --help lists the fields"
}

package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

type servicesShowOptions struct {
	app  *app
	json bool
	yaml bool
}

func (a *app) servicesShowCmd() *cobra.Command {
	o := &servicesShowOptions{app: a}
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Show a service, and the redirect URL to register at the provider",
		Example: `  dg services show zoho
  dg services show zoho --json | jq -r .redirect_url
  dg services show zoho --yaml > zoho.yaml      to change it and add it again`,
		Args:              exactArgs(1),
		ValidArgsFunction: a.completeServiceArg,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print it as JSON")
	cmd.Flags().BoolVar(&o.yaml, "yaml", false, "print the file that dg services add reads")
	cmd.MarkFlagsMutuallyExclusive("json", "yaml")
	return cmd
}

// serviceReport is what show --json prints: the fields of a service file and what
// the store knows beside it, without the client's secret.
type serviceReport struct {
	provider.Service
	Custom          bool     `json:"custom"`
	Kind            string   `json:"kind"` // default, custom or file
	ClientID        string   `json:"client_id,omitempty"`
	HasClientSecret bool     `json:"has_client_secret"`
	RedirectURL     string   `json:"redirect_url,omitempty"`
	Connections     []string `json:"connections"`
}

func (o *servicesShowOptions) run(ctx context.Context, name string) error {
	m, err := o.app.manager("")
	if err != nil {
		return err
	}
	s, _, err := findService(ctx, m, name)
	if err != nil {
		return err
	}
	if o.yaml {
		text, err := provider.Marshal(s.Spec)
		if err != nil {
			return err
		}
		return o.app.print(string(text))
	}
	users, err := usersOf(ctx, m)
	if err != nil {
		return err
	}
	entry := connections.ServiceEntry{Own: s.Rev > 0}
	if dir, err := o.app.configDir(); err == nil && !entry.Own {
		entry.File = catalogueIn(dir).Own(s.Spec.ID)
	}
	r := serviceReport{Service: s.Spec, Custom: entry.Own || entry.File, Kind: kindOf(entry), ClientID: s.Client.ID, HasClientSecret: s.Client.Secret != "",
		RedirectURL: redirectURL(s.Spec, s.Client), Connections: append([]string{}, users[s.Spec.ID]...)}
	if o.json {
		return o.app.writeJSON(r)
	}
	return o.print(r)
}

// redirectURL is what the person registers at the provider; empty where there is
// no redirect.
func redirectURL(spec provider.Service, client connections.Client) string {
	if !spec.Interactive() || spec.GrantName() == provider.DeviceCode {
		return ""
	}
	return oauthflow.Redirect(connections.Target{Service: spec, Client: client})
}

func (o *servicesShowOptions) print(r serviceReport) error {
	client := r.ClientID
	if r.HasClientSecret {
		client += " (with a secret)"
	}
	fields := append([]field{
		{"Service name", r.Title},
		{"Link name", r.ID},
		{"Kind", r.Kind},
		{"Authentication type", string(r.Auth)},
	}, oauthFields(r.Service)...)
	fields = append(fields,
		field{"Client id", client},
		field{"Credential", placementText(r.Service)},
		field{"Asks for", strings.Join(asked(r.Service), ", ")},
		field{"Hosts", strings.Join(r.Hosts, ", ")},
		field{"Private addresses", onlyYes(r.Private)},
		field{"Regions", strings.Join(r.RegionNames(), ", ")},
		field{"Variables", strings.Join(variableNames(r.Service), ", ")},
		field{"Products", strings.Join(r.ProductNames(), ", ")},
		field{"Test URL", r.TestURL},
		field{"Register at", r.Setup},
		field{"Documentation", r.Docs},
		field{"Connections", strings.Join(r.Connections, ", ")},
	)
	if err := o.app.printFields(fields); err != nil {
		return err
	}
	for _, n := range r.Notes {
		o.app.mind("%s", n)
	}
	return o.redirect(r)
}

// redirect prints the line to paste at the provider.
func (o *servicesShowOptions) redirect(r serviceReport) error {
	if r.RedirectURL == "" {
		return nil
	}
	if err := o.app.printFields([]field{{"Redirect URL", r.RedirectURL}}); err != nil {
		return err
	}
	if r.RedirectHost == "https" && strings.HasPrefix(r.RedirectURL, "http:") {
		o.app.mind("%s takes https redirect URLs only: register one of your own and log in with", r.Title)
		o.app.say("dg connections login NAME --redirect https://… --flow paste")
	}
	return nil
}

func oauthFields(s provider.Service) []field {
	if s.Auth != provider.OAuth2 && s.Auth != provider.OAuth1 {
		return nil
	}
	fields := []field{{"Request token URL", s.RequestTokenURL}}
	if s.Auth == provider.OAuth1 {
		method := s.SignatureMethod
		if method == "" {
			method = provider.HMACSHA1
		}
		return append(fields, field{"Authorize URL", s.AuthorizeURL}, field{"Authorize parameters", pairs(s.AuthorizeParams)},
			field{"Access token URL", s.TokenURL}, field{"Signature method", string(method)}, field{"Realm", s.Realm})
	}
	fields = append(fields, field{"Grant type", s.GrantName()})
	if s.Discover {
		return append(fields, field{"Issuer", s.Issuer}, field{"Addresses", "asked of the issuer at each login"},
			field{"Scopes", scopeList(s)}, field{"Scope delimiter", s.ScopeDelimiter}, field{"Refresh needs", s.RefreshNeeds})
	}
	tokenAuth := s.TokenAuth
	if tokenAuth == "" {
		tokenAuth = provider.TokenAuthBody
	}
	return append(fields,
		field{"Authorize URL", s.AuthorizeURL},
		field{"Authorize parameters", pairs(s.AuthorizeParams)},
		field{"Access token URL", s.TokenURL},
		field{"Token parameters", pairs(s.TokenParams)},
		field{"Refresh token URL", s.RefreshURL},
		field{"Refresh parameters", pairs(s.RefreshParams)},
		field{"Token is traded at", tradeText(s.Exchange)},
		field{"Token is renewed at", tradeText(s.Renew)},
		field{"Device URL", s.DeviceURL},
		field{"Issuer", s.Issuer},
		field{"Revoke token URL", s.RevokeURL},
		field{"Scopes", scopeList(s)},
		field{"Scope delimiter", s.ScopeDelimiter},
		field{"Client goes in", string(tokenAuth)},
		field{"Client goes, for a refresh, in", string(s.RefreshAuth)},
		field{"Client id is called", s.ClientIDName},
		field{"Code is called", s.CodeName},
		field{"Token requests are", s.TokenBody},
		field{"PKCE", string(s.PKCE)},
		field{"Refresh needs", s.RefreshNeeds},
	)
}

func tradeText(by *provider.Trade) string {
	if by == nil {
		return ""
	}
	return by.URL + " (" + pairs(by.Params) + ")"
}

// scopeList are the scopes, with what people call them where that is known.
func scopeList(s provider.Service) string {
	if len(s.ScopeNames) == 0 {
		return strings.Join(s.DefaultScopes, " ")
	}
	var all []string
	for _, scope := range s.DefaultScopes {
		if name := s.ScopeNames[scope]; name != "" {
			scope += " (" + name + ")"
		}
		all = append(all, scope)
	}
	return strings.Join(all, ", ")
}

func pairs(m map[string]string) string {
	var all []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		all = append(all, k+"="+m[k])
	}
	return strings.Join(all, " ")
}

func onlyYes(on bool) string {
	if on {
		return "allowed"
	}
	return ""
}

func variableNames(s provider.Service) []string {
	var names []string
	for _, v := range s.Variables {
		names = append(names, v.Name)
	}
	return names
}

// placementText says where the credential goes, as it looks on a request.
func placementText(s provider.Service) string {
	switch s.Auth {
	case provider.None:
		return "none"
	case provider.Basic:
		user, password := s.UserTemplate, s.PasswordTemplate
		if user == "" {
			user = "{user name}"
		}
		if password == "" {
			password = "{password}"
		}
		return "header " + s.Placement.HeaderName() + ": Basic " + user + ":" + password
	case provider.OAuth1:
		return placeSigned(s.Placement.In)
	case provider.APIKey:
		var rows []string
		for _, k := range s.Keys {
			p := k.Placement
			if p.Name == "" {
				p.Name = k.Name
			}
			rows = append(rows, placeText(p, "key"))
		}
		return strings.Join(rows, "; ")
	}
	p := s.Placement
	if p.Prefix == "" && p.Template == "" && p.HeaderName() == "Authorization" && (p.In == "" || p.In == provider.InHeader) {
		p.Prefix = "Bearer "
	}
	return placeText(p, "token")
}

func placeSigned(in provider.In) string {
	switch in {
	case provider.InQuery:
		return "query, signed: oauth_…"
	case provider.InForm:
		return "form fields, signed: oauth_…"
	}
	return "header Authorization: OAuth …, signed"
}

// asked are the credentials that a person enters, by the names they are asked for.
func asked(s provider.Service) []string {
	var titles []string
	if s.Auth == provider.APIKey || s.Auth == provider.Basic {
		for _, f := range oauthflow.Fields(s) {
			titles = append(titles, f.Title)
		}
	}
	return titles
}

func placeText(p provider.Placement, what string) string {
	value := p.Value("{" + what + "}")
	switch p.In {
	case provider.InQuery:
		return fmt.Sprintf("query ?%s=%s", p.HeaderName(), value)
	case provider.InPath:
		return "path " + value
	case provider.InForm:
		return fmt.Sprintf("form field %s=%s", p.HeaderName(), value)
	}
	return fmt.Sprintf("header %s: %s", p.HeaderName(), value)
}

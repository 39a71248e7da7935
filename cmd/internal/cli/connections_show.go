package cli

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

func (o *accountFlags) showCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "show NAME",
		Short:             "Show a connection, and the invokeUrl block to paste into a script",
		Example:           "  dg connections show zoho_books\n  dg connections show zoho_books --json | jq -r .code > call.dg",
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.show(cmd.Context(), args[0], asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

// connectionReport is what show --json prints.
type connectionReport struct {
	connectionLine
	ServiceTitle    string            `json:"service_title"`
	Grant           string            `json:"grant,omitempty"`
	ClientID        string            `json:"client_id,omitempty"`
	HasClientSecret bool              `json:"has_client_secret"`
	ScopesAsked     []string          `json:"scopes_asked"`
	Vars            map[string]string `json:"vars,omitempty"`
	LoginUser       bool              `json:"login_user"`
	RedirectURL     string            `json:"redirect_url,omitempty"`
	Setup           string            `json:"setup,omitempty"`
	Hosts           []string          `json:"hosts"`
	Created         time.Time         `json:"created"`
	Code            string            `json:"code"`
}

func (o *accountFlags) show(ctx context.Context, name string, asJSON bool) error {
	m, err := o.manager()
	if err != nil {
		return err
	}
	t, err := m.Target(ctx, name)
	if err != nil {
		return err
	}
	s, err := m.Status(ctx, name)
	if err != nil {
		return err
	}
	if s.State == connections.StateNew {
		s.Scopes = nil // those are asked for, not granted
	}
	s.Region = t.Connection.Region
	r := connectionReport{connectionLine: lineOf(s), ServiceTitle: t.Service.Title, ClientID: t.Client.ID, HasClientSecret: t.Client.Secret != "",
		ScopesAsked: append([]string{}, t.Scopes()...), Vars: openVars(t), LoginUser: t.Connection.LoginUser,
		RedirectURL: redirectURL(t.Service, t.Client), Setup: t.Service.Setup, Hosts: t.Service.Hosts, Created: t.Connection.Created.UTC().Truncate(time.Second),
		Code: invokeBlock(name, sampleURL(ctx, m, t))}
	if t.Service.Auth == provider.OAuth2 {
		r.Grant = t.Service.GrantName()
	}
	if asJSON {
		return o.app.writeJSON(r)
	}
	return o.printReport(r, s)
}

// openVars are the variables of a connection without those that the service calls
// secret.
func openVars(t connections.Target) map[string]string {
	vars := maps.Clone(t.Connection.Vars)
	for _, f := range t.Service.Variables {
		if f.Secret {
			delete(vars, f.Name)
		}
	}
	return vars
}

func (o *accountFlags) printReport(r connectionReport, s connections.Summary) error {
	client := r.ClientID
	if r.HasClientSecret {
		client += " (with a secret)"
	}
	owner := "everybody"
	if r.LoginUser {
		owner = r.User
	}
	refresh := ""
	if r.Grant != "" {
		refresh = yesNo(r.HasRefresh)
	}
	if err := o.app.printFields([]field{
		{"Connection", r.Title},
		{"Link name", r.Name},
		{"Service", r.Service},
		{"Region", r.Region},
		{"State", r.State},
		{"Reason", r.Reason},
		{"Last error", r.LastError},
		{"Account", r.Account},
		{"Organisation", r.Organisation},
		{"Used by", owner},
		{"Scopes asked", strings.Join(r.ScopesAsked, " ")},
		{"Scopes granted", strings.Join(r.Scopes, " ")},
		{"Expires", expiryText(s)},
		{"Refresh token", refresh},
		{"Last used", usedText(s)},
		{"Created", r.Created.Format(time.DateOnly)},
		{"Register at", r.Setup},
		{"Client id", client},
		{"Variables", pairs(r.Vars)},
		{"Hosts", strings.Join(r.Hosts, ", ")},
		{"Redirect URL", r.RedirectURL},
	}); err != nil {
		return err
	}
	if err := o.app.print("\n" + r.Code + "\n"); err != nil {
		return err
	}
	if !usable(s.State) && r.State != string(connections.StateDisabled) && needsPerson(r) {
		o.app.mind("Not connected: dg connections login %s", r.Name)
	}
	return nil
}

// needsPerson reports whether calls wait for a login: a client's own credentials
// are used when they are needed.
func needsPerson(r connectionReport) bool {
	return r.Grant == "" || r.Grant == provider.AuthorizationCode || r.State != string(connections.StateNew)
}

// invokeBlock is the code that a script needs to use the connection.
func invokeBlock(name, address string) string {
	return fmt.Sprintf("response = invokeUrl [\n\turl : %q\n\ttype : GET\n\tconnection : %q\n];", address, name)
}

// sampleURL is an address that works: the service's test request, else the start of
// its API.
func sampleURL(ctx context.Context, m *connections.Manager, t connections.Target) string {
	if address := testURL(ctx, m, t); address != "" {
		return address
	}
	for _, product := range append([]string{""}, t.Service.ProductNames()...) {
		if base, err := m.BaseURL(ctx, t.Connection.Link, product); err == nil {
			return withPath(base)
		}
	}
	host := "api.example.com"
	if len(t.Service.Hosts) > 0 {
		host = strings.Replace(t.Service.Hosts[0], "*", "api", 1)
	}
	if !strings.Contains(host, "://") {
		host = "https://" + host
	}
	return withPath(host)
}

func withPath(address string) string {
	if u, err := url.Parse(address); err == nil && u.Path == "" {
		return address + "/"
	}
	return address
}

// testURL fills in the service's test request; empty when a value comes only with
// the login.
func testURL(ctx context.Context, m *connections.Manager, t connections.Target) string {
	values, err := t.Service.Values(t.Connection.Region, t.Connection.Vars)
	if t.Service.TestURL == "" || err != nil {
		return ""
	}
	for {
		address, missing := provider.Expand(t.Service.TestURL, values)
		if missing == "" {
			return address
		}
		v, ok, err := m.Variable(ctx, t.Connection.Link, missing)
		if err != nil || !ok {
			return ""
		}
		values[missing] = v
	}
}

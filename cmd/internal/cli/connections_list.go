package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
)

// connectionLine is one authorization of list --json. Fields are added, never
// renamed.
type connectionLine struct {
	Name           string     `json:"name"`
	Title          string     `json:"title,omitempty"`
	Service        string     `json:"service"`
	Region         string     `json:"region,omitempty"`
	User           string     `json:"user"`
	Environment    string     `json:"environment"`
	Account        string     `json:"account,omitempty"`
	Organisation   string     `json:"organisation,omitempty"`
	State          string     `json:"state"`
	Reason         string     `json:"reason,omitempty"`
	LastError      string     `json:"last_error,omitempty"`
	Scopes         []string   `json:"scopes"`
	HasRefresh     bool       `json:"has_refresh_token"`
	Expires        *time.Time `json:"expires"`
	RefreshExpires *time.Time `json:"refresh_expires"`
	LastUsed       *time.Time `json:"last_used"`
}

func lineOf(s connections.Summary) connectionLine {
	return connectionLine{Name: s.Link, Title: s.Title, Service: s.Service, Region: s.Region, User: s.User, Environment: s.Environment,
		Account: s.Account, Organisation: s.Organisation, State: string(s.State), Reason: s.Reason, LastError: s.LastError, Scopes: append([]string{}, s.Scopes...),
		HasRefresh: s.HasRefresh, Expires: moment(s.Expiry), RefreshExpires: moment(s.RefreshExpiry), LastUsed: moment(s.Used)}
}

// moment is null in JSON for a time that there is not.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}

func (o *accountFlags) listCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the connections and whether they are connected",
		Long: `List the connections. States: new (never connected), connected, expiring (the
access token has ended and the next call renews it), needs_reconnect (the provider
refused that), revoked (logged out), disabled.`,
		Example:           "  dg connections list\n  dg connections list --json | jq -r '.[] | select(.state == \"needs_reconnect\").name'",
		Args:              exactArgs(0),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return o.list(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return cmd
}

func (o *accountFlags) list(ctx context.Context, asJSON bool) error {
	m, err := o.manager()
	if err != nil {
		return err
	}
	all, err := m.List(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		lines := []connectionLine{}
		for _, s := range all {
			lines = append(lines, lineOf(s))
		}
		return o.app.writeJSON(lines)
	}
	if len(all) == 0 {
		o.app.say("No connections yet: dg connections add NAME --service zoho")
		return nil
	}
	var rows [][]string
	for _, s := range all {
		rows = append(rows, []string{s.Link, s.Service, s.Account, s.Region, string(s.State), expiryText(s), usedText(s), ownerText(s)})
	}
	if err := o.app.printTable([]string{"NAME", "SERVICE", "ACCOUNT", "REGION", "STATE", "EXPIRES", "LAST USED", "USER"}, rows); err != nil {
		return err
	}
	o.advise(all)
	return nil
}

// advise says how to mend what needs a person.
func (o *accountFlags) advise(all []connections.Summary) {
	for _, s := range all {
		if s.State == connections.StateNeedsReconnect {
			o.app.mind("%s: %s. Reconnect: dg connections login %s", s.Link, plain(reasonOf(s)), s.Link)
		}
	}
}

func reasonOf(s connections.Summary) string {
	if s.Reason == "" {
		return string(s.State)
	}
	return strings.TrimSuffix(s.Reason, ".")
}

// expiryText is the end of the access token, which matters only where nothing
// renews it.
func expiryText(s connections.Summary) string {
	switch {
	case s.State == connections.StateNew || s.State == connections.StateRevoked:
		return ""
	case s.Expiry.IsZero():
		return "never"
	case s.HasRefresh && s.State != connections.StateNeedsReconnect:
		return fromNow(s.Expiry, time.Now()) + ", renewed"
	}
	return fromNow(s.Expiry, time.Now())
}

// ownerText is whose authorization it is, where each user or environment has an own
// one.
func ownerText(s connections.Summary) string {
	text := s.User
	if s.User == connections.SharedUser {
		text = ""
	}
	if s.Environment != "" && s.Environment != connections.DefaultEnvironment {
		text += " in " + s.Environment
	}
	return strings.TrimSpace(text)
}

func usedText(s connections.Summary) string {
	if s.Used.IsZero() {
		return ""
	}
	return fromNow(s.Used, time.Now())
}

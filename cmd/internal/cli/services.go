package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

func (a *app) servicesCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "services",
		Aliases: []string{"service"},
		Short:   "Describe how a provider authenticates",
		Long: `A service is how one provider authenticates: its URLs, the client that you
registered there, where the credential goes on a request, and which hosts may
receive it. Default services come with dg; custom ones you add. A connection is
a named use of a service.`,
		Example: `  dg services list
  dg services show zoho
  dg services add mailchimp.yaml --client-id 1234 --with-secret < secret.txt`,
		Args: noSubcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.servicesAddCmd(), a.servicesEditCmd(), a.servicesListCmd(), a.servicesShowCmd(), a.servicesRemoveCmd(), a.servicesImportCmd(), a.servicesExportCmd())
	return cmd
}

// serviceLine is one service of list --json. Fields are added, never renamed.
type serviceLine struct {
	Name        string   `json:"name"`
	Title       string   `json:"title"`
	Auth        string   `json:"auth"`
	Grant       string   `json:"grant,omitempty"`
	Custom      bool     `json:"custom"` // made here, in the store or in a file
	Kind        string   `json:"kind"`   // default, custom or file
	ClientID    string   `json:"client_id,omitempty"`
	Regions     []string `json:"regions"`
	Connections []string `json:"connections"`
}

func (a *app) servicesListCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "list",
		Aliases:           []string{"ls"},
		Short:             "List the services: the default ones and your own",
		Example:           "  dg services list\n  dg services list --json | jq -r '.[] | select(.custom).name'",
		Args:              exactArgs(0),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lines, err := a.serviceLines(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return a.writeJSON(lines)
			}
			return a.printServices(lines)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return cmd
}

func (a *app) serviceLines(ctx context.Context) ([]serviceLine, error) {
	m, err := a.manager("")
	if err != nil {
		return nil, err
	}
	all, err := m.Services(ctx)
	if err != nil {
		return nil, err
	}
	users, err := usersOf(ctx, m)
	if err != nil {
		return nil, err
	}
	lines := []serviceLine{}
	for _, s := range all {
		if s.Err != nil {
			a.mind("%v", badService("services/"+s.Spec.ID+".yaml", s.Err))
			continue
		}
		line := serviceLine{Name: s.Spec.ID, Title: s.Spec.Title, Auth: string(s.Spec.Auth), Custom: s.Own || s.File, Kind: kindOf(s), ClientID: s.Client,
			Regions: append([]string{}, s.Regions...), Connections: append([]string{}, users[s.Spec.ID]...)}
		if s.Spec.Auth == provider.OAuth2 {
			line.Grant = s.Spec.GrantName()
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// usersOf lists the connections of each service.
func usersOf(ctx context.Context, m *connections.Manager) (map[string][]string, error) {
	all, err := m.List(ctx)
	if err != nil {
		return nil, err
	}
	users := map[string][]string{}
	for _, c := range all {
		if !slices.Contains(users[c.Service], c.Link) {
			users[c.Service] = append(users[c.Service], c.Link)
		}
	}
	return users, nil
}

// kindOf tells the services of the user from those that come with dg.
func kindOf(s connections.ServiceEntry) string {
	switch {
	case s.Own:
		return "custom"
	case s.File:
		return "file"
	}
	return "default"
}

func (a *app) printServices(lines []serviceLine) error {
	var rows [][]string
	for _, l := range lines {
		rows = append(rows, []string{l.Name, l.Title, l.Auth, l.Kind, strings.Join(l.Connections, ", ")})
	}
	return a.printTable([]string{"NAME", "TITLE", "AUTH", "KIND", "CONNECTIONS"}, rows)
}

func (a *app) servicesRemoveCmd() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:               "remove NAME",
		Aliases:           []string{"rm"},
		Short:             "Remove a service that you added",
		Long:              "Remove a service that you added. One that a connection uses stays. A default\nservice that yours replaced is there again afterwards.",
		Example:           "  dg services remove mailchimp",
		Args:              exactArgs(1),
		ValidArgsFunction: a.completeServiceArg,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.concluded(cmd.Context(), a.removeService(cmd.Context(), args[0], yes), "The service is still there.")
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func (a *app) removeService(ctx context.Context, name string, yes bool) error {
	m, err := a.manager("")
	if err != nil {
		return err
	}
	s, _, err := findService(ctx, m, name)
	if err != nil {
		return err
	}
	if dir, err := a.configDir(); s.Rev == 0 && err == nil && catalogueIn(dir).Own(s.Spec.ID) {
		return usagef("remove that file", fmt.Sprintf("service %q is the file %s", name, filepath.Join(dir, servicesFolder, s.Spec.ID+".yaml")))
	}
	if s.Rev == 0 {
		return usagef("dg services list shows which are custom", fmt.Sprintf("%q is a default service; only custom ones can be removed", name))
	}
	users, err := usersOf(ctx, m)
	if err != nil {
		return err
	}
	if used := users[s.Spec.ID]; len(used) > 0 {
		return usagef("dg connections remove "+used[0], fmt.Sprintf("service %q is used by %s", name, strings.Join(used, ", ")))
	}
	if err := a.confirm(ctx, yes, fmt.Sprintf("Remove service %q with its client?", name)); err != nil {
		return err
	}
	if err := m.RemoveService(ctx, s.Spec.ID); err != nil {
		return err
	}
	a.good("Service %q is removed.", name)
	return nil
}

// confirm asks before something is lost.
func (a *app) confirm(ctx context.Context, yes bool, question string) error {
	if yes {
		return nil
	}
	if !a.io.CanAsk() {
		return usagef("add --yes", "nobody can be asked here whether to remove it")
	}
	q := &asker{app: a, ctx: ctx}
	if q.yes(question) || q.err != nil {
		return q.err
	}
	a.say("Nothing was changed.")
	return silent{exitNo}
}

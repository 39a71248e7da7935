package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
)

func (o *accountFlags) logoutCmd() *cobra.Command {
	var revoke bool
	cmd := &cobra.Command{
		Use:               "logout NAME",
		Short:             "Drop the tokens of a connection; the connection stays",
		Example:           "  dg connections logout zoho_books\n  dg connections logout zoho_books --revoke",
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.app.concluded(cmd.Context(), o.logout(cmd.Context(), args[0], revoke), "The tokens are still there.")
		},
	}
	cmd.Flags().BoolVar(&revoke, "revoke", false, "make the provider forget them too")
	return cmd
}

func (o *accountFlags) revokeCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "revoke NAME",
		Short: "Make the provider forget the tokens, and drop them here",
		Long: `Ask the provider to revoke the tokens of a connection (RFC 7009), and drop them here
whatever it answers. The connection stays: dg connections login connects it again.`,
		Example:           "  dg connections revoke zoho_books",
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.app.concluded(cmd.Context(), o.logout(cmd.Context(), args[0], true), "The tokens are still there.")
		},
	}
}

func (o *accountFlags) logout(ctx context.Context, name string, revoke bool) error {
	m, err := o.manager()
	if err != nil {
		return err
	}
	if err := o.drop(ctx, m, name, revoke); err != nil {
		return err
	}
	if variable := m.EnvironmentVariable(name); variable != "" {
		o.app.mind("%s is still set, and scripts go on using it.", variable)
	}
	o.app.say("Connect again: dg connections login %s", name)
	return nil
}

// drop ends the authorization here, and at the provider if that is wanted.
func (o *accountFlags) drop(ctx context.Context, m *connections.Manager, name string, revoke bool) error {
	warning, err := m.Logout(ctx, name, revoke)
	if err != nil {
		return err
	}
	o.app.good("The tokens of %q are gone from this machine.", name)
	switch {
	case warning != "":
		o.app.mind("%s", plain(warning))
	case revoke:
		o.app.good("The provider has revoked them.")
	}
	return nil
}

func (o *accountFlags) removeCmd() *cobra.Command {
	var yes, revoke bool
	cmd := &cobra.Command{
		Use:               "remove NAME",
		Aliases:           []string{"rm"},
		Short:             "Remove a connection with its tokens",
		Example:           "  dg connections remove zoho_books\n  dg connections remove zoho_books --revoke --yes",
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.app.concluded(cmd.Context(), o.remove(cmd.Context(), args[0], yes, revoke), "The connection is still there.")
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&revoke, "revoke", false, "make the provider forget the tokens first")
	return cmd
}

func (o *accountFlags) remove(ctx context.Context, name string, yes, revoke bool) error {
	m, err := o.manager()
	if err != nil {
		return err
	}
	all, err := m.List(ctx)
	if err != nil {
		return err
	}
	known := false
	for _, c := range all {
		known = known || c.Link == name
	}
	if !known {
		_, err := m.Target(ctx, name) // its error knows the nearest name
		return err
	}
	question := fmt.Sprintf("Remove connection %q with its tokens? Scripts that name it will fail", name)
	if err := o.app.confirm(ctx, yes, question); err != nil {
		return err
	}
	if revoke {
		if err := o.drop(ctx, m, name, true); err != nil {
			return err
		}
	}
	if err := m.RemoveConnection(ctx, name); err != nil {
		return err
	}
	o.app.good("Connection %q is removed.", name)
	return nil
}

package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
)

func (o *accountFlags) enableCmd() *cobra.Command {
	return &cobra.Command{
		Use:               "enable NAME",
		Short:             "Let scripts use a disabled connection again",
		Example:           "  dg connections enable zoho_books",
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.setDisabled(cmd.Context(), args[0], false) },
	}
}

func (o *accountFlags) disableCmd() *cobra.Command {
	return &cobra.Command{
		Use:               "disable NAME",
		Short:             "Keep scripts from using a connection; its tokens stay",
		Example:           "  dg connections disable zoho_books",
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.setDisabled(cmd.Context(), args[0], true) },
	}
}

func (o *accountFlags) setDisabled(ctx context.Context, name string, disabled bool) error {
	m, err := o.manager()
	if err != nil {
		return err
	}
	err = m.ChangeConnection(ctx, name, func(c *connections.Connection) error {
		c.Disabled = disabled
		return nil
	})
	if err != nil {
		return err
	}
	if disabled {
		o.app.good("Scripts cannot use %q until: dg connections enable %s", name, name)
		return nil
	}
	o.app.good("Scripts can use %q again.", name)
	return nil
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
)

type tokenOptions struct {
	*accountFlags
	yes, json bool
}

func (o *accountFlags) tokenCmd() *cobra.Command {
	t := &tokenOptions{accountFlags: o}
	cmd := &cobra.Command{
		Use:   "token NAME",
		Short: "Print an access token, for another program",
		Long: `Print the access token of a connection, renewed if it is due. Whoever has it can do
what the connection can do until it ends, so on a terminal dg asks first.

A program that only makes a request needs no token: dg connections curl adds it.`,
		Example:           "  dg connections token zoho_books | other-program --token-stdin\n  dg connections token zoho_books --json | jq -r .expires",
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.app.concluded(cmd.Context(), t.run(cmd.Context(), args[0]), "No token was printed.")
		},
	}
	cmd.Flags().BoolVarP(&t.yes, "yes", "y", false, "do not ask on a terminal")
	cmd.Flags().BoolVar(&t.json, "json", false, "print {name, access_token, expires} as JSON")
	return cmd
}

// tokenReport is what token --json prints.
type tokenReport struct {
	Name        string     `json:"name"`
	AccessToken string     `json:"access_token"`
	Expires     *time.Time `json:"expires"`
}

func (t *tokenOptions) run(ctx context.Context, name string) error {
	m, err := t.manager()
	if err != nil {
		return err
	}
	if _, err := m.Target(ctx, name); err != nil {
		return err
	}
	if err := t.mayShow(ctx, name); err != nil {
		return err
	}
	token, err := m.Token(ctx, name, false)
	if err != nil {
		return withoutToken(withCause(err))
	}
	if !t.json {
		return t.app.print(token + "\n")
	}
	s, err := m.Status(ctx, name)
	if err != nil {
		return err
	}
	return t.app.writeJSON(tokenReport{name, token, moment(s.Expiry)})
}

// mayShow asks before a secret stands on a screen.
func (t *tokenOptions) mayShow(ctx context.Context, name string) error {
	switch {
	case t.yes || !t.app.io.OutTTY():
		return nil
	case !t.app.io.CanAsk():
		return usagef("add --yes, or lead the output into a program", "nobody can be asked here whether to show a token on this terminal")
	}
	q := &asker{app: t.app, ctx: ctx}
	if q.yes(fmt.Sprintf("Show the access token of %q on this screen?", name)) || q.err != nil {
		return q.err
	}
	t.app.say("Nothing was shown.")
	return silent{exitNo}
}

// withoutToken names the command that works for a connection without a token.
func withoutToken(err error) error {
	var own *connections.Error
	if !errors.As(err, &own) || own.Kind != connections.Invalid || own.Next != "" {
		return err
	}
	told := *own
	told.Next = "dg connections curl " + own.Connection + " -- URL adds its credentials to a request"
	return &told
}

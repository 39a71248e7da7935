package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/httpx"
)

func (a *app) connectionsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "connections",
		Aliases: []string{"connection", "conn"},
		Short:   "Connect accounts, and see which are connected",
		Long: `A connection is a named use of a service. Scripts name it, and dg puts the
account's credentials on the request and renews them:

  response = invokeUrl [ url : "https://…" type : GET connection : "zoho_books" ];

Tokens and keys lie sealed in the configuration folder. They are never printed,
and never taken from a flag: other users of this machine can read the command
lines of running programs. They are asked for, or read from standard input.`,
		Example: `  dg connections add zoho_books --service zoho --region eu
  dg connections login zoho_books
  dg connections list
  dg connections show zoho_books
  dg connections test zoho_books`,
		Args: noSubcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	o := &accountFlags{app: a}
	cmd.PersistentFlags().StringVar(&o.user, "user", "", `whose authorization, where each user has an own one: "Name <mail@example.com>"`)
	cmd.PersistentFlags().StringVar(&o.env, "env", "", "the environment whose authorization is meant, such as sandbox; default production")
	cmd.AddCommand(o.addCmd(), o.loginCmd(), o.listCmd(), o.showCmd(), o.statusCmd(), o.testCmd(), o.refreshCmd(), o.tokenCmd(), o.curlCmd(),
		o.editCmd(), o.renameCmd(), o.enableCmd(), o.disableCmd(), o.logoutCmd(), o.revokeCmd(), o.removeCmd(), o.auditCmd(), o.doctorCmd(), o.exportCmd(), o.importCmd(), o.rekeyCmd())
	for _, c := range cmd.Commands() {
		if strings.HasSuffix(c.Use, " NAME") {
			o.askName(c)
		}
	}
	return cmd
}

// noSubcommand words a misspelt sub-command, which cobra would take for an argument.
func noSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	hint := cmd.CommandPath() + " --help lists the commands"
	if near := diag.Nearest(args[0], names); near != "" {
		hint = "did you mean " + cmd.CommandPath() + " " + near + "?"
	}
	return usage(fmt.Errorf("unknown command %q for %q", args[0], cmd.CommandPath()), hint)
}

// accountFlags are what the commands about connections share.
type accountFlags struct {
	app  *app
	user string
	env  string
}

// manager returns the connections of --user, who is the same person as in
// dg run --user.
func (o *accountFlags) manager() (*connections.Manager, error) {
	w := &worldFlags{user: o.user, environment: o.env}
	id, err := w.identity()
	if err != nil {
		return nil, err
	}
	who, err := w.whose(id)
	if err != nil {
		return nil, err
	}
	return o.app.managerOf(who)
}

// completeTime bounds completion: a key that lies in a locked keyring must not
// hold up the shell.
const completeTime = 2 * time.Second

// completeConnections offers the names of connections as the first argument.
func (o *accountFlags) completeConnections(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), completeTime)
	defer cancel()
	m, err := o.manager()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	all, err := m.List(ctx)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []cobra.Completion
	for _, c := range all {
		names = append(names, cobra.CompletionWithDesc(c.Link, c.Service+", "+string(c.State)))
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeServices offers the names of services, for an argument or a flag.
func (a *app) completeServices(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	ctx, cancel := context.WithTimeout(cmd.Context(), completeTime)
	defer cancel()
	m, err := a.manager("")
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	all, err := m.Services(ctx)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []cobra.Completion
	for _, s := range all {
		names = append(names, cobra.CompletionWithDesc(s.Spec.ID, s.Spec.Title))
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeServiceArg is completeServices for a command that takes one name.
func (a *app) completeServiceArg(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.completeServices(cmd, args, start)
}

// findService is Manager.FindService with the name that was probably meant.
func findService(ctx context.Context, m *connections.Manager, name string) (connections.Service, string, error) {
	s, region, err := m.FindService(ctx, name)
	var missing *connections.Error
	if !errors.As(err, &missing) || missing.Kind != connections.NotFound {
		return s, region, err
	}
	hint := "dg services list shows them, dg services add makes one"
	all, listErr := m.Services(ctx)
	if listErr != nil {
		return s, region, listErr
	}
	if near := diag.Nearest(name, serviceNames(all)); near != "" {
		hint = fmt.Sprintf("did you mean %s? %s", near, hint)
	}
	return s, region, usagef(hint, fmt.Sprintf("there is no service %q", name))
}

func serviceNames(all []connections.ServiceEntry) []string {
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = s.Spec.ID
	}
	return names
}

// linkFrom turns a display name into a link name: "Zoho Books" to zoho_books.
func linkFrom(title string) string {
	link := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return '_'
	}, strings.TrimSpace(title))
	for strings.Contains(link, "__") {
		link = strings.ReplaceAll(link, "__", "_")
	}
	link = strings.TrimLeft(strings.Trim(link, "_"), "_0123456789")
	return link[:min(len(link), 50)]
}

// concluded turns the end of a command into what Main reports: an interruption
// with a word about what stays, and a fault of the outside world as such, which
// connection errors alone do not show.
func (a *app) concluded(ctx context.Context, err error, stays string) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		fmt.Fprintf(a.io.Err, "\nStopped. %s\n", stays)
		return silent{exitInterrupted}
	case fromOutside(err):
		a.report(err)
		return silent{exitOutside}
	}
	return err
}

// fromOutside reports whether a provider or the network failed, as opposed to one
// that answered and refused.
func fromOutside(err error) bool {
	var token *connections.RefreshError
	if errors.As(err, &token) {
		return token.Fault == connections.FaultTransient
	}
	var net *httpx.Error
	return errors.As(err, &net) && net.Kind != httpx.Refusal && net.Kind != httpx.Authorization
}

// needsLogin reports whether somebody must take part before a service answers.
func needsLogin(s provider.Service) bool {
	return s.Auth != provider.None && (s.Auth != provider.OAuth1 || s.Interactive())
}

package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections/oauthflow"
)

type refreshOptions struct {
	*accountFlags
	login loginOptions
	force bool
	json  bool
}

func (o *accountFlags) refreshCmd() *cobra.Command {
	r := &refreshOptions{accountFlags: o, login: loginOptions{accountFlags: o}}
	cmd := &cobra.Command{
		Use:   "refresh NAME",
		Short: "Renew the access token now, or ask for more scopes",
		Long: `Renew the access token of a connection when it is due; --force renews one that is
still good. Calls do so by themselves. A connection whose token cannot be renewed is
left as it is.

--scopes changes what is asked for and logs in again, because only a person can grant
more. The tokens from before are kept until that has succeeded.`,
		Example: `  dg connections refresh zoho_books
  dg connections refresh zoho_books --force
  dg connections refresh zoho_books --scopes +ZohoBooks.invoices.ALL`,
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(r.login.scopes) > 0 {
				return r.login.run(cmd.Context(), args[0])
			}
			return o.app.concluded(cmd.Context(), r.run(cmd.Context(), args[0]), "The token from before is kept.")
		},
	}
	f := cmd.Flags()
	f.BoolVar(&r.force, "force", false, "renew a token that is still good, too")
	f.BoolVar(&r.json, "json", false, "print {name, renewed, expires} as JSON")
	f.Var((*texts)(&r.login.scopes), "scopes", "log in for these scopes; +NAME adds one to those asked for")
	f.StringVar(&r.login.redirect, "redirect", "", "redirect URL of that login; default http://127.0.0.1:8484/callback")
	f.StringVar(&r.login.flow, "flow", "", "how to log in, such as paste; see dg connections login")
	f.BoolVar(&r.login.noBrowser, "no-browser", false, "print the address of that login only")
	f.DurationVar(&r.login.timeout, "timeout", oauthflow.LoginTime, "how long to wait for that login")
	cmd.MarkFlagsMutuallyExclusive("force", "scopes")
	cmd.MarkFlagsMutuallyExclusive("json", "scopes")
	return cmd
}

// refreshReport is what refresh --json prints.
type refreshReport struct {
	Name    string     `json:"name"`
	Renewed bool       `json:"renewed"`
	Expires *time.Time `json:"expires"`
}

func (r *refreshOptions) run(ctx context.Context, name string) error {
	m, err := r.manager()
	if err != nil {
		return err
	}
	done, err := m.Refresh(ctx, name, r.force)
	if err != nil {
		return withCause(err)
	}
	if r.json {
		return r.app.writeJSON(refreshReport{name, done.Renewed, moment(done.Expiry)})
	}
	ends := "does not expire"
	if !done.Expiry.IsZero() {
		ends = "ends " + fromNow(done.Expiry, time.Now())
	}
	if done.Renewed {
		r.app.good("The access token of %q is new; it %s.", name, ends)
		return nil
	}
	r.app.good("The access token of %q is good: it %s.", name, ends)
	r.app.say("dg connections refresh %s --force renews it all the same", name)
	return nil
}

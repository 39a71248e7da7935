package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

type editOptions struct {
	connectionsAddOptions
	noClient bool
	changed  func(flag string) bool
}

func (o *accountFlags) editCmd() *cobra.Command {
	e := &editOptions{connectionsAddOptions: connectionsAddOptions{accountFlags: o, login: loginOptions{accountFlags: o}}}
	cmd := &cobra.Command{
		Use:   "edit NAME",
		Short: "Change the region, scopes, client or variables of a connection",
		Long: `Change a connection. In a terminal without flags every field is asked for, with what
it holds now. The link name stays, because scripts use it, and so does the service.

Other scopes and another region need a login; the tokens from before are kept until
it has succeeded.`,
		Example: `  dg connections edit zoho_books
  dg connections edit zoho_books --region eu
  dg connections edit zoho_books --scopes +ZohoBooks.invoices.ALL
  dg connections edit zoho_books --client-id 1000.ABC --with-secret < secret.txt
  dg connections edit shop --var shop=acme`,
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			e.changed = cmd.Flags().Changed
			own, any := cmd.LocalNonPersistentFlags(), false
			cmd.Flags().Visit(func(f *pflag.Flag) { any = any || own.Lookup(f.Name) != nil })
			return o.app.concluded(cmd.Context(), e.run(cmd.Context(), args[0], any), "The connection is as it was.")
		},
	}
	f := cmd.Flags()
	f.StringVar(&e.region, "region", "", "data centre of the account")
	f.Var((*texts)(&e.scopes), "scopes", "scopes to ask for; +NAME adds one, -NAME takes one away")
	f.StringVar(&e.title, "title", "", "connection name that people read")
	f.Var((*texts)(&e.vars), "var", "a value that the service asks for, NAME=VALUE (repeatable)")
	f.BoolVar(&e.loginUser, "login-user", false, "use credentials of the login user; --login-user=false: all share one")
	f.StringVar(&e.login.clientID, "client-id", "", "the client registered at the provider, for this connection alone")
	f.BoolVar(&e.login.withSecret, "with-secret", false, "read the client's secret from standard input, or ask for it")
	f.StringVar(&e.login.redirect, "redirect", "", "redirect URL registered with that client")
	f.BoolVar(&e.noClient, "service-client", false, "use the client of the service again")
	cmd.MarkFlagsMutuallyExclusive("client-id", "service-client")
	return cmd
}

func (e *editOptions) run(ctx context.Context, name string, flags bool) error {
	m, err := e.manager()
	if err != nil {
		return err
	}
	before, s, err := m.Connection(ctx, name)
	if err != nil {
		return err
	}
	after := before
	after.Vars = maps.Clone(before.Vars)
	switch {
	case flags:
		err = e.byFlags(ctx, s, &after)
	case e.app.io.CanAsk():
		err = e.byQuestions(&asker{app: e.app, ctx: ctx}, s, &after)
	default:
		err = usagef("dg connections edit "+name+" --help lists the flags", "what should change?")
	}
	if err != nil {
		return err
	}
	if err := e.checkRegion(s.Spec, after); err != nil {
		return err
	}
	if err := m.ChangeConnection(ctx, name, func(c *connections.Connection) error {
		*c = after
		return nil
	}); err != nil {
		return err
	}
	e.app.good("Connection %q is changed.", name)
	return e.conclude(ctx, m, s.Spec, before, after)
}

// checkRegion words a region or variable that the service does not have.
func (e *editOptions) checkRegion(s provider.Service, c connections.Connection) error {
	if _, err := s.Resolve(c.Region, c.Vars); err != nil {
		return usage(err, "dg services show "+s.ID)
	}
	return nil
}

func (e *editOptions) byFlags(ctx context.Context, s connections.Service, c *connections.Connection) error {
	if e.changed("title") {
		c.Title = e.title
	}
	if e.changed("region") {
		c.Region = e.region
	}
	if e.changed("login-user") {
		c.LoginUser = e.loginUser
	}
	if e.changed("scopes") {
		c.Scopes = changeScopes(askedScopes(s.Spec, *c), words(e.scopes...))
	}
	vars, err := e.parseVars(s.Spec)
	if err != nil {
		return err
	}
	c.Vars = merged(c.Vars, vars)
	switch {
	case e.noClient:
		c.Client = connections.Client{}
	case e.login.clientID != "" || e.login.withSecret:
		redirect := c.Client.Redirect
		if e.login.clientID == "" {
			e.login.clientID = c.Client.ID
		}
		if c.Client, err = e.login.client(ctx); err == nil && c.Client.Redirect == "" {
			c.Client.Redirect = redirect
		}
		return err
	case e.login.redirect != "":
		c.Client.Redirect = e.login.redirect
	}
	return nil
}

func merged(now, more map[string]string) map[string]string {
	if now == nil {
		return more
	}
	maps.Copy(now, more)
	return now
}

func askedScopes(s provider.Service, c connections.Connection) []string {
	if len(c.Scopes) > 0 {
		return c.Scopes
	}
	return s.DefaultScopes
}

// changeScopes is addScopes that takes -NAME, too.
func changeScopes(now, wanted []string) []string {
	var gone, rest []string
	for _, w := range wanted {
		if name, less := strings.CutPrefix(w, "-"); less {
			gone = append(gone, name)
			continue
		}
		rest = append(rest, w)
	}
	scopes := slices.Clone(now)
	if len(rest) > 0 {
		scopes = addScopes(now, rest)
	}
	return slices.DeleteFunc(scopes, func(s string) bool { return slices.Contains(gone, s) })
}

// byQuestions asks for each field with what it holds.
func (e *editOptions) byQuestions(q *asker, s connections.Service, c *connections.Connection) error {
	c.Title = q.text("Connection Name", c.Title, nil)
	if len(s.Spec.Regions) > 0 {
		c.Region = q.choice("Region (data centre of the account)", regionOptions(s.Spec), c.Region)
	}
	for _, v := range s.Spec.Variables {
		if c.Vars == nil {
			c.Vars = map[string]string{}
		}
		e.askVariable(q, s.Spec, c, v)
	}
	if s.Spec.Auth != provider.OAuth2 {
		return q.err
	}
	id := q.text("Client Id (empty: that of the service)", c.Client.ID, nil)
	if id != c.Client.ID {
		c.Client = connections.Client{ID: id, Redirect: c.Client.Redirect}
	}
	if q.err == nil && c.Client.ID != "" && s.Spec.TokenAuth != provider.TokenAuthNone {
		secret, err := e.app.io.AskSecret(q.ctx, "Client Secret (not shown; empty keeps it)")
		if q.err = noAnswer(err); secret != "" {
			c.Client.Secret = secret
		}
	}
	c.Scopes = q.words("Scopes (separated by blanks)", strings.Join(askedScopes(s.Spec, *c), " "))
	return q.err
}

func (e *editOptions) askVariable(q *asker, s provider.Service, c *connections.Connection, v provider.Field) {
	now := c.Vars[v.Name]
	if now == "" {
		now = v.Default
	}
	title := v.Title
	if title == "" {
		title = v.Name
	}
	if v.Secret {
		if q.err != nil {
			return
		}
		secret, err := e.app.io.AskSecret(q.ctx, title+" (not shown; empty keeps it)")
		if q.err = noAnswer(err); secret != "" {
			c.Vars[v.Name] = secret
		}
		return
	}
	answer := q.text(title, now, func(text string) error {
		_, err := s.Values("", map[string]string{v.Name: text})
		return err
	})
	if answer != "" {
		c.Vars[v.Name] = answer
	}
}

// conclude says what the change needs, and does it where a person is there.
func (e *editOptions) conclude(ctx context.Context, m *connections.Manager, s provider.Service, before, after connections.Connection) error {
	was, now := askedScopes(s, before), askedScopes(s, after)
	again := before.Region != after.Region || !maps.Equal(before.Vars, after.Vars) || before.Client.ID != after.Client.ID ||
		before.LoginUser != after.LoginUser || len(more(now, was)) > 0
	if !again || !needsLogin(s) {
		return nil
	}
	name := after.Link
	status, err := m.Status(ctx, name)
	if err != nil {
		return err
	}
	if usable(status.State) {
		e.app.mind("The tokens are those from before. A login gets new ones.")
	}
	if e.app.io.CanAsk() && m.EnvironmentVariable(name) == "" {
		q := &asker{app: e.app, ctx: ctx}
		if q.yes(fmt.Sprintf("Log in to %q now?", name)) {
			login := &loginOptions{accountFlags: e.accountFlags, timeout: e.login.timeout}
			return login.run(ctx, name)
		}
		if q.err != nil {
			return q.err
		}
	}
	e.app.say("Next: dg connections login %s", name)
	return nil
}

// more are the words of now that was lacks.
func more(now, was []string) []string {
	return slices.DeleteFunc(slices.Clone(now), func(w string) bool { return slices.Contains(was, w) })
}

func (o *accountFlags) renameCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "rename NAME TITLE",
		Short: "Change the name that people read; scripts keep theirs",
		Long: `Change the connection name that people read. The link name stays, because scripts
use it: for another one, add a connection.`,
		Example: "  dg connections rename zoho_books 'Zoho Books of ACME'",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 2 {
				return usagef("dg connections rename "+args[0]+" "+shellQuote(strings.Join(args[1:], " ")), "put a name of several words into quotes")
			}
			return exactArgs(2)(cmd, args)
		},
		ValidArgsFunction: o.completeConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.rename(cmd.Context(), args[0], args[1]) },
	}
}

func (o *accountFlags) rename(ctx context.Context, name, title string) error {
	if title = strings.TrimSpace(title); title == "" {
		return usagef("dg connections rename "+name+" TITLE", "the name is empty")
	}
	m, err := o.manager()
	if err != nil {
		return err
	}
	if err := m.ChangeConnection(ctx, name, func(c *connections.Connection) error {
		c.Title = title
		return nil
	}); err != nil {
		return err
	}
	o.app.good("Connection %q is called %q from now on; scripts go on using %q.", name, plain(title), name)
	return nil
}

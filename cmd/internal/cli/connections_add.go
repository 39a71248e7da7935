package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

type connectionsAddOptions struct {
	*accountFlags
	login loginOptions

	service   string
	region    string
	scopes    []string
	title     string
	vars      []string
	loginUser bool
	allEnvs   bool
	asked     bool // the scopes, by the form of the service
}

func (o *accountFlags) addCmd() *cobra.Command {
	c := &connectionsAddOptions{accountFlags: o, login: loginOptions{accountFlags: o}}
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Add a connection, and log in",
		Long: `Add a connection to a service. NAME is the link name that scripts use: a letter,
then letters, digits and _.

In a terminal what is missing is asked for, and the login follows. Otherwise, and
without --flow, the command for the login is printed. Secrets are read from
standard input, one a line: the client's first (--with-secret), then those of the
flow.`,
		Example: `  dg connections add zoho_books --service zoho --region eu
  dg connections add crm --service zoho-eu --client-id 1000.ABC --with-secret < secret.txt
  dg connections add mailer --service sendgrid --flow api-key < key.txt
  dg connections add reports --service my_api --flow client-credentials \
      --client-id 1234 --with-secret < secret.txt`,
		Args:              exactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.run(cmd.Context(), args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.service, "service", "", "the service, such as zoho or zoho-eu; dg services list shows all")
	f.StringVar(&c.region, "region", "", "data centre of the account, for a service that has several")
	f.Var((*texts)(&c.scopes), "scopes", "scopes to ask for, separated by commas or blanks; default: those of the service")
	f.StringVar(&c.title, "title", "", "connection name that people read")
	f.Var((*texts)(&c.vars), "var", "a value that the service asks for, NAME=VALUE, such as shop=acme (repeatable)")
	f.BoolVar(&c.loginUser, "login-user", false, "use credentials of the login user: each user connects once")
	f.BoolVar(&c.allEnvs, "all-environments", false, "use the same authorization in every environment of --env")
	c.login.addFlags(cmd)
	_ = cmd.RegisterFlagCompletionFunc("service", o.app.completeServices)
	_ = cmd.RegisterFlagCompletionFunc("region", c.completeRegions)
	return cmd
}

func (o *connectionsAddOptions) completeRegions(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	m, err := o.manager()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	s, _, err := m.FindService(cmd.Context(), o.service)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []cobra.Completion
	for _, r := range s.Spec.Regions {
		names = append(names, cobra.CompletionWithDesc(r.Name, r.Title))
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func (o *connectionsAddOptions) run(ctx context.Context, name string) error {
	m, err := o.manager()
	if err != nil {
		return err
	}
	if o.login.flow != "" {
		if err := o.givenOutside(m, name); err != nil {
			return err
		}
	}
	spec, err := o.add(ctx, m, name)
	if err != nil {
		return o.app.concluded(ctx, err, "No connection was added.")
	}
	if variable := m.EnvironmentVariable(name); variable != "" {
		o.app.mind("%s gives it the token, which wins over the store; no login is needed.", variable)
		return nil
	}
	if o.login.flow == "" && !o.app.io.CanAsk() && needsLogin(spec) {
		o.app.say("Next: dg connections login %s", name)
		return nil
	}
	o.login.clientID, o.login.withSecret = "", false // the connection has them by now
	return o.login.run(ctx, name)
}

// add stores the connection and returns its service.
func (o *connectionsAddOptions) add(ctx context.Context, m *connections.Manager, name string) (provider.Service, error) {
	if err := o.checkName(ctx, m, name); err != nil {
		return provider.Service{}, err
	}
	q := &asker{app: o.app, ctx: ctx}
	if o.service == "" {
		if !o.app.io.CanAsk() {
			return provider.Service{}, usagef("add --service NAME; dg services list shows them", "which service is it?")
		}
		if o.service = q.askService(m); q.err != nil {
			return provider.Service{}, q.err
		}
	}
	s, region, err := findService(ctx, m, o.service)
	if err != nil {
		return s.Spec, err
	}
	c := &connections.Connection{Link: name, Title: o.title, Service: s.Spec.ID, Region: o.region, LoginUser: o.loginUser, AllEnvironments: o.allEnvs}
	if c.Region == "" {
		c.Region = region
	}
	if err := o.login.checkFlow(s.Spec); err != nil {
		return s.Spec, err
	}
	if c.Vars, err = o.parseVars(s.Spec); err != nil {
		return s.Spec, err
	}
	if err := o.fill(q, s, c); err != nil {
		return s.Spec, err
	}
	if err := m.AddConnection(ctx, c); err != nil {
		return s.Spec, err
	}
	o.app.good("Connection %q to %s is stored.", name, serviceAt(s.Spec.Title, c.Region))
	return s.Spec, nil
}

// checkName refuses a name before any question is put.
func (o *connectionsAddOptions) checkName(ctx context.Context, m *connections.Manager, name string) error {
	if err := connections.CheckLink(name); err != nil {
		hint := "such as zoho_books; --title takes a name for people"
		if link := linkFrom(name); link != "" {
			hint = fmt.Sprintf("dg connections add %s --title %s", link, shellQuote(name))
		}
		return usage(err, hint)
	}
	all, err := m.List(ctx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Link == name {
			return usagef("dg connections login "+name+" connects it again; dg connections remove "+name+" makes room",
				fmt.Sprintf("connection %q exists already", name))
		}
	}
	return nil
}

func shellQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// serviceAt names a service with its data centre.
func serviceAt(service, region string) string {
	if region == "" {
		return service
	}
	return service + " (" + region + ")"
}

// parseVars takes --var apart and refuses names that the service does not know.
func (o *connectionsAddOptions) parseVars(s provider.Service) (map[string]string, error) {
	if len(o.vars) == 0 {
		return nil, nil
	}
	text, err := provider.Marshal(s)
	if err != nil {
		return nil, err
	}
	vars := map[string]string{}
	for _, v := range o.vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return nil, usagef("write --var NAME=VALUE", fmt.Sprintf("--var %q has no name and value", v))
		}
		if !slices.Contains(variableNames(s), name) && !strings.Contains(string(text), "{"+name+"}") {
			return nil, usagef("dg services show "+s.ID+" lists its variables", fmt.Sprintf("service %q has no variable %q", s.ID, name))
		}
		vars[name] = value
	}
	return vars, nil
}

// fill completes a connection: region, variables, client, scopes.
func (o *connectionsAddOptions) fill(q *asker, s connections.Service, c *connections.Connection) error {
	if err := o.fillPlace(q, s.Spec, c); err != nil {
		return err
	}
	c.Scopes = words(o.scopes...)
	switch s.Spec.Auth {
	case provider.OAuth1:
		return o.fillClient(q, s, c)
	case provider.OAuth2:
	default:
		return nil
	}
	if o.login.flow == flowClientCredentials && s.Spec.Interactive() {
		c.Grant = provider.ClientCredentials
	}
	if err := o.fillClient(q, s, c); err != nil {
		return err
	}
	if len(c.Scopes) == 0 && !o.asked && o.app.io.CanAsk() && o.login.flow != flowToken {
		c.Scopes = q.scopes(s.Spec)
	}
	return q.err
}

// fillPlace finds out which account host a connection talks to.
func (o *connectionsAddOptions) fillPlace(q *asker, s provider.Service, c *connections.Connection) error {
	if o.app.io.CanAsk() {
		q.askDefaults(s, c)
	}
	for q.err == nil {
		_, err := s.Resolve(c.Region, c.Vars)
		var missing *provider.MissingError
		switch {
		case err == nil:
			return nil
		case !errors.As(err, &missing):
			return usage(err, "dg services show "+s.ID)
		case !o.app.io.CanAsk() && len(missing.Regions) > 0:
			return usagef("add --region "+missing.Regions[0], err.Error())
		case !o.app.io.CanAsk():
			return usagef("add --var "+missing.Variable+"=VALUE", err.Error())
		case len(missing.Regions) > 0:
			c.Region = q.choice("Region (data centre of the account)", regionOptions(s), missing.Regions[0])
		default:
			if c.Vars == nil {
				c.Vars = map[string]string{}
			}
			c.Vars[missing.Variable] = q.askVariable(s, missing.Variable, "")
		}
	}
	return q.err
}

func regionOptions(s provider.Service) []option {
	var all []option
	for _, r := range s.Regions {
		all = append(all, option{r.Name, r.Title})
	}
	return all
}

// askDefaults offers the values that variables have where nothing else is said.
func (q *asker) askDefaults(s provider.Service, c *connections.Connection) {
	for _, f := range s.Variables {
		if f.Default == "" || c.Vars[f.Name] != "" {
			continue
		}
		if v := q.askVariable(s, f.Name, f.Default); v != f.Default && q.err == nil {
			if c.Vars == nil {
				c.Vars = map[string]string{}
			}
			c.Vars[f.Name] = v
		}
	}
}

func (q *asker) askVariable(s provider.Service, name, fallback string) string {
	question := name
	for _, f := range s.Variables {
		if f.Name != name {
			continue
		}
		if f.Title != "" {
			question = f.Title
		}
		if f.Example != "" {
			question += " (such as " + f.Example + ")"
		}
	}
	return q.text(question, fallback, func(answer string) error {
		if answer == "" {
			return errors.New("an answer is needed")
		}
		_, err := s.Values("", map[string]string{name: answer})
		return err
	})
}

// fillClient finds the client: of the flags, of the service, or by asking.
func (o *connectionsAddOptions) fillClient(q *asker, s connections.Service, c *connections.Connection) error {
	a, l := o.app, &o.login
	fromEnv := a.io.Getenv(connections.EnvName(c.Link)) != ""
	switch {
	case l.clientID != "" || l.withSecret:
		var err error
		c.Client, err = l.client(q.ctx)
		return err
	case s.Client.ID != "" || l.flow == flowToken || fromEnv:
		return nil
	case !a.io.CanAsk():
		hint := "add --client-id ID --with-secret"
		if s.Spec.Setup != "" {
			hint += "; a client is registered at " + s.Spec.Setup
		}
		if redirect := redirectURL(s.Spec, connections.Client{Redirect: l.redirect}); redirect != "" {
			hint += ", with the redirect URL " + redirect
		}
		return usagef(hint, fmt.Sprintf("service %q has no client yet", s.Spec.ID))
	}
	if s.Spec.Setup != "" {
		a.say("Register a client at %s", s.Spec.Setup)
	}
	if redirect := redirectURL(s.Spec, connections.Client{Redirect: l.redirect}); redirect != "" {
		a.say("with this redirect URL: %s", redirect)
	}
	id, secret := clientWords(s.Spec)
	c.Client.ID = q.text(id, "", notEmpty)
	if q.err == nil && s.Spec.TokenAuth != provider.TokenAuthNone {
		c.Client.Secret, q.err = a.io.AskSecret(q.ctx, secret+" (not shown; empty for none)")
		q.err = noAnswer(q.err)
	}
	c.Client.Redirect = l.redirect
	return q.err
}

// clientWords are what the form calls the client: OAuth 1 has other words for it.
func clientWords(s provider.Service) (id, secret string) {
	if s.Auth == provider.OAuth1 {
		return "Consumer Key", "Consumer Secret"
	}
	return "Client Id", "Client Secret"
}

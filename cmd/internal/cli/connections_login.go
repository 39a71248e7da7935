package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

type loginOptions struct {
	*accountFlags
	flow       string
	redirect   string
	noBrowser  bool
	timeout    time.Duration
	clientID   string
	withSecret bool
	scopes     []string // of login alone; add has its own
}

func (o *accountFlags) loginCmd() *cobra.Command {
	l := &loginOptions{accountFlags: o}
	cmd := &cobra.Command{
		Use:   "login NAME",
		Short: "Connect, connect again, or change the account",
		Long: `Log in to a connection's service. The address to open is printed before a browser
is started, and may be opened on another machine with --flow paste. The tokens
from before are kept until the login has succeeded.

Flows:
  browser             a person logs in; dg waits on the redirect URL
  paste               the same, without a browser here: paste the address it ended at
  self-client         a grant code from the provider's console
  device              a code to type at an address, on any machine
  client-credentials  the client alone
  token               an access token that you have; it is not renewed
  refresh-token       a refresh token that you have
  api-key             the keys of the service, one a line
  basic               user name and password, one a line

Secrets are asked for without echo, or read from standard input.`,
		Example: `  dg connections login zoho_books
  dg connections login zoho_books --scopes +ZohoBooks.invoices.ALL
  dg connections login zoho_books --flow paste
  dg connections login zoho_books --flow refresh-token < token.txt
  dg connections login slack --redirect https://example.com/callback --flow paste`,
		Args:              exactArgs(1),
		ValidArgsFunction: o.completeConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return l.run(cmd.Context(), args[0]) },
	}
	l.addFlags(cmd)
	cmd.Flags().Var((*texts)(&l.scopes), "scopes", "ask for these scopes from now on; +NAME adds one to those asked for")
	return cmd
}

func (l *loginOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&l.flow, "flow", "", "how: "+strings.Join(flowNames(), ", ")+"; default: what the service needs")
	f.StringVar(&l.redirect, "redirect", "", "redirect URL registered at the provider; default http://127.0.0.1:8484/callback")
	f.BoolVar(&l.noBrowser, "no-browser", false, "print the address only; BROWSER names another browser")
	f.DurationVar(&l.timeout, "timeout", oauthflow.LoginTime, "how long to wait for the login")
	f.StringVar(&l.clientID, "client-id", "", "the client registered at the provider, for this connection alone")
	f.BoolVar(&l.withSecret, "with-secret", false, "read the client's secret from standard input, or ask for it")
	_ = cmd.RegisterFlagCompletionFunc("flow", cobra.FixedCompletions(flowNames(), cobra.ShellCompDirectiveNoFileComp))
}

// client is the client of the flags, its secret read.
func (l *loginOptions) client(ctx context.Context) (connections.Client, error) {
	c := connections.Client{ID: l.clientID, Redirect: l.redirect}
	if c.ID == "" {
		return c, usagef("add --client-id ID", "--with-secret is for the client of --client-id")
	}
	if !l.withSecret {
		return c, nil
	}
	var err error
	c.Secret, err = l.app.secret(ctx, "Client Secret")
	return c, err
}

func (l *loginOptions) run(ctx context.Context, name string) error {
	m, err := l.manager()
	if err != nil {
		return err
	}
	before, err := m.Status(ctx, name)
	if err != nil {
		return err
	}
	if err := l.givenOutside(m, name); err != nil {
		return err
	}
	kept := "The connection is as it was: dg connections login " + name
	if usable(before.State) {
		kept = "The tokens from before are kept."
	}
	result, t, err := l.login(ctx, m, name)
	if err == nil {
		return l.app.concluded(ctx, l.tell(ctx, m, t, result), "The login itself is stored.")
	}
	return l.app.concluded(ctx, l.explain(before, err), kept)
}

func usable(s connections.State) bool {
	return s == connections.StateConnected || s == connections.StateExpiring
}

func (l *loginOptions) login(ctx context.Context, m *connections.Manager, name string) (connections.LoginResult, connections.Target, error) {
	t, err := m.Target(ctx, name)
	if err != nil {
		return connections.LoginResult{}, t, err
	}
	if err := l.checkFlow(t.Service); err != nil {
		return connections.LoginResult{}, t, err
	}
	if t, err = l.change(ctx, m, t); err != nil {
		return connections.LoginResult{}, t, err
	}
	if t, err = l.discover(ctx, m, t); err != nil {
		return connections.LoginResult{}, t, err
	}
	flow, err := l.pick(ctx, t)
	if err != nil {
		return connections.LoginResult{}, t, err
	}
	if _, waits := flow.(*oauthflow.Code); l.timeout > 0 && !waits { // that one counts itself
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, l.timeout, fmt.Errorf("nothing came in %s", l.timeout))
		defer cancel()
	}
	result, err := m.Login(ctx, name, flow)
	return result, t, err
}

// addScopes replaces a list of scopes, or adds those with a plus in front.
func addScopes(now, wanted []string) []string {
	var scopes []string
	for _, w := range wanted {
		if name, more := strings.CutPrefix(w, "+"); more {
			if w = name; len(scopes) == 0 {
				scopes = slices.Clone(now)
			}
		}
		if !slices.Contains(scopes, w) {
			scopes = append(scopes, w)
		}
	}
	return scopes
}

// change stores what the flags say about the connection itself: another client,
// other scopes, or a grant that needs no person.
func (l *loginOptions) change(ctx context.Context, m *connections.Manager, t connections.Target) (connections.Target, error) {
	machine := l.flow == flowClientCredentials && t.Service.Interactive()
	person := t.Connection.Grant != "" && (l.flow == flowBrowser || l.flow == flowPaste)
	if l.clientID == "" && !l.withSecret && !machine && !person && len(l.scopes) == 0 {
		return t, nil
	}
	var client connections.Client
	if l.clientID != "" || l.withSecret {
		var err error
		if client, err = l.client(ctx); err != nil {
			return t, err
		}
	}
	link := t.Connection.Link
	err := m.ChangeConnection(ctx, link, func(c *connections.Connection) error {
		if client.ID != "" {
			c.Client = client
		}
		if len(l.scopes) > 0 {
			c.Scopes = addScopes(t.Scopes(), words(l.scopes...))
		}
		switch {
		case machine:
			c.Grant = provider.ClientCredentials
		case person:
			c.Grant = ""
		}
		return nil
	})
	if err != nil {
		return t, err
	}
	return m.Target(ctx, link)
}

// explain adds to a failed login what became of the tokens from before, and what
// the person can do.
func (l *loginOptions) explain(before connections.Summary, err error) error {
	var denied *oauthflow.DeniedError
	var login *connections.Error
	if !errors.As(err, &login) || login.Kind != connections.Login {
		return err
	}
	next, name := *login, before.Link
	if usable(before.State) {
		next.Message += "\nThe tokens from before are kept."
	}
	switch {
	case errors.As(err, &denied):
		next.Next = "dg connections login " + name + " asks the provider again"
	case strings.Contains(err.Error(), "no answer from the browser"), errors.Is(err, context.DeadlineExceeded):
		next.Next = "dg connections login " + name + " --flow paste works with a browser on another machine; --timeout waits longer"
	case strings.Contains(err.Error(), "--client-id"):
		next.Next = "dg connections login " + name + " --client-id ID --with-secret"
	case strings.Contains(err.Error(), "state differs"):
		next.Next = "paste the address that this login's page ended at, not an older one"
	}
	return &next
}

// probeTime bounds the request after a login that finds the account's name.
const probeTime = 15 * time.Second

// tell says what the login brought, and what to do with it.
func (l *loginOptions) tell(ctx context.Context, m *connections.Manager, t connections.Target, r connections.LoginResult) error {
	a, name := l.app, t.Connection.Link
	now, err := m.Status(ctx, name) // the region may have changed
	if err != nil {
		return err
	}
	service := serviceAt(t.Service.Title, now.Region)
	p := l.probe(ctx, m, t)
	switch {
	case p.Account != "":
		a.good("Signed in as %s%s, %s", plain(p.Account), organisation(p), service)
	case p.Status == http.StatusUnauthorized: // warned about
	case l.byHand(t) && p.Status == 0:
		a.good("Credentials for %s taken; they have not been tried", service)
	default:
		a.good("Connected to %s", service)
	}
	switch {
	case l.flow == flowToken:
		a.good("The access token is used as it is, and never renewed")
	case t.Service.Auth == provider.OAuth2:
		a.good("Scopes: %s   Refresh token: %s   Expires: %s", scopesText(r.Granted, t.Scopes()), yesNo(r.HasRefresh), lifeText(t, r))
	}
	where, err := l.kept(ctx)
	if err != nil {
		return err
	}
	a.good("Stored in the connections file, %s", where)
	l.warn(t, r)
	if l.byHand(t) && p.Status == http.StatusUnauthorized {
		a.say("dg connections login %s takes others; dg connections test %s tries again", name, name)
		return silent{exitAuth}
	}
	a.say("Use it:  invokeurl [ url: …  connection: %q ];", name)
	a.say("The whole block: dg connections show %s", name)
	return nil
}

func organisation(p connections.ProbeResult) string {
	if p.Organisation == "" {
		return ""
	}
	return ", organisation " + plain(p.Organisation)
}

// byHand reports whether a person typed the credentials, so that nobody has looked
// at them yet.
func (l *loginOptions) byHand(t connections.Target) bool {
	return l.flow == flowToken || t.Service.Auth == provider.Basic || t.Service.Auth == provider.APIKey
}

func (l *loginOptions) warn(t connections.Target, r connections.LoginResult) {
	for _, w := range r.Warnings {
		l.app.mind("%s", plain(w))
	}
	if t.Service.Auth == provider.OAuth2 && t.Service.Interactive() && !r.HasRefresh && !r.Expiry.IsZero() && t.Service.RefreshNeeds == "" {
		l.app.say("Many providers send one when the service's Authorize URL holds access_type=offline,")
		l.app.say("or when the scope offline_access is asked for. Change the service, then log in again.")
	}
}

// probe asks the service who this is, which also tries what a person typed.
func (l *loginOptions) probe(ctx context.Context, m *connections.Manager, t connections.Target) connections.ProbeResult {
	if t.Service.TestURL == "" {
		return connections.ProbeResult{}
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	p, err := m.Probe(ctx, t.Connection.Link)
	switch {
	case err != nil && p.Status == 0:
		l.app.mind("The service was not asked for the account: %v", withCause(err))
	case p.Status == http.StatusUnauthorized:
		l.app.mind("%s answered 401 to a test request: the credentials are not accepted.", t.Service.Title)
	case p.Status >= 300:
		l.app.mind("%s answered %d to a test request.", t.Service.Title, p.Status)
	}
	return p
}

// scopesText shows what was granted; a provider that says nothing granted what was
// asked for (RFC 6749 §5.1).
func scopesText(granted, asked []string) string {
	if len(granted) == 0 {
		granted = asked
	}
	if len(granted) == 0 {
		return "none"
	}
	return plain(strings.Join(granted, " "))
}

func lifeText(t connections.Target, r connections.LoginResult) string {
	switch {
	case r.Expiry.IsZero():
		return "never"
	case r.HasRefresh || !t.Service.Interactive():
		return fromNow(r.Expiry, time.Now()) + " (renewed automatically)"
	}
	return fromNow(r.Expiry, time.Now())
}

package cli

import (
	"context"
	"net/url"
	"strings"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/provider"
)

// tell says what was stored and what comes next.
func (o *servicesAddOptions) tell(s connections.Service) {
	a := o.app
	a.good("Service %q is stored.", s.Spec.ID)
	if o.edit {
		return
	}
	if _, _, err := provider.BuiltIn().Lookup(s.Spec.ID); err == nil && o.from != s.Spec.ID {
		a.mind("It stands in for the default service of that name; dg services remove %s brings that back.", s.Spec.ID)
	}
	if id, _ := provider.BuiltIn().Guess(firstHost(s.Spec)); id != "" && id != s.Spec.ID && o.from != id {
		a.mind("The default service %q knows these hosts too; dg services show %s compares.", id, id)
	}
	if u, err := url.Parse(s.Spec.TestURL); err == nil && u.Host != "" && s.Spec.CheckURL(u) != nil && !strings.Contains(s.Spec.TestURL+s.Spec.Hosts[0], "{") {
		a.mind("%s is not on the list of hosts, so the test URL will not receive the credential.", u.Host)
	}
	if redirect := redirectURL(s.Spec, s.Client); redirect != "" {
		a.say("Redirect URL to register at the provider: %s", redirect)
	}
	if !o.asked {
		a.say("Next: dg connections add NAME --service %s", s.Spec.ID)
	}
}

func firstHost(s provider.Service) string {
	if len(s.Hosts) == 0 {
		return ""
	}
	return strings.TrimPrefix(s.Hosts[0], "*.")
}

// connect is the second half of the form: a connection to the new service, created
// and connected. It is offered to somebody who answered the questions of the first.
func (o *servicesAddOptions) connect(ctx context.Context, m *connections.Manager, s connections.Service) error {
	if !o.asked {
		return nil
	}
	a := o.app
	q := &asker{app: a, ctx: ctx}
	title := q.text("Connection Name (empty: none yet)", "", nil)
	if title == "" || q.err != nil {
		a.say("Next: dg connections add NAME --service %s", s.Spec.ID)
		return q.err
	}
	add := &connectionsAddOptions{accountFlags: &accountFlags{app: a}, service: s.Spec.ID, title: title}
	add.login = loginOptions{accountFlags: add.accountFlags, timeout: oauthflow.LoginTime, noBrowser: o.noBrowser, redirect: o.client.Redirect}
	link := q.text("Connection Link Name", linkFrom(title), func(answer string) error {
		if err := connections.CheckLink(answer); err != nil {
			return err
		}
		return add.checkName(ctx, m, answer)
	})
	if needsLogin(s.Spec) {
		add.loginUser = q.yes("Use Credentials of Login User")
	}
	add.scopes, add.asked = s.Spec.DefaultScopes, true
	if q.err != nil {
		return q.err
	}
	return add.run(ctx, link)
}

// discover fills in what the issuer says of itself, where a service is described by
// its issuer alone.
func (o *servicesAddOptions) discover(ctx context.Context, s *provider.Service) error {
	if s.Issuer == "" || s.TokenURL != "" || s.AuthorizeURL != "" || s.Discover {
		return nil
	}
	found, err := (&oauthflow.Client{}).Discover(ctx, *s)
	if err != nil {
		return usage(err, "--auth-url and --token-url name the addresses without asking the issuer")
	}
	s.Auth = provider.OAuth2
	given := *s
	found.Fill(s)
	if given.TokenAuth != "" {
		s.TokenAuth = given.TokenAuth
	}
	if given.PKCE != "" {
		s.PKCE = given.PKCE
	}
	return nil
}

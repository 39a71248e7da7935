package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
)

// complete fills in what is missing: by asking when a person is there, else it says
// which flags would have answered.
func (o *servicesAddOptions) complete(ctx context.Context, m *connections.Manager, s *connections.Service) error {
	settleService(&s.Spec)
	missing := missingFlags(s.Spec)
	if len(missing) == 0 {
		return nil
	}
	if !o.app.io.CanAsk() {
		return usagef("add them, or give a file: dg services add FILE", "missing: "+strings.Join(missing, ", "))
	}
	o.asked = true
	q := &asker{app: o.app, ctx: ctx}
	o.ask(q, s, func(id string) error {
		if err := checkID(id); err != nil {
			return err
		}
		return o.settleRev(ctx, m, &connections.Service{Spec: provider.Service{ID: id}})
	})
	settleService(&s.Spec)
	return q.err
}

// ask puts the questions of the custom-service form, in its order and words. A
// link name that is taken is refused at once, not after the last question.
func (o *servicesAddOptions) ask(q *asker, s *connections.Service, free func(string) error) {
	spec := &s.Spec
	if spec.Title == "" || spec.ID == "" {
		spec.Title = q.text("Service Name", spec.Title, notEmpty)
		spec.ID = q.text("Service Link Name", linkFrom(spec.Title), free)
	}
	if spec.Auth == "" {
		spec.Auth = provider.Auth(q.choice("Authentication Type", []option{
			{"oauth2", "OAuth 2: a login page, or the client's own credentials"},
			{"oauth1", "OAuth 1.0a: requests are signed"},
			{"api_key", "API Key: in a header or a parameter"},
			{"basic", "Basic: user name and password"},
			{"none", "nothing is sent; the connection only fixes the hosts"},
		}, "oauth2"))
	}
	switch spec.Auth {
	case provider.OAuth2:
		askParamType(q, spec, provider.InHeader, provider.InQuery)
		o.askOAuth(q, s)
	case provider.OAuth1:
		askParamType(q, spec, provider.InHeader, provider.InQuery, provider.InForm)
		o.askSigned(q, s)
	case provider.APIKey:
		askKeys(q, spec)
	}
	o.askCalls(q, spec)
}

// paramType returns the place of a credential in the words of the form.
func paramType(in provider.In) string {
	switch in {
	case provider.InHeader:
		return "Header"
	case provider.InQuery:
		return "Query String"
	case provider.InForm:
		return "Form Data"
	}
	return ""
}

// askParamType asks where the credential goes on calls.
func askParamType(q *asker, s *provider.Service, places ...provider.In) {
	if s.Placement != (provider.Placement{}) {
		return
	}
	var options []option
	for _, in := range places {
		options = append(options, option{string(in), paramType(in)})
	}
	in := provider.In(q.choice("Param Type", options, string(provider.InHeader)))
	if in == provider.InHeader {
		return // the default
	}
	s.Placement.In = in
	if s.Auth == provider.OAuth2 {
		s.Placement.Name = q.text("Actual Parameter (its name)", "access_token", notEmpty)
	}
}

// askClient asks for id and secret, which each connection may bring instead.
func (o *servicesAddOptions) askClient(q *asker, s *connections.Service) {
	id, secret := clientWords(s.Spec)
	if s.Client.ID == "" {
		s.Client.ID = q.text(id+" (empty: each connection brings its own)", "", nil)
	}
	if s.Client.ID != "" && s.Client.Secret == "" && q.err == nil {
		s.Client.Secret, q.err = o.app.io.AskSecret(q.ctx, secret+" (not shown; empty for none)")
		q.err = noAnswer(q.err)
	}
}

func (o *servicesAddOptions) askSigned(q *asker, s *connections.Service) {
	spec := &s.Spec
	o.askClient(q, s)
	if spec.SignatureMethod == "" {
		spec.SignatureMethod = provider.SignatureMethod(q.choice("Signature Method", []option{
			{string(provider.HMACSHA1), ""}, {string(provider.HMACSHA256), ""}, {string(provider.Plaintext), ""},
		}, string(provider.HMACSHA1)))
	}
	check := checkAddress(spec.Private)
	if spec.RequestTokenURL == "" {
		spec.RequestTokenURL = q.text("Request Token URL (empty: requests carry no token)", "", func(answer string) error {
			if answer == "" {
				return nil
			}
			return check(answer)
		})
	}
	if spec.RequestTokenURL == "" {
		return
	}
	spec.AuthorizeURL = q.text("Authorize URL", spec.AuthorizeURL, check)
	spec.TokenURL = q.text("Access Token URL", spec.TokenURL, check)
}

func (o *servicesAddOptions) askOAuth(q *asker, s *connections.Service) {
	spec := &s.Spec
	if spec.Grant == "" && spec.AuthorizeURL == "" {
		spec.Grant = q.choice("Grant Type", []option{
			{provider.AuthorizationCode, "a person logs in"},
			{provider.ClientCredentials, "the client alone"},
			{"account_credentials", "the same, as Zoom calls it"},
		}, provider.AuthorizationCode)
	}
	o.askClient(q, s)
	if s.Client.ID != "" && s.Client.Secret == "" {
		spec.TokenAuth = provider.TokenAuthNone
	}
	check := checkAddress(spec.Private)
	if spec.AuthorizeURL == "" && spec.GrantName() == provider.AuthorizationCode {
		spec.AuthorizeURL = q.text("Authorize URL", "", check)
	}
	if spec.TokenURL == "" {
		spec.TokenURL = q.text("Access Token URL", "", check)
	}
	if spec.RefreshURL == "" && spec.GrantName() == provider.AuthorizationCode {
		spec.RefreshURL = q.text("Refresh Token URL", spec.TokenURL, check)
	}
	if len(spec.TokenParams) == 0 && !spec.Interactive() {
		q.text("More fields for the Access Token URL, NAME=VALUE, separated by blanks (empty: none)", "", func(answer string) error {
			o.tokenParams = strings.Fields(answer)
			return o.applyParams(spec)
		})
	}
	askScopes(q, spec)
}

// askScopes takes the scopes one by one, as the form does, each with the name that
// people give it, or several at once without names.
func askScopes(q *asker, s *provider.Service) {
	if len(s.DefaultScopes) > 0 {
		return
	}
	for n := 1; q.err == nil; n++ {
		answer := q.text(fmt.Sprintf("Scope %d (NAME, or NAME=display name; empty: no more)", n), "", nil)
		if answer == "" {
			break
		}
		name, title, named := strings.Cut(answer, "=")
		if !named {
			s.DefaultScopes = append(s.DefaultScopes, words(answer)...)
			continue
		}
		if s.ScopeNames == nil {
			s.ScopeNames = map[string]string{}
		}
		name = strings.TrimSpace(name)
		s.DefaultScopes, s.ScopeNames[name] = append(s.DefaultScopes, name), strings.TrimSpace(title)
	}
	if s.ScopeDelimiter == "" && len(s.DefaultScopes) > 1 {
		s.ScopeDelimiter = q.choice("Scope Delimiter", []option{{"comma", ""}, {"space", ""}, {"plus", ""}}, "comma")
	}
}

// askKeys asks for the rows of an API-key service.
func askKeys(q *asker, s *provider.Service) {
	for len(s.Keys) == 0 || q.err == nil && q.yes("Another key") {
		s.Keys = append(s.Keys, askKey(q))
	}
}

func askKey(q *asker) provider.Key {
	p := provider.Placement{In: provider.In(q.choice("Param Type", []option{
		{string(provider.InHeader), "a header"}, {string(provider.InQuery), "in the query string"}, {string(provider.InForm), "a form field"},
	}, string(provider.InHeader)))}
	question, fallback := "Actual Parameter (its name)", ""
	if p.In == provider.InHeader {
		question, fallback = "Header", "Authorization"
	}
	name := q.text(question, fallback, notEmpty)
	if p.Prefix = q.text("Prefix before the key, such as Bearer (empty: none)", "", nil); p.Prefix != "" && p.In == provider.InHeader {
		p.Prefix += " "
	}
	k := keyRow(name, p)
	k.Title = q.text("Parameter Display Name", name, notEmpty)
	return k
}

// askCalls asks what a service of every kind needs for requests.
func (o *servicesAddOptions) askCalls(q *asker, s *provider.Service) {
	if len(s.Hosts) == 0 {
		fallback := ""
		if u, err := url.Parse(s.TokenURL); err == nil && u.Host != "" {
			fallback = hostEntry(u)
		}
		q.text("Hosts of the API (only these receive the credential)", fallback, func(answer string) error {
			s.Hosts = words(answer)
			return checkHostList(s.Hosts)
		})
	}
	if s.TestURL == "" {
		s.TestURL = q.text("Test URL (a GET that shows whether it works; empty: none)", "", func(answer string) error {
			if answer == "" {
				return nil
			}
			return checkAddress(s.Private)(answer)
		})
	}
}

func notEmpty(answer string) error {
	if answer == "" {
		return errors.New("an answer is needed")
	}
	return nil
}

func checkID(answer string) error {
	if answer != "" && answer == linkFrom(answer) {
		return nil
	}
	return errors.New("a lower-case letter, then lower-case letters, digits and _ (50 at most)")
}

func checkHostList(hosts []string) error {
	if len(hosts) == 0 {
		return errors.New("at least one, such as api.example.com")
	}
	for _, h := range hosts {
		if err := provider.CheckHostPattern(h); err != nil {
			return err
		}
	}
	return nil
}

// checkAddress is the rule that Validate applies in the end, said at once.
func checkAddress(private bool) func(string) error {
	return func(answer string) error {
		u, err := url.Parse(answer)
		switch {
		case err != nil || u.Host == "":
			return errors.New("a whole URL, such as https://login.example.com/oauth2/token")
		case u.Scheme != "https" && !(private && u.Scheme == "http"):
			return errors.New("https is needed (http only with --private)")
		}
		return nil
	}
}

package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/provider"
	"github.com/dg-lang/dg/lang/source"
)

type servicesAddOptions struct {
	app       *app
	file      string
	from      string
	replace   bool
	edit      bool // change a custom service in place
	asked     bool // a person answered questions
	noBrowser bool

	given           provider.Service // what the flags say, field by field
	scopes, hosts   []string
	keys, keyNames  []string
	scopeNames      []string
	refreshParams   []string
	authorizeParams []string
	tokenParams     []string
	client          connections.Client
	withSecret      bool
}

func (a *app) servicesAddCmd() *cobra.Command {
	o := &servicesAddOptions{app: a}
	cmd := &cobra.Command{
		Use:   "add [FILE|-]",
		Short: "Add a service from a file, from flags, or by answering questions",
		Long: `Add a custom service. FILE is YAML in the form that dg services show NAME --yaml
prints; flags change what it says. In a terminal what is missing is asked for.

The client's secret is never a flag: --with-secret asks for it, or reads it from
standard input.`,
		Example: `  dg services add                               asks for everything
  dg services add mailchimp.yaml --client-id 1234 --with-secret < secret.txt
  dg services add --from zoho --client-id 1000.ABC --with-secret < secret.txt
  dg services add --link mailchimp --name MailChimp --auth oauth2 \
      --auth-url https://login.mailchimp.com/oauth2/authorize \
      --token-url https://login.mailchimp.com/oauth2/token \
      --host '*.api.mailchimp.com' --client-id 1234 --with-secret < secret.txt
  dg services add --link sendgrid --auth api_key --header Authorization \
      --prefix 'Bearer ' --host api.sendgrid.com`,
		Args:              atMostOneFile,
		ValidArgsFunction: cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.file = args[0]
			}
			return a.concluded(cmd.Context(), o.run(cmd), "No service was added.")
		},
	}
	o.addFlags(cmd)
	return cmd
}

func atMostOneFile(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("usage: "+cmd.UseLine(), "too many arguments: "+args[1])
	}
	return nil
}

// textFlag is a flag that sets one text of a service.
type textFlag struct {
	name  string
	to    *string
	about string
	words []string // what it may be, for completion
}

func textFlags(s *provider.Service) []textFlag {
	return []textFlag{
		{"name", &s.Title, "service name: what people read, such as MailChimp", nil},
		{"link", &s.ID, "service link name: a-z, 0-9, _ and -; made from --name if missing", nil},
		{"auth", (*string)(&s.Auth), "authentication type: oauth2, oauth1, basic, api_key or none", []string{"oauth2", "oauth1", "basic", "api_key", "none"}},
		{"grant", &s.Grant, "grant type: authorization_code (default), client_credentials, device, or the provider's own word", []string{"authorization_code", "client_credentials", "device"}},
		{"request-token-url", &s.RequestTokenURL, "request token URL of oauth1", nil},
		{"auth-url", &s.AuthorizeURL, "authorize URL; may carry parameters such as ?access_type=offline", nil},
		{"token-url", &s.TokenURL, "access token URL", nil},
		{"refresh-url", &s.RefreshURL, "refresh token URL; default: the access token URL", nil},
		{"revoke-url", &s.RevokeURL, "revoke token URL", nil},
		{"device-url", &s.DeviceURL, "device authorization URL, for --flow device", nil},
		{"delimiter", &s.ScopeDelimiter, "between scopes: comma (default), space or plus", []string{"comma", "space", "plus"}},
		{"token-auth", (*string)(&s.TokenAuth), "where client id and secret go at the token URL: header, body (default) or none", []string{"header", "body", "none"}},
		{"refresh-auth", (*string)(&s.RefreshAuth), "the same at the refresh token URL, where it differs", []string{"header", "body", "none"}},
		{"token-body", &s.TokenBody, "how requests to the token URL are written: form (default) or json", []string{"form", "json"}},
		{"client-id-name", &s.ClientIDName, "the parameter for the client id, where it is not client_id", nil},
		{"code-name", &s.CodeName, "the parameter of the redirect that holds the code, where it is not code", nil},
		{"signature", (*string)(&s.SignatureMethod), "of oauth1: HMAC-SHA1 (default), HMAC-SHA256 or PLAINTEXT", []string{"HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"}},
		{"realm", &s.Realm, "of oauth1: put into the header", nil},
		{"placement", (*string)(&s.Placement.In), "param type, where the credential goes on a request: header (default), query or form", []string{"header", "query", "form"}},
		{"header", &s.Placement.Name, "its header or parameter name; default Authorization", nil},
		{"prefix", &s.Placement.Prefix, "put before it, blanks included, such as 'token '; default 'Bearer ' for oauth2", nil},
		{"template", &s.Placement.Template, "the whole value, such as 'Token token={value}'", nil},
		{"pkce", (*string)(&s.PKCE), "code challenge: required, supported (default of a new service), no or unknown", []string{"required", "supported", "no", "unknown"}},
		{"issuer", &s.Issuer, "issuer, checked against iss on the redirect; without --token-url it is asked for its URLs", nil},
		{"redirect-host", &s.RedirectHost, "spelling of the loopback redirect: 127.0.0.1 (default), localhost, https, or name where the provider gives one for it", []string{"127.0.0.1", "localhost", "https", "name"}},
		{"test-url", &s.TestURL, "a GET that shows whether a connection works", nil},
		{"account-path", &s.AccountPath, "where the test answer names the account, such as users.0.email", nil},
		{"organisation-path", &s.OrganisationPath, "where it names the organisation, such as users.0.company", nil},
		{"setup", &s.Setup, "the page where a client is registered", nil},
	}
}

func (o *servicesAddOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	for _, t := range textFlags(&o.given) {
		f.StringVar(t.to, t.name, "", t.about)
		values := t.words
		_ = cmd.RegisterFlagCompletionFunc(t.name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	if !o.edit {
		o.addOrigin(cmd)
	}
	f.Var((*texts)(&o.scopes), "scopes", "scopes asked for by default, separated by commas or blanks")
	f.Var((*texts)(&o.hosts), "host", "host that may receive the credential, such as api.example.com or *.example.com (repeatable)")
	f.Var((*texts)(&o.keys), "key", "one row of an api_key service, [header:|query:|form:]NAME[=TEMPLATE] (repeatable); default: --header")
	f.Var((*texts)(&o.keyNames), "key-name", "what a key is called when it is asked for, NAME=TEXT (repeatable)")
	f.Var((*texts)(&o.scopeNames), "scope-name", "what a scope is called, SCOPE=TEXT (repeatable)")
	f.Var((*texts)(&o.authorizeParams), "authorize-param", "parameter for the authorize URL, NAME=VALUE (repeatable)")
	f.Var((*texts)(&o.tokenParams), "token-param", "field for the token URL, NAME=VALUE (repeatable); an empty value takes a standard field out")
	f.Var((*texts)(&o.refreshParams), "refresh-param", "field for the refresh token URL, over --token-param (repeatable)")
	f.BoolVar(&o.given.Private, "private", false, "allow loopback and private addresses, and http to them")
	f.StringVar(&o.client.ID, "client-id", "", "the client that you registered at the provider")
	f.BoolVar(&o.withSecret, "with-secret", false, "read the client's secret from standard input, or ask for it")
	f.StringVar(&o.client.Redirect, "redirect", "", "the redirect URL that you registered; default http://127.0.0.1:8484/callback")
}

// addOrigin adds the flags that a new service has beside those of its fields.
func (o *servicesAddOptions) addOrigin(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "start from this service, such as a default one that gets your client")
	f.BoolVar(&o.replace, "replace", false, "replace the custom service of this name")
	f.BoolVar(&o.noBrowser, "no-browser", false, "print the address of the login only")
	_ = cmd.RegisterFlagCompletionFunc("from", o.app.completeServices)
}

func (o *servicesAddOptions) run(cmd *cobra.Command) error {
	ctx := cmd.Context()
	m, err := o.app.manager("")
	if err != nil {
		return err
	}
	s, err := o.base(ctx, m)
	if err != nil {
		return err
	}
	if err := o.apply(cmd, &s); err != nil {
		return err
	}
	if err := o.discover(ctx, &s.Spec); err != nil {
		return err
	}
	if err := o.complete(ctx, m, &s); err != nil {
		return err
	}
	o.settlePKCE(&s.Spec)
	if err := s.Spec.Validate(); err != nil {
		return usage(err, flagFor(err.Error(), &s.Spec))
	}
	if err := o.settleRev(ctx, m, &s); err != nil {
		return err
	}
	if o.withSecret && s.Client.Secret == "" {
		if s.Client.Secret, err = o.app.secret(ctx, "Client Secret"); err != nil {
			return err
		}
	}
	if err := m.AddService(ctx, &s); err != nil {
		return err
	}
	o.tell(s)
	return o.connect(ctx, m, s)
}

// settlePKCE switches the code challenge on for a service that is described here
// for the first time and says nothing about it: a provider that does not know it has
// to ignore it (RFC 6749, 3.1), and --pkce no is there for one that does not.
func (o *servicesAddOptions) settlePKCE(s *provider.Service) {
	fresh := o.file == "" && o.from == ""
	if fresh && s.PKCE == "" && s.Auth == provider.OAuth2 && s.Interactive() {
		s.PKCE = provider.PKCESupported
	}
}

// base is the service before the flags: a file, another service, or nothing.
func (o *servicesAddOptions) base(ctx context.Context, m *connections.Manager) (connections.Service, error) {
	switch {
	case o.file != "" && o.from != "":
		return connections.Service{}, usagef("give one of them", "--from and a file both say where to start from")
	case o.file == "-" && o.withSecret:
		return connections.Service{}, usagef("give the file by its name", "standard input cannot be both the file and the secret")
	case o.file != "":
		text, err := o.app.readFile(o.file)
		if err != nil {
			return connections.Service{}, err
		}
		spec, err := provider.Parse([]byte(strings.TrimPrefix(text, source.BOM)))
		if err != nil {
			return connections.Service{}, usage(badService(o.file, err), "dg services show zoho --yaml prints a file to compare with")
		}
		return connections.Service{Spec: spec}, nil
	case o.from != "":
		s, _, err := findService(ctx, m, o.from)
		s.Rev = 0
		return s, err
	}
	return connections.Service{}, nil
}

// settleRev finds out whether there is a custom service of this name already.
func (o *servicesAddOptions) settleRev(ctx context.Context, m *connections.Manager, s *connections.Service) error {
	old, _, err := m.FindService(ctx, s.Spec.ID)
	if err != nil || old.Rev == 0 {
		return nil //nolint:nilerr // no such service yet, or the store's own fault, which AddService words
	}
	if !o.replace {
		return usagef("dg services show "+s.Spec.ID+" shows it; --replace puts this one in its place",
			fmt.Sprintf("there is a custom service %q already", s.Spec.ID))
	}
	s.Rev = old.Rev
	if s.Client.ID == "" {
		s.Client = old.Client
	}
	return nil
}

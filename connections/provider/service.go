package provider

import (
	"maps"
	"slices"
)

// Auth says which kind of credential a service takes.
type Auth string

// The kinds of credential.
const (
	OAuth2 Auth = "oauth2"
	OAuth1 Auth = "oauth1"
	Basic  Auth = "basic"
	APIKey Auth = "api_key"
	None   Auth = "none" // a connection that only fixes the hosts
)

// The OAuth 2 grants with a meaning of their own. Any other text is sent as the
// grant_type of a client-credentials request (Zoom: account_credentials).
const (
	AuthorizationCode = "authorization_code"
	ClientCredentials = "client_credentials"
	DeviceCode        = "urn:ietf:params:oauth:grant-type:device_code" // RFC 8628
)

// SignatureMethod is how OAuth 1 requests are signed (RFC 5849 §3.4).
type SignatureMethod string

// The signature methods. RSA-SHA1 is not among them: it needs a private key where
// the others need the consumer secret.
const (
	HMACSHA1   SignatureMethod = "HMAC-SHA1" // the default
	HMACSHA256 SignatureMethod = "HMAC-SHA256"
	Plaintext  SignatureMethod = "PLAINTEXT"
)

// TokenAuth says where the client id and secret go at the token endpoint
// (RFC 6749 §2.3.1). One place is fixed per service; dg never tries another.
type TokenAuth string

// The places of the client's credentials.
const (
	TokenAuthHeader TokenAuth = "header" // HTTP Basic
	TokenAuthBody   TokenAuth = "body"   // client_id and client_secret fields
	TokenAuthNone   TokenAuth = "none"   // public client: client_id only
)

// PKCE says whether the service takes a code challenge (RFC 7636).
type PKCE string

// The values of [Service.PKCE]. PKCEUnknown sends none, because some services
// refuse parameters that they do not know.
const (
	PKCERequired  PKCE = "required"
	PKCESupported PKCE = "supported"
	PKCENo        PKCE = "no"
	PKCEUnknown   PKCE = "unknown"
)

// In is the part of a request that carries a credential.
type In string

// The places of a credential on a request. InPath puts it before the path of the
// URL, for services such as Telegram.
const (
	InHeader In = "header"
	InQuery  In = "query"
	InForm   In = "form"
	InPath   In = "path"
)

// Placement says where one credential goes on a request and how it is spelled.
type Placement struct {
	In     In     `yaml:"in,omitempty" json:"in,omitempty"`         // default header
	Name   string `yaml:"name,omitempty" json:"name,omitempty"`     // header, parameter or field name; default Authorization
	Prefix string `yaml:"prefix,omitempty" json:"prefix,omitempty"` // put before the value, blanks included
	// Template is the whole value with {prefix} and {value}; default "{prefix}{value}".
	Template string `yaml:"template,omitempty" json:"template,omitempty"`
}

// Field describes one value that the user supplies, so that one prompt serves all services.
type Field struct {
	Name    string   `yaml:"name" json:"name"`
	Title   string   `yaml:"title,omitempty" json:"title,omitempty"`
	Example string   `yaml:"example,omitempty" json:"example,omitempty"`
	Pattern string   `yaml:"pattern,omitempty" json:"pattern,omitempty"` // RE2, matched against the whole value
	Default string   `yaml:"default,omitempty" json:"default,omitempty"`
	Enum    []string `yaml:"enum,omitempty" json:"enum,omitempty"`
	Secret  bool     `yaml:"secret,omitempty" json:"secret,omitempty"`
	// Address marks a value that is a whole https URL; it may fill the beginning of
	// a template only.
	Address bool `yaml:"address,omitempty" json:"address,omitempty"`
}

// Key is one row of an API-key service: what to ask for and where it goes.
type Key struct {
	Field     `yaml:",inline"`
	Placement Placement `yaml:"placement,omitempty" json:"placement"`
}

// Region is one data centre of a service.
type Region struct {
	Name  string            `yaml:"name" json:"name"`
	Title string            `yaml:"title,omitempty" json:"title,omitempty"`
	Note  string            `yaml:"note,omitempty" json:"note,omitempty"`
	Vars  map[string]string `yaml:"vars" json:"vars"`
}

// ExpiredSign is an answer that means "this token is no longer good" besides status 401.
type ExpiredSign struct {
	Status int    `yaml:"status,omitempty" json:"status,omitempty"` // 0: any
	Path   string `yaml:"path,omitempty" json:"path,omitempty"`     // dotted path into a JSON body, for instance "error"
	Equals string `yaml:"equals,omitempty" json:"equals,omitempty"` // text found at Path
}

// TokenAnswer tells how to read a token answer that differs from RFC 6749 §5.1.
type TokenAnswer struct {
	Path        string `yaml:"path,omitempty" json:"path,omitempty"`                 // where the token object lies: "authed_user", "data.0"
	DefaultLife int    `yaml:"default_life,omitempty" json:"default_life,omitempty"` // seconds, when expires_in is absent; 0: does not expire
	// Types are values of token_type that mean Bearer to this service.
	Types []string `yaml:"types,omitempty" json:"types,omitempty"`
}

// Trade is a GET that gives a token for a token.
type Trade struct {
	URL          string            `yaml:"url" json:"url"`
	Params       map[string]string `yaml:"params,omitempty" json:"params,omitempty"`
	Token        string            `yaml:"token" json:"token"` // the parameter that holds the token
	ClientID     bool              `yaml:"client_id,omitempty" json:"client_id,omitempty"`
	ClientSecret bool              `yaml:"client_secret,omitempty" json:"client_secret,omitempty"`
}

// Service is how one provider authenticates. The zero values of the optional
// fields mean what RFC 6749 says.
type Service struct {
	ID    string `yaml:"id" json:"id"`
	Title string `yaml:"title" json:"title"`
	Auth  Auth   `yaml:"auth" json:"auth"`
	Grant string `yaml:"grant,omitempty" json:"grant,omitempty"` // default authorization_code

	// Endpoint names a pair of URLs in golang.org/x/oauth2/endpoints; Parse fills
	// them in and forgets the name.
	Endpoint        string `yaml:"endpoint,omitempty" json:"endpoint,omitempty"`
	AuthorizeURL    string `yaml:"authorize_url,omitempty" json:"authorize_url,omitempty"`
	TokenURL        string `yaml:"token_url,omitempty" json:"token_url,omitempty"`
	RefreshURL      string `yaml:"refresh_url,omitempty" json:"refresh_url,omitempty"` // default TokenURL
	RevokeURL       string `yaml:"revoke_url,omitempty" json:"revoke_url,omitempty"`
	RequestTokenURL string `yaml:"request_token_url,omitempty" json:"request_token_url,omitempty"` // OAuth 1
	DeviceURL       string `yaml:"device_url,omitempty" json:"device_url,omitempty"`               // RFC 8628
	Issuer          string `yaml:"issuer,omitempty" json:"issuer,omitempty"`                       // checked against iss (RFC 9207)
	// Discover takes the URLs from the issuer's description of itself (OpenID
	// Connect Discovery 1.0) when an account is connected.
	Discover bool `yaml:"discover,omitempty" json:"discover,omitempty"`

	// The parameters beside the standard ones. One with an empty value takes the
	// standard parameter of that name out.
	AuthorizeParams map[string]string `yaml:"authorize_params,omitempty" json:"authorize_params,omitempty"`
	TokenParams     map[string]string `yaml:"token_params,omitempty" json:"token_params,omitempty"`
	RefreshParams   map[string]string `yaml:"refresh_params,omitempty" json:"refresh_params,omitempty"`   // over TokenParams, for a refresh
	ClientIDName    string            `yaml:"client_id_name,omitempty" json:"client_id_name,omitempty"`   // default client_id
	CodeName        string            `yaml:"code_name,omitempty" json:"code_name,omitempty"`             // of the redirect; default code
	ScopeDelimiter  string            `yaml:"scope_delimiter,omitempty" json:"scope_delimiter,omitempty"` // comma, space or plus; default comma
	DefaultScopes   []string          `yaml:"default_scopes,omitempty" json:"default_scopes,omitempty"`
	// ScopeNames are what people call the scopes, by scope.
	ScopeNames  map[string]string `yaml:"scope_names,omitempty" json:"scope_names,omitempty"`
	TokenAuth   TokenAuth         `yaml:"token_auth,omitempty" json:"token_auth,omitempty"`     // default body
	RefreshAuth TokenAuth         `yaml:"refresh_auth,omitempty" json:"refresh_auth,omitempty"` // default TokenAuth
	// TokenBody is how requests to the token URL are written: form (default) or json.
	TokenBody string `yaml:"token_body,omitempty" json:"token_body,omitempty"`
	// RawClientAuth sends id and secret in HTTP Basic as they are, without the
	// form encoding that RFC 6749 §2.3.1 asks for; some providers want it so.
	RawClientAuth bool        `yaml:"raw_client_auth,omitempty" json:"raw_client_auth,omitempty"`
	PKCE          PKCE        `yaml:"pkce,omitempty" json:"pkce,omitempty"`
	PKCEHex       bool        `yaml:"pkce_hex,omitempty" json:"pkce_hex,omitempty"` // the challenge in hexadecimal, against RFC 7636 §4.2
	Token         TokenAnswer `yaml:"token,omitempty" json:"token"`
	// Exchange trades the token of a login for one that lasts, and Renew an access
	// token for a fresh one, where the service has no refresh tokens.
	Exchange *Trade `yaml:"exchange,omitempty" json:"exchange,omitempty"`
	Renew    *Trade `yaml:"renew,omitempty" json:"renew,omitempty"`
	// Keep lists parameters of the redirect that become connection variables.
	Keep []string `yaml:"keep,omitempty" json:"keep,omitempty"`
	// SignedRedirect says that the redirect carries hmac, made with the client's
	// secret over its other parameters (Shopify).
	SignedRedirect bool `yaml:"signed_redirect,omitempty" json:"signed_redirect,omitempty"`
	// ForcedRefreshGap is the least number of seconds between two refreshes that
	// were not due by the clock, because some providers count them.
	ForcedRefreshGap int `yaml:"forced_refresh_gap,omitempty" json:"forced_refresh_gap,omitempty"`
	// RefreshLimit is how many tokens the provider gives for one refresh token
	// within RefreshWindow seconds, after which it gives none until they are over;
	// 0: it does not say.
	RefreshLimit  int `yaml:"refresh_limit,omitempty" json:"refresh_limit,omitempty"`
	RefreshWindow int `yaml:"refresh_window,omitempty" json:"refresh_window,omitempty"`
	// RefreshTokens is how many refresh tokens of one account the provider keeps; one
	// more ends the oldest without a word. 0: not known.
	RefreshTokens int `yaml:"refresh_tokens,omitempty" json:"refresh_tokens,omitempty"`
	// RefreshNeeds tells the user what makes the provider hand out a refresh token.
	RefreshNeeds string `yaml:"refresh_needs,omitempty" json:"refresh_needs,omitempty"`

	Placement Placement `yaml:"placement,omitempty" json:"placement"`
	Keys      []Key     `yaml:"keys,omitempty" json:"keys,omitempty"`
	// UserTemplate and PasswordTemplate make user name and password of a basic
	// service out of its keys, as in {email}/token; empty: the two are asked for.
	UserTemplate     string `yaml:"user_template,omitempty" json:"user_template,omitempty"`
	PasswordTemplate string `yaml:"password_template,omitempty" json:"password_template,omitempty"`

	// OAuth 1. Without the three URLs requests carry no token ("one leg").
	SignatureMethod SignatureMethod `yaml:"signature_method,omitempty" json:"signature_method,omitempty"`
	Realm           string          `yaml:"realm,omitempty" json:"realm,omitempty"`

	// Hosts may receive the credential: "api.x.com", "*.x.com" (any sub-domain,
	// not x.com itself), "host:8443", "http://host". Nothing else ever does.
	Hosts []string `yaml:"hosts" json:"hosts"`
	// Private permits loopback and private addresses, and plain http to loopback.
	Private bool `yaml:"private,omitempty" json:"private,omitempty"`
	// RedirectHost spells the loopback redirect: "127.0.0.1" (default), "localhost",
	// "https" for a service that takes only https redirects, or "name" for one that
	// gives a name in the place of the URL (eBay's RuName).
	RedirectHost string `yaml:"redirect_host,omitempty" json:"redirect_host,omitempty"`

	TestURL     string `yaml:"test_url,omitempty" json:"test_url,omitempty"`
	AccountPath string `yaml:"account_path,omitempty" json:"account_path,omitempty"` // dotted path into the test answer
	// OrganisationPath leads to what the account belongs to, in the same answer.
	OrganisationPath string `yaml:"organisation_path,omitempty" json:"organisation_path,omitempty"`
	// Learn names variables that the test answer holds, by dotted path into it.
	Learn        map[string]string `yaml:"learn,omitempty" json:"learn,omitempty"`
	ExpiredSigns []ExpiredSign     `yaml:"expired_signs,omitempty" json:"expired_signs,omitempty"`
	Variables    []Field           `yaml:"variables,omitempty" json:"variables,omitempty"`
	Regions      []Region          `yaml:"regions,omitempty" json:"regions,omitempty"`
	Products     map[string]string `yaml:"products,omitempty" json:"products,omitempty"` // product name to base URL
	Docs         string            `yaml:"docs,omitempty" json:"docs,omitempty"`
	Setup        string            `yaml:"setup,omitempty" json:"setup,omitempty"` // where to register a client
	Notes        []string          `yaml:"notes,omitempty" json:"notes,omitempty"`
}

// Delimiter is the text between two scopes. Its names are spelled out. A plus in a
// query is how a blank is written there, so both are a blank here.
func (s Service) Delimiter() string {
	switch s.ScopeDelimiter {
	case "", "comma", ",":
		return ","
	case "space", " ", "plus", "+":
		return " "
	}
	return ""
}

// GrantName is the grant with its default filled in.
func (s Service) GrantName() string {
	if s.Grant == "" {
		return AuthorizationCode
	}
	return s.Grant
}

// Interactive reports whether a person must take part in getting a token.
func (s Service) Interactive() bool {
	switch s.Auth {
	case OAuth1:
		return s.TokenURL != ""
	case OAuth2:
		return s.GrantName() == AuthorizationCode || s.GrantName() == DeviceCode
	}
	return false
}

// SendsPKCE reports whether a code challenge goes with the authorization request.
func (s Service) SendsPKCE() bool { return s.PKCE == PKCERequired || s.PKCE == PKCESupported }

// RegionNames lists the data centres in the catalogue's order.
func (s Service) RegionNames() []string {
	names := make([]string, len(s.Regions))
	for i, r := range s.Regions {
		names[i] = r.Name
	}
	return names
}

// Region returns the named data centre.
func (s Service) Region(name string) (Region, bool) {
	i := slices.IndexFunc(s.Regions, func(r Region) bool { return r.Name == name })
	if i < 0 {
		return Region{}, false
	}
	return s.Regions[i], true
}

// ProductNames lists the products that have a base URL, sorted.
func (s Service) ProductNames() []string { return slices.Sorted(maps.Keys(s.Products)) }

// HeaderName is the name under which the credential goes, Authorization by default.
func (p Placement) HeaderName() string {
	if p.Name == "" {
		return "Authorization"
	}
	return p.Name
}

package provider

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

var idPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9_-]{0,49}$`) })

// Validate checks that a description is complete and means something. The error
// names the field and what it may be.
func (s Service) Validate() error {
	if !idPattern().MatchString(s.ID) {
		return fmt.Errorf("service id %q: a lower-case letter, then lower-case letters, digits, _ or - (50 at most)", s.ID)
	}
	checks := []func() error{s.checkNames, s.checkAuth, s.checkURLs, s.checkHosts, s.checkPlaces}
	for _, check := range checks {
		if err := check(); err != nil {
			return fmt.Errorf("service %q: %w", s.ID, err)
		}
	}
	return nil
}

func oneOf[T ~string](field string, got T, allowed ...T) error {
	if got == "" || slices.Contains(allowed, got) {
		return nil
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	return fmt.Errorf("%s %q: one of %s", field, got, strings.Join(names, ", "))
}

func (s Service) checkNames() error {
	if s.Title == "" || len([]rune(s.Title)) > 50 {
		return fmt.Errorf("title: 1 to 50 characters")
	}
	if s.Delimiter() == "" {
		return fmt.Errorf("scope_delimiter %q: one of comma, space, plus", s.ScopeDelimiter)
	}
	if s.Auth == "" {
		return fmt.Errorf("auth: one of oauth2, oauth1, basic, api_key, none")
	}
	for _, err := range []error{
		oneOf("auth", s.Auth, OAuth2, OAuth1, Basic, APIKey, None),
		oneOf("token_auth", s.TokenAuth, TokenAuthHeader, TokenAuthBody, TokenAuthNone),
		oneOf("refresh_auth", s.RefreshAuth, TokenAuthHeader, TokenAuthBody, TokenAuthNone),
		oneOf("token_body", s.TokenBody, "form", "json"),
		oneOf("signature_method", s.SignatureMethod, HMACSHA1, HMACSHA256, Plaintext),
		oneOf("pkce", s.PKCE, PKCERequired, PKCESupported, PKCENo, PKCEUnknown),
		oneOf("redirect_host", s.RedirectHost, "127.0.0.1", "localhost", "https", "name"),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (s Service) checkAuth() error {
	steps := 0
	for _, u := range []string{s.RequestTokenURL, s.AuthorizeURL, s.TokenURL} {
		steps += min(len(u), 1)
	}
	switch {
	case s.Discover && s.Issuer == "":
		return fmt.Errorf("issuer is needed for discover")
	case s.Discover:
		return nil
	case s.Auth == OAuth2 && s.TokenURL == "":
		return fmt.Errorf("token_url is needed for oauth2")
	case s.Auth == OAuth2 && s.GrantName() == AuthorizationCode && s.AuthorizeURL == "":
		return fmt.Errorf("authorize_url is needed for the authorization_code grant")
	case s.Auth == OAuth2 && s.GrantName() == DeviceCode && s.DeviceURL == "":
		return fmt.Errorf("device_url is needed for the device grant")
	case s.Auth == OAuth1 && steps%3 != 0:
		return fmt.Errorf("request_token_url, authorize_url and token_url belong together for oauth1; none of them where requests carry no token")
	case s.Auth == APIKey && len(s.Keys) == 0:
		return fmt.Errorf("keys: at least one row for api_key")
	}
	return nil
}

func (s Service) checkURLs() error {
	for name, by := range map[string]*Trade{"exchange": s.Exchange, "renew": s.Renew} {
		if by == nil {
			continue
		}
		if u, err := url.Parse(by.URL); err != nil || u.Host == "" || u.Scheme != "https" && !s.Private || by.Token == "" {
			return fmt.Errorf("%s: needs an https url, and token: the parameter that holds the token", name)
		}
	}
	for name, raw := range map[string]string{
		"authorize_url": s.AuthorizeURL, "token_url": s.TokenURL, "refresh_url": s.RefreshURL,
		"revoke_url": s.RevokeURL, "request_token_url": s.RequestTokenURL, "test_url": s.TestURL,
		"device_url": s.DeviceURL, "issuer": s.Issuer,
	} {
		if raw == "" || strings.HasPrefix(raw, "{") {
			continue
		}
		u, err := url.Parse(placeholder().ReplaceAllString(raw, "x"))
		if err != nil || u.Host == "" || u.User != nil {
			return fmt.Errorf("%s: not a URL with a host", name)
		}
		if u.Scheme != "https" && !(u.Scheme == "http" && s.Private) {
			return fmt.Errorf("%s: https is needed (http only with private: true)", name)
		}
	}
	return nil
}

func (s Service) checkHosts() error {
	if len(s.Hosts) == 0 {
		return fmt.Errorf("hosts: name at least one host that may receive the credential")
	}
	for _, pattern := range s.Hosts {
		if err := CheckHostPattern(pattern); err != nil {
			return err
		}
	}
	return nil
}

// CheckHostPattern reports what is wrong with one entry of a host list.
func CheckHostPattern(pattern string) error {
	_, rest, ok := strings.Cut(pattern, "://")
	if !ok {
		rest = pattern
	}
	name, _ := splitPort(rest)
	name = strings.TrimPrefix(placeholder().ReplaceAllString(name, "x"), "*.")
	if strings.ContainsAny(name, "*/@") || (!strings.Contains(name, ".") && strings.HasPrefix(pattern, "*.") && !strings.Contains(pattern, "{")) {
		return fmt.Errorf("hosts: %q: a host name, or *.domain.tld for its sub-domains", pattern)
	}
	if _, err := CanonicalHost(name); err != nil {
		return fmt.Errorf("hosts: %q is not a host name", pattern)
	}
	return nil
}

func (s Service) checkPlaces() error {
	places := []Placement{s.Placement}
	for _, k := range s.Keys {
		if k.Name == "" {
			return fmt.Errorf("keys: a row has no name")
		}
		places = append(places, k.Place())
	}
	for _, p := range places {
		if err := oneOf("placement.in", p.In, InHeader, InQuery, InForm, InPath); err != nil {
			return err
		}
		if p.In == InPath && s.Auth != APIKey {
			return fmt.Errorf("placement: only a key can stand in the path")
		}
		if (p.In == InQuery || p.In == InForm) && p.Name == "" && s.Auth != OAuth1 {
			return fmt.Errorf("placement: a %s parameter needs a name", p.In)
		}
	}
	for _, v := range s.Variables {
		if _, err := regexp.Compile(v.Pattern); err != nil {
			return fmt.Errorf("variable %q: %w", v.Name, err)
		}
	}
	return nil
}

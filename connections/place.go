package connections

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/dg-lang/dg/connections/oauth1"
	"github.com/dg-lang/dg/connections/provider"
)

// Names of the credentials of a basic-authentication service in
// Authorization.Secrets.
const (
	SecretUser     = "username"
	SecretPassword = "password"
)

// SecretToken is the name of the token's secret of an OAuth 1 service there.
const SecretToken = "token_secret"

// credential is one value ready to go on a request.
type credential struct {
	in          provider.In
	name, value string
}

// credentials lists what an authorization adds to requests.
func credentials(s provider.Service, a Authorization) ([]credential, error) {
	switch s.Auth {
	case provider.None, provider.OAuth1: // whose signature depends on the request
		return nil, nil
	case provider.OAuth2:
		return []credential{at(s.Placement, withDefaultPrefix(s.Placement).Value(a.Access))}, nil
	case provider.Basic:
		// UTF-8, as charset="UTF-8" of RFC 7617 §2.1 asks for.
		pair := filled(s.UserTemplate, SecretUser, a) + ":" + filled(s.PasswordTemplate, SecretPassword, a)
		return []credential{{provider.InHeader, s.Placement.HeaderName(), "Basic " + base64.StdEncoding.EncodeToString([]byte(pair))}}, nil
	case provider.APIKey:
		var all []credential
		for _, k := range s.Keys {
			all = append(all, at(k.Place(), k.Placement.Value(a.Secrets[k.Name])))
		}
		return all, nil
	}
	return nil, fmt.Errorf("authentication type %s is not supported for calls", s.Auth)
}

// filled makes user name or password out of what was entered; without a template it
// is the entry itself.
func filled(template, name string, a Authorization) string {
	if template == "" {
		return a.Secrets[name]
	}
	text, _ := provider.Expand(template, a.Secrets)
	return text
}

// withDefaultPrefix is Bearer (RFC 6750 §2.1) for a header that says nothing else.
func withDefaultPrefix(p provider.Placement) provider.Placement {
	if p.Prefix == "" && p.Template == "" && p.HeaderName() == "Authorization" && p.In != provider.InQuery && p.In != provider.InForm {
		p.Prefix = "Bearer "
	}
	return p
}

func at(p provider.Placement, value string) credential {
	in := p.In
	if in == "" {
		in = provider.InHeader
	}
	return credential{in, p.HeaderName(), value}
}

// replacement is a value that stood on the request where a credential went.
type replacement struct{ name, old string }

// place adds an authorization's credentials to req and returns the values that
// it replaced. On an error req is unchanged.
func place(req *http.Request, t Target, a Authorization, signer oauth1.Signer) (replaced []replacement, err error) {
	all, err := credentials(t.Service, a)
	if err != nil {
		return nil, err
	}
	if t.Service.Auth == provider.OAuth1 {
		if all, err = signed(req, t, a, signer); err != nil {
			return nil, err
		}
	}
	form := map[string]string{}
	for _, c := range all {
		if strings.ContainsAny(c.value, "\r\n\x00") {
			return nil, fmt.Errorf("the credential for %s holds a line break", c.name)
		}
		if c.in == provider.InForm {
			form[c.name] = c.value
		}
	}
	if replaced, err = placeForm(req, form); err != nil {
		return nil, err
	}
	for _, c := range all {
		replaced = append(replaced, c.put(req)...)
	}
	return replaced, nil
}

// put writes one credential, unless it is a form field.
func (c credential) put(req *http.Request) (replaced []replacement) {
	switch c.in {
	case provider.InHeader:
		if len(req.Header.Values(c.name)) > 0 {
			replaced = append(replaced, replacement{c.name, req.Header.Get(c.name)})
		}
		req.Header.Set(c.name, c.value)
	case provider.InQuery:
		var old []string
		req.URL.RawQuery, old = setQuery(req.URL.RawQuery, c.name, c.value)
		for _, o := range old {
			replaced = append(replaced, replacement{c.name, o})
		}
	case provider.InPath:
		c.putPath(req.URL)
	}
	return replaced
}

// putPath writes the credential before the path, as it is: a token such as
// /bot123:abc keeps its colon.
func (c credential) putPath(u *url.URL) {
	if strings.HasPrefix(u.Path, c.value+"/") || u.Path == c.value {
		return // the script has it there, or this is the same request again
	}
	raw := u.EscapedPath()
	u.Path = c.value + u.Path
	u.RawPath = (&url.URL{Path: c.value}).EscapedPath() + raw
}

// setQuery adds a parameter at the end and drops any of the same name. It keeps
// the spelling and order of all others, because some APIs sign or compare them.
func setQuery(raw, name, value string) (query string, replaced []string) {
	var kept []string
	for part := range strings.SplitSeq(raw, "&") {
		key, old, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(key); err == nil && plain == name {
			replaced = append(replaced, old)
			continue
		}
		if part != "" {
			kept = append(kept, part)
		}
	}
	kept = append(kept, url.QueryEscape(name)+"="+url.QueryEscape(value))
	return strings.Join(kept, "&"), replaced
}

var errNotForm = errors.New("its credentials are form fields, but the request has no form entity; " +
	"send form parameters, or let the service use a header or the query")

// placeForm writes fields into an application/x-www-form-urlencoded entity.
func placeForm(req *http.Request, fields map[string]string) (replaced []replacement, err error) {
	if len(fields) == 0 {
		return nil, nil
	}
	kind, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if req.Body == nil || kind != "application/x-www-form-urlencoded" {
		return nil, errNotForm
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	if err := req.Body.Close(); err != nil {
		return nil, err
	}
	text := string(body)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		var old []string
		text, old = setQuery(text, name, fields[name])
		for _, o := range old {
			replaced = append(replaced, replacement{name, o})
		}
	}
	setBody(req, []byte(text))
	return replaced, nil
}

// entity is what req carried, read from the copy that setBody keeps; empty where
// there is none.
func entity(req *http.Request) string {
	if req.GetBody == nil {
		return ""
	}
	body, err := req.GetBody()
	if err != nil {
		return ""
	}
	defer body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(body)
	if err != nil {
		return ""
	}
	return string(text)
}

// setBody replaces the entity in a way that can be sent again.
func setBody(req *http.Request, body []byte) {
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.Body, _ = req.GetBody()
}

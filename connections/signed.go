package connections

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/dg-lang/dg/connections/oauth1"
	"github.com/dg-lang/dg/connections/provider"
)

// formType is the media type of what an OAuth 1 signature covers beside the query.
const formType = "application/x-www-form-urlencoded"

// signed is what OAuth 1 adds to a request (RFC 5849 §3.5): one header, or every
// protocol parameter in the query or the form. The signature covers req as it is,
// so this comes last, and a request that changed is signed anew.
func signed(req *http.Request, t Target, a Authorization, signer oauth1.Signer) ([]credential, error) {
	form, err := formOf(req)
	if err != nil {
		return nil, err
	}
	in := t.Service.Placement.In
	if in == provider.InForm && !hasForm(req) {
		return nil, errNotForm
	}
	u := *req.URL
	if in == provider.InQuery {
		u.RawQuery = withoutProtocol(u.RawQuery)
	}
	if in == provider.InForm {
		form = withoutProtocol(form)
	}
	signer.Method = string(t.Service.SignatureMethod)
	params, err := signer.Sign(oauth1.Request{Method: req.Method, URL: &u, Form: form}, oauth1.Credentials{
		ConsumerKey: t.Client.ID, ConsumerSecret: t.Client.Secret, Token: a.Access, TokenSecret: a.Secrets[SecretToken]})
	if err != nil {
		return nil, err
	}
	if in != provider.InQuery && in != provider.InForm {
		return []credential{{provider.InHeader, "Authorization", oauth1.Header(params, t.Service.Realm)}}, nil
	}
	all := make([]credential, len(params))
	for i, p := range params {
		all[i] = credential{in, p.Name, p.Value}
	}
	return all, nil
}

func hasForm(req *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
	return req.Body != nil && kind == formType
}

// formOf reads the form of a request, which can be sent afterwards all the same;
// empty where the body is something else.
func formOf(req *http.Request) (string, error) {
	if !hasForm(req) {
		return "", nil
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return "", err
	}
	if err := req.Body.Close(); err != nil {
		return "", err
	}
	setBody(req, body)
	return string(body), nil
}

// protocol are the parameters that a signature brings: one of them that stands on
// the request already is replaced, so it may not be signed along.
var protocol = []string{"oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_version", "oauth_signature"}

func withoutProtocol(query string) string {
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(part, "=")
		if !slices.Contains(protocol, name) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

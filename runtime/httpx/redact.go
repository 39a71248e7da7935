package httpx

import (
	"bytes"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/dg-lang/dg/runtime/host"
)

// Redacted stands in a Call and a Reply where a secret was. It is the same for every
// secret: a recording that was made with one is found with another, and a file that
// goes into a repository tells nothing of it.
const Redacted = "REDACTED"

// openHeaders are the headers of a request whose values may be kept. Any other may
// hold a secret under a name of its own.
var openHeaders = []string{"Accept", "Accept-Language", "Content-Type", "If-Match", "If-None-Match", "User-Agent"}

// secretQuery matches names of parameters that hold credentials. Addresses are where
// keys stand under the shortest names.
var secretQuery = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:` + secretName + `|.*(?:key|token|secret|password|signature)|sig|hmac|jwt|auth|code|session(?:_?id)?)$`)
})

// secretXML matches elements that hold credentials.
var secretXML = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(<(?:[a-z]+:)?(?:` + secretName + `)(?:\s[^<>]*)?>)([^<>]+)<`)
})

// hidden are the secrets of one request that were taken out of it.
type hidden struct{ placed }

// call is req without what the script wrote of secrets.
func (t *task) call(req *http.Request) (*Call, *hidden) {
	h := &hidden{}
	c := &Call{Method: req.Method, URL: h.address(req.URL), Header: h.header(req.Header), Connector: t.info.Connector}
	if !t.left {
		c.Connection = t.info.Connection
	}
	if req.GetBody != nil {
		if body, err := req.GetBody(); err == nil {
			data, _ := io.ReadAll(body)
			_ = body.Close()
			c.Body = h.body(req.Header, steady(c.Header, data))
		}
	}
	c.URL = h.text(c.URL) // a secret of a header may stand in the path, too
	c.message = func() host.Message { return t.message(req, h) }
	return c, h
}

// message is req for a person. What one place of it shows to be a secret is masked in
// the others, too.
func (t *task) message(req *http.Request, h *hidden) host.Message {
	quiet := *t
	quiet.placed.secrets = slices.Concat(t.placed.secrets, h.secrets)
	return quiet.sentMessage(req)
}

// reply is an answer of the network without the credentials that were sent for it,
// and without tokens of its own.
func (t *task) reply(resp *http.Response, body []byte, h *hidden) *Reply {
	all := hidden{placed{secrets: slices.Concat(t.placed.secrets, h.secrets)}}
	r := &Reply{Status: resp.StatusCode, Header: http.Header{}}
	for _, name := range slices.Sorted(maps.Keys(resp.Header)) {
		switch {
		case name == "Content-Length" || name == "Date":
			continue
		case isSecretHeader(name) || name == "Set-Cookie":
			r.Header[name] = []string{Redacted}
			continue
		}
		for _, v := range resp.Header[name] {
			r.Header.Add(name, all.text(t.location(name, v)))
		}
	}
	r.Body = all.body(resp.Header, body)
	return r
}

// location takes what the connection put on a query out of the address of a redirect,
// as following it does.
func (t *task) location(name, v string) string {
	if name != "Location" {
		return v
	}
	u, err := url.Parse(v)
	if err != nil {
		return Redacted
	}
	t.placed.strip(u)
	return (&hidden{}).address(u)
}

// address is u without user information, fragment and secret values.
func (h *hidden) address(u *url.URL) string {
	shown := *u
	shown.User, shown.Fragment, shown.RawFragment = nil, "", ""
	var parts []string
	for _, p := range splitQuery(u.RawQuery) {
		name, err := url.QueryUnescape(p.name)
		if err == nil && p.value != "" && secretQuery().MatchString(name) {
			h.take(p.value)
			p.text = p.name + "=" + Redacted
		}
		parts = append(parts, p.text)
	}
	shown.RawQuery = strings.Join(parts, "&")
	return shown.String()
}

func (h *hidden) header(from http.Header) http.Header {
	to := http.Header{}
	for name, values := range from {
		if slices.Contains(openHeaders, name) {
			to[name] = slices.Clone(values)
			continue
		}
		to[name] = []string{Redacted}
		for _, v := range values {
			if isSecretHeader(name) {
				h.keepHeader(v)
			}
		}
	}
	return to
}

// body is an entity without the values of fields that hold credentials.
func (h *hidden) body(header http.Header, data []byte) []byte {
	text := secretJSON().ReplaceAllStringFunc(string(data), func(m string) string {
		p := secretJSON().FindStringSubmatch(m)
		h.take(p[2])
		return p[1] + Redacted + `"`
	})
	text = secretXML().ReplaceAllStringFunc(text, func(m string) string {
		p := secretXML().FindStringSubmatch(m)
		h.take(p[2])
		return p[1] + Redacted + "<"
	})
	if kind, _, _ := mime.ParseMediaType(header.Get("Content-Type")); kind == "application/x-www-form-urlencoded" {
		text = h.form(text)
	}
	return []byte(h.text(text))
}

func (h *hidden) form(text string) string {
	var parts []string
	for _, p := range splitQuery(text) {
		if name, err := url.QueryUnescape(p.name); err == nil && p.value != "" && secretQuery().MatchString(name) {
			h.take(p.value)
			p.text = p.name + "=" + Redacted
		}
		parts = append(parts, p.text)
	}
	return strings.Join(parts, "&")
}

// take notes a secret in the spelling of its place and in its own.
func (h *hidden) take(value string) {
	h.keep(value)
	if plain, err := url.QueryUnescape(value); err == nil {
		h.keep(plain)
	}
}

// text takes the noted secrets out wherever they stand.
func (h *hidden) text(s string) string {
	for _, secret := range h.secrets {
		for _, form := range spellings(secret) {
			s = strings.ReplaceAll(s, form, Redacted)
		}
	}
	return s
}

// steady gives a multipart entity a boundary that is the same in every run.
func steady(header http.Header, data []byte) []byte {
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return data
	}
	data = bytes.ReplaceAll(data, []byte(params["boundary"]), []byte("boundary"))
	params["boundary"] = "boundary"
	header.Set("Content-Type", mime.FormatMediaType(kind, params))
	return data
}

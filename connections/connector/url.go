package connector

import (
	"fmt"
	"net/url"
	"strings"
)

// compileURL finds the place of every placeholder of a URL template.
// Parts of a URL: RFC 3986 section 3.
func compileURL(s string, raw, rawPath map[string]bool) (template, error) {
	t, err := split(s)
	if err != nil {
		return nil, err
	}
	if len(t) == 0 {
		return nil, fmt.Errorf("the URL is empty")
	}
	c := urlCompiler{t: t, rawPath: rawPath}
	for i := range t {
		if err := c.piece(i); err != nil {
			return nil, err
		}
	}
	if c.state == inScheme {
		return nil, fmt.Errorf("the URL must begin with https:// or http://")
	}
	return t, c.wellFormed(raw)
}

type urlState uint8

const (
	inScheme urlState = iota
	inHost
	inPath
	inQuery
	inFragment
)

type urlCompiler struct {
	t       template
	state   urlState
	rawPath map[string]bool
}

func (c *urlCompiler) piece(i int) error {
	p := &c.t[i]
	if p.name == "" {
		return c.text(i, p.text)
	}
	switch c.state {
	case inScheme:
		if i > 0 {
			return fmt.Errorf("${%s} cannot stand in the scheme of a URL", p.name)
		}
		p.place, c.state = urlBase, inPath
		if !c.ends(i, "/?#") {
			return fmt.Errorf("after ${%s} the URL must go on with a /", p.name)
		}
	case inHost:
		p.place = urlHost
	case inPath:
		p.place = urlPath
		if c.rawPath[p.name] {
			p.place = urlRawPath
		}
	case inQuery:
		p.place = urlQuery
		if c.begins(i, "?&") && c.ends(i, "&#") {
			p.place = urlAllQuery
		}
	case inFragment:
		return fmt.Errorf("${%s} stands in the part after #, which is never sent", p.name)
	}
	return nil
}

// begins reports whether the text before piece i ends with one of chars.
func (c *urlCompiler) begins(i int, chars string) bool {
	before := c.t[i-1].text
	return before != "" && strings.IndexByte(chars, before[len(before)-1]) >= 0
}

// ends reports whether piece i is the last one or the text after it begins with
// one of chars.
func (c *urlCompiler) ends(i int, chars string) bool {
	if i+1 == len(c.t) {
		return true
	}
	after := c.t[i+1].text
	return after != "" && strings.IndexByte(chars, after[0]) >= 0
}

func (c *urlCompiler) text(i int, s string) error {
	if c.state == inScheme {
		scheme, rest, ok := strings.Cut(s, "://")
		if !ok || !isHTTP(scheme) || i > 0 {
			return fmt.Errorf("the URL must begin with https:// or http://")
		}
		c.state, s = inHost, rest
	}
	if c.state == inHost {
		end := strings.IndexAny(s, "/?#")
		if host := s[:max(end, 0)]; end < 0 && strings.Contains(s, "@") || strings.Contains(host, "@") {
			return fmt.Errorf("a URL must not hold a user name or password; use a connection")
		}
		if end < 0 {
			return nil
		}
		c.state, s = inPath, s[end:]
	}
	if c.state == inPath && strings.Contains(s, "?") && !strings.Contains(before(s, "?"), "#") {
		c.state = inQuery
	}
	if strings.Contains(s, "#") {
		c.state = inFragment
	}
	return nil
}

func before(s, sep string) string { b, _, _ := strings.Cut(s, sep); return b }

func isHTTP(scheme string) bool {
	return strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http")
}

// wellFormed parses the template with harmless values in its places.
func (c *urlCompiler) wellFormed(raw map[string]bool) error {
	s := c.t.sample(func(p piece) string {
		if p.place == urlBase {
			return "https://host.example"
		}
		return "0"
	})
	u, err := url.Parse(s)
	if err != nil {
		return fmt.Errorf("the URL is not well formed: %v", unwrapURL(err))
	}
	if u.Host == "" || u.Hostname() == "" {
		return fmt.Errorf("the URL has no host")
	}
	if err := dotSegments(u); err != nil {
		return err
	}
	return c.listed(raw)
}

// listed checks that the names under raw and raw_path stand where these count.
func (c *urlCompiler) listed(raw map[string]bool) error {
	has := func(name string, at place) bool {
		for _, p := range c.t {
			if p.name == name && p.place == at {
				return true
			}
		}
		return false
	}
	for name := range raw {
		if !has(name, urlAllQuery) {
			return fmt.Errorf("raw names %q, but the URL has no ?${%s}", name, name)
		}
	}
	for name := range c.rawPath {
		if !has(name, urlRawPath) {
			return fmt.Errorf("raw_path names %q, but the path of the URL has no ${%s}", name, name)
		}
	}
	return nil
}

// unwrapURL drops the part of an url.Error that repeats the URL, which may hold
// a value.
func unwrapURL(err error) error {
	if e, ok := err.(*url.Error); ok {
		return e.Err
	}
	return err
}

// dotSegments refuses . and .. as path segments, which servers and clients resolve
// to another path. Rule: RFC 3986 section 5.2.4.
func dotSegments(u *url.URL) error {
	for seg := range strings.SplitSeq(u.EscapedPath(), "/") {
		if plain, err := url.PathUnescape(seg); err == nil && (plain == "." || plain == "..") {
			return fmt.Errorf("a path segment must not be %q", plain)
		}
	}
	return nil
}

// staticHost returns the host of the template when no value takes part in it.
func (t template) staticHost() (string, bool) {
	for _, p := range t {
		if p.place == urlBase || p.place == urlHost {
			return "", false
		}
	}
	u, err := url.Parse(t.sample(func(piece) string { return "0" }))
	if err != nil {
		return "", false
	}
	return u.Host, true
}

// Allowed reports whether the host list lets a request go to rawURL. An entry is a
// host, which stands for all its ports, a host with a port, or "*.name" for the
// sub-domains of name.
func Allowed(rawURL string, hosts []string) error {
	u, err := url.Parse(rawURL)
	if err != nil {
		return fmt.Errorf("the URL is not well formed: %v", unwrapURL(err))
	}
	if !isHTTP(u.Scheme) {
		return fmt.Errorf("only http and https URLs can be called")
	}
	for _, h := range hosts {
		if hostMatches(u, h) {
			return nil
		}
	}
	return fmt.Errorf("the host %s is not on the connector's list (%s)", u.Host, strings.Join(hosts, ", "))
}

func hostMatches(u *url.URL, entry string) bool {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	entry = strings.ToLower(entry)
	if e, err := url.Parse("//" + entry); err == nil && e.Port() != "" {
		if e.Port() != port {
			return false
		}
		entry = e.Hostname()
	}
	if sub, ok := strings.CutPrefix(entry, "*."); ok {
		return strings.HasSuffix(host, "."+sub)
	}
	return host == strings.Trim(entry, "[]")
}

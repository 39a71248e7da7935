package invoke

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/idna"

	"github.com/dg-lang/dg/runtime/value"
)

// Bytes that may stand in a path and a query besides letters, digits and %XX.
// Rule: https://www.rfc-editor.org/rfc/rfc3986#section-3.3
const (
	unreserved = "-._~"
	pathBytes  = unreserved + "!$&'()*+,;=:@/"
	queryBytes = pathBytes + "?"
)

// repairURL returns text as an address that can be sent: scripts put blanks,
// quotes and letters of all kinds into addresses and work in production. What is
// legal stays as it is, %XX included. user is the user information, which is taken
// out of the address.
func (x *exchange) repairURL(text string) (address string, user *url.Userinfo, err error) {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "#")
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return "", nil, x.errorf("the url has no scheme; write https://…")
	}
	scheme = strings.ToLower(scheme)
	if scheme != "http" && scheme != "https" {
		return "", nil, x.errorf("scheme %q is not supported, only http and https", scheme)
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	authority, path := rest[:end], rest[end:]
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		// Browsers read a backslash as a slash: what follows would be no host.
		if strings.ContainsAny(authority[:at], "\\@") {
			return "", nil, x.errorf("the host of the url is not valid")
		}
		user, authority = userinfo(authority[:at]), authority[at+1:]
	}
	authority, err = x.checkHost(authority)
	if err != nil {
		return "", nil, err
	}
	path, query, hasQuery := strings.Cut(path, "?")
	address = scheme + "://" + authority + escape(path, pathBytes)
	if hasQuery && query != "" {
		address += "?" + escape(query, queryBytes)
	}
	return address, user, nil
}

var hostPort = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]*)?$`) })

// checkHost returns an authority in ASCII, or an error when it is none.
func (x *exchange) checkHost(s string) (string, error) {
	name, port, _ := strings.Cut(s, ":")
	if s == "" || name == "" {
		return "", x.errorf("the url has no host")
	}
	if ascii, err := idna.Lookup.ToASCII(name); err == nil && ascii != name && strings.ContainsFunc(name, notASCII) {
		s = ascii
		if port != "" {
			s += ":" + port
		}
	}
	if !hostPort().MatchString(s) || s[0] == '[' && !isAddress(s) {
		return "", x.errorf("the host of the url is not valid")
	}
	return s, nil
}

// isAddress reports whether the brackets of an authority hold an IPv6 address.
func isAddress(s string) bool {
	inner, _, _ := strings.Cut(s[1:], "]")
	a, err := netip.ParseAddr(inner)
	return err == nil && a.Is6()
}

func notASCII(r rune) bool { return r >= 0x80 }

func userinfo(s string) *url.Userinfo {
	plain := func(s string) string {
		if p, err := url.PathUnescape(s); err == nil {
			return p
		}
		return s
	}
	name, password, ok := strings.Cut(s, ":")
	if !ok {
		return url.User(plain(name))
	}
	return url.UserPassword(plain(name), plain(password))
}

// escape percent-encodes the bytes of s that are neither letters, digits nor in
// legal, and a % that begins no escape.
func escape(s, legal string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if isAlnum(c) || strings.IndexByte(legal, c) >= 0 || c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// escapeComponent encodes one name or value of a query, a blank as %20.
func escapeComponent(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// query returns m as a query in map order.
func (x *exchange) query(m *value.Map) string {
	var b strings.Builder
	for name, v := range m.All() {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(escapeComponent(name) + "=" + escapeComponent(x.text(v)))
	}
	return b.String()
}

// addQuery appends query to address.
func addQuery(address, query string) string {
	if query == "" {
		return address
	}
	if !strings.Contains(address, "?") {
		return address + "?" + query
	}
	return address + "&" + query
}

// formText matches texts such as a=1&b=2, which are a query or a form.
var formText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^\s=&{}<>"]+=[^&]*(&[^\s=&{}<>"]+=[^&]*)*&?$`) })

package httpx

import (
	"net/url"
	"strings"
)

// origin returns scheme, host and port of u in one spelling.
// Rule: https://www.rfc-editor.org/rfc/rfc6454#section-4
func origin(u *url.URL) string {
	return strings.ToLower(u.Scheme) + "://" + plainHost(u.Hostname()) + ":" + port(u)
}

// plainHost folds the case of a host name and drops the dot of its root.
func plainHost(name string) string {
	return strings.TrimSuffix(strings.ToLower(name), ".")
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if strings.EqualFold(u.Scheme, "https") {
		return "443"
	}
	return "80"
}

// displayURL returns u as logs may show it: no user information, no fragment, and
// of the query only the names.
func displayURL(u *url.URL) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	s := shown.String()
	if u.RawQuery == "" {
		return s
	}
	var names []string
	for _, p := range splitQuery(u.RawQuery) {
		names = append(names, p.shownName())
	}
	return s + "?" + strings.Join(names, "&")
}

// pair is one name=value of a query, still encoded; text is both as they stood.
type pair struct{ text, name, value string }

// shownName hides a name without a value: that may be a bare token.
func (p pair) shownName() string {
	if p.value == "" {
		return "…"
	}
	return p.name
}

func splitQuery(raw string) []pair {
	if raw == "" {
		return nil
	}
	parts := strings.Split(raw, "&")
	pairs := make([]pair, len(parts))
	for i, s := range parts {
		pairs[i].text = s
		pairs[i].name, pairs[i].value, _ = strings.Cut(s, "=")
	}
	return pairs
}

// escapeIllegal percent-encodes the bytes that may not stand in a request line;
// locations of redirects often hold them.
func escapeIllegal(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

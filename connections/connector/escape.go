package connector

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// escape returns v as it may stand in its place. Errors say what is wrong with the
// value without showing it, since it may be a secret.
func (p piece) escape(v Value, raw bool) (string, error) {
	switch p.place {
	case urlBase:
		return baseURL(v.text())
	case urlHost:
		return hostPart(v.text())
	case urlPath, urlQuery:
		return percentEncode(v.text()), nil
	case urlRawPath:
		return rawPath(v.text()), nil
	case urlAllQuery:
		return wholeQuery(v, raw)
	case form:
		return formEncode(v.text()), nil
	case header:
		return headerValue(v.text())
	case jsonString:
		quoted := jsonText(v.text())
		return quoted[1 : len(quoted)-1], nil
	case jsonBare:
		return bareJSON(v)
	case xmlText:
		return escapeXML(v.text())
	case xmlCDATA:
		return v.text(), xmlChars(v.text())
	}
	return v.text(), nil
}

func (v Value) text() string {
	if v.Null {
		return ""
	}
	return v.Text
}

// hostPart is what a value may add to a host name; a port is digits.
func hostPart(s string) (string, error) {
	if s == "" || strings.Trim(s, letters+digits+".-") != "" {
		return "", fmt.Errorf("may hold only letters, digits, dots and hyphens in a host name")
	}
	return s, nil
}

func baseURL(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || !isHTTP(u.Scheme) || u.Host == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", fmt.Errorf("must be an absolute http or https URL without user, query and fragment")
	}
	return strings.TrimSuffix(s, "/"), nil
}

// percentEncode encodes everything but the unreserved characters of RFC 3986
// section 2.3.
func percentEncode(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; unreserved(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

func rawPath(s string) string {
	segs := strings.Split(s, "/")
	for i, seg := range segs {
		segs[i] = percentEncode(seg)
	}
	return strings.Join(segs, "/")
}

func wholeQuery(v Value, raw bool) (string, error) {
	if v.Null {
		return "", nil
	}
	if !v.IsText {
		pairs := make([]string, len(v.Pairs))
		for i, p := range v.Pairs {
			pairs[i] = percentEncode(p[0]) + "=" + percentEncode(p[1])
		}
		return strings.Join(pairs, "&"), nil
	}
	if !raw {
		return "", fmt.Errorf("must be a map to fill a whole query; list the name under raw to let text in")
	}
	if strings.ContainsFunc(v.Text, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '#' }) {
		return "", fmt.Errorf("must not hold blanks, control characters or # in a query")
	}
	return v.Text, nil
}

// headerValue refuses what would end the header line. Rule: RFC 9110 section 5.5.
func headerValue(s string) (string, error) {
	bad := strings.IndexFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
	if bad >= 0 {
		return "", fmt.Errorf("must not hold line breaks or control characters in a header")
	}
	return s, nil
}

// jsonText returns s as a JSON string with its quotes.
func jsonText(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

func bareJSON(v Value) (string, error) {
	switch {
	case v.Null:
		return "null", nil
	case v.IsText, v.JSON == "":
		return jsonText(v.Text), nil
	case !json.Valid([]byte(v.JSON)):
		return "", fmt.Errorf("has no JSON form")
	}
	return v.JSON, nil
}

func escapeXML(s string) (string, error) {
	if err := xmlChars(s); err != nil {
		return "", err
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	out := b.String()
	if strings.HasSuffix(out, "]") {
		// A "]]>" must not arise with the template's own text.
		out = out[:len(out)-1] + "&#93;"
	}
	return out, nil
}

// xmlChars refuses what XML cannot hold, even escaped.
// Rule: https://www.w3.org/TR/xml/#charsets
func xmlChars(s string) error {
	for i, r := range s {
		bad := r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
		if _, n := utf8.DecodeRuneInString(s[i:]); bad || r == utf8.RuneError && n == 1 {
			return fmt.Errorf("holds a character that XML forbids")
		}
	}
	return nil
}

func formEncode(s string) string { return url.QueryEscape(s) }

// Package oauth1 signs requests as OAuth 1.0a asks for (RFC 5849). It is pure: a
// request goes in as its method, URL and form, and the protocol parameters come
// out, to be put into a header, a query or a form.
//
// The Go modules for this leave out what providers do send: a form with a charset
// behind its media type, parameters that occur twice, PLAINTEXT, and places other
// than the header.
package oauth1

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // HMAC-SHA1 is what RFC 5849 §3.4.2 names
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Credentials are those of the client (consumer) and of the token; without a token
// the latter two are empty.
type Credentials struct {
	ConsumerKey, ConsumerSecret string
	Token, TokenSecret          string
}

// Param is one parameter, not encoded.
type Param struct{ Name, Value string }

// Signer makes the parameters of one request after the other.
type Signer struct {
	Method string           // HMAC-SHA1 (empty), HMAC-SHA256 or PLAINTEXT
	Now    func() time.Time // nil: time.Now
	Nonce  func() string    // nil: 128 random bits
}

// Request is what a signature covers. Form is the entity of a request whose media
// type is application/x-www-form-urlencoded, and empty for any other: JSON and
// multipart bodies are not part of a signature (RFC 5849 §3.4.1.3.1).
type Request struct {
	Method string
	URL    *url.URL
	Form   string
}

// Sign returns the protocol parameters with the signature among them, in the order
// of their names. extra are further ones, such as oauth_callback.
func (s Signer) Sign(r Request, c Credentials, extra ...Param) ([]Param, error) {
	method := s.Method
	if method == "" {
		method = "HMAC-SHA1"
	}
	params := append([]Param{{"oauth_consumer_key", c.ConsumerKey}, {"oauth_signature_method", method}, {"oauth_version", "1.0"}}, extra...)
	if c.Token != "" {
		params = append(params, Param{"oauth_token", c.Token})
	}
	// PLAINTEXT may go without these two (§3.1), but some servers ask for them all the same.
	params = append(params, Param{"oauth_timestamp", strconv.FormatInt(s.now().Unix(), 10)}, Param{"oauth_nonce", s.nonce()})
	signature, err := Signature(method, r, params, c)
	if err != nil {
		return nil, err
	}
	params = append(params, Param{"oauth_signature", signature})
	slices.SortFunc(params, func(a, b Param) int { return strings.Compare(a.Name, b.Name) })
	return params, nil
}

func (s Signer) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

func (s Signer) nonce() string {
	if s.Nonce != nil {
		return s.Nonce()
	}
	b := make([]byte, 16)
	rand.Read(b) //nolint:errcheck // never fails: crypto/rand
	return hex.EncodeToString(b)
}

// Signature is that of RFC 5849 §3.4.2 and §3.4.4 for a request with these protocol
// parameters; HMAC-SHA256 is HMAC-SHA1 with another hash.
func Signature(method string, r Request, params []Param, c Credentials) (string, error) {
	key := Escape(c.ConsumerSecret) + "&" + Escape(c.TokenSecret)
	var h func() hash.Hash
	switch method {
	case "PLAINTEXT":
		return key, nil
	case "HMAC-SHA1":
		h = sha1.New
	case "HMAC-SHA256":
		h = sha256.New
	default:
		return "", fmt.Errorf("signature method %q is not known", method)
	}
	base, err := BaseString(r, params)
	if err != nil {
		return "", err
	}
	mac := hmac.New(h, []byte(key))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// BaseString is what is signed (RFC 5849 §3.4.1.1).
func BaseString(r Request, params []Param) (string, error) {
	var pairs []string
	for _, p := range params {
		if p.Name != "realm" && p.Name != "oauth_signature" {
			pairs = append(pairs, Escape(p.Name)+"="+Escape(p.Value))
		}
	}
	for _, text := range []string{r.URL.RawQuery, r.Form} {
		more, err := decoded(text)
		if err != nil {
			return "", err
		}
		pairs = append(pairs, more...)
	}
	// Sorting encoded pairs sorts by name and then by value, but for names of which
	// one begins with the other: "=" comes before every letter and digit, and "-",
	// "." and "%" come before it.
	slices.SortFunc(pairs, func(a, b string) int {
		an, av, _ := strings.Cut(a, "=")
		bn, bv, _ := strings.Cut(b, "=")
		if an != bn {
			return strings.Compare(an, bn)
		}
		return strings.Compare(av, bv)
	})
	return strings.ToUpper(r.Method) + "&" + Escape(baseURI(r.URL)) + "&" + Escape(strings.Join(pairs, "&")), nil
}

// decoded takes a query or a form apart and encodes its pairs anew (§3.4.1.3).
func decoded(text string) ([]string, error) {
	var pairs []string
	for part := range strings.SplitSeq(text, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		plainName, err := url.QueryUnescape(name)
		if err != nil {
			return nil, fmt.Errorf("the parameter %q is not encoded as a form", name)
		}
		plainValue, err := url.QueryUnescape(value)
		if err != nil {
			return nil, fmt.Errorf("the value of the parameter %q is not encoded as a form", name)
		}
		pairs = append(pairs, Escape(plainName)+"="+Escape(plainValue))
	}
	return pairs, nil
}

// baseURI is the address without query (§3.4.1.2): scheme and host in small letters,
// the port only where it is not the scheme's own.
func baseURI(u *url.URL) string {
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if port := u.Port(); scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		host = strings.TrimSuffix(host, ":"+port)
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	return scheme + "://" + strings.TrimSuffix(host, ":") + path
}

const hexDigits = "0123456789ABCDEF"

// Escape is the percent encoding of RFC 5849 §3.6.
func Escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '.', c == '_', c == '~':
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	return b.String()
}

// Header spells parameters as an Authorization header (§3.5.1). realm may be empty.
func Header(params []Param, realm string) string {
	var parts []string
	if realm != "" {
		parts = append(parts, `realm="`+Escape(realm)+`"`)
	}
	for _, p := range params {
		parts = append(parts, Escape(p.Name)+`="`+Escape(p.Value)+`"`)
	}
	return "OAuth " + strings.Join(parts, ", ")
}

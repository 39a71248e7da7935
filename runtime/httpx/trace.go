package httpx

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/dg-lang/dg/runtime/host"
)

// Sizes of a trace, in bytes.
const (
	traceLimit = 16 << 10 // of an entity that is shown
	traceSlack = 4 << 10  // read beyond it, so that a cut goes through no secret
)

type signedKey struct{}

// WithSigned returns a context for requests that carry credentials when a Client gets
// them: each header and value of the query is masked in a trace.
func WithSigned(ctx context.Context) context.Context {
	return context.WithValue(ctx, signedKey{}, true)
}

func signedBefore(ctx context.Context) bool { return ctx.Value(signedKey{}) != nil }

// sentMessage is a request for a trace.
func (t *task) sentMessage(req *http.Request) host.Message {
	uri, _ := url.Parse(displayURL(req.URL))
	m := host.Message{Sent: true, Start: req.Method + " " + t.placed.mask(uri.RequestURI()) + " HTTP/1.1"}
	header := req.Header.Clone()
	header.Set("Host", req.URL.Host)
	m.Header = t.shownHeader(header)
	if req.GetBody == nil {
		return m
	}
	body, err := req.GetBody()
	if err != nil {
		return m
	}
	defer body.Close() //nolint:errcheck // only read
	head, _ := io.ReadAll(io.LimitReader(body, traceLimit+traceSlack))
	m.Body, m.Size = t.shownBody(req.Header, head), max(req.ContentLength, int64(len(head)))
	return m
}

// receivedMessage is an answer for a trace; head is the beginning of its entity.
func (t *task) receivedMessage(resp *http.Response, head []byte, size int64) host.Message {
	return host.Message{Start: resp.Proto + " " + resp.Status, Header: t.shownHeader(resp.Header), Body: t.shownBody(resp.Header, head), Size: size}
}

// shownHeader lists a header without credentials, of connections or of the script.
func (t *task) shownHeader(h http.Header) []string {
	var lines []string
	for name, values := range h {
		for _, v := range values {
			switch {
			case slices.Contains(t.placed.headers, name), isSecretHeader(name), name == "Set-Cookie":
				v = maskValue(v)
			case name == "Location" || name == "Content-Location" || name == "Referer":
				v = shownLocation(v)
			}
			lines = append(lines, name+": "+t.maskText(v))
		}
	}
	slices.Sort(lines)
	return lines
}

func isSecretHeader(name string) bool {
	plain := strings.ReplaceAll(strings.ToLower(name), "_", "-")
	return slices.ContainsFunc(secretHeaders, func(p string) bool {
		ok, _ := path.Match(p, plain)
		return ok
	})
}

// shownLocation hides the query of an address in a header.
func shownLocation(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return "…"
	}
	if u.RawQuery == "" {
		return text
	}
	return displayURL(u)
}

// scheme is the word in front of a credential in a header, of those that are known: in
// any other value the first word belongs to the secret.
var scheme = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?i:bearer|basic|oauth|digest|token|zoho-oauthtoken|[a-z]+(?:-[a-z]+)*-key) +`)
})

func splitScheme(v string) (word, rest string) {
	word = scheme().FindString(v)
	return word, v[len(word):]
}

// maskValue hides a header's value behind its scheme.
func maskValue(v string) string {
	word, rest := splitScheme(v)
	return word + mask(rest)
}

// longMask is the length from which on a mask tells it in figures.
const longMask = 64

// mask keeps length and, of a long secret, the last four characters.
func mask(secret string) string {
	n := utf8.RuneCountInString(secret)
	switch {
	case n < 2*shortest:
		return strings.Repeat("•", n)
	case n > longMask:
		return fmt.Sprintf("••••••••%s (%d characters)", secret[len(secret)-4:], n)
	}
	return strings.Repeat("•", n-4) + secret[len(secret)-4:]
}

// maskText hides what the connection placed wherever it stands.
func (t *task) maskText(text string) string {
	for _, s := range t.placed.secrets {
		for _, form := range spellings(s) {
			text = strings.ReplaceAll(text, form, mask(s))
		}
	}
	return text
}

// spellings are the ways in which a secret stands in messages.
func spellings(s string) []string {
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`, `/`, `\/`).Replace(s)
	return []string{s, url.PathEscape(s), url.QueryEscape(s), quoted}
}

// secretName matches the names of fields that hold credentials.
const secretName = `(?:(?:access|refresh|id|auth|api|bearer|session|oauth)[_-]?)?token|(?:[a-z]+[_-])?secret|pass(?:word|wd|phrase)|pwd|(?:[a-z]+[_-])?api[_-]?key|private[_-]?key|(?:client[_-])?assertion|code[_-]verifier|authorization`

var (
	secretJSON = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)("(?:` + secretName + `)"\s*:\s*")((?:[^"\\]|\\.)*)"`)
	})
	secretForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)((?:^|&)(?:` + secretName + `)=)([^&]*)`) })
)

// shownBody is the beginning of an entity without credentials; empty when it is not
// text.
func (t *task) shownBody(h http.Header, head []byte) string {
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	whole := len(head) < traceLimit+traceSlack
	if !whole {
		head = head[:len(head)-len(lastRune(head))]
	}
	if !utf8.Valid(head) || bytes.IndexByte(head, 0) >= 0 || strings.HasPrefix(kind, "image/") {
		return ""
	}
	text := t.maskText(string(head))
	text = secretJSON().ReplaceAllStringFunc(text, func(m string) string {
		p := secretJSON().FindStringSubmatch(m)
		return p[1] + mask(p[2]) + `"`
	})
	if kind == "application/x-www-form-urlencoded" {
		text = secretForm().ReplaceAllStringFunc(text, func(m string) string {
			p := secretForm().FindStringSubmatch(m)
			return p[1] + mask(p[2])
		})
	}
	if !whole { // what the reading cut in two was not recognised
		text = text[:max(0, len(text)-traceSlack)]
	}
	if !whole || len(text) > traceLimit {
		cut := text[:min(len(text), traceLimit)]
		text = cut[:len(cut)-len(lastRune([]byte(cut)))] + "…"
	}
	return text
}

// lastRune is the incomplete character at the end of a cut text.
func lastRune(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if tail := b[len(b)-i:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return nil
			}
			return tail
		}
	}
	return nil
}

// capture keeps the beginning of an answer for its trace.
type capture struct {
	tracer host.Tracer
	resp   *http.Response
	head   []byte
}

func (c *capture) take(p []byte) {
	if room := traceLimit + traceSlack - len(c.head); c.tracer != nil && room > 0 {
		c.head = append(c.head, p[:min(len(p), room)]...)
	}
}

// traced hands the answer over, as far as it came.
func (b *body) traced() {
	if b.capture.tracer != nil && b.capture.resp != nil {
		b.capture.tracer.Traced(b.t.caller, b.t.receivedMessage(b.capture.resp, b.capture.head, b.entry.Received))
	}
}

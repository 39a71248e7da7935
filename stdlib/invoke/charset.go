package invoke

import (
	"bytes"
	"mime"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// takeCharset checks the key response-decoding.
func (x *exchange) takeCharset(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if encodingOf(s) == nil {
		return "", x.errorf("response-decoding %q is no known charset", s)
	}
	return s, nil
}

// charsetOf returns the charset that a Content-Type names, empty for none.
func charsetOf(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["charset"]
	}
	// Parameters that do not parse are often only badly quoted.
	_, rest, ok := strings.Cut(strings.ToLower(contentType), "charset=")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, ";")
	return strings.Trim(name, " \t\"'")
}

// decode returns the answer as text: by response-decoding, by a byte order mark,
// by the charset it names, else as UTF-8.
func (x *exchange) decode(a *answer) string {
	name := x.charset
	if name == "" {
		name = markOf(a.data)
	}
	if name == "" {
		name = charsetOf(a.header.Get("Content-Type"))
	}
	enc := encodingOf(or(name, "utf-8"))
	if enc == nil {
		x.warn("%s answered in the unknown charset %q; it is read as UTF-8", a.url.Host, name)
		enc = unicode.UTF8
	}
	return decodeText(a.data, enc)
}

// markOf returns the charset of a byte order mark.
func markOf(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return "utf-8"
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return "utf-16le"
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return "utf-16be"
	}
	return ""
}

func decodeText(data []byte, enc encoding.Encoding) string {
	text := string(data)
	if enc != unicode.UTF8 {
		if s, err := enc.NewDecoder().String(text); err == nil {
			text = s
		}
	}
	return strings.TrimPrefix(valid(text), "\uFEFF")
}

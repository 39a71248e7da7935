package invoke

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// entity is the body of a request and its media type.
type entity struct {
	data        []byte
	contentType string
}

const (
	typeForm      = "application/x-www-form-urlencoded"
	typeJSON      = "application/json; charset=UTF-8"
	typeText      = "text/plain; charset=UTF-8"
	typeMultipart = "multipart/form-data"
	typeBinary    = "application/octet-stream"
)

// encode turns v into an entity. given is the type that the script asks for; it is
// never changed, except that a multipart type needs our boundary.
// Source: https://www.zoho.com/deluge/help/webhook/invokeurl-api-task.html
func (x *exchange) encode(v value.Value, given string) (entity, error) {
	if m, ok := asMap(v); ok && v.Kind() != types.List {
		return x.encodeMap(v, m, given)
	}
	switch v.Kind() {
	case types.Null:
		return keepType(given), nil
	case types.File:
		f, _ := v.AsFile()
		return entity{f.Data, or(given, fileType(f))}, nil
	case types.List, types.Collection:
		return x.encodeJSON(v, or(given, typeJSON))
	}
	s := x.text(v)
	if s == "" {
		return keepType(given), nil
	}
	return entity{[]byte(s), or(given, x.textType(s))}, nil
}

// encodeMap encodes KEY-VALUE: a form unless the script asks for something else.
func (x *exchange) encodeMap(v value.Value, m *value.Map, given string) (entity, error) {
	switch kind := mediaType(given); {
	case kind == "" || kind == typeForm:
		return entity{[]byte(x.form(m)), or(given, typeForm)}, nil
	case kind == typeMultipart:
		parts, err := x.fieldParts(v)
		if err != nil {
			return entity{}, err
		}
		return x.multipart(parts)
	case !isJSONType(kind):
		x.warn("a map is sent as JSON text although its type is %s", kind)
	}
	return x.encodeJSON(v, given)
}

func (x *exchange) encodeJSON(v value.Value, contentType string) (entity, error) {
	s, err := value.TryJSON(v, x.c.Host.Format)
	if err != nil {
		return entity{}, err
	}
	return entity{[]byte(s), contentType}, nil
}

// form encodes m, a blank as +; null is an empty value.
// Rule: https://url.spec.whatwg.org/#urlencoded-serializing
func (x *exchange) form(m *value.Map) string {
	var b strings.Builder
	for name, v := range m.All() {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(x.text(v)))
	}
	return b.String()
}

// textType returns the type of a text that the script gives none. The manual says
// text/plain, but production scripts post map.toString() to services that refuse
// that and get answers; a host may choose the manual.
func (x *exchange) textType(s string) string {
	if !x.c.Host.Net.StrictContentType && looksJSON(s) && json.Valid([]byte(s)) {
		return typeJSON
	}
	return typeText
}

// looksJSON reports whether s begins like a JSON object or array.
func looksJSON(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n")
	return s != "" && (s[0] == '{' || s[0] == '[')
}

func or(s, d string) string {
	if s == "" {
		return d
	}
	return s
}

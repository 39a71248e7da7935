package invoke

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/dg-lang/dg/runtime/value"
)

// answer is what a service answered, read to its end.
type answer struct {
	status int
	header http.Header
	data   []byte
	url    *url.URL // that answered, after redirects
}

// format is the value of the key response-format.
type format string

const (
	formatAuto format = ""
	formatFile format = "FILE"
	formatText format = "TEXT"
	formatJSON format = "COLLECTION"
)

func (x *exchange) takeFormat(s string) (format, error) {
	switch name := strings.ToUpper(strings.TrimSpace(s)); name {
	case "", "FILE", "TEXT", "COLLECTION":
		return format(name), nil
	case "JSON":
		return formatJSON, nil
	case "XML":
		return formatText, nil
	}
	return "", x.errorf("response-format %q is not known: FILE, TEXT or COLLECTION", s)
}

// read takes the answer in. The Doer holds it to its size and time; the limit
// here is for a Doer that does not.
func (x *exchange) read(req *http.Request, resp *http.Response) (*answer, error) {
	defer func() { _ = resp.Body.Close() }()
	most := x.c.Host.Net.MaxResponse
	data, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > most {
		return nil, x.errorf("answer larger than %d bytes (%s); limit set by net.max_response", most, req.URL.Host)
	}
	a := &answer{status: resp.StatusCode, header: resp.Header, data: data, url: req.URL}
	if resp.Request != nil {
		a.url = resp.Request.URL
	}
	return a, nil
}

// value decides what an answer is for the script; the first rule that fits wins.
func (x *exchange) value(a *answer) (value.Value, error) {
	kind := mediaType(a.header.Get("Content-Type"))
	switch {
	case x.format == formatFile:
		return x.file(a), nil
	case x.format == formatText:
		return value.Text(x.decode(a)), nil
	case x.format == formatJSON:
		return x.mustJSON(a, kind)
	case a.empty():
		return value.Text(""), nil
	case isAttachment(a.header), isBinaryType(kind, a.data):
		return x.file(a), nil
	}
	text := x.decode(a)
	if v, ok := parseJSON(text); ok {
		return v, nil
	}
	return value.Text(text), nil
}

func (a *answer) empty() bool {
	switch a.status {
	case http.StatusNoContent, http.StatusResetContent, http.StatusNotModified:
		return true
	}
	return len(a.data) == 0
}

// parseJSON returns the map or list that text is. Scalars stay text, because "true"
// and "ok" are answers of their own.
func parseJSON(text string) (value.Value, bool) {
	if !looksJSON(text) {
		return value.Null, false
	}
	v, err := value.FromJSON(text)
	return v, err == nil
}

func (x *exchange) mustJSON(a *answer, kind string) (value.Value, error) {
	text := x.decode(a)
	v, err := value.FromJSON(text)
	if err != nil {
		return value.Null, x.errorf("response is not JSON (%s, %d bytes): %s", or(kind, "no type"), len(a.data), beginning(text))
	}
	return v, nil
}

// beginning returns the first characters of a text, on one line.
func beginning(s string) string {
	const most = 80
	runes := []rune(strings.Join(strings.Fields(s[:min(len(s), 8*most)]), " "))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}

func (x *exchange) file(a *answer) value.Value {
	contentType := a.header.Get("Content-Type")
	return value.OfFile(&value.File{
		Name: fileName(a), Data: a.data, Type: mediaType(contentType), Charset: charsetOf(contentType),
	})
}

// details is the answer of detailed:true around v.
// Source: https://www.zoho.com/deluge/help/web-data/geturl.html
func details(a *answer, v value.Value) value.Value {
	m := value.NewMap()
	m.Put("responseText", v)
	m.Put("responseHeader", headerMap(a.header))
	m.Put("responseCode", value.Number(int64(a.status)))
	return value.OfMap(m)
}

// headerMap returns h with lower-case names. Values sent several times are joined
// as RFC 9110 §5.3 allows, except cookies, which would not come apart again.
func headerMap(h http.Header) value.Value {
	m := value.NewMap()
	for _, name := range slices.Sorted(maps.Keys(h)) {
		values := h[name]
		if name == "Set-Cookie" && len(values) > 1 {
			list := value.NewList()
			for _, v := range values {
				list.Add(value.Text(valid(v)))
			}
			m.Put("set-cookie", value.OfList(list))
			continue
		}
		m.Put(strings.ToLower(name), value.Text(valid(strings.Join(values, ", "))))
	}
	return value.OfMap(m)
}

// valid returns s as UTF-8.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

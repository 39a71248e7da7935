package invoke

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// request builds the request of the exchange.
func (x *exchange) request() (*http.Request, error) {
	address, user, err := x.repairURL(x.url)
	if err != nil {
		return nil, err
	}
	if user != nil && x.connection != "" {
		return nil, x.errorf("the url holds user information, which a call with connection %q may not", x.connection)
	}
	header, err := x.header()
	if err != nil {
		return nil, err
	}
	query, e, err := x.place(x.givenType(header))
	if err != nil {
		return nil, err
	}
	req, err := x.newRequest(addQuery(address, query), header, e)
	if err == nil && user != nil && req.Header.Get("Authorization") == "" {
		password, _ := user.Password()
		req.SetBasicAuth(user.Username(), password)
	}
	return req, err
}

// newRequest puts the parts together and adds our own headers.
func (x *exchange) newRequest(address string, header http.Header, e entity) (*http.Request, error) {
	var body io.Reader
	if len(e.data) > 0 {
		body = bytes.NewReader(e.data)
	}
	req, err := http.NewRequestWithContext(x.ctx, x.method, address, body)
	if err != nil {
		return nil, x.errorf("the url is not valid")
	}
	req.Header = header
	if e.contentType != "" {
		req.Header.Set("Content-Type", e.contentType)
	}
	if _, ok := header["User-Agent"]; !ok {
		req.Header.Set("User-Agent", "dg/"+Version())
	}
	if header.Get("Accept") == "" {
		req.Header.Set("Accept", "*/*")
	}
	return req, nil
}

// isTransportHeader reports whether the transport writes a header by itself. A script
// that copied it from elsewhere would only break the framing or the decoding.
func isTransportHeader(name string) bool {
	switch name {
	case "Host", "Content-Length", "Transfer-Encoding", "Accept-Encoding", "Connection",
		"Keep-Alive", "Te", "Trailer", "Upgrade", "Proxy-Connection":
		return true
	}
	return false
}

// header returns the headers that the script sets.
func (x *exchange) header() (http.Header, error) {
	h := http.Header{}
	if x.headers == nil {
		return h, nil
	}
	for name, v := range x.headers.All() {
		if v.IsNull() {
			continue
		}
		name, text := strings.TrimSpace(name), strings.Trim(x.text(v), " \t")
		if !httpguts.ValidHeaderFieldName(name) {
			return nil, x.errorf("%q is not a header name", name)
		}
		if !httpguts.ValidHeaderFieldValue(text) {
			return nil, x.errorf("the value of header %s holds a line break or another control character", name)
		}
		if name = http.CanonicalHeaderKey(name); !isTransportHeader(name) {
			h.Set(name, text)
		}
	}
	return h, nil
}

// givenType returns the media type that the script asks for, the header first.
func (x *exchange) givenType(header http.Header) string {
	inHeader := header.Get("Content-Type")
	if inHeader == "" {
		return strings.TrimSpace(x.contentType)
	}
	if x.contentType != "" && !strings.EqualFold(inHeader, x.contentType) {
		x.warn("the Content-Type header wins over the key content-type")
	}
	return inHeader
}

// place decides what goes to the query and what is the entity.
// Sources: https://www.zoho.com/deluge/help/deluge-invoke-url.html and, for
// parameters beside a body, https://www.zoho.com/deluge/help/webhook/invokeapitask.html
func (x *exchange) place(given string) (query string, e entity, err error) {
	switch {
	case !x.files.IsNull():
		return x.placeFiles()
	case !x.body.IsNull():
		if query, err = x.asQuery(); err != nil {
			return "", entity{}, err
		}
		if x.method == http.MethodGet {
			x.warn("a GET with a body; some services ignore or refuse it")
		}
		e, err = x.encode(x.body, given)
		return query, e, err
	case x.method == http.MethodGet && !x.parameters.IsNull():
		if query, err = x.asQuery(); err == nil {
			return query, keepType(given), nil
		}
		x.warn("the parameters of this GET are no names and values; they are sent as a body")
	}
	e, err = x.encode(x.parameters, given)
	return "", e, err
}

// keepType is no entity, with the type that the script wants to see sent.
func keepType(given string) entity { return entity{contentType: given} }

// asQuery returns parameters as a query: a map, or a text that reads like one.
func (x *exchange) asQuery() (string, error) {
	if m, ok := asMap(x.parameters); ok {
		return x.query(m), nil
	}
	s, ok := x.parameters.AsText()
	switch {
	case x.parameters.IsNull() || ok && s == "":
		return "", nil
	case ok && formText().MatchString(s):
		return escape(s, queryBytes), nil
	}
	return "", x.errorf("parameters beside a body must be a map or a text such as a=1&b=2, not %s", kindWord(x.parameters))
}

func kindWord(v value.Value) string {
	if v.Kind() == types.Text {
		return "other text"
	}
	return v.Kind().String()
}

// placeFiles makes a multipart entity of the files and of what stands beside them.
func (x *exchange) placeFiles() (query string, e entity, err error) {
	if x.method == http.MethodGet {
		return "", e, x.errorf("files cannot be sent with GET; use type: POST")
	}
	fields := x.parameters
	if !x.body.IsNull() {
		if query, err = x.asQuery(); err != nil {
			return "", e, err
		}
		fields = x.body
	}
	parts, err := x.fieldParts(fields)
	if err != nil {
		return "", e, err
	}
	files, err := x.fileParts(x.files)
	if err != nil {
		return "", e, err
	}
	e, err = x.multipart(append(parts, files...))
	return query, e, err
}

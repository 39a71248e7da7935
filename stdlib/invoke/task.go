package invoke

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

const taskName = "invokeUrl"

// methods are the request methods that the vendor documents.
// Source: https://www.zoho.com/deluge/help/deluge-invoke-url.html
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

func invokeURLTask() *registry.Task {
	entity := []types.Kind{types.Text, types.File, types.Map, types.Collection, types.List}
	return &registry.Task{
		Name: taskName,
		Params: []types.Param{
			{Name: "url", Kinds: []types.Kind{types.Text}, Doc: "address, http or https"},
			{Name: "type", Kinds: []types.Kind{types.Text}, Optional: true, Doc: "GET (default), POST, PUT, PATCH or DELETE"},
			{Name: "headers", Kinds: []types.Kind{types.Map, types.Collection}, Optional: true, Doc: "request headers; a null value leaves one out"},
			{Name: "content-type", Kinds: []types.Kind{types.Text, types.Map}, Optional: true, Doc: "media type of the entity"},
			{Name: "parameters", Kinds: entity, Optional: true, Doc: "query of a GET or of a call with body, else the entity"},
			{Name: "body", Kinds: entity, Optional: true, Doc: "entity of the request"},
			{Name: "files", Kinds: []types.Kind{types.File, types.List, types.Map, types.Collection}, Optional: true, Doc: "files to upload as multipart/form-data"},
			{Name: "connection", Kinds: []types.Kind{types.Text}, Optional: true, Doc: "link name of a connection"},
			{Name: "detailed", Kinds: []types.Kind{types.Bool}, Optional: true, Doc: "true: a map with responseText, responseHeader and responseCode"},
			{Name: "response-format", Kinds: []types.Kind{types.Text}, Optional: true, Doc: "FILE, TEXT or COLLECTION; by the answer when left out"},
			{Name: "response-decoding", Kinds: []types.Kind{types.Text}, Optional: true, Doc: "charset of the answer"},
		},
		Result:  types.Any,
		Effects: registry.Network,
		Doc: registry.Doc{
			Summary: "Calls a web service and returns its answer.",
			Details: "JSON becomes a map or a list, binary answers become a file, everything else is text. " +
				"An error status is no error of the script: read it with detailed:true.",
			Example: "response = invokeUrl\n[\n\turl: \"https://api.example.com/contacts\"\n\ttype: GET\n\tconnection: \"my_connection\"\n];",
			Link:    "https://www.zoho.com/deluge/help/deluge-invoke-url.html",
			Basis:   "documented",
		},
		Run: runInvokeURL,
	}
}

func runInvokeURL(ctx context.Context, c *registry.Call) (value.Value, error) {
	x := newExchange(ctx, c, taskName)
	if err := x.take(c.Named); err != nil {
		return value.Null, err
	}
	req, err := x.request()
	if err != nil {
		return value.Null, err
	}
	a, err := x.send(req, host.CallInfo{Connection: x.connection})
	if err != nil {
		return value.Null, err
	}
	v, err := x.value(a)
	if err != nil || !x.detailed {
		return v, err
	}
	return details(a, v), nil
}

// take reads the keys of the block.
func (x *exchange) take(keys *value.Map) error {
	if keys == nil {
		keys = value.NewMap()
	}
	for key, v := range keys.All() {
		if err := x.takeKey(strings.ToLower(key), v); err != nil {
			return err
		}
	}
	if x.url == "" {
		return x.errorf("url is missing")
	}
	return nil
}

func (x *exchange) takeKey(key string, v value.Value) error {
	var err error
	switch key {
	case "url":
		x.url = x.text(v)
	case "type":
		err = x.takeMethod(x.text(v))
	case "headers":
		x.headers, err = x.pairs(key, v)
	case "content-type":
		x.contentType = x.text(v)
	case "parameters":
		x.parameters = v
	case "body":
		x.body = v
	case "files":
		x.files = v
	case "connection":
		x.connection = x.text(v)
	case "detailed":
		x.detailed, err = x.boolean(key, v)
	case "response-format":
		x.format, err = x.takeFormat(x.text(v))
	case "response-decoding":
		x.charset, err = x.takeCharset(x.text(v))
	default:
		err = x.errorf("unknown key %q", key)
	}
	return err
}

func (x *exchange) takeMethod(s string) error {
	if s == "" {
		return nil
	}
	m := strings.ToUpper(strings.TrimSpace(s))
	if !slices.Contains(methods, m) {
		return x.errorf("type %q is not supported, only %s", s, strings.Join(methods, ", "))
	}
	x.method = m
	return nil
}

// text returns v as requests write it: null is empty, maps and lists are JSON.
func (x *exchange) text(v value.Value) string {
	switch v.Kind() {
	case types.Null:
		return ""
	case types.Map, types.List, types.Collection:
		return value.JSON(v, x.c.Host.Format)
	}
	return x.c.Host.Format.Text(v)
}

func (x *exchange) boolean(key string, v value.Value) (bool, error) {
	if v.IsNull() {
		return false, nil
	}
	b, err := value.ToBool(v)
	if err != nil {
		return false, x.errorf("%s must be true or false", key)
	}
	return b, nil
}

// pairs returns v as a map; nil for null.
func (x *exchange) pairs(key string, v value.Value) (*value.Map, error) {
	if v.IsNull() {
		return nil, nil
	}
	if m, ok := asMap(v); ok {
		return m, nil
	}
	if p, ok := v.Parsed(); ok {
		if m, ok := p.AsMap(); ok {
			return m, nil
		}
	}
	return nil, x.errorf("%s must be a map, not %s", key, v.Kind())
}

// asMap returns the map behind a map, a collection of pairs or an empty {}.
func asMap(v value.Value) (*value.Map, bool) {
	if m, ok := v.AsMap(); ok {
		return m, true
	}
	if c, ok := v.AsCollection(); ok && c.IsKeyed() {
		m, err := c.Pairs()
		return m, err == nil
	}
	if l, ok := v.AsList(); ok && l.Len() == 0 {
		return value.NewMap(), true
	}
	return nil, false
}

package connector

import (
	"cmp"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"golang.org/x/net/http/httpguts"
)

// isPart reports whether s can be one half of a unique identifier.
func isPart(s string) bool { return isName(s, "-") }

// Parse reads one connector file: either one connector with its apis, or the short
// form, a map under connectors from unique identifiers to APIs. The error is of the
// type Errors and holds every mistake with its place.
func Parse(file string, data []byte) ([]*Connector, error) {
	r := &reader{file: file}
	var cs []*Connector
	if root := r.root(data); root != nil {
		cs = r.connectors(root)
		root.done()
	}
	if len(r.errs) > 0 {
		slices.SortStableFunc(r.errs, func(a, b *Error) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
		})
		return nil, r.errs
	}
	return cs, nil
}

func (r *reader) connectors(root *object) []*Connector {
	if _, short := root.find("connectors"); short {
		root.asked = append(root.asked, "connector")
		return r.short(root.object("connectors"))
	}
	return r.long(root)
}

// long reads the form with one connector a file.
func (r *reader) long(o *object) []*Connector {
	if !o.near("connector", "connectors", "apis") {
		r.fail(o.at, howToBegin, "this is no connector file")
		o.fields = nil // naming each of its keys would only hide this
		return nil
	}
	name, ok := o.text("connector")
	if !ok {
		r.fail(o.at, howToBegin, "the file names no connector")
	} else {
		r.checkName(o, "connector", name)
	}
	c := &Connector{Name: name}
	c.Description, _ = o.text("description")
	r.account(o, c)
	apis := o.object("apis")
	if apis == nil {
		r.fail(o.at, "", "the connector has no apis")
	} else {
		for _, f := range apis.fields {
			r.add(c, f, f.key, false)
		}
	}
	r.extensions(o, name)
	o.later("on_authorize", "on_revoke")
	return []*Connector{c}
}

const howToBegin = "begin with connector: NAME, or with connectors: and the APIs by their identifiers"

// account reads where the credentials of a connector come from and go to.
func (r *reader) account(o *object, c *Connector) {
	c.Service, _ = o.text("service")
	c.Hosts = r.hosts(o)
	c.Connection, _ = o.text("connection")
	if auth := o.object("auth"); auth != nil {
		c.Auth = r.auth(auth)
		if c.Service != "" {
			r.fail(auth.at, "", "a connector has either a service or auth, not both")
		}
	}
	if c.Connection == "" && (c.Service != "" || c.Auth != nil) {
		c.Connection = c.Name
	}
}

func (r *reader) auth(o *object) *Auth {
	a := &Auth{Scope: o.texts("scope"), Placement: "header"}
	a.AuthorizeURL, _ = o.text("authorize_url")
	a.TokenURL, _ = o.text("token_url")
	a.RefreshURL, _ = o.text("refresh_url")
	if p, ok := o.text("placement"); ok {
		a.Placement = p
		if known := []string{"header", "query", "form"}; !slices.Contains(known, p) {
			r.fail(o.pos("placement"), didYouMean(p, known), "placement must be header, query or form")
		}
	}
	o.done()
	return a
}

func (r *reader) hosts(o *object) []string {
	hosts := o.texts("hosts")
	for _, h := range hosts {
		if h == "" || strings.ContainsAny(h, "/@ ") {
			r.fail(o.pos("hosts"), "", "%s is no host; write www.example.com, with a port if need be, or *.example.com", cut(h))
		}
	}
	return hosts
}

// extensions checks the list of extensions that a connector was added to; it has no
// effect on a run.
func (r *reader) extensions(o *object, name string) {
	exts := o.object("extensions")
	if exts == nil {
		return
	}
	for _, f := range exts.fields {
		if e := r.object(f.value, "the extension "+f.key); e != nil {
			for _, c := range e.texts("connectors") {
				if c != name {
					r.fail(e.pos("connectors"), didYouMean(c, []string{name}), "this file has no connector %q", c)
				}
			}
			e.done()
		}
	}
}

// short reads the form with unique identifiers as keys. There an API counts as
// published unless it says otherwise.
func (r *reader) short(o *object) []*Connector {
	var cs []*Connector
	if o == nil {
		return nil
	}
	for _, f := range o.fields {
		name, api, ok := strings.Cut(f.key, ".")
		if !ok || !isPart(name) || !isPart(api) {
			r.fail(f.at, "", "%q is no identifier of the form CONNECTOR.API", f.key)
			continue
		}
		if name == Reserved {
			r.fail(f.at, "", errReserved)
			continue
		}
		// Each entry has its own account keys, so each is a connector of its own.
		c := &Connector{Name: name}
		r.add(c, f, api, true)
		cs = append(cs, c)
	}
	return cs
}

// Reserved is the connector that stands for the CRM itself.
const Reserved = "crm"

const errReserved = "the name crm is reserved for the CRM's own calls"

func (r *reader) checkName(o *object, key, name string) {
	switch {
	case !isPart(name):
		r.fail(o.pos(key), "", "%s is no name: letters, digits, _ and - after a letter", cut(name))
	case name == Reserved:
		r.fail(o.pos(key), "", errReserved)
	}
}

var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

// add reads one API of c.
func (r *reader) add(c *Connector, f field, name string, short bool) {
	o := r.object(f.value, "the API "+f.key)
	if o == nil {
		return
	}
	if !isPart(name) {
		r.fail(f.at, "", "%s is no name: letters, digits, _ and - after a letter", cut(name))
	}
	if short {
		r.account(o, c)
	}
	a := &API{ID: c.Name + "." + name, Name: name, Connector: c, File: r.file, Line: f.at.Line, Col: f.at.Column}
	a.Method = r.method(o)
	a.Published = o.boolean("published", short)
	a.Mock = r.mock(o.object("mock"))
	a.missingEmpty = r.missing(o)
	a.raw, a.rawPath = set(o.texts("raw")), set(o.texts("raw_path"))
	r.url(o, a, c.Hosts)
	a.params = r.rows(o.object("params"), form)
	a.headers = r.rows(o.object("headers"), header)
	r.headerNames(o, a)
	r.body(o, a)
	o.asked = append(o.asked, "description")
	o.done()
	c.APIs = append(c.APIs, a)
}

func set(names []string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

func (r *reader) method(o *object) string {
	m, ok := o.text("method")
	if !ok {
		return http.MethodGet
	}
	if up := strings.ToUpper(m); slices.Contains(methods, up) {
		return up
	}
	r.fail(o.pos("method"), didYouMean(m, methods), "%s is no method; placeholders are not allowed here", cut(m))
	return m
}

func (r *reader) missing(o *object) bool {
	m, ok := o.text("missing")
	if ok && m != "error" && m != "empty" {
		r.fail(o.pos("missing"), didYouMean(m, []string{"error", "empty"}), "missing must be error or empty")
	}
	return m == "empty"
}

func (r *reader) mock(o *object) *Mock {
	if o == nil {
		return nil
	}
	m := &Mock{Status: http.StatusOK}
	if s, ok := o.text("status_code"); ok {
		n, err := strconv.Atoi(s)
		if err != nil || n < 100 || n > 599 {
			r.fail(o.pos("status_code"), "", "status_code must be a number from 100 to 599")
		}
		m.Status = n
	}
	m.Body, _ = o.text("response")
	o.done()
	return m
}

// url compiles the URL and works out which hosts it may reach.
func (r *reader) url(o *object, a *API, hosts []string) {
	s, ok := o.text("url")
	if !ok {
		r.fail(o.at, "", "the API has no url")
		return
	}
	var err error
	a.URL = s
	if a.url, err = compileURL(s, a.raw, a.rawPath); err != nil {
		r.fail(o.pos("url"), "", "%v", err)
		return
	}
	a.hosts = hosts
	host, static := a.url.staticHost()
	switch {
	case !static && len(hosts) == 0:
		r.fail(o.pos("url"), "list the hosts that may be called under hosts", "a URL with a placeholder in its host needs a list of hosts")
	case static && len(hosts) == 0:
		a.hosts = []string{host}
	case static:
		if err := Allowed("https://"+host, hosts); err != nil {
			r.fail(o.pos("url"), "", "%v", err)
		}
	}
}

// rows compiles a mapping of names to values with placeholders.
func (r *reader) rows(o *object, at place) []row {
	if o == nil {
		return nil
	}
	var rows []row
	for _, f := range o.fields {
		s, ok := r.scalar(f.value, f.key)
		if !ok {
			continue
		}
		if strings.Contains(f.key, "${") {
			r.fail(f.at, "", "placeholders are not allowed in the name %s", cut(f.key))
		}
		t, err := placed(s, at)
		if err != nil {
			r.fail(f.value.GetToken().Position, "", "%v", err)
		}
		if at == form {
			t = encodeLiterals(t)
		}
		rows = append(rows, row{f.key, t})
	}
	return rows
}

// encodeLiterals form-encodes the fixed text of a URL parameter, which is written
// plainly in the file.
func encodeLiterals(t template) template {
	for i := range t {
		if t[i].name == "" {
			t[i].text = formEncode(t[i].text)
		}
	}
	return t
}

func (r *reader) headerNames(o *object, a *API) {
	names := map[string]bool{}
	for i, h := range a.headers {
		name := textproto.CanonicalMIMEHeaderKey(h.name)
		switch {
		case !httpguts.ValidHeaderFieldName(h.name):
			r.fail(o.pos("headers"), "", "%s is no header name", cut(h.name))
		case names[name]:
			r.fail(o.pos("headers"), "", "the header %s stands here twice", name)
		}
		names[name] = true
		a.headers[i].name = name
		for _, p := range h.value {
			if _, err := headerValue(p.text); err != nil {
				r.fail(o.pos("headers"), "", "the header %s %v", name, err)
			}
		}
	}
}

// body compiles the body by the content type among the headers.
func (r *reader) body(o *object, a *API) {
	contentType := ""
	for _, h := range a.headers {
		if h.name == "Content-Type" {
			var fixed bool
			if contentType, fixed = h.value.literal(); !fixed {
				r.fail(o.pos("headers"), "", "the Content-Type decides how values are escaped and cannot hold placeholders")
			}
		}
	}
	f, ok := o.find("body")
	if !ok {
		return
	}
	if _, isMap := f.value.(*ast.MappingNode); isMap {
		r.fail(f.value.GetToken().Position, "write the body as a block of text: body: |", "body must be a text")
		return
	}
	s, _ := o.text("body")
	t, err := split(s)
	if err == nil {
		a.bodyKind = kindOf(contentType, t)
		a.body, err = compileBody(a.bodyKind, t)
	}
	if err != nil {
		r.fail(o.pos("body"), "", "%v", err)
	}
}

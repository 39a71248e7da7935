package connector

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Expand fills the placeholders of the API. All names without a value are reported
// at once. Errors do not repeat values.
func (a *API) Expand(lookup Lookup) (*Request, error) {
	f := filler{api: a, values: map[string]Value{}}
	if missing := f.gather(lookup); len(missing) > 0 {
		return nil, a.errorf("no value for %s", strings.Join(missing, ", "))
	}
	r := &Request{Method: a.Method, Header: http.Header{}, Mock: a.Mock, Hosts: a.hosts}
	if a.Connector != nil {
		r.Connection = a.Connector.Connection
	}
	r.URL = f.url()
	for _, h := range a.headers {
		r.Header.Add(h.name, f.fill(h.value, "header "+h.name))
	}
	r.Body = []byte(f.body())
	if f.err != nil {
		return nil, f.err
	}
	if len(r.Body) == 0 {
		r.Body = nil
	}
	return r, nil
}

func (a *API) errorf(format string, args ...any) error {
	return fmt.Errorf("connector %q: %s", a.ID, fmt.Sprintf(format, args...))
}

// filler fills the templates of one API and keeps the first mistake.
type filler struct {
	api    *API
	values map[string]Value
	err    error
}

// gather looks every placeholder up once and returns those without a value.
func (f *filler) gather(lookup Lookup) (missing []string) {
	for _, name := range f.api.Names() {
		v, ok := lookup(name)
		if !ok && f.api.missingEmpty {
			v, ok = Text(""), true
		}
		if !ok {
			missing = append(missing, "${"+name+"}")
		}
		f.values[name] = v
	}
	return missing
}

func (f *filler) fail(format string, args ...any) {
	if f.err == nil {
		f.err = f.api.errorf(format, args...)
	}
}

// fill returns t with the values put in.
func (f *filler) fill(t template, where string) string {
	var b strings.Builder
	for _, p := range t {
		if p.name == "" {
			b.WriteString(p.text)
			continue
		}
		s, err := p.escape(f.values[p.name], f.api.raw[p.name])
		if err != nil {
			f.fail("the value of ${%s} in the %s %v", p.name, where, err)
			return ""
		}
		b.WriteString(s)
	}
	return b.String()
}

func (f *filler) url() string {
	s := f.fill(f.api.url, "URL")
	u, err := url.Parse(s)
	if f.err != nil || err != nil {
		f.fail("the URL is not well formed once values are put in")
		return ""
	}
	if err := dotSegments(u); err != nil {
		f.fail("%v", err)
	}
	if err := Allowed(s, f.api.hosts); err != nil {
		f.fail("%v", err)
	}
	return f.withParams(s)
}

// withParams adds the URL parameters to the query of s.
func (f *filler) withParams(s string) string {
	s, fragment, _ := strings.Cut(s, "#")
	sep := "?"
	if strings.Contains(s, "?") {
		sep = "&"
	}
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, "&") {
		sep = ""
	}
	for _, p := range f.api.params {
		s += sep + formEncode(p.name) + "=" + f.fill(p.value, "URL parameter "+p.name)
		sep = "&"
	}
	if fragment != "" {
		s += "#" + fragment
	}
	return s
}

func (f *filler) body() string {
	s := f.fill(f.api.body, "body")
	if f.api.bodyKind == xmlBody {
		f.sections()
	}
	return s
}

// sections checks that no CDATA section ends before its template does.
// Rule: https://www.w3.org/TR/xml/#sec-cdata-sect
func (f *filler) sections() {
	var content template
	for _, p := range slices.Concat(f.api.body, template{{}}) {
		if p.place == xmlCDATA {
			content = append(content, p)
			continue
		}
		if strings.Contains(f.fill(content, "body"), "]]>") {
			f.fail(`the values must not form "]]>", which ends a CDATA section`)
		}
		content = nil
	}
}

// Package connector reads the declarative files that describe connector APIs and
// turns one API and a set of values into a request. Every value is escaped for
// the place it stands in, so that it can fill its place and never change the
// request around it.
//
// The idea of a connector and its ${name} placeholders:
// https://www.zoho.com/developer/help/extensions/connectors.html
package connector

import "net/http"

// Value is one value for a placeholder, in the forms that places need.
type Value struct {
	Text   string      // as the script would print it
	JSON   string      // as JSON; empty: Text as a JSON string
	Null   bool        // "" in text places, null in bare JSON
	IsText bool        // the value is TEXT and not a number, date, map …
	Pairs  [][2]string // entries of a KEY-VALUE, for a whole query
}

// Text returns the value of a text.
func Text(s string) Value { return Value{Text: s, IsText: true} }

// Lookup returns the value of the placeholder called name; ok is false when none
// was given.
type Lookup func(name string) (v Value, ok bool)

// Request is an API with its placeholders filled.
type Request struct {
	Method, URL string
	Header      http.Header
	Body        []byte
	Connection  string   // link name of the connection; empty: no credentials
	Mock        *Mock    // the answer that stands in for the service; nil: none
	Hosts       []string // where the request, and its redirects, may go
}

// Mock is a canned answer.
type Mock struct {
	Status int
	Body   string
}

// Connector is a group of APIs of one service.
type Connector struct {
	Name        string
	Description string
	Service     string   // name of the service that knows how to authorize
	Auth        *Auth    // or its own addresses
	Connection  string   // link name whose credentials the calls carry
	Hosts       []string // hosts that may be called; "*.name" takes sub-domains
	APIs        []*API   // in file order
}

// Auth are the OAuth 2.0 addresses of a connector without a service.
type Auth struct {
	AuthorizeURL, TokenURL, RefreshURL string
	Scope                              []string
	Placement                          string // header, query or form
}

// API is one call of a connector, checked and ready to be filled.
type API struct {
	ID        string // unique identifier, CONNECTOR.API
	Name      string
	Method    string
	URL       string // template as written
	Published bool
	Mock      *Mock
	Connector *Connector
	File      string // where it is defined
	Line, Col int

	missingEmpty bool            // a missing value reads as ""
	raw          map[string]bool // names that may fill a whole query as text
	rawPath      map[string]bool // names whose values are paths
	url          template
	params       []row
	headers      []row
	body         template
	bodyKind     bodyKind
	hosts        []string
}

// row is a header or a URL parameter: a fixed name and a value with placeholders.
type row struct {
	name  string
	value template
}

// Names returns the placeholders of the API in order of appearance, each once.
func (a *API) Names() []string {
	var names []string
	seen := map[string]bool{}
	for _, t := range a.templates() {
		for _, p := range t {
			if p.name != "" && !seen[p.name] {
				seen[p.name] = true
				names = append(names, p.name)
			}
		}
	}
	return names
}

func (a *API) templates() []template {
	ts := []template{a.url}
	for _, r := range a.params {
		ts = append(ts, r.value)
	}
	for _, r := range a.headers {
		ts = append(ts, r.value)
	}
	return append(ts, a.body)
}

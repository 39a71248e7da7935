// Package project reads dg.yaml, the settings of a folder of scripts.
package project

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

// FileName is the file that marks the root of a project.
const FileName = "dg.yaml"

// BadSetting is the code of findings in dg.yaml.
const BadSetting = diag.Setting

// Config is what dg.yaml says. Zero values mean that it does not say it.
type Config struct {
	Dialect    string        // generic or creator
	Forms      []string      // link names of the forms of the app
	Timezone   string        // such as Europe/Dublin
	User       string        // a name, an address, or both
	Admin      string        // as User
	App        string        // link name of the application
	IP         string        // address of the user's machine
	Zoho       bool          // limits.zoho
	Statements int64         // limits.statements
	Calls      int64         // limits.calls
	Time       time.Duration // limits.time
	Timeout    time.Duration // net.timeout
	MaxBytes   int64         // net.max_response
	Allow      []string      // net.allow
	Deny       []string      // net.deny
	ListJSON   bool          // language.listText: json
	Whole      bool          // language.wholeDecimal: bare
	RawEscapes bool          // language.rawEscapes
	DateLayout string        // language.dateFormat, as a Go layout
	DateTimes  bool          // it ends in HH:mm:ss
}

// setting is one by its dotted name, and what takes its value.
type setting struct {
	name string
	set  func(c *Config, n ast.Node) error
}

var keys = []setting{
	{"forms", func(c *Config, n ast.Node) error { return decode(&c.Forms, n, "a list of names") }},
	{"dialect", func(c *Config, n ast.Node) error { return choice(&c.Dialect, n, "generic", "creator") }},
	{"timezone", func(c *Config, n ast.Node) error { return zone(&c.Timezone, n) }},
	{"user", func(c *Config, n ast.Node) error { return decode(&c.User, n, "a name or an address") }},
	{"admin", func(c *Config, n ast.Node) error { return decode(&c.Admin, n, "a name or an address") }},
	{"app", func(c *Config, n ast.Node) error { return decode(&c.App, n, "the link name of the application") }},
	{"ip", func(c *Config, n ast.Node) error { return decode(&c.IP, n, "an address such as 127.0.0.1") }},
	{"limits.zoho", func(c *Config, n ast.Node) error { return decode(&c.Zoho, n, "true or false") }},
	{"limits.statements", func(c *Config, n ast.Node) error { return positive(&c.Statements, n) }},
	{"limits.calls", func(c *Config, n ast.Node) error { return positive(&c.Calls, n) }},
	{"limits.time", func(c *Config, n ast.Node) error { return duration(&c.Time, n) }},
	{"net.timeout", func(c *Config, n ast.Node) error { return duration(&c.Timeout, n) }},
	{"net.max_response", func(c *Config, n ast.Node) error { return positive(&c.MaxBytes, n) }},
	{"net.allow", func(c *Config, n ast.Node) error { return decode(&c.Allow, n, "a list of hosts") }},
	{"net.deny", func(c *Config, n ast.Node) error { return decode(&c.Deny, n, "a list of hosts") }},
	{"language.listText", func(c *Config, n ast.Node) error { return flag(&c.ListJSON, n, "csv", "json") }},
	{"language.wholeDecimal", func(c *Config, n ast.Node) error { return flag(&c.Whole, n, "point", "bare") }},
	{"language.rawEscapes", func(c *Config, n ast.Node) error { return decode(&c.RawEscapes, n, "true or false") }},
	{"language.dateFormat", dateFormat},
}

// Parse reads a dg.yaml. The findings are errors with their place; an unknown key
// is one.
func Parse(src *source.File) (Config, diag.List) {
	r := reader{file: src}
	tree, err := parser.ParseBytes([]byte(src.Text), 0)
	if err != nil {
		r.syntax(err)
		return r.config, r.found
	}
	for _, doc := range tree.Docs {
		if doc.Body != nil {
			r.mapping("", doc.Body)
		}
	}
	return r.config, r.found
}

type reader struct {
	file   *source.File
	config Config
	found  diag.List
}

func (r *reader) syntax(err error) {
	d := &diag.Diagnostic{Code: BadSetting, Message: "dg.yaml cannot be read", Primary: diag.Label{File: r.file}}
	var at yaml.Error
	if errors.As(err, &at) {
		d.Message += ": " + at.GetMessage()
		d.Primary.Span = spanOf(at.GetToken().Position.Offset, at.GetToken().Value)
	}
	r.found.Add(d)
}

// spanOf returns the place of a token; the parser counts offsets from 1.
func spanOf(offset int, text string) source.Span {
	at := source.At(max(offset-1, 0))
	return source.Span{Start: at, End: at + source.Pos(max(len(text), 1))}
}

func (r *reader) errorAt(n ast.Node, message, hint string) {
	t := n.GetToken()
	r.found.Add(&diag.Diagnostic{Code: BadSetting, Message: message, Hint: hint,
		Primary: diag.Label{File: r.file, Span: spanOf(t.Position.Offset, t.Value)}})
}

// mapping reads the keys below prefix, which is empty or ends in a point.
func (r *reader) mapping(prefix string, n ast.Node) {
	m, ok := n.(ast.MapNode)
	if !ok {
		r.errorAt(n, "settings are written as key: value", "")
		return
	}
	for it := m.MapRange(); it.Next(); {
		r.entry(prefix, it.Key(), it.Value())
	}
}

func (r *reader) entry(prefix string, key ast.MapKeyNode, v ast.Node) {
	name := prefix + key.GetToken().Value
	switch i := slices.IndexFunc(keys, func(k setting) bool { return k.name == name }); {
	case i >= 0:
		if err := keys[i].set(&r.config, v); err != nil {
			r.errorAt(v, name+": "+err.Error(), "")
		}
	case prefix == "" && isGroup(name):
		r.mapping(name+".", v)
	default:
		r.errorAt(key, fmt.Sprintf("unknown setting %q", name), suggestion(name))
	}
}

func isGroup(name string) bool {
	for _, k := range keys {
		if strings.HasPrefix(k.name, name+".") {
			return true
		}
	}
	return false
}

func suggestion(name string) string {
	var names []string
	for _, k := range keys {
		names = append(names, k.name)
		if group, _, ok := strings.Cut(k.name, "."); ok {
			names = append(names, group)
		}
	}
	return diag.DidYouMean(name, names)
}

// Package lint looks for what is wrong in a script that reads well and whose names
// are bound: operators and functions on values that do not have them, and what
// runs but is not what was meant.
//
// The kinds of values flow through the statements in order: from literals, declared
// types, built-ins and tasks through variables; two ways that meet join what they
// know, and loops are walked until nothing changes. Of what nothing is known
// nothing is said. A finding is an error when the vendor's editors refuse the
// script for it, and a warning when a run fails or surprises.
package lint

import (
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/resolve"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// Options says what a file is checked with.
type Options struct {
	Library resolve.Library
	// VarKind returns the kind of a system variable; nil: unknown.
	VarKind func(name string) types.Kind
	// Connections are the link names that exist; nil: they are not known.
	Connections []string
}

// File checks a file that was resolved without errors.
func File(f *syntax.File, res *resolve.Result, opt Options) diag.List {
	c := &checker{file: f.Source, lib: opt.Library, opt: opt, builtins: map[string]*resolve.Builtin{},
		words: map[string]bool{}, links: map[string]bool{}, seen: map[finding]bool{}}
	for _, fn := range f.Funcs {
		c.function(fn)
	}
	c.program(f, res)
	return c.found
}

// finding is what makes two findings the same.
type finding struct {
	code diag.Code
	at   source.Span
}

// checker walks one file.
type checker struct {
	file     *source.File
	lib      resolve.Library
	opt      Options
	builtins map[string]*resolve.Builtin
	found    diag.List
	seen     map[finding]bool

	env     env   // nil: this place is not reached
	tries   []env // what may hold where the catch of an open try begins, inner last
	loops   []*loop
	depth   int // of loops
	fn      *syntax.FuncDecl
	inside  []source.Pos           // the branches around this place
	given   map[int][]source.Pos   // those around the assignments of a variable that was unassigned
	guards  map[string]bool        // paths that the function tests, as text
	changes map[int]source.Span    // of variables whose kind changes, by slot
	paths   map[string]source.Span // reported as not tested

	words   map[string]bool // bare words that no variable has
	links   map[string]bool // unknown connections that were reported
	secrets []source.Span
}

func (c *checker) function(fn *syntax.FuncDecl) {
	c.start(fn.Slots)
	c.fn = fn
	for _, p := range fn.Params {
		if p.Name.Slot >= 0 && p.Name.Slot < len(c.env) {
			c.env[p.Name.Slot] = c.declared(p.Type, p.Name)
		}
	}
	c.testedPaths(fn.Body.Stmts)
	c.idParams(fn)
	c.block(fn.Body)
	c.fn = nil
}

// declared is a parameter: null may be given for it.
func (c *checker) declared(t syntax.Type, name *syntax.Ident) val {
	if k := t.Kind(); k != types.Any {
		return val{kinds: setOf(k) | null, at: t.Span().To(name.Span()), id: isIDName(name.Name)}
	}
	return unknown
}

func (c *checker) program(f *syntax.File, res *resolve.Result) {
	if len(f.Stmts) == 0 {
		return
	}
	c.start(max(f.Slots, res.Scope.Len()))
	for _, n := range res.Free {
		c.set(res.Scope.Slot(n.Name), unknown)
	}
	defined := res.Scope.Defined()
	for _, name := range res.Optional {
		c.set(res.Scope.Slot(name), unknown)
		c.words[name] = !slices.Contains(defined, name)
	}
	c.testedPaths(f.Stmts)
	c.stmts(f.Stmts)
}

// maxVariables is how many variables of one function are followed: every branch costs
// a copy of what is known of them, and nobody writes so many.
const maxVariables = 1000

func (c *checker) start(slots int) {
	slots = min(slots, maxVariables)
	c.env, c.tries, c.loops, c.depth = make(env, slots), nil, nil, 0
	for i := range c.env {
		c.env[i] = val{kinds: unset}
	}
	c.inside, c.given, c.changes = nil, map[int][]source.Pos{}, map[int]source.Span{}
	c.guards, c.paths = map[string]bool{}, map[string]source.Span{}
}

// lookup describes a built-in, nil when there is none of that name.
func (c *checker) lookup(name string) *resolve.Builtin {
	b, ok := c.builtins[name]
	if !ok {
		if found, exists := c.lib.Lookup(name); exists {
			b = &found
		}
		c.builtins[name] = b
	}
	return b
}

func (c *checker) add(code diag.Code, sev diag.Severity, at source.Span, message, label string) *diag.Diagnostic {
	d := &diag.Diagnostic{Code: code, Severity: sev, Message: message, Primary: diag.Label{File: c.file, Span: at, Text: label}}
	key := finding{code, at}
	if c.env == nil || c.seen[key] {
		return d
	}
	c.seen[key] = true
	c.found.Add(d)
	return d
}

func (c *checker) warn(code diag.Code, at source.Span, message, label string) *diag.Diagnostic {
	return c.add(code, diag.Warning, at, message, label)
}

// refuse adds an error, or a warning when the vendor could not know it.
func (c *checker) refuse(code diag.Code, soft bool, at source.Span, message, label string) *diag.Diagnostic {
	if soft {
		return c.warn(code, at, message, label)
	}
	return c.add(code, diag.Error, at, message, label)
}

// from labels the place where a value got its kind; near is the expression that
// reads it.
func (c *checker) from(d *diag.Diagnostic, v val, near source.Span) {
	rest, ok := v.kinds.known()
	if !ok {
		return
	}
	text := "is " + c.name(rest) + " here"
	d.Related = append(d.Related, diag.Label{File: c.file, Span: near, Text: text})
	if v.at.IsValid() && (v.at.Start < near.Start || v.at.End > near.End) && c.file.LineNo(v.at.Start) != c.file.LineNo(near.Start) {
		d.Related = append(d.Related, diag.Label{File: c.file, Span: v.at, Text: "is " + c.name(rest) + " since here"})
	}
}

// name returns the kinds of a set as words.
func (c *checker) name(s kinds) string {
	out := ""
	s.each(func(k types.Kind) bool {
		if out != "" {
			out += " or "
		}
		out += k.String()
		return true
	})
	return out
}

// article puts a or an in front of a kind.
func article(kind string) string {
	if strings.HasPrefix(kind, "EX") || strings.HasPrefix(kind, "XML") {
		return "an " + kind
	}
	return "a " + kind
}

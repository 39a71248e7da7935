package connector

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Error is one mistake in a connector file.
type Error struct {
	File      string
	Line, Col int // from 1; 0: the file as a whole
	Message   string
	Hint      string // what to do; may be empty
}

// Error returns FILE:LINE:COL: message, and the hint in brackets.
func (e *Error) Error() string {
	s := fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Message)
	if e.Line == 0 {
		s = e.File + ": " + e.Message
	}
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Errors are all mistakes of one load, in file order.
type Errors []*Error

// Error returns the mistakes, one a line.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the single mistakes.
func (es Errors) Unwrap() []error {
	out := make([]error, len(es))
	for i, e := range es {
		out[i] = e
	}
	return out
}

// reader collects the mistakes of one file.
type reader struct {
	file string
	errs Errors
}

func (r *reader) fail(at *token.Position, hint, format string, args ...any) {
	e := &Error{File: r.file, Hint: hint, Message: fmt.Sprintf(format, args...)}
	if at != nil {
		e.Line, e.Col = at.Line, at.Column
	}
	r.errs = append(r.errs, e)
}

// root parses data as one YAML (or JSON) mapping, nil when it is none.
func (r *reader) root(data []byte) *object {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	f, err := parser.ParseBytes(data, 0)
	if err != nil {
		r.syntax(err, data)
		return nil
	}
	var body ast.Node
	for _, d := range f.Docs {
		if d.Body == nil {
			continue
		}
		if body != nil {
			r.fail(d.Body.GetToken().Position, "", "a file holds one YAML document")
			return nil
		}
		body = d.Body
	}
	if body == nil {
		r.fail(nil, "", "the file is empty")
		return nil
	}
	return r.object(body, "the file")
}

func (r *reader) syntax(err error, data []byte) {
	var at *token.Position
	msg, hint := err.Error(), ""
	var ye yaml.Error
	if errors.As(err, &ye) {
		msg = ye.GetMessage()
		if t := ye.GetToken(); t != nil {
			at = t.Position
			if strings.Contains(t.Value+t.Origin, "\t") {
				msg, hint = "YAML does not take a tab here", "indent with blanks"
			}
			lines := strings.Split(string(data), "\n")
			if at.Line <= len(lines) && strings.Contains(lines[at.Line-1], "${") {
				hint = `a text with ${…} inside { } or [ ] needs quotes`
			}
		}
	}
	r.fail(at, hint, "%s", msg)
}

// field is one entry of a mapping.
type field struct {
	key   string
	at    *token.Position // of the key
	value ast.Node
}

// object reads the entries of a mapping by name. Names never asked for are
// mistakes, which done reports.
type object struct {
	r      *reader
	what   string // for messages
	at     *token.Position
	fields []field
	asked  []string
}

func (r *reader) object(n ast.Node, what string) *object {
	m, ok := n.(*ast.MappingNode)
	if !ok {
		r.fail(n.GetToken().Position, "", "%s must be a mapping of keys to values", what)
		return nil
	}
	o := &object{r: r, what: what, at: m.GetToken().Position}
	for _, v := range m.Values {
		tok := v.Key.GetToken()
		if v.Key.IsMergeKey() {
			r.fail(tok.Position, "", "merge keys are not read here")
			continue
		}
		o.fields = append(o.fields, field{key: tok.Value, at: tok.Position, value: v.Value})
	}
	if len(o.fields) > 0 {
		o.at = o.fields[0].at
	}
	return o
}

func (o *object) find(key string) (field, bool) {
	if o == nil {
		return field{}, false
	}
	if !slices.Contains(o.asked, key) {
		o.asked = append(o.asked, key)
	}
	for _, f := range o.fields {
		if f.key == key && f.value.Type() != ast.NullType {
			return f, true
		}
	}
	return field{}, false
}

// near reports whether some key is one of names or a misspelling of one.
func (o *object) near(names ...string) bool {
	for _, f := range o.fields {
		if slices.Contains(names, f.key) || didYouMean(f.key, names) != "" {
			return true
		}
	}
	return false
}

// pos returns where the value of key stands, or the mapping when it has none.
func (o *object) pos(key string) *token.Position {
	if f, ok := o.find(key); ok {
		return f.value.GetToken().Position
	}
	return o.at
}

// text returns a scalar as it is written.
func (o *object) text(key string) (string, bool) {
	f, ok := o.find(key)
	if !ok {
		return "", false
	}
	return o.r.scalar(f.value, key)
}

func (r *reader) scalar(n ast.Node, what string) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	case *ast.NullNode:
		return "", true
	}
	r.fail(n.GetToken().Position, "", "%s must be a text", what)
	return "", false
}

// texts returns a list of scalars; a single scalar counts as a list of one.
func (o *object) texts(key string) []string {
	f, ok := o.find(key)
	if !ok {
		return nil
	}
	seq, ok := f.value.(*ast.SequenceNode)
	if !ok {
		s, ok := o.r.scalar(f.value, key)
		if !ok {
			return nil
		}
		return []string{s}
	}
	var out []string
	for _, n := range seq.Values {
		if s, ok := o.r.scalar(n, "an entry of "+key); ok {
			out = append(out, s)
		}
	}
	return out
}

func (o *object) boolean(key string, otherwise bool) bool {
	f, ok := o.find(key)
	if !ok {
		return otherwise
	}
	b, ok := f.value.(*ast.BoolNode)
	if !ok {
		o.r.fail(f.value.GetToken().Position, "", "%s must be true or false", key)
		return otherwise
	}
	return b.Value
}

// object returns the mapping under key, nil when there is none.
func (o *object) object(key string) *object {
	f, ok := o.find(key)
	if !ok {
		return nil
	}
	return o.r.object(f.value, key)
}

// later reports keys that a coming version reads.
func (o *object) later(keys ...string) {
	for _, key := range keys {
		if f, ok := o.find(key); ok {
			o.r.fail(f.at, "", "%q is not available yet in this version", key)
		}
	}
}

// done reports the keys that nobody asked for, with the nearest that is known.
func (o *object) done() {
	if o == nil {
		return
	}
	for _, f := range o.fields {
		if slices.Contains(o.asked, f.key) {
			continue
		}
		o.r.fail(f.at, didYouMean(f.key, o.asked), "unknown key %q in %s", f.key, o.what)
	}
}

package workflow

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/runtime/value"
)

// Findings in rule files.
const (
	BadFile  = diag.RuleFile
	BadRule  = diag.RuleValue
	NotYet   = diag.RuleLater
	BadWhen  = diag.RuleCriteria
	BadCall  = diag.RuleCall
	OddRule  = diag.RuleOdd
	BadEvent = diag.EventFile
)

// reader turns YAML nodes into Go values and collects what is wrong with them.
type reader struct {
	file  *source.File
	lines []int // byte offset at which each line starts
	list  diag.List
}

func newReader(file *source.File) *reader {
	r := &reader{file: file, lines: []int{len(file.Text) - len(strings.TrimPrefix(file.Text, source.BOM))}}
	for i := range len(file.Text) {
		if file.Text[i] == '\n' {
			r.lines = append(r.lines, i+1)
		}
	}
	return r
}

// root parses the file as one YAML (or JSON) mapping, nil when it is none.
func (r *reader) root() *object {
	f, err := parser.ParseBytes([]byte(r.file.Text[r.lines[0]:]), 0)
	if err != nil {
		r.syntax(err)
		return nil
	}
	var body ast.Node
	for _, d := range f.Docs {
		if d.Body != nil && body != nil {
			r.fail(BadFile, r.span(d.Body), "put the rest into a file of its own", "a rule file holds one YAML document")
			return nil
		}
		if d.Body != nil {
			body = d.Body
		}
	}
	if body == nil {
		r.fail(BadFile, source.Span{}, "begin with version: 1", "the file is empty")
		return nil
	}
	return r.object(body, "the file")
}

func (r *reader) syntax(err error) {
	msg, hint, at := err.Error(), "", source.Span{}
	var ye yaml.Error
	if errors.As(err, &ye) {
		msg = ye.GetMessage()
		if t := ye.GetToken(); t != nil {
			at = r.tokenSpan(t)
			if tab, ok := r.tab(t); ok {
				r.fail(BadFile, tab, "indent with blanks", "YAML does not take a tab here")
				return
			}
			if strings.Contains(r.file.Line(t.Position.Line), "${") {
				hint = "a text with ${…} inside { } or [ ] needs quotes"
			}
		}
	}
	r.fail(BadFile, at, hint, "%s", msg)
}

// tab finds the tab that a line or the one behind it is indented with: the parser
// names one of the two.
func (r *reader) tab(t *token.Token) (source.Span, bool) {
	if t.Position == nil || !strings.Contains(t.Value+t.Origin, "\t") {
		return source.Span{}, false
	}
	for line := t.Position.Line; line >= 1 && line <= min(t.Position.Line+1, len(r.lines)); line++ {
		start := r.lines[line-1]
		text, _, _ := strings.Cut(r.file.Text[start:], "\n")
		indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
		if i := strings.IndexByte(indent, '\t'); i >= 0 {
			return source.Span{Start: source.At(start + i), End: source.At(start + i + 1)}, true
		}
	}
	return source.Span{}, false
}

func (r *reader) fail(code diag.Code, at source.Span, hint, format string, args ...any) {
	r.list.Add(&diag.Diagnostic{Code: code, Message: fmt.Sprintf(format, args...),
		Primary: diag.Label{File: r.file, Span: at}, Hint: hint})
}

func (r *reader) warn(at source.Span, format string, args ...any) {
	r.list.Add(&diag.Diagnostic{Severity: diag.Warning, Code: OddRule, Message: fmt.Sprintf(format, args...),
		Primary: diag.Label{File: r.file, Span: at}})
}

func (r *reader) span(n ast.Node) source.Span { return r.tokenSpan(n.GetToken()) }

// tokenSpan turns the line and rune column of a token into bytes.
func (r *reader) tokenSpan(t *token.Token) source.Span {
	p := t.Position
	if p == nil || p.Line < 1 || p.Line > len(r.lines) {
		return source.Span{}
	}
	start := r.lines[p.Line-1]
	line := r.file.Text[start:]
	line, _, _ = strings.Cut(line, "\n")
	col := 1
	for i := range line {
		if col == p.Column {
			start += i
			break
		}
		col++
	}
	size := max(1, len(t.Value))
	if strings.Contains(t.Value, "\n") {
		size = 1
	}
	return source.Span{Start: source.At(start), End: source.At(min(start+size, len(r.file.Text)))}
}

// text is a scalar with its place.
type text struct {
	s     string
	at    source.Span
	exact bool // the file holds s letter by letter from at.Start on
}

// sub returns the place of s[from:to].
func (t text) sub(from, to int) source.Span {
	if !t.exact {
		return t.at
	}
	return source.Span{Start: t.at.Start + source.Pos(from), End: t.at.Start + source.Pos(to)}
}

func (r *reader) text(n ast.Node, what string) (text, bool) {
	t := text{at: r.span(n)}
	switch n := n.(type) {
	case *ast.StringNode:
		t.s = n.Value
	case *ast.LiteralNode:
		t.s = strings.TrimSpace(n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		t.s = n.GetToken().Value
	default:
		r.fail(BadFile, t.at, "write one value on the line: "+what+": …", "%s must be a text", what)
		return t, false
	}
	r.locate(&t)
	return t, true
}

// locate looks whether t stands in the file as it is, plain or inside quotes.
func (r *reader) locate(t *text) {
	from := t.at.Start.Offset()
	if from < 0 || t.s == "" {
		return
	}
	if c := r.file.Text[from]; c == '"' || c == '\'' {
		from++
	}
	if strings.HasPrefix(r.file.Text[from:], t.s) {
		t.exact, t.at.Start = true, source.At(from)
		t.at.End = source.At(from + len(t.s))
	}
}

// value turns a node into a value of a script: containers too.
func (r *reader) value(n ast.Node) value.Value {
	switch n := n.(type) {
	case *ast.NullNode:
		return value.Null
	case *ast.BoolNode:
		return value.Bool(n.Value)
	case *ast.IntegerNode, *ast.FloatNode:
		if v, err := value.FromJSON(n.GetToken().Value); err == nil {
			return v
		}
		return value.Text(n.GetToken().Value)
	case *ast.SequenceNode:
		l := value.NewList()
		for _, item := range n.Values {
			l.Add(r.value(item))
		}
		return value.OfList(l)
	case *ast.MappingNode:
		m := value.NewMap()
		for _, f := range n.Values {
			m.Put(f.Key.GetToken().Value, r.value(f.Value))
		}
		return value.OfMap(m)
	}
	t, _ := r.text(n, "a value")
	return value.Text(t.s)
}

// field is one entry of a mapping.
type field struct {
	key   string
	at    source.Span // of the key
	value ast.Node
}

// object reads the entries of a mapping by name. Names never asked for are
// mistakes, which done reports.
type object struct {
	r      *reader
	what   string // for messages
	at     source.Span
	fields []field
	asked  []string
}

func (r *reader) object(n ast.Node, what string) *object {
	m, ok := n.(*ast.MappingNode)
	if !ok {
		r.fail(BadFile, r.span(n), "write KEY: VALUE, one a line", "%s must be a mapping of keys to values", what)
		return nil
	}
	o := &object{r: r, what: what, at: r.span(n)}
	for _, v := range m.Values {
		if v.Key.IsMergeKey() {
			r.fail(BadFile, r.tokenSpan(v.Key.GetToken()), "", "merge keys are not read here")
			continue
		}
		t := v.Key.GetToken()
		o.fields = append(o.fields, field{key: t.Value, at: r.tokenSpan(t), value: v.Value})
	}
	if len(o.fields) > 0 {
		o.at = o.fields[0].at
	}
	return o
}

// find returns the entry key; an entry without a value counts as absent.
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

func (o *object) text(key string) (text, bool) {
	f, ok := o.find(key)
	if !ok {
		return text{}, false
	}
	return o.r.text(f.value, key)
}

// str is text without the place.
func (o *object) str(key string) string { t, _ := o.text(key); return t.s }

func (o *object) boolean(key string, otherwise bool) bool {
	f, ok := o.find(key)
	if !ok {
		return otherwise
	}
	b, ok := f.value.(*ast.BoolNode)
	if !ok {
		o.r.fail(BadFile, o.r.span(f.value), "", "%s must be true or false", key)
		return otherwise
	}
	return b.Value
}

// items returns the elements of the list under key.
func (o *object) items(key string) []ast.Node {
	f, ok := o.find(key)
	if !ok {
		return nil
	}
	return o.r.items(f.value, key)
}

func (r *reader) items(n ast.Node, what string) []ast.Node {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fail(BadFile, r.span(n), "begin each entry with - on a line of its own", "%s must be a list", what)
		return nil
	}
	return seq.Values
}

// later reports keys that a coming version reads.
func (o *object) later(keys ...string) {
	for _, key := range keys {
		if f, ok := o.find(key); ok {
			o.r.notYet(f.at, key)
		}
	}
}

func (r *reader) notYet(at source.Span, what string) {
	r.fail(NotYet, at, "take it out, or call a script that does it", "%q is not available yet in this version", what)
}

// done reports the keys that nobody asked for, with the nearest that is known.
func (o *object) done() {
	if o == nil {
		return
	}
	for _, f := range o.fields {
		if !slices.Contains(o.asked, f.key) {
			o.r.fail(diag.UnknownKey, f.at, diag.DidYouMean(f.key, o.asked), "unknown key %q in %s", f.key, o.what)
		}
	}
}

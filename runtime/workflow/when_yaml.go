package workflow

import (
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/dg-lang/dg/lang/diag"
)

// when reads criteria: a text, or a numbered list with a pattern.
func (r *reader) when(f field) Criteria {
	if m, ok := f.value.(*ast.MappingNode); ok {
		return r.numbered(r.object(m, "when"))
	}
	t, ok := r.text(f.value, "when")
	if !ok {
		return allOf{}
	}
	return r.whenText(t)
}

func (r *reader) whenText(t text) Criteria {
	c, err := parseWhen(t.s)
	if err != nil {
		r.fail(BadWhen, t.sub(err.from, err.to), err.hint, "%s", err.message)
		return allOf{}
	}
	return c
}

// numbered reads {criteria: [...], pattern: "(1 and 2) or 3"}.
func (r *reader) numbered(o *object) Criteria {
	var cs []Criteria
	for _, n := range o.items("criteria") {
		if m, ok := n.(*ast.MappingNode); ok {
			cs = append(cs, r.criterionMap(r.object(m, "the criterion")))
		} else if t, ok := r.text(n, "a criterion"); ok {
			cs = append(cs, r.whenText(t))
		}
	}
	pattern, given := o.text("pattern")
	o.done()
	switch {
	case len(cs) == 0:
		r.fail(BadWhen, o.at, "", "there are no criteria; write criteria: with a list")
		return allOf{}
	case !given:
		return allOf(cs)
	}
	c, mixed, err := parsePattern(pattern.s, cs)
	if err != nil {
		r.fail(BadWhen, pattern.at, "", "%v", err)
	}
	if mixed {
		r.warn(pattern.at, "and stands beside or without parentheses; here and binds tighter, the product asks for parentheses")
	}
	return c
}

// criterionMap reads {field: Lead_Source, is: Referral}.
func (r *reader) criterionMap(o *object) Criteria {
	name, ok := o.text("field")
	t := &test{field: name.s, text: name.s}
	if !ok {
		r.fail(BadWhen, o.at, "write {field: Stage, is: Won}", "the criterion names no field")
	}
	found := false
	for _, f := range o.fields {
		for _, op := range operators {
			if f.key != op.words {
				continue
			}
			if found {
				r.fail(BadWhen, f.at, "", "a criterion has one operator")
			}
			found = true
			o.find(f.key)
			t.op, t.negate = op.op, op.negate
			t.text = strings.TrimSpace(name.s + " " + f.key + " " + r.operands(t, f))
		}
	}
	if !found {
		o.asked = append(o.asked, operatorNames()...)
		r.fail(BadWhen, o.at, diag.DidYouMean(lastKey(o), operatorNames()), "the criterion has no operator such as is, contains or >=")
	}
	if v, bad := t.unordered(); bad {
		r.fail(BadWhen, o.at, "", "%q %s", v, noOrder)
	}
	return t.tidy()
}

func lastKey(o *object) string { return o.fields[len(o.fields)-1].key }

// operands reads the value of an operator and returns it as it goes into a trace.
func (r *reader) operands(t *test, f field) string {
	if t.op == opEmpty {
		if b, ok := f.value.(*ast.BoolNode); !ok || !b.Value {
			r.fail(BadWhen, f.at, "", "write %s: true", f.key)
		}
		return ""
	}
	nodes := []ast.Node{f.value}
	if seq, ok := f.value.(*ast.SequenceNode); ok {
		nodes = seq.Values
	}
	var shown []string
	for _, n := range nodes {
		v := r.value(n)
		_, quoted := n.(*ast.StringNode)
		t.values = append(t.values, operand{v: v, bare: !quoted})
		shown = append(shown, v.String())
	}
	if t.op == opBetween && len(t.values) != 2 {
		r.fail(BadWhen, f.at, "", "between takes two values")
	}
	return strings.Join(shown, ", ")
}

package workflow

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/value"
)

var (
	actionWords = []string{"call", "set"}
	// Actions of the product that come with a later version.
	laterActions = []string{"webhook", "email", "task", "create", "meeting", "schedule_call", "tags", "untag", "assign", "convert", "flow"}
)

// DefaultTimeout is how long a function of a rule may run.
// Source: https://www.zoho.com/crm/developer/docs/functions/limits-quotas.html
const DefaultTimeout = 30 * time.Second

func (r *reader) action(n ast.Node, rule *Rule) Action {
	o := r.object(n, "the action")
	if o == nil {
		return nil
	}
	call, isCall := o.find("call")
	set, isSet := o.find("set")
	switch {
	case isCall && isSet:
		r.fail(BadRule, set.at, "put a dash in front of each", "one entry of do is one action")
	case isCall:
		return r.call(o, call, rule)
	case isSet:
		return r.set(o, set, rule)
	default:
		r.noAction(o)
	}
	return nil
}

func (r *reader) noAction(o *object) {
	for _, f := range o.fields {
		if slices.Contains(laterActions, f.key) {
			r.notYet(f.at, f.key)
			return
		}
	}
	if len(o.fields) == 0 {
		r.fail(BadRule, o.at, "", "an empty action")
		return
	}
	f := o.fields[0]
	known := slices.Concat(actionWords, laterActions)
	r.fail(BadRule, f.at, diag.DidYouMean(f.key, known), "%q is no action", f.key)
}

func (r *reader) call(o *object, f field, rule *Rule) Action {
	c := &Call{Timeout: DefaultTimeout, At: f.at}
	if t, ok := r.text(f.value, "call"); ok {
		file, function, _ := strings.Cut(t.s, "#")
		c.File, c.Function, c.At = inFolder(rule.File.Functions, file), function, t.at
		if file == "" {
			r.fail(BadCall, t.at, "write call: FILE.dg", "call needs the file of a script")
		}
	}
	if t, ok := o.text("timeout"); ok {
		d, err := parseTimeout(t.s)
		if err != nil {
			r.fail(BadRule, t.at, "", "%v", err)
		}
		c.Timeout = d
	}
	if args, ok := o.find("args"); ok {
		r.args(args, c)
	}
	o.what = "the action"
	o.done()
	return c
}

// args reads the mapping of arguments, by name or by position.
func (r *reader) args(f field, c *Call) {
	if seq, ok := f.value.(*ast.SequenceNode); ok {
		for _, n := range seq.Values {
			c.Args = append(c.Args, Arg{Value: r.template(n), At: r.span(n)})
		}
		return
	}
	o := r.object(f.value, "args")
	if o == nil {
		return
	}
	c.ByName = true
	for _, f := range o.fields {
		c.Args = append(c.Args, Arg{Name: f.key, Value: r.template(f.value), At: f.at})
	}
}

// template reads a value: texts may hold merge fields.
func (r *reader) template(n ast.Node) Template {
	switch n.(type) {
	case *ast.StringNode, *ast.LiteralNode:
	default:
		return Template{fixed: r.value(n)}
	}
	t, _ := r.text(n, "a value")
	tpl, err := parseTemplate(t.s)
	if err != nil {
		r.fail(BadRule, t.at, "", "%v", err)
	}
	return tpl
}

func (r *reader) set(o *object, f field, rule *Rule) Action {
	s := &Set{At: f.at}
	if rule.On.Word == string(Delete) {
		r.warn(f.at, "the product does not take set after a delete; here it has no effect either")
	}
	fields := r.object(f.value, "set")
	if fields == nil {
		return nil
	}
	for _, f := range fields.fields {
		s.Fields = append(s.Fields, r.assignment(f))
	}
	if t, ok := o.find("trigger"); ok {
		r.notYet(t.at, "trigger")
	}
	o.what = "the action"
	o.done()
	return s
}

func (r *reader) assignment(f field) Assignment {
	a := Assignment{Field: f.key}
	m, ok := f.value.(*ast.MappingNode)
	if !ok {
		a.Value = r.template(f.value)
		return a
	}
	o := r.object(m, "the value of "+f.key)
	if _, shift := o.find("add"); !shift {
		a.Value = Template{fixed: r.value(m)}
		return a
	}
	a.Shift = r.shift(o)
	o.done()
	return a
}

func (r *reader) shift(o *object) *Shift {
	s := &Shift{From: "now"}
	if t, ok := o.text("add"); ok {
		p, err := parsePeriod(t.s)
		if err != nil {
			r.fail(BadRule, t.at, "", "%v", err)
		}
		s.Add = p
	}
	if t, ok := o.text("to"); ok {
		s.From = t.s
	}
	return s
}

// value returns what the assignment writes.
func (a Assignment) value(m *merger) (value.Value, error) {
	if a.Shift == nil {
		return m.value(a.Value, 0), nil
	}
	at := value.DateTime{T: m.event.Time.In(m.format.Zone())}
	if a.Shift.From != "now" {
		v, _ := lookup(m.record, a.Shift.From)
		s, _ := v.AsText()
		if s == "" && v.IsNull() {
			return value.Null, nil
		}
		d, err := value.ToDateTime(v, m.format)
		if err != nil {
			return value.Null, fmt.Errorf("the field %s holds no date: %w", a.Shift.From, err)
		}
		at = d
	}
	return isoDate(value.DateTime{T: a.Shift.Add.after(at.T), DateOnly: at.DateOnly}), nil
}

// isoDate writes a date as records hold it.
func isoDate(d value.DateTime) value.Value {
	if d.DateOnly {
		return value.Text(d.T.Format(time.DateOnly))
	}
	return value.Text(d.T.Format(time.RFC3339))
}

// inFolder is the place of a script: below the folder, unless its path is a whole
// one.
func inFolder(folder, file string) string {
	if path.IsAbs(file) {
		return path.Clean(file)
	}
	return path.Join(folder, file)
}

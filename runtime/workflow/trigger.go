package workflow

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/value"
)

// Trigger is what must happen to a record for a rule to be looked at.
type Trigger struct {
	Word   string         // create, edit, create_or_edit, delete or field_update
	Fields []string       // field_update: one of these changed
	All    bool           // all of them
	To     []*Destination // and has this new value
}

// Destination is a new value that a field_update waits for.
type Destination struct{ test *test }

var (
	triggerWords = []string{"create", "edit", "create_or_edit", "delete", "field_update"}
	// Triggers of the product that come with a later version.
	laterTriggers = []string{"section_update", "date", "score_increase", "score_decrease", "score_update",
		"rollup_summary_update", "recommendation", "note_create", "note_edit", "note_create_or_edit", "note_delete"}
)

// trigger reads what stands under on.
func (r *reader) trigger(f field) Trigger {
	if m, ok := f.value.(*ast.MappingNode); ok {
		return r.triggerMap(r.object(m, "on"))
	}
	t, ok := r.text(f.value, "on")
	if !ok {
		return Trigger{}
	}
	r.triggerWord(t)
	if t.s == "field_update" {
		r.fail(BadRule, t.at, "write on: {field_update: [Stage]}", "field_update needs the names of fields")
	}
	return Trigger{Word: t.s}
}

func (r *reader) triggerWord(t text) {
	switch {
	case slices.Contains(triggerWords, t.s):
	case slices.Contains(laterTriggers, t.s):
		r.notYet(t.at, "on: "+t.s)
	default:
		known := slices.Concat(triggerWords, laterTriggers)
		r.fail(BadRule, t.at, diag.DidYouMean(t.s, known), "%q is no trigger; there are %s", t.s, strings.Join(triggerWords, ", "))
	}
}

// triggerMap reads {field_update: [A, B], match: any, to: {A: x}}.
func (r *reader) triggerMap(o *object) Trigger {
	t := Trigger{Word: "field_update"}
	f, ok := o.find("field_update")
	if !ok {
		r.otherMap(o)
		return t
	}
	t.Fields = r.names(f.value, "field_update")
	switch match, ok := o.text("match"); {
	case !ok, match.s == "any":
	case match.s == "all":
		t.All = true
	default:
		r.fail(BadRule, match.at, "", "match must be any or all")
	}
	if to, ok := o.find("to"); ok {
		if m := r.object(to.value, "to"); m != nil {
			for _, f := range m.fields {
				t.To = append(t.To, r.destination(f, t.Fields))
			}
		}
	}
	o.done()
	return t
}

// otherMap reports a trigger in map form that is not field_update.
func (r *reader) otherMap(o *object) {
	if len(o.fields) == 0 {
		r.fail(BadRule, o.at, "", "on is empty")
		return
	}
	f := o.fields[0]
	if slices.Contains(triggerWords, f.key) || slices.Contains(laterTriggers, f.key) {
		r.notYet(f.at, "on: {"+f.key+": …}")
		return
	}
	r.triggerWord(text{s: f.key, at: f.at})
}

func (r *reader) destination(f field, fields []string) *Destination {
	if !slices.Contains(fields, f.key) {
		r.fail(BadRule, f.at, diag.DidYouMean(f.key, fields), "%q is not among the fields of field_update", f.key)
	}
	t := &test{field: f.key, op: opIs, values: []operand{{v: r.value(f.value), bare: true}}}
	return &Destination{t.tidy()}
}

// names reads one name or a list of names.
func (r *reader) names(n ast.Node, what string) []string {
	nodes := []ast.Node{n}
	if seq, ok := n.(*ast.SequenceNode); ok {
		nodes = seq.Values
	}
	var out []string
	for _, n := range nodes {
		if t, ok := r.text(n, what); ok {
			out = append(out, t.s)
		}
	}
	return out
}

// fires reports whether the trigger looks at the event. An edit that changes
// nothing fires nothing.
func (t Trigger) fires(e *Event, s *scope) bool {
	switch t.Word {
	case "create":
		return e.Op == Create
	case "delete":
		return e.Op == Delete
	case "edit":
		return e.Op == Edit && len(e.changed()) > 0
	case "create_or_edit":
		return e.Op == Create || e.Op == Edit && len(e.changed()) > 0
	}
	return e.Op == Edit && t.updated(e.changed(), s)
}

func (t Trigger) updated(changed []string, s *scope) bool {
	hits := 0
	for _, name := range t.Fields {
		if slices.ContainsFunc(changed, func(c string) bool { return apiForm(c) == apiForm(name) }) {
			hits++
		}
	}
	if hits == 0 || t.All && hits < len(t.Fields) {
		return false
	}
	for _, d := range t.To {
		if v, _ := lookup(s.record, d.test.field); !d.test.matches(v, s) {
			return false
		}
	}
	return true
}

// changed returns the names of the fields that an edit changed: those listed, else
// those that differ from before, else, when nothing is known of before, all.
func (e *Event) changed() []string {
	if e.Changed != nil {
		return e.Changed
	}
	var names []string
	for name, v := range e.Record.All() {
		if name == "id" {
			continue
		}
		old, known := value.Null, false
		if e.Before != nil {
			old, known = e.Before.Get(name)
		}
		if e.Before == nil || !(known && value.Equal(old, v) || !known && v.IsNull()) {
			names = append(names, name)
		}
	}
	if e.Before != nil {
		for name, v := range e.Before.All() {
			if !e.Record.Has(name) && !v.IsNull() {
				names = append(names, name)
			}
		}
	}
	return names
}

package workflow

import (
	"fmt"
	"strings"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// Template is a value of a rule file: fixed, or a text with ${Module.Field} in it.
type Template struct {
	fixed value.Value
	parts []part // nil: fixed
}

// part is literal text, or a merge field when path is set.
type part struct {
	text string
	path []string // Module, Field and perhaps a detail of a lookup
}

// parseTemplate cuts a text at its merge fields.
func parseTemplate(s string) (Template, error) {
	if !strings.Contains(s, "${") {
		return Template{fixed: value.Text(s)}, nil
	}
	var t Template
	for s != "" {
		before, rest, found := strings.Cut(s, "${")
		if before != "" {
			t.parts = append(t.parts, part{text: before})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return t, fmt.Errorf("the merge field ${%s has no closing }", name)
		}
		path, err := mergePath(name)
		if err != nil {
			return t, err
		}
		t.parts = append(t.parts, part{path: path})
		s = after
	}
	return t, nil
}

func mergePath(name string) ([]string, error) {
	path := strings.Split(name, ".")
	for i := range path {
		path[i] = strings.TrimSpace(path[i])
		if path[i] == "" {
			return nil, fmt.Errorf("${%s} is no merge field; write ${Module.Field}", name)
		}
	}
	if len(path) > 3 {
		return nil, fmt.Errorf("${%s} has more than three steps", name)
	}
	return path, nil
}

// merger finds the values of merge fields for one event and rule.
type merger struct {
	event    *Event
	record   *value.Map // with what earlier actions set
	rule     *Rule
	format   *value.Format
	warnings []string
}

// value returns the value of t for a parameter or field of kind want. One merge
// field alone gives its value itself, and a lookup its name; text around merge
// fields makes a text.
func (m *merger) value(t Template, want types.Kind) value.Value {
	if t.parts == nil {
		return t.fixed
	}
	if len(t.parts) == 1 {
		v := m.find(t.parts[0].path)
		if want == types.Map || len(t.parts[0].path) == 1 {
			return v
		}
		return shown(v)
	}
	var b strings.Builder
	for _, p := range t.parts {
		b.WriteString(p.text)
		if p.path == nil {
			continue
		}
		if v := shown(m.find(p.path)); !v.IsNull() {
			b.WriteString(m.format.Text(v))
		}
	}
	return value.Text(b.String())
}

// find returns the value of ${A.B.C}, null with a warning when there is none.
func (m *merger) find(path []string) value.Value {
	v, ok := m.start(path[0])
	for _, name := range path[1:] {
		fields, isMap := v.AsMap()
		if !ok || !isMap {
			ok = ok && v.IsNull() // an empty lookup has empty details
			v = value.Null
			break
		}
		v, ok = detail(fields, name, path[0])
	}
	if !ok {
		m.warnings = append(m.warnings, "there is no ${"+strings.Join(path, ".")+"}; null is passed")
	}
	return v
}

// detail returns a field of one record: by API name, by label, or its id under one
// of the names it goes by.
func detail(fields *value.Map, name, module string) (value.Value, bool) {
	if v, ok := fieldOf(fields, name); ok {
		return v, true
	}
	switch apiForm(name) {
	case "id", apiForm(singular(module) + "_id"), "user_id":
		return fields.Get("id")
	}
	return value.Null, false
}

// start returns what the first step of a merge field stands for.
func (m *merger) start(name string) (value.Value, bool) {
	switch apiForm(name) {
	case apiForm(m.rule.Module), apiForm(singular(m.rule.Module)):
		return value.OfMap(m.record), true
	case "users", "user", "owner":
		v, _ := fieldOf(m.record, "Owner")
		return v, true
	case "current_user":
		return value.OfMap(m.event.User), true
	case "previous":
		return value.OfMap(m.event.Before), true
	case "rule":
		return facts("Name", value.Text(m.rule.Name), "Module", value.Text(m.rule.Module)), true
	case "execution":
		at := value.DateTime{T: m.event.Time.In(m.format.Zone())}
		return facts("Time", value.OfDateTime(at), "Date", value.OfDateTime(at.Date()), "id", value.Text(m.event.ID)), true
	}
	return m.lookupField(name)
}

func facts(pairs ...any) value.Value {
	m := value.NewMap()
	for i := 0; i < len(pairs); i += 2 {
		m.Put(pairs[i].(string), pairs[i+1].(value.Value))
	}
	return value.OfMap(m)
}

// lookupField finds the lookup field that name means: its own name, or the module
// it leads to, whose field is called like the module's singular.
func (m *merger) lookupField(name string) (value.Value, bool) {
	one := singular(name)
	for _, field := range []string{name, one + "_Name", one} {
		if v, ok := fieldOf(m.record, field); ok {
			return v, true
		}
	}
	return value.Null, false
}

// singular returns the singular of a module's name.
func singular(module string) string {
	if stem, ok := strings.CutSuffix(module, "ies"); ok {
		return stem + "y"
	}
	return strings.TrimSuffix(module, "s")
}

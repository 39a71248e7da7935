package workflow

import (
	"strings"

	"github.com/dg-lang/dg/runtime/value"
)

// lookup returns the field called name of a record: by API name, else by label,
// whose blanks stand for underscores and whose case does not matter. A dot goes
// one step through a lookup field.
func lookup(record *value.Map, name string) (value.Value, bool) {
	if v, ok := fieldOf(record, name); ok {
		return v, true
	}
	first, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		return value.Null, false
	}
	v, _ := fieldOf(record, first)
	if m, ok := v.AsMap(); ok {
		return lookup(m, rest)
	}
	return value.Null, false
}

func fieldOf(record *value.Map, name string) (value.Value, bool) {
	if record == nil {
		return value.Null, false
	}
	if v, ok := record.Get(name); ok {
		return v, true
	}
	want := apiForm(name)
	for key, v := range record.All() {
		if apiForm(key) == want {
			return v, true
		}
	}
	return value.Null, false
}

// apiForm is what API names and labels have in common.
func apiForm(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(name), " ", "_"))
}

// shown returns what a field shows: a lookup shows the name of its record.
func shown(v value.Value) value.Value {
	m, ok := v.AsMap()
	if !ok || !m.Has("id") {
		return v
	}
	if name, ok := m.Get("name"); ok {
		return name
	}
	return v
}

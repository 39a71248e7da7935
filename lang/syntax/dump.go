package syntax

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/dg-lang/dg/lang/source"
)

// JSON returns the tree of the file: nodes are objects with their kind, their
// place as byte offsets [start, end), and their parts. What the resolver adds is
// left out.
func (f *File) JSON() ([]byte, error) {
	d := dumper{}
	d.open()
	d.field("dialect", func() { d.quote(string(f.Dialect)) })
	d.field("statements", func() { d.value(reflect.ValueOf(f.Stmts)) })
	d.field("functions", func() { d.value(reflect.ValueOf(f.Funcs)) })
	d.field("comments", func() { d.value(reflect.ValueOf(f.Comments)) })
	d.close()
	var out bytes.Buffer
	err := json.Indent(&out, d.b.Bytes(), "", "  ")
	return out.Bytes(), err
}

// dumper writes nodes by reflection, so that a new kind of node needs no code here.
type dumper struct {
	b     bytes.Buffer
	first []bool // no field written yet, for each open object
}

func (d *dumper) open() {
	d.b.WriteByte('{')
	d.first = append(d.first, true)
}

func (d *dumper) close() {
	d.b.WriteByte('}')
	d.first = d.first[:len(d.first)-1]
}

func (d *dumper) quote(s string) {
	b, _ := json.Marshal(s) // text always has a JSON form
	d.b.Write(b)
}

func (d *dumper) field(name string, write func()) {
	top := len(d.first) - 1
	if !d.first[top] {
		d.b.WriteByte(',')
	}
	d.first[top] = false
	d.quote(name)
	d.b.WriteByte(':')
	write()
}

// hidden reports whether a field is the resolver's, or is written another way.
func hidden(f reflect.StructField) bool {
	switch f.Name {
	case "At", "Slot", "Slots", "Alias", "Guessed", "Raw":
		return true
	}
	return f.Type == reflect.TypeFor[Target]()
}

func (d *dumper) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			d.b.WriteString("null")
			return
		}
		d.value(v.Elem())
	case reflect.Slice:
		d.b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				d.b.WriteByte(',')
			}
			d.value(v.Index(i))
		}
		d.b.WriteByte(']')
	case reflect.Struct:
		d.node(v)
	default:
		d.scalar(v)
	}
}

func (d *dumper) scalar(v reflect.Value) {
	if op, ok := v.Interface().(Op); ok {
		d.quote(op.String())
		return
	}
	b, _ := json.Marshal(v.Interface()) // numbers, booleans and text
	d.b.Write(b)
}

func (d *dumper) node(v reflect.Value) {
	if s, ok := v.Interface().(source.Span); ok {
		d.span(s)
		return
	}
	d.open()
	if n, ok := v.Addr().Interface().(Node); ok {
		d.field("kind", func() { d.quote(v.Type().Name()) })
		d.field("span", func() { d.span(n.Span()) })
	}
	d.fields(v)
	d.close()
}

func (d *dumper) fields(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		switch {
		case f.Name == "Err":
			if err := v.Field(i); !err.IsNil() {
				d.field("error", func() { d.quote(err.Elem().FieldByName("Message").String()) })
			}
		case f.Name == "Semi":
			d.field("semicolon", func() { d.value(reflect.ValueOf(!v.Field(i).Field(0).Bool())) })
		case !hidden(f):
			d.field(lowered(f.Name), func() { d.value(v.Field(i)) })
		}
	}
}

// lowered returns the key of a field: its name with a small first letter, and an
// abbreviation in small letters.
func lowered(name string) string {
	if name == strings.ToUpper(name) {
		return strings.ToLower(name)
	}
	return strings.ToLower(name[:1]) + name[1:]
}

func (d *dumper) span(s source.Span) {
	b, _ := json.Marshal([2]int{s.Start.Offset(), s.End.Offset()})
	d.b.Write(b)
}

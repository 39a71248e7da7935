package format

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

func parse(text string) *syntax.File { return syntax.Parse(source.NewFile("t.dg", text), "") }

// dump returns the tree of a file without places and without the note that a
// semicolon is missing: all that a layout may change.
func dump(f *syntax.File) string {
	var b strings.Builder
	write(&b, 0, reflect.ValueOf(f.Stmts))
	write(&b, 0, reflect.ValueOf(f.Funcs))
	return b.String()
}

func write(b *strings.Builder, depth int, v reflect.Value) {
	indent := strings.Repeat(" ", depth)
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			fmt.Fprintf(b, "%snil\n", indent)
			return
		}
		write(b, depth, v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			write(b, depth+1, v.Index(i))
		}
	case reflect.Struct:
		fmt.Fprintf(b, "%s%s\n", indent, v.Type().Name())
		for i := range v.NumField() {
			switch v.Field(i).Interface().(type) {
			case syntax.At, source.Span, syntax.Semi:
			default:
				fmt.Fprintf(b, "%s.%s\n", indent, v.Type().Field(i).Name)
				write(b, depth+1, v.Field(i))
			}
		}
	default:
		fmt.Fprintf(b, "%s%#v\n", indent, v.Interface())
	}
}

// comments returns the comments of a file, their line ends made plain.
func comments(f *syntax.File) string {
	var out []string
	for _, c := range f.Comments {
		out = append(out, clean(c.Text))
	}
	return strings.Join(out, "\n§\n")
}

// words returns the tokens of a script but semicolons, of which some are added,
// and commas, of which those between the keys of tasks go. The tree comparison
// watches over these.
func words(f *syntax.File) string {
	var out []string
	for _, t := range syntax.Tokens(f.Source) {
		if !t.Comment && t.Text != ";" && t.Text != "," {
			out = append(out, t.Text)
		}
	}
	return strings.Join(out, "\n")
}

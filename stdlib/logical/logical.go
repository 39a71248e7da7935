// Package logical holds the built-ins that ask what a value is.
// Source: https://www.zoho.com/deluge/help/functions/common/isnull-isblank-isempty-difference.html
package logical

import (
	"strings"
	"unicode"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// Register adds the questions to r. All of them take null.
func Register(r *registry.Registry) {
	for _, q := range questions {
		doc := sig.Doc("functions/common/"+q.page+".html", q.summary, q.example, q.prints)
		if q.name == "isNull" {
			doc.Method = registry.NotInCreator
		}
		if q.name == "isNumber" {
			doc = sig.Based("inferred", doc)
		}
		r.Add(&registry.Func{Name: q.name, Forms: registry.Both, NullOK: true, Sig: sig.Of(sig.Any, types.Bool), Doc: doc, Call: ask(q.f)})
	}
	r.Add(&registry.Func{
		Name: "isText", Forms: registry.Both, NullOK: true, Sig: sig.Of(sig.Any, types.Bool), Call: isText,
		Doc: sig.Doc("functions/common/istext.html", "Whether the value is a text other than plain digits; null for lists, maps and booleans.", `info isText("42a");`, "true\n"),
	}, &registry.Func{
		Name: "equals", Forms: registry.Both, Sig: sig.Of(sig.Any, types.Bool, sig.P("other", sig.Any)), Call: equals,
		Doc: sig.Doc("functions/common/equals.html", "Whether two values of one type are equal; texts by exact letters.", `info "Lima".equals("LIMA");`, "false\n"),
	}, &registry.Func{
		Name: "ifNull", Forms: registry.Free, NullOK: true, Call: ifNull,
		Sig: sig.Of(nil, types.Any, sig.P("value", sig.Any), sig.P("default", sig.Any)),
		Doc: sig.Doc("conditional-statements/condition.html", "The value, or the default when it is null.", `info ifnull(null, "fallback");`, "fallback\n"),
	})
}

var questions = []struct {
	name, page, summary, example, prints string
	f                                    func(value.Value) bool
}{
	{"isNull", "isnull", "Whether the value is null or the empty text.", `info isNull("");`, "true\n", isNull},
	{"isEmpty", "isempty", "Whether the value is null, a text without characters or a container without elements.", `info "".isEmpty();`, "true\n", isEmpty},
	{"isBlank", "isblank", "Whether the value is null, or a text that is empty or white space.", `info isBlank(" ");`, "true\n", isBlank},
	{"isNumber", "isnumber", "Whether the value is a number or the text of one.", `info isNumber(19);`, "true\n", isNumber},
	{"isFile", "is-file", "Whether the value is a file.", `info isFile("x");`, "false\n", func(v value.Value) bool { return v.Kind() == types.File }},
	{"isValidObject", "is-valid-object", "Whether the value is neither null nor empty.", `info "x".isValidObject();`, "true\n", func(v value.Value) bool { return !isEmpty(v) }},
}

// ask makes a built-in of a question about one value.
func ask(f func(value.Value) bool) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		v := a.Value("value")
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		return value.Bool(f(v)), nil
	}
}

func isNull(v value.Value) bool {
	s, ok := v.AsText()
	return v.IsNull() || ok && s == ""
}

func isEmpty(v value.Value) bool {
	if l, ok := v.AsList(); ok {
		return l.Len() == 0
	}
	if m, ok := v.AsMap(); ok {
		return m.Len() == 0
	}
	if c, ok := v.AsCollection(); ok {
		return c.Len() == 0
	}
	return isNull(v)
}

func isBlank(v value.Value) bool {
	s, ok := v.AsText()
	return v.IsNull() || ok && strings.TrimFunc(s, unicode.IsSpace) == ""
}

func isNumber(v value.Value) bool { return v.IsNumeric() || value.IsNumericText(v) }

// isText answers false for texts of digits and for values of most other types,
// and null for those that the help page leaves out.
func isText(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v := a.Value("value")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	switch v.Kind() {
	case types.Text, types.XML:
		s, _ := v.AsText()
		return value.Bool(s == "" || strings.Trim(s, "0123456789") != ""), nil
	case types.List, types.Map, types.Collection, types.Bool:
		return value.Null, nil
	}
	return value.False, nil
}

func equals(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	x, y := a.Value("value"), a.Value("other")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	return value.Bool(value.Same(x, y)), nil
}

func ifNull(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	v, d := a.Value("value"), a.Value("default")
	if err := a.Err(); err != nil || !v.IsNull() {
		return v, err
	}
	return d, nil
}

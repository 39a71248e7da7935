package resolve

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/syntax"
)

// This file tells names of forms from names of variables. A script never declares
// a form; what it does with a name says that it must be one.

// form notes a form that is not among the known ones, once in a file.
func (r *resolver) form(id *syntax.Ident) {
	if id == nil || r.known.Forms[id.Name] || r.forms[id.Name] {
		return
	}
	r.forms[id.Name] = true
	d := r.warnAt(diag.UnknownForm, id.Span(), "the form '"+id.Name+"' is not in the checked files", "no known form has this name")
	if d.Hint = r.suggest(id.Name, r.known.formNames); d.Hint == "" {
		d.Hint = "list the forms of the app in dg.yaml: forms: [" + id.Name + "]"
	}
}

// isForm reports whether a name that nothing assigned can only be a form: it begins
// like the link name of one and resembles no variable. In bare statements it would
// be an argument.
func (r *resolver) isForm(id *syntax.Ident) bool {
	if r.fn == nil || r.scope.defined[id.Name] || isNamespace(id.Name) || strings.EqualFold(id.Name, "input") {
		return false
	}
	return r.known.Forms[id.Name] || capital(id.Name) && diag.Nearest(id.Name, r.scope.Defined()) == ""
}

func capital(name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(first)
}

// isSubform reports whether x looks like Form.Subform() or Subform(), which make a
// row: link names in both places, and no method that could be meant.
func (r *resolver) isSubform(x *syntax.Call) bool {
	if len(x.Args) != 0 {
		return false
	}
	if x.Recv == nil {
		return capital(x.Name) && strings.Contains(x.Name, "_") && diag.Nearest(x.Name, r.funcNames()) == ""
	}
	root, ok := x.Recv.(*syntax.Ident)
	if !ok || r.scope.defined[root.Name] || r.isLost(root.Name) {
		return false
	}
	form, sub := capital(root.Name), capital(x.Name)
	return form && sub || (form || sub) && diag.Nearest(x.Name, r.methodNames()) == ""
}

// aggregates reports whether a function of fetched records takes fields.
// Source: https://www.zoho.com/deluge/help/fetch-records/aggregate-records.html
func aggregates(name string) bool {
	switch strings.ToLower(name) {
	case "count", "sum", "average", "avg", "median", "minimum", "min", "maximum", "max", "distinct", "getall":
		return true
	}
	return false
}

// aggregate resolves Form[criteria].sum(Field): the field is no variable.
func (r *resolver) aggregate(x *syntax.Call) bool {
	if _, ok := x.Recv.(*syntax.Fetch); !ok || !aggregates(x.Name) {
		return false
	}
	for _, a := range x.Args {
		r.criteria(a)
	}
	return true
}

// isAppVariable reports whether path is a variable of the application, which the
// product keeps: zoho.appvariable.NAME.
func isAppVariable(path string) bool {
	const prefix = "zoho.appvariable."
	return len(path) > len(prefix) && strings.EqualFold(path[:len(prefix)], prefix)
}

package resolve

import (
	"slices"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// later notes a part of the language that this version reads but does not run: the
// script stops with an error when it gets there.
func (r *resolver) later(at source.Span, what string) *diag.Diagnostic {
	return r.warnAt(diag.LaterGrammar, at, "this version of dg does not run this yet: "+what, "the script stops here")
}

// hostStmt resolves the statements of the products around the language.
func (r *resolver) hostStmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Update:
		r.expr(s.Record)
		r.fields(s.Fields)
		r.later(s.Span(), "update")
	case *syntax.Delete:
		r.expr(s.From)
	case *syntax.Command:
		r.command(s)
	}
}

// command resolves a command of form events. What hide, show and their kin name
// are fields of the form and not variables.
func (r *resolver) command(s *syntax.Command) {
	if s.Name == "alert" {
		for _, a := range s.Args {
			r.criteria(a)
		}
		if r.fn != nil {
			r.errorAt(diag.AlertInFunction, s.Span(), "'ALERT' task can be used only in on load, on validate and on change actions",
				"stands in a function").Hint = "give the text back with return, and alert in the event of the form"
			return
		}
	}
	r.later(s.Span(), s.Name)
}

func (r *resolver) fields(fields []syntax.FieldInit) {
	for _, f := range fields {
		r.expr(f.Value)
	}
}

// hostExpr resolves the expressions of the products around the language.
func (r *resolver) hostExpr(x syntax.Expr) {
	switch x := x.(type) {
	case *syntax.Fetch:
		r.fetch(x)
	case *syntax.Insert:
		r.form(x.Form)
		r.fields(x.Fields)
		r.later(x.Span(), "insert into")
	case *syntax.Attachment:
		r.expr(x.X)
	}
}

func (r *resolver) fetch(x *syntax.Fetch) {
	if r.scope.defined[x.Form.Name] {
		r.errorAt(diag.Syntax, x.Span(), improper+"square brackets behind a variable", "'"+x.Form.Name+"' is a variable").Hint =
			"an element of a list is read with " + x.Form.Name + ".get(index)"
		return
	}
	r.form(x.Form)
	r.criteria(x.Criteria)
	r.expr(x.From)
	r.expr(x.To)
	r.later(x.Span(), "record fetches").Hint = "if '" + x.Form.Name + "' is a list, read an element with .get(index)"
}

// criteria resolves names that are variables when they have been assigned, and
// fields of the record otherwise.
func (r *resolver) criteria(x syntax.Expr) {
	syntax.WalkExpr(x, func(x syntax.Expr) {
		if id, ok := x.(*syntax.Ident); ok && r.scope.defined[id.Name] {
			id.Slot = r.scope.slot(id.Name)
		}
	})
}

// choices are the functions of input.Field:ui, which change what a field offers.
var choices = []string{"add", "append", "clear", "remove"}

// widget resolves a call of input.Field:ui.
func (r *resolver) widget(x *syntax.Call, field *syntax.Member) {
	r.expr(field.X)
	r.exprs(x.Args)
	if !slices.Contains(choices, strings.ToLower(x.Name)) {
		d := r.errorAt(diag.UnknownFunction, x.NameAt, "Not able to find '"+x.Name+"' function", "a field has no such function")
		d.Hint = r.suggest(x.Name, func() []string { return choices })
		return
	}
	r.later(x.Span(), "choices of form fields")
}

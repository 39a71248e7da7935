package resolve

import (
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// improper is the vendor's wording for a statement that cannot stand where it does.
// Source: https://www.zoho.com/deluge/help/error-messages.html
const improper = "Improper Statement Error might be due to missing ';' at end of the line or incomplete expression: "

func (r *resolver) block(b *syntax.Block) {
	if b != nil {
		r.stmts(b.Stmts)
	}
}

func (r *resolver) stmts(list []syntax.Stmt) {
	for _, s := range list {
		r.stmt(s)
	}
}

// program resolves the bare statements of a file.
func (r *resolver) program(list []syntax.Stmt, show bool) {
	if n := len(list) - 1; show && n >= 0 {
		if x, ok := list[n].(*syntax.ExprStmt); ok {
			r.stmts(list[:n])
			r.shown(x.X)
			return
		}
	}
	r.stmts(list)
}

// shown resolves an expression whose value is shown; a void call shows nothing.
func (r *resolver) shown(x syntax.Expr) {
	if call, ok := x.(*syntax.Call); ok {
		r.call(call, false)
		return
	}
	r.expr(x)
}

func (r *resolver) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.Assign:
		r.assign(s)
	case *syntax.TypedLocal:
		r.expr(s.X)
		s.Name.Slot = r.scope.Define(s.Name.Name)
	case *syntax.Info:
		r.expr(s.X)
	case *syntax.If:
		for _, b := range s.Branches {
			r.expr(b.Cond)
			r.block(b.Body)
		}
		r.block(s.Else)
	case *syntax.ForEach:
		r.loopOver(s.In)
		s.Var.Slot = r.scope.Define(s.Var.Name)
		r.loop(s.Body)
	case *syntax.While:
		r.expr(s.Cond)
		r.loop(s.Body)
	case *syntax.Try:
		r.block(s.Body)
		s.Var.Slot = r.scope.Define(s.Var.Name)
		r.block(s.Catch)
	case *syntax.Throw:
		r.expr(s.X)
	case *syntax.Return:
		r.returns(s)
	case *syntax.Break:
		r.inLoop(s, "break")
	case *syntax.Continue:
		r.inLoop(s, "continue")
	case *syntax.ExprStmt:
		r.exprStmt(s)
	case *syntax.Bad:
		r.bad(s)
	default:
		r.hostStmt(s)
	}
}

// loopOver resolves what a loop goes over: the records of a form may be named alone.
func (r *resolver) loopOver(x syntax.Expr) {
	if id, ok := x.(*syntax.Ident); ok && r.isForm(id) {
		r.form(id)
		r.later(id.Span(), "record fetches")
		return
	}
	r.expr(x)
}

func (r *resolver) loop(body *syntax.Block) {
	r.loops++
	r.block(body)
	r.loops--
}

func (r *resolver) inLoop(s syntax.Stmt, word string) {
	if r.loops == 0 {
		r.errorAt(diag.OutsideLoop, s.Span(), improper+"'"+word+"' stands outside of every loop", "no loop around this")
	}
}

func (r *resolver) assign(s *syntax.Assign) {
	if s.Op != syntax.NoOp {
		r.expr(s.Target) // x += e reads x
	}
	r.expr(s.X)
	switch t := s.Target.(type) {
	case *syntax.Ident:
		t.Slot = r.scope.Define(t.Name)
	case *syntax.Member:
		if r.isInput(t) {
			t.Slot = r.scope.Define(t.Name)
			return
		}
		r.expr(t.X)
		r.later(t.Span(), "writing fields of records").Hint =
			`to change a map write ` + r.file.Source.Slice(t.X.Span()) + `.put("` + t.Name + `", …);`
	}
}

func (r *resolver) returns(s *syntax.Return) {
	r.expr(s.X)
	switch {
	case r.fn == nil || r.fn.Result.Name == "":
	case s.X == nil && r.fn.Result.Kind() != types.Void:
		r.errorAt(diag.MissingReturn, s.Span(), "Missing return statement: Provide "+returnName(r.fn.Result)+" expression to return",
			"a value is missing here")
	case s.X != nil && r.fn.Result.Kind() == types.Void:
		r.errorAt(diag.VoidAsValue, s.X.Span(), improper+"a void function returns no value", "the function is void").Hint =
			"write return; or give '" + r.fn.Name + "' a type"
	}
}

// exprStmt checks a statement that is only an expression: it must be a call.
func (r *resolver) exprStmt(s *syntax.ExprStmt) {
	switch x := s.X.(type) {
	case *syntax.Call:
		r.call(x, false)
		r.unused(x)
	case *syntax.Task, *syntax.Insert:
		r.expr(x)
	default:
		r.expr(s.X)
		r.errorAt(diag.BareExpression, s.X.Span(), improper+"a statement that only computes a value", "nothing is done with this").Hint =
			"assign it to a variable, or print it with info"
	}
}

package resolve

import (
	"fmt"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

func (r *resolver) expr(x syntax.Expr) {
	switch x := x.(type) {
	case nil:
	case *syntax.Ident:
		r.ident(x)
	case *syntax.ListLit:
		r.exprs(x.Items)
	case *syntax.MapLit:
		for _, p := range x.Pairs {
			r.expr(p.Key)
			r.expr(p.Value)
		}
	case *syntax.Paren:
		r.expr(x.X)
	case *syntax.Unary:
		r.expr(x.X)
	case *syntax.Binary:
		r.expr(x.L)
		r.expr(x.R)
		r.operands(x)
	case *syntax.Cond:
		r.expr(x.If)
		r.expr(x.Then)
		r.expr(x.Else)
	case *syntax.PairExpr:
		r.expr(x.Key)
		r.expr(x.Value)
	case *syntax.Member:
		r.member(x)
	case *syntax.Call:
		r.call(x, true)
	case *syntax.Task:
		r.task(x)
	default:
		r.hostExpr(x)
	}
}

func (r *resolver) exprs(xs []syntax.Expr) {
	for _, x := range xs {
		r.expr(x)
	}
}

// ident binds a name that is read.
func (r *resolver) ident(x *syntax.Ident) {
	if r.scope.defined[x.Name] {
		x.Slot = r.scope.slot(x.Name)
		return
	}
	if r.isVar(x.Name) { // today and now
		return
	}
	x.Slot = r.outside(x.Name, x.Span())
}

// outside makes name an argument of the bare statements, or reports that it is not
// defined.
func (r *resolver) outside(name string, at source.Span) int {
	if r.isLost(name) {
		return r.scope.Define(name)
	}
	if r.closed {
		d := r.errorAt(diag.UndefinedVariable, at, "Variable '"+name+"' is not defined", "not assigned before this")
		d.Hint = r.suggest(name, r.scope.Defined)
		return -1
	}
	if !r.free[name] {
		r.free[name] = true
		r.res.Free = append(r.res.Free, Name{name, at})
	}
	return r.scope.slot(name)
}

// isInput reports whether x is input.name, another way to write an argument.
func (r *resolver) isInput(x *syntax.Member) bool {
	root, ok := x.X.(*syntax.Ident)
	return ok && strings.EqualFold(root.Name, "input") && !r.scope.defined[root.Name]
}

func (r *resolver) member(x *syntax.Member) {
	if r.isInput(x) {
		if r.scope.defined[x.Name] {
			x.Slot = r.scope.slot(x.Name)
		} else {
			x.Slot = r.outside(x.Name, x.Span())
		}
		return
	}
	path, root := dotted(x)
	if root == nil || r.scope.defined[root.Name] {
		r.expr(x.X)
		return
	}
	if r.isVar(path) {
		return
	}
	if isAppVariable(path) {
		r.later(x.Span(), "variables of the app")
		return
	}
	if r.isForm(root) {
		r.form(root)
		return
	}
	if isNamespace(root.Name) {
		d := r.errorAt(diag.UndefinedVariable, x.Span(), "Variable '"+path+"' is not defined", "no such system variable")
		d.Hint = r.suggest(path, r.lib.Names)
		return
	}
	r.expr(x.X)
}

// dotted returns a chain of names as text and its first name; nil when x is
// anything else.
func dotted(x syntax.Expr) (string, *syntax.Ident) {
	root, names := syntax.Dotted(x)
	return strings.Join(names, "."), root
}

// namespaces begin names that are never variables: the first ones hold functions
// of the same app, the last built-ins.
var namespaces = []string{"thisapp", "standalone", "automation", "button", "schedule", "related_list", "validation_rule", "zoho"}

func isNamespace(name string) bool {
	for _, n := range namespaces {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// call binds a call. used: its value is needed.
func (r *resolver) call(x *syntax.Call, used bool) {
	path, root := x.Name, (*syntax.Ident)(nil)
	if x.Recv != nil {
		var prefix string
		if prefix, root = dotted(x.Recv); root == nil || r.scope.defined[root.Name] || r.isVar(prefix) {
			r.method(x, used)
			return
		}
		path = prefix + "." + x.Name
	}
	if fn := r.res.Funcs[syntax.StripApp(path)]; fn != nil {
		if r.isGuess(fn, len(x.Args)) {
			r.guessedCall(x, path, fn)
			return
		}
		r.userCall(x, fn, used)
		return
	}
	b, ok := r.lib.Lookup(path)
	switch {
	case ok && b.Later && (root == nil || isNamespace(root.Name)):
		x.Target.Path = b.Name
		r.exprs(x.Args)
		r.later(x.NameAt, b.Name)
	case ok && (b.Free || b.Var && root != nil):
		x.Target.Path = b.Name
		r.exprs(x.Args)
		r.arity(x, b, len(x.Args))
		r.voidBuiltin(x, b, used)
	case x.Recv == nil && ok && b.Var && len(x.Args) == 0: // today()
		x.Target.Path = b.Name
	case root != nil && !isNamespace(root.Name) && !r.isOwnNamespace(x):
		r.method(x, used)
	case x.Recv == nil && r.isSubform(x):
		r.later(x.Span(), "rows of subforms")
	default:
		r.exprs(x.Args)
		r.unknownFunction(x, path, root)
	}
}

func (r *resolver) isVar(path string) bool {
	b, ok := r.lib.Lookup(path)
	return ok && b.Var
}

func (r *resolver) unknownFunction(x *syntax.Call, path string, root *syntax.Ident) {
	if r.isLost(path) || root != nil && r.isLost(root.Name) {
		return
	}
	message := "Not able to find '" + path + "' function"
	if root != nil && !strings.EqualFold(root.Name, "zoho") {
		// It may live in another file of the app: an error only when it is called.
		if x.Target.Path = path; r.known.Functions[syntax.StripApp(path)] {
			return
		}
		d := r.warnAt(diag.UnknownFunction, x.NameAt, message, "no checked file defines it")
		d.Hint = r.suggest(syntax.StripApp(path), r.targetNames)
		return
	}
	d := r.errorAt(diag.UnknownFunction, x.NameAt, message, "no function has this name")
	if d.Hint = r.elsewhere(path); d.Hint != "" {
		return
	}
	if d.Hint = r.lib.Instead(path); d.Hint == "" {
		r.suggestFix(d, x.NameAt, path, append(r.funcNames(), r.lib.Names()...))
	}
}

// method checks a call whose receiver is a value.
func (r *resolver) method(x *syntax.Call, used bool) {
	if m, ok := x.Recv.(*syntax.Member); ok && m.UI {
		r.widget(x, m)
		return
	}
	b, ok := r.lib.Lookup(x.Name)
	if !ok && r.isSubform(x) {
		r.form(x.Recv.(*syntax.Ident))
		r.later(x.Span(), "rows of subforms")
		return
	}
	r.expr(x.Recv)
	if r.aggregate(x) {
		return
	}
	r.exprs(x.Args)
	if !ok || !b.Method {
		if ok && b.Later {
			r.later(x.NameAt, b.Name)
			return
		}
		d := r.errorAt(diag.UnknownFunction, x.NameAt, "Not able to find '"+x.Name+"' function", "no method has this name")
		if d.Hint = r.lib.Instead(x.Name); d.Hint == "" {
			r.suggestFix(d, x.NameAt, x.Name, r.methodNames())
		}
		return
	}
	r.arity(x, b, len(x.Args)+1)
	r.voidBuiltin(x, b, used)
}

// arity reports a number of arguments that no signature of the built-in takes;
// given counts the receiver.
func (r *resolver) arity(x *syntax.Call, b Builtin, given int) {
	if len(b.Signatures) == 0 {
		return
	}
	for _, s := range b.Signatures {
		recv := 0
		if len(s.Recv) > 0 {
			recv = 1
		}
		if least, most := s.Arity(); given >= least+recv && (most < 0 || given <= most+recv) {
			return
		}
	}
	d := r.errorAt(diag.WrongArity, x.NameAt, "No. of arguments mismatches for the function "+b.Name, "called with "+counted(len(x.Args)))
	d.Hint = "it is " + b.Name + b.Signatures[0].String()
}

func counted(n int) string {
	if n == 1 {
		return "1 argument"
	}
	return fmt.Sprint(n) + " arguments"
}

func (r *resolver) userCall(x *syntax.Call, fn *syntax.FuncDecl, used bool) {
	x.Target.Func = fn
	r.exprs(x.Args)
	if len(x.Args) != len(fn.Params) {
		d := r.errorAt(diag.WrongArity, x.NameAt, "Number of Arguments mismatches: No. of arguments mismatches for the function "+fn.Name,
			"called with "+counted(len(x.Args)))
		d.Hint = "it takes " + counted(len(fn.Params))
	} else {
		r.arguments(x, fn)
	}
	if used && fn.Result.Kind() == types.Void {
		r.errorAt(diag.VoidAsValue, x.Span(), fn.Name+" function cant be assigned to variable or used in expression", "a void function has no value").Hint =
			"give '" + fn.Name + "' a type, or call it as a statement of its own"
	}
}

// task checks the keys of a block task and binds their values.
func (r *resolver) task(x *syntax.Task) {
	b, known := r.lib.Lookup(x.Name)
	if !known || !b.Task {
		r.later(x.NameAt, strings.ToLower(x.Name))
	}
	seen := map[string]source.Span{}
	for i := range x.Keys {
		k := &x.Keys[i]
		if bare, ok := k.Value.(*syntax.BareWord); ok {
			r.bareWord(bare)
		} else {
			r.expr(k.Value)
		}
		if first, twice := seen[k.Name]; twice {
			d := r.errorAt(diag.DuplicateKey, k.NameAt, fmt.Sprintf("duplicate key %q", k.Name), "given again here")
			d.Related = []diag.Label{{File: r.file.Source, Span: first, Text: "first given here"}}
		}
		seen[k.Name] = k.NameAt
		if b.Task {
			r.taskKey(b, k)
		}
	}
	for _, name := range b.RequiredKeys {
		if _, ok := seen[name]; !ok {
			r.errorAt(diag.UnknownKey, x.NameAt, fmt.Sprintf("the key %q is missing", name), "needs "+name+":")
		}
	}
}

func (r *resolver) taskKey(b Builtin, k *syntax.TaskKey) {
	names := make([]string, len(b.TaskKeys))
	for i, p := range b.TaskKeys {
		if p.Name == k.Name {
			r.methodConstant(k)
			return
		}
		names[i] = p.Name
	}
	d := r.errorAt(diag.UnknownKey, k.NameAt, fmt.Sprintf("unknown key %q of %s", k.Name, b.Name), "")
	if d.Hint = diag.DidYouMean(k.Name, names); d.Hint == "" {
		d.Hint = "the keys are " + strings.Join(names, ", ")
	}
}

// methodConstant checks the HTTP method of a network task when it is a constant.
func (r *resolver) methodConstant(k *syntax.TaskKey) {
	lit, ok := k.Value.(*syntax.TextLit)
	if k.Name != "type" || !ok {
		return
	}
	switch strings.ToUpper(lit.Value) {
	case "GET", "POST", "PUT", "PATCH", "DELETE":
		return
	}
	d := r.errorAt(diag.WrongArgument, lit.Span(), fmt.Sprintf("unknown type %q of request", lit.Value), "")
	d.Hint = "the types are GET, POST, PUT, PATCH and DELETE"
}

// bareWord binds an unquoted name: the variable when there is one, else itself.
func (r *resolver) bareWord(x *syntax.BareWord) {
	switch {
	case r.scope.defined[x.Name]:
		x.Slot = r.scope.slot(x.Name)
	case r.bare && !r.closed:
		x.Slot = r.scope.slot(x.Name)
		r.res.Optional = append(r.res.Optional, x.Name)
	}
}

package resolve

import (
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// suggest proposes a name for a misspelt one. Of very many errors only the first
// are shown, so the search ends with them.
func (r *resolver) suggest(name string, known func() []string) string {
	if r.hints++; r.hints > maxHints {
		return ""
	}
	return diag.DidYouMean(name, known())
}

// suggestFix proposes a name for a misspelt call, and an edit when only one comes
// into question and it differs in the last part alone, which is under at.
func (r *resolver) suggestFix(d *diag.Diagnostic, at source.Span, name string, known []string) {
	if d.Hint = r.suggest(name, func() []string { return known }); d.Hint == "" {
		return
	}
	only := diag.Only(name, known)
	dot, dotOnly := strings.LastIndexByte(name, '.')+1, strings.LastIndexByte(only, '.')+1
	if only != "" && strings.EqualFold(name[:dot], only[:dotOnly]) {
		d.Fixes = []diag.Edit{{Span: at, Text: only[dotOnly:]}}
	}
}

// elsewhere suggests the function of that name in a namespace: standalone.f for f.
func (r *resolver) elsewhere(name string) string {
	found := ""
	for known := range r.res.Funcs {
		last := known[strings.LastIndexByte(known, '.')+1:]
		if last != known && strings.EqualFold(last, name) && (found == "" || known < found) {
			found = known
		}
	}
	if found == "" {
		return ""
	}
	return "did you mean \"" + found + "\"?"
}

// targetNames are the functions that a namespace may lead to.
func (r *resolver) targetNames() []string {
	out := r.funcNames()
	for name := range r.known.Functions {
		out = append(out, name)
	}
	return out
}

func (r *resolver) funcNames() []string {
	out := make([]string, 0, len(r.res.Funcs))
	for name := range r.res.Funcs {
		out = append(out, name)
	}
	return out
}

// isOwnNamespace reports whether a call with a name in front that was never assigned
// looks like one of a function of the app, as in Default.rename(id): no method has
// such a name, nor a similar one.
func (r *resolver) isOwnNamespace(x *syntax.Call) bool {
	if _, alone := x.Recv.(*syntax.Ident); !alone || r.isSubform(x) || r.lib.Instead(x.Name) != "" {
		return false
	}
	if _, known := r.lib.Lookup(x.Name); known {
		return false
	}
	r.hints++
	return r.hints <= maxHints && diag.Nearest(x.Name, r.methodNames()) == ""
}

func (r *resolver) methodNames() []string {
	if r.methods != nil {
		return r.methods
	}
	for _, n := range r.lib.Names() {
		if b, ok := r.lib.Lookup(n); ok && b.Method {
			r.methods = append(r.methods, n)
		}
	}
	return r.methods
}

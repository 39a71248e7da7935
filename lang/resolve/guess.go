package resolve

import (
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/syntax"
)

// isGuess reports whether nobody knows which parameters take the arguments of a call:
// of the function there is only the body, and it is not the one name that it reads.
func (r *resolver) isGuess(fn *syntax.FuncDecl, args int) bool {
	return fn.Guessed && (args != len(fn.Params) || args > 1)
}

// guessedCall leaves a call unbound that could be bound the wrong way only.
func (r *resolver) guessedCall(x *syntax.Call, path string, fn *syntax.FuncDecl) {
	r.exprs(x.Args)
	x.Target.Path = path
	var params []string
	for _, p := range fn.Params {
		params = append(params, `{"name": "`+p.Name.Name+`"}`)
	}
	name := fn.Name[strings.LastIndexByte(fn.Name, '.')+1:]
	d := r.warnAt(diag.UnknownFunction, x.NameAt, "the parameters of '"+path+"' are not known", "only its body is there")
	d.Hint = "write them beside it into " + name + `.meta.json: {"api_name": "` + name + `", "params": [` + strings.Join(params, ", ") + "]}"
}

package runtime

import (
	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/resolve"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
)

// Report is what a check of a script found, without running it.
type Report struct {
	Findings  diag.List
	Args      []Param // what the bare statements take from outside
	Functions []Function
}

// Check reads and checks a script. With syntax errors names are not checked: too
// many would be missing for the wrong reason.
func Check(src *source.File, opt Options) Report {
	opt.Host = host.Default(*orEmpty(opt.Host))
	file := syntax.Parse(src, dialectOf(src, opt))
	r := Report{Findings: file.Errors}
	for _, fn := range file.Funcs {
		r.Functions = append(r.Functions, describe(fn))
	}
	if file.Errors.HasErrors() {
		return r
	}
	app := readApp(file, opt)
	res := resolve.File(file, resolve.Options{Library: library{opt.Registry}, Funcs: app.funcs})
	r.Findings = append(r.Findings, res.Findings...).Sorted()
	for _, n := range res.Free {
		r.Args = append(r.Args, Param{Name: n.Name, Type: types.Any})
	}
	return r
}

package interp

import (
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// convertExpr converts a value to the type of a local variable.
type convertExpr struct {
	x    expr
	kind types.Kind
	span source.Span
}

func (x *convertExpr) eval(f *frame) value.Value {
	v, err := convertArg(f, param{kind: x.kind}, x.x.eval(f))
	if err != nil {
		f.fail(x.span, err)
	}
	return v
}

package interp

import (
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// concatExpr is a chain a + b + c … in which a text stands. From the first text
// on everything is appended to one buffer and becomes one text, instead of one for
// each +: a chain of four takes a third of the time and one allocation.
type concatExpr struct {
	first operand
	parts []binary // of each + after it; r is what is added
}

// concatenation returns the node of a chain of +, nil when no text stands in it or
// it is none.
func concatenation(b binary) expr {
	chain := []binary{b}
	first := b.l
	switch l := b.l.x.(type) {
	case *concatExpr:
		chain = append(l.parts[:len(l.parts):len(l.parts)], b)
		first = l.first
	case *addExpr:
		for left := l; left != nil; {
			chain = append([]binary{left.binary}, chain...)
			first = left.l
			left, _ = left.l.x.(*addExpr)
		}
	}
	if _, known := b.l.x.(*concatExpr); !known && !isText(first.x) && !isText(b.r.x) {
		return nil
	}
	return &concatExpr{first, chain}
}

func isText(x expr) bool {
	c, ok := x.(constant)
	return ok && c.v.Kind() == types.Text
}

// plus returns the node of +.
func plus(b binary) expr {
	if x := concatenation(b); x != nil {
		return x
	}
	return arithmetic(syntax.Add, b)
}

func (x *concatExpr) eval(f *frame) value.Value {
	sum := x.first.get(f)
	for i := range x.parts {
		if sum.Kind() == types.Text {
			return f.join(sum, x.parts[i:])
		}
		sum = x.parts[i].plus(f, sum)
	}
	return sum
}

// maxScratch is the size in bytes up to which the buffer is kept for the next text.
const maxScratch = 1 << 20

// join returns head with the text of each part behind it. Evaluating a part may
// join texts too: it does so behind what is in the buffer already.
func (f *frame) join(head value.Value, parts []binary) value.Value {
	t := f.th
	from := len(t.scratch)
	for i := range parts {
		p := &parts[i]
		v := p.r.get(f)
		out, err := value.AppendJoined(head, t.scratch, from, v, t.host.Format)
		if err != nil {
			t.scratch = t.scratch[:from]
			p.failOp(f, head, v, err)
		}
		t.scratch = out
	}
	joined := value.Concat(head, t.scratch[from:])
	if t.scratch = t.scratch[:from]; from == 0 && cap(t.scratch) > maxScratch {
		t.scratch = nil
	}
	return joined
}

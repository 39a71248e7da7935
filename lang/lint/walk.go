package lint

import "github.com/dg-lang/dg/lang/syntax"

// eachStmt calls visit for the statements of a list and those in their blocks.
func eachStmt(list []syntax.Stmt, visit func(syntax.Stmt)) {
	for _, s := range list {
		visit(s)
		for _, b := range blocks(s) {
			if b != nil {
				eachStmt(b.Stmts, visit)
			}
		}
		if bad, ok := s.(*syntax.Bad); ok {
			eachStmt(bad.Body, visit)
		}
	}
}

// eachExpr calls visit for all expressions of the statements of a list and of those
// in their blocks.
func eachExpr(list []syntax.Stmt, visit func(syntax.Expr)) {
	eachStmt(list, func(s syntax.Stmt) { syntax.WalkStmt(s, visit) })
}

func blocks(s syntax.Stmt) []*syntax.Block {
	switch s := s.(type) {
	case *syntax.If:
		out := []*syntax.Block{s.Else}
		for _, b := range s.Branches {
			out = append(out, b.Body)
		}
		return out
	case *syntax.ForEach:
		return []*syntax.Block{s.Body}
	case *syntax.While:
		return []*syntax.Block{s.Body}
	case *syntax.Try:
		return []*syntax.Block{s.Body, s.Catch}
	}
	return nil
}

// eachAssigned calls visit for the slot of every variable that a block assigns.
func eachAssigned(b *syntax.Block, visit func(slot int)) {
	if b == nil {
		return
	}
	eachStmt(b.Stmts, func(s syntax.Stmt) {
		switch s := s.(type) {
		case *syntax.Assign:
			visit(slotOf(s.Target))
		case *syntax.TypedLocal:
			visit(s.Name.Slot)
		case *syntax.ForEach:
			visit(s.Var.Slot)
		case *syntax.Try:
			visit(s.Var.Slot)
		}
	})
}

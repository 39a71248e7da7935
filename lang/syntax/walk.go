package syntax

import "slices"

// WalkStmt calls visit for every expression of s itself, not of the statements in
// its blocks, outer ones first.
func WalkStmt(s Stmt, visit func(Expr)) {
	switch s := s.(type) {
	case *Assign:
		WalkExpr(s.Target, visit)
		WalkExpr(s.X, visit)
	case *TypedLocal:
		WalkExpr(s.X, visit)
	case *Info:
		WalkExpr(s.X, visit)
	case *If:
		for _, b := range s.Branches {
			WalkExpr(b.Cond, visit)
		}
	case *ForEach:
		WalkExpr(s.In, visit)
	case *While:
		WalkExpr(s.Cond, visit)
	case *Throw:
		WalkExpr(s.X, visit)
	case *Return:
		WalkExpr(s.X, visit)
	case *ExprStmt:
		WalkExpr(s.X, visit)
	case *Update:
		WalkExpr(s.Record, visit)
		walkFields(s.Fields, visit)
	case *Delete:
		WalkExpr(s.From, visit)
	case *Command:
		walkAll(s.Args, visit)
	}
}

func walkFields(fields []FieldInit, visit func(Expr)) {
	for _, f := range fields {
		WalkExpr(f.Value, visit)
	}
}

// WalkExpr calls visit for x and every expression inside it, outer ones first. A
// nil x is no expression.
func WalkExpr(x Expr, visit func(Expr)) {
	if x == nil {
		return
	}
	visit(x)
	switch x := x.(type) {
	case *ListLit:
		walkAll(x.Items, visit)
	case *MapLit:
		for _, p := range x.Pairs {
			WalkExpr(p.Key, visit)
			WalkExpr(p.Value, visit)
		}
	case *Paren:
		WalkExpr(x.X, visit)
	case *Unary:
		WalkExpr(x.X, visit)
	case *Binary:
		WalkExpr(x.L, visit)
		WalkExpr(x.R, visit)
	case *Cond:
		walkAll([]Expr{x.If, x.Then, x.Else}, visit)
	case *Member:
		WalkExpr(x.X, visit)
	case *Call:
		WalkExpr(x.Recv, visit)
		walkAll(x.Args, visit)
	case *PairExpr:
		WalkExpr(x.Key, visit)
		WalkExpr(x.Value, visit)
	case *Fetch:
		WalkExpr(x.Criteria, visit)
		walkAll([]Expr{x.From, x.To}, visit)
	case *Test:
		walkAll([]Expr{x.L, x.R, x.R2}, visit)
	case *Insert:
		walkFields(x.Fields, visit)
	case *Attachment:
		WalkExpr(x.X, visit)
	case *Task:
		for _, k := range x.Keys {
			WalkExpr(k.Value, visit)
		}
	}
}

func walkAll(xs []Expr, visit func(Expr)) {
	for _, x := range xs {
		WalkExpr(x, visit)
	}
}

// Blocks returns the blocks of a statement in the order of the text.
func Blocks(s Stmt) []*Block {
	var all []*Block
	switch s := s.(type) {
	case *If:
		for _, b := range s.Branches {
			all = append(all, b.Body)
		}
		all = append(all, s.Else)
	case *ForEach:
		all = append(all, s.Body)
	case *While:
		all = append(all, s.Body)
	case *Try:
		all = append(all, s.Body, s.Catch)
	case *FuncDecl:
		all = append(all, s.Body)
	}
	return slices.DeleteFunc(all, func(b *Block) bool { return b == nil })
}

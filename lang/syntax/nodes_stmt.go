package syntax

import (
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
)

// Stmt is a statement. The interface is sealed: the types are those of this file.
type Stmt interface {
	Node
	stmt()
}

// Semi is embedded by statements that a semicolon ends. Missing marks one that
// was left out where that is harmless.
type Semi struct{ Missing bool }

type (
	// Assign is target = x, or target op= x. Target is an Ident or a Member.
	Assign struct {
		At
		Semi
		Target Expr
		Op     Op // NoOp for plain =
		X      Expr
	}

	// TypedLocal is type name = x, which some editors refuse.
	TypedLocal struct {
		At
		Semi
		Type Type
		Name *Ident
		X    Expr
	}

	// Info is info x.
	Info struct {
		At
		Semi
		X Expr
	}

	// If is a chain of branches; Else may be nil.
	If struct {
		At
		Branches []Branch
		Else     *Block
	}

	// ForEach is for each [index] name in x.
	ForEach struct {
		At
		Var   *Ident
		Index bool // the positions instead of the elements
		In    Expr
		Body  *Block
	}

	// While is while (c).
	While struct {
		At
		Cond Expr
		Body *Block
	}

	// Try is try … catch (name) ….
	Try struct {
		At
		Body  *Block
		Var   *Ident
		Catch *Block
	}

	// Throw is throw x.
	Throw struct {
		At
		Semi
		X Expr
	}

	// Return is return, or return x.
	Return struct {
		At
		Semi
		X Expr // may be nil
	}

	// Break leaves the nearest loop.
	Break struct {
		At
		Semi
	}

	// Continue starts the next turn of the nearest loop.
	Continue struct {
		At
		Semi
	}

	// ExprStmt is a call or a task on its own.
	ExprStmt struct {
		At
		Semi
		X Expr
	}

	// Update is update record [ field = x … ].
	Update struct {
		At
		Semi
		Record Expr
		Fields []FieldInit
	}

	// Delete is delete from Form[criteria].
	Delete struct {
		At
		Semi
		From Expr // a Fetch
	}

	// Command is a command of form events without parentheses: hide f, alert x,
	// cancel submit. Word is what follows cancel, reload and set.
	Command struct {
		At
		Semi
		Name string // lower case
		Word string
		Args []Expr
	}

	// Empty is a lone semicolon.
	Empty struct{ At }

	// FuncDecl is a function. Slots is filled by the resolver: the size of its frame.
	FuncDecl struct {
		At
		Result Type   // without a name when only the body is written
		Name   string // dotted, as written
		Alias  string // another name to call it by
		// Guessed says that only the body is known: Params are the names that it reads
		// and never assigns, in no order.
		Guessed bool
		NameAt  source.Span
		Params  []Param
		Body    *Block
		Slots   int
	}

	// Bad is a statement that does not parse. Body holds what its blocks held, Names
	// the names in the rest of it.
	Bad struct {
		At
		Err   *diag.Diagnostic
		Body  []Stmt
		Names []string
	}
)

// Block is { … }. Err is set when one of its braces is missing.
type Block struct {
	At
	Stmts []Stmt
	Err   *diag.Diagnostic
}

// Branch is one condition of an If and what it runs.
type Branch struct {
	Cond Expr
	Body *Block
}

// Type is a type as written: a word, and for typed lists the word of the elements.
type Type struct {
	At
	Name, Elem string
}

// Kind returns the kind the type stands for; names that are no type, such as a
// form's, stand for any.
func (t Type) Kind() types.Kind {
	if k, ok := types.FromName(t.Name); ok {
		return k
	}
	return types.Any
}

// String returns the type as written.
func (t Type) String() string {
	if t.Elem == "" {
		return t.Name
	}
	return t.Name + ":" + t.Elem
}

// Param is one parameter of a function.
type Param struct {
	Type Type
	Name *Ident
}

// CallName returns the name by which calls find the function: without a leading
// thisapp.
func (f *FuncDecl) CallName() string { return StripApp(f.Name) }

// StripApp drops a leading "thisapp." in any letter case.
func StripApp(name string) string {
	const app = "thisapp."
	if len(name) > len(app) && strings.EqualFold(name[:len(app)], app) {
		return name[len(app):]
	}
	return name
}

func (*Assign) stmt()     {}
func (*TypedLocal) stmt() {}
func (*Info) stmt()       {}
func (*If) stmt()         {}
func (*ForEach) stmt()    {}
func (*While) stmt()      {}
func (*Try) stmt()        {}
func (*Throw) stmt()      {}
func (*Return) stmt()     {}
func (*Break) stmt()      {}
func (*Continue) stmt()   {}
func (*ExprStmt) stmt()   {}
func (*Update) stmt()     {}
func (*Delete) stmt()     {}
func (*Command) stmt()    {}
func (*Empty) stmt()      {}
func (*FuncDecl) stmt()   {}
func (*Bad) stmt()        {}

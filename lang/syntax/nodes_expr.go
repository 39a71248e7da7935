package syntax

import (
	"slices"

	"github.com/dg-lang/dg/lang/source"
)

// Node is any part of the tree.
type Node interface {
	// Span is the text of the node, without comments and blanks around it.
	Span() source.Span
}

// Expr is an expression. The interface is sealed: the types are those of this file.
type Expr interface {
	Node
	expr()
}

// At is embedded by every node and holds its place.
type At struct{ At source.Span }

// Span returns the place of the node.
func (a At) Span() source.Span { return a.At }

type (
	// Ident is a name. Slot is filled by the resolver: the place of the variable in
	// its frame, or -1.
	Ident struct {
		At
		Name string
		Slot int
	}

	// NumberLit is a number as written. Whole ones without a point are NUMBER and
	// fit in Int; the others are DECIMAL and only have their Text.
	NumberLit struct {
		At
		Text  string
		Int   int64
		Whole bool
	}

	// TextLit is text in quotes, escapes undone. Single-quoted text may be a date.
	// Raw is the value where \n and \t stay two characters; empty: Value.
	TextLit struct {
		At
		Value  string
		Raw    string
		Single bool
	}

	// BoolLit is true or false in any letter case.
	BoolLit struct {
		At
		Value bool
	}

	// NullLit is null.
	NullLit struct{ At }

	// ListLit is {a, b} or [a, b]; {} is one without items and not Square.
	ListLit struct {
		At
		Items  []Expr
		Square bool
	}

	// MapLit is {k: v, …}.
	MapLit struct {
		At
		Pairs []Pair
	}

	// Paren is an expression in parentheses.
	Paren struct {
		At
		X Expr
	}

	// Unary is -x, +x or !x.
	Unary struct {
		At
		Op Op
		X  Expr
	}

	// Binary is l op r. Single marks a lone = that stands for ==.
	Binary struct {
		At
		Op     Op
		L, R   Expr
		OpAt   source.Span
		Single bool
	}

	// Cond is the conditional function if(c, a, b): only one branch is evaluated.
	Cond struct {
		At
		If, Then, Else Expr
	}

	// Member is x.name without arguments. Slot is set for input.name where that
	// stands for a variable, else -1.
	Member struct {
		At
		X      Expr
		Name   string
		NameAt source.Span
		Slot   int
		UI     bool // x:ui, the widget of a form field
	}

	// Call is name(args) or recv.name(args). Pairs in the arguments, as in
	// Collection("a":1), are PairExpr. The resolver fills Target.
	Call struct {
		At
		Recv   Expr // nil: a free function
		Name   string
		NameAt source.Span
		Args   []Expr
		Target Target
	}

	// PairExpr is key: value inside call parentheses.
	PairExpr struct {
		At
		Key, Value Expr
	}

	// Fetch is Form[criteria] sort by f desc range from a to b, a record fetch.
	// From and To are nil without a range.
	Fetch struct {
		At
		Form     *Ident
		Criteria Expr
		Sort     []SortKey
		From, To Expr
	}

	// Test is an operator of criteria that is written as a word: f is null, f in
	// list, f contains x. R is nil for is null; R2 is the upper end of between.
	Test struct {
		At
		L     Expr
		Op    string // lower case: is null, in, contains, startswith, endswith, like, between
		Not   bool
		R, R2 Expr
	}

	// Insert is insert into Form [ field = x … ]; its value is the id of the record.
	Insert struct {
		At
		Form   *Ident
		Fields []FieldInit
	}

	// Attachment is one entry of the attachments of a mail: file:x, or
	// template:name:Report id as PDF, whose words stand in Words.
	Attachment struct {
		At
		Kind  string
		X     Expr   // of file:
		Words string // of the other kinds, as written
	}

	// Task is a task in block form, invokeurl [ key: value … ].
	Task struct {
		At
		Name   string // as written
		NameAt source.Span
		Keys   []TaskKey
	}

	// BareWord is an unquoted constant of a task, as in connection: crm. It means
	// the variable of that name when there is one with a TEXT value.
	BareWord struct {
		At
		Name string
		Slot int
	}
)

// SortKey is one field of sort by.
type SortKey struct {
	Field *Ident
	Desc  bool
}

// FieldInit is one field = value of insert and update.
type FieldInit struct {
	Name   string
	NameAt source.Span
	Value  Expr
}

// Pair is one entry of a map literal.
type Pair struct{ Key, Value Expr }

// TaskKey is one key of a task; Name is in lower case.
type TaskKey struct {
	Name   string
	NameAt source.Span
	Value  Expr
}

// Target is what a call runs, as the resolver found it: a function of a script, a
// built-in whose dotted name swallowed the receiver, or a method of the value.
type Target struct {
	Func *FuncDecl
	Path string // "zoho.crm.invokeConnector"; empty: method or free function
}

func (*Ident) expr()      {}
func (*NumberLit) expr()  {}
func (*TextLit) expr()    {}
func (*BoolLit) expr()    {}
func (*NullLit) expr()    {}
func (*ListLit) expr()    {}
func (*MapLit) expr()     {}
func (*Paren) expr()      {}
func (*Unary) expr()      {}
func (*Binary) expr()     {}
func (*Cond) expr()       {}
func (*Member) expr()     {}
func (*Call) expr()       {}
func (*PairExpr) expr()   {}
func (*Fetch) expr()      {}
func (*Test) expr()       {}
func (*Insert) expr()     {}
func (*Attachment) expr() {}
func (*Task) expr()       {}
func (*BareWord) expr()   {}

// Op is an operator.
type Op uint8

// The operators. NoOp is plain assignment.
const (
	NoOp Op = iota
	Or
	And
	Eq
	Ne
	Lt
	Le
	Gt
	Ge
	Add
	Sub
	Mul
	Div
	Mod
	Not
)

var opText = [...]string{NoOp: "=", Or: "||", And: "&&", Eq: "==", Ne: "!=", Lt: "<", Le: "<=",
	Gt: ">", Ge: ">=", Add: "+", Sub: "-", Mul: "*", Div: "/", Mod: "%", Not: "!"}

// String returns the operator as written.
func (o Op) String() string { return opText[o] }

// maxDots is how many names a dotted name may have.
const maxDots = 8

// Dotted takes a chain of names such as zoho.crm.getRecords apart; root is its
// first name. Both are nil when x is anything else, or longer than any name: a
// script of thousands of dots must not be walked again for each of them.
func Dotted(x Expr) (root *Ident, names []string) {
	for range maxDots {
		switch y := x.(type) {
		case *Ident:
			names = append(names, y.Name)
			slices.Reverse(names)
			return y, names
		case *Member:
			names, x = append(names, y.Name), y.X
		default:
			return nil, nil
		}
	}
	return nil, nil
}

// Unparen returns x without the parentheses around it.
func Unparen(x Expr) Expr {
	for {
		p, ok := x.(*Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}

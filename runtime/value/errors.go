package value

import (
	"github.com/dg-lang/dg/lang/types"
)

// Error is an error of an operation on values, in the vendor's words where they
// are published.
// Source: https://www.zoho.com/deluge/help/error-messages.html
type Error struct{ Message string }

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Op is an arithmetic operator.
type Op byte

// The arithmetic operators.
const (
	OpAdd Op = '+'
	OpSub Op = '-'
	OpMul Op = '*'
	OpDiv Op = '/'
	OpMod Op = '%'
)

var opWords = [...]string{
	OpAdd: "addition", OpSub: "subtraction", OpMul: "multiplication", OpDiv: "division", OpMod: "mod",
}

func errNull(op Op) error {
	return &Error{"Null value occurred while performing " + opWords[op] + " operation"}
}

func errRange(op Op) error {
	return &Error{"Error in performing the Operation " + string(op) + " : Number out of range"}
}

func errZero(op Op) error {
	return &Error{"Error in performing the Operation " + string(op) + " : Divide by zero error"}
}

func errKinds(op Op, a, b Value) error {
	if a.IsNull() || b.IsNull() {
		return errNull(op)
	}
	if op == OpMod {
		return &Error{"On performing mod operation mismatch of data type expressions found"}
	}
	return &Error{OperandError(string(op), a.Kind(), b.Kind())}
}

// OperandError returns the text for an operator that does not take operands of
// the kinds left and right.
// Source: https://www.zoho.com/creator/newhelp/script/operators.html
func OperandError(op string, left, right types.Kind) string {
	return "Left expression is of type " + left.OperatorName() + " and right expression is of type " +
		right.OperatorName() + " and operator " + op + " is not valid"
}

func errOrder() error { return &Error{"Comparison of non numeric expression is not supported"} }

func errDepth() error { return &Error{"Value is nested too deeply or contains itself"} }

// SizeError says that a value would grow beyond what a run may hold.
type SizeError struct{ Message string }

// Error returns the message.
func (e *SizeError) Error() string { return e.Message }

func errSize() error { return &SizeError{"Text is too large"} }

// CastError returns the error for a value that has no form of kind to. Scalars
// are named by their text, containers and null by their type.
func CastError(v Value, to types.Kind) error {
	switch v.Kind() {
	case types.List, types.Map, types.Collection, types.Null:
		return KindCastError(v.Kind(), to)
	}
	return castMessage(Preview((*Format)(nil).Text(v)), to)
}

// KindCastError returns the error for a value of kind from where to is needed.
func KindCastError(from, to types.Kind) error { return castMessage(from.OperatorName(), to) }

func castMessage(what string, to types.Kind) error {
	return &Error{"'" + what + "' can not be cast to '" + to.OperatorName() + "'"}
}

// Preview cuts a text that goes into a message to a readable length.
func Preview(s string) string {
	const most = 80
	if TextLen(s) <= most {
		return s
	}
	return TextSlice(s, 0, most) + "…"
}

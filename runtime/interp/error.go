package interp

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
)

// Error is what ended a run, or what a try block caught.
type Error struct {
	Code    diag.Code
	Message string
	File    *source.File
	Span    source.Span  // the operator, call or statement at fault
	Label   string       // a few words about Span
	Related []diag.Label // operands and the like
	Line    int          // of the failing statement, from 1
	Stack   []diag.Frame // innermost first
	Cause   error        // the error of the built-in, if any
	Data    value.Value  // "data" of a thrown map
	Hint    string

	final bool // a limit or a cancellation: no try catches it
}

// Error returns the message with its place in front.
func (e *Error) Error() string { return e.Diagnostic().Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Diagnostic returns the error as a finding.
func (e *Error) Diagnostic() *diag.Diagnostic {
	return &diag.Diagnostic{Code: e.Code, Message: e.Message, Hint: e.Hint, Stack: e.Stack, Related: e.Related,
		Primary: diag.Label{File: e.File, Span: e.Span, Text: e.Label}}
}

// exception returns e as the variable of a catch block.
func (e *Error) exception() value.Value {
	typ := "runtime"
	if e.Code == diag.Thrown {
		typ = "user"
	}
	return value.OfException(&value.Exception{Message: e.Message, Line: e.Line, Type: typ, Data: e.Data})
}

// hinted is an error that knows what to do next.
type hinted interface{ Hint() string }

// fail ends the statement with err, which a built-in or an operator returned.
func (f *frame) fail(at source.Span, err error) {
	var own *Error
	if errors.As(err, &own) { // from a Charge, or a call back into the script
		panic(own.placed(f, at))
	}
	e := &Error{Code: diag.Runtime, Message: err.Error(), Cause: err, Span: at}
	var limit *host.LimitError
	var stop *host.StopError
	var size *value.SizeError
	var hint hinted
	switch {
	case errors.As(err, &size): // a try may catch it, an uncaught one is a limit
		e.Code = diag.Limit
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e = f.th.cancelled()
	case errors.As(err, &limit):
		e.Code, e.final = diag.Limit, true
	case errors.As(err, &stop):
		e.final = true
	}
	if errors.As(err, &hint) {
		e.Hint = hint.Hint()
	}
	panic(e.placed(f, at))
}

// inFunction names the function in an error of a built-in that does not do so: the
// vendor's texts seldom do. They stay as they are in front. Errors from outside
// name what they are about.
func inFunction(fn *registry.Func, name string, err error) error {
	if fn.Effects != registry.Pure || strings.Contains(lower(err.Error()), lower(name)) {
		return err
	}
	return &functionError{err, name}
}

// functionError is an error in a built-in.
type functionError struct {
	err  error
	name string
}

func (e *functionError) Error() string { return e.err.Error() + " in " + e.name }
func (e *functionError) Unwrap() error { return e.err }

// failf ends the statement with a message of the language itself.
func (f *frame) failf(at source.Span, label, format string, args ...any) {
	e := &Error{Code: diag.Runtime, Message: fmt.Sprintf(format, args...), Label: label}
	panic(e.placed(f, at))
}

// placed fills in where e happened, unless it is known.
func (e *Error) placed(f *frame, at source.Span) *Error {
	if e.File != nil {
		return e
	}
	e.File, e.Span = f.fn.file, at
	e.Line = f.fn.file.LineNo(f.stmt)
	e.Stack = f.stack()
	return e
}

// stack returns the calls that led to f, innermost first.
func (f *frame) stack() []diag.Frame {
	var out []diag.Frame
	for c := f; c.caller != nil; c = c.caller {
		out = append(out, diag.Frame{Function: c.fn.name,
			Call: diag.Label{File: c.caller.fn.file, Span: c.callSite}})
	}
	return out
}

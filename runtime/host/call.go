package host

import (
	"context"
	"fmt"
)

// CallInfo says on whose behalf a request is sent. It travels in the context of
// the request, so that a Doer can authorize each attempt by itself: credentials
// that were put on a request once would follow it through redirects.
type CallInfo struct {
	Task       string                 // begins the messages of errors, such as "invokeUrl"
	Connection string                 // link name; empty: no credentials
	Connector  string                 // unique identifier of a connector API
	Allow      func(url string) error // hosts the connector may call; nil: any
}

type callKey struct{}

// WithCall returns a context that carries info to the Doer.
func WithCall(ctx context.Context, info CallInfo) context.Context {
	return context.WithValue(ctx, callKey{}, info)
}

// CallFrom returns what WithCall put into ctx, the zero CallInfo when it did not.
func CallFrom(ctx context.Context) CallInfo {
	info, _ := ctx.Value(callKey{}).(CallInfo)
	return info
}

// LimitError says that a run used up what it may do outside. Unlike the other
// errors of a task it ends the run: a script cannot catch it.
type LimitError struct {
	What string // such as "external calls"
	Max  int64
}

// Error names the limit and its value.
func (e *LimitError) Error() string {
	return fmt.Sprintf("limit of %d %s reached", e.Max, e.What)
}

// StopError ends a run that wants something of its outside that was not prepared for
// it, such as an answer that a recording does not hold. A script cannot catch it: a
// rehearsal that goes on with something else shows nothing.
type StopError struct {
	Message string
	Next    string // what to do, in one or more lines
}

// Error returns the message.
func (e *StopError) Error() string { return e.Message }

// Hint returns what to do.
func (e *StopError) Hint() string { return e.Next }

// PublicError is an error of a Doer or an Authorizer whose text is made for the
// person who runs the script: it holds no credential and no value of a query.
type PublicError interface {
	error
	Public() string
}

package interp

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/value"
)

// Thread is one run of a program.
type Thread struct {
	host      *host.Host
	meter     meter
	depth     int
	maxDepth  int
	top       *frame      // the innermost call
	free      []*frame    // frames of calls that have ended, to use again
	abandoned atomic.Bool // the caller went on without this run
	calls     []*reused   // calls of built-ins that have ended, to use again
	scratch   []byte      // texts that are being joined
}

// frame is one call: its variables and what it is doing.
type frame struct {
	th       *Thread
	fn       *function
	slots    []value.Value
	stmt     source.Pos // the statement being executed
	ret      value.Value
	caller   *frame
	callSite source.Span // in the caller
}

func (f *frame) stmtSpan() source.Span { return source.Span{Start: f.stmt, End: f.stmt + 1} }

// Grace is how long a cancelled run may take to end by itself before it is left
// behind in its goroutine. Library calls that cannot be stopped, such as a slow
// regular expression, end there.
const Grace = 100 * time.Millisecond

type outcome struct {
	value value.Value
	err   error
}

// run calls body in a goroutine of its own, so that cancelling ends the wait even
// when body does not.
func (t *Thread) run(ctx context.Context, body func() value.Value) (value.Value, error) {
	done := make(chan outcome, 1)
	go func() { done <- t.guard(body) }()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
	}
	timer := time.NewTimer(Grace)
	defer timer.Stop()
	select {
	case o := <-done:
		return o.value, o.err
	case <-timer.C:
		t.abandoned.Store(true)
		return value.Null, t.cancelled()
	}
}

// guard turns the panics of body into errors: those of scripts into an *Error,
// any other into an internal error that asks for a report.
func (t *Thread) guard(body func() value.Value) (o outcome) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Error:
			o = outcome{err: r}
		default:
			o = outcome{err: internalError(r, debug.Stack(), t.top)}
		}
	}()
	return outcome{value: body()}
}

func internalError(r any, stack []byte, f *frame) *Error {
	e := &Error{Code: diag.Internal, final: true, Message: fmt.Sprintf("internal error: %v", r),
		Cause: &Panic{Value: r, Stack: stack},
		Hint:  "this is a fault of dg, not of the script: please report it together with the script"}
	if f != nil {
		e.placed(f, f.stmtSpan())
	}
	return e
}

// Panic is the cause of an internal error.
type Panic struct {
	Value any
	Stack []byte
}

// Error returns the value of the panic.
func (p *Panic) Error() string { return fmt.Sprint(p.Value) }

// enter makes f the frame of a call of fn.
func (f *frame) enter(fn *function, caller *frame, site source.Span) {
	t := f.th
	if t.depth >= t.maxDepth && caller != nil {
		panic(t.tooDeep().placed(caller, site))
	}
	t.depth++
	f.fn, f.caller, f.callSite = fn, caller, site
	t.top = f
}

func (t *Thread) tooDeep() *Error {
	return &Error{Code: diag.Limit, final: true, Message: "Function call limit exceeded",
		Hint: fmt.Sprintf("functions may call one another %d deep", t.maxDepth)}
}

// frame returns a frame with n empty slots, one that has ended when it is large
// enough: calls then allocate nothing.
func (t *Thread) frame(n int) *frame {
	if last := len(t.free) - 1; last >= 0 {
		f := t.free[last]
		t.free = t.free[:last]
		if cap(f.slots) >= n {
			f.slots = f.slots[:n]
			return f
		}
	}
	return &frame{th: t, slots: make([]value.Value, n)}
}

func (f *frame) leave() {
	for i := len(f.slots) - 1; i >= 0; i-- { // of a few slots: faster than clear
		f.slots[i] = value.Null
	}
	t := f.th
	t.top = f.caller
	t.depth--
	f.ret, f.caller = value.Null, nil
	t.free = append(t.free, f)
}

// info writes one line of output.
func (f *frame) info(text string) {
	if f.th.abandoned.Load() {
		panic(f.th.cancelled())
	}
	f.th.host.Out.Info(f.th.meter.ctx, host.InfoLine{Text: text, File: f.fn.file.Name, Line: f.fn.file.LineNo(f.stmt)})
}

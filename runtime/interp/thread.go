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
	maxDepth  int
	bottom    *frame      // the outermost call
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
	next     *frame      // of the calls that this one makes
	depth    int         // 1: the outermost
	active   bool        // a call is under way; not said of the outermost
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
			o = outcome{err: internalError(r, debug.Stack(), t.innermost())}
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

// base returns the frame of the outermost code: a function, or statements outside of
// any, which are at depth 0.
func (t *Thread) base(fn *function, slots []value.Value, depth int) *frame {
	t.bottom = &frame{th: t, fn: fn, slots: slots, depth: depth}
	return t.bottom
}

// callee returns the frame of a call of fn that f makes. Each frame keeps the one
// below it for its next call: calls allocate nothing and write few pointers.
func (f *frame) callee(fn *function, at source.Span) *frame {
	if c := f.next; c != nil && c.fn == fn {
		return c
	}
	return f.newCallee(fn, at)
}

// newCallee prepares the frame below f for a function that it did not run last.
func (f *frame) newCallee(fn *function, at source.Span) *frame {
	if f.depth >= f.th.maxDepth {
		panic(f.th.tooDeep().placed(f, at))
	}
	c := f.next
	if c == nil {
		c = &frame{th: f.th, caller: f, depth: f.depth + 1}
		f.next = c
	}
	c.fn = fn
	if cap(c.slots) < fn.slots {
		c.slots = make([]value.Value, fn.slots)
	}
	c.slots = c.slots[:fn.slots]
	clear(c.slots) // the last function left its numbers
	return c
}

func (t *Thread) tooDeep() *Error {
	return &Error{Code: diag.Limit, final: true, Message: "Function call limit exceeded",
		Hint: fmt.Sprintf("functions may call one another %d deep", t.maxDepth)}
}

// call runs fn in its frame and returns its result.
// call runs the function of f, whose parameters are set.
func (f *frame) call(site source.Span) value.Value {
	f.callSite, f.active = site, true
	if f.th.meter.limits.PerCall {
		return f.callApart()
	}
	return f.leave(f.exec(f.fn.body))
}

// callApart is call when each call has a limit of its own.
func (f *frame) callApart() value.Value {
	m := &f.th.meter
	used := m.steps()
	m.start(0)
	c := f.exec(f.fn.body)
	m.start(used)
	return f.leave(c)
}

// leave ends a call and returns what it gave. The numbers in its parameters hold no
// memory and the next call of the function writes over them: not clearing them made
// recursion a tenth faster.
func (f *frame) leave(c ctl) (v value.Value) {
	if c == ret {
		v = f.ret
		if _, ok := v.AsNumber(); !ok {
			f.ret = value.Null
		}
	}
	f.clear()
	f.active = false
	return v
}

// clear forgets the variables, for the next call and for the memory they hold.
func (f *frame) clear() {
	for i := len(f.slots) - 1; i >= 0; i-- {
		if _, ok := f.slots[i].AsNumber(); !ok || i >= f.fn.given {
			f.slots[i] = value.Null
		}
	}
}

// leaveBelow ends the calls that f made and that an error left.
func (f *frame) leaveBelow() {
	for c := f.next; c != nil && c.active; c = c.next {
		c.ret, c.active = value.Null, false
		c.clear()
	}
}

// innermost returns the frame of the innermost call, nil before the first.
func (t *Thread) innermost() *frame {
	f := t.bottom
	for f != nil && f.next != nil && f.next.active {
		f = f.next
	}
	return f
}

// info writes one line of output.
func (f *frame) info(text string) {
	if f.th.abandoned.Load() {
		panic(f.th.cancelled())
	}
	f.th.host.Out.Info(f.th.meter.ctx, host.InfoLine{Text: text, File: f.fn.file.Name, Line: f.fn.file.LineNo(f.stmt)})
}

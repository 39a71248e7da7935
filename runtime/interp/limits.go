package interp

import (
	"context"
	"errors"

	"github.com/dg-lang/dg/lang/diag"
)

// Limits bound one run. Zero values are the defaults of the command line: no limit
// on statements and work, a call depth of 1,000.
type Limits struct {
	Steps     int64 // statements; a loop header counts once a turn
	PerCall   bool  // Steps holds for each function call instead of the whole run
	Depth     int   // nested calls of script functions
	Work      int64 // units that built-ins charge, about one element each
	TextBytes int   // length of one text; 0: 256 MiB
}

// The vendor's limits, which --limits zoho switches on.
// Sources: https://www.zoho.com/deluge/help/limitations.html and
// https://www.zoho.com/crm/developer/docs/serverless-architecture/deluge-limits.html
var (
	ZohoLimits        = Limits{Steps: 200_000, Depth: 75}
	ZohoCreatorLimits = Limits{Steps: 5_000, PerCall: true, Depth: 75}
)

const (
	defaultDepth = 1_000
	slice        = 1_024 // statements between two looks at the context
	workSlice    = 1 << 14
)

// meter counts statements and work. One countdown serves the limit and the look
// at the context: fuel is what is left of the present slice.
type meter struct {
	ctx    context.Context
	limits Limits
	fuel   int64
	used   int64 // statements before the present slice
	chunk  int64 // size of the present slice
	work   int64
	look   int64 // how much of it is done when the limit or the context is looked at
}

func newMeter(ctx context.Context, l Limits) meter {
	m := meter{ctx: ctx, limits: l}
	m.start(0)
	m.lookLater()
	return m
}

// lookLater sets when work is looked at again.
func (m *meter) lookLater() {
	m.look = m.work + workSlice
	if m.limits.Work > 0 {
		m.look = min(m.look, m.limits.Work+1)
	}
}

// start begins a slice after used statements.
func (m *meter) start(used int64) {
	m.used, m.chunk = used, slice
	if m.limits.Steps > 0 {
		m.chunk = min(m.chunk, m.limits.Steps-used)
	}
	m.fuel = m.chunk
}

// steps returns the statements executed so far.
func (m *meter) steps() int64 { return m.used + m.chunk - m.fuel }

// step counts one statement of f.
func (f *frame) step() {
	m := &f.th.meter
	if m.fuel--; m.fuel < 0 {
		f.refuel()
	}
}

func (f *frame) refuel() {
	m := &f.th.meter
	m.fuel++ // the statement that did not fit
	if f.th.stopped() {
		panic(f.th.cancelled().placed(f, f.stmtSpan()))
	}
	used := m.steps()
	if m.limits.Steps > 0 && used >= m.limits.Steps {
		panic((&Error{Code: diag.Limit, final: true, Message: "Number of statement execution limit exceed",
			Hint: "the limit is set by --max-steps or --limits"}).placed(f, f.stmtSpan()))
	}
	m.start(used)
	m.fuel--
}

// Charge adds n units of work; it satisfies registry.Meter.
func (t *Thread) Charge(n int) error {
	if t.meter.work += int64(n); t.meter.work < t.meter.look {
		return nil
	}
	return t.overworked()
}

// overworked is the error of a run whose work is beyond the limit, or that must end.
func (t *Thread) overworked() error {
	m := &t.meter
	if m.limits.Work > 0 && m.work > m.limits.Work {
		return &Error{Code: diag.Limit, final: true, Message: "limit of work reached"}
	}
	m.lookLater()
	if t.stopped() {
		return t.cancelled()
	}
	return nil
}

// stopped reports whether the run must end.
func (t *Thread) stopped() bool { return t.abandoned.Load() || t.meter.ctx.Err() != nil }

func (t *Thread) cancelled() *Error {
	e := &Error{Code: diag.Cancelled, final: true, Message: "interrupted", Cause: context.Cause(t.meter.ctx)}
	if errors.Is(e.Cause, context.DeadlineExceeded) {
		e.Code, e.Message = diag.Limit, "time limit reached"
	}
	return e
}

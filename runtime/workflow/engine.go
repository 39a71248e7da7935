package workflow

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/value"
)

// Marks remembers which rules ran for which records, for rules that run once.
type Marks interface {
	Ran(ctx context.Context, rule, record string) (bool, error)
	Mark(ctx context.Context, rule, record string) error
}

// MemoryMarks are marks that last as long as the process. The zero value is ready.
type MemoryMarks struct{ done sync.Map }

type markKey struct{ rule, record string }

// Ran reports whether the rule was marked for the record.
func (m *MemoryMarks) Ran(_ context.Context, rule, record string) (bool, error) {
	_, ok := m.done.Load(markKey{rule, record})
	return ok, nil
}

// Mark notes that the rule ran for the record.
func (m *MemoryMarks) Mark(_ context.Context, rule, record string) error {
	m.done.Store(markKey{rule, record}, true)
	return nil
}

// Engine handles events with a set of rules.
type Engine struct {
	Marks     Marks
	Clock     host.Clock
	Format    *value.Format
	EmptyText *string    // passed for the null of a text parameter; nil: null
	Log       func(*Run) // takes every line of the run log; nil: none

	rules []*Rule
}

// Add takes the rules of linked files: those with an order first, then the others,
// file by file.
func (e *Engine) Add(files ...*File) {
	for _, f := range files {
		e.rules = append(e.rules, f.Rules...)
	}
	slices.SortStableFunc(e.rules, func(a, b *Rule) int {
		return cmp.Compare(place(a), place(b))
	})
}

// place is where a rule stands among those of its module.
func place(r *Rule) int {
	if r.Order == 0 {
		return math.MaxInt
	}
	return r.Order
}

// Rules returns the rules in the order in which they are looked at.
func (e *Engine) Rules() []*Rule { return e.rules }

// Outcome is what an event led to.
type Outcome struct {
	Ran    []string // names of the rules that ran
	Failed int      // actions that failed
	Record *value.Map
}

// Handle runs the rules of the event's module. Failures of actions stand in the
// log and the count; the error is one of the marks or the end of ctx.
func (e *Engine) Handle(ctx context.Context, ev *Event) (Outcome, error) {
	h := handling{Engine: e, ctx: ctx, event: ev, after: ev.Record.Copy()}
	for _, r := range e.rules {
		if !equalNames(r.Module, ev.Module) {
			continue
		}
		if err := h.rule(r); err != nil {
			return h.outcome(), err
		}
		if err := ctx.Err(); err != nil {
			return h.outcome(), err
		}
	}
	return h.outcome(), nil
}

func equalNames(a, b string) bool { return apiForm(a) == apiForm(b) }

// handling is one event on its way through the rules.
type handling struct {
	*Engine
	ctx    context.Context
	event  *Event
	after  *value.Map // the record with what actions set
	ran    []string
	failed int
}

func (h *handling) outcome() Outcome { return Outcome{Ran: h.ran, Failed: h.failed, Record: h.after} }

func (h *handling) log(r *Rule, run *Run) {
	run.Time, run.Event, run.Rule, run.Record = Stamp{h.event.Time}, h.event.ID, r.Name, h.event.RecordID()
	if run.Status == Failed {
		h.failed++
	}
	if h.Log != nil {
		h.Log(run)
	}
}

func (h *handling) skip(r *Rule, condition int, why string, trace []Checked) {
	h.log(r, &Run{Condition: condition, Status: Skipped, Why: why, Criteria: checked(trace, h.format(r))})
}

// format is that of the run in the zone of the rule file.
func (h *handling) format(r *Rule) *value.Format {
	f := value.Format{}
	if h.Format != nil {
		f = *h.Format
	}
	if r.File.Zone != nil {
		f.Location = r.File.Zone
	}
	return &f
}

func (h *handling) scope(r *Rule) *scope {
	return &scope{record: h.event.Record, format: h.format(r), now: h.Clock.Now()}
}

func (h *handling) rule(r *Rule) error {
	switch {
	case !r.Active:
		h.skip(r, 0, WhyInactive, nil)
		return nil
	case !r.On.fires(h.event, h.scope(r)):
		h.skip(r, 0, WhyTrigger, nil)
		return nil
	}
	if !r.Repeat && h.event.Op == Edit {
		ran, err := h.Marks.Ran(h.ctx, r.Name, h.event.RecordID())
		if err != nil {
			return err
		}
		if ran {
			h.skip(r, 0, WhyAlreadyRan, nil)
			return nil
		}
	}
	return h.conditions(r)
}

// conditions runs the first condition that matches and explains the others.
func (h *handling) conditions(r *Rule) error {
	matched := false
	for i, c := range r.Conditions {
		if matched {
			h.skip(r, i+1, WhyEarlier, nil)
			continue
		}
		s := h.scope(r)
		if c.When != nil && !c.When.holds(s) {
			h.skip(r, i+1, WhyCriteria, s.trace)
			continue
		}
		matched = true
		if err := h.Marks.Mark(h.ctx, r.Name, h.event.RecordID()); err != nil {
			return err
		}
		h.ran = append(h.ran, r.Name)
		for _, a := range c.Do {
			run := h.action(r, a)
			run.Condition, run.Criteria = i+1, checked(s.trace, s.format)
			h.log(r, run)
		}
	}
	return nil
}

func (h *handling) action(r *Rule, a Action) *Run {
	m := &merger{event: h.event, record: h.after, rule: r, format: h.format(r)}
	run := &Run{Action: a.word(), Status: OK}
	start := h.Clock.Now()
	switch a := a.(type) {
	case *Call:
		h.call(run, a, m)
	case *Set:
		h.set(run, a, m)
	}
	run.Milliseconds = h.Clock.Now().Sub(start).Milliseconds()
	run.Warnings = m.warnings
	return run
}

func (h *handling) call(run *Run, c *Call, m *merger) {
	run.Function, run.File = c.script.Name(), c.File
	args, err := c.arguments(m, h.EmptyText)
	if err != nil {
		run.fail(err)
		return
	}
	run.Args = &JSON{value.OfMap(args), m.format}
	ctx, cancel := context.WithTimeout(h.ctx, c.Timeout)
	defer cancel()
	res, err := c.script.Run(ctx, args)
	run.Info, run.Statements, run.Calls = res.Info, res.Statements, &Calls{HTTP: res.HTTP}
	switch {
	case err == nil:
	case h.ctx.Err() == nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		run.fail(&Failure{Kind: "limit", Message: "the function ran longer than " + c.Timeout.String(), Cause: err})
	default:
		run.fail(err)
	}
}

// set writes fields of the record; later conditions of the event do not see them.
func (h *handling) set(run *Run, s *Set, m *merger) {
	if h.event.Op == Delete {
		run.Status, run.Why = Skipped, WhyDeleted
		return
	}
	fields := value.NewMap()
	for _, a := range s.Fields {
		v, err := a.value(m)
		if err != nil {
			run.fail(&Failure{Kind: "argument", Message: err.Error(), Cause: err})
			return
		}
		fields.Put(a.Field, v)
	}
	for name, v := range fields.All() {
		h.after.Put(name, v)
	}
	run.Writes = []Write{{Module: h.event.Module, ID: h.event.RecordID(), Op: "update", Fields: &JSON{value.OfMap(fields), m.format}}}
}

// fail notes the failure err.
func (r *Run) fail(err error) {
	r.Status, r.Kind, r.Message, r.Err = Failed, "runtime", err.Error(), err
	var f *Failure
	if errors.As(err, &f) {
		r.Kind, r.Message, r.Line = f.Kind, f.Message, f.Line
		r.File = cmp.Or(f.File, r.File)
	}
}

package interp

import (
	"strconv"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/value"
)

// ctl says how a statement ended.
type ctl uint8

const (
	next ctl = iota
	brk
	cont
	ret
)

// stmt is a statement that executes itself. It has been counted and its place
// noted by the time exec is called, but for loops, which count their turns.
type stmt interface {
	exec(f *frame) ctl
}

// block is a list of statements with what the walk needs to know of each, so that
// only exec goes through the interface.
type block []step

type step struct {
	stmt
	at   source.Pos
	loop bool
}

// place is embedded by statements that need to know where they are.
type place struct{ at source.Pos }

func itoa(n int) string { return strconv.Itoa(n) }

// exec runs statements in order until one of them leaves.
func (f *frame) exec(list block) ctl {
	for i := range list {
		s := &list[i]
		f.stmt = s.at
		if !s.loop {
			f.step()
		}
		if c := s.exec(f); c != next {
			return c
		}
	}
	return next
}

type (
	assignStmt struct {
		slot int
		x    expr
	}
	// countStmt is x = x + n.
	countStmt struct {
		slot int
		*addConst
	}
	infoStmt struct {
		place
		x expr
	}
	exprStmt struct {
		x expr
	}
	// showStmt is the last expression of an input at a prompt: its value is kept.
	showStmt struct {
		x expr
	}
	ifStmt struct {
		cond tester
		body block
		more *ifStmt // else if
		els  block
	}
	forStmt struct {
		place
		slot  int
		index bool
		in    expr
		span  source.Span // of in
		body  block
	}
	whileStmt struct {
		place
		cond tester
		body block
	}
	tryStmt struct {
		body  block
		slot  int
		catch block
	}
	throwStmt struct {
		place
		x    expr
		span source.Span
	}
	returnStmt struct {
		x operand
	}
	jumpStmt struct {
		to ctl
	}
)

func (s *assignStmt) exec(f *frame) ctl {
	f.slots[s.slot] = s.x.eval(f)
	return next
}

// exec adds to a number where it stands.
func (s *countStmt) exec(f *frame) ctl {
	v := &f.slots[s.slot]
	if n, ok := v.AsNumber(); ok {
		if sum := n + s.n; (sum > n) == (s.n > 0) {
			v.SetNumber(sum)
			return next
		}
	}
	*v = s.eval(f)
	return next
}

func (s *infoStmt) exec(f *frame) ctl {
	f.info(f.text(s.x.eval(f), s.at))
	return next
}

func (s *exprStmt) exec(f *frame) ctl {
	s.x.eval(f)
	return next
}

func (s *showStmt) exec(f *frame) ctl {
	f.ret = s.x.eval(f)
	return next
}

func (s *returnStmt) exec(f *frame) ctl {
	f.ret = s.x.get(f)
	return ret
}

func (s *jumpStmt) exec(*frame) ctl { return s.to }

func (s *ifStmt) exec(f *frame) ctl {
	for ; !s.cond.test(f); s = s.more {
		if s.more != nil {
			continue
		}
		if len(s.els) == 0 {
			return next
		}
		return f.exec(s.els)
	}
	return f.exec(s.body)
}

func (s *forStmt) exec(f *frame) ctl {
	walk := s.sequence(f).Walk()
	c := s.turns(f, &walk)
	walk.Done()
	return c
}

func (s *forStmt) turns(f *frame, walk *value.Walk) ctl {
	for i := range walk.Len() {
		f.stmt = s.at
		f.step()
		if s.index {
			f.slots[s.slot] = value.Number(int64(i))
		} else {
			f.slots[s.slot] = walk.At(i)
		}
		switch c := f.exec(s.body); c {
		case brk:
			return next
		case ret:
			return ret
		}
	}
	return next
}

// sequence returns what the loop goes over.
func (s *forStmt) sequence(f *frame) *value.List {
	v := s.in.eval(f)
	switch v.Kind() {
	case types.List:
		if l, ok := v.AsList(); ok {
			return l
		}
	case types.Collection:
		if c, ok := v.AsCollection(); ok && c.IsKeyed() {
			return value.NewList(c.Values()...)
		} else if ok {
			return c.List()
		}
	case types.Text:
		l, err := value.ToList(v)
		if err != nil {
			f.fail(s.span, err)
		}
		return l
	case types.File:
		if file, _ := v.AsFile(); file.IsCSV() {
			rows, err := file.Rows()
			if err != nil {
				f.fail(s.span, err)
			}
			return rows
		}
	case types.Null:
		f.failf(s.span, "is null here", "Null value occurred while performing for each operation")
	}
	e := &Error{Code: diag.Runtime, Message: value.KindCastError(v.Kind(), types.List).Error(), Label: "is " + v.Kind().String() + " here"}
	if v.Kind() == types.Map {
		e.Hint = "go over the keys: for each key in m.keys()"
	}
	if v.Kind() == types.File {
		e.Hint = "only files of the type text/csv, or called .csv, have rows"
	}
	panic(e.placed(f, s.span))
}

func (s *whileStmt) exec(f *frame) ctl {
	for {
		f.stmt = s.at
		f.step()
		if !s.cond.test(f) {
			return next
		}
		switch c := f.exec(s.body); c {
		case brk:
			return next
		case ret:
			return ret
		}
	}
}

func (s *tryStmt) exec(f *frame) ctl {
	c, caught := f.protect(s.body)
	if caught == nil {
		return c
	}
	f.slots[s.slot] = caught.exception()
	return f.exec(s.catch)
}

// protect runs statements and catches what they raise, limits and cancellation
// aside.
func (f *frame) protect(body block) (c ctl, caught *Error) {
	used, scratch := f.th.meter.steps(), len(f.th.scratch)
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		e, ok := r.(*Error)
		if !ok || e.final {
			panic(r)
		}
		caught = e
		f.leaveBelow()
		f.th.scratch = f.th.scratch[:scratch]
		if f.th.meter.limits.PerCall { // the count of the call that failed ends with it
			f.th.meter.start(used)
		}
	}()
	return f.exec(body), nil
}

// exec raises what the operand describes: a map with a message, text, or a caught
// exception, which keeps its line.
func (s *throwStmt) exec(f *frame) ctl {
	v := s.x.eval(f)
	e := &Error{Code: diag.Thrown, Label: "thrown here"}
	e.placed(f, s.span)
	switch v.Kind() {
	case types.Exception:
		ex, _ := v.AsException()
		e.Message, e.Line, e.Data = ex.Message, ex.Line, ex.Data
		if ex.Type != "user" {
			e.Code = diag.Runtime
		}
	case types.Map:
		m, _ := v.AsMap()
		msg, _ := m.Get("message")
		e.Message = f.text(msg, s.at)
		e.Data, _ = m.Get("data")
	default:
		e.Message = f.text(v, s.at)
	}
	panic(e)
}

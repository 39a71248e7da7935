package lint

import (
	"math/bits"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	"github.com/dg-lang/dg/lang/types"
)

// kinds is a set of the kinds that a value may have, one bit each. The empty set
// belongs to values of code that is never reached.
type kinds uint32

// unset is in the set of a variable that some way to this place leaves unassigned;
// it reads as null.
const unset kinds = 1 << 31

const null = kinds(1) << types.Null

// anything is the set of a value of which nothing is known.
const anything = kinds(1) << types.Any

func setOf(ks ...types.Kind) kinds {
	var s kinds
	for _, k := range ks {
		s |= kinds(1) << k
	}
	if len(ks) == 0 || s&anything != 0 {
		return anything
	}
	return s
}

// known returns the kinds without null; ok is false when nothing can be concluded.
func (s kinds) known() (rest kinds, ok bool) {
	rest = s &^ (null | unset)
	return rest, rest != 0 && s&anything == 0
}

// one returns the only kind, Any when there are several or none is known.
func (s kinds) one() types.Kind {
	rest, ok := s.known()
	if !ok || bits.OnesCount32(uint32(rest)) != 1 {
		return types.Any
	}
	return types.Kind(bits.TrailingZeros32(uint32(rest)))
}

// first returns the least kind of a set that is not empty, for messages.
func (s kinds) first() types.Kind {
	rest, _ := s.known()
	return types.Kind(bits.TrailingZeros32(uint32(rest)))
}

func (s kinds) has(k types.Kind) bool { return s&(kinds(1)<<k) != 0 }

// each calls yield for every kind but null.
func (s kinds) each(yield func(types.Kind) bool) {
	for rest, _ := s.known(); rest != 0; rest &= rest - 1 {
		if !yield(types.Kind(bits.TrailingZeros32(uint32(rest)))) {
			return
		}
	}
}

// isNull reports whether the value can be nothing but null.
func (s kinds) isNull() bool { return s == null }

// val is what is known of a value.
type val struct {
	kinds kinds
	shape shape       // of the result of a task
	at    source.Span // where the kind was decided
	soft  bool        // the vendor cannot know the kind when a script is saved
	id    bool        // the value is the id of a record
}

// unknown is a value of which nothing is known.
var unknown = val{kinds: anything}

func of(k types.Kind, at source.Span) val { return val{kinds: setOf(k), at: at} }

// join returns what is known of a value that is a or b.
func join(a, b val) val {
	switch {
	case a.kinds == 0:
		return b
	case b.kinds == 0:
		return a
	}
	out := val{kinds: a.kinds | b.kinds, at: a.at, soft: a.soft || b.soft, id: a.id && b.id}
	if !a.at.IsValid() {
		out.at = b.at
	}
	if a.shape == b.shape {
		out.shape = a.shape
	}
	return out
}

// env is what is known of the variables of a frame, by slot.
type env []val

// clone returns a copy; that of nil, a place that is not reached, is nil.
func (e env) clone() env {
	if e == nil {
		return nil
	}
	return append(make(env, 0, len(e)), e...)
}

// merge joins o into e and reports whether that changed anything. Both may be nil:
// a way that is never gone. o is not used any more afterwards: e may take it over.
func (e *env) merge(o env) (changed bool) {
	switch {
	case o == nil:
		return false
	case *e == nil:
		*e = o
		return true
	}
	for i := range o {
		if (*e)[i] == o[i] {
			continue
		}
		j := join((*e)[i], o[i])
		if j.kinds != (*e)[i].kinds || j.shape != (*e)[i].shape || j.soft != (*e)[i].soft || j.id != (*e)[i].id {
			changed = true
		}
		(*e)[i] = j
	}
	return changed
}

// slotOf returns the slot of an expression that is a variable, -1 for others.
func slotOf(x syntax.Expr) int {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return x.Slot
	case *syntax.Member:
		return x.Slot
	case *syntax.BareWord:
		return x.Slot
	}
	return -1
}

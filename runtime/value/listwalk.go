package value

import (
	"slices"
	"sync/atomic"
)

// walkers counts the walks over the elements that a list has now. It is atomic
// because lists that are only read may be shared by runs.
type walkers = atomic.Int32

// Walk goes over the elements that a list had when the walk began, whatever
// happens to the list meanwhile: not by a copy, but by making the first change of
// an element copy them. Loops over lists take no memory that way.
type Walk struct {
	list  *List
	items []Value
	ints  []int64
}

// Walk begins a walk. Done ends it; a walk that is not ended costs a copy later on
// and nothing else.
func (l *List) Walk() Walk {
	l.walked.Add(1)
	return Walk{l, l.items, l.ints}
}

// Len returns the number of elements.
func (w *Walk) Len() int { return len(w.items) + len(w.ints) }

// At returns element i, which must exist.
func (w *Walk) At(i int) Value {
	if w.ints != nil {
		return Number(w.ints[i])
	}
	return w.items[i]
}

// Done ends the walk.
func (w *Walk) Done() {
	if w.list.walked.Load() > 0 {
		w.list.walked.Add(-1)
	}
}

// own makes the elements of l its own when a walk goes over them.
func (l *List) own() {
	if l.walked.Load() > 0 {
		l.items, l.ints = slices.Clone(l.items), slices.Clone(l.ints)
		l.walked.Store(0)
	}
}

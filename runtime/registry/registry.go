// Package registry holds the built-in functions, tasks and system variables as
// data: the evaluator calls them, and the checker, completion and reference read
// the same descriptions.
package registry

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/value"
)

// Form says how a function may be written.
type Form uint8

// The forms. Most built-ins have both: x.f(a) and f(x, a) are the same call.
const (
	Method Form = 1 << iota // x.f(a)
	Free                    // f(x, a)
	Both   = Method | Free
)

// Effect says what a call does outside the script.
type Effect uint8

// The effects.
const (
	Network Effect = 1 << iota
	Mail
	Store
	Pure Effect = 0
)

// Doc is what the reference prints.
type Doc struct {
	Area    string // the part of the reference; Add fills it
	Summary string
	Details string
	Example string // a script; what it prints stands in Prints
	Prints  string
	Link    string // page of the vendor
	Basis   string // documented, observed, inferred or ours
	Where   Where
	Method  Where // of the form x.f(a), where that differs
}

// Func is a built-in function. In the method form the receiver is the first
// argument, so Call sees the same Args whichever form the script used.
type Func struct {
	Name    string // canonical spelling; dots for the namespaced ones
	Aliases []string
	Forms   Form
	Sig     types.Signature // Recv: kinds of the first argument; Params: the others
	NullOK  bool            // accepts a null receiver
	Effects Effect
	Doc     Doc
	Call    func(*Call) (value.Value, error)
	Short   Short
}

// Short answers the usual calls of a frequent function without a Call around the
// arguments, in half the time. Run reports false, having done nothing, for all
// that is not usual: wrong kinds, conversions, limits and everything else that can
// fail are the business of Func.Call, which then runs.
type Short struct {
	Args int                                                          // of the call, the receiver included: 1 to 3; the others are null
	Run  func(x, a, b value.Value) (v value.Value, work int, ok bool) // work: what Call would charge
}

// Task is a built-in written as a block, NAME [ key: value … ].
type Task struct {
	Name    string
	Params  []types.Param // the keys
	Result  types.Kind
	Effects Effect
	Doc     Doc
	Run     func(context.Context, *Call) (value.Value, error)
}

// Var is a system variable, such as zoho.currentdate.
type Var struct {
	Name string
	Kind types.Kind
	Doc  Doc
	Get  func(*host.Host) value.Value
}

// Set is all functions of one name; the kind of the receiver decides which runs.
type Set struct {
	Name   string // canonical spelling of the first one registered
	Funcs  []*Func
	byKind [types.Void + 1]*Func
	any    *Func
}

// For returns the function that takes a receiver (or first argument) of kind k,
// nil when there is none.
func (s *Set) For(k types.Kind) *Func {
	if f := s.byKind[k]; f != nil {
		return f
	}
	return s.any
}

// HasShort reports whether some function of the set has a short way for n arguments.
func (s *Set) HasShort(n int) bool {
	return slices.ContainsFunc(s.Funcs, func(fn *Func) bool { return fn.Short.Run != nil && fn.Short.Args == n })
}

// Spelled returns the canonical spelling of name, one of the names of the set:
// messages call length by its name and not len, of which it is another one.
func (s *Set) Spelled(name string) string {
	for _, f := range s.Funcs {
		for _, n := range append([]string{f.Name}, f.Aliases...) {
			if strings.EqualFold(n, name) {
				return n
			}
		}
	}
	return s.Name
}

// Has reports whether some function of the set has the given form.
func (s *Set) Has(f Form) bool {
	return slices.ContainsFunc(s.Funcs, func(fn *Func) bool { return fn.Forms&f != 0 })
}

// Registry finds built-ins by name, in any letter case.
type Registry struct {
	funcs map[string]*Set
	tasks map[string]*Task
	vars  map[string]*Var
	plans map[string]plan
	area  string

	later func(*Registry)
	fill  sync.Once
}

// New returns an empty registry.
func New() *Registry {
	return &Registry{funcs: map[string]*Set{}, tasks: map[string]*Task{}, vars: map[string]*Var{}, plans: map[string]plan{}}
}

// Begin names the area of what is registered next.
func (r *Registry) Begin(area string) { r.area = area }

// Later leaves the filling of r until something is looked up: a script that calls
// no function starts a third of a millisecond sooner.
func Later(fill func(*Registry)) *Registry {
	r := New()
	r.later = fill
	return r
}

// ready fills r.
func (r *Registry) ready() *Registry {
	r.fill.Do(func() {
		if r.later != nil {
			r.later(r)
		}
	})
	return r
}

// Add registers functions. It panics when two claim one name and receiver kind,
// which is a mistake in the tables and not of a script.
func (r *Registry) Add(funcs ...*Func) {
	for _, f := range funcs {
		f.Doc.Area = r.area
		r.addAs(f.Name, f)
		for _, a := range f.Aliases {
			r.addAs(a, f)
		}
	}
}

func (r *Registry) addAs(name string, f *Func) {
	key := strings.ToLower(name)
	s := r.funcs[key]
	if s == nil {
		s = &Set{Name: f.Name}
		r.funcs[key] = s
	}
	s.Funcs = append(s.Funcs, f)
	if len(f.Sig.Recv) == 0 || slices.Contains(f.Sig.Recv, types.Any) {
		mustBeFree(s.any == nil, f, types.Any)
		s.any = f
		return
	}
	for _, k := range f.Sig.Recv {
		mustBeFree(s.byKind[k] == nil, f, k)
		s.byKind[k] = f
	}
}

func mustBeFree(ok bool, f *Func, k types.Kind) {
	if !ok {
		panic(fmt.Sprintf("registry: two functions %s for %s", f.Name, k))
	}
}

// AddTask registers block tasks.
func (r *Registry) AddTask(tasks ...*Task) {
	for _, t := range tasks {
		t.Doc.Area = r.area
		r.tasks[strings.ToLower(t.Name)] = t
	}
}

// AddVar registers system variables.
func (r *Registry) AddVar(vars ...*Var) {
	for _, v := range vars {
		v.Doc.Area = r.area
		r.vars[strings.ToLower(v.Name)] = v
	}
}

// plan is a built-in that cannot be run yet.
type plan struct {
	name  string // canonical spelling
	where Where
}

// Plan makes names known that exist in the language and cannot be run yet.
func (r *Registry) Plan(where Where, names ...string) {
	for _, n := range names {
		r.plans[strings.ToLower(n)] = plan{n, where}
	}
}

// Planned returns the canonical spelling of a planned name; ok is false for names
// that can be run and for those that do not exist.
func (r *Registry) Planned(name string) (canonical string, ok bool) {
	r.ready()
	key := strings.ToLower(name)
	if r.funcs[key] != nil || r.tasks[key] != nil || r.vars[key] != nil {
		return "", false
	}
	p, ok := r.plans[key]
	return p.name, ok
}

// PlannedIn returns the products that have a planned name.
func (r *Registry) PlannedIn(name string) Where { return r.ready().plans[strings.ToLower(name)].where }

// Spellings returns every name that may stand in a script, with other names of
// functions and those planned, in no order.
func (r *Registry) Spellings() []string {
	out := make([]string, 0, len(r.funcs)+len(r.tasks)+len(r.vars)+len(r.plans))
	for name, s := range r.funcs {
		out = append(out, s.Spelled(name))
	}
	for _, t := range r.tasks {
		out = append(out, t.Name)
	}
	for _, v := range r.vars {
		out = append(out, v.Name)
	}
	for _, p := range r.plans {
		out = append(out, p.name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Lookup returns the functions called name, nil when there are none.
func (r *Registry) Lookup(name string) *Set { return r.ready().funcs[strings.ToLower(name)] }

// Task returns the block task called name, nil when there is none.
func (r *Registry) Task(name string) *Task { return r.ready().tasks[strings.ToLower(name)] }

// Var returns the system variable called name, nil when there is none.
func (r *Registry) Var(name string) *Var { return r.ready().vars[strings.ToLower(name)] }

// Names returns the canonical names of everything registered, sorted.
func (r *Registry) Names() []string {
	r.ready()
	seen := map[string]bool{}
	for _, s := range r.funcs {
		seen[s.Name] = true
	}
	for _, t := range r.tasks {
		seen[t.Name] = true
	}
	for _, v := range r.vars {
		seen[v.Name] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// Funcs calls yield for every function once, in name order.
func (r *Registry) Funcs(yield func(*Func) bool) {
	r.ready()
	seen := map[*Func]bool{}
	for _, key := range slices.Sorted(maps.Keys(r.funcs)) {
		for _, f := range r.funcs[key].Funcs {
			if seen[f] {
				continue
			}
			seen[f] = true
			if !yield(f) {
				return
			}
		}
	}
}

// Vars calls yield for every system variable, in name order.
func (r *Registry) Vars(yield func(*Var) bool) {
	r.ready()
	for _, key := range slices.Sorted(maps.Keys(r.vars)) {
		if !yield(r.vars[key]) {
			return
		}
	}
}

// Tasks calls yield for every block task, in name order.
func (r *Registry) Tasks(yield func(*Task) bool) {
	r.ready()
	for _, key := range slices.Sorted(maps.Keys(r.tasks)) {
		if !yield(r.tasks[key]) {
			return
		}
	}
}

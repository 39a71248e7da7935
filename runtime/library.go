package runtime

import (
	"github.com/dg-lang/dg/lang/resolve"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/registry"
)

// library shows the registry to the resolver.
type library struct{ reg *registry.Registry }

func (l library) Names() []string { return l.reg.Spellings() }

func (l library) Instead(name string) string { return l.reg.Instead(name) }

func (l library) Lookup(name string) (resolve.Builtin, bool) {
	if t := l.reg.Task(name); t != nil {
		b := resolve.Builtin{Name: t.Name, Task: true, TaskKeys: t.Params}
		for _, p := range t.Params {
			if !p.Optional {
				b.RequiredKeys = append(b.RequiredKeys, p.Name)
			}
		}
		if set := l.reg.Lookup(name); set != nil { // invokeUrl is a task and a function
			l.functions(&b, set)
		}
		return b, true
	}
	if set := l.reg.Lookup(name); set != nil {
		b := resolve.Builtin{Name: set.Spelled(name)}
		l.functions(&b, set)
		return b, true
	}
	if v := l.reg.Var(name); v != nil {
		return resolve.Builtin{Name: v.Name, Var: true}, true
	}
	if canonical, ok := l.reg.Planned(name); ok {
		return resolve.Builtin{Name: canonical, Later: true}, true
	}
	return resolve.Builtin{}, false
}

func (l library) functions(b *resolve.Builtin, set *registry.Set) {
	b.Method, b.Free = set.Has(registry.Method), set.Has(registry.Free)
	for _, f := range set.Funcs {
		b.Signatures = append(b.Signatures, f.Sig)
		b.NullOK = b.NullOK || f.NullOK
	}
}

// varKind returns the kind of a system variable, Any when there is none.
func (l library) varKind(name string) types.Kind {
	if v := l.reg.Var(name); v != nil {
		return v.Kind
	}
	return types.Any
}

// void reports whether no function called name gives a value.
func (l library) void(name string) bool {
	set := l.reg.Lookup(name)
	if set == nil {
		return false
	}
	for _, f := range set.Funcs {
		if f.Sig.ResultKind() != types.Void {
			return false
		}
	}
	return true
}

package types

import "strings"

// Param describes one parameter of a built-in or a key of a task.
type Param struct {
	Name     string
	Kinds    []Kind // empty: any kind
	Optional bool
	Variadic bool     // only on the last one
	Except   []string // products that lack it, in lower case
	Doc      string
}

// Accepts reports whether a value of kind k may be given, null and statically
// unknown values included.
func (p Param) Accepts(k Kind) bool {
	if len(p.Kinds) == 0 || k == Any || k == Null {
		return true
	}
	for _, have := range p.Kinds {
		if have == k || have == Any {
			return true
		}
	}
	return false
}

// Signature is the static type of a function.
type Signature struct {
	Recv   []Kind // kinds of the receiver of the method form; empty: no method form
	Params []Param
	Result []Kind // possible kinds; empty: any; Void alone: no value
}

// Arity returns the least and the greatest number of arguments; most is -1 when
// there is no limit.
func (s Signature) Arity() (least, most int) {
	for _, p := range s.Params {
		if p.Variadic {
			return least, -1
		}
		if !p.Optional {
			least++
		}
		most++
	}
	return least, most
}

// ResultKind returns the kind of the result when it is known, else Any.
func (s Signature) ResultKind() Kind {
	if len(s.Result) == 1 {
		return s.Result[0]
	}
	return Any
}

// String returns the parameter list, such as "(text, [start], more…)".
func (s Signature) String() string {
	var b strings.Builder
	b.WriteByte('(')
	for i, p := range s.Params {
		if i > 0 {
			b.WriteString(", ")
		}
		switch {
		case p.Variadic:
			b.WriteString(p.Name + "…")
		case p.Optional:
			b.WriteString("[" + p.Name + "]")
		default:
			b.WriteString(p.Name)
		}
	}
	b.WriteByte(')')
	return b.String()
}

// FromName returns the kind that a type name in a header stands for, in any
// letter case. ok is false for names that are no type, such as a form's.
func FromName(name string) (k Kind, ok bool) {
	switch strings.ToLower(name) {
	case "void":
		return Void, true
	case "string", "text":
		return Text, true
	case "int", "integer", "number", "bigint", "long":
		return Number, true
	case "float", "decimal", "double":
		return Decimal, true
	case "bool", "boolean":
		return Bool, true
	case "date", "datetime", "timestamp":
		return DateTime, true
	case "time":
		return Time, true
	case "list":
		return List, true
	case "map":
		return Map, true
	case "collection":
		return Collection, true
	case "file":
		return File, true
	case "xml":
		return XML, true
	}
	return Null, false
}

package workflow

import (
	"time"

	"github.com/dg-lang/dg/runtime/value"
)

// Criteria is a condition on a record. All ways to write one end in the same tree,
// so that they mean the same.
type Criteria interface {
	// holds evaluates every test, also those that no longer matter, so that the
	// trace is complete.
	holds(s *scope) bool
}

// allOf holds when every part does, anyOf when one does.
type (
	allOf []Criteria
	anyOf []Criteria
	not   struct{ x Criteria }
)

func (c allOf) holds(s *scope) bool {
	ok := true
	for _, x := range c {
		ok = x.holds(s) && ok
	}
	return ok
}

func (c anyOf) holds(s *scope) bool {
	ok := false
	for _, x := range c {
		ok = x.holds(s) || ok
	}
	return ok
}

func (c not) holds(s *scope) bool { return !c.x.holds(s) }

// operator is a comparison without its negation.
type operator uint8

const (
	opIs operator = iota
	opEmpty
	opContains
	opStarts
	opEnds
	opLess
	opLessEqual
	opGreater
	opGreaterEqual
	opBetween
	opIn
)

// test is one comparison: FIELD OPERATOR VALUE.
type test struct {
	text   string // as written, for the trace
	field  string // name or label, with dots through lookups
	op     operator
	negate bool
	values []operand
}

// operand is the given value of a test, or another field.
type operand struct {
	v     value.Value
	bare  bool   // written without quotes, so that digits may be a number
	field string // compare with this field instead
}

// Checked is the outcome of one test.
type Checked struct {
	Criterion string      `json:"criterion"`
	Value     value.Value `json:"-"`
	Result    bool        `json:"result"`
}

// scope is what tests and merge fields see.
type scope struct {
	record *value.Map
	format *value.Format
	now    time.Time
	trace  []Checked
}

func (t *test) holds(s *scope) bool {
	f, _ := lookup(s.record, t.field)
	ok := t.matches(f, s)
	s.trace = append(s.trace, Checked{Criterion: t.text, Value: f, Result: ok})
	return ok
}

// matches applies the rule for empty fields: what asks for something is false, its
// negation true.
func (t *test) matches(f value.Value, s *scope) bool {
	if t.op == opEmpty {
		return empty(f) != t.negate
	}
	if empty(f) {
		return t.negate
	}
	c := comparison{scope: s, f: f, vs: t.resolve(s)}
	return c.holds(t.op) != t.negate
}

// unordered returns a given value that no number or date lies before or after, and
// which would make an ordering test false for ever.
func (t *test) unordered() (string, bool) {
	if t.op < opLess || t.op > opBetween {
		return "", false
	}
	c := comparison{scope: &scope{now: time.Unix(0, 0)}}
	for _, o := range t.values {
		if o.field != "" {
			continue
		}
		_, isNumber := number(o.v)
		if _, _, isDate := c.dates(o.v); !isNumber && !isDate {
			return o.v.String(), true
		}
	}
	return "", false
}

const noOrder = "is neither a number nor a date; before and after mean nothing for it"

// resolve puts the values of fields in the place of their names.
func (t *test) resolve(s *scope) []operand {
	out := make([]operand, len(t.values))
	for i, o := range t.values {
		if o.field != "" {
			o.v, _ = lookup(s.record, o.field)
			o.bare = true
		}
		out[i] = o
	}
	return out
}

// empty reports whether v is null, "" or a list without elements.
func empty(v value.Value) bool {
	if s, ok := v.AsText(); ok {
		return s == ""
	}
	if l, ok := v.AsList(); ok {
		return l.Len() == 0
	}
	return v.IsNull()
}

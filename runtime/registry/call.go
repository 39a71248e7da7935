package registry

import (
	"context"
	"fmt"
	"strings"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/types"
	"github.com/dg-lang/dg/runtime/host"
	"github.com/dg-lang/dg/runtime/value"
)

// Meter counts the work of built-ins against the limits of a run.
type Meter interface {
	// Charge adds n units of work, about one element processed each. It fails when
	// a limit is reached or the run was cancelled; a built-in then stops at once.
	Charge(n int) error
}

// Call is one call of a built-in. It and its Args belong to the caller: a function
// that keeps values beyond its return copies them out.
type Call struct {
	Ctx   context.Context
	Host  *host.Host
	Meter Meter         // nil: unlimited
	Name  string        // as the descriptor spells it
	Args  []value.Value // the receiver first
	Named *value.Map    // the keys of a block task
	File  *source.File
	Span  source.Span // of the call in File
}

// Charge adds n units of work to the meter of the run.
func (c *Call) Charge(n int) error {
	if c.Meter == nil {
		return nil
	}
	return c.Meter.Charge(n)
}

// Sizes are the vendor's limit of a built-in, in Creator and elsewhere.
type Sizes struct{ Creator, Others int }

// Within fails for a size beyond the vendor's limit, where the run is held to those.
// what says what is counted, as in "elements".
func (c *Call) Within(limit Sizes, size int, what string) error {
	most := limit.Others
	if c.Host.Dialect == host.Creator {
		most = limit.Creator
	}
	if !c.Host.VendorLimits || size <= most {
		return nil
	}
	return c.Errorf("%s takes at most %d %s, and %d were given", c.Name, most, what, size)
}

// Interrupted returns an error when the run was cancelled, for built-ins of which a
// single step may take long. Charge alone looks at that from time to time only.
func (c *Call) Interrupted() error {
	if c.Ctx == nil || c.Ctx.Err() == nil {
		return nil
	}
	if err := c.Charge(lookNow); err != nil {
		return err
	}
	return c.Ctx.Err()
}

// lookNow is work enough for a meter to look at its context.
const lookNow = 1 << 20

// Line returns the line of the call, from 1; 0 when unknown.
func (c *Call) Line() int {
	if c.File == nil {
		return 0
	}
	return c.File.LineNo(c.Span.Start)
}

// Errorf returns an error that a script can catch. Texts in it are cut to a
// readable length.
func (c *Call) Errorf(format string, args ...any) error {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = value.Preview(s)
		}
	}
	return &value.Error{Message: fmt.Sprintf(format, args...)}
}

// Args unpacks the arguments of a call one by one, converting where that loses
// nothing, and keeps the first mistake.
type Args struct {
	c    *Call
	next int
	err  error
}

// Unpack starts unpacking at the first argument, the receiver.
func (c *Call) Unpack() *Args { return &Args{c: c} }

// Err returns the first mistake found, or that arguments are left over.
func (a *Args) Err() error {
	if a.err == nil && a.next < len(a.c.Args) {
		a.err = ArityError(a.c.Name)
	}
	return a.err
}

// ArityError says that the number of arguments of the function name is wrong.
// Wording: https://www.zoho.com/deluge/help/error-messages.html
func ArityError(name string) error {
	return &value.Error{Message: "No. of arguments mismatches for the function " + name}
}

// TypeError says that the argument at index (from 1) has the wrong kind.
// Wording: https://www.zoho.com/deluge/help/error-messages.html
func TypeError(index int, found types.Kind, required ...types.Kind) error {
	names := make([]string, len(required))
	for i, k := range required {
		names[i] = k.String()
	}
	return &value.Error{Message: fmt.Sprintf("Incompatible types for function at argument index %d Required: [%s] Found: %s",
		index, strings.Join(names, ", "), found)}
}

// More reports whether an argument is left.
func (a *Args) More() bool { return a.next < len(a.c.Args) }

// Rest returns the arguments that are left.
func (a *Args) Rest() []value.Value {
	rest := a.c.Args[min(a.next, len(a.c.Args)):]
	a.next = len(a.c.Args)
	return rest
}

// Value returns the next argument whatever its kind.
func (a *Args) Value(string) value.Value {
	if !a.More() {
		if a.err == nil {
			a.err = ArityError(a.c.Name)
		}
		return value.Null
	}
	v := a.c.Args[a.next]
	a.next++
	if s, ok := v.AsText(); ok && len(s) > longText && a.err == nil {
		a.err = a.c.Charge(len(s) / 256)
	}
	return v
}

// longText is the length in bytes from which a text is charged for being read, on top
// of what the function charges for its work.
const longText = 4096

// OptValue returns the next argument, or d when none is left.
func (a *Args) OptValue(name string, d value.Value) value.Value {
	if !a.More() {
		return d
	}
	return a.Value(name)
}

func (a *Args) mismatch(v value.Value, want types.Kind) {
	if a.err != nil {
		return
	}
	a.err = TypeError(a.next, v.Kind(), want)
	if s, ok := v.AsText(); ok { // the vendor's text names the type alone
		a.err = &value.Error{Message: a.err.Error() + " ('" + value.Preview(s) + "')"}
	}
}

// Text returns the next argument as text; numbers, booleans and dates are turned
// into theirs, as the vendor's services do for text functions.
func (a *Args) Text(name string) string {
	v := a.Value(name)
	if s, ok := v.AsText(); ok {
		return s
	}
	switch v.Kind() {
	case types.Number, types.Decimal, types.Bool, types.DateTime, types.Time:
		return a.c.Host.Format.Text(v)
	case types.List, types.Map:
		s := a.c.Host.Format.Text(v)
		if a.err == nil {
			a.err = a.c.Charge(len(s) / 64)
		}
		return s
	}
	a.mismatch(v, types.Text)
	return ""
}

// OptText returns the next argument as text, or d when none is left.
func (a *Args) OptText(name, d string) string {
	if !a.More() {
		return d
	}
	return a.Text(name)
}

// Number returns the next argument as a whole number; digits in text count.
func (a *Args) Number(name string) int64 {
	v := a.Value(name)
	if n, ok := v.AsNumber(); ok {
		return n
	}
	if k := v.Kind(); k == types.Decimal || k == types.Text {
		if n, err := value.ToNumber(v); err == nil {
			return n
		}
	}
	a.mismatch(v, types.Number)
	return 0
}

// OptNumber returns the next argument as a whole number, or d when none is left.
func (a *Args) OptNumber(name string, d int64) int64 {
	if !a.More() {
		return d
	}
	return a.Number(name)
}

// Bool returns the next argument as a boolean; "true" and "false" in text count.
func (a *Args) Bool(name string) bool {
	v := a.Value(name)
	if b, ok := v.AsBool(); ok {
		return b
	}
	if s, ok := v.AsText(); ok {
		switch strings.ToLower(s) {
		case "true":
			return true
		case "false":
			return false
		}
	}
	a.mismatch(v, types.Bool)
	return false
}

// OptBool returns the next argument as a boolean, or d when none is left.
func (a *Args) OptBool(name string, d bool) bool {
	if !a.More() {
		return d
	}
	return a.Bool(name)
}

// List returns the next argument as a list; text counts by its commas or as JSON.
func (a *Args) List(name string) *value.List {
	v := a.Value(name)
	if l, ok := v.AsList(); ok {
		return l
	}
	if v.Kind() == types.Text {
		if l, err := value.ToList(v); err == nil {
			return l
		}
	}
	a.mismatch(v, types.List)
	return value.NewList()
}

// Map returns the next argument as a map; JSON object text counts, and so does a
// {} that nothing was put into yet.
func (a *Args) Map(name string) *value.Map {
	v := a.Value(name)
	if m, ok := v.BecomeMap(); ok {
		return m
	}
	if p, ok := v.Parsed(); ok {
		if m, ok := p.AsMap(); ok {
			return m
		}
	}
	a.mismatch(v, types.Map)
	return value.NewMap()
}

// DateTime returns the next argument as a date-time; text in a known form counts
// outside Creator.
func (a *Args) DateTime(name string) value.DateTime {
	v := a.Value(name)
	if d, ok := v.AsDateTime(); ok {
		return d
	}
	if s, ok := v.AsText(); ok && a.c.Host.Dialect != host.Creator {
		if d, ok := value.ParseDateTime(s, a.c.Host.Format); ok {
			return d
		}
	}
	a.mismatch(v, types.DateTime)
	return value.DateTime{}
}

// File returns the next argument as a file.
func (a *Args) File(name string) *value.File {
	v := a.Value(name)
	if f, ok := v.AsFile(); ok {
		return f
	}
	a.mismatch(v, types.File)
	return &value.File{}
}

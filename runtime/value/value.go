// Package value holds the values of scripts: their constructors, accessors,
// conversions, operators, and their text and JSON forms.
//
// A Value is a small struct that is passed by value. Numbers, booleans, most
// decimals and date-times live inside it; texts, lists, maps, collections and
// files live behind it, and the last four are shared references. The layout is
// private: everything outside this package goes through constructors, Kind and
// the accessors.
package value

import (
	"time"

	"github.com/dg-lang/dg/lang/types"
)

// Value is one value of a script. The zero Value is null.
//
// It has 32 bytes and needs no unsafe: kind, form and exp share one word, bits
// holds numbers, ref everything that needs a pointer. Boxing each kind in an
// interface instead makes whole programs two to six times slower.
type Value struct {
	kind types.Kind
	form form
	exp  int32  // power of ten of a small decimal
	bits uint64 // number, truth, coefficient, milliseconds or seconds
	ref  any
}

// form tells apart the layouts of one kind.
type form uint8

const (
	plain    form = iota
	dateOnly      // DateTime without a time
	braces        // List written {} that may still become a map
)

// Null is the null constant.
var Null Value

// True and False are the two booleans.
var (
	True  = Value{kind: types.Bool, bits: 1}
	False = Value{kind: types.Bool}
)

// Bool returns the BOOLEAN b.
func Bool(b bool) Value {
	if b {
		return True
	}
	return False
}

// Number returns the NUMBER n.
func Number(n int64) Value { return Value{kind: types.Number, bits: uint64(n)} }

// OfDateTime returns the DATE-TIME d, cut to whole milliseconds.
func OfDateTime(d DateTime) Value {
	v := Value{kind: types.DateTime, bits: uint64(d.T.UnixMilli()), ref: d.T.Location()}
	if d.DateOnly {
		v.form = dateOnly
	}
	return v
}

// OfTime returns the TIME c.
func OfTime(c Clock) Value { return Value{kind: types.Time, bits: uint64(c.Seconds())} }

// OfList returns l as a LIST, or as the MAP it was turned into; nil gives null.
func OfList(l *List) Value {
	switch {
	case l == nil:
		return Null
	case l.asMap != nil:
		return OfMap(l.asMap)
	case l.braces:
		return Value{kind: types.List, form: braces, ref: l}
	}
	return Value{kind: types.List, ref: l}
}

// OfMap returns m as a MAP; nil gives null.
func OfMap(m *Map) Value {
	if m == nil {
		return Null
	}
	return Value{kind: types.Map, ref: m}
}

// OfCollection returns c as a COLLECTION; nil gives null.
func OfCollection(c *Collection) Value {
	if c == nil {
		return Null
	}
	return Value{kind: types.Collection, ref: c}
}

// OfFile returns f as a FILE; nil gives null.
func OfFile(f *File) Value {
	if f == nil {
		return Null
	}
	return Value{kind: types.File, ref: f}
}

// OfException returns e as the value of a catch variable; nil gives null.
func OfException(e *Exception) Value {
	if e == nil {
		return Null
	}
	return Value{kind: types.Exception, ref: e}
}

// XMLText returns s as XML, which XPath functions understand.
func XMLText(s string) Value { return Value{kind: types.XML, ref: s} }

// Kind returns the kind of v. The literal {} is a LIST until the first put turns
// it into a MAP, also for those who took hold of it before.
func (v Value) Kind() types.Kind {
	if v.form == braces {
		return v.bracesKind()
	}
	return v.kind
}

func (v Value) bracesKind() types.Kind {
	if l, ok := v.ref.(*List); ok && l.asMap != nil {
		return types.Map
	}
	return v.kind
}

// IsNull reports whether v is null.
func (v Value) IsNull() bool { return v.kind == types.Null }

// AsBool returns the truth of a BOOLEAN.
func (v Value) AsBool() (b, ok bool) { return v.bits != 0, v.kind == types.Bool }

// AsNumber returns the integer of a NUMBER.
func (v Value) AsNumber() (n int64, ok bool) { return int64(v.bits), v.kind == types.Number }

// AsDateTime returns the instant of a DATE-TIME in its own zone.
func (v Value) AsDateTime() (d DateTime, ok bool) {
	if v.kind != types.DateTime {
		return DateTime{}, false
	}
	t := time.UnixMilli(int64(v.bits))
	if loc, found := v.ref.(*time.Location); found {
		t = t.In(loc)
	}
	return DateTime{T: t, DateOnly: v.form == dateOnly}, true
}

// AsTime returns the time of day of a TIME.
func (v Value) AsTime() (c Clock, ok bool) {
	if v.kind != types.Time {
		return Clock{}, false
	}
	return ClockOf(int(v.bits)), true
}

// AsList returns the list behind a LIST.
func (v Value) AsList() (l *List, ok bool) {
	if v.kind != types.List {
		return nil, false
	}
	l, ok = v.ref.(*List)
	return l, ok && l.asMap == nil
}

// AsMap returns the map behind a MAP, a {} that became one included.
func (v Value) AsMap() (m *Map, ok bool) {
	if v.kind == types.Map {
		m, ok = v.ref.(*Map)
		return m, ok
	}
	if v.form == braces {
		m = v.ref.(*List).asMap
	}
	return m, m != nil
}

// BecomeMap returns the map behind v for a function that writes into a map. A
// {} that is still empty becomes a map in place, for all who share it.
func (v Value) BecomeMap() (m *Map, ok bool) {
	if v.form == braces {
		return v.ref.(*List).toMap()
	}
	return v.AsMap()
}

// AsCollection returns the collection behind a COLLECTION.
func (v Value) AsCollection() (c *Collection, ok bool) {
	c, ok = v.ref.(*Collection)
	return c, ok
}

// AsFile returns the file behind a FILE.
func (v Value) AsFile() (f *File, ok bool) {
	f, ok = v.ref.(*File)
	return f, ok
}

// AsException returns the exception behind the variable of a catch block.
func (v Value) AsException() (e *Exception, ok bool) {
	e, ok = v.ref.(*Exception)
	return e, ok
}

// DateTime is an instant with the zone it is shown in. DateOnly marks a date
// that was given without a time; T is then its midnight.
type DateTime struct {
	T        time.Time
	DateOnly bool
}

// File is a named block of bytes, as tasks return and take it.
type File struct {
	Name    string
	Data    []byte
	Type    string // media type, such as "image/png"
	Param   string // name of the form field when it is uploaded
	Charset string
}

// Exception is what a catch block receives.
type Exception struct {
	Message string
	Line    int    // from 1; 0 when unknown
	Type    string // "user" for thrown ones, else "runtime"
	Data    Value  // what a throw gave along
}

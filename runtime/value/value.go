// Package value holds the values of scripts: their constructors, accessors,
// conversions, operators, and their text and JSON forms.
//
// A Value is a small struct that is passed by value. Numbers, booleans, most
// decimals and times live inside it; texts, date-times, lists, maps, collections
// and files live behind it, and the last four are shared references. The layout is
// private: everything outside this package goes through constructors, Kind and
// the accessors.
package value

import (
	"time"
	"unsafe"

	"github.com/dg-lang/dg/lang/types"
)

// Value is one value of a script. The zero Value is null.
//
// It is two words. What has no data behind it points into tags, whose place says
// what it is, and bits holds all of it; for the others ref is the data and bits
// the code and, for texts, the length. Two fields are passed in registers: with
// five of them, 32 bytes and an interface, loops took 4 times as long and a list
// of texts three times the memory. Boxing each kind in an interface is slower by
// 2 to 6 times.
type Value struct {
	_    [0]func() // no ==: it would compare texts by their address
	ref  unsafe.Pointer
	bits uint64
}

// code tells the layouts of values apart: a types.Kind, or one of the special ones.
type code uint8

const (
	codeBraces  code = 0x80 + iota // LIST written {} that may still become a map; ref is the *List
	codeRich                       // TEXT with more to it than its characters; ref is the *text
	codeDecimal                    // DECIMAL that does not fit 64 bits; ref is the *decimal.Decimal
)

const (
	codeShift  = 56
	lengthMask = 1<<codeShift - 1
)

// special has the kinds of the special codes; of 256, so that no bound is checked.
var special = [256]types.Kind{codeBraces: types.List, codeRich: types.Text, codeDecimal: types.Decimal}

// tags are the places that ref points to when all of a value is in its bits. Each
// holds the code of its values. A small decimal has a place for each exponent.
var tags = func() (t [tagDecimal + 2*maxScale + 1]code) {
	for i := range t {
		t[i] = code(types.Decimal)
	}
	t[tagNumber], t[tagBool], t[tagTime] = code(types.Number), code(types.Bool), code(types.Time)
	return t
}()

const (
	tagNumber = iota
	tagBool
	tagTime
	tagGone    // no value of a script: what a map puts in the place of a deleted one
	tagDecimal // of the exponent -maxScale
)

// noText is what empty texts point to.
var noText byte

// tag returns where in tags v points; it is beyond their end for other values.
func (v Value) tag() uintptr { return uintptr(v.ref) - uintptr(unsafe.Pointer(&tags)) }

func (v Value) code() code {
	if t := v.tag(); t < uintptr(len(tags)) {
		return tags[t]
	}
	return code(v.bits >> codeShift)
}

// isA reports whether v has data behind it and the code k.
func (v Value) isA(k code) bool {
	return code(v.bits>>codeShift) == k && v.tag() >= uintptr(len(tags))
}

func behind(k code, ref unsafe.Pointer) Value { return Value{ref: ref, bits: uint64(k) << codeShift} }

func characters(k types.Kind, s string) Value {
	if s == "" {
		return behind(code(k), unsafe.Pointer(&noText))
	}
	return Value{ref: unsafe.Pointer(unsafe.StringData(s)), bits: uint64(k)<<codeShift | uint64(len(s))}
}

// Null is the null constant.
var Null Value

// True and False are the two booleans.
var (
	True  = Value{ref: unsafe.Pointer(&tags[tagBool]), bits: 1}
	False = Value{ref: unsafe.Pointer(&tags[tagBool])}
)

// Bool returns the BOOLEAN b.
func Bool(b bool) Value {
	v := False
	if b {
		v.bits = 1
	}
	return v
}

// Number returns the NUMBER n.
func Number(n int64) Value { return Value{ref: unsafe.Pointer(&tags[tagNumber]), bits: uint64(n)} }

// SetNumber makes a NUMBER another one. Writing no pointer, it needs nothing of the
// garbage collector.
func (v *Value) SetNumber(n int64) { v.bits = uint64(n) }

// OfDateTime returns the DATE-TIME d, cut to whole milliseconds.
func OfDateTime(d DateTime) Value {
	d.T = time.UnixMilli(d.T.UnixMilli()).In(d.T.Location())
	return behind(code(types.DateTime), unsafe.Pointer(&d))
}

// OfTime returns the TIME c.
func OfTime(c Clock) Value {
	return Value{ref: unsafe.Pointer(&tags[tagTime]), bits: uint64(c.Seconds())}
}

// OfList returns l as a LIST, or as the MAP it was turned into; nil gives null.
func OfList(l *List) Value {
	switch {
	case l == nil:
		return Null
	case l.asMap != nil:
		return OfMap(l.asMap)
	case l.braces:
		return behind(codeBraces, unsafe.Pointer(l))
	}
	return behind(code(types.List), unsafe.Pointer(l))
}

// OfMap returns m as a MAP; nil gives null.
func OfMap(m *Map) Value {
	if m == nil {
		return Null
	}
	return behind(code(types.Map), unsafe.Pointer(m))
}

// OfCollection returns c as a COLLECTION; nil gives null.
func OfCollection(c *Collection) Value {
	if c == nil {
		return Null
	}
	return behind(code(types.Collection), unsafe.Pointer(c))
}

// OfFile returns f as a FILE; nil gives null.
func OfFile(f *File) Value {
	if f == nil {
		return Null
	}
	return behind(code(types.File), unsafe.Pointer(f))
}

// OfException returns e as the value of a catch variable; nil gives null.
func OfException(e *Exception) Value {
	if e == nil {
		return Null
	}
	return behind(code(types.Exception), unsafe.Pointer(e))
}

// XMLText returns s as XML, which XPath functions understand.
func XMLText(s string) Value { return characters(types.XML, s) }

// Kind returns the kind of v. The literal {} is a LIST until the first put turns
// it into a MAP, also for those who took hold of it before.
func (v Value) Kind() types.Kind {
	k := v.code()
	if k < codeBraces {
		return types.Kind(k)
	}
	return v.specialKind(k)
}

func (v Value) specialKind(k code) types.Kind {
	if k == codeBraces && (*List)(v.ref).asMap != nil {
		return types.Map
	}
	return special[k]
}

// IsNull reports whether v is null.
func (v Value) IsNull() bool { return v.ref == nil }

// AsBool returns the truth of a BOOLEAN.
func (v Value) AsBool() (b, ok bool) { return v.bits != 0, v.ref == unsafe.Pointer(&tags[tagBool]) }

// AsNumber returns the integer of a NUMBER.
func (v Value) AsNumber() (n int64, ok bool) {
	return int64(v.bits), v.ref == unsafe.Pointer(&tags[tagNumber])
}

// AsDateTime returns the instant of a DATE-TIME in its own zone.
func (v Value) AsDateTime() (d DateTime, ok bool) {
	if !v.isA(code(types.DateTime)) {
		return DateTime{}, false
	}
	return *(*DateTime)(v.ref), true
}

// AsTime returns the time of day of a TIME.
func (v Value) AsTime() (c Clock, ok bool) {
	if v.ref != unsafe.Pointer(&tags[tagTime]) {
		return Clock{}, false
	}
	return ClockOf(int(v.bits)), true
}

// AsList returns the list behind a LIST.
func (v Value) AsList() (l *List, ok bool) {
	if v.isA(code(types.List)) {
		return (*List)(v.ref), true
	}
	return v.bracesList()
}

func (v Value) bracesList() (l *List, ok bool) {
	if !v.isA(codeBraces) {
		return nil, false
	}
	l = (*List)(v.ref)
	return l, l.asMap == nil
}

// AsMap returns the map behind a MAP, a {} that became one included.
func (v Value) AsMap() (m *Map, ok bool) {
	if v.isA(code(types.Map)) {
		return (*Map)(v.ref), true
	}
	return v.bracesMap()
}

func (v Value) bracesMap() (m *Map, ok bool) {
	if v.isA(codeBraces) {
		m = (*List)(v.ref).asMap
	}
	return m, m != nil
}

// BecomeMap returns the map behind v for a function that writes into a map. A
// {} that is still empty becomes a map in place, for all who share it.
func (v Value) BecomeMap() (m *Map, ok bool) {
	if v.isA(codeBraces) {
		return (*List)(v.ref).toMap()
	}
	return v.AsMap()
}

// AsCollection returns the collection behind a COLLECTION.
func (v Value) AsCollection() (c *Collection, ok bool) {
	if !v.isA(code(types.Collection)) {
		return nil, false
	}
	return (*Collection)(v.ref), true
}

// AsFile returns the file behind a FILE.
func (v Value) AsFile() (f *File, ok bool) {
	if !v.isA(code(types.File)) {
		return nil, false
	}
	return (*File)(v.ref), true
}

// AsException returns the exception behind the variable of a catch block.
func (v Value) AsException() (e *Exception, ok bool) {
	if !v.isA(code(types.Exception)) {
		return nil, false
	}
	return (*Exception)(v.ref), true
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

package value

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/dg-lang/dg/lang/types"
)

// Format says how values are written as text and how texts are read as dates. A
// nil Format stands for the defaults, and all methods work on it.
type Format struct {
	ListJSON         bool           // lists as ["a","b"] instead of a,b
	WholeDecimalBare bool           // whole decimals as 2 instead of 2.0
	DateLayout       string         // Go layout of the application's dates; "" is 02-Jan-2006
	DateTimes        bool           // dates without a time of day print with 00:00:00
	RawEscapes       bool           // \n and \t in literals stay two characters
	Location         *time.Location // the application's zone; nil is UTC
	Now              time.Time      // pivot of two-digit years; zero is the year 2026
}

// DefaultDateLayout is the layout of dates when the application sets none.
const DefaultDateLayout = "02-Jan-2006"

// ClockLayout is the layout of times of day.
const ClockLayout = "15:04:05"

// maxText is the length in bytes beyond which a text is not built.
const maxText = 256 << 20

func (f *Format) dateLayout() string {
	if f == nil || f.DateLayout == "" {
		return DefaultDateLayout
	}
	return f.DateLayout
}

// Zone returns the application's time zone.
func (f *Format) Zone() *time.Location {
	if f == nil || f.Location == nil {
		return time.UTC
	}
	return f.Location
}

// Text returns the text form of v: what info prints, and what + and toString
// give. A value that contains itself is cut off with "…".
// Source: https://www.zoho.com/deluge/help/debug/info.html
func (f *Format) Text(v Value) string {
	if s, ok := v.AsText(); ok {
		return s
	}
	s, _ := written(v, f, (*writer).text)
	return s
}

// TryText is Text with an error for a value that contains itself or is too
// large.
func (f *Format) TryText(v Value) (string, error) {
	if s, ok := v.AsText(); ok {
		return s, nil
	}
	return written(v, f, (*writer).text)
}

// AppendText appends the text form of v to dst.
func AppendText(dst []byte, v Value, f *Format) []byte {
	w := writer{f: f, dst: dst}
	w.text(v, maxDepth)
	return w.dst
}

// writer builds text and JSON forms.
type writer struct {
	f   *Format
	dst []byte
	err error // the first one; writing stops after it
}

// buffers are what writers wrote to before. Writing half a megabyte of JSON into a
// used one takes two fifths less time than letting a new one grow.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxBuffer is the size in bytes up to which a buffer is kept.
const maxBuffer = 16 << 20

// written returns what write makes of v.
func written(v Value, f *Format, write func(w *writer, v Value, depth int)) (string, error) {
	kept := buffers.Get().(*[]byte)
	w := writer{f: f, dst: (*kept)[:0]}
	write(&w, v, maxDepth)
	s := string(w.dst)
	if cap(w.dst) <= maxBuffer {
		*kept = w.dst
		buffers.Put(kept)
	}
	return s, w.err
}

func (w *writer) text(v Value, depth int) {
	switch v.Kind() {
	case types.List:
		l, _ := v.AsList()
		w.list(l, depth)
	case types.Map:
		w.json(v, depth)
	case types.Collection:
		c, _ := v.AsCollection()
		if c.mode == keyed {
			w.object(&c.pairs, depth)
			return
		}
		w.list(&c.list, depth)
	default:
		w.dst = w.f.appendScalar(w.dst, v)
	}
}

func (w *writer) list(l *List, depth int) {
	if w.f != nil && w.f.ListJSON {
		w.array(l, depth)
		return
	}
	for i := range l.Len() {
		if w.stop(depth) {
			return
		}
		if i > 0 {
			w.dst = append(w.dst, ',')
		}
		w.text(l.At(i), depth-1)
	}
}

// stop reports whether writing must end, noting why.
func (w *writer) stop(depth int) bool {
	switch {
	case w.err != nil:
		return true
	case depth == 0:
		w.err = errDepth()
	case len(w.dst) > maxText:
		w.err = errSize()
	default:
		if cap(w.dst)-len(w.dst) < 64 { // doubled: append alone would copy a long text often
			w.dst = slices.Grow(w.dst, len(w.dst)+512)
		}
		return false
	}
	w.dst = append(w.dst, "…"...)
	return true
}

// appendScalar appends the text form of a value that holds no others.
func (f *Format) appendScalar(dst []byte, v Value) []byte {
	switch v.Kind() {
	case types.Null:
		return append(dst, "null"...)
	case types.Bool:
		return strconv.AppendBool(dst, v.bits != 0)
	case types.Number:
		return strconv.AppendInt(dst, int64(v.bits), 10)
	case types.Decimal:
		return v.appendDecimal(dst, f)
	case types.DateTime:
		d, _ := v.AsDateTime()
		return f.appendDate(dst, d)
	case types.Time:
		c, _ := v.AsTime()
		return append(dst, c.String()...)
	case types.File:
		file, _ := v.AsFile()
		return append(dst, file.Name...)
	case types.Exception:
		e, _ := v.AsException()
		return append(dst, e.String()...)
	}
	s, _ := v.AsText()
	return append(dst, s...)
}

func (f *Format) appendDate(dst []byte, d DateTime) []byte {
	dst = d.T.AppendFormat(dst, f.dateLayout())
	if d.DateOnly && (f == nil || !f.DateTimes) {
		return dst
	}
	return d.T.AppendFormat(append(dst, ' '), ClockLayout)
}

// String returns the text form of an exception.
// Source: https://www.zoho.com/deluge/help/misc-statements/try-catch.html
func (e *Exception) String() string {
	return "Error at line number: " + strconv.Itoa(e.Line) + " " + e.Message
}

// String returns the text form of v with the defaults, for messages and tests.
func (v Value) String() string { return (*Format)(nil).Text(v) }

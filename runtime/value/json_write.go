package value

import (
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/types"
)

// JSON returns the compact JSON text of v: keys in order, integers exact, dates
// as quoted text. A value that contains itself is cut off with "…".
func JSON(v Value, f *Format) string {
	s, _ := written(v, f, (*writer).json)
	return s
}

// AppendJSON appends the compact JSON text of v to dst.
func AppendJSON(dst []byte, v Value, f *Format) []byte {
	w := writer{f: f, dst: dst}
	w.json(v, maxDepth)
	return w.dst
}

// TryJSON is JSON with an error for a value that contains itself or is too
// large.
func TryJSON(v Value, f *Format) (string, error) {
	return written(v, f, (*writer).json)
}

func (w *writer) json(v Value, depth int) {
	switch v.Kind() {
	case types.Null, types.Bool, types.Number, types.Decimal:
		w.dst = w.f.appendScalar(w.dst, v)
	case types.List:
		l, _ := v.AsList()
		w.array(l, depth)
	case types.Map:
		m, _ := v.AsMap()
		w.object(m, depth)
	case types.Collection:
		c, _ := v.AsCollection()
		if c.mode == keyed {
			w.object(&c.pairs, depth)
			return
		}
		w.array(&c.list, depth)
	default:
		w.dst = AppendQuoted(w.dst, w.f.Text(v))
	}
}

func (w *writer) array(l *List, depth int) {
	w.dst = append(w.dst, '[')
	for i := range l.Len() {
		if w.stop(depth) {
			return
		}
		if i > 0 {
			w.dst = append(w.dst, ',')
		}
		w.json(l.At(i), depth-1)
	}
	w.dst = append(w.dst, ']')
}

func (w *writer) object(m *Map, depth int) {
	w.dst = append(w.dst, '{')
	first := true
	for i := range m.entries {
		e := &m.entries[i]
		if e.dead() {
			continue
		}
		if w.stop(depth) {
			return
		}
		if !first {
			w.dst = append(w.dst, ',')
		}
		first = false
		w.dst = append(AppendQuoted(w.dst, e.key), ':')
		w.json(e.v, depth-1)
	}
	w.dst = append(w.dst, '}')
}

// AppendQuoted appends s as a JSON string. Only quotes, backslashes and control
// characters are escaped; bytes that are no UTF-8 become U+FFFD.
func AppendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := plainASCII(s, 0); i < len(s); i = plainASCII(s, i) {
		if s[i] < utf8.RuneSelf {
			dst = appendEscape(append(dst, s[from:i]...), s[i])
			i++
			from = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			dst = append(append(dst, s[from:i]...), "\uFFFD"...)
			from = i + 1
		}
		i += size
	}
	return append(append(dst, s[from:]...), '"')
}

func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	}
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

package value

import (
	"strconv"
	"strings"
	"sync/atomic"
	"unsafe"

	"github.com/dg-lang/dg/lang/types"
)

// text is a TEXT that has more to it than its characters: it may grow in place,
// or it holds JSON that is read once.
type text struct {
	s      string
	tail   *tail
	parsed atomic.Pointer[parsed]
}

// tail is the growing buffer behind a chain of concatenations. Each text of the
// chain is a prefix of it; only the text that reaches up to its end may append.
// The end is claimed atomically, so that values shared between runs stay safe.
type tail struct {
	end atomic.Int64
	b   strings.Builder
}

type parsed struct {
	v  Value
	ok bool
}

// growFrom is the length in bytes of a text from which appending to it makes a
// growing buffer; below it a fresh text is cheaper.
const growFrom = 512

// Text returns the TEXT s.
func Text(s string) Value {
	if holdsJSON(s) {
		return richText(&text{s: s})
	}
	return characters(types.Text, s)
}

func richText(t *text) Value { return behind(codeRich, unsafe.Pointer(t)) }

// rich returns what is behind a TEXT that has more to it than its characters.
func (v Value) rich() (t *text, ok bool) {
	if !v.isA(codeRich) {
		return nil, false
	}
	return (*text)(v.ref), true
}

// AsText returns the characters of a TEXT or an XML.
func (v Value) AsText() (s string, ok bool) {
	if v.isA(code(types.Text)) {
		return v.characters(), true
	}
	return v.otherText()
}

// characters returns those of a plain TEXT or an XML.
func (v Value) characters() string {
	return unsafe.String((*byte)(v.ref), int(v.bits&lengthMask))
}

func (v Value) otherText() (s string, ok bool) {
	if t, found := v.rich(); found {
		return t.s, true
	}
	if v.isA(code(types.XML)) {
		return v.characters(), true
	}
	return "", false
}

// Parsed returns the list or map that a TEXT spells out in JSON. It is read at
// the first call and kept with the text, so its parts are shared by all callers.
func (v Value) Parsed() (Value, bool) {
	t, ok := v.rich()
	if !ok || !holdsJSON(t.s) {
		return Null, false
	}
	if p := t.parsed.Load(); p != nil {
		return p.v, p.ok
	}
	got, err := FromLenientJSON(t.s)
	p := &parsed{v: got, ok: err == nil}
	t.parsed.CompareAndSwap(nil, p)
	p = t.parsed.Load()
	return p.v, p.ok
}

// HoldsJSON reports whether the first and the last character of v, blanks left
// aside, are those of a JSON object or array.
func (v Value) HoldsJSON() bool {
	t, ok := v.rich()
	return ok && holdsJSON(t.s)
}

func holdsJSON(s string) bool {
	i, j := 0, len(s)-1
	for i < j && isBlank(s[i]) {
		i++
	}
	if i >= j || s[i] != '{' && s[i] != '[' {
		return false
	}
	for j > i && isBlank(s[j]) {
		j--
	}
	return s[i] == '{' && s[j] == '}' || s[i] == '[' && s[j] == ']'
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// Concat returns the TEXT made of a and the piece s, which it copies. Appending to
// the last result again and again is linear: s = s + x does not copy s each time.
func Concat(a Value, s []byte) Value {
	head, _ := a.AsText()
	switch {
	case head == "": // the sum with nothing is the other text itself, not a copy
		return Text(string(s))
	case len(s) == 0:
		return a
	case len(head) < growFrom:
		return Text(head + unsafe.String(unsafe.SliceData(s), len(s))) // string(s) would copy it twice
	}
	if t, ok := a.rich(); ok && t.tail != nil && t.tail.claim(len(head), len(s)) {
		return t.tail.append(s)
	}
	t := &tail{}
	t.b.Grow(2 * (len(head) + len(s)))
	t.b.WriteString(head)
	t.end.Store(int64(len(head) + len(s)))
	return t.append(s)
}

// AppendJoined appends the text form of v to dst, for Concat of head and what
// begins at from in dst. It fails where Add of the two would.
func AppendJoined(head Value, dst []byte, from int, v Value, f *Format) ([]byte, error) {
	if n, ok := v.AsNumber(); ok {
		dst = strconv.AppendInt(dst, n, 10)
	} else if s, ok := v.AsText(); ok {
		dst = append(dst, s...)
	} else {
		w := writer{f: f, dst: dst}
		w.text(v, maxDepth)
		if dst = w.dst; w.err != nil {
			return dst, w.err
		}
	}
	if s, _ := head.AsText(); len(s)+len(dst)-from > maxText { // x = x + x in a loop
		return dst, errSize()
	}
	return dst, nil
}

func (t *tail) claim(from, more int) bool {
	return t.end.CompareAndSwap(int64(from), int64(from+more))
}

func (t *tail) append(s []byte) Value {
	t.b.Write(s)
	return richText(&text{s: t.b.String(), tail: t})
}

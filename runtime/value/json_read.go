package value

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// FromJSON returns the value of a JSON text. Keys keep their order and the last
// of equal keys wins in the place of the first; integers are exact, as NUMBER
// or, beyond 64 bits, DECIMAL; other numbers are DECIMAL. Errors carry the byte
// offset; nesting deeper than 512 is one.
func FromJSON(s string) (Value, error) { return readJSON(s, false) }

// FromLenientJSON is FromJSON that also takes what the vendor's JSON functions
// take: names and values without quotes or in single quotes, = for the colon,
// and ; for the comma.
// Source: https://www.zoho.com/deluge/help/functions/conversion.html
func FromLenientJSON(s string) (Value, error) { return readJSON(s, true) }

// SyntaxError is an error in a JSON text.
type SyntaxError struct {
	Offset int // in bytes
	What   string
}

// Error returns the message with the offset.
func (e *SyntaxError) Error() string {
	return "Invalid JSON Format String: " + e.What + " at offset " + strconv.Itoa(e.Offset)
}

func readJSON(s string, lenient bool) (Value, error) {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	r := reader{s: s, lenient: lenient, i: len(s) - len(strings.TrimPrefix(s, "\uFEFF"))}
	v := r.value(maxDepth)
	if r.skip(); r.err == nil && r.i < len(s) {
		r.fail("text after the value")
	}
	if r.err != nil {
		return Null, r.err
	}
	return v, nil
}

// reader reads JSON straight into values. Texts without escapes are parts of
// the input, not copies.
//
// Members and elements are gathered in two stacks, so that every map and list gets
// memory once and of its size: a third less time and two fifths less memory.
type reader struct {
	s       string
	i       int
	lenient bool
	err     error // the first one; every step stops after it
	members []entry
	items   []Value
	text    []byte // of a text with escapes
}

func (r *reader) fail(what string) Value {
	if r.err == nil {
		r.err = &SyntaxError{Offset: r.i, What: what}
	}
	return Null
}

// skip moves over blanks and returns the next byte, 0 at the end.
func (r *reader) skip() byte {
	if r.i < len(r.s) && r.s[r.i] > ' ' {
		return r.s[r.i]
	}
	return r.skipBlanks()
}

func (r *reader) skipBlanks() byte {
	for r.i < len(r.s) && isBlank(r.s[r.i]) {
		r.i++
	}
	return r.peek()
}

func (r *reader) peek() byte {
	if r.i < len(r.s) {
		return r.s[r.i]
	}
	return 0
}

func (r *reader) value(depth int) Value {
	if depth == 0 {
		return r.fail("nested too deeply")
	}
	switch c := r.skip(); {
	case c == '{':
		return r.object(depth - 1)
	case c == '[':
		return r.array(depth - 1)
	case c == '"' || c == '\'' && r.lenient:
		return Text(r.quoted(c))
	case r.lenient:
		return r.bare()
	case c == '-' || isDigit(c):
		return r.number()
	}
	return r.word()
}

func (r *reader) object(depth int) Value {
	from := len(r.members)
	r.i++
	if r.skip() == '}' {
		r.i++
		return OfMap(NewMap())
	}
	for r.err == nil {
		key := r.name()
		if !r.colon() {
			r.fail("expected ':'")
			break
		}
		v := r.value(depth)
		r.members = append(r.members, entry{key, v})
		if r.err != nil || r.closes('}') {
			break
		}
	}
	m := mapOf(r.members[from:])
	r.members = r.members[:from]
	return OfMap(m)
}

// mapOf returns a map of members, which it copies. Of equal keys the last wins, in
// the place of the first.
func mapOf(members []entry) *Map {
	m := NewMapSize(len(members))
	if len(members) > smallMap {
		for i := range members {
			m.Put(members[i].key, members[i].v)
		}
		return m
	}
next:
	for i := range members {
		e := &members[i]
		for j := range m.entries {
			if m.entries[j].key == e.key {
				m.entries[j].v = e.v
				continue next
			}
		}
		m.entries = append(m.entries, *e)
	}
	return m
}

func (r *reader) name() string {
	switch c := r.skip(); {
	case c == '"' || c == '\'' && r.lenient:
		return r.quoted(c)
	case r.lenient && !strings.ContainsRune("{}[]:,;=\x00", rune(c)):
		return r.bareText()
	}
	r.fail("expected a name")
	return ""
}

func (r *reader) colon() bool {
	c := r.skip()
	if c == ':' {
		r.i++
		return true
	}
	if c != '=' || !r.lenient {
		return false
	}
	r.i++
	if r.peek() == '>' {
		r.i++
	}
	return true
}

func (r *reader) array(depth int) Value {
	from := len(r.items)
	r.i++
	if r.skip() == ']' {
		r.i++
		return OfList(NewList())
	}
	for r.err == nil {
		v := r.element(depth)
		r.items = append(r.items, v)
		if r.err != nil || r.closes(']') {
			break
		}
	}
	l := NewList(slices.Clone(r.items[from:])...)
	r.items = r.items[:from]
	return OfList(l)
}

// element reads one element of an array; lenient texts may leave one out.
func (r *reader) element(depth int) Value {
	if c := r.skip(); r.lenient && c == ',' {
		return Null
	}
	return r.value(depth)
}

// closes moves over a separator, or over end, and reports whether it was end.
func (r *reader) closes(end byte) bool {
	c := r.skip()
	switch {
	case c == end:
		r.i++
		return true
	case c == ',' || c == ';' && r.lenient:
		r.i++
		if r.lenient && r.skip() == end {
			r.i++
			return true
		}
		return false
	}
	r.fail("expected ',' or '" + string(end) + "'")
	return true
}

// word reads one of the three JSON words.
func (r *reader) word() Value {
	rest := r.s[r.i:]
	switch {
	case strings.HasPrefix(rest, "true"):
		r.i += len("true")
		return True
	case strings.HasPrefix(rest, "false"):
		r.i += len("false")
		return False
	case strings.HasPrefix(rest, "null"):
		r.i += len("null")
		return Null
	}
	return r.fail("expected a value")
}

func (r *reader) number() Value {
	if v, end := shortNumber(r.s, r.i); end > r.i {
		r.i = end
		return v
	}
	start := r.i
	end, whole := numberEnd(r.s, start)
	if end < 0 {
		return r.fail("malformed number")
	}
	r.i = end
	v, ok := numberValue(r.s[start:end], whole)
	if !ok {
		return r.fail("number out of range")
	}
	return v
}

// shortNumber reads a number without sign and exponent and of up to 18 digits at i;
// end is i for any other.
func shortNumber(s string, i int) (v Value, end int) {
	n, at := shortDigits(s, i, 0)
	whole := at - i
	if whole == 0 || whole > 1 && s[i] == '0' {
		return Null, i
	}
	places := 0
	if at < len(s) && s[at] == '.' {
		from := at + 1
		n, at = shortDigits(s, from, n)
		if places = at - from; places == 0 {
			return Null, i
		}
	}
	if whole+places > 18 || at < len(s) && s[at]|0x20 == 'e' {
		return Null, i
	}
	if places == 0 {
		return Number(n), at
	}
	return smallDecimal(n, int32(-places)), at
}

func shortDigits(s string, i int, n int64) (sum int64, end int) {
	for i < len(s) && isDigit(s[i]) {
		n = n*10 + int64(s[i]-'0')
		i++
	}
	return n, i
}

// numberEnd returns the end of the JSON number at i, -1 when it is none, and
// whether it has neither fraction nor exponent.
func numberEnd(s string, i int) (end int, whole bool) {
	if i < len(s) && s[i] == '-' {
		i++
	}
	lead := i
	if i = digits(s, i); i == lead || s[lead] == '0' && i > lead+1 {
		return -1, false
	}
	whole = true
	if i < len(s) && s[i] == '.' {
		from := i + 1
		if i, whole = digits(s, from), false; i == from {
			return -1, false
		}
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		from := i + 1
		if from < len(s) && (s[from] == '+' || s[from] == '-') {
			from++
		}
		if i, whole = digits(s, from), false; i == from {
			return -1, false
		}
	}
	return i, whole
}

func digits(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

func numberValue(s string, whole bool) (Value, bool) {
	if whole {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return Number(n), true
		}
		if len(s) > maxDigits {
			return Null, false
		}
		n, ok := new(big.Int).SetString(s, 10)
		if !ok {
			return Null, false
		}
		return OfDecimal(decimal.NewFromBigInt(n, 0)), true
	}
	if len(s) > maxDigits {
		return Null, false
	}
	d, ok := ParseDecimal(s)
	return OfDecimal(d), ok
}

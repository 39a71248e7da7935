package value

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// This file reads the texts inside JSON, quoted and, in lenient texts, bare.

// quoted reads the string that starts with the quote q at the current byte.
func (r *reader) quoted(q byte) string {
	r.i++
	start := r.i
	for r.i = r.plainEnd(q); r.i < len(r.s); r.i = r.plainEnd(q) {
		switch c := r.s[r.i]; {
		case c == q:
			r.i++
			return r.s[start : r.i-1]
		case c == '\\':
			return r.escaped(start, q)
		case c < ' ' && !r.lenient:
			r.fail("control character in text")
			return ""
		}
		r.i++
	}
	r.fail("text is not closed")
	return ""
}

// plainEnd returns where the run of characters ends that need no look at each.
func (r *reader) plainEnd(q byte) int {
	if q == '"' {
		return plainRun(r.s, r.i)
	}
	return r.i
}

// escaped goes on reading a string that has a backslash at the current byte.
func (r *reader) escaped(start int, q byte) string {
	r.text = r.text[:0]
	from := start
	for r.err == nil && r.i < len(r.s) {
		c := r.s[r.i]
		switch {
		case c == q:
			r.text = append(r.text, r.s[from:r.i]...)
			r.i++
			return string(r.text)
		case c == '\\':
			r.text = append(r.text, r.s[from:r.i]...)
			r.escape()
			from = r.i
		case c < ' ' && !r.lenient:
			r.fail("control character in text")
			return ""
		default:
			r.i++
		}
		r.i = r.plainEnd(q)
	}
	r.fail("text is not closed")
	return ""
}

var escapes = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

func (r *reader) escape() {
	if r.i+1 >= len(r.s) {
		r.fail("text is not closed")
		return
	}
	c := r.s[r.i+1]
	switch {
	case escapes[c] != 0:
		r.text = append(r.text, escapes[c])
		r.i += 2
	case c == 'u':
		r.unicode()
	case r.lenient && c < utf8.RuneSelf:
		r.text = append(r.text, c)
		r.i += 2
	default:
		r.fail("unknown escape")
	}
}

// unicode reads \uXXXX, or the two of them that make one character.
func (r *reader) unicode() {
	first, ok := hex4(r.s, r.i+2)
	if !ok {
		r.fail("unknown escape")
		return
	}
	r.i += 6
	if utf16.IsSurrogate(first) && strings.HasPrefix(r.s[r.i:], `\u`) {
		if second, found := hex4(r.s, r.i+2); found {
			if c := utf16.DecodeRune(first, second); c != utf8.RuneError {
				r.text = utf8.AppendRune(r.text, c)
				r.i += 6
				return
			}
		}
	}
	r.text = utf8.AppendRune(r.text, first) // half a pair becomes U+FFFD
}

func hex4(s string, i int) (rune, bool) {
	if i+4 > len(s) {
		return 0, false
	}
	n, err := strconv.ParseUint(s[i:i+4], 16, 16)
	return rune(n), err == nil
}

// bare reads a value without quotes: a word, a number, or any other text.
func (r *reader) bare() Value {
	s := r.bareText()
	switch {
	case s == "":
		return r.fail("expected a value")
	case strings.EqualFold(s, "true"):
		return True
	case strings.EqualFold(s, "false"):
		return False
	case strings.EqualFold(s, "null"):
		return Null
	}
	if end, whole := numberEnd(s, 0); end == len(s) {
		if v, ok := numberValue(s, whole); ok {
			return v
		}
	}
	return Text(s)
}

// bareText reads up to the next delimiter and drops blanks at the end.
func (r *reader) bareText() string {
	start := r.i
	for r.i < len(r.s) && r.s[r.i] >= ' ' && strings.IndexByte(",:]}/\\\"[{;=#", r.s[r.i]) < 0 {
		r.i++
	}
	return strings.TrimRight(r.s[start:r.i], " ")
}

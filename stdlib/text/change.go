package text

import (
	"encoding/hex"
	"strings"
	"unicode"

	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file cuts and changes texts.

const (
	maxPad  = 10_000   // characters, the vendor's limit
	maxText = 64 << 20 // bytes that one call may make
)

func errTooLarge(c *registry.Call) error {
	return &value.SizeError{Message: "The text that " + c.Name + " would make is too large"}
}

// errBounds is the vendor's text for positions outside of a text.
// Source: https://www.zoho.com/deluge/help/error-messages.html
var errBounds = &value.Error{
	Message: "Given string is lesser than the applied boundary, so index out of bounds exception arisen",
}

// change makes a built-in of a function from text to text.
func change(f func(string) string) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		s, err := one(c)
		if err != nil {
			return value.Null, err
		}
		return value.Text(f(s)), nil
	}
}

// without makes a built-in that takes an occurrence of another text out.
func without(f func(s, arg string) string) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		s, arg, err := two(c)
		if err != nil {
			return value.Null, err
		}
		return value.Text(f(s, arg)), nil
	}
}

func trimLeft(s string) string  { return strings.TrimLeftFunc(s, isTrimmed) }
func trimRight(s string) string { return strings.TrimRightFunc(s, isTrimmed) }
func textToHex(s string) string { return hex.EncodeToString([]byte(s)) }

func removeFirst(s, arg string) string { return strings.Replace(s, arg, "", 1) }
func removeAll(s, arg string) string   { return strings.ReplaceAll(s, arg, "") }

func removeLast(s, arg string) string {
	i := strings.LastIndex(s, arg)
	if i < 0 {
		return s
	}
	return s[:i] + s[i+len(arg):]
}

func isTrimmed(r rune) bool { return r <= ' ' }

// trimBlanks looks at bytes: those of characters beyond U+007F are no blanks.
func trimBlanks(s string) string {
	for s != "" && s[0] <= ' ' {
		s = s[1:]
	}
	for s != "" && s[len(s)-1] <= ' ' {
		s = s[:len(s)-1]
	}
	return s
}

func properCase(s string) string {
	start := true
	return strings.Map(func(r rune) rune {
		defer func() { start = unicode.IsSpace(r) }()
		if start {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, s)
}

func isLetter(r rune) bool        { return r|0x20 >= 'a' && r|0x20 <= 'z' }
func isLetterOrDigit(r rune) bool { return isLetter(r) || r >= '0' && r <= '9' }

// keep makes a built-in that keeps the characters of a class.
func keep(class func(rune) bool) sig.Func {
	return change(func(s string) string {
		return strings.Map(func(r rune) rune {
			if class(r) {
				return r
			}
			return -1
		}, s)
	})
}

func drop(class func(rune) bool) sig.Func {
	return keep(func(r rune) bool { return !class(r) })
}

func concat(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	s, more := a.Text("text"), a.Text("otherText")
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	if len(s)+len(more) > maxText {
		return value.Null, errTooLarge(c)
	}
	return value.Text(s + more), c.Charge((len(s)+len(more))/64 + 1)
}

// counted unpacks a text and a number.
func counted(c *registry.Call, name string) (s string, n int64, err error) {
	a := c.Unpack()
	s, n = a.Text("text"), a.Number(name)
	if err = a.Err(); err == nil {
		err = c.Charge(len(s)/64 + 1)
	}
	return s, n, err
}

func left(c *registry.Call) (value.Value, error) {
	s, n, err := counted(c, "count")
	if err != nil || n < 0 {
		return value.Text(s), err
	}
	if n > int64(value.TextLen(s)) {
		return value.Null, errBounds
	}
	return value.Text(value.TextSlice(s, 0, int(n))), nil
}

func right(c *registry.Call) (value.Value, error) {
	s, n, err := counted(c, "count")
	if err != nil || n < 0 {
		return value.Text(s), err
	}
	size := value.TextLen(s)
	if n > int64(size) {
		return value.Null, errBounds
	}
	return value.Text(value.TextSlice(s, size-int(n), size)), nil
}

func subString(c *registry.Call) (value.Value, error) {
	a := c.Unpack()
	s, from, to := a.Text("text"), a.Number("startIndex"), a.OptNumber("endIndex", -1)
	if err := a.Err(); err != nil {
		return value.Null, err
	}
	size := int64(value.TextLen(s))
	if to < 0 {
		to = size
	}
	if from < 0 || from > to || to > size {
		return value.Null, errBounds
	}
	return value.Text(value.TextSlice(s, int(from), int(to))), c.Charge(len(s)/64 + 1)
}

// padding returns the blanks that s lacks to n characters.
func padding(c *registry.Call, s string, n int64) (string, error) {
	if n > maxPad {
		return "", c.Errorf("The width given to %s must not exceed %d", c.Name, maxPad)
	}
	return strings.Repeat(" ", max(0, int(n)-value.TextLen(s))), nil
}

func leftpad(c *registry.Call) (value.Value, error) {
	s, n, err := counted(c, "totalWidth")
	if err != nil {
		return value.Null, err
	}
	pad, err := padding(c, s, n)
	return value.Text(pad + s), err
}

func rightpad(c *registry.Call) (value.Value, error) {
	s, n, err := counted(c, "totalWidth")
	if err != nil {
		return value.Null, err
	}
	pad, err := padding(c, s, n)
	return value.Text(s + pad), err
}

func repeat(c *registry.Call) (value.Value, error) {
	s, n, err := counted(c, "count")
	if err != nil || n <= 0 || s == "" {
		return value.Text(""), err
	}
	if n > maxText/int64(len(s)) {
		return value.Null, errTooLarge(c)
	}
	if err := c.Charge(int(n) * len(s) / 64); err != nil {
		return value.Null, err
	}
	return value.Text(strings.Repeat(s, int(n))), nil
}

// reverse turns the characters of a text around; a list is turned into text
// first.
func reverse(c *registry.Call) (value.Value, error) {
	s, err := one(c)
	if err != nil {
		return value.Null, err
	}
	runes := []rune(s)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return value.Text(string(runes)), nil
}

func hexToText(c *registry.Call) (value.Value, error) {
	s, err := one(c)
	if err != nil {
		return value.Null, err
	}
	raw, err := hex.DecodeString(strings.TrimSpace(s))
	if err != nil {
		return value.Null, c.Errorf("'%s' is no hexadecimal text", s)
	}
	return value.Text(strings.ToValidUTF8(string(raw), "\uFFFD")), nil
}

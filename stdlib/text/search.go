package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// This file searches texts. Positions are UTF-16 units, case is folded by
// Unicode's simple rules.

// two unpacks a text and one text argument, charging for the length.
func two(c *registry.Call) (s, arg string, err error) {
	a := c.Unpack()
	s, arg = a.Text("text"), a.Text("searchText")
	if err = a.Err(); err == nil {
		err = c.Charge(len(s)/64 + 1)
	}
	if err == nil {
		err = foldLimit(c, s, arg)
	}
	return s, arg, err
}

// foldLimit holds texts to what the vendor's functions for any letter case take.
// Source: https://www.zoho.com/deluge/help/functions/string/containsignorecase.html
func foldLimit(c *registry.Call, texts ...string) error {
	if !c.Host.VendorLimits || !strings.HasSuffix(c.Name, "IgnoreCase") {
		return nil
	}
	for _, s := range texts {
		if err := c.Within(registry.Sizes{Creator: 300 << 10, Others: 300 << 10}, len(s), "bytes"); err != nil {
			return err
		}
	}
	return nil
}

// one unpacks a text that is the only argument.
func one(c *registry.Call) (string, error) {
	a := c.Unpack()
	s := a.Text("text")
	if err := a.Err(); err != nil {
		return "", err
	}
	return s, c.Charge(len(s)/64 + 1)
}

// predicate makes a built-in of a question about two texts.
func predicate(ask func(s, arg string) bool) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		s, arg, err := two(c)
		if err != nil {
			return value.Null, err
		}
		return value.Bool(ask(s, arg)), nil
	}
}

// position makes a built-in of a number about two texts.
func position(ask func(s, arg string) int) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		s, arg, err := two(c)
		if err != nil {
			return value.Null, err
		}
		return value.Number(int64(ask(s, arg))), nil
	}
}

func notContains(s, arg string) bool    { return !strings.Contains(s, arg) }
func containsFold(s, arg string) bool   { from, _ := indexFold(s, arg); return from >= 0 }
func startsWithFold(s, arg string) bool { return prefixFold(s, arg) >= 0 }

func occurrences(s, arg string) int {
	if arg == "" {
		return 0
	}
	return strings.Count(s, arg)
}

func isASCII(c *registry.Call) (value.Value, error) {
	s, err := one(c)
	return value.Bool(value.IsASCII(s)), err
}

func length(c *registry.Call) (value.Value, error) {
	s, err := one(c)
	return value.Number(int64(value.TextLen(s))), err
}

// around makes a built-in that cuts a text at the first occurrence of another;
// it gives null where there is none.
func around(index func(s, arg string) (from, to int), cut func(s string, from, to int) string) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		s, arg, err := two(c)
		if err != nil {
			return value.Null, err
		}
		from, to := index(s, arg)
		if from < 0 {
			return value.Null, nil
		}
		return value.Text(cut(s, from, to)), nil
	}
}

func before(s string, from, _ int) string { return s[:from] }
func behind(s string, _, to int) string   { return s[to:] }

func indexExact(s, part string) (from, to int) {
	from = strings.Index(s, part)
	return from, from + len(part)
}

// indexFold returns the byte range of the first part of s in any case, -1 when
// there is none. It takes linear time: both are brought to one case first.
func indexFold(s, part string) (from, to int) {
	f, p := folded(s), folded(part)
	at := strings.Index(f, p)
	if at < 0 {
		return -1, -1
	}
	return unfolded(s, f, p, at)
}

// unfolded returns the bytes of s that stand behind those of p at a place of f, which
// have as many characters and maybe other lengths.
func unfolded(s, f, p string, at int) (from, to int) {
	from = skip(s, utf8.RuneCountInString(f[:at]))
	return from, from + skip(s[from:], utf8.RuneCountInString(p))
}

// skip returns the length in bytes of the first n characters of s.
func skip(s string, n int) int {
	at := 0
	for ; n > 0; n-- {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

// folded brings a text to one case, character by character.
func folded(s string) string {
	if value.IsASCII(s) {
		return strings.ToUpper(s)
	}
	return strings.Map(foldedRune, s)
}

// foldedRune is the least of the characters that differ from r in case alone; of
// ASCII letters that is the capital one.
func foldedRune(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}

// prefixFold returns the length in bytes of the start of s that equals prefix in
// any case, -1 when there is none.
func prefixFold(s, prefix string) int {
	at := 0
	for _, want := range prefix {
		got, size := utf8.DecodeRuneInString(s[at:])
		if size == 0 || !sameLetter(got, want) {
			return -1
		}
		at += size
	}
	return at
}

func sameLetter(a, b rune) bool {
	if a == b {
		return true
	}
	for r := unicode.SimpleFold(a); r != a; r = unicode.SimpleFold(r) {
		if r == b {
			return true
		}
	}
	return false
}

func suffixFold(s, suffix string) bool {
	skip := utf8.RuneCountInString(s) - utf8.RuneCountInString(suffix)
	for i := range s {
		if skip == 0 {
			return strings.EqualFold(s[i:], suffix)
		}
		skip--
	}
	return suffix == ""
}

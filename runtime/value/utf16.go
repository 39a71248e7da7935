package value

import (
	"strings"
	"unicode/utf8"
)

// This file counts and cuts texts in UTF-16 units, the way the language does: a
// character beyond U+FFFF counts two. Texts are kept as UTF-8; ASCII texts, where
// bytes and units agree, take the short way.

// IsASCII reports whether s holds nothing beyond U+007F.
func IsASCII(s string) bool { return asciiEnd(s) == len(s) }

// asciiEnd returns the length in bytes of the ASCII that s begins with.
func asciiEnd(s string) int {
	i := 0
	for i+8 <= len(s) && word(s, i)&highBits == 0 {
		i += 8
	}
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// TextLen returns the length of s in UTF-16 units.
func TextLen(s string) int {
	i := asciiEnd(s)
	return i + slowLen(s[i:])
}

func slowLen(s string) int {
	n := 0
	for _, r := range s {
		n += units(r)
	}
	return n
}

func units(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// TextSlice returns the units from (included) to to (excluded) of s. Both are
// cut to the text; half of a two-unit character becomes U+FFFD.
func TextSlice(s string, from, to int) string {
	from = max(from, 0)
	if from >= to {
		return ""
	}
	if IsASCII(s) {
		return s[min(from, len(s)):min(to, len(s))]
	}
	return slowSlice(s, from, to)
}

func slowSlice(s string, from, to int) string {
	var b strings.Builder
	at := 0
	for _, r := range s {
		next := at + units(r)
		switch {
		case at >= to:
			return b.String()
		case at >= from && next <= to:
			b.WriteRune(r)
		case next > from:
			b.WriteRune(utf8.RuneError)
		}
		at = next
	}
	return b.String()
}

// TextIndex returns the position in units of the first part of s, -1 when absent.
func TextIndex(s, part string) int { return unitsAt(s, strings.Index(s, part)) }

// TextLastIndex returns the position in units of the last part of s, -1 when absent.
func TextLastIndex(s, part string) int { return unitsAt(s, strings.LastIndex(s, part)) }

func unitsAt(s string, off int) int {
	if off < 0 {
		return -1
	}
	return TextLen(s[:off])
}

// TextUnits returns s cut into one text for each UTF-16 unit.
func TextUnits(s string) []string {
	out := make([]string, 0, len(s))
	for i, r := range s {
		if r > 0xFFFF {
			out = append(out, string(utf8.RuneError), string(utf8.RuneError))
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		out = append(out, s[i:i+size])
	}
	return out
}

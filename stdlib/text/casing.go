package text

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dg-lang/dg/runtime/value"
)

// This file maps letters to the other case as Java does: one letter may become
// several, as ß does, and a final sigma has a form of its own. Package cases of
// golang.org/x/text, with what it needs, took 3 % of a short run to prepare itself; a
// test holds to it.
// Source: https://www.unicode.org/Public/15.0.0/ucd/SpecialCasing.txt

func upper(s string) string {
	if out, ok := shifted(s, 'a', 'z'); ok {
		return out
	}
	if value.IsASCII(s) {
		return strings.ToUpper(s)
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for _, r := range s {
		if to, ok := expanded(r); ok {
			b.WriteString(to)
		} else {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String()
}

func lower(s string) string {
	if out, ok := shifted(s, 'A', 'Z'); ok {
		return out
	}
	if value.IsASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for i, r := range s {
		switch {
		case r == 'İ':
			b.WriteString("i\u0307")
		case r == 'Σ' && endsWord(s[:i], s[i+len("Σ"):]):
			b.WriteRune('ς')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// shifted returns a short ASCII text with the letters from first to last in the other
// case; ok is false for other texts. It takes eight characters at a time, with the top
// bit of each for what is found out about it: texts of 40 characters take a quarter
// less time than byte after byte, which takes half of that of package strings.
func shifted(s string, first, last byte) (out string, ok bool) {
	const tops, ones = 0x8080808080808080, 0x0101010101010101
	var room [64]byte
	if len(s) > len(room) {
		return "", false
	}
	copy(room[:], s)
	reached, passed := ones*uint64(0x80-first), ones*uint64(0x80-last-1)
	changed := uint64(0)
	for i := 0; i < len(s); i += 8 {
		w := binary.LittleEndian.Uint64(room[i:])
		if w&tops != 0 {
			return "", false
		}
		letters := (w + reached) &^ (w + passed) & tops
		binary.LittleEndian.PutUint64(room[i:], w^letters>>2) // the bit between a and A
		changed |= letters
	}
	if changed == 0 {
		return s, true
	}
	return string(room[:len(s)]), true
}

// endsWord reports whether a letter stands right before a place, and none behind it.
func endsWord(before, behind string) bool {
	between := func(r rune) bool { return !cased(r) && passedOver(r) }
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(before, between))
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(behind, between))
	return cased(last) && !cased(first)
}

func cased(r rune) bool {
	return unicode.In(r, unicode.Ll, unicode.Lu, unicode.Lt, unicode.Other_Lowercase, unicode.Other_Uppercase)
}

// passedOver reports whether a character does not end a word: Unicode calls them
// case-ignorable.
func passedOver(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk) ||
		strings.ContainsRune("'.:^`¨\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a", r)
}

// expanded returns the upper case of a letter that is not one character, or another
// than the title case that Go gives.
func expanded(r rune) (to string, ok bool) {
	if r < expansions[0].of {
		return "", false
	}
	i, ok := slices.BinarySearchFunc(expansions[:], r, func(e expansion, r rune) int { return cmp.Compare(e.of, r) })
	if !ok {
		return "", false
	}
	return expansions[i].to, true
}

type expansion struct {
	of rune
	to string
}

var expansions = [...]expansion{
	{0x00DF, "SS"}, {0x0149, "\u02bcN"}, {0x01F0, "J\u030c"}, {0x0390, "\u0399\u0308\u0301"},
	{0x03B0, "\u03a5\u0308\u0301"}, {0x0587, "\u0535\u0552"}, {0x1E96, "H\u0331"}, {0x1E97, "T\u0308"},
	{0x1E98, "W\u030a"}, {0x1E99, "Y\u030a"}, {0x1E9A, "A\u02be"}, {0x1F50, "\u03a5\u0313"},
	{0x1F52, "\u03a5\u0313\u0300"}, {0x1F54, "\u03a5\u0313\u0301"}, {0x1F56, "\u03a5\u0313\u0342"}, {0x1F80, "\u1f08\u0399"},
	{0x1F81, "\u1f09\u0399"}, {0x1F82, "\u1f0a\u0399"}, {0x1F83, "\u1f0b\u0399"}, {0x1F84, "\u1f0c\u0399"},
	{0x1F85, "\u1f0d\u0399"}, {0x1F86, "\u1f0e\u0399"}, {0x1F87, "\u1f0f\u0399"}, {0x1F88, "\u1f08\u0399"},
	{0x1F89, "\u1f09\u0399"}, {0x1F8A, "\u1f0a\u0399"}, {0x1F8B, "\u1f0b\u0399"}, {0x1F8C, "\u1f0c\u0399"},
	{0x1F8D, "\u1f0d\u0399"}, {0x1F8E, "\u1f0e\u0399"}, {0x1F8F, "\u1f0f\u0399"}, {0x1F90, "\u1f28\u0399"},
	{0x1F91, "\u1f29\u0399"}, {0x1F92, "\u1f2a\u0399"}, {0x1F93, "\u1f2b\u0399"}, {0x1F94, "\u1f2c\u0399"},
	{0x1F95, "\u1f2d\u0399"}, {0x1F96, "\u1f2e\u0399"}, {0x1F97, "\u1f2f\u0399"}, {0x1F98, "\u1f28\u0399"},
	{0x1F99, "\u1f29\u0399"}, {0x1F9A, "\u1f2a\u0399"}, {0x1F9B, "\u1f2b\u0399"}, {0x1F9C, "\u1f2c\u0399"},
	{0x1F9D, "\u1f2d\u0399"}, {0x1F9E, "\u1f2e\u0399"}, {0x1F9F, "\u1f2f\u0399"}, {0x1FA0, "\u1f68\u0399"},
	{0x1FA1, "\u1f69\u0399"}, {0x1FA2, "\u1f6a\u0399"}, {0x1FA3, "\u1f6b\u0399"}, {0x1FA4, "\u1f6c\u0399"},
	{0x1FA5, "\u1f6d\u0399"}, {0x1FA6, "\u1f6e\u0399"}, {0x1FA7, "\u1f6f\u0399"}, {0x1FA8, "\u1f68\u0399"},
	{0x1FA9, "\u1f69\u0399"}, {0x1FAA, "\u1f6a\u0399"}, {0x1FAB, "\u1f6b\u0399"}, {0x1FAC, "\u1f6c\u0399"},
	{0x1FAD, "\u1f6d\u0399"}, {0x1FAE, "\u1f6e\u0399"}, {0x1FAF, "\u1f6f\u0399"}, {0x1FB2, "\u1fba\u0399"},
	{0x1FB3, "\u0391\u0399"}, {0x1FB4, "\u0386\u0399"}, {0x1FB6, "\u0391\u0342"}, {0x1FB7, "\u0391\u0342\u0399"},
	{0x1FBC, "\u0391\u0399"}, {0x1FC2, "\u1fca\u0399"}, {0x1FC3, "\u0397\u0399"}, {0x1FC4, "\u0389\u0399"},
	{0x1FC6, "\u0397\u0342"}, {0x1FC7, "\u0397\u0342\u0399"}, {0x1FCC, "\u0397\u0399"}, {0x1FD2, "\u0399\u0308\u0300"},
	{0x1FD3, "\u0399\u0308\u0301"}, {0x1FD6, "\u0399\u0342"}, {0x1FD7, "\u0399\u0308\u0342"}, {0x1FE2, "\u03a5\u0308\u0300"},
	{0x1FE3, "\u03a5\u0308\u0301"}, {0x1FE4, "\u03a1\u0313"}, {0x1FE6, "\u03a5\u0342"}, {0x1FE7, "\u03a5\u0308\u0342"},
	{0x1FF2, "\u1ffa\u0399"}, {0x1FF3, "\u03a9\u0399"}, {0x1FF4, "\u038f\u0399"}, {0x1FF6, "\u03a9\u0342"},
	{0x1FF7, "\u03a9\u0342\u0399"}, {0x1FFC, "\u03a9\u0399"}, {0xFB00, "FF"}, {0xFB01, "FI"},
	{0xFB02, "FL"}, {0xFB03, "FFI"}, {0xFB04, "FFL"}, {0xFB05, "ST"},
	{0xFB06, "ST"}, {0xFB13, "\u0544\u0546"}, {0xFB14, "\u0544\u0535"}, {0xFB15, "\u0544\u053b"},
	{0xFB16, "\u054e\u0546"}, {0xFB17, "\u0544\u053d"},
}

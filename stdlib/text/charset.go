package text

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// set is a set of characters: pairs of first and last, sorted, apart.
type set []rune

func setOf(pairs ...rune) set { return set(pairs).sorted() }

// sorted puts the pairs in order and joins those that touch.
func (s set) sorted() set {
	type span struct{ lo, hi rune }
	spans := make([]span, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		spans = append(spans, span{s[i], s[i+1]})
	}
	slices.SortFunc(spans, func(a, b span) int { return int(a.lo - b.lo) })
	var out set
	for _, sp := range spans {
		if n := len(out); n > 0 && sp.lo <= out[n-1]+1 {
			out[n-1] = max(out[n-1], sp.hi)
			continue
		}
		out = append(out, sp.lo, sp.hi)
	}
	return out
}

func (s set) union(o set) set { return append(slices.Clone(s), o...).sorted() }

func (s set) negate() set {
	var out set
	next := rune(0)
	for i := 0; i < len(s); i += 2 {
		if s[i] > next {
			out = append(out, next, s[i]-1)
		}
		next = s[i+1] + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, next, unicode.MaxRune)
	}
	return out
}

func (s set) intersect(o set) set { return s.negate().union(o.negate()).negate() }

func (s set) single() (rune, bool) {
	if len(s) == 2 && s[0] == s[1] {
		return s[0], true
	}
	return 0, false
}

// fromTable returns the characters of Unicode tables.
func fromTable(tables ...*unicode.RangeTable) set {
	var s set
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			s = append(s, lo, hi)
			return
		}
		for r := lo; r <= hi; r += stride {
			s = append(s, r, r)
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return s.sorted()
}

// emitSet writes a set as a class of the engine. Negation is left to the engine,
// which then does it after folding case.
func (t *translation) emitSet(s set, negated bool) {
	if len(s) == 0 {
		s, negated = setOf(0, unicode.MaxRune), !negated
	}
	t.WriteByte('[')
	if negated {
		t.WriteByte('^')
	}
	for i := 0; i < len(s); i += 2 {
		t.classRune(s[i])
		if s[i+1] > s[i] {
			t.WriteByte('-')
			t.classRune(s[i+1])
		}
	}
	t.WriteByte(']')
}

func (t *translation) classRune(r rune) {
	switch {
	case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		t.WriteRune(r)
	case t.target == linear:
		fmt.Fprintf(t, `\x{%x}`, r)
	case r < 0x10000:
		fmt.Fprintf(t, `\u%04x`, r)
	default:
		t.WriteRune(r)
	}
}

// class reads a class; the current character is its opening bracket. Nested
// classes unite and && intersects; beside an && that lacks a side it is nothing.
func (t *translation) class() (s set, negated bool, err error) {
	if t.depth++; t.depth > maxNesting {
		return nil, false, errors.New("Groups are nested too deeply")
	}
	defer func() { t.depth-- }()
	t.i++
	if t.peek(0) == '^' {
		t.i++
		negated = true
	}
	left, hasLeft, items := set(nil), false, 0
	meet := func() { // ends the right side of an &&
		switch {
		case hasLeft && items == 0:
			s = left
		case hasLeft:
			s = left.intersect(s)
		}
	}
	for first := true; ; first = false {
		switch c := t.peek(0); {
		case c < 0:
			return nil, false, errors.New("Unclosed character class")
		case c == ']' && !first:
			t.i++
			meet()
			return s, negated, nil
		case c == '&' && t.peek(1) == '&':
			t.i += 2
			meet()
			left, hasLeft, s, items = s, hasLeft || items > 0, nil, 0
		case t.flags.comments && strings.ContainsRune(" \t\n\v\f\r", c):
			t.i++
		default:
			item, err := t.classItem(c)
			if err != nil {
				return nil, false, err
			}
			s = s.union(item)
			items++
		}
	}
}

// classItem reads a nested class, an escape, a character or a range.
func (t *translation) classItem(c rune) (set, error) {
	if c == '[' {
		s, negated, err := t.class()
		return flat(s, negated), err
	}
	if c == '\\' && t.peek(1) == 'Q' {
		return t.classQuote(), nil
	}
	low, err := t.classAtom()
	if err != nil {
		return nil, err
	}
	from, ok := low.single()
	if next := t.peek(1); !ok || t.peek(0) != '-' || next == ']' || next == '[' || next < 0 {
		return low, nil
	}
	t.i++
	high, err := t.classAtom()
	if err != nil {
		return nil, err
	}
	to, ok := high.single()
	if !ok || to < from {
		return nil, errors.New("Illegal character range")
	}
	return setOf(from, to), nil
}

func (t *translation) classAtom() (set, error) {
	if t.peek(0) == '\\' {
		s, negated, err := t.escapedSet()
		return flat(s, negated), err
	}
	c := t.peek(0)
	t.i++
	return setOf(c, c), nil
}

func (t *translation) classQuote() (s set) {
	for t.i += 2; t.i < len(t.src) && !t.has(`\E`); t.i++ {
		s = append(s, t.src[t.i], t.src[t.i])
	}
	t.i = min(t.i+2, len(t.src))
	return s.sorted()
}

func flat(s set, negated bool) set {
	if negated {
		return s.negate()
	}
	return s
}

// posix returns the class of Java's that has only ASCII in it.
func posix(name string) set {
	switch name {
	case "lower":
		return setOf('a', 'z')
	case "upper":
		return setOf('A', 'Z')
	case "ascii":
		return setOf(0, 0x7F)
	case "alpha":
		return setOf('A', 'Z', 'a', 'z')
	case "digit":
		return setOf('0', '9')
	case "alnum":
		return setOf('0', '9', 'A', 'Z', 'a', 'z')
	case "punct":
		return setOf('!', '/', ':', '@', '[', '`', '{', '~')
	case "graph":
		return setOf('!', '~')
	case "print":
		return setOf(' ', '~')
	case "blank":
		return setOf(' ', ' ', '	', '	')
	case "cntrl":
		return setOf(0, 0x1F, 0x7F, 0x7F)
	case "xdigit":
		return setOf('0', '9', 'a', 'f', 'A', 'F')
	case "space":
		return setOf('	', '', ' ', ' ')
	}
	return nil
}

// binaryProperty returns a property that Java spells with Is.
func binaryProperty(name string) []*unicode.RangeTable {
	switch name {
	case "alphabetic":
		return []*unicode.RangeTable{unicode.L, unicode.Nl, unicode.Other_Alphabetic}
	case "letter":
		return []*unicode.RangeTable{unicode.L}
	case "digit":
		return []*unicode.RangeTable{unicode.Nd}
	case "uppercase":
		return []*unicode.RangeTable{unicode.Lu, unicode.Other_Uppercase}
	case "lowercase":
		return []*unicode.RangeTable{unicode.Ll, unicode.Other_Lowercase}
	case "punctuation":
		return []*unicode.RangeTable{unicode.P}
	case "white_space", "whitespace":
		return []*unicode.RangeTable{unicode.White_Space}
	case "control":
		return []*unicode.RangeTable{unicode.Cc}
	case "ideographic":
		return []*unicode.RangeTable{unicode.Ideographic}
	case "titlecase":
		return []*unicode.RangeTable{unicode.Lt}
	}
	return nil
}

// property reads the name of \p: one letter, or any name in braces.
func (t *translation) property() (set, error) {
	name := string(t.peek(0))
	if t.peek(0) == '{' {
		t.i++
		var ok bool
		if name, ok = t.until('}'); !ok {
			return nil, errors.New("Unclosed character family")
		}
	} else {
		t.i++
	}
	if s, ok := lookupProperty(name); ok {
		return s, nil
	}
	return nil, errors.New("Unknown character property name {" + name + "}")
}

func lookupProperty(name string) (set, bool) {
	low := strings.ToLower(name)
	if s := posix(low); s != nil {
		return s, true
	}
	for _, prefix := range []string{"is", "java", "script=", "sc=", "general_category=", "gc="} {
		if strings.HasPrefix(low, prefix) {
			name, low = name[len(prefix):], low[len(prefix):]
			break
		}
	}
	if tables := binaryProperty(low); tables != nil {
		return fromTable(tables...), true
	}
	if low == "lc" {
		return fromTable(unicode.Lu, unicode.Ll, unicode.Lt), true
	}
	for _, tables := range []map[string]*unicode.RangeTable{unicode.Categories, unicode.Scripts} {
		for known, table := range tables {
			if strings.EqualFold(known, name) {
				return fromTable(table), true
			}
		}
	}
	return nil, false
}

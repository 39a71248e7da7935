package text

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
)

// escape translates a backslash and what belongs to it, outside a class.
func (t *translation) escape() error {
	c := t.peek(1)
	switch c {
	case -1:
		return errors.New("Unexpected internal error")
	case 'Q':
		t.quote()
		return nil
	case 'b', 'B':
		t.words = true
		t.copyEscape(c)
		return nil
	case 'A', 'z':
		t.copyEscape(c)
		return nil
	case 'G':
		t.beyondRE2 = true
		t.copyEscape(c)
		return nil
	case 'Z':
		t.i += 2
		t.finalEnd()
		return nil
	case 'R':
		t.i += 2
		t.beyondRE2 = true
		t.WriteString(`(?>\r\n|[\n\x0B\f\r\u0085\u2028\u2029])`)
		return nil
	case 'k':
		return t.namedBackReference()
	case 'X':
		return errors.New(`\X is not supported`)
	}
	if c >= '1' && c <= '9' {
		return t.backReference()
	}
	return t.escapedCharacter()
}

func (t *translation) copyEscape(c rune) {
	t.i += 2
	t.WriteByte('\\')
	t.WriteRune(c)
}

// quote translates \Q…\E.
func (t *translation) quote() {
	for t.i += 2; t.i < len(t.src) && !t.has(`\E`); t.i++ {
		t.literal(t.src[t.i])
	}
	t.i = min(t.i+2, len(t.src))
}

// backReference reads digits as long as there is such a group.
func (t *translation) backReference() error {
	n := int(t.peek(1) - '0')
	for t.i += 2; ; t.i++ {
		d := t.peek(0)
		if d < '0' || d > '9' || n*10+int(d-'0') > t.groups {
			break
		}
		n = n*10 + int(d-'0')
	}
	t.referTo(n)
	return nil
}

func (t *translation) namedBackReference() error {
	t.i += 2
	if t.peek(0) != '<' {
		return errors.New(`\k is not followed by '<' for named capturing group`)
	}
	t.i++
	name, ok := t.until('>')
	n, known := t.names[name]
	if !ok || !known {
		return errors.New("(named capturing group <" + name + "> does not exist")
	}
	t.referTo(n)
	return nil
}

// referTo writes a reference to group n; one to a group that does not exist, or
// not yet, never matches.
func (t *translation) referTo(n int) {
	t.beyondRE2 = true
	if n > t.groups {
		t.WriteString("(?!)")
		return
	}
	t.WriteString(`(?:\` + strconv.Itoa(n) + ")")
}

// escapedCharacter translates an escape that stands for one character or a set
// of characters.
func (t *translation) escapedCharacter() error {
	s, negated, err := t.escapedSet()
	if err != nil {
		return err
	}
	if c, ok := s.single(); ok && !negated {
		t.literal(c)
		return nil
	}
	t.emitSet(s, negated)
	return nil
}

// escapedSet reads an escape and returns its characters; the current one is the
// backslash. It serves inside and outside of classes.
func (t *translation) escapedSet() (s set, negated bool, err error) {
	c := t.peek(1)
	t.i += 2
	if s, ok := t.shorthand(unicode.ToLower(c)); ok {
		return s, unicode.IsUpper(c), nil
	}
	switch c {
	case 'p', 'P':
		s, err = t.property()
		return s, c == 'P', err
	case 'u', 'x', '0':
		r, err := t.codePoint(c)
		return setOf(r, r), false, err
	case 'c':
		r := t.peek(0) ^ 64
		t.i++
		return setOf(r, r), false, nil
	}
	if at := strings.IndexRune("tnrfae", c); at >= 0 {
		r := rune("\t\n\r\f\a\x1b"[at])
		return setOf(r, r), false, nil
	}
	if c < 0 || c < 0x80 && unicode.IsLetter(c) {
		return nil, false, errors.New("Illegal/unsupported escape sequence")
	}
	return setOf(c, c), false, nil
}

// shorthand returns the characters of \d, \w, \s, \h and \v: ASCII ones unless
// the flag U is set.
func (t *translation) shorthand(c rune) (s set, ok bool) {
	switch c {
	case 'd':
		if t.flags.unicode {
			return fromTable(unicode.Nd), true
		}
		return setOf('0', '9'), true
	case 'w':
		if t.flags.unicode {
			return fromTable(unicode.L, unicode.Mn, unicode.Nd, unicode.Pc).union(setOf('_', '_')), true
		}
		return setOf('0', '9', 'A', 'Z', '_', '_', 'a', 'z'), true
	case 's':
		if t.flags.unicode {
			return fromTable(unicode.White_Space), true
		}
		return setOf('\t', '\r', ' ', ' '), true
	case 'h':
		return setOf('\t', '\t', ' ', ' ', 0xA0, 0xA0, 0x1680, 0x1680, 0x180E, 0x180E,
			0x2000, 0x200A, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000), true
	case 'v':
		return setOf('\n', '\r', 0x85, 0x85, 0x2028, 0x2029), true
	}
	return nil, false
}

// codePoint reads the digits of \uXXXX, \xXX, \x{X…} and \0OOO.
func (t *translation) codePoint(kind rune) (rune, error) {
	switch {
	case kind == 'u':
		return t.digits(4, 4, 16)
	case kind == '0':
		return t.digits(1, 3, 8)
	case t.peek(0) == '{':
		t.i++
		hex, ok := t.until('}')
		n, err := strconv.ParseUint(hex, 16, 32)
		if !ok || err != nil || n > unicode.MaxRune {
			return 0, errors.New("Illegal hexadecimal escape sequence")
		}
		return rune(n), nil
	}
	return t.digits(2, 2, 16)
}

func (t *translation) digits(least, most, base int) (rune, error) {
	n := 0
	for n < most && isDigitOf(t.peek(n), base) {
		n++
	}
	if n < least {
		return 0, errors.New("Illegal escape sequence")
	}
	v, err := strconv.ParseUint(string(t.src[t.i:t.i+n]), base, 32)
	t.i += n
	return rune(v), err
}

func isDigitOf(c rune, base int) bool {
	if c < 0 || c > 0x7F {
		return false
	}
	_, err := strconv.ParseUint(string(c), base, 8)
	return err == nil
}

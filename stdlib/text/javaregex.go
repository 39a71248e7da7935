package text

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// This file translates a Java pattern for one of two engines. Everything in
// which the flavours differ is written out: classes as ranges, the dot and the
// anchors with Java's line ends, possessive quantifiers as atomic groups, named
// groups as numbered ones.

// engine is where a translated pattern will run.
type engine uint8

const (
	linear       engine = iota // Go's regexp
	backtracking               // regexp2
)

// maxNesting bounds the depth of groups.
const maxNesting = 200

// translation is a pattern on its way from Java to an engine.
type translation struct {
	strings.Builder
	src    []rune
	i      int
	target engine
	flags  flags
	depth  int
	groups int
	names  map[string]int

	beyondRE2 bool // needs the backtracking engine
	toEnd     bool
	words     bool
}

// flags are those inline flags that change the translation.
type flags struct{ fold, multiline, dotAll, comments, unicode, unixLines bool }

func translate(pattern string, target engine) (*translation, error) {
	t := &translation{src: []rune(pattern), target: target, names: map[string]int{}}
	if err := t.sequence(); err != nil {
		return nil, err
	}
	if t.i < len(t.src) {
		return nil, errors.New("Unmatched closing ')'")
	}
	return t, nil
}

func (t *translation) peek(ahead int) rune {
	if t.i+ahead < len(t.src) {
		return t.src[t.i+ahead]
	}
	return -1
}

func (t *translation) has(s string) bool {
	return strings.HasPrefix(string(t.src[t.i:min(t.i+len(s), len(t.src))]), s)
}

// sequence translates up to the end of the pattern or of the group.
func (t *translation) sequence() error {
	atom := -1 // where the last atom starts in the output; -1: nothing to repeat
	for t.i < len(t.src) && t.src[t.i] != ')' {
		c := t.src[t.i]
		if t.flags.comments && t.skipComment(c) {
			continue
		}
		if c == '*' || c == '+' || c == '?' || c == '{' && atom >= 0 {
			if atom < 0 {
				return fmt.Errorf("Dangling meta character '%c'", c)
			}
			if err := t.quantifier(atom); err != nil {
				return err
			}
			atom = -1
			continue
		}
		start := t.Len()
		if err := t.atom(c); err != nil {
			return err
		}
		if atom = start; c == '|' {
			atom = -1
		}
	}
	return nil
}

// skipComment moves over what the flag x makes invisible.
func (t *translation) skipComment(c rune) bool {
	switch {
	case strings.ContainsRune(" \t\n\v\f\r", c):
		t.i++
	case c == '#':
		for t.i < len(t.src) && t.src[t.i] != '\n' {
			t.i++
		}
	default:
		return false
	}
	return true
}

func (t *translation) atom(c rune) error {
	switch c {
	case '(':
		return t.group()
	case '[':
		s, negated, err := t.class()
		if err != nil {
			return err
		}
		t.emitSet(s, negated)
		return nil
	case '\\':
		return t.escape()
	case '{':
		return errors.New("Illegal repetition")
	}
	t.i++
	switch c {
	case '|':
		t.WriteByte('|')
	case '.':
		t.dot()
	case '^':
		t.lineStart()
	case '$':
		t.lineEnd()
	default:
		t.literal(c)
	}
	return nil
}

// lineEnds are the characters at which Java ends a line.
func lineEnds() set { return setOf('\n', '\n', '\r', '\r', 0x85, 0x85, 0x2028, 0x2029) }

func (t *translation) dot() {
	if t.flags.dotAll {
		t.WriteString("(?s:.)")
		return
	}
	if t.flags.unixLines {
		t.emitSet(setOf('\n', '\n'), true)
		return
	}
	t.emitSet(lineEnds(), true)
}

const lineEndClass = `[\n\r\u0085\u2028\u2029]`

// Each of the following is one atom, which a quantifier may follow.

func (t *translation) lineStart() {
	if !t.flags.multiline {
		t.WriteString(`\A`)
		return
	}
	t.beyondRE2 = true
	if t.flags.unixLines {
		t.WriteString(`(?:(?<=\A|\n)(?!\z))`)
		return
	}
	t.WriteString(`(?:(?<=\A|[\n\u0085\u2028\u2029]|\r(?!\n))(?!\z))`)
}

func (t *translation) lineEnd() {
	if t.flags.multiline {
		t.beyondRE2 = true
		if t.flags.unixLines {
			t.WriteString(`(?=\n|\z)`)
			return
		}
		t.WriteString(`(?:(?=` + lineEndClass + `|\z)(?<!\r(?=\n)))`)
		return
	}
	t.finalEnd()
}

// finalEnd is the end, or the place in front of a final line end.
func (t *translation) finalEnd() {
	t.toEnd = true
	if t.target == linear {
		t.WriteString(`\z`)
		return
	}
	if t.flags.unixLines {
		t.WriteString(`(?=\n?\z)`)
		return
	}
	t.WriteString(`(?:(?=(?:\r\n|` + lineEndClass + `)?\z)(?<!\r(?=\n)))`)
}

// literal writes one character that means itself.
func (t *translation) literal(c rune) {
	switch {
	case c < 0x80 && (c <= ' ' || c == 0x7F):
		fmt.Fprintf(t, `\x%02x`, c)
	case c < 0x80 && strings.ContainsRune(`\.+*?()|[]{}^$#-&~`, c):
		t.WriteByte('\\')
		t.WriteRune(c)
	default:
		t.WriteRune(c)
	}
}

// quantifier translates the repetition of the atom that starts at the given
// place of the output.
func (t *translation) quantifier(atom int) error {
	q, err := t.count()
	if err != nil {
		return err
	}
	switch t.peek(0) {
	case '?':
		t.i++
		t.WriteString(q + "?")
	case '+':
		t.i++
		t.beyondRE2 = true
		out := t.String()
		t.Reset()
		t.WriteString(out[:atom] + "(?>" + out[atom:] + q + ")")
	default:
		t.WriteString(q)
	}
	return nil
}

func (t *translation) count() (string, error) {
	c := t.src[t.i]
	t.i++
	if c != '{' {
		return string(c), nil
	}
	end := t.i
	for end < len(t.src) && t.src[end] != '}' {
		end++
	}
	if end == len(t.src) {
		return "", errors.New("Unclosed counted closure")
	}
	body := string(t.src[t.i:end])
	t.i = end + 1
	low, high, ranged := strings.Cut(body, ",")
	least, err := strconv.ParseUint(low, 10, 31)
	if err != nil {
		return "", errors.New("Illegal repetition")
	}
	if high != "" {
		if most, err := strconv.ParseUint(high, 10, 31); err != nil || most < least || !ranged {
			return "", errors.New("Illegal repetition range")
		}
	}
	return "{" + body + "}", nil
}

// group translates what starts with an opening parenthesis.
func (t *translation) group() error {
	if t.depth++; t.depth > maxNesting {
		return errors.New("Groups are nested too deeply")
	}
	before := t.flags
	open, done, err := t.groupStart()
	if err != nil {
		return err
	}
	t.WriteString(open)
	if done {
		t.depth--
		return nil
	}
	if err := t.sequence(); err != nil {
		return err
	}
	if t.peek(0) != ')' {
		return errors.New("Unclosed group")
	}
	t.i++
	t.WriteByte(')')
	t.flags = before
	t.depth--
	return nil
}

// groupStart reads the opening of a group and returns its translation; done
// means that it was a flag setting without a body.
func (t *translation) groupStart() (open string, done bool, err error) {
	for _, plain := range []string{"(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>"} {
		if t.has(plain) {
			t.i += len(plain)
			t.beyondRE2 = t.beyondRE2 || plain != "(?:"
			return plain, false, nil
		}
	}
	if t.has("(?<") {
		return t.namedGroup()
	}
	if t.has("(?") {
		t.i += 2
		return t.inlineFlags()
	}
	t.i++
	t.groups++
	return "(", false, nil
}

func (t *translation) namedGroup() (string, bool, error) {
	t.i += len("(?<")
	name, ok := t.until('>')
	if !ok {
		return "", false, errors.New("named capturing group is missing trailing '>'")
	}
	if !isGroupName(name) {
		return "", false, errors.New("The name of a group is letters and digits, and begins with a letter")
	}
	t.groups++
	if _, twice := t.names[name]; twice {
		return "", false, errors.New("Named capturing group <" + name + "> is already defined")
	}
	t.names[name] = t.groups
	return "(", false, nil
}

func isGroupName(name string) bool {
	for i, r := range name {
		if !isLetter(r) && (i == 0 || !isLetterOrDigit(r)) {
			return false
		}
	}
	return name != ""
}

func (t *translation) until(end rune) (string, bool) {
	for j := t.i; j < len(t.src); j++ {
		if t.src[j] == end {
			s := string(t.src[t.i:j])
			t.i = j + 1
			return s, true
		}
	}
	return "", false
}

// inlineFlags reads flags such as i-s followed by ) or a colon.
func (t *translation) inlineFlags() (open string, done bool, err error) {
	on := true
	for ; t.i < len(t.src); t.i++ {
		switch t.src[t.i] {
		case '-':
			on = false
		case 'i':
			t.flags.fold = on
		case 'm':
			t.flags.multiline = on
		case 's':
			t.flags.dotAll = on
		case 'x':
			t.flags.comments = on
		case 'U':
			t.flags.unicode = on
		case 'd':
			t.flags.unixLines = on
		case 'u':
		case ')', ':':
			end := t.src[t.i]
			t.i++
			fold := "i"
			if !t.flags.fold {
				fold = "-i"
			}
			return "(?" + fold + string(end), end == ')', nil
		default:
			return "", false, errors.New("Unknown inline modifier")
		}
	}
	return "", false, errors.New("Unclosed group")
}

package workflow

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/runtime/value"
)

// whenError is a mistake in the text of criteria, at text[from:to].
type whenError struct {
	from, to      int
	message, hint string
}

func (e *whenError) Error() string { return e.message }

// parseWhen reads criteria written as text: as a script condition when the signs
// of one are there, else FIELD OPERATOR VALUE joined by and, or and parentheses.
func parseWhen(s string) (Criteria, *whenError) {
	if joined, compared := scriptSigns(s); joined || compared {
		c, err, sure := parseScript(s)
		if joined || sure {
			return c, err
		}
	}
	p := whenParser{src: s}
	if err := p.lex(); err != nil {
		return nil, err
	}
	c, err := p.or()
	if err == nil && p.peek().kind != endTok {
		err = p.errorf(`join two conditions with "and" or "or", and put a text that holds these words in quotes`,
			"unexpected %s", p.peek())
	}
	return c, err
}

// scriptSigns reports whether && or ||, and whether == or != stand outside quotes.
func scriptSigns(s string) (joined, compared bool) {
	var quote byte
	for i := range len(s) {
		switch two := s[i:min(i+2, len(s))]; {
		case quote != 0:
			if s[i] == quote {
				quote = 0
			}
		case s[i] == '"':
			quote = s[i]
		case two == "&&", two == "||":
			joined = true
		case two == "==", two == "!=":
			compared = true
		}
	}
	return joined, compared
}

type tokKind uint8

const (
	endTok tokKind = iota
	wordTok
	quotedTok
	signTok // ( ) [ ] , and the comparison signs
)

type tok struct {
	kind     tokKind
	s        string
	from, to int
}

func (t tok) String() string {
	if t.kind == endTok {
		return "end of the condition"
	}
	return fmt.Sprintf("%q", t.s)
}

// whenParser parses the word form of criteria.
type whenParser struct {
	src   string
	toks  []tok
	i     int
	depth int
}

var signs = []string{"==", "!=", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ","}

func (p *whenParser) lex() *whenError {
	for i := 0; i < len(p.src); {
		r, n := utf8.DecodeRuneInString(p.src[i:])
		if unicode.IsSpace(r) {
			i += n
			continue
		}
		t, err := p.lexOne(i)
		if err != nil {
			return err
		}
		p.toks = append(p.toks, t)
		i = t.to
	}
	p.toks = append(p.toks, tok{kind: endTok, from: len(p.src), to: len(p.src)})
	return nil
}

func (p *whenParser) lexOne(i int) (tok, *whenError) {
	if c := p.src[i]; c == '"' || c == '\'' {
		end := strings.IndexByte(p.src[i+1:], c)
		if end < 0 {
			return tok{}, &whenError{i, len(p.src), "the quotes are not closed", ""}
		}
		end += i + 1
		return tok{quotedTok, p.src[i+1 : end], i, end + 1}, nil
	}
	for _, sign := range signs {
		if strings.HasPrefix(p.src[i:], sign) {
			return tok{signTok, sign, i, i + len(sign)}, nil
		}
	}
	end := strings.IndexFunc(p.src[i:], func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("()[],=<>!", r)
	})
	switch {
	case end < 0:
		end = len(p.src)
	case end == 0:
		return tok{}, &whenError{i, i + 1, fmt.Sprintf("unexpected %q", p.src[i:i+1]), ""}
	default:
		end += i
	}
	if strings.HasPrefix(p.src[i:], "${") {
		return tok{}, &whenError{i, end, "merge fields are not available in criteria in this version", ""}
	}
	return tok{wordTok, p.src[i:end], i, end}, nil
}

func (p *whenParser) peek() tok { return p.toks[p.i] }

// word reports whether token i is the unquoted word w.
func (p *whenParser) word(i int, w string) bool {
	return i < len(p.toks) && p.toks[i].kind == wordTok && strings.EqualFold(p.toks[i].s, w)
}

func (p *whenParser) take(sign string) bool {
	if t := p.peek(); t.kind == signTok && t.s == sign {
		p.i++
		return true
	}
	return false
}

func (p *whenParser) errorf(hint, format string, args ...any) *whenError {
	t := p.peek()
	return &whenError{t.from, t.to, fmt.Sprintf(format, args...), hint}
}

const maxNesting = 100

func (p *whenParser) or() (Criteria, *whenError) {
	return p.list("or", p.and, func(cs []Criteria) Criteria { return anyOf(cs) })
}

func (p *whenParser) and() (Criteria, *whenError) {
	return p.list("and", p.unit, func(cs []Criteria) Criteria { return allOf(cs) })
}

// list parses what next parses, joined by the word sep.
func (p *whenParser) list(sep string, next func() (Criteria, *whenError), join func([]Criteria) Criteria) (Criteria, *whenError) {
	c, err := next()
	if err != nil || !p.word(p.i, sep) {
		return c, err
	}
	cs := []Criteria{c}
	for p.word(p.i, sep) {
		p.i++
		if c, err = next(); err != nil {
			return nil, err
		}
		cs = append(cs, c)
	}
	return join(cs), nil
}

func (p *whenParser) unit() (Criteria, *whenError) {
	if !p.take("(") {
		return p.test()
	}
	if p.depth++; p.depth > maxNesting {
		return nil, p.errorf("", "the parentheses are nested too deeply")
	}
	c, err := p.or()
	p.depth--
	if err == nil && !p.take(")") {
		err = p.errorf("", "expected ) but found %s", p.peek())
	}
	return c, err
}

// test parses FIELD OPERATOR VALUE.
func (p *whenParser) test() (Criteria, *whenError) {
	from := p.peek()
	if from.kind != wordTok && from.kind != quotedTok {
		return nil, p.errorf("", "expected a field but found %s", from)
	}
	p.i++
	t := &test{field: from.s}
	if err := ownerDetail(from); err != nil {
		return nil, err
	}
	if err := p.operator(t); err != nil {
		return nil, err
	}
	if err := p.values(t); err != nil {
		return nil, err
	}
	t.text = strings.TrimSpace(p.src[from.from:p.toks[p.i-1].to])
	if v, bad := t.unordered(); bad {
		return nil, &whenError{from.from, p.toks[p.i-1].to, fmt.Sprintf("%q %s", v, noOrder), ""}
	}
	return t.tidy(), nil
}

// ownerDetail refuses what is not part of a record.
func ownerDetail(t tok) *whenError {
	owner, detail, _ := strings.Cut(strings.ToLower(t.s), ".")
	if owner == "owner" && (detail == "role" || detail == "profile" || detail == "territory") {
		return &whenError{t.from, t.to, "the " + detail + " of the owner is not available yet in this version", ""}
	}
	return nil
}

// tidy turns a comparison with nothing into a test for emptiness.
func (t *test) tidy() *test {
	if t.op == opIs && len(t.values) == 1 && t.values[0].field == "" && empty(t.values[0].v) {
		t.op, t.values = opEmpty, nil
	}
	return t
}

// operators are all of them, those that begin like others first.
var operators = []struct {
	words  string
	op     operator
	negate bool
}{
	{"is not empty", opEmpty, true}, {"is empty", opEmpty, false},
	{"is not", opIs, true}, {"is", opIs, false}, {"==", opIs, false}, {"=", opIs, false}, {"!=", opIs, true},
	{"does not contain", opContains, true}, {"contains", opContains, false},
	{"starts with", opStarts, false}, {"ends with", opEnds, false},
	{">=", opGreaterEqual, false}, {">", opGreater, false}, {"<=", opLessEqual, false}, {"<", opLess, false},
	{"not between", opBetween, true}, {"between", opBetween, false},
	{"not in", opIn, true}, {"in", opIn, false},
}

func (p *whenParser) operator(t *test) *whenError {
	for _, o := range operators {
		if n, ok := p.matches(o.words); ok {
			p.i += n
			t.op, t.negate = o.op, o.negate
			return nil
		}
	}
	if p.word(p.i, "changed") {
		return p.errorf("write on: {field_update: ["+t.field+"]}", `"changed" is a matter of the trigger`)
	}
	hint := "a field name with blanks needs quotes, and so does a text that holds and or or"
	if near := diag.Nearest(p.peek().s, operatorNames()); near != "" && p.peek().kind == wordTok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return p.errorf(hint, "expected an operator such as is, contains or >= but found %s", p.peek())
}

func operatorNames() []string {
	var names []string
	for _, o := range operators {
		names = append(names, o.words)
	}
	return names
}

// matches reports whether the tokens to come spell the operator, and how many.
func (p *whenParser) matches(words string) (int, bool) {
	parts := strings.Fields(words)
	for k, w := range parts {
		t := p.toks[min(p.i+k, len(p.toks)-1)]
		if !p.word(p.i+k, w) && (t.kind != signTok || t.s != w) {
			return 0, false
		}
	}
	return len(parts), true
}

func (p *whenParser) values(t *test) *whenError {
	switch t.op {
	case opEmpty:
		return nil
	case opBetween:
		return p.bounds(t)
	case opIn:
		return p.many(t)
	}
	if p.peek().s == "[" && p.peek().kind == signTok {
		if t.op != opIs && t.op != opContains {
			return p.errorf("", "this operator takes one value")
		}
		return p.many(t)
	}
	o, err := p.value()
	t.values = []operand{o}
	return err
}

// bounds reads LOW and HIGH, or [LOW, HIGH].
func (p *whenParser) bounds(t *test) *whenError {
	if p.peek().s == "[" {
		if err := p.many(t); err != nil {
			return err
		}
		if len(t.values) != 2 {
			return p.errorf("", "between takes two values")
		}
		return nil
	}
	low, err := p.value()
	if err != nil {
		return err
	}
	if !p.word(p.i, "and") {
		return p.errorf("write between 10 and 20", "between takes two values")
	}
	p.i++
	high, err := p.value()
	t.values = []operand{low, high}
	return err
}

// many reads [a, b] or a, b.
func (p *whenParser) many(t *test) *whenError {
	bracket := p.take("[")
	for {
		if bracket && p.take("]") {
			return nil
		}
		o, err := p.value()
		if err != nil {
			return err
		}
		t.values = append(t.values, o)
		if p.take(",") {
			continue
		}
		if bracket && !p.take("]") {
			return p.errorf("", "expected , or ] but found %s", p.peek())
		}
		return nil
	}
}

// value reads a quoted text, or words up to and, or, a comma or a bracket.
func (p *whenParser) value() (operand, *whenError) {
	first := p.peek()
	if first.kind == quotedTok {
		p.i++
		return operand{v: value.Text(first.s)}, nil
	}
	if first.kind != wordTok || p.word(p.i, "and") || p.word(p.i, "or") {
		return operand{}, p.errorf("", "expected a value but found %s", first)
	}
	for p.peek().kind == wordTok && !p.word(p.i, "and") && !p.word(p.i, "or") {
		p.i++
	}
	return bareOperand(p.src[first.from:p.toks[p.i-1].to]), nil
}

func bareOperand(s string) operand {
	switch {
	case strings.EqualFold(s, "true"):
		return operand{v: value.True, bare: true}
	case strings.EqualFold(s, "false"):
		return operand{v: value.False, bare: true}
	case strings.EqualFold(s, "null"):
		return operand{v: value.Null, bare: true}
	}
	return operand{v: value.Text(s), bare: true}
}

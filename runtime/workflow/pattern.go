package workflow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// parsePattern joins numbered criteria, such as "(1 and 2) or 3". Each must occur
// and none be missing. mixed reports that and stands beside or without
// parentheses, where and binds tighter.
func parsePattern(s string, criteria []Criteria) (c Criteria, mixed bool, err error) {
	p := patternParser{words: patternWords(s), criteria: criteria}
	c = p.or()
	if p.err == nil && p.i < len(p.words) {
		p.fail("unexpected %q in the pattern", p.words[p.i])
	}
	for i := range criteria {
		if p.err == nil && !slices.Contains(p.used, i) {
			p.fail("the pattern does not use criterion %d", i+1)
		}
	}
	return c, p.mixed, p.err
}

func patternWords(s string) []string {
	s = strings.NewReplacer("(", " ( ", ")", " ) ").Replace(strings.ToLower(s))
	return strings.Fields(s)
}

type patternParser struct {
	words    []string
	i        int
	depth    int
	criteria []Criteria
	used     []int
	mixed    bool
	err      error
}

func (p *patternParser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

func (p *patternParser) take(word string) bool {
	if p.i < len(p.words) && p.words[p.i] == word {
		p.i++
		return true
	}
	return false
}

func (p *patternParser) or() Criteria {
	parts := anyOf{p.and()}
	for p.take("or") {
		parts = append(parts, p.and())
	}
	if len(parts) == 1 {
		return parts[0]
	}
	for _, c := range parts {
		if _, bare := c.(allOf); bare {
			p.mixed = true
		}
	}
	return parts
}

func (p *patternParser) and() Criteria {
	parts := allOf{p.unit()}
	for p.take("and") {
		parts = append(parts, p.unit())
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return parts
}

// bracketed marks what is a unit of its own, so that only bare mixtures warn.
type bracketed struct{ Criteria }

func (p *patternParser) unit() Criteria {
	if p.err != nil || p.i == len(p.words) {
		p.fail("the pattern ends too early")
		return allOf{}
	}
	if p.take("(") {
		if p.depth++; p.depth > maxNesting {
			p.fail("the parentheses are nested too deeply")
			return allOf{}
		}
		c := p.or()
		p.depth--
		if !p.take(")") {
			p.fail("the pattern lacks a )")
		}
		return bracketed{c}
	}
	word := p.words[p.i]
	p.i++
	n, err := strconv.Atoi(word)
	if err != nil {
		p.fail("%q is no number of a criterion", word)
		return allOf{}
	}
	if n < 1 || n > len(p.criteria) {
		p.fail("there is no criterion %d; they are numbered from 1 to %d", n, len(p.criteria))
		return allOf{}
	}
	p.used = append(p.used, n-1)
	return bracketed{p.criteria[n-1]}
}

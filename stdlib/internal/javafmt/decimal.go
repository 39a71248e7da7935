package javafmt

import (
	"strings"

	"github.com/shopspring/decimal"
)

// numberPattern is one half of a number pattern.
type numberPattern struct {
	prefix, suffix string
	minInt         int
	minFrac        int
	maxFrac        int
	group          int // digits between grouping commas; 0: none
	shift          int32
	point          bool // even without a fraction, as in "#."
}

// FormatNumber writes d by a number pattern: 0 and # for digits, a comma for
// grouping, % and ‰, text around it, and a second pattern after ; for negative
// numbers. Ties are rounded to the even digit.
// Source: https://docs.oracle.com/javase/8/docs/api/java/text/DecimalFormat.html
func FormatNumber(d decimal.Decimal, pattern string) (string, error) {
	positive, negative, hasNegative := cutPattern(pattern)
	p, ok := parseNumber(positive)
	if !ok {
		return "", errorf("Malformed number pattern %q", pattern)
	}
	rounded := d.Shift(p.shift).RoundBank(int32(p.maxFrac))
	before, after := p.prefix, p.suffix
	if d.IsNegative() { // as in Java, of a number that is rounded to 0 too
		before = "-" + before
		if n, ok := parseNumber(negative); hasNegative && ok {
			before, after = n.prefix, n.suffix
		}
	}
	return before + p.digits(rounded.Abs()) + after, nil
}

// cutPattern cuts a number pattern at the first ; outside quotes.
func cutPattern(pattern string) (positive, negative string, found bool) {
	inQuotes := false
	for i := range len(pattern) {
		switch {
		case pattern[i] == '\'':
			inQuotes = !inQuotes
		case pattern[i] == ';' && !inQuotes:
			return pattern[:i], pattern[i+1:], true
		}
	}
	return pattern, "", false
}

func parseNumber(s string) (p numberPattern, ok bool) {
	i, ok := p.affix(s, 0, &p.prefix)
	if !ok {
		return p, false
	}
	end := i
	for end < len(s) && strings.IndexByte("#0,.", s[end]) >= 0 {
		end++
	}
	if !p.shape(s[i:end]) {
		return p, false
	}
	if i, ok = p.affix(s, end, &p.suffix); !ok {
		return p, false
	}
	return p, i == len(s)
}

// affix reads the text in front of the digits or behind them.
func (p *numberPattern) affix(s string, i int, into *string) (next int, ok bool) {
	var b strings.Builder
	for i < len(s) && strings.IndexByte("#0,.", s[i]) < 0 {
		switch {
		case s[i] == '\'':
			text, end, closed := quoted(s, i)
			if !closed {
				return i, false
			}
			b.WriteString(text)
			i = end
			continue
		case s[i] == '%':
			p.shift = 2
		case strings.HasPrefix(s[i:], "‰"):
			p.shift = 3
		}
		b.WriteByte(s[i])
		i++
	}
	*into = b.String()
	return i, true
}

// shape reads the digits of a pattern, such as #,##0.00.
func (p *numberPattern) shape(s string) bool {
	whole, fraction, _ := strings.Cut(s, ".")
	if at := strings.LastIndexByte(whole, ','); at >= 0 {
		p.group = len(whole) - at - 1
		whole = strings.ReplaceAll(whole, ",", "")
		if p.group == 0 {
			return false
		}
	}
	p.minInt = strings.Count(whole, "0")
	p.point = strings.HasSuffix(s, ".")
	p.minFrac, p.maxFrac = strings.Count(fraction, "0"), len(fraction)
	if strings.ContainsAny(fraction, ",.") || s == "" || s == "." {
		return false
	}
	if p.minInt+p.minFrac == 0 && whole != "" && strings.Contains(s, ".") {
		p.minInt = 1 // as in Java: #.## of a half is 0.5, but #.00 gives .50
	}
	return !strings.Contains(strings.TrimLeft(whole, "#"), "#") &&
		!strings.Contains(strings.TrimLeft(fraction, "0"), "0")
}

// digits writes a number that is not negative and has at most maxFrac digits
// behind the point.
func (p *numberPattern) digits(d decimal.Decimal) string {
	whole, fraction, _ := strings.Cut(d.StringFixed(int32(p.maxFrac)), ".")
	whole = strings.TrimLeft(whole, "0")
	if len(whole) < p.minInt {
		whole = strings.Repeat("0", p.minInt-len(whole)) + whole
	}
	for len(fraction) > p.minFrac && fraction[len(fraction)-1] == '0' {
		fraction = fraction[:len(fraction)-1]
	}
	if whole == "" && fraction == "" {
		whole = "0"
	}
	whole = p.grouped(whole)
	if fraction == "" && !p.point {
		return whole
	}
	return whole + "." + fraction
}

func (p *numberPattern) grouped(whole string) string {
	if p.group == 0 || len(whole) <= p.group {
		return whole
	}
	var b strings.Builder
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%p.group == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(whole[i])
	}
	return b.String()
}

// IsNumberPattern reports whether a pattern given to toString of a number is one
// for numbers rather than for dates: it has digits and no unquoted date letters.
func IsNumberPattern(pattern string) bool {
	if !strings.ContainsAny(pattern, "0#") {
		return false
	}
	_, ok := parseNumber(first(cutPattern(pattern)))
	return ok
}

func first(s, _ string, _ bool) string { return s }

package text

import (
	"context"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2"

	"github.com/dg-lang/dg/runtime/value"
)

// This file runs regular expressions of the Java flavour. A pattern that stays
// in the subset that Go's own engine shares runs there, in linear time; every
// other one runs in a backtracking engine, under a time limit.
// Flavour: https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html

// matchTimeout bounds the searches of the backtracking engine in one call.
const matchTimeout = 2 * time.Second

// maxBacktracked bounds its texts, in characters: it remembers where it may have to go
// back to, up to some 130 bytes a character.
const maxBacktracked = 2 << 20

// regex is a compiled pattern.
type regex struct {
	fast     *regexp.Regexp // nil: only the backtracking engine can run it
	slow     func() (*regexp2.Regexp, error)
	names    map[string]int // groups by name
	groups   int
	nullable bool // it or a repeated group may match nothing, where the engines differ
	toEnd    bool // has a $, which the fast engine takes for the very end
	words    bool // has a \b, which the fast engine knows for ASCII only
}

// cacheSize is the number of compiled patterns that are kept; beyond it all are
// dropped at once, which is cheaper than keeping an order.
const cacheSize = 256

var cache struct {
	sync.Mutex
	m map[string]*regex
}

// compile returns the compiled pattern. Errors are texts for the script.
func compile(pattern string) (*regex, error) { return cached(pattern, false) }

// compileWhole returns the compiled pattern, which only matches whole texts.
func compileWhole(pattern string) (*regex, error) { return cached(pattern, true) }

func cached(pattern string, whole bool) (*regex, error) {
	key := pattern
	if whole {
		key = "\x00" + pattern
	}
	cache.Lock()
	defer cache.Unlock()
	if r := cache.m[key]; r != nil {
		return r, nil
	}
	r, err := build(pattern, whole)
	if err != nil {
		return nil, &value.Error{Message: "Invalid regular expression '" + value.Preview(pattern) + "': " + err.Error()}
	}
	if cache.m == nil || len(cache.m) >= cacheSize {
		cache.m = map[string]*regex{}
	}
	cache.m[key] = r
	return r, nil
}

func build(pattern string, whole bool) (*regex, error) {
	slow, err := translate(pattern, backtracking)
	if err != nil {
		return nil, err
	}
	r := &regex{names: slow.names, groups: slow.groups, toEnd: slow.toEnd, words: slow.words}
	r.slow = sync.OnceValues(func() (*regexp2.Regexp, error) {
		re, err := regexp2.Compile(anchored(slow.String(), whole), 0)
		if err == nil {
			re.MatchTimeout = matchTimeout
		}
		return re, err
	})
	if !slow.beyondRE2 {
		if err := r.buildFast(pattern, whole); err != nil {
			return nil, err
		}
	}
	if r.fast == nil {
		_, err = r.slow()
	}
	return r, err
}

// buildFast compiles for the fast engine, which may still refuse, for example
// large repetition counts.
func (r *regex) buildFast(pattern string, whole bool) error {
	t, err := translate(pattern, linear)
	if err != nil {
		return err
	}
	source := anchored(t.String(), whole)
	if r.fast, err = regexp.Compile(source); err != nil {
		return nil
	}
	tree, err := syntax.Parse(source, syntax.Perl)
	r.nullable = err != nil || nullable(tree) || emptyTurn(tree)
	return nil
}

// emptyTurn reports whether a group is repeated that may match nothing: after
// 1(1*)* in "11" the group is the empty text behind for Java, the last 1 for Go.
func emptyTurn(t *syntax.Regexp) bool {
	switch t.Op {
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		if t.Sub[0].MaxCap() > 0 && nullable(t.Sub[0]) {
			return true
		}
	}
	return slices.ContainsFunc(t.Sub, emptyTurn)
}

func anchored(source string, whole bool) string {
	if whole {
		return `\A(?:` + source + `)\z`
	}
	return source
}

// nullable reports whether a pattern can match the empty text.
func nullable(t *syntax.Regexp) bool {
	switch t.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpNoMatch:
		return false
	case syntax.OpConcat:
		for _, sub := range t.Sub {
			if !nullable(sub) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, sub := range t.Sub {
			if nullable(sub) {
				return true
			}
		}
		return false
	case syntax.OpCapture, syntax.OpPlus:
		return nullable(t.Sub[0])
	case syntax.OpRepeat:
		return t.Min == 0 || nullable(t.Sub[0])
	}
	return true
}

// fits reports whether the fast engine gives the right answer for s.
func (r *regex) fits(s string) bool {
	return r.fast != nil && !(r.toEnd && endsLine(s)) && !(r.words && !value.IsASCII(s))
}

func endsLine(s string) bool {
	return strings.HasSuffix(s, "\n") || strings.HasSuffix(s, "\r") || strings.HasSuffix(s, "\u0085") ||
		strings.HasSuffix(s, "\u2028") || strings.HasSuffix(s, "\u2029")
}

// backtracking returns the engine that knows all patterns, if s is not too long for it.
func (r *regex) backtracking(s string) (*regexp2.Regexp, error) {
	if len(s) > maxBacktracked && utf8.RuneCountInString(s) > maxBacktracked {
		return nil, &value.Error{Message: "The regular expression needs too much memory on this text"}
	}
	return r.slow()
}

// matches reports whether the pattern, which must be anchored, is found in s.
func (r *regex) matches(s string) (bool, error) {
	if r.fits(s) {
		return r.fast.MatchString(s), nil
	}
	re, err := r.backtracking(s)
	if err != nil {
		return false, err
	}
	ok, err := re.MatchString(s)
	return ok, engineError(err)
}

// find returns the byte offsets of the matches in s, at most limit of them when
// limit is not negative; each is start and end of the match and of its groups,
// -1 where a group did not take part.
func (r *regex) find(ctx context.Context, s string, limit int) ([][]int, error) {
	if r.fits(s) && !r.nullable {
		return r.fast.FindAllStringSubmatchIndex(s, limit), nil
	}
	re, err := r.backtracking(s)
	if err != nil {
		return nil, err
	}
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, done := context.WithTimeout(ctx, matchTimeout)
	defer done()
	var all [][]int
	at := byteOffsets(s)
	m, err := re.FindStringMatch(s)
	for m != nil && err == nil {
		all = append(all, offsets(m, at))
		if limit >= 0 && len(all) >= limit {
			break
		}
		if m, err = re.FindNextMatch(m); err == nil {
			err = ctx.Err()
		}
	}
	return all, engineError(err)
}

// byteOffsets returns where the characters of s begin and where it ends: the
// backtracking engine counts characters. It is nil when that is the same.
func byteOffsets(s string) []int {
	if value.IsASCII(s) {
		return nil
	}
	at := make([]int, 0, len(s)+1)
	for i := range s {
		at = append(at, i)
	}
	return append(at, len(s))
}

func offsets(m *regexp2.Match, at []int) []int {
	groups := m.Groups()
	out := make([]int, 0, 2*len(groups))
	for i := range groups {
		if len(groups[i].Captures) == 0 {
			out = append(out, -1, -1)
			continue
		}
		start, end := groups[i].Index, groups[i].Index+groups[i].Length
		if at != nil {
			start, end = at[start], at[end]
		}
		out = append(out, start, end)
	}
	return out
}

func engineError(err error) error {
	if err == nil {
		return nil
	}
	return &value.Error{Message: "The regular expression took longer than 2 seconds on this text"}
}

// replace returns s with the matches replaced, all of them or the first. In the
// replacement $1 and ${name} stand for groups and a backslash quotes the next
// character.
func (r *regex) replace(ctx context.Context, s, replacement string, limit int) (string, error) {
	found, err := r.find(ctx, s, limit)
	if err != nil || len(found) == 0 {
		return s, err
	}
	parts, err := r.parseReplacement(replacement)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	from := 0
	for _, loc := range found {
		b.WriteString(s[from:loc[0]])
		for _, p := range parts {
			b.WriteString(p.text)
			if p.group >= 0 && loc[2*p.group] >= 0 {
				b.WriteString(s[loc[2*p.group]:loc[2*p.group+1]])
			}
		}
		if from = loc[1]; b.Len() > maxText {
			break
		}
	}
	b.WriteString(s[from:])
	return b.String(), nil
}

// piece is a part of a replacement: text, then a group unless that is -1.
type piece struct {
	text  string
	group int
}

func (r *regex) parseReplacement(s string) ([]piece, error) {
	var parts []piece
	var b strings.Builder
	for i := 0; i < len(s); {
		switch s[i] {
		case '\\':
			if i+1 == len(s) {
				return nil, &value.Error{Message: "character to be escaped is missing"}
			}
			b.WriteByte(s[i+1])
			i += 2
		case '$':
			group, next, err := r.groupRef(s, i+1)
			if err != nil {
				return nil, err
			}
			parts = append(parts, piece{b.String(), group})
			b.Reset()
			i = next
		default:
			b.WriteByte(s[i])
			i++
		}
	}
	return append(parts, piece{b.String(), -1}), nil
}

// groupRef reads what follows a $: {name}, or digits as long as there is such a
// group.
func (r *regex) groupRef(s string, i int) (group, next int, err error) {
	if i < len(s) && s[i] == '{' {
		end := strings.IndexByte(s[i:], '}')
		if end > 0 {
			if g, ok := r.names[s[i+1:i+end]]; ok {
				return g, i + end + 1, nil
			}
		}
		return 0, 0, &value.Error{Message: "No group with the name in '" + s + "'"}
	}
	if i >= len(s) || s[i] < '0' || s[i] > '9' {
		return 0, 0, &value.Error{Message: "Illegal group reference"}
	}
	group = int(s[i] - '0')
	if group > r.groups {
		return 0, 0, &value.Error{Message: "No group " + s[i:i+1]}
	}
	for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		more := group*10 + int(s[i]-'0')
		if more > r.groups {
			break
		}
		group = more
	}
	return group, i, nil
}

package text

import (
	"cmp"
	"context"
	"strings"

	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/runtime/value"
	"github.com/dg-lang/dg/stdlib/internal/sig"
)

// replacer makes a built-in that replaces the first limit matches, all of them
// when limit is -1.
func replacer(fold bool, limit int) sig.Func {
	return func(c *registry.Call) (value.Value, error) {
		a := c.Unpack()
		s, search, with := a.Text("text"), a.Text("search"), a.Text("replacement")
		literal := a.OptBool("literal", false)
		if err := a.Err(); err != nil {
			return value.Null, err
		}
		if err := c.Charge(len(s)/16 + 1); err != nil {
			return value.Null, err
		}
		out, err := replaceText(c.Ctx, s, search, with, literal, fold, limit)
		if err != nil {
			return value.Null, cmp.Or(c.Interrupted(), err)
		}
		if len(out) > maxText {
			return value.Null, errTooLarge(c)
		}
		if err := foldLimit(c, s, search, out); err != nil {
			return value.Null, err
		}
		return value.Text(out), c.Charge(len(out)/64 + 1)
	}
}

func replaceText(ctx context.Context, s, search, with string, literal, fold bool, limit int) (string, error) {
	switch {
	case literal && !fold:
		return replacePlain(s, search, with, limit), nil
	case literal:
		return replaceFold(s, search, with, limit), nil
	case !fold && isPlain(search) && !strings.ContainsAny(with, `\$`):
		return replacePlain(s, search, with, limit), nil
	case fold:
		search = "(?i)" + search
	}
	re, err := compile(search)
	if err != nil {
		return "", err
	}
	return re.replace(ctx, s, with, limit)
}

// special are the characters with a meaning in patterns.
var special = [256]bool{'\\': true, '.': true, '+': true, '*': true, '?': true, '(': true, ')': true,
	'|': true, '[': true, ']': true, '{': true, '}': true, '^': true, '$': true}

// isPlain reports whether a pattern is a text without a special character.
func isPlain(pattern string) bool {
	for i := range len(pattern) {
		if special[pattern[i]] {
			return false
		}
	}
	return pattern != ""
}

// replacePlain replaces without patterns. It makes no more than the caller accepts
// and a little: what is too long is refused, so only its length counts.
func replacePlain(s, search, with string, limit int) string {
	if grown := len(with) - len(search); grown > 0 && limit != 1 {
		if most := maxText/grown + 1; strings.Count(s, search) > most {
			limit = most
		}
	}
	return strings.Replace(s, search, with, limit)
}

func replaceFold(s, search, with string, limit int) string {
	if search == "" {
		return s
	}
	f, p := folded(s), folded(search)
	var b strings.Builder
	for ; limit != 0; limit-- {
		at := strings.Index(f, p)
		if at < 0 {
			break
		}
		from, to := unfolded(s, f, p, at)
		b.WriteString(s[:from])
		b.WriteString(with)
		s, f = s[to:], f[at+len(p):]
		if b.Len() > maxText {
			break
		}
	}
	b.WriteString(s)
	return b.String()
}

func matches(c *registry.Call) (value.Value, error) {
	s, pattern, err := two(c)
	if err != nil {
		return value.Null, err
	}
	re, err := compileWhole(pattern)
	if err != nil {
		return value.Null, err
	}
	ok, err := re.matches(s)
	return value.Bool(ok), err
}

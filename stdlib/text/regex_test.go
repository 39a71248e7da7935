package text

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// The expectations agree with java.util.regex.
func TestReplace(t *testing.T) {
	for _, c := range []struct{ s, pattern, replacement, want string }{
		{"a-b-c", "-(?=c)", "+", "a-b+c"},
		{"price 10, tax 2", "(?<=price )[0-9]+", "N", "price N, tax 2"},
		{"baac", "a*", "-", "-b--c-"},
		{"abc", "", "-", "-a-b-c-"},
		{"x\ty  z", `\s+`, "_", "x_y_z"},
		{"x \u0085", `\s+$`, "", "x\u0085"},
		{"x \u0085", `\s+\z`, "", "x \u0085"},
		{"x  \n", `\s+$`, "", "x"},
		{"a\nb", ".", "-", "-\n-"},
		{"a\u2028b", ".", "-", "-\u2028-"},
		{"a\nb", "(?s).", "-", "---"},
		{"a\nb\n", "(?m)^", ">", ">a\n>b\n"},
		{"a\r\nb", "(?m)$", "<", "a<\r\nb<"},
		{"aaa", "a++a", "x", "aaa"},
		{"aaa", "a{2}+", "x", "xa"},
		{"0123", `[\u0030-\u0032]`, "*", "***3"},
		{"hello", "[a-z&&[^l]]", "-", "--ll-"},
		{"hello", "[a-h[o]]", "-", "--ll-"},
		{"a.b*c", `\Q.b*\E`, "!", "a!c"},
		{"éa1٣", `\w`, "x", "éxx٣"},
		{"éa1٣", `(?U)\w`, "x", "xxxx"},
		{"éa1٣", `\D`, "x", "xx1x"},
		{"Color COLOR", "(?i)color", "hue", "hue hue"},
		{"AbaB", "(?i)[^b]", "-", "-b-B"},
		{"aBab", "(?i)a(?-i)b", "x", "aBx"},
		{"John Smith", `(\w+) (\w+)`, "$2, $1", "Smith, John"},
		{"John Smith", `(?<first>\w+) (?<last>\w+)`, "${last}", "Smith"},
		{"ab", "(a)(?<n>b)", "$2$1", "ba"},
		{"a1", "(a)", "$12", "a21"},
		{"cost", "t", `\$`, "cos$"},
		{"abab", `(ab)\1`, "x", "x"},
		{"a0", `(a)\10`, "x", "a0"},
		{"aa0", `(a)\10`, "x", "x"},
		{"a\u00a0b", `\h`, "_", "a_b"},
		{"a\r\nb", `\R`, "_", "a_b"},
		{"a{b}", `\{|\}`, "", "ab"},
		{"x]y", "[]]", "-", "x-y"},
		{"a-b", "[a-]", "x", "xxb"},
		{"😀x", "[😀]", "e", "ex"},
		{"😀x", `[\s\S]`, "-", "--"},
		{"a b # c", "(?x) a \\  b # the rest", "", " # c"},
		{"Abc", `\p{Lu}`, "-", "-bc"},
		{"añ!", `\p{Alpha}|\p{Punct}`, "-", "-ñ-"},
		{"añ!", `\p{IsAlphabetic}+`, "-", "-!"},
		{"añ", `\P{L}`, "-", "añ"},
		{"über alles", `\b\w`, "x", "über xlles"},
	} {
		re, err := compile(c.pattern)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		if got, err := re.replace(t.Context(), c.s, c.replacement, -1); err != nil || got != c.want {
			t.Errorf("%q with %s by %s: %q, %v; want %q", c.s, c.pattern, c.replacement, got, err, c.want)
		}
	}
}

func TestPatternErrors(t *testing.T) {
	for _, p := range []string{
		"(", ")", "[", "[z-a]", "*a", "a**", "{x}", "a{2,1}", "a{", `\`, `\y`, `\p{Nope}`, "(?<n", "(?q)", `\X`, `\k<x>`,
		strings.Repeat("(", 300) + strings.Repeat(")", 300),
	} {
		if _, err := compile(p); err == nil {
			t.Errorf("%.30s compiled", p)
		}
	}
}

func TestReplacementErrors(t *testing.T) {
	re, _ := compile("a")
	for _, r := range []string{"$", "$x", "$1", "${n}", `\`} {
		if got, err := re.replace(t.Context(), "a", r, -1); err == nil {
			t.Errorf("%s gave %q", r, got)
		}
	}
}

func TestBacktrackingEnds(t *testing.T) {
	re, err := compile(`(a+)+\1b`)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := re.find(t.Context(), strings.Repeat("a", 5000), -1); err == nil {
		t.Error("a search that cannot end in time gave no error")
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("stopped after %v", d)
	}
}

func TestEnginesAgree(t *testing.T) {
	for _, p := range []string{"[a-c]+", "(a|b)c", "a.c", "[^x]", `\d{2,3}`, "(?i)ABC", `a\.b`, "x|y|z"} {
		re, err := compile(p)
		if err != nil || re.fast == nil {
			t.Fatalf("%s does not run in the fast engine: %v", p, err)
		}
		slow := *re
		slow.fast = nil
		for _, s := range []string{"", "abc", "aXc xx 123 4567", "a.b", "ABC\nabc", "añc", "yz"} {
			a, errA := re.find(t.Context(), s, -1)
			b, errB := slow.find(t.Context(), s, -1)
			if errA != nil || errB != nil || len(a) != len(b) {
				t.Errorf("%s in %q: %v %v against %v %v", p, s, a, errA, b, errB)
			}
		}
	}
}

func FuzzTranslate(f *testing.F) {
	for _, s := range []string{`(?<=a)[b-d&&[^c]]++\Qx\E$`, `\p{Lu}{2,}?|(?i:x)`, `[\w&&\D]\b`, `(?x) a # c`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, p string) {
		tr, err := translate(p, backtracking)
		if err != nil || len(p) > 200 {
			return
		}
		if tr.beyondRE2 {
			return
		}
		if _, err := translate(p, linear); err != nil {
			t.Errorf("%q translates for one engine only: %v", p, err)
		}
	})
}

// The backtracking engine survives every pattern, its places are inside of the text,
// and where both engines can answer they agree.
func FuzzEngines(f *testing.F) {
	f.Add(`(?<=a)[b-d]++|x`, "abcdñx")
	f.Add(`(\w+)\s(\d{2,3})?`, "añb 123 c 4")
	f.Add(`(?:(?!b)[^a])*?c|\1`, "xxc\xffc")
	f.Add("1(1*)*", "11")
	f.Fuzz(func(t *testing.T, p, s string) {
		if len(p) > 100 || len(s) > 200 {
			return
		}
		re, err := compile(p)
		if err != nil {
			return
		}
		slow := *re
		slow.fast = nil
		found, err := slow.find(t.Context(), s, 50)
		if err != nil {
			return
		}
		for _, m := range found {
			for i, at := range m {
				if at < -1 || at > len(s) || i%2 == 1 && at < m[i-1] {
					t.Fatalf("%q in %q: places %v", p, s, m)
				}
			}
		}
		if !re.fits(s) || re.nullable {
			return
		}
		if fast := re.fast.FindAllStringSubmatchIndex(s, 50); !slices.EqualFunc(found, fast, slices.Equal[[]int]) {
			t.Errorf("%q in %q: %v and %v", p, s, found, fast)
		}
	})
}

func TestTooLongToBacktrack(t *testing.T) {
	re, err := compile("a(?=b)")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		ok   bool
	}{
		{strings.Repeat("ñ", maxBacktracked), true},
		{strings.Repeat("x", maxBacktracked+1), false},
		{strings.Repeat("ñ", maxBacktracked+1), false},
	} {
		if _, err := re.find(t.Context(), c.text, -1); (err == nil) != c.ok {
			t.Errorf("%d bytes: %v", len(c.text), err)
		}
	}
}

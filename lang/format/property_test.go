package format

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dg-lang/dg/lang/syntax"
)

// properties formats a script that parses and returns what is wrong with the
// result, "" for nothing.
func properties(f *syntax.File) string {
	once, err := Source(f)
	if err != nil {
		return "refused: " + err.Error()
	}
	g := parse(once)
	if g.Errors.HasErrors() {
		return fmt.Sprintf("the result does not parse: %v\n%s", g.Errors.Err(), once)
	}
	if d := cmp.Diff(dump(f), dump(g)); d != "" {
		return "the tree changed:\n" + d + once
	}
	if d := cmp.Diff(comments(f), comments(g)); d != "" {
		return "the comments changed:\n" + d + once
	}
	if d := cmp.Diff(words(f), words(g)); d != "" {
		return "the tokens changed:\n" + d + once
	}
	twice, _ := Source(g)
	if d := cmp.Diff(once, twice); d != "" {
		return "the second time differs:\n" + d
	}
	if len(f.Comments) > 0 {
		return ""
	}
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 1))
		if seed == 0 {
			r = nil // no blank that could be left out
		}
		other := scatter(f, r)
		h := parse(other)
		again, err := Source(h)
		if err != nil {
			return fmt.Sprintf("with other white space it does not parse: %v\n%s", err, other)
		}
		if d := cmp.Diff(once, again); d != "" {
			return "other white space gives another text:\n" + d + other
		}
	}
	return ""
}

// scatter writes the tokens of a file without comments with random white space, or
// with as little as there can be when r is nil. Line breaks stay where the author's
// decide, blank lines too, and those that stand for a semicolon.
func scatter(f *syntax.File, r *rand.Rand) string {
	l := newLayout(f)
	l.file(f)
	var b strings.Builder
	for i, t := range l.toks {
		var before token
		if i > 0 {
			before = l.toks[i-1]
		}
		switch {
		case t.fixed && t.kind == space:
			b.WriteByte(' ')
		case t.fixed:
		case t.author && t.broken, t.lines > 1, before.semi && t.lines > 0:
			b.WriteString(blanks(r) + strings.Repeat("\n", t.lines) + blanks(r))
		default:
			b.WriteString(optional(r, before.text, &t))
		}
		b.WriteString(t.text)
	}
	return b.String()
}

func blanks(r *rand.Rand) string {
	if r == nil {
		return ""
	}
	return []string{"", "", " ", "\t", "  \t "}[r.IntN(5)]
}

// optional returns white space that means nothing in front of t.
func optional(r *rand.Rand, before string, t *token) string {
	out := blanks(r)
	if r != nil && !t.author && r.IntN(3) == 0 {
		out += []string{"\n", "\r\n"}[r.IntN(2)] + blanks(r)
	}
	if out == "" && before != "" && t.text != "" && wordy(before[len(before)-1]) && wordy(t.text[0]) {
		return " "
	}
	return out
}

func wordy(c byte) bool { return isWord(string(rune(c))) || c >= '0' && c <= '9' || c >= 0x80 }

// TestCommentsAnywhere puts comments of every kind between any two tokens of the
// examples.
func TestCommentsAnywhere(t *testing.T) {
	kinds := []string{"/* c */", " // c\n", "\n/* c */\n", "\n\n// c\n\n", "/* c\n d */", "\n/* c */", "/* c */\n",
		"/* c */ // d\n", "// c\n/* d */", "\n// c\n\n// d\n"}
	tried := 0
	for _, c := range goldens(t) {
		plain := parse(c.out)
		want := dump(plain)
		for _, tok := range syntax.Tokens(plain.Source) {
			at := tok.Span().Start.Offset()
			for _, kind := range kinds {
				f := parse(c.out[:at] + kind + c.out[at:])
				if f.Errors.HasErrors() || dump(f) != want {
					continue // inside words that must stand together
				}
				tried++
				if wrong := properties(f); wrong != "" {
					t.Fatalf("%s, with %q at %d: %s", c.name, kind, at, wrong)
				}
			}
		}
	}
	if tried < 5000 {
		t.Errorf("only %d places tried", tried)
	}
}

// TestCorpus holds the properties on real scripts. DG_CORPUS names a folder of
// them; they belong to others and are no part of this repository.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("DG_CORPUS")
	if dir == "" {
		t.Skip("DG_CORPUS is not set: it names a folder of real scripts, *.dg")
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.dg"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no *.dg in %s (%v)", dir, err)
	}
	formatted, plain, same, broken := 0, 0, 0, 0
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f := parse(string(text))
		if f.Errors.HasErrors() { // what a broken file is, is told by the parser's own test
			broken++
			if _, err := Source(f); err == nil {
				t.Errorf("%s: formatted though it does not parse", filepath.Base(name))
			}
			continue
		}
		formatted++
		if len(f.Comments) == 0 {
			plain++
		}
		if out, _ := Source(f); out == string(text) {
			same++
		}
		if wrong := properties(f); wrong != "" {
			t.Errorf("%s: %s", filepath.Base(name), wrong)
		}
	}
	if formatted < len(names)*995/1000 {
		t.Errorf("%d of %d files are refused", broken, len(names))
	}
	t.Logf("%d files, %d formatted, %d of them without comments, %d as they should be already", len(names), formatted, plain, same)
}

// FuzzFormat formats whatever parses.
func FuzzFormat(f *testing.F) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatal("no seeds in testdata", err)
	}
	for _, c := range goldens(f) {
		f.Add(c.in)
	}
	f.Add("s = a /* x */ . /* y */ b // z\n( /* w */ ) ;; // v\n;")
	f.Fuzz(func(t *testing.T, text string) {
		file := parse(text)
		if file.Errors.HasErrors() {
			if _, err := Source(file); err == nil {
				t.Fatal("a broken file was formatted")
			}
			return
		}
		if wrong := properties(file); wrong != "" {
			t.Fatal(wrong)
		}
	})
}

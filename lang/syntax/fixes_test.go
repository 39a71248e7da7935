package syntax_test

import (
	"testing"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

// FuzzFixes makes the changes that the parser proposes for what parses: it parses
// afterwards, and nothing is left to change.
func FuzzFixes(f *testing.F) {
	for _, text := range []string{"x = 1", "if(a = .5) { info x }", "x\u00a0=\u30001", "x = “a”", `x = '\'`, "f(a = b)\nreturn", "x = 1 /* c */\n} y", "\ufeffx = .5\r\ny = 2\r\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := syntax.Parse(source.NewFile("t.dg", text), "")
		if file.Errors.HasErrors() {
			return
		}
		after, err := diag.Apply(text, edits(file))
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		again := syntax.Parse(source.NewFile("t.dg", after), "")
		if again.Errors.HasErrors() {
			t.Fatalf("%q became %q: %v", text, after, again.Errors.Err())
		}
		if left := edits(again); len(left) > 0 {
			t.Fatalf("%q became %q, of which more would change: %v", text, after, left)
		}
	})
}

func edits(file *syntax.File) []diag.Edit {
	var out []diag.Edit
	for _, d := range file.Errors {
		out = append(out, d.Fixes...)
	}
	return out
}

package diag_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/dg-lang/dg/lang/diag"
)

// notRaised are codes kept for checks that are still to come.
var notRaised = map[diag.Code]bool{diag.UnusedResult: true, diag.WrongOperands: true}

// TestEveryCodeIsExplained reads the constants from the source, so that a new code
// without a text fails.
func TestEveryCodeIsExplained(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[diag.Code]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok {
			return true
		}
		text, _ := strconv.Unquote(lit.Value)
		code := diag.Code(text)
		if seen[code] {
			t.Errorf("%s stands for two findings", code)
		}
		seen[code] = true
		e, ok := diag.Explain(code)
		if !notRaised[code] && (!ok || e.Title == "" || e.Text == "") {
			t.Errorf("%s has no explanation", code)
		}
		return true
	})
	if len(seen) < 30 {
		t.Errorf("only %d codes found", len(seen))
	}
	for _, c := range diag.Codes() {
		if !seen[c] {
			t.Errorf("%s is explained and does not exist", c)
		}
	}
}

package main

import (
	"go/ast"
	"regexp"
	"strconv"
	"testing"
)

var codeText = regexp.MustCompile(`^DG\d{4}$`)

// TestCodesHaveOneHome keeps the codes of findings where each has its explanation:
// a test of that package asks for one.
func TestCodesHaveOneHome(t *testing.T) {
	found := 0
	for _, f := range goFiles(t) {
		if f.isTest() {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok {
				return true
			}
			text, _ := strconv.Unquote(lit.Value)
			switch {
			case !codeText.MatchString(text):
			case f.name == "lang/diag/codes.go":
				found++
			default:
				t.Errorf("%s:%d: %s belongs into lang/diag/codes.go, and its explanation beside it", f.name, line(lit.Pos()), text)
			}
			return true
		})
	}
	if found < 40 {
		t.Errorf("only %d codes found", found)
	}
}

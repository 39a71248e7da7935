package syntax_test

import (
	"strings"
	"testing"

	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
)

func TestTypedLocals(t *testing.T) {
	for text, want := range map[string]string{
		"string s = 1;":      "string",
		"list:string q = 1;": "list:string",
		"list : int q = 1;":  "list:int",
	} {
		f := syntax.Parse(source.NewFile("t.dg", text), "")
		if len(f.Stmts) != 1 {
			t.Fatalf("%s: %v", text, f.Errors)
		}
		local, ok := f.Stmts[0].(*syntax.TypedLocal)
		if !ok || local.Type.String() != want || len(f.Errors) != 1 {
			t.Errorf("%s: %#v, %v", text, f.Stmts[0], f.Errors)
		}
	}
	if f := syntax.Parse(source.NewFile("t.dg", "list:string f() { return 1; }"), ""); len(f.Funcs) != 1 || len(f.Errors) > 0 {
		t.Errorf("a function is read as %v, %v", f.Funcs, f.Errors)
	}
}

// A character that could steer a terminal does not reach a message.
func TestControlCharactersAreNotRepeated(t *testing.T) {
	f := syntax.Parse(source.NewFile("t.dg", "info 1;\x1b\x01"), "")
	if len(f.Errors) == 0 || strings.ContainsAny(f.Errors[0].Message, "\x1b\x01") {
		t.Errorf("errors %q", f.Errors)
	}
}

package diag_test

import (
	"encoding/json"
	"testing"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
)

// TestSARIF shows a log whole. That it keeps to the schema of the format is proved
// with a validator of others: .ci/proof sarif.
func TestSARIF(t *testing.T) {
	f := source.NewFile("a folder/sync.dg", "x = \"😀\" + tottal\n")
	l := diag.List{
		{Code: diag.UndefinedVariable, Message: "Variable 'tottal' is not defined", Primary: label(f, "tottal", 1, "here"),
			Related: []diag.Label{label(f, "x", 1, "assigned here")}, Hint: `did you mean "total"?`},
		{Severity: diag.Warning, Code: diag.MissingSemicolon, Message: "a ';' is missing here", Primary: label(f, "l", 1, ""), Fixes: []diag.Edit{edit(19, 19, ";")}},
		{Severity: diag.Info, Code: "DG9999", Message: "no rule and no place", Primary: diag.Label{File: source.NewFile("/scripts/a:b.dg", "")}},
		{Message: "no code and no file"},
	}
	log, err := json.MarshalIndent(diag.ToSARIF(diag.ListJSON(l), "v1.2.3"), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "sarif", string(log)+"\n")
}

// TestJSON shows all keys of the machine form.
func TestJSON(t *testing.T) {
	f := source.NewFile("sync.dg", "x = 1\ninfo tottal;\n")
	l := diag.List{{Severity: diag.Warning, Code: diag.UndefinedVariable, Message: "Variable 'tottal' is not defined", Primary: label(f, "tottal", 1, "here"),
		Related: []diag.Label{label(f, "x", 1, "assigned here")}, Hint: `did you mean "x"?`, Fixes: []diag.Edit{edit(11, 17, "x")},
		Stack: []diag.Frame{{Function: "sync", Call: label(f, "info", 1, "")}}}}
	text, err := json.MarshalIndent(diag.ListJSON(l), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "json", string(text)+"\n")
}

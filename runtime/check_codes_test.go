package runtime_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
	"github.com/dg-lang/dg/runtime/registry"
	"github.com/dg-lang/dg/stdlib"
)

var update = flag.Bool("update", false, "rewrite the expected findings")

// elsewhere are codes that this test leaves to others, and to which.
var elsewhere = map[string]string{
	"DG0116": "a file that is not UTF-8, which an archive does not hold",
	"DG0202": "a run without an argument",
	"DG0219": "a run of a file without an entry",
	"DG0231": "check --product",
}

// TestEveryCodeOfCheck holds each code of syntax, names, flow and traps to a script that
// raises it, with everything that is said about it, and one that comes near and
// must not.
func TestEveryCodeOfCheck(t *testing.T) {
	for _, code := range codesOf(t, "DG01", "DG02", "DG03") {
		if elsewhere[code] != "" {
			continue
		}
		t.Run(code, func(t *testing.T) { checkCode(t, diag.Code(code)) })
	}
}

func checkCode(t *testing.T, code diag.Code) {
	path := filepath.Join("testdata", "check", string(code)+".txtar")
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var raised, near bool
	for i := range a.Files {
		f := &a.Files[i]
		name, isScript := strings.CutSuffix(f.Name, ".dg")
		if !isScript {
			continue
		}
		got, has := findings(f.Name, string(f.Data), code)
		raised, near = raised || has, near || !has
		if strings.HasPrefix(name, "near") == has {
			t.Errorf("%s: %s is raised: %v\n%s", f.Name, code, has, got)
		}
		want := wanted(a, name+".want")
		if *update {
			want.Data = []byte(got)
		}
		if got != string(want.Data) {
			t.Errorf("%s: found\n%swant\n%s", f.Name, got, want.Data)
		}
	}
	if !raised || !near {
		t.Errorf("%s needs a script that raises it and one named near*.dg", path)
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// wanted returns the file of an archive, made empty when it is missing.
func wanted(a *txtar.Archive, name string) *txtar.File {
	for i := range a.Files {
		if a.Files[i].Name == name {
			return &a.Files[i]
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name})
	return &a.Files[len(a.Files)-1]
}

// surroundings is the app that the scripts of the tests stand in.
func surroundings() *dg.App {
	app := dg.ReadApp(nil, dg.Options{})
	app.Forms, app.Connections, app.Functions = []string{"Orders"}, []string{"crm", "books"}, []string{"automation.known"}
	app.Scopes = func(link, address string) (string, bool) {
		return "test.modules", link == "crm" && strings.HasPrefix(address, "https://www.zohoapis.test/crm/v6/Leads")
	}
	return app
}

func findings(name, text string, code diag.Code) (out string, has bool) {
	reg := registry.New()
	stdlib.Register(reg)
	r := dg.Check(source.NewFile(name, text), dg.Options{Registry: reg}, surroundings())
	var b strings.Builder
	for _, d := range r.Findings {
		has = has || d.Code == code
		fmt.Fprintf(&b, "%s %s %s: %s\n", place(d.Primary), d.Severity, d.Code, d.Message)
		label(&b, "at", d.Primary)
		for _, l := range d.Related {
			label(&b, "see "+place(l), l)
		}
		for _, e := range d.Fixes {
			fmt.Fprintf(&b, "\tfix %q\n", e.Text)
		}
		for _, line := range append([]string{d.Hint}, d.Notes...) {
			if line != "" {
				fmt.Fprintf(&b, "\t%s\n", line)
			}
		}
	}
	return b.String(), has
}

func label(b *strings.Builder, what string, l diag.Label) {
	fmt.Fprintf(b, "\t%s %s", what, l.File.Slice(l.Span))
	if l.Text != "" {
		fmt.Fprintf(b, " <- %s", l.Text)
	}
	b.WriteByte('\n')
}

func place(l diag.Label) string {
	line, col, _ := l.File.LineCol(l.Span.Start)
	return fmt.Sprintf("%d:%d", line, col)
}

// codesOf reads the codes with some beginnings from their declarations.
func codesOf(t *testing.T, beginnings ...string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../lang/diag/codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			code := strings.Trim(lit.Value, `"`)
			for _, begin := range beginnings {
				if strings.HasPrefix(code, begin) {
					out = append(out, code)
				}
			}
		}
		return true
	})
	if len(out) < 20 {
		t.Fatalf("only %d codes found", len(out))
	}
	return out
}

// TestWarningsAreRare holds check to the budget of one warning per 20 lines over
// real scripts: more, and nobody reads them.
func TestWarningsAreRare(t *testing.T) {
	files := corpusFiles(t)
	const linesPerWarning = 20
	reg := registry.New()
	stdlib.Register(reg)
	lines, warnings := 0, 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		src := source.NewFile(filepath.Base(name), string(text))
		lines += src.Lines()
		for _, d := range dg.Check(src, dg.Options{Registry: reg}, nil).Findings {
			if d.Severity == diag.Warning {
				warnings++
			}
		}
	}
	t.Logf("%d warnings on %d lines of %d files", warnings, lines, len(files))
	if warnings*linesPerWarning > lines {
		t.Errorf("%d warnings on %d lines, more than one per %d", warnings, lines, linesPerWarning)
	}
}

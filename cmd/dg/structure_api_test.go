package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// stable are the packages whose exported names programs that embed dg may rely on.
var stable = []string{"runtime", "runtime/host", "runtime/registry", "runtime/value", "lang/source", "lang/diag", "lang/types", "stdlib"}

// apiList is a line for each of these names. UPDATE=1 writes it anew.
const apiList = "testdata/api.txt"

// TestStableAPI holds the exported names against the list: what stands in it stays
// as it is. New names are listed with the next update, those of runtime, the door,
// at once.
func TestStableAPI(t *testing.T) {
	var have []string
	for _, pkg := range stable {
		have = append(have, exported(t, pkg)...)
	}
	file := filepath.Join(rootDir, apiList)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(strings.Join(have, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(want) < 300 {
		t.Fatalf("only %d names are listed", len(want))
	}
	for _, line := range want {
		if !slices.Contains(have, line) {
			t.Errorf("gone or changed, though programs rely on it: %s", line)
		}
	}
	for _, line := range have {
		if strings.HasPrefix(line, "runtime: ") && !slices.Contains(want, line) {
			t.Errorf("new; is it meant to stay? UPDATE=1 lists it: %s", line)
		}
	}
}

// exported returns a line for each exported name of a package, sorted.
func exported(t *testing.T, pkg string) []string {
	var out []string
	set := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(rootDir, pkg, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s (%v)", pkg, err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			for _, line := range declared(set, d) {
				out = append(out, pkg+": "+line)
			}
		}
	}
	slices.Sort(out)
	return out
}

// declared returns the lines of one declaration.
func declared(set *token.FileSet, d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if !d.Name.IsExported() || d.Recv != nil && !ast.IsExported(baseName(d.Recv.List[0].Type)) {
			return nil
		}
		return []string{shown(set, &ast.FuncDecl{Recv: d.Recv, Name: d.Name, Type: d.Type})}
	case *ast.GenDecl:
		var out []string
		for _, s := range d.Specs {
			out = append(out, specified(set, d.Tok, s)...)
		}
		return out
	}
	return nil
}

func specified(set *token.FileSet, tok token.Token, s ast.Spec) (out []string) {
	switch s := s.(type) {
	case *ast.ValueSpec:
		for _, n := range s.Names {
			if n.IsExported() {
				out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", tok, n.Name, shown(set, s.Type))))
			}
		}
	case *ast.TypeSpec:
		if s.Name.IsExported() {
			return typed(set, s)
		}
	}
	return out
}

// typed returns a line for a type and one for each exported part of it.
func typed(set *token.FileSet, s *ast.TypeSpec) []string {
	head := "type " + s.Name.Name
	var parts *ast.FieldList
	kind := shown(set, s.Type)
	switch x := s.Type.(type) {
	case *ast.StructType:
		parts, kind = x.Fields, "struct"
	case *ast.InterfaceType:
		parts, kind = x.Methods, "interface"
	}
	if s.Assign.IsValid() {
		kind = "= " + kind
	}
	out := []string{head + " " + kind}
	if parts == nil {
		return out
	}
	for _, f := range parts.List {
		for _, n := range f.Names {
			if n.IsExported() {
				out = append(out, head+" "+kind+", "+n.Name+" "+strings.TrimPrefix(shown(set, f.Type), "func"))
			}
		}
		if len(f.Names) == 0 {
			out = append(out, head+" "+kind+", embeds "+shown(set, f.Type))
		}
	}
	return out
}

func baseName(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return baseName(x.X)
	case *ast.IndexExpr:
		return baseName(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// shown prints a node on one line, without comments.
func shown(set *token.FileSet, node any) string {
	if x, ok := node.(ast.Expr); ok && x == nil || node == nil {
		return ""
	}
	var b bytes.Buffer
	if err := printer.Fprint(&b, set, node); err != nil {
		return err.Error()
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

package main

import (
	"go/ast"
	"os"
	"slices"
	"strings"
	"testing"
)

// topLevel is everything that may lie at the root of the repository.
var topLevel = strings.Fields("cmd connections examples lang runtime stdlib testdata " +
	"go.mod go.sum README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE " +
	".ci .editorconfig .gitattributes .gitignore")

// TestTopLevel keeps the root of the repository as it is: a new thing belongs in
// one of the folders there.
func TestTopLevel(t *testing.T) {
	names := gitFiles("--cached")
	if len(names) == 0 {
		entries, err := os.ReadDir(rootDir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Name() != ".git" {
				names = append(names, e.Name())
			}
		}
	}
	said := map[string]bool{}
	for _, name := range names {
		top, _, _ := strings.Cut(name, "/")
		if !slices.Contains(topLevel, top) && !said[top] {
			said[top] = true
			t.Errorf("%s does not belong at the root of the repository; see topLevel in structure_layout_test.go", top)
		}
	}
}

const (
	maxFileLines = 400
	maxFuncLines = 60
)

// longFiles and longFuncs may be longer than the limits, each for its reason.
var (
	longFiles = map[string]string{
		"runtime/workflow/engine_test.go": "half of it are rule files and tables, which are data",
	}
	longFuncs = map[string]string{
		"connections/secrets_test.go TestX28NoSecretAnywhere": "the life of one connection, told in order",
	}
)

// TestSizes keeps files and functions short enough to be read at one go. In tests
// the lines of tables are data and do not count.
func TestSizes(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.lines > maxFileLines && longFiles[f.name] == "" {
			t.Errorf("%s has %d lines; %d are the limit", f.name, f.lines, maxFileLines)
		}
		if f.lines <= maxFileLines && longFiles[f.name] != "" {
			t.Errorf("%s has %d lines now: take it out of longFiles", f.name, f.lines)
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n, key := funcLines(f, fn), f.name+" "+fn.Name.Name
			if n > maxFuncLines && longFuncs[key] == "" {
				t.Errorf("%s:%d: %s has %d lines; %d are the limit", f.name, line(fn.Pos()), fn.Name.Name, n, maxFuncLines)
			}
			if n <= maxFuncLines && longFuncs[key] != "" {
				t.Errorf("%s has %d lines now: take it out of longFuncs", key, n)
			}
		}
	}
}

func funcLines(f *goFile, fn *ast.FuncDecl) int {
	span := func(n ast.Node) int { return line(n.End()) - line(n.Pos()) }
	n := span(fn) + 1
	if !f.isTest() {
		return n
	}
	ast.Inspect(fn, func(node ast.Node) bool {
		table, ok := node.(*ast.CompositeLit)
		if ok {
			n -= span(table)
		}
		return !ok
	})
	return n
}

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The structure tests hold the tree to the rules that reviewers would otherwise
// have to remember: who may import whom (structure_imports_test.go), where the
// outside world may be touched (structure_effects_test.go), and what may lie where
// and how long it may be (structure_layout_test.go). They only parse, so they are
// quick and need neither network nor module cache.

const (
	modulePath = "github.com/dg-lang/dg"
	rootDir    = "../.." // of the repository, seen from this package
)

// goFile is one parsed file of the main module.
type goFile struct {
	name  string // slash-separated, from the root of the repository
	lines int
	ast   *ast.File
}

func (f *goFile) dir() string  { return path.Dir(f.name) }
func (f *goFile) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

// imported is one import of a file.
type imported struct {
	path string
	name string // as the file calls it
	line int
}

var fileSet = token.NewFileSet()

func line(p token.Pos) int { return fileSet.Position(p).Line }

func (f *goFile) imports() []imported {
	var list []imported
	for _, spec := range f.ast.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		list = append(list, imported{path: p, name: name, line: line(spec.Pos())})
	}
	return list
}

// goFiles returns the parsed Go files of the main module, those of nested modules
// left out. A file that does not parse is left to the compiler.
func goFiles(t *testing.T) []*goFile {
	t.Helper()
	files, err := parseOnce()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d Go files found from %s: the test looks in the wrong place", len(files), rootDir)
	}
	return files
}

var parseOnce = sync.OnceValues(func() ([]*goFile, error) {
	names := append(gitFiles("--cached"), gitFiles("--others", "--exclude-standard")...)
	if len(names) == 0 {
		var err error
		if names, err = diskFiles(); err != nil {
			return nil, err
		}
	}
	var files []*goFile
	for _, name := range names {
		if !strings.HasSuffix(name, ".go") || inNestedModule(name) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(rootDir, name))
		if err != nil {
			continue // deleted, and the deletion not committed yet
		}
		tree, err := parser.ParseFile(fileSet, name, text, parser.ParseComments)
		if err != nil {
			continue
		}
		files = append(files, &goFile{name: name, lines: strings.Count(string(text), "\n"), ast: tree})
	}
	return files, nil
})

// gitFiles asks git; the answer is empty where there is no git or no repository,
// as in the module cache.
func gitFiles(args ...string) []string {
	cmd := exec.Command("git", append([]string{"ls-files", "-z"}, args...)...)
	cmd.Dir = rootDir
	out, err := cmd.Output()
	if err != nil || len(out) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

func diskFiles() ([]string, error) {
	var names []string
	err := filepath.WalkDir(rootDir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		rel, err := filepath.Rel(rootDir, p)
		names = append(names, filepath.ToSlash(rel))
		return err
	})
	return names, err
}

func inNestedModule(name string) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if _, err := os.Stat(filepath.Join(rootDir, dir, "go.mod")); err == nil {
			return true
		}
	}
	return false
}

// under reports whether name is dir or lies below it.
func under(name, dir string) bool {
	return name == dir || strings.HasPrefix(name, dir+"/")
}

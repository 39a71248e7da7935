package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// room says what the packages of one area may import. Patterns are folders from
// the root; one that ends in /... covers everything below the folder, too.
type room struct {
	pkg     string
	allows  string // folders of this module
	modules string // modules of others
	tests   string // what its tests may import on top: folders or modules
}

// rooms is the whole import graph. The most specific pattern that covers a package
// holds for it, and a package that none covers is an error: the newcomer writes
// its line here first. Three towers stand side by side (lang; runtime with stdlib;
// connections) and only cmd sees all of them.
var rooms = []room{
	// Text to checked tree. Nothing here knows of values or of the outside.
	{pkg: "lang/source"},
	{pkg: "lang/types"},
	{pkg: "lang/diag", allows: "lang/source", modules: "github.com/mattn/go-runewidth"},
	{pkg: "lang/syntax", allows: "lang/source lang/diag lang/types", modules: "github.com/alecthomas/participle/v2"},
	{pkg: "lang/format", allows: "lang/syntax lang/source"},
	{pkg: "lang/resolve", allows: "lang/syntax lang/diag lang/types lang/source"},
	{pkg: "lang/lint", allows: "lang/resolve lang/syntax lang/diag lang/types lang/source"},
	{pkg: "lang/ide", allows: "lang/lint lang/resolve lang/format lang/syntax lang/diag lang/types lang/source"},

	// Values, the seam to the outside, and the evaluator.
	{pkg: "runtime/value", allows: "lang/types", modules: "github.com/shopspring/decimal"},
	{pkg: "runtime/host", allows: "runtime/value"},
	{pkg: "runtime/registry", allows: "runtime/host runtime/value lang/types lang/source"},
	{pkg: "runtime/httpx", allows: "runtime/host"},
	{pkg: "runtime/httpx/cassette", allows: "runtime/httpx runtime/host", modules: "github.com/goccy/go-yaml",
		tests: "gopkg.in/dnaeon/go-vcr.v4 go.yaml.in/yaml/v4"},
	{pkg: "runtime/httpx/mock", allows: "runtime/httpx runtime/host", modules: "github.com/goccy/go-yaml"},
	{pkg: "runtime/interp", allows: "runtime/registry runtime/host runtime/value " +
		"lang/resolve lang/syntax lang/diag lang/types lang/source", modules: "github.com/shopspring/decimal"},
	{pkg: "runtime/product", allows: "runtime/registry runtime/host runtime/value lang/syntax lang/diag lang/source"},
	{pkg: "runtime", allows: "runtime/interp runtime/product runtime/httpx runtime/registry runtime/host runtime/value " +
		"lang/lint lang/resolve lang/syntax lang/diag lang/types lang/source", tests: "stdlib lang/format"},

	// What needs the whole runtime. Nothing below may import these.
	{pkg: "runtime/records", allows: "runtime/value runtime/host", modules: "go.etcd.io/bbolt"},
	{pkg: "runtime/queue", allows: "runtime/value runtime/host", modules: "go.etcd.io/bbolt"},
	{pkg: "runtime/project", allows: "runtime runtime/registry runtime/host runtime/value " +
		"lang/syntax lang/diag lang/types lang/source", modules: "github.com/goccy/go-yaml"},
	{pkg: "runtime/workflow", allows: "runtime runtime/records runtime/queue runtime/registry runtime/host runtime/value " +
		"lang/syntax lang/diag lang/types lang/source", modules: "github.com/goccy/go-yaml github.com/shopspring/decimal"},
	{pkg: "runtime/dgtest", allows: "runtime runtime/registry runtime/host runtime/value lang/syntax lang/diag lang/source"},

	// The library: descriptors and Go functions; never the evaluator, never the parser.
	{pkg: "stdlib", allows: "runtime/registry " + areas, tests: "lang/types runtime/... stdlib/internal/... github.com/shopspring/decimal"},
	{pkg: "stdlib/internal/golden"},
	{pkg: "stdlib/...", allows: "stdlib/internal/... runtime/registry runtime/host runtime/value lang/types",
		modules: "github.com/shopspring/decimal", tests: "stdlib runtime/..."},
	{pkg: "stdlib/text", allows: "stdlib/internal/... runtime/registry runtime/host runtime/value lang/types",
		modules: "github.com/shopspring/decimal github.com/dlclark/regexp2 golang.org/x/text", tests: "stdlib runtime/..."},
	{pkg: "stdlib/encoding", allows: "stdlib/internal/... runtime/registry runtime/host runtime/value lang/types",
		modules: "golang.org/x/crypto golang.org/x/text", tests: "stdlib runtime/..."},
	{pkg: "stdlib/xml", allows: "stdlib/internal/... runtime/registry runtime/host runtime/value lang/types",
		modules: "github.com/antchfx/xpath github.com/shopspring/decimal", tests: "stdlib runtime/..."},
	{pkg: "stdlib/invoke", allows: "stdlib/internal/... runtime/registry runtime/host runtime/value lang/types",
		modules: "golang.org/x/net golang.org/x/text", tests: "stdlib runtime/..."},
	{pkg: "stdlib/notify", allows: "stdlib/internal/... runtime/registry runtime/host runtime/value lang/types",
		modules: "github.com/wneessen/go-mail", tests: "stdlib runtime/..."},

	// Accounts and tokens: usable in a program that has nothing to do with Deluge.
	{pkg: "connections/provider", modules: "github.com/goccy/go-yaml golang.org/x/net golang.org/x/oauth2"},
	{pkg: "connections/oauth1"},
	{pkg: "connections", allows: "connections/provider connections/oauth1", modules: "golang.org/x/sync"},
	{pkg: "connections/seal", modules: "github.com/zalando/go-keyring"},
	{pkg: "connections/connector", allows: "connections/provider", modules: "github.com/goccy/go-yaml golang.org/x/net"},
	{pkg: "connections/boltstore", allows: "connections connections/provider connections/seal",
		modules: "go.etcd.io/bbolt github.com/gofrs/flock golang.org/x/sys"},
	{pkg: "connections/archive", allows: "connections connections/provider", modules: "filippo.io/age"},
	{pkg: "connections/oauthflow", allows: "connections connections/oauth1 connections/provider", modules: "golang.org/x/oauth2"},
	{pkg: "connections/connectiontest", allows: "connections connections/oauth1 connections/provider connections/seal"},

	// The command. Each library that talks to a person or a terminal has one home.
	{pkg: "cmd/dg", allows: "cmd/internal/cli", tests: "connections/..."},
	{pkg: "cmd/internal/...", allows: all},
	{pkg: "cmd/internal/cli", allows: all, modules: "github.com/spf13/cobra github.com/spf13/pflag github.com/cli/browser github.com/goccy/go-yaml " +
		"github.com/google/renameio/v2 github.com/mattn/go-runewidth github.com/rogpeppe/go-internal/diff"},
	{pkg: "cmd/internal/streams", modules: "golang.org/x/term golang.org/x/sys"},
	{pkg: "cmd/internal/repl", allows: all, modules: "github.com/peterh/liner github.com/mattn/go-runewidth"},
	{pkg: "cmd/internal/demo", allows: all + " examples/quickstart", modules: "github.com/cli/browser"},

	// Examples are programs of others, as it were: whatever may be embedded.
	{pkg: "examples/...", allows: "connections/... lang/... runtime/... stdlib"},
}

const (
	areas = "stdlib/text stdlib/number stdlib/datetime stdlib/collection stdlib/logical " +
		"stdlib/encoding stdlib/xml stdlib/file stdlib/invoke stdlib/notify stdlib/zoho/..."
	all = "cmd/internal/... connections/... lang/... runtime/... stdlib/..."
)

// testModules are made for tests: any test may import them, nothing else may.
const testModules = "github.com/google/go-cmp github.com/rogpeppe/go-internal " +
	"github.com/mccutchen/go-httpbin/v2 github.com/creack/pty"

// TestImports holds every import of the module against the table. What a package
// may import, its tests may; they also see their own tower and the test modules.
func TestImports(t *testing.T) {
	for _, f := range goFiles(t) {
		r, ok := roomOf(f.dir())
		if !ok {
			t.Errorf("%s: the package %s has no line in the table of imports (structure_imports_test.go)", f.name, f.dir())
			continue
		}
		for _, im := range f.imports() {
			if !r.permits(f, im.path) {
				t.Errorf("%s:%d: %s may not import %s", f.name, im.line, f.dir(), strings.TrimPrefix(im.path, modulePath+"/"))
			}
		}
	}
}

// TestImportTable keeps the table itself in order, so that a line in it cannot
// open a way around: no cycle, and nothing that points from one tower to another.
func TestImportTable(t *testing.T) {
	apart := map[string]string{
		"lang":        "runtime stdlib connections cmd",
		"connections": "runtime stdlib lang cmd",
		"runtime":     "stdlib connections cmd",
		"stdlib":      "runtime/interp runtime/workflow lang/syntax connections cmd",
	}
	seen := map[string]bool{}
	for _, r := range rooms {
		if seen[r.pkg] {
			t.Errorf("%s stands twice in the table", r.pkg)
		}
		seen[r.pkg] = true
		tower, _, _ := strings.Cut(r.pkg, "/")
		for _, dir := range strings.Fields(r.allows) {
			for _, never := range strings.Fields(apart[tower]) {
				if under(strings.TrimSuffix(dir, "/..."), never) {
					t.Errorf("the table lets %s import %s, which stands apart from it", r.pkg, dir)
				}
			}
		}
		if way := wayBack(r.pkg, r.pkg, nil); len(way) > 0 && tower != "cmd" {
			t.Errorf("the table goes round in a circle: %s", strings.Join(way, " → "))
		}
	}
}

// wayBack looks for a path of allowed imports from pkg to goal.
func wayBack(pkg, goal string, way []string) []string {
	if slices.Contains(way, pkg) {
		return nil
	}
	way = append(slices.Clip(way), pkg)
	r, _ := roomOf(pkg)
	for _, next := range strings.Fields(r.allows) {
		if next == goal {
			return append(way, next)
		}
		if strings.HasSuffix(next, "/...") {
			continue // an area whose packages are leaves, as stdlib/internal
		}
		if found := wayBack(next, goal, way); found != nil {
			return found
		}
	}
	return nil
}

// roomOf finds the most specific line for a folder.
func roomOf(dir string) (room, bool) {
	best, found := room{}, false
	for _, r := range rooms {
		if covers(r.pkg, dir) && (!found || len(r.pkg) > len(best.pkg) || r.pkg == dir) {
			best, found = r, true
			if r.pkg == dir {
				break
			}
		}
	}
	return best, found
}

func covers(pattern, dir string) bool {
	base, deep := strings.CutSuffix(pattern, "/...")
	return dir == pattern || deep && under(dir, base)
}

func (r room) permits(f *goFile, importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	dir, own := strings.CutPrefix(importPath, modulePath+"/")
	switch {
	case own:
		return r.permitsDir(f, dir)
	case !strings.Contains(first, "."):
		return true // the standard library; structure_effects_test.go has a say in it
	}
	modules := r.modules
	if f.isTest() {
		modules = fmt.Sprint(modules, " ", r.tests, " ", testModules)
	}
	return slices.ContainsFunc(strings.Fields(modules), func(m string) bool { return under(importPath, m) })
}

func (r room) permitsDir(f *goFile, dir string) bool {
	allows := r.allows
	if f.isTest() {
		tower, _, _ := strings.Cut(f.dir(), "/")
		allows = fmt.Sprint(allows, " ", r.tests, " ", tower+"/...")
	}
	return slices.ContainsFunc(strings.Fields(allows), func(p string) bool { return covers(p, dir) })
}

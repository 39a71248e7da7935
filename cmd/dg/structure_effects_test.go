package main

import (
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"
)

// effects are the doors to the outside that lang, runtime and stdlib must not use
// by themselves: import path → names, or "*" for the whole package. What they need
// comes through runtime/host, so that a test, a dry run or a replay can put its own
// clock, network or randomness there.
var effects = map[string]string{
	"os":             "*",
	"os/exec":        "*",
	"os/signal":      "*",
	"os/user":        "*",
	"io/ioutil":      "*",
	"log":            "*",
	"math/rand":      "*",
	"math/rand/v2":   "*",
	"net/http/pprof": "*",
	"expvar":         "*",
	"time":           "Now Since Until Sleep After AfterFunc Tick NewTicker NewTimer Local",
	"net/http":       "DefaultClient DefaultTransport DefaultServeMux Get Head Post PostForm Handle HandleFunc ListenAndServe",
	"net":            "DefaultResolver Dial DialTimeout Listen LookupHost LookupIP LookupAddr InterfaceAddrs",
	"crypto/rand":    "Reader Read Text Prime",
	"log/slog":       "Default SetDefault Debug Info Warn Error",
}

// effectsAllowed are the exceptions: file → names in it → reason.
var effectsAllowed = map[string]map[string]string{
	"runtime/host/defaults.go": {
		"http.DefaultClient": "the default of Host.HTTP",
		"rand.Reader":        "the default of Host.Rand",
		"time.Now":           "the default of Host.Clock",
		"time.NewTimer":      "the default of Host.Clock",
	},
	"runtime/httpx/watch.go": {
		"time.AfterFunc": "ends a request that hangs; real time even when the script's clock stands still",
	},
	"runtime/interp/thread.go": {
		"time.NewTimer": "grace for a library call that cannot be stopped; real time, and nothing a script can see",
	},
}

// TestNoOutsideWorld fails where lang, runtime or stdlib touch the machine instead
// of their host.
func TestNoOutsideWorld(t *testing.T) {
	used := map[string]bool{}
	for _, f := range goFiles(t) {
		if f.isTest() || !under(f.name, "lang") && !under(f.name, "runtime") && !under(f.name, "stdlib") {
			continue
		}
		for _, e := range effectsOf(f) {
			if effectsAllowed[f.name][e.what] != "" {
				used[f.name+" "+e.what] = true
				continue
			}
			t.Errorf("%s:%d: %s; lang, runtime and stdlib reach the outside only through runtime/host", f.name, e.line, e.what)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(effectsAllowed)) {
		for what := range effectsAllowed[file] {
			if !used[file+" "+what] {
				t.Errorf("%s no longer uses %s: take the exception out of effectsAllowed", file, what)
			}
		}
	}
}

type effect struct {
	what string
	line int
}

func effectsOf(f *goFile) []effect {
	var found []effect
	names := map[string]string{} // local name → import path
	for _, im := range f.imports() {
		switch names[im.name] = im.path; {
		case effects[im.path] == "":
		case effects[im.path] == "*", im.name == ".":
			found = append(found, effect{"import of " + im.path, im.line})
		}
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		// An identifier the parser could resolve is a variable of the file's own.
		id, ok := sel.X.(*ast.Ident)
		if !ok || id.Obj != nil {
			return true
		}
		if banned := strings.Fields(effects[names[id.Name]]); slices.Contains(banned, sel.Sel.Name) || slices.Contains(banned, "*") {
			found = append(found, effect{id.Name + "." + sel.Sel.Name, line(sel.Pos())})
		}
		return true
	})
	return found
}

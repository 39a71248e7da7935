package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// notLinked are packages that must not be part of the command, whoever imports them.
var notLinked = map[string]string{
	"testing":            "it is for tests, and brings runtime/trace along",
	"net/http/httptest":  "it is for tests; it prepares a certificate and a flag at every start",
	"go.yaml.in/yaml/v4": "there is github.com/goccy/go-yaml already, and this one is slow to start",
	"gopkg.in/yaml.v3":   "there is github.com/goccy/go-yaml already",
	"net/http/pprof":     "it opens addresses of its own at every start",

	"github.com/antchfx/xmlquery":          "stdlib/xml has a tree of its own; this one compiles an expression at every start",
	"golang.org/x/net/html/charset":        "it brings an HTML parser and htmlindex along",
	"golang.org/x/text/language":           "its tables of tags are prepared at every start",
	"golang.org/x/text/encoding/htmlindex": "stdlib/invoke has a table of labels that nothing prepares",
}

// TestLinked keeps what is prepared at every start small.
func TestLinked(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "./cmd/dg")
	cmd.Dir = rootDir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	linked := strings.Fields(string(out))
	if !slices.Contains(linked, modulePath+"/cmd/dg") {
		t.Fatalf("go list names %d packages, and not the command", len(linked))
	}
	for name, why := range notLinked {
		if slices.Contains(linked, name) {
			t.Errorf("%s is linked into dg: %s; go list -deps -f '{{.ImportPath}} {{.Imports}}' ./cmd/dg shows by whom", name, why)
		}
	}
}

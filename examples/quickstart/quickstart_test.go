package quickstart

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme holds the script in the README to the file, and its table to the
// folder.
func TestReadme(t *testing.T) {
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := text(b)
	script, err := fs.ReadFile(Files, "contacts.dg")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(readme, "```deluge\n")
	shown, _, closed := strings.Cut(rest, "```\n")
	if !found || !closed || shown != text(script) {
		t.Error("the script in README.md is not that of contacts.dg")
	}
	for _, name := range names(t) {
		if !strings.Contains(readme, "| `"+name+"` |") {
			t.Errorf("README.md says nothing about %s", name)
		}
	}
}

// text is a file as git keeps it: a checkout may end its lines another way.
func text(b []byte) string { return strings.ReplaceAll(string(b), "\r\n", "\n") }

// TestHost finds addresses that the demonstration would not replace.
func TestHost(t *testing.T) {
	address := regexp.MustCompile(`127\.0\.0\.1[:0-9]*|localhost[:0-9]*`)
	for _, name := range names(t) {
		b, err := fs.ReadFile(Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range address.FindAllString(string(b), -1) {
			if found != Host {
				t.Errorf("%s names %s, want %s", name, found, Host)
			}
		}
	}
}

func names(t *testing.T) []string {
	t.Helper()
	var all []string
	err := fs.WalkDir(Files, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil || len(all) < 6 {
		t.Fatalf("%d files, %v", len(all), err)
	}
	return all
}

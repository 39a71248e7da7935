package runtime_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/dg-lang/dg/lang/format"
	"github.com/dg-lang/dg/lang/source"
	"github.com/dg-lang/dg/lang/syntax"
	dg "github.com/dg-lang/dg/runtime"
)

// archives reads the archives of scripts in a folder, by their file.
func archives(t *testing.T, pattern string) map[string]*txtar.Archive {
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no %s (%v)", pattern, err)
	}
	out := map[string]*txtar.Archive{}
	for _, name := range names {
		if out[name], err = txtar.ParseFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// oddCharacters are written as escapes, since archives and editors would lose them.
var oddCharacters = strings.NewReplacer(`\r`+"\n", "\r\n", `\ufeff`, "\ufeff", `\u00a0`, "\u00a0")

// langScripts returns the scripts of testdata/lang by archive and name: one for each
// construct of the language.
func langScripts(t *testing.T) map[string]string {
	out := map[string]string{}
	for file, a := range archives(t, "../testdata/lang/*.txtar") {
		for _, f := range a.Files {
			if name, ok := strings.CutSuffix(f.Name, ".dg"); ok {
				out[strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name] = oddCharacters.Replace(string(f.Data))
			}
		}
	}
	return out
}

// TestLanguage checks and lays out every script of testdata/lang, and runs those
// with a NAME.out, which UPDATE=1 rewrites.
func TestLanguage(t *testing.T) {
	for file, a := range archives(t, "../testdata/lang/*.txtar") {
		changed := false
		for i := range a.Files {
			name, ok := strings.CutSuffix(a.Files[i].Name, ".dg")
			if !ok {
				continue
			}
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name, func(t *testing.T) {
				text := oddCharacters.Replace(string(a.Files[i].Data))
				reads(t, text)
				if i+1 < len(a.Files) && a.Files[i+1].Name == name+".out" {
					changed = prints(t, text, &a.Files[i+1]) || changed
				}
			})
		}
		if changed {
			if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// reads holds that a script checks without an error, that its layout is one that
// stays, and that the tree stays with it.
func reads(t *testing.T, text string) {
	found := dg.Check(source.NewFile("t.dg", text), dg.Options{Registry: library()}, nil).Findings
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	once := laidOut(t, text)
	if twice := laidOut(t, once); twice != once {
		t.Errorf("laid out twice it differs:\n%s", cmp.Diff(once, twice))
	}
	if d := cmp.Diff(shape(text), shape(once)); d != "" {
		t.Errorf("laid out it is another tree:\n%s", d)
	}
}

func laidOut(t *testing.T, text string) string {
	out, err := format.Source(syntax.Parse(source.NewFile("t.dg", text), ""))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// shape returns the kinds and words of a tree, without its places.
func shape(text string) []string {
	var out []string
	f := syntax.Parse(source.NewFile("t.dg", text), "")
	data, err := f.JSON()
	if err != nil {
		return []string{err.Error()}
	}
	for line := range strings.Lines(string(data)) {
		line = strings.ReplaceAll(strings.TrimSpace(line), `\r"`, `"`) // of a comment: the layout ends lines plainly
		if strings.HasPrefix(line, `"`) && !strings.HasPrefix(line, `"span"`) &&
			!strings.HasPrefix(line, `"semicolon"`) {
			out = append(out, line)
		}
	}
	return out
}

// prints runs a script and compares what it prints with want; it reports whether it
// has put the output there.
func prints(t *testing.T, text string, want *txtar.File) bool {
	got, err := run(t, context.Background(), text, dg.Options{}, dg.Call{})
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		want.Data = []byte(got)
		return true
	}
	if d := cmp.Diff(string(want.Data), got); d != "" {
		t.Errorf("want (-), got (+):\n%s", d)
	}
	return false
}

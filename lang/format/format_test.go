package format

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// golden is one pair of testdata: the files NAME.in and NAME.out of an archive.
type golden struct{ name, in, out string }

// goldens reads the pairs. \r, \ufeff and \u00a0 in an input stand for these
// characters, which archives and editors would not keep.
func goldens(t testing.TB) []golden {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no testdata (%v)", err)
	}
	odd := strings.NewReplacer(`\r`, "\r", `\ufeff`, "\ufeff", `\u00a0`, "\u00a0", "§", " ")
	var out []golden
	for _, file := range names {
		a, err := txtar.ParseFile(file)
		if err != nil || len(a.Files)%2 != 0 {
			t.Fatalf("%s: pairs of NAME.in and NAME.out expected (%v)", file, err)
		}
		area := strings.TrimSuffix(filepath.Base(file), ".txtar")
		for i := 0; i < len(a.Files); i += 2 {
			name := strings.TrimSuffix(a.Files[i].Name, ".in")
			if a.Files[i+1].Name != name+".out" {
				t.Fatalf("%s: %s.out expected behind %s.in", file, name, name)
			}
			out = append(out, golden{area + "/" + name, odd.Replace(string(a.Files[i].Data)), string(a.Files[i+1].Data)})
		}
	}
	return out
}

// TestGolden formats the examples. UPDATE=1 rewrites what they expect.
func TestGolden(t *testing.T) {
	if os.Getenv("UPDATE") != "" {
		update(t)
	}
	for _, c := range goldens(t) {
		t.Run(c.name, func(t *testing.T) {
			f := parse(c.in)
			got, err := Source(f)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.out, got); d != "" {
				t.Errorf("want (-), got (+):\n%s", d)
			}
			if wrong := properties(f); wrong != "" {
				t.Error(wrong)
			}
		})
	}
}

// TestGoldenPairs keeps the examples many and different.
func TestGoldenPairs(t *testing.T) {
	seen, remarked := map[string]string{}, 0
	for _, c := range goldens(t) {
		if other, twice := seen[c.in]; twice {
			t.Errorf("%s and %s are the same", other, c.name)
		}
		seen[c.in] = c.name
		if len(parse(c.in).Comments) > 0 {
			remarked++
		}
	}
	if len(seen) < 60 || remarked < 30 {
		t.Errorf("%d examples, %d of them with comments", len(seen), remarked)
	}
}

func update(t *testing.T) {
	byName := map[string]string{}
	for _, c := range goldens(t) {
		byName[c.name], _ = Source(parse(c.in))
	}
	names, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range names {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		area := strings.TrimSuffix(filepath.Base(file), ".txtar")
		for i, f := range a.Files {
			if name, ok := strings.CutSuffix(f.Name, ".out"); ok {
				a.Files[i].Data = []byte(byName[area+"/"+name])
			}
		}
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRefusesBrokenFiles(t *testing.T) {
	for _, text := range []string{"x = ;", "if(a) {", "}", "x = \"a", "\xff"} {
		if out, err := Source(parse(text)); err == nil {
			t.Errorf("%q became %q", text, out)
		}
	}
}

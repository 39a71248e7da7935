package runtime_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/dg-lang/dg/lang/diag"
	"github.com/dg-lang/dg/lang/source"
	dg "github.com/dg-lang/dg/runtime"
)

// probe stands behind every broken script: its finding shows that what follows a
// mistake is checked.
const (
	probe        = "info \"end\".noSuchMethod();\n"
	probeFinding = "Not able to find 'noSuchMethod' function"
)

// TestBroken checks the broken scripts of testdata/broken and compares all that is
// said of them; UPDATE=1 rewrites it. Of those called last_… nothing behind the
// mistake can be read.
func TestBroken(t *testing.T) {
	scripts := 0
	for file, a := range archives(t, "../testdata/broken/*.txtar") {
		out := &txtar.Archive{Comment: a.Comment}
		for i := range a.Files {
			name, ok := strings.CutSuffix(a.Files[i].Name, ".dg")
			if !ok {
				continue
			}
			scripts++
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name, func(t *testing.T) {
				text := string(a.Files[i].Data)
				got := told(t, text, strings.HasPrefix(name, "last_"))
				out.Files = append(out.Files, a.Files[i], txtar.File{Name: name + ".want", Data: []byte(got)})
				if want := fileOf(a, name+".want"); os.Getenv("UPDATE") == "" && want != got {
					t.Errorf("want (-), got (+):\n%s", cmp.Diff(want, got))
				}
			})
		}
		if data := txtar.Format(out); os.Getenv("UPDATE") != "" && !bytes.Equal(data, txtar.Format(a)) {
			if err := os.WriteFile(file, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if scripts < 60 {
		t.Errorf("only %d broken scripts", scripts)
	}
}

func fileOf(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// told returns what a check says of a script: place, code and message, and indented
// the labels and the hint. Without last the probe behind it must be found, too.
func told(t *testing.T, text string, last bool) string {
	found := dg.Check(source.NewFile("t.dg", text+probe), dg.Options{Registry: library()}, nil).Findings
	if n := len(found) - 1; !last {
		if n < 0 || !strings.HasPrefix(found[n].Message, probeFinding) {
			t.Fatalf("what stands behind is not checked: %v", found)
		}
		found = found[:n]
	}
	if !found.HasErrors() {
		t.Error("no error is found")
	}
	var b strings.Builder
	for _, d := range found {
		describe(&b, d)
	}
	return b.String()
}

func describe(b *strings.Builder, d *diag.Diagnostic) {
	fmt.Fprintf(b, "%s %s %s %s\n", strings.TrimPrefix(d.Primary.Place(), "t.dg:"), d.Severity, d.Code, d.Message)
	if d.Primary.Text != "" {
		fmt.Fprintf(b, "\there: %s\n", d.Primary.Text)
	}
	for _, l := range d.Related {
		fmt.Fprintf(b, "\t%s: %s\n", strings.TrimPrefix(l.Place(), "t.dg:"), l.Text)
	}
	if d.Hint != "" {
		fmt.Fprintf(b, "\thelp: %s\n", d.Hint)
	}
}
